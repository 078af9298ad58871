import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { maxArticlesPerUpload, readArticles } from "../../../../src/articles/articles.ts";

const key = "articles/many.jsonl";
const article = (text: string, more: object = {}) => JSON.stringify({ text, ...more });
const read = (content: string | Uint8Array, context = {}) =>
  readArticles(typeof content === "string" ? new TextEncoder().encode(content) : content, { key, ...context });

describe("files of many articles, a line each", () => {
  test("every line is an article as in .json, in the lines' order", async () => {
    const { articles, rejected } = await read(
      `${article("Мост открыт.", { id: 7, title: "Мост", date: "2016-10-09", place: "ОМСК" })}\n${article("Парк закрыт.")}\n`,
    );
    expect(rejected).toEqual([]);
    expect(articles).toMatchObject([
      { id: "7", title: "Мост", text: "Мост открыт.", publishedAt: "2016-10-09", place: "Омск" },
      { title: null, text: "Парк закрыт.", publishedAt: null },
    ]);
  });

  test("a bad line is rejected by its number, and the others go in", async () => {
    const lines = [
      article("Первая."),
      "",
      '{"text": "Оборв',
      "не JSON",
      '{"title": "Без текста"}',
      "[1]",
      article("Вторая.", { date: "вчера" }),
      " \t\r",
      article("Третья."),
    ];
    const { articles, rejected } = await read(lines.join("\r\n"));
    expect(articles.map(({ text }) => text)).toEqual(["Первая.", "Третья."]);
    expect(rejected.map(({ line, code }) => [line, code])).toEqual([
      [3, "broken-json"],
      [4, "broken-json"],
      [5, "no-text"],
      [6, "invalid-article"],
      [7, "invalid-article"],
    ]);
    expect(rejected.slice(0, 4).map(({ reason }) => reason)).toEqual([
      "The JSON is cut short: it ends at column 16.",
      'The line is no JSON. One article is {"title": …, "text": …}.',
      'The article has no text; put it into the field "text".',
      'The JSON is a list, where an article is an object: {"title": …, "text": …}.',
    ]);
    expect(rejected[4]?.reason).toContain('"date"');
  });

  test("a broken line is told by the column in its file, and two articles in a line as two", async () => {
    const { rejected } = await read(`  {"text": "Т.",}\n\ufeff${article("Мост.")} ${article("Парк.")}`);
    expect(rejected.map(({ reason }) => reason)).toEqual([
      "The JSON is broken at column 17.",
      "A second value begins at column 19. One article stands in a line.",
    ]);
  });

  test("lines that hold the same article are one, and the later one is told by its number", async () => {
    const { articles, rejected } = await read(
      [article("Мост."), article("Парк.", { id: "a" }), article("Мост."), article("Сад.", { id: "a" })].join("\n"),
    );
    expect(articles.map(({ text }) => text)).toEqual(["Мост.", "Парк."]);
    expect(rejected).toMatchObject([
      { line: 3, code: "repeated-article", reason: expect.stringContaining("earlier line") },
      { line: 4, code: "repeated-article" },
    ]);
  });

  test("an id does not depend on the lines around it", async () => {
    const alone = await read(article("Мост."));
    const among = await read(["", article("Парк."), "сбой", article("Мост.")].join("\n"));
    expect(among.articles.map(({ id }) => id)).toContain(alone.articles[0]?.id);
  });

  test("metadata of the file speaks for its source and date, never for the title and address of each line", async () => {
    const metadata = { title: "Сборник", url: "https://example.org/all", source: "Вестник", published: "2016-10-09" };
    const { articles } = await read(`${article("Мост.", { title: "Мост" })}\n${article("Парк.")}`, { metadata });
    expect(articles).toMatchObject([
      { title: "Мост", url: null, source: "Вестник", publishedAt: "2016-10-09" },
      { title: null, url: null, source: "Вестник", publishedAt: "2016-10-09" },
    ]);
  });

  test("the day in the name of a collection is no article's date", async () => {
    const { articles } = await read(article("Мост."), { key: "articles/dump-2016-10-09/20161009.jsonl" });
    expect(articles).toMatchObject([{ publishedAt: null }]);
    expect(articles[0]?.origins).not.toHaveProperty("date");
  });

  test.each(["articles/a.jsonl.gz", "articles/a.ndjson", "articles/A.JSONL"])("%s is read", async (name) => {
    expect((await read(gzipSync(article("Мост.")), { key: name })).articles).toHaveLength(1);
  });

  test.each(["application/x-ndjson", "application/jsonl"])(
    "a key without an ending goes by %s",
    async (contentType) => {
      const { articles } = await read(`${article("Мост.")}\n${article("Парк.")}`, { key: "articles/a", contentType });
      expect(articles).toHaveLength(2);
    },
  );

  test("another charset and a byte order mark are undone for all lines at once", async () => {
    const text = `${article("Мост открыт.")}\n${article("Парк закрыт.")}`;
    const marked = await read(`\ufeff${text}`);
    const wide = await read(Buffer.from(`\ufeff${text}`, "utf16le"));
    expect(marked.articles).toHaveLength(2);
    expect(wide.articles.map(({ text: body }) => body)).toEqual(marked.articles.map(({ text: body }) => body));
  });

  test("a field named __proto__ is only a field nobody asked for", async () => {
    const { articles } = await read('{"text": "Мост.", "__proto__": {"title": "Чужой"}}');
    expect(articles).toMatchObject([{ title: null }]);
  });

  test("lines beyond the bound are not read, and the first of them is named", async () => {
    const lines = Array.from({ length: maxArticlesPerUpload + 3 }, (_, i) => (i < 5 ? article(`Мост ${i}.`) : "{"));
    const { articles, rejected } = await read(lines.join("\n"));
    expect(articles).toHaveLength(5);
    expect(rejected).toHaveLength(maxArticlesPerUpload - 4);
    expect(rejected.at(-1)).toMatchObject({ line: maxArticlesPerUpload + 1, code: "too-many-articles" });
  });
});

describe("JSON arrays", () => {
  const items = (...values: unknown[]) => read(JSON.stringify(values), { key: "articles/many.json" });

  test("every item is an article; a bad one is rejected by its place, a repeated one too", async () => {
    const { articles, rejected } = await items(
      { text: "Мост." },
      5,
      { title: "Без" },
      { text: "Парк." },
      { text: "Мост." },
    );
    expect(articles.map(({ text }) => text)).toEqual(["Мост.", "Парк."]);
    expect(rejected.map(({ item, line, code }) => [item, line, code])).toEqual([
      [2, undefined, "invalid-article"],
      [3, undefined, "no-text"],
      [5, undefined, "repeated-article"],
    ]);
  });

  test("an array under a key without an ending is known by its first characters", async () => {
    expect((await read('[ {"text": "Мост."} ]', { key: "articles/many" })).articles).toHaveLength(1);
  });

  test("an empty array and a broken one are rejected whole", async () => {
    expect((await items()).rejected).toMatchObject([{ code: "invalid-article" }]);
    expect((await read('[{"text": "Мост."},', { key: "articles/many.json" })).rejected).toMatchObject([
      { code: "broken-json" },
    ]);
  });
});

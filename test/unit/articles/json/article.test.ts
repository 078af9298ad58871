import { describe, expect, test } from "vitest";
import { readOne, readRejection } from "../fixture-pages.ts";

const key = "articles/one.json";
const read = (value: unknown, context = {}) => readOne(JSON.stringify(value), { key, ...context });
const reject = (value: unknown) => readRejection(typeof value === "string" ? value : JSON.stringify(value), { key });

describe("JSON articles", () => {
  test.each([
    ["HTML that was escaped whole", "&lt;p&gt;Мост открыт.&lt;/p&gt;&lt;p&gt;Пошли &laquo;трамваи&raquo;.&lt;/p&gt;"],
    ["references escaped twice", "<p>Мост открыт.</p><p>Пошли &amp;laquo;трамваи&amp;raquo;.</p>"],
    ["references escaped twice in plain text", "Мост открыт.\n\nПошли &amp;laquo;трамваи&amp;raquo;."],
  ])("a text may hold %s", async (_, text) => {
    expect((await read({ text })).paragraphs).toEqual(["Мост открыт.", "Пошли «трамваи»."]);
  });

  test("a text that tells of a tag keeps it", async () => {
    const text = "Браузер показал &lt;p&gt; вместо текста.";
    expect((await read({ text })).paragraphs).toEqual(["Браузер показал <p> вместо текста."]);
  });

  test("every field of the contract is read", async () => {
    const article = await read({
      id: 1478817110,
      title: "Мост  открыт",
      lead: "Стройка заняла два года.",
      text: "ОМСК, 9 окт — РИА Новости. Мост открыт.\n\nПо нему пошли трамваи.",
      url: "https://example.org/a",
      date: "2016-10-09T12:30:00+03:00",
      updatedAt: "2016-10-10",
      source: "Вестник",
      agency: "Наше агентство",
      author: "Анна Белых",
      place: "НОВОСИБИРСК",
      image: "https://example.org/a.jpg",
      notice: "18+",
    });
    expect(article).toMatchObject({
      id: "1478817110",
      title: "Мост открыт",
      lead: "Стройка заняла два года.",
      paragraphs: ["ОМСК, 9 окт — РИА Новости. Мост открыт.", "По нему пошли трамваи."],
      url: "https://example.org/a",
      publishedAt: "2016-10-09T12:30+03:00",
      origins: { date: ["JSON field"] },
      source: "Вестник",
      agency: "Наше агентство",
      author: "Анна Белых",
      place: "Новосибирск",
      placeAsWritten: "НОВОСИБИРСК",
      image: "https://example.org/a.jpg",
      notice: "18+",
      isFallback: false,
      droppedLines: [],
    });
  });

  test("a dateline fills what the fields leave out", async () => {
    const article = await read({ text: "ОМСК, 9 окт 2016 — РИА Новости. Мост открыт." });
    expect(article).toMatchObject({
      place: "Омск",
      agency: "РИА Новости",
      publishedAt: "2016-10-09",
      origins: { date: ["dateline"] },
    });
  });

  test("null and blank fields are as good as absent", async () => {
    const article = await read({
      id: "",
      title: null,
      lead: " ",
      text: "Мост открыт.",
      url: "",
      date: "",
      image: null,
    });
    expect(article).toMatchObject({ title: null, lead: "", url: null, publishedAt: null, image: null });
    expect(article.id).toMatch(/^[\w-]{22}$/);
  });

  test("title and lead at the head of the text are not repeated", async () => {
    const article = await read({
      title: "Мост открыт",
      lead: "Ждали два года.",
      text: "Мост открыт\n\nЖдали два года.\n\nПошли трамваи.",
    });
    expect(article.paragraphs).toEqual(["Пошли трамваи."]);
  });

  test("a text of HTML becomes paragraphs without tags, scripts and references", async () => {
    const article = await read({
      text: "<p>Мост&nbsp;<b>открыт</b> &mdash; 5 &lt; 6.</p><script>alert('x')</script><p>Пошли<br>трамваи.</p><!-- <p>нет</p> -->",
    });
    expect(article.paragraphs).toEqual(["Мост открыт — 5 < 6.", "Пошли", "трамваи."]);
  });

  test("references and emphasis that a system exports are read in every field", async () => {
    const article = await read({
      title: "&laquo;Заря&raquo; &amp; <b>рассвет</b>",
      text: "&laquo;Мост&raquo; открыли &mdash; сегодня.",
      author: "<a href='/authors/7'>Анна Белых</a>",
    });
    expect(article.title).toBe("«Заря» & рассвет");
    expect(article.text).toBe("«Мост» открыли — сегодня.");
    expect(article.author).toBe("Анна Белых");
  });

  test("plain text with angle brackets is not taken for HTML", async () => {
    expect((await read({ text: "Если a < b и c > d, то <...> всё верно." })).text).toBe(
      "Если a < b и c > d, то <...> всё верно.",
    );
  });

  test.each([
    ["2016-10-09", "2016-10-09", "day"],
    ["9 октября 2016", "2016-10-09", "day"],
    ["2016-10", "2016-10", "month"],
    ["2016", "2016", "year"],
    [1475999999, "2016-10-09T10:59+03:00", "minute"],
    [1475999999000, "2016-10-09T10:59+03:00", "minute"],
    ["2012-07-01T12:00", "2012-07-01T12:00+04:00", "minute"],
    ["2012-07-01T12:00:00Z", "2012-07-01T16:00+04:00", "minute"],
  ])("the date %s is %s to the %s", async (date, publishedAt, datePrecision) => {
    expect(await read({ text: "Мост открыт.", date })).toMatchObject({
      publishedAt,
      datePrecision,
      origins: { date: ["JSON field"] },
    });
  });

  test("a date of a month or a year has its range", async () => {
    expect((await read({ text: "Т.", date: "2016-02" })).dateRange).toEqual(["2016-02-01", "2016-02-29"]);
    expect((await read({ text: "Т.", date: "2017" })).dateRange).toEqual(["2017-01-01", "2017-12-31"]);
    expect((await read({ text: "Т.", date: "2016-10-09" })).dateRange).toBeNull();
  });

  test("addresses of other schemes are left out; pictures only over https", async () => {
    const article = await read({ text: "Т.", url: "javascript:alert(1)", image: "http://example.org/a.jpg" });
    expect(article).toMatchObject({ url: null, image: null });
  });

  test.each([
    [{ title: 5, text: "Т." }, '"title"'],
    [{ text: ["Т."] }, '"text"'],
    [{ text: "Т.", url: {} }, '"url"'],
    [{ text: "Т.", id: true }, '"id"'],
    [{ text: "Т.", id: "x".repeat(257) }, '"id"'],
    [{ text: "Т.", id: "a\u0000b" }, '"id"'],
    [{ text: "Т.", date: "давно" }, '"date"'],
    [{ text: "Т.", date: "31.02.2016" }, '"date"'],
    [{ text: "Т.", updatedAt: false }, '"updatedAt"'],
  ])("%j is invalid-article, and the reason names the field", async (value, field) => {
    const { code, reason } = await reject(value);
    expect(code).toBe("invalid-article");
    expect(reason).toContain(field);
  });

  test("a post of WordPress' REST API is told what it is and how it is brought in", async () => {
    const post = { id: 5, title: { rendered: "Мост" }, content: { rendered: "<p>Мост открыт.</p>" } };
    const { code, reason } = await reject(post);
    expect(code).toBe("invalid-article");
    expect(reason).toMatch(
      /^The JSON is a post of WordPress' REST API: run poisk import .*"title" and "text" as text\.$/,
    );
    expect((await reject({ text: "Т.", title: { rendering: 1 } })).reason).toContain('The field "title" must be text');
  });

  test.each([[true], ["x".repeat(257)], ["a\u0000b"], [".."], ["a\ud800"], [2 ** 53], [-(2 ** 53)]])(
    "of the id %j it says what an id may be",
    async (id) => {
      const { reason } = await reject({ text: "Т.", id });
      expect(reason).toBe(
        'The field "id" must be text of at most 256 characters without control characters, and neither . nor .. alone, or a number up to 9007199254740991; put a longer one into quotation marks.',
      );
    },
  );

  test("an id of 256 characters is the article's own", async () => {
    expect((await read({ text: "Т.", id: "x".repeat(256) })).id).toBe("x".repeat(256));
  });

  test.each([[[]], [null], [5], ["текст"]])("%j is no object: invalid-article", async (value) => {
    expect((await reject(JSON.stringify(value))).code).toBe("invalid-article");
  });

  test.each([
    [{}],
    [{ title: "Мост" }],
    [{ text: "" }],
    [{ text: " \n\u00a0 " }],
    [{ text: null }],
    [{ text: "<p> </p>" }],
  ])("%j has no-text", async (value) => {
    expect((await reject(value)).code).toBe("no-text");
  });

  test.each([
    ["that breaks", '{"text": "Т.",\n "id": }', "The JSON is broken at line 2, column 8."],
    ["that is cut short", '{"text":\n "Т', "The JSON is cut short: it ends at line 2, column 4."],
    ["that nests without end", "[".repeat(200_000), "The JSON is cut short: it ends at line 1, column 200001."],
    [
      "behind other JSON",
      '{"text": "Т."}\n{"text": "У."}',
      "A second value begins at line 2, column 1. Give a file of one article a line the ending .jsonl.",
    ],
    ["that is none", "\n просто текст", 'The file is no JSON. One article is {"title": …, "text": …}.'],
  ])("JSON %s is told as such, by line and column from 1", async (_, json, reason) => {
    expect(await reject(json)).toEqual({ code: "broken-json", reason });
  });

  test.each([
    ["5", "a number"],
    ['"текст"', "a text"],
    ["null", "null"],
    ["true", "true"],
  ])("JSON that is no object says what it is: %s", async (json, what) => {
    const reason = `The JSON is ${what}, where an article is an object: {"title": …, "text": …}.`;
    expect(await reject(json)).toEqual({ code: "invalid-article", reason });
  });

  test("fields named as Object's own properties change nothing", async () => {
    const { code } = await readRejection('{"__proto__": {"text": "Т."}, "constructor": 5}', { key });
    expect(code).toBe("no-text");
  });
});

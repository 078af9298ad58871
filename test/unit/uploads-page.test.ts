/**
 * That docs/uploads.md says what the code does: its tables name what there is, and its examples come out as it says.
 */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { maxArticlesPerUpload, maxUnpackedBytes, maxUploadBytes, readArticles } from "../../src/articles/articles.ts";
import { defaultProcessorLimits } from "../../src/ingest/ingest.ts";
import { MAX_ITEM_CHARACTERS, MAX_XML_DEPTH } from "../support/inside/articles-feed.ts";
import { maxIdLength } from "../support/inside/articles-identity.ts";

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/uploads.md");

/** The rows of the table under a heading, each a list of its cells. */
function tableUnder(heading: string): string[][] {
  const section = page.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? "";
  const rows = section.split("\n").filter((line) => line.startsWith("|"));
  return rows.slice(2).map((row) =>
    row
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll("`", "")),
  );
}

/** The members of a union of string literals, by its source. */
function unionOf(path: string, name: string): string[] {
  const [, members = ""] = new RegExp(`type ${name} =([^;]+);`).exec(read(path)) ?? [];
  return [...members.matchAll(/"([^"]+)"/g)].map(([, member]) => member ?? "");
}

/** A constant that a module keeps to itself, as it is written there for people. */
function limitOf(path: string, name: string): string {
  const [, digits = ""] = new RegExp(`^const ${name} = ([0-9_]+);$`, "m").exec(read(path)) ?? [];
  return Number(digits.replaceAll("_", "")).toLocaleString("en-US");
}

const firstCells = (heading: string) => tableUnder(heading).map(([first]) => first);
const blocks = (language: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\``, "gm"))].map(([, block]) => block ?? "");
const bytes = (text: string) => new TextEncoder().encode(text);

describe("docs/uploads.md", () => {
  it("names every rejection code and no other, and what to do about each", () => {
    expect(firstCells("Rejections")).toEqual(unionOf("src/articles/model/rejection.ts", "RejectionCode"));
    for (const cells of tableUnder("Rejections")) expect(cells.every((cell) => cell !== "")).toBe(true);
  });

  it("names origins of dates that there are, and leads to code that says what each kind of line is", () => {
    const ofDates = firstCells("Dates").flatMap((cell = "") => cell.split(", "));
    expect(ofDates.length).toBeGreaterThan(9);
    expect(unionOf("src/articles/news/origin.ts", "Place")).toEqual(expect.arrayContaining(ofDates));
    const kinds = read("src/articles/news/article.ts");
    for (const kind of unionOf("src/articles/news/article.ts", "DroppedKind")) {
      expect(kinds).toMatch(new RegExp(`/\\*\\* [A-Z].+\\. \\*/\n {2}\\| "${kind}"`));
    }
    for (const [, path = ""] of page.matchAll(/\(\.\.\/(src[^)]+)\)/g)) expect(read(path)).not.toBe("");
  });

  it("states the limits as they are", () => {
    const megabytes = (size: number) => `${size / 1024 / 1024} MB`;
    const ofHtml = (name: string) => limitOf("src/articles/html/document.ts", name);
    const { seconds, heapMb } = defaultProcessorLimits;
    const [, bytesOfWords = ""] =
      /sourceBytes: ([0-9_]+) \}/.exec(read("src/ingest/processing/direct-processor.ts")) ?? [];
    const words = bytesOfWords.replaceAll("_", ",");
    expect(tableUnder("Limits")).toEqual([
      ["a file", megabytes(maxUploadBytes)],
      ["unpacked", megabytes(maxUnpackedBytes)],
      ["articles of one file", maxArticlesPerUpload.toLocaleString("en-US")],
      ["lines of a text page, but blank ones", limitOf("src/articles/extraction/text-page.ts", "MAX_PAGE_LINES")],
      [
        "an item of a feed",
        `${MAX_ITEM_CHARACTERS.toLocaleString("en-US")} characters; elements nested ${MAX_XML_DEPTH} deep`,
      ],
      ["elements of an HTML page", ofHtml("MAX_ELEMENTS")],
      ["text and tags of an HTML page", `${ofHtml("MAX_LENGTH")} characters`],
      ["an id", `${maxIdLength} characters`],
      [
        "reading a file, and indexing it",
        `each ${seconds} seconds of processor time and ${heapMb / 1024} GB of memory`,
      ],
      ["a file's words", `${words.replace(",000,000", "")} MB of memory; 50 MB of news take 400 MB`],
    ]);
  });

  it("lists formats that are read, by ending and by content type", async () => {
    const samples = ["Мост открыли.", '{"text":"Мост открыли."}', "<!doctype html><p>Мост открыли."];
    for (const [endings = "", types = ""] of tableUnder("What is read")) {
      const contexts = [
        ...endings.split(", ").map((ending) => ({ key: `articles/page${ending}` })),
        ...types.split(", ").map((contentType) => ({ key: "articles/page", contentType })),
      ];
      for (const context of contexts) {
        const codes = await Promise.all(
          samples.map(async (sample) => (await readArticles(bytes(sample), context)).rejected[0]?.code),
        );
        expect([context, codes]).not.toEqual([context, expect.arrayContaining(["unknown-type"])]);
      }
    }
  });

  it("shows what really comes out of its page of text, under its key and under another", async () => {
    const [text = ""] = blocks("text");
    const [wanted = ""] = blocks("json");
    const [, key = ""] = /Under the key `([^`]+)` this gives/.exec(page) ?? [];
    expect((await readArticles(bytes(text), { key })).articles).toMatchObject([JSON.parse(wanted)]);
    expect((await readArticles(bytes(text), { key: "articles/a.txt" })).articles).toMatchObject([
      { publishedAt: null },
    ]);
  });

  it("shows an article as JSON that is read as it says", async () => {
    const [, json = ""] = blocks("json");
    const { articles } = await readArticles(bytes(json), { key: "articles/a.json" });
    const { id, title, lead, url, source, agency, author, image, notice } = JSON.parse(json);
    expect(articles).toMatchObject([{ id, title, lead, url, source, agency, author, image, notice, place: "Якутск" }]);
    expect(articles[0]?.paragraphs).toHaveLength(2);
    expect(articles[0]?.publishedAt).toBe("2021-02-21T12:30+03:00");
  });

  it("names the metadata that is read, and the ways to encode it", async () => {
    const metadata = { published: "2016-10-09", url: "https://example.com/1", source: "Б", title: "В", id: "г" };
    const rows = tableUnder("How to help");
    const names = rows.map(([name = ""]) => name).filter((name) => name in metadata);
    expect(names.sort()).toEqual(Object.keys(metadata).sort());
    const text = bytes("Мост через Лену открыли в среду, сообщил министр транспорта.");
    const { articles } = await readArticles(text, { key: "articles/a.txt", metadata });
    expect(articles).toMatchObject([
      { publishedAt: "2016-10-09", url: metadata.url, source: "Б", title: "В", id: "г" },
    ]);
    const [, values = ""] = /«Слово» is ([^.]+)\./.exec(page) ?? [];
    const encoded = [...values.matchAll(/`([^`]+)`/g)].map(([, value = ""]) => value);
    expect(encoded).toHaveLength(2);
    for (const source of encoded) {
      const result = await readArticles(text, { key: "articles/a.txt", metadata: { source } });
      expect(result.articles).toMatchObject([{ source: "Слово" }]);
    }
  });

  it("names keys that tell a day", async () => {
    const text = bytes("ЯКУТСК, 9 окт — РИА Новости. Мост через Лену открыли в среду, сообщил министр транспорта.");
    const [, keys = ""] = /gives the year of «9 окт»: ([^«]+?)\. - /.exec(page.replaceAll(/\s+/g, " ")) ?? [];
    for (const [, key = ""] of keys.matchAll(/`([^`]+)`/g)) {
      expect([key, (await readArticles(text, { key })).articles[0]?.publishedAt]).toEqual([key, "2016-10-09"]);
    }
    expect(keys.match(/`/g)).toHaveLength(6);
  });
});

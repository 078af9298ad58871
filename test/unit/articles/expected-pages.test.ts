/**
 * Each page of test/fixtures/pages against the expectations beside it; test/fixtures/pages/README.md says what is in them.
 */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import type { Article } from "../../../src/articles/news/article.ts";
import { readArticles } from "../../../src/articles/upload/read-articles.ts";
import { fixtureBytes } from "./fixture-pages.ts";

const text = v.nullable(v.string());

const articleSchema = v.strictObject({
  title: text,
  lead: v.string(),
  paragraphs: v.array(v.string()),
  publishedAt: text,
  datePrecision: v.string(),
  dateRange: v.nullable(v.tuple([v.string(), v.string()])),
  dateSource: v.string(),
  dateAsWritten: text,
  place: text,
  placeAsWritten: text,
  agency: text,
  source: text,
  author: text,
  url: text,
  image: text,
  notice: text,
  encoding: v.string(),
  repairedFrom: text,
  isFallback: v.boolean(),
});

const readingSchema = v.strictObject({
  about: v.string(),
  context: v.optional(
    v.strictObject({
      key: v.optional(v.string()),
      contentType: v.optional(v.string()),
      lastModified: v.optional(v.string()),
      metadata: v.optional(v.record(v.string(), v.string())),
    }),
    {},
  ),
  article: v.optional(articleSchema),
  absent: v.optional(v.array(v.string()), []),
  dropped: v.optional(v.array(v.strictObject({ text: v.string(), kind: v.string() })), []),
  rejected: v.optional(v.strictObject({ code: v.string(), reason: v.string() })),
});

const folder = fileURLToPath(new URL("../../fixtures/pages/", import.meta.url));
const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
const SUFFIX = ".expected.json";
const pages = files.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));

describe("the fixture pages", () => {
  it("are at least forty", () => {
    expect(pages.length).toBeGreaterThanOrEqual(40);
  });
});

describe.each(pages)("%s", (page) => {
  const readings = v.parse(v.array(readingSchema), JSON.parse(readFileSync(`${folder}${page}${SUFFIX}`, "utf8")));

  it.each(readings)("is $about", async ({ context, article: wanted, absent, dropped, rejected: reason }) => {
    const key = context.key ?? `articles/page-01${/\.[a-z]+(?:\.gz)?$/.exec(page)?.[0]}`;
    const { articles, rejected } = await readArticles(fixtureBytes(page), { ...given(context), key });
    if (wanted === undefined) {
      expect(articles).toEqual([]);
      expect(rejected).toEqual([{ code: reason?.code, reason: expect.stringContaining(reason?.reason ?? "?") }]);
      return;
    }
    expect(rejected).toEqual([]);
    expect(articles).toHaveLength(1);
    const [article] = articles as [Article];
    expect(article).toMatchObject(wanted);
    expect(article.text).toBe(article.paragraphs.join("\n\n"));
    for (const noise of absent) expect(`${article.lead}\n${article.text}`).not.toContain(noise);
    const kinds = new Map(article.droppedLines.map((line) => [line.text, line.kind]));
    for (const line of dropped) expect([line.text, kinds.get(line.text)]).toEqual([line.text, line.kind]);
  });
});

/** Without the names that are not given. */
function given(context: v.InferOutput<typeof readingSchema>["context"]) {
  const { contentType, lastModified, metadata } = context;
  return {
    ...(contentType === undefined ? {} : { contentType }),
    ...(lastModified === undefined ? {} : { lastModified }),
    ...(metadata === undefined ? {} : { metadata }),
  };
}

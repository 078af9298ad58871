/**
 * Each page of test/fixtures/pages against the expectations beside it; test/fixtures/pages/README.md says what is in
 * them.
 */
import { describe, expect, it } from "vitest";
import { readArticles } from "../../../src/articles/articles.ts";
import type { Article } from "../../../src/articles/news.ts";
import { expectedPages } from "../../support/pages/expected-pages.ts";

const pages = expectedPages();

describe("the fixture pages", () => {
  it("are at least forty", () => {
    expect(pages.length).toBeGreaterThanOrEqual(40);
  });
});

describe.each(pages)("$page", ({ bytes, readings }) => {
  it.each(readings)("is $about", async ({ context, article: wanted, absent, dropped, rejected: reason }) => {
    const { articles, rejected } = await readArticles(bytes, context);
    const told = { code: reason?.code, reason: expect.stringContaining(reason?.reason ?? "?") };
    if (wanted === undefined) {
      expect(articles).toEqual([]);
      expect(rejected).toEqual([told]);
      return;
    }
    expect(rejected).toEqual(reason === undefined ? [] : [{ ...told, isIndexed: true }]);
    expect(articles).toHaveLength(1);
    const [article] = articles as [Article];
    const { dateOrigin, ...fields } = wanted;
    expect(article).toMatchObject(fields);
    expect(article.origins.date?.join(", ") ?? null).toBe(dateOrigin);
    expect(article.text).toBe(article.paragraphs.join("\n\n"));
    for (const noise of absent) expect(`${article.lead}\n${article.text}`).not.toContain(noise);
    const kinds = new Map(article.droppedLines.map((line) => [line.text, line.kind]));
    for (const line of dropped) expect([line.text, kinds.get(line.text)]).toEqual([line.text, line.kind]);
  });
});

/**
 * When Readability is asked. What it says is in html-page.test.ts.
 */
import { Readability } from "@mozilla/readability";
import { afterEach, expect, test, vi } from "vitest";
import { readArticles } from "../../../../src/article/upload/read-articles.ts";

afterEach(() => vi.restoreAllMocks());

/** Paragraphs one after another, each in as many blocks as stand around all of them. */
function pageOf(blocks: number, paragraphs: number): Uint8Array {
  const text = Array.from({ length: paragraphs }, (_, i) => {
    const sentence = `Власти города сообщили о мосте номер ${i}, который открыли после ремонта в сентябре.`;
    return `<p>${sentence} ${sentence} ${sentence}</p><div>Реклама ${i}</div>`;
  });
  return Buffer.from(`<html><title>Мост открыли</title>${"<div>".repeat(blocks)}${text.join("")}</html>`);
}

test("Readability is not asked of long text that many blocks stand around, and the page is read all the same", async () => {
  const parse = vi.spyOn(Readability.prototype, "parse");
  const asked = async (blocks: number, paragraphs: number) => {
    parse.mockClear();
    const { articles } = await readArticles(pageOf(blocks, paragraphs), { key: "articles/a.html" });
    expect(articles).toHaveLength(1);
    return parse.mock.calls.length > 0;
  };
  expect(await asked(10, 60)).toBe(true);
  expect(await asked(190, 20)).toBe(true);
  expect(await asked(190, 400)).toBe(false);
});

import { expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/analysis/russian-analyzer.ts";
import { parserVersion } from "../../../src/article/read-articles.ts";
import { resolvedArticleOptions } from "../../../src/segment/article-options.ts";

it("articles are indexed by title, lead and text under the versions of analyzer and parser", () => {
  expect(resolvedArticleOptions.fields).toEqual(["title", "lead", "text"]);
  expect(resolvedArticleOptions.analyzerVersion).toBe(russianAnalyzer.version);
  expect(resolvedArticleOptions.parserVersion).toBe(parserVersion);
});

it("all forms of a name meet in one of the article's terms", () => {
  const termsOf = (text: string): string[] =>
    resolvedArticleOptions.tokenize(text).flatMap((token) => resolvedArticleOptions.processTerm(token) as string[]);
  expect(termsOf("Лаврова").some((term) => termsOf("Лавров").includes(term))).toBe(true);
});

it("every column is a stored field", () => {
  for (const field of resolvedArticleOptions.columnFields) expect(resolvedArticleOptions.storeFields).toContain(field);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { firstSentence } from "../../../src/articles/news.ts";
import {
  compileMarks,
  markArticle,
  markWords,
  type QueryMarks,
  scanStretches,
} from "../../support/inside/search-passages.ts";
import { compileArticleQuery } from "../../support/inside/search-ranking.ts";

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom("Лавров", "Лаврова", "прибыл", "в", "Китай", "санкт-петербург", "10", "ё") },
  {
    weight: 2,
    arbitrary: fc.constantFrom("лав\u00adров", "Ла\u0301вров", "😀😀", "👨‍👩‍👧", "слово".repeat(60), "😀".repeat(200)),
  },
  { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 12 }) },
);
const gap = fc.constantFrom(" ", " ", " ", ". ", ", ", "\n\n", "\t", "\u00a0", "", "»! ");
const text = fc
  .array(fc.tuple(word, gap), { maxLength: 120 })
  .map((parts) => parts.flat().join(""))
  // Texts of articles are well-formed (article.ts).
  .map((raw) => raw.toWellFormed());
const queries = fc
  .subarray(["Лавров", "Китай", "прибыл", "Санкт-Петербург", "ё", "10", '"Лавров прибыл"', "!Лаврова"])
  .map((words) => words.join(" "));

const isInsidePair = (shown: string, at: number): boolean =>
  at > 0 && at < shown.length && /^[\ud800-\udbff][\udc00-\udfff]$/.test(shown.slice(at - 1, at + 1));

it("a snippet is a bounded passage of the text, its ranges are words inside it, no pair is cut", async () => {
  await fc.assert(
    fc.asyncProperty(text, queries, async (given, query) => {
      const marks = compileMarks(compileArticleQuery(query, "any"));
      const { text: shown, highlights } = (await markArticle("", given, marks)).snippet;
      expect(shown.length).toBeLessThanOrEqual(242);
      expect(shown.isWellFormed()).toBe(true);
      const passage = shown.replace(/^…/u, "").replace(/…$/u, "");
      // Spaces are made single, and those before a comma or within quotation marks are left out.
      const isOfText = (part: string): boolean => withoutSpaces(given).includes(withoutSpaces(part));
      expect([passage, shown].some(isOfText)).toBe(true);
      let last = 0;
      for (const [start, end] of highlights) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(shown.length);
        expect([isInsidePair(shown, start), isInsidePair(shown, end)]).toEqual([false, false]);
        last = end;
      }
      expect(highlights.length > 0 || hasNoShortMatch(given, marks)).toBe(true);
    }),
    { numRuns: 400 },
  );
});

const withoutSpaces = (part: string): string => part.replace(/\s/g, "");

/** Tells whether the text, read whole, has no marked word that fits a snippet. */
function hasNoShortMatch(given: string, marks: QueryMarks): boolean {
  const [marked = []] = markWords([scanStretches(given, [[0, given.length]], marks)], marks);
  return !marked.some(({ range }) => range[1] - range[0] <= 60);
}

it("a title made of the first sentence is bounded, well-formed and begins the text", () => {
  fc.assert(
    fc.property(text, (given) => {
      const title = firstSentence(given);
      expect(title.length).toBeLessThanOrEqual(121);
      expect(title.isWellFormed()).toBe(true);
      expect(given.startsWith(title.replace(/…$/u, ""))).toBe(true);
    }),
    { numRuns: 400 },
  );
});

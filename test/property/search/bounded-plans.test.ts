import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nodesOf, rootNodesOf } from "../../support/inside/index-plan.ts";
import { compileArticleQuery } from "../../support/inside/search-ranking.ts";

const MAX_WORDS = 64;
const MAX_PHRASES = 8;
const MAX_CLAUSES = 32;
/** Most words of a phrase: each is searched for, though the phrase counts as so many words. */
const MAX_PHRASE_WORDS = 32;
/** The most terms that one word comes to: spellings of its parts, and names and abbreviations that it may be. */
const MAX_TERMS_OF_WORD = 40;

const anyText = fc.string({ unit: "binary", maxLength: 400 });

/** Many words with many signs, where it is bounds that stop them. */
const manyWords = fc
  .array(
    fc.tuple(
      fc.constantFrom("", "", "", "-", "!", "title:", "source:", "-title:!", '"', "«", "|", "(", "-source:"),
      fc.constantFrom(
        ...[
          "Лавров",
          "китая",
          "ОПЕК",
          "сми",
          "нью-йорк",
          "ростов-на-дону",
          "т 34",
          "С-400",
          "100км",
          "Евро-2020",
          "рынков",
        ],
        ...[
          "9 октября 2016",
          "1 000 000",
          "https://ria.ru/a",
          "covid-19-20",
          "а-б-в-г-д-е",
          "и",
          "Павла",
          "SMSка",
          "а.б.в",
        ],
      ),
      fc.constantFrom(" ", " ", '" ', "» ", "|", " | ", "", ", "),
      fc.nat({ max: 9 }),
    ),
    { maxLength: 120 },
  )
  .map((parts) => parts.map(([sign, word, end, number]) => `${sign}${word}${number > 7 ? number : ""}${end}`).join(""));

const query = fc.oneof(anyText, { arbitrary: manyWords, weight: 3 });
const match = fc.constantFrom("auto", "all", "any" as const);

describe("whatever is typed", () => {
  it("the compiled query has a bounded number of words, phrases, terms and roots", () => {
    fc.assert(
      fc.property(query, match, (text, mode) => {
        const { plan, words, phrases } = compileArticleQuery(text, mode);
        const nodes = [...nodesOf(plan.root)];
        const count = (kind: string) => nodes.filter((node) => node.kind === kind).length;
        expect(words.length).toBeLessThanOrEqual(MAX_WORDS);
        expect(phrases.length).toBeLessThanOrEqual(MAX_PHRASES);
        expect(count("phrase")).toBeLessThanOrEqual(MAX_PHRASES);
        expect(count("source")).toBeLessThanOrEqual(MAX_CLAUSES);
        expect(rootNodesOf(plan.root).length).toBeLessThanOrEqual(MAX_WORDS);
        expect(plan.queryTerms.length).toBeLessThanOrEqual(MAX_WORDS);
        expect(count("term")).toBeLessThanOrEqual((MAX_WORDS + MAX_PHRASES * MAX_PHRASE_WORDS) * MAX_TERMS_OF_WORD);
      }),
      { numRuns: 400 },
    );
  });

  it("no node asks for a prefix or a fuzzy term, whose number the index would decide", () => {
    fc.assert(
      fc.property(query, match, (text, mode) => {
        for (const node of nodesOf(compileArticleQuery(text, mode).plan.root)) {
          if (node.kind === "term") expect([node.prefix, node.maxDistance]).toEqual([false, 0]);
        }
      }),
      { numRuns: 200 },
    );
  });
});

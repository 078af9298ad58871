import { readFileSync } from "node:fs";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { queryBook, Synonyms } from "../../../../src/russian/queries.ts";
import { russianDictionary } from "../../../../src/russian/words.ts";
import { querySets } from "../../../eval/ranking/readers-queries.ts";
import { directoryOf } from "../../../support/inside/russian-dictionary.ts";
import { compileArticleQuery } from "../../../support/inside/search-ranking.ts";

const DICTIONARY = new URL("../../../../src/russian/dictionary/russian.dictionary", import.meta.url);
const READERS_QUERIES = querySets.flatMap((name) =>
  readFileSync(new URL(`../../../fixtures/readers-queries/${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { query: string }).query),
);

/** Beginnings of the blocks' stretches. */
const beginnings = directoryOf(readFileSync(DICTIONARY))
  .split("\n")
  .slice(1)
  .map((line) => line.split(" ")[0] ?? "");
const blockOf = (word: string): number =>
  Math.max(
    0,
    beginnings.findLastIndex((beginning) => beginning <= word),
  );

const lookedUp = new Set<string>();
const record =
  <Value>(lookUp: (word: string) => Value, isRead: (word: string) => boolean = () => true) =>
  (word: string): Value => {
    if (isRead(word)) lookedUp.add(word);
    return lookUp(word);
  };

/**
 * Words that compiling looks up and whose blocks are not read for the query. A word that is remembered is not looked up
 * again: so the book is made last.
 */
function missingWords(text: string): string[] {
  lookedUp.clear();
  compileArticleQuery(text, "auto");
  const words = [...lookedUp];
  const read = new Set([...queryBook(text, new Synonyms())].flatMap((wave) => [...wave].map(blockOf)));
  return words.filter((word) => !read.has(blockOf(word)));
}

describe("what is read of the dictionary for a query", () => {
  beforeAll(() => {
    const { familiesOf, linesOf } = russianDictionary;
    vi.spyOn(russianDictionary, "familiesOf").mockImplementation(
      record(familiesOf.bind(russianDictionary), (word) => /^[а-я]+$/.test(word)),
    );
    vi.spyOn(russianDictionary, "linesOf").mockImplementation(record(linesOf.bind(russianDictionary)));
  });
  afterAll(() => void vi.restoreAllMocks());

  it("has all words that the queries of readers look up", () => {
    for (const text of READERS_QUERIES) expect([text, missingWords(text)]).toEqual([text, []]);
  });

  it("has all words that any words, signs and digits look up", () => {
    const letters = fc.string({ unit: fc.constantFrom(..."аеиойкльмнрстчшвця"), minLength: 1, maxLength: 7 });
    const part = fc.constantFrom(
      ...["авто", "мед", "Гос", "чан", "овец", "ского", "ов", "ина", "Т", "теле", "top", "ковид"],
    );
    const sign = fc.constantFrom(..."-'\"!|:., ", "  ", " -", ' "', "7", "2018", " 34", "ё", "О'");
    const text = fc
      .array(fc.oneof({ weight: 4, arbitrary: letters }, part, { weight: 2, arbitrary: sign }), { maxLength: 14 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, (query) => {
        expect(missingWords(query)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it("has those of a text that is longer than a query may be", () => {
    for (const word of ["в", "бешмет ", "с-70 ёлка ", '"тать и к" ', "ау, Шмяк!"]) {
      expect(missingWords(`${word} `.repeat(300))).toEqual([]);
      expect(missingWords(`${"а б в ".repeat(40)}${word} кряква брюква`.repeat(3))).toEqual([]);
    }
  });
});

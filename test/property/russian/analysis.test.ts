import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { russianAnalyzer } from "../../../src/russian/words.ts";
import { characterClassAt, MARK } from "../../support/inside/russian-words.ts";

const { tokenize, processTerm, analyzeQuery, scanWords } = russianAnalyzer;

const termsOf = (text: string) => tokenize(text).flatMap(processTerm);
const sorted = (terms: Iterable<string>) => [...new Set(terms)].sort();

/** Any UTF-16 at all, lone surrogates too. */
const anyString = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 60 })
  .map((units) => String.fromCharCode(...units));

/** Strings with many of the characters that the rules are about. */
const trickyString = fc
  .array(
    fc.constantFrom(
      ..."абвгёйЁЙИЛСТлосАЯаяwXcCo019.,:-'’@/ \n«—№і",
      "\u00ad",
      "\u0301",
      "\u0306",
      "\u0308",
      "\u200b",
      "\u00a0",
      "\u2011",
      "\ud800",
      "\ue000",
      "\ue002",
      "\ue003",
      "😀",
      "http://",
      "ria.ru",
      "9 октября 2016",
      "1 000",
      "т.е.",
      "СМИ",
      "Лаврова",
      "нью-йоркск",
      "COVID-19",
      "SMSка",
      "ый",
    ),
    { maxLength: 40 },
  )
  .map((pieces) => pieces.join(""));

/** Words and marks as news has them. */
const newsText = fc
  .array(
    fc.tuple(
      fc.constantFrom(
        "Лавров",
        "лаврова",
        "Китая",
        "кит",
        "Ёлки",
        "актёр",
        "СМИ",
        "ОПЕК",
        "риа",
        "Нью-Йорке",
        "где-то",
        "Т-34",
        "с",
        "и",
        "А",
        "5-й",
        "2020-х",
        "9-летний",
        "100км",
        "5G",
        "COVID-19",
        "Ростов-на-Дону",
        "ria.ru",
        "info@ria.ru",
        "https://ria.ru/2016/",
        "09.10.2016",
        "9 октября 2016",
        "10:30",
        "5,2",
        "15 300",
        "О'Нил",
        "Київ",
        "Škoda",
        "iPhone",
        "SMSка",
        "Cочи",
        "NicoElNinoХакер",
        "быть",
        "не",
        "заседание",
        "МОСКВА",
        "Сергей",
        "Россией",
      ),
      fc.constantFrom(" ", ", ", ". ", " — ", "\n", "! ", " «", "» "),
    ),
    { maxLength: 25 },
  )
  .map((pieces) => pieces.flat().join(""));

const anyText = fc.oneof(anyString, trickyString, newsText);

/** Puts a character between any two code points of a text. */
const withInserted = (text: string, character: string, places: readonly number[]) =>
  Array.from(text, (codePoint, index) => (places.includes(index) ? character + codePoint : codePoint)).join("");

describe("the Russian analyzer", () => {
  it("takes any string, and gives whole, short, distinct terms", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        for (const token of tokenize(text)) {
          const terms = processTerm(token);
          expect(terms).toEqual([...new Set(terms)]);
          for (const term of terms) expect(term).toMatch(/^[^\s\p{Cc}\p{Co}]{1,64}$/u);
        }
        expect(() => [processTerm(text), analyzeQuery(text), scanWords(text)]).not.toThrow();
      }),
      { numRuns: 2_000 },
    );
  });

  it("answers the same however often it is asked", () => {
    fc.assert(
      fc.property(anyText, anyText, (text, other) => {
        const before = [tokenize(text), termsOf(text), analyzeQuery(text), scanWords(text)];
        termsOf(other);
        expect([tokenize(text), termsOf(text), analyzeQuery(text), scanWords(text)]).toEqual(before);
      }),
      { numRuns: 500 },
    );
  });

  it("marks by exactly the terms that it indexes", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(sorted(scanWords(text).flatMap(({ terms }) => terms))).toEqual(sorted(termsOf(text)));
      }),
      { numRuns: 2_000 },
    );
  });

  it("counts positions and names forms as an index of occurrences does", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        let position = 0;
        const words = tokenize(text).flatMap((token) => {
          const found = token.words.map(({ offset, ...word }) => ({ ...word, position: position + offset }));
          position = (found.at(-1)?.position ?? position) + 1;
          return found;
        });
        expect(scanWords(text).map(({ start, end, ...word }) => word)).toEqual(words);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives spans that ascend, stay in the text, overlap in whole words alone and split no letter", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const spans = scanWords(text);
        let end = 0;
        for (const span of spans) {
          expect(span.start < span.end && span.end <= text.length).toBe(true);
          if (span.isWhole) expect(spans.some((part) => !part.isWhole && part.start === span.start)).toBe(true);
          if (!span.isWhole) {
            expect(span.start).toBeGreaterThanOrEqual(end);
            end = span.end;
          }
          for (const edge of [span.start, span.end]) {
            expect(/^[\udc00-\udfff]/.test(text.slice(edge)) && /[\ud800-\udbff]$/.test(text.slice(0, edge))).toBe(
              false,
            );
          }
          expect(characterClassAt(text, span.end)).not.toBe(MARK);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("gives a query places that ascend and hold its words", () => {
    fc.assert(
      fc.property(anyText, (query) => {
        let end = 0;
        for (const word of analyzeQuery(query)) {
          expect(query.slice(word.start, word.end)).toBe(word.text);
          expect(word.start).toBeGreaterThanOrEqual(end);
          expect(word.alternatives.length).toBeGreaterThan(0);
          end = word.end;
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("finds a text by any of its own words, as written and in lower case", () => {
    fc.assert(
      fc.property(newsText, (text) => {
        const terms = new Set(termsOf(text));
        for (const { start, end } of scanWords(text)) {
          const word = text.slice(start, end);
          for (const query of [word, word.toLowerCase()]) {
            const isFound = analyzeQuery(query).every(({ alternatives }) =>
              alternatives.some((alternative) => alternative.terms.every((term) => terms.has(term))),
            );
            expect(isFound, `${query} in ${text}`).toBe(true);
          }
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not tell composed from decomposed letters", () => {
    fc.assert(
      fc.property(fc.oneof(trickyString, newsText, fc.string({ unit: "grapheme", maxLength: 40 })), (text) => {
        expect(tokenize(text.normalize("NFD"))).toEqual(tokenize(text.normalize("NFC")));
      }),
      { numRuns: 2_000, examples: [["\u0400"], ["\u040d"], ["\u0450"], ["\u045d"]] },
    );
  });

  it("does not tell ё from е", () => {
    fc.assert(
      fc.property(fc.oneof(trickyString, newsText), (text) => {
        const composed = text.normalize("NFC").replace(/[\u0306\u0308]/g, "");
        expect(tokenize(composed)).toEqual(tokenize(composed.replaceAll("ё", "е").replaceAll("Ё", "Е")));
      }),
      { numRuns: 1_000 },
    );
  });

  it("does not mind soft hyphens and invisible characters, nor stress on a vowel", () => {
    fc.assert(
      fc.property(
        newsText,
        fc.array(fc.nat(200)),
        fc.constantFrom("\u00ad", "\u200b", "\u2060", "\ufeff"),
        (text, places, character) => {
          expect(tokenize(withInserted(text, character, places))).toEqual(tokenize(text));
          expect(tokenize(text.replaceAll("о", "о\u0301"))).toEqual(tokenize(text));
        },
      ),
      { numRuns: 1_000 },
    );
  });
});

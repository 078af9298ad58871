import fc from "fast-check";
import { expect, it } from "vitest";
import { russianAnalyzer } from "../../../../src/analysis/russian-analyzer.ts";
import { TokenNumbers } from "../../../../src/analysis/tokenizer/token-numbers.ts";

/** Words that capitals, lines and sentences tell apart, and what is no plain word. */
const pieces = fc.constantFrom(
  ..."авБЁё.,-'\n «№",
  "Лаврова",
  "лаврова",
  "ЛАВРОВА",
  "СМИ",
  "сми",
  "Ёлки",
  "Китай",
  ". ",
  " ",
  " ",
  "т34",
  "нью-йорк",
  "ria.ru",
  "9 октября 2016",
  "е\u0308ж",
  "\ue000",
  "😀",
);
const texts = fc.array(
  fc.array(pieces, { maxLength: 20 }).map((list) => list.join("")),
  { maxLength: 8 },
);

it("tokens by number are those of tokenize, however often their words were met", () => {
  fc.assert(
    fc.property(texts, (list) => {
      const numbers = new TokenNumbers();
      for (const text of [...list, ...list]) {
        const tokens = Array.from(numbers.numbersOf(text), (number) => numbers.tokens[number]);
        expect(tokens).toEqual(russianAnalyzer.tokenize(text));
      }
      expect(new Set(numbers.tokens).size).toBe(numbers.tokens.length);
    }),
    { numRuns: 300 },
  );
});

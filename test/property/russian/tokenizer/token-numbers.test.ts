import fc from "fast-check";
import { expect, it } from "vitest";
import { russianAnalyzer, type Token, TokenNumbers } from "../../../../src/russian/words.ts";

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
  const contentOf = (token: Token | undefined) => [`${token}`, token?.words, token?.terms];
  fc.assert(
    fc.property(texts, (list) => {
      const met: Token[] = [];
      const numbers = new TokenNumbers((token) => met.push(token));
      for (const text of [...list, ...list]) {
        const numbered = Array.from(numbers.numbersOf(text));
        const tokens = russianAnalyzer.tokenize(text);
        expect(numbered.map((number) => contentOf(met[number]))).toEqual(tokens.map(contentOf));
        expect(numbered.map((number) => numbered.indexOf(number))).toEqual(tokens.map((one) => tokens.indexOf(one)));
      }
    }),
    { numRuns: 300 },
  );
});

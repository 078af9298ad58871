import { expect, it } from "vitest";
import { russianAnalyzer } from "../../../../src/russian/words.ts";

const wordsOf = (text: string) =>
  russianAnalyzer.tokenize(text).flatMap((token) => token.words.map(({ form, offset }) => [form, offset]));

it.each<[string, [string, number][]]>([
  ["Ёлки", [["елки", 0]]],
  [
    "Нью-Йорка",
    [
      ["нью-йорка", 0],
      ["нью", 0],
      ["йорка", 1],
    ],
  ],
  [
    "чуть-чуть",
    [
      ["чуть-чуть", 0],
      ["чуть", 0],
      ["чуть", 1],
    ],
  ],
  [
    "Санкт-Петербург-Главный",
    [
      ["санкт", 0],
      ["петербург", 1],
      ["главный", 2],
    ],
  ],
  ["1 000 000", [["1000000", 0]]],
  ["5,2", [["5.2", 0]]],
  ["США", [["сша", 0]]],
])("the words of «%s» have their forms and offsets", (text, expected) => {
  expect(wordsOf(text)).toEqual(expected);
});

it("the words of a token have together the terms that it is indexed by, each word its own once", () => {
  const text =
    "Китая кит США сша т-34 О'Нил 9 мая 2016 года Нью-Йоркский чуть-чуть го-й example.ru 10:30 Газпрома ЁЛКА 5G";
  for (const token of russianAnalyzer.tokenize(text)) {
    const words = token.words;
    expect([...new Set(words.flatMap(({ terms }) => terms))].sort()).toEqual(russianAnalyzer.processTerm(token).sort());
    for (const { terms } of words) expect(new Set(terms).size).toBe(terms.length);
  }
});

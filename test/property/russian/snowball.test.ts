import { readFileSync } from "node:fs";
import fc from "fast-check";
import { newStemmer } from "snowball-stemmers";
import { expect, it } from "vitest";
import { snowballStem } from "../../../src/russian/words/russian-stem.ts";

const published = newStemmer("russian");

/** Letters, and what the endings are made of. */
const pieces = [
  ..."абвгдежзийклмнопрстуфхцчшщъыьэюя",
  ..."ост ость ейш ейше нн ивш ывш ующ вши вшись ся сь ого ему ыми ешь нно ейте уйте ила ено иями ией ья".split(" "),
];

it("the stem of any word of Russian letters is that of Snowball", () => {
  const words = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(words, (word) => {
      expect(snowballStem(word)).toBe(published.stem(word));
    }),
    { numRuns: 20_000 },
  );
});

it("the stems of words of texts are those of Snowball", () => {
  const texts = ["analysis/russian-stems.tsv", "analysis/name-paradigms.txt"].map((name) =>
    readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8"),
  );
  const words = [
    ...new Set(
      texts
        .join(" ")
        .toLowerCase()
        .match(/[а-я]+/g),
    ),
  ];
  expect(words.length).toBeGreaterThan(900);
  expect(words.map(snowballStem)).toEqual(words.map((word) => published.stem(word)));
});

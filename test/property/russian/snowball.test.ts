/**
 * Bundles have the Russian part of snowball-stemmers alone (infra/russian-stemmer.mjs): its stems are those of the
 * whole package.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { newStemmer } from "snowball-stemmers";
import { beforeAll, expect, it } from "vitest";
import { takeRussianStemmer } from "../../../infra/russian-stemmer.mjs";
import { loadBundledStemmer } from "../../support/bundled-stemmer.ts";

const require = createRequire(import.meta.url);
const whole = newStemmer("russian");
let bundled: Awaited<ReturnType<typeof loadBundledStemmer>>;

beforeAll(async () => {
  bundled = await loadBundledStemmer();
});

/** Letters, and what the endings are made of. */
const pieces = [
  ..."абвгдежзийклмнопрстуфхцчшщъыьэюя",
  ..."ост ость ейш ейше нн ивш ывш ующ вши вшись ся сь ого ему ыми ешь нно ейте уйте ила ено иями ией ья".split(" "),
];

/** The words of Russian letters in a text, each once. */
function wordsOf(text: string): string[] {
  return [
    ...new Set(
      text
        .toLowerCase()
        .replaceAll("ё", "е")
        .match(/[а-я]+/g),
    ),
  ];
}

it("the stem of any word of Russian letters is that of the whole package", () => {
  const words = fc.array(fc.constantFrom(...pieces), { maxLength: 9 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(words, (word) => {
      expect(bundled.stem(word)).toBe(whole.stem(word));
    }),
    { numRuns: 20_000 },
  );
});

it("the stems of the 146,000 words of a spelling dictionary, and of words of texts, are those of the whole package", () => {
  const texts = ["analysis/russian-stems.tsv", "analysis/name-paradigms.txt"].map((name) =>
    readFileSync(new URL(`../../fixtures/${name}`, import.meta.url), "utf8"),
  );
  const spelled = readFileSync(join(dirname(require.resolve("dictionary-ru")), "index.dic"), "utf8");
  const words = wordsOf([...texts, spelled].join(" "));
  expect(words.length).toBeGreaterThan(140_000);
  expect(words.filter((word) => bundled.stem(word) !== whole.stem(word))).toEqual([]);
});

it("the part is a seventieth of the package", () => {
  expect(bundled.sizeBytes).toBeLessThan(14_000);
});

it("a package that has changed is refused", async () => {
  const source = readFileSync(require.resolve("snowball-stemmers"), "utf8");
  await expect(takeRussianStemmer(`${source}\n`)).rejects.toThrow("snowball-stemmers has changed");
});

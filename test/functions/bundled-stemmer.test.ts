import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { newStemmer } from "snowball-stemmers";
import { expect, it } from "vitest";
import { keepOneStemmer, usePlainFields } from "../../infra/bundle-plugins.mjs";

const source = readFileSync(createRequire(import.meta.url).resolve("snowball-stemmers"), "utf8");

/** Words of real pages, with whatever letters stand in them. */
const words = [
  ...new Set(
    ["analysis/russian-stems.tsv", "../../README.md", "../../docs/decisions/0003-analysis.md"].flatMap(
      (name) => readFileSync(new URL(`../fixtures/${name}`, import.meta.url), "utf8").match(/\p{L}+/gu) ?? [],
    ),
  ),
];

function loadStemmer(code: string): typeof newStemmer {
  const module: { newStemmer?: typeof newStemmer } = {};
  new Function("exports", code)(module);
  if (module.newStemmer === undefined) throw new Error("The stemmer does not load.");
  return module.newStemmer;
}

it("the stemmer as it is bundled gives the stems of the package", () => {
  const bundled = loadStemmer(usePlainFields(keepOneStemmer(source, "russian")))("russian");
  const published = newStemmer("russian");
  expect(words.length).toBeGreaterThan(900);
  expect(words.map((word) => bundled.stem(word))).toEqual(words.map((word) => published.stem(word)));
});

it("a stemmer that is built otherwise is not bundled", () => {
  expect(() => keepOneStemmer("var x = 1;", "russian")).toThrow("built otherwise");
  expect(() => usePlainFields("var x = 1;")).toThrow("built otherwise");
});

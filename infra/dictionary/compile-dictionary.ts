/**
 * Compiles the dictionary of Russian from hunspell's, of npm dictionary-ru, and from commonness.txt beside this file.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { beginningOfForms, encodeDictionary, firstWordsOfLine } from "../../src/russian/dictionary.ts";
import { equivalentLines } from "./equivalent-lines.ts";
import { makeFamilies } from "./families.ts";
import { readHunspell } from "./hunspell.ts";
import { addedWords } from "./irregular-words.ts";
import { findKin } from "./kin.ts";
import { placeLines } from "./place-lines.ts";

/**
 * The bytes that src/russian/dictionary/dictionary.ts reads: the same each time. It takes some seven seconds. Throws a
 * RangeError where commonness.txt names a lemma that no family has.
 */
export function compileDictionary(): Uint8Array {
  const source = dirname(createRequire(import.meta.url).resolve("dictionary-ru"));
  const [affixes, words] = ["index.aff", "index.dic"].map((name) => readFileSync(join(source, name), "utf8"));
  const families = makeFamilies(readHunspell(affixes ?? "", `${words}${addedWords}`));
  const commonness = readCommonness(readFileSync(new URL("commonness.txt", import.meta.url), "utf8"));
  const lemmas = new Set(families.map(({ lemma }) => lemma));
  const unknown = [...commonness.keys()].filter((lemma) => !lemmas.has(lemma));
  if (unknown.length > 0) throw new RangeError(`commonness.txt names what is no lemma: ${unknown.join(", ")}.`);
  const kin = findKin(families);
  const lines = equivalentLines
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((text) => ({ text, beginnings: firstWordsOfLine(text).map(beginningOfForms) }));
  return encodeDictionary(
    families.map((family) => ({
      ...family,
      commonness: commonness.get(family.lemma) ?? 0,
      kin: kin.get(family.lemma) ?? [],
    })),
    { lines: [...lines, ...placeLines] },
  );
}

/** Lines of a lemma and a number (see WordFamily.commonness). */
function readCommonness(text: string): ReadonlyMap<string, number> {
  const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => {
      const [lemma = "", number] = line.split(" ");
      return [lemma, Number(number)];
    }),
  );
}

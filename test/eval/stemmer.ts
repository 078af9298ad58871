/**
 * Compares the stemmer with the official Snowball vocabulary of Russian: `npm run eval:stemmer -- DIRECTORY`, where
 * DIRECTORY holds voc.txt and output.txt, the words and their stems line by line
 * (https://github.com/snowballstem/snowball-data, russian). Both are compared with ё read as е, as texts are: of the
 * package snowball-stemmers as development loads it, and as bundles have it.
 *
 * Exit code 0 where all agree, and where there is no vocabulary to compare with; 1 on any difference.
 */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { loadBundledStemmer } from "../support/bundled-stemmer.ts";
import { foldYo, isCommonWord, snowballStem } from "../support/inside/russian-words.ts";

/** So many differences are shown. */
const MAX_SHOWN = 20;

function readWords(path: string): string[] {
  return readFileSync(path, "utf8").trimEnd().split(/\r?\n/).map(foldYo);
}

const { stem: bundledStem } = await loadBundledStemmer();

function compare(directory: string): number {
  const words = readWords(join(directory, "voc.txt"));
  const expected = readWords(join(directory, "output.txt"));
  if (words.length !== expected.length) {
    console.error(`voc.txt has ${words.length} lines, output.txt ${expected.length}: they do not belong together.`);
    return 1;
  }
  const differing = words.flatMap((word, index) =>
    snowballStem(word) === expected[index] && bundledStem(word) === expected[index] ? [] : [index],
  );
  for (const index of differing.slice(0, MAX_SHOWN)) {
    const word = words[index] ?? "";
    console.log(
      `${word}: official ${expected[index]}, the package ${snowballStem(word)}, bundles ${bundledStem(word)}`,
    );
  }
  console.log(`${words.length - differing.length} of ${words.length} words get their official stem.`);
  const known = words.filter(isCommonWord);
  console.log(`${known.length} of them have the dictionary forms of their families as terms instead (word-terms.ts).`);
  return differing.length === 0 && words.length > 0 ? 0 : 1;
}

function main(directory: string | undefined): number {
  if (directory === undefined) {
    console.log("No vocabulary was compared: name the directory that holds voc.txt and output.txt.");
    return 0;
  }
  if (!existsSync(join(directory, "voc.txt")) || !existsSync(join(directory, "output.txt"))) {
    console.log(`No vocabulary was compared: ${directory} has no voc.txt and output.txt.`);
    return 0;
  }
  return compare(directory);
}

process.exitCode = main(process.argv[2]);

import { readFileSync } from "node:fs";

/** All forms of a name, as news writes them; a name of several words declines as a whole. */
export type NameParadigm = readonly string[];

/** The table of names: a name a line, its forms parted by commas; lines with # are headings. */
export const nameParadigms: readonly NameParadigm[] = readFileSync(
  new URL("../fixtures/analysis/name-paradigms.txt", import.meta.url),
  "utf8",
)
  .trim()
  .split("\n")
  .filter((line) => !line.startsWith("#"))
  .map((line) => line.split(", "));

/**
 * Names with a form that is the dictionary form of a word, which in small letters finds that word alone: маска, любовь.
 */
const WRITTEN_AS_WORDS = new Set(["Маск", "Любовь"]);

/** Those that small letters ask for too. */
export const paradigmsInSmallLetters = nameParadigms.filter(([name = ""]) => !WRITTEN_AS_WORDS.has(name));

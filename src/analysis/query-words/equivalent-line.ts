/**
 * How a line of equivalents is written (layer 1, pure): what equivalents.ts and the dictionary that has the shipped lines know alike.
 */
import { foldWord } from "../words/word-folding.ts";

/** Before places, with commas between, whose adjectives and people are found by rule (place-relatives.ts): such a line is no equivalence. */
export const PLACE_SIGN = "@";

/** The names before the arrow, and those behind it where there is one. */
export function sidesOf(line: string): { readonly left: string; readonly right: string | undefined } {
  const [left = "", right] = (line.startsWith("~") ? line.slice(1) : line).split("=>");
  return { left, right };
}

/** The first two letters: no case of a name changes them. */
export function beginningKey(text: string): string {
  return foldWord(text.slice(0, 2));
}

/** Those of the names that a query may have, each once. */
export function beginningsOfLine(line: string): string[] {
  const names = sidesOf(line).left.split(",");
  return [...new Set(names.map((written) => beginningKey(written.trim().replace(/^!/, ""))))];
}

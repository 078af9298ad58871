/**
 * Token filter: ё is е (layer 1, pure). Most Russian texts write е for both, and the stemmer knows only е.
 */

/** Folds ё of a word in lower case. */
export function foldYo(word: string): string {
  return word.includes("ё") ? word.replaceAll("ё", "е") : word;
}

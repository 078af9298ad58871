/**
 * Token filter: ё is е (layer 1, pure). Most Russian texts write е for both, and the stemmer knows only е.
 */

/** Folds ё and Ё, each in its own case. */
export function foldYo(word: string): string {
  return /[ёЁ]/.test(word) ? word.replaceAll("ё", "е").replaceAll("Ё", "Е") : word;
}

/** In small letters, ё as е: what two spellings of one word have in common. */
export function foldCaseAndYo(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

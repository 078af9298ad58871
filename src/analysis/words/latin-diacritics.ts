/**
 * Token filter: Latin letters without their diacritics (layer 1, pure): Škoda is skoda, as it is typed.
 */

/** Latin letters that are no base letter with a mark, in the spelling that Russian keyboards lead to. */
const UNDECOMPOSABLE: ReadonlyMap<string, string> = new Map([
  ["ß", "ss"],
  ["æ", "ae"],
  ["œ", "oe"],
  ["ø", "o"],
  ["ł", "l"],
  ["đ", "d"],
  ["ð", "d"],
  ["þ", "th"],
  ["ħ", "h"],
  ["ı", "i"],
]);

/** Drops the diacritics of a lower-case word whose letters are Latin; a word with other letters is left alone. */
export function foldLatinDiacritics(word: string): string {
  if (/^(?:[а-я]|[a-z0-9]*$)/.test(word) || !/^[\p{Script=Latin}\p{M}0-9]+$/u.test(word)) return word;
  const bare = word.normalize("NFD").replace(/\p{M}/gu, "");
  return bare.replace(/[ßæœøłđðþħı]/g, (letter) => UNDECOMPOSABLE.get(letter) ?? letter);
}

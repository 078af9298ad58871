/**
 * The filters that make one spelling of a word of one script (pure): lower case, ё to е, no apostrophes, no
 * Latin diacritics; and the bound on the length of every term.
 */

/** UTF-16 units of the longest term. Longer "words" are noise, and the stemmer's time grows with them. */
export const maxTermLength = 64;

/** ъ and х */
const HARD_SIGN = 0x44a;
const HA = 0x445;

/** A word that needs no folding, as most do. */
const SMALL_RUSSIAN = /^[а-я]+$/;

/**
 * The hard sign behind the last consonant, as before 1918 and in names until today: Коммерсантъ. Shorter are объ, подъ.
 */
const OLD_ENDING = /^([а-я]{6,})ъ$/;

/** The twentieth century, by Cyrillic letters. */
const ROMAN_NUMBER = /^х{2,3}$/;

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

/** Folds a word of one script as it stands in a normalised text. */
export function foldWord(word: string): string {
  if (word.length <= maxTermLength && SMALL_RUSSIAN.test(word)) return foldRussian(word);
  const lower = foldYo(word.toLowerCase());
  return foldRussian(cutTerm(foldLatinDiacritics(lower.includes("'") ? lower.replaceAll("'", "") : lower)));
}

function foldRussian(word: string): string {
  const last = word.charCodeAt(word.length - 1);
  if (last === HARD_SIGN) return word.replace(OLD_ENDING, "$1");
  return last === HA && ROMAN_NUMBER.test(word) ? "x".repeat(word.length) : word;
}

/** The first {@link maxTermLength} units of a term, never half of a surrogate pair. */
export function cutTerm(term: string): string {
  if (term.length <= maxTermLength) return term;
  const last = term.charCodeAt(maxTermLength - 1);
  const isHighSurrogate = last >= 0xd800 && last <= 0xdbff;
  return term.slice(0, isHighSurrogate ? maxTermLength - 1 : maxTermLength);
}

/** Folds ё and Ё, each in its own case. Most Russian texts write е for ё, and the stemmer knows only е. */
export function foldYo(word: string): string {
  return /[ёЁ]/.test(word) ? word.replaceAll("ё", "е").replaceAll("Ё", "Е") : word;
}

/** Folds a text to small letters, and ё to е, so that two spellings of one word are equal. */
export function foldCaseAndYo(text: string): string {
  return text.toLowerCase().replaceAll("ё", "е");
}

/** Drops the diacritics of a lower-case word whose letters are Latin; a word with other letters is left alone. */
function foldLatinDiacritics(word: string): string {
  if (/^(?:[а-я]|[a-z0-9]*$)/.test(word) || !/^[\p{Script=Latin}\p{M}0-9]+$/u.test(word)) return word;
  const bare = word.normalize("NFD").replace(/\p{M}/gu, "");
  return bare.replace(/[ßæœøłđðþħı]/g, (letter) => UNDECOMPOSABLE.get(letter) ?? letter);
}

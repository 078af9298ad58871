/**
 * Token filter: the stems of a Russian word that the dictionary lacks.
 *
 * The stem is that of the package snowball-stemmers, of which bundles have the Russian part
 * (infra/russian-stemmer.mjs). A word is stemmed exactly once: 28 % of the stems change when stemmed again.
 *
 * The case stems of a name are what is left of it without its case ending alone. Snowball takes the ends of many names
 * for suffixes (лавров to лавр, but лаврова to лавров; китая to кит, китай to кита), so that the forms of one name do
 * not meet. A word that may be a name is therefore indexed by its case stems too: the forms of a name then share one.
 * For vowels that come and go (Павел, Павла) see other-stems.ts.
 */

import { newStemmer, type Stemmer } from "snowball-stemmers";

const RUSSIAN_WORD = /^[а-я]+$/;

/** Tells whether a lower-case word is entirely Russian: the letters а-я alone, no і, ў or Latin among them. */
export function isRussianWord(word: string): boolean {
  return RUSSIAN_WORD.test(word);
}

let stemmer: Stemmer | undefined;

/** Cuts a lower-case word with ё folded to its Snowball stem; a word that is not Russian stays as it is. */
export function snowballStem(word: string): string {
  if (!RUSSIAN_WORD.test(word)) return word;
  stemmer ??= newStemmer("russian");
  return stemmer.stem(word);
}

// Case stems.

/** Shortest word with a case stem: of a shorter one too little would be left. */
const MIN_WORD_LENGTH = 4;
const MIN_STEM_LENGTH = 3;
/** Синая is a form of Синай. */
const MIN_SURNAME_STEM_LENGTH = 4;

/**
 * Case endings of nouns, longest first; of these one is cut. -ем and -ей after a vowel (Китаем, Марией) and -ей after
 * ь (Дарьей) come before -й; -ей after a consonant (Сергей) loses its й alone.
 */
const NOUN_ENDING = /(?:ами|ями|ах|ях|ам|ям|ом|ем|ым|(?<=[аеиоуыэюяь])ей|[аяуюеиыойь])$/;

/**
 * Endings that leave two stems, since they are those of two declensions: Москвой and Ханой, Польшей and Кощей. The
 * longer cut is the commoner; where it is the Snowball stem, as it mostly is, it is no further term.
 */
const SECOND_ENDING = /(?:ой|(?<=[жшчщц])ей|ью)$/;

/** Endings that only adjectives have, with or without a suffix that makes surnames and adjectives of places. */
const ADJECTIVE_ENDING = /(?:ого|ый|(?<=к)ий|ые|ых|ыми)$/;
const SURNAME_ENDING = /(?<=ов|ев|ин|ын|ск|цк)(?:ая|ой|ою|ую|ого|ому|ый|ий|ым|им|ом|ые|ие|ых|их|ыми|ими)$/;

const CONSONANT_END = /[бвгджзклмнпрстфхцчшщъ]$/;

/**
 * The case stems of a word in lower case, at most two; none for a word that is not Russian or has fewer than four
 * letters. Where a word ends in a consonant the whole word is a case stem too, since its end may be its own: Газпром is
 * no instrumental, Вьетнам no dative.
 */
export function caseStems(word: string): readonly string[] {
  if (!mayHaveCaseStems(word)) return [];
  const asAdjective = cut(word, SURNAME_ENDING, MIN_SURNAME_STEM_LENGTH) ?? cut(word, ADJECTIVE_ENDING);
  if (asAdjective !== undefined) return [asAdjective];
  const asNoun = cut(word, NOUN_ENDING);
  const other = CONSONANT_END.test(word) ? word : cut(word, SECOND_ENDING);
  if (other === undefined) return [asNoun ?? word];
  return asNoun === undefined ? [other] : [other, asNoun];
}

/** Tells whether a lower-case word is of a kind that has case stems. */
export function mayHaveCaseStems(word: string): boolean {
  return word.length >= MIN_WORD_LENGTH && isRussianWord(word);
}

function cut(word: string, ending: RegExp, minStemLength = MIN_STEM_LENGTH): string | undefined {
  const at = word.search(ending);
  return at >= minStemLength ? word.slice(0, at) : undefined;
}

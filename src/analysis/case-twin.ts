/**
 * Token filter: the case stems of a name (layer 1, pure), what is left of it without its case ending alone.
 *
 * Snowball takes the ends of many names for suffixes (лавров to лавр, but лаврова to лавров; китая to кит, китай to
 * кита), so that the forms of one name do not meet. A word that may be a name is therefore indexed by its case stems
 * too: the forms of a name then share one. Fleeting vowels (Павел, Павла) stay apart.
 */

import { isKeptWhole, isRussianWord } from "./russian-stem.ts";

/** Shorter words are no twins: what would be left says too little. */
const MIN_WORD_LENGTH = 4;
const MIN_STEM_LENGTH = 3;

/**
 * Case endings of nouns, longest first; of these one is cut. -ем and -ей after a vowel (Китаем, Марией) come before
 * -й; -ей after a consonant (Сергей) loses its й alone.
 */
const NOUN_ENDING = /(?:ами|ями|ах|ях|ам|ям|ом|ем|ым|(?<=[аеиоуыэюя])ей|[аяуюеиыойь])$/;

/** Endings that only adjectives have, with or without a suffix that makes surnames and adjectives of places. */
const ADJECTIVE_ENDING = /(?:ого|ый|ые|ых|ыми)$/;
const SURNAME_ENDING = /(?<=ов|ев|ин|ын|ск|цк)(?:ая|ой|ою|ую|ого|ому|ый|ий|ым|им|ом|ые|ие|ых|их|ыми|ими)$/;

const CONSONANT_END = /[бвгджзклмнпрстфхцчшщъ]$/;

/**
 * The case stems of a word in lower case, the surest first; none for a word that is not Russian or has fewer than
 * four letters. Where a word ends in a consonant the whole word is a case stem too, since its end may be its own:
 * Газпром is no instrumental, Вьетнам no dative.
 */
export function caseStems(word: string): readonly string[] {
  if (!mayBeTwin(word)) return [];
  const asSurname = cut(word, SURNAME_ENDING) ?? cut(word, ADJECTIVE_ENDING);
  if (asSurname !== undefined) return [asSurname];
  const asNoun = cut(word, NOUN_ENDING);
  if (!CONSONANT_END.test(word)) return asNoun === undefined ? [word] : [asNoun];
  return asNoun === undefined ? [word] : [word, asNoun];
}

/**
 * The term of a name whose Snowball stem is none of its case stems, beside that stem: `кит^` for Китая. It says how
 * many occurrences of кит in a text are no whales (TermAlternative.rivals). No other term ends in `^`.
 */
export function nameTerm(snowballStem: string): string {
  return `${snowballStem}^`;
}

/** Whether a word in lower case is of a kind that has case stems. */
export function mayBeTwin(word: string): boolean {
  return word.length >= MIN_WORD_LENGTH && isRussianWord(word) && !isKeptWhole(word);
}

function cut(word: string, ending: RegExp): string | undefined {
  const at = word.search(ending);
  return at >= MIN_STEM_LENGTH ? word.slice(0, at) : undefined;
}

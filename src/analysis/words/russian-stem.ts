/**
 * Token filter: the stems of a Russian word (layer 1). The only file that knows snowball-stemmers.
 *
 * The stem is Snowball's but for the nouns of noun-stems.ts. A word is stemmed exactly once: 28 % of the stems change when
 * stemmed again (docs/decisions/0003-analysis.md).
 *
 * The case stems of a name are what is left of it without its case ending alone. Snowball takes the ends of many names for
 * suffixes (лавров to лавр, but лаврова to лавров; китая to кит, китай to кита), so that the forms of one name do not meet. A word
 * that may be a name is therefore indexed by its case stems too: the forms of a name then share one. For vowels that come and go
 * (Павел, Павла) see other-stems.ts.
 */

import { newStemmer } from "snowball-stemmers";
import { isIrregularNoun, nounStem } from "./noun-stems.ts";

const snowball = newStemmer("russian");

const RUSSIAN_WORD = /^[а-я]+$/;

/**
 * Names that never change, and that Snowball would cut down to another word: риа to ри, сми to см, and the others to the stem of
 * дело, бак, перо, малый, мода, сон. Forms of such words that are written alike (к баку, о кале) are the rarer.
 */
const KEPT: ReadonlySet<string> = new Set([
  ...["риа", "сми", "нато", "игил"],
  ...["баку", "бали", "бари", "дели", "кале", "киото", "кито", "мали", "осло", "перу", "самоа", "сомали", "токио"],
  ...["гани", "драги", "золя", "капелло", "кличко", "месси", "моди", "морси", "пеле"],
  ...["лего", "сони"],
  // Not нас, за, ни; метр, рад, лед, мен (менять), плат, куп (купить), мед, пан, пар, порт, лот, кар, бренд, сал, ком, антон, руб.
  ...[
    "наса",
    "зао",
    "нии",
    "метро",
    "радио",
    "леди",
    "меню",
    "плато",
    "купе",
    "медиа",
    "панно",
    "пари",
    "порто",
    "лото",
  ],
  ...["каре", "бренди", "салями", "коми", "рено", "антонио", "рубио"],
]);

/**
 * Small words, which never change and stand nearly everywhere, and of which or as which Snowball leaves other words: после and
 * послы, более and боль, почти and почта, поэтому and поэт, за and заём, итого and ИТ. Each is a term of its own.
 */
const SMALL_WORDS: ReadonlySet<string> = new Set(
  `более быть ведь во вы да далее до за из или им конечно куда ли менее меня на над итого надо нас не ни ничего но об обо по после
  потом потому почти поэтому про ради разве ранее скорее со среди тем хотя хоть чуть`.split(/\s+/),
);

/** What another word keeps apart by where a small word has the same letters: «темы» is тем'. No word of a text ends so. */
const APART = "'";

/** Of two letters Snowball may leave one. */
const MIN_STEMMED_LENGTH = 3;

/** Whether a word never changes, as some names and small words: neither its stem nor its case stems are less than the word. */
function isKeptWhole(word: string): boolean {
  return KEPT.has(word) || SMALL_WORDS.has(word);
}

/** A stem, or a case stem, of a word that is no small word: told from the small word of the same letters. */
function apartFromSmallWords(stemmed: string): string {
  return SMALL_WORDS.has(stemmed) ? stemmed + APART : stemmed;
}

/** A cleared Map beats an LRU here: 75 % hits and none of the bookkeeping (docs/decisions/0003-analysis.md). */
const MAX_CACHED_STEMS = 50_000;
const cachedStems = new Map<string, string>();

/** Whether a lower-case word is Russian through and through: the letters а-я alone, no і, ў or Latin among them. */
export function isRussianWord(word: string): boolean {
  return RUSSIAN_WORD.test(word);
}

/**
 * The stem of a word in lower case with ё folded. What is not Russian, is shorter than three letters (ИИ, АО), or never
 * changes comes back as it is.
 */
export function stem(word: string): string {
  // First, since it knows most words: what comes back as it is never gets into it.
  const cached = cachedStems.get(word);
  if (cached !== undefined) return cached;
  if (word.length < MIN_STEMMED_LENGTH || isKeptWhole(word) || !RUSSIAN_WORD.test(word)) return word;
  const stemmed = nounStem(word) ?? apartFromSmallWords(snowball.stem(word));
  if (cachedStems.size >= MAX_CACHED_STEMS) cachedStems.clear();
  cachedStems.set(word, stemmed);
  return stemmed;
}

/** Snowball's own answer for a word in lower case with ё folded; what is not Russian comes back as it is. */
export function snowballStem(word: string): string {
  return RUSSIAN_WORD.test(word) ? snowball.stem(word) : word;
}

/** Of shorter words too little would be left for a case stem. */
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

/** Whether a word in lower case is of a kind that has case stems. */
export function mayHaveCaseStems(word: string): boolean {
  return word.length >= MIN_WORD_LENGTH && isRussianWord(word) && !isKeptWhole(word) && !isIrregularNoun(word);
}

function cut(word: string, ending: RegExp, minStemLength = MIN_STEM_LENGTH): string | undefined {
  const at = word.search(ending);
  return at >= minStemLength ? apartFromSmallWords(word.slice(0, at)) : undefined;
}

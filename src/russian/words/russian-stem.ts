/**
 * Token filter: the stems of a Russian word that the dictionary lacks (layer 1).
 *
 * A word is stemmed exactly once: 28 % of the stems change when stemmed again (docs/decisions/0003-analysis.md).
 *
 * The case stems of a name are what is left of it without its case ending alone. Snowball takes the ends of many names for
 * suffixes (лавров to лавр, but лаврова to лавров; китая to кит, китай to кита), so that the forms of one name do not meet. A word
 * that may be a name is therefore indexed by its case stems too: the forms of a name then share one. For vowels that come and go
 * (Павел, Павла) see other-stems.ts.
 */

const RUSSIAN_WORD = /^[а-я]+$/;

/** Whether a lower-case word is Russian through and through: the letters а-я alone, no і, ў or Latin among them. */
export function isRussianWord(word: string): boolean {
  return RUSSIAN_WORD.test(word);
}

// The Russian stemmer of Snowball (https://snowballstem.org/algorithms/russian/stemmer.html), of which the endings and the steps are. It cuts
// at most four endings, each the longest of its kind, none of which begins before the end of the first vowel; the third lies behind the
// second group of consonants. `npm run eval:stemmer` compares it with Snowball's own vocabulary.

/** Endings of a kind; true for those that stand behind а or я alone, which stays. */
interface Endings {
  readonly behindA: ReadonlyMap<string, boolean>;
  readonly longest: number;
}

function endingsOf(anywhere: string, behindA = ""): Endings {
  const list = (text: string): string[] => text.split(" ").filter(Boolean);
  const kinds = [
    ...list(behindA).map((ending) => [ending, true] as const),
    ...list(anywhere).map((ending) => [ending, false] as const),
  ];
  return { behindA: new Map(kinds), longest: Math.max(...kinds.map(([ending]) => ending.length)) };
}

const GERUND = endingsOf("ив ивши ившись ыв ывши ывшись", "в вши вшись");
const REFLEXIVE = endingsOf("ся сь");
const ADJECTIVE = endingsOf("ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею");
const PARTICIPLE = endingsOf("ивш ывш ующ", "ем нн вш ющ щ");
const VERB = endingsOf(
  "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
  "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно",
);
const NOUN = endingsOf(
  "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я",
);
const DERIVED = endingsOf("ост ость");
const SUPERLATIVE = endingsOf("ейш ейше");

const VOWELS = "аеиоуыэюя";

/** What Snowball leaves of a word in lower case with ё folded; what is not Russian comes back as it is. */
export function snowballStem(word: string): string {
  if (!RUSSIAN_WORD.test(word)) return word;
  const from = behind(word, 0, true);
  const second = behind(word, behind(word, behind(word, from, false), true), false);
  const gerund = beginOf(word, word.length, from, GERUND);
  let end = gerund ?? withoutInflection(word, beginOf(word, word.length, from, REFLEXIVE) ?? word.length, from);
  if (end > from && word[end - 1] === "и") end -= 1;
  const derived = beginOf(word, end, from, DERIVED);
  if (derived !== null && derived >= second) end = derived;
  const superlative = beginOf(word, end, from, SUPERLATIVE);
  if (superlative === null && end > from && word[end - 1] === "ь") return word.slice(0, end - 1);
  end = superlative ?? end;
  return word.slice(0, end - 2 >= from && word.slice(end - 2, end) === "нн" ? end - 1 : end);
}

/** The place behind the next vowel, or the next other letter; the end where there is none. */
function behind(word: string, from: number, isVowel: boolean): number {
  for (let at = from; at < word.length; at += 1) if (VOWELS.includes(word.charAt(at)) === isVowel) return at + 1;
  return word.length;
}

/** Without the end of an adjective or participle, else of a verb, else of a noun. */
function withoutInflection(word: string, end: number, from: number): number {
  const adjective = beginOf(word, end, from, ADJECTIVE);
  if (adjective !== null) return beginOf(word, adjective, from, PARTICIPLE) ?? adjective;
  return beginOf(word, end, from, VERB) ?? beginOf(word, end, from, NOUN) ?? end;
}

/** Where the longest of some endings begins that ends at `end` and begins at `from` or later; null where that is none. */
function beginOf(word: string, end: number, from: number, { behindA, longest }: Endings): number | null {
  for (let at = Math.max(from, end - longest); at < end; at += 1) {
    const isBehindA = behindA.get(word.slice(at, end));
    if (isBehindA === undefined) continue;
    return !isBehindA || (at > from && (word[at - 1] === "а" || word[at - 1] === "я")) ? at : null;
  }
  return null;
}

// Case stems.

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
  return word.length >= MIN_WORD_LENGTH && isRussianWord(word);
}

function cut(word: string, ending: RegExp, minStemLength = MIN_STEM_LENGTH): string | undefined {
  const at = word.search(ending);
  return at >= minStemLength ? word.slice(0, at) : undefined;
}

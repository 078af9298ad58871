/**
 * Which words of a query may be slips: those that the index or the dictionary lacks, and neighbours that may be one
 * word. Most queries have none, and nothing that corrects words is loaded (spelling.ts).
 */

import type { TermCounts } from "../../index/read.ts";
import type { ClauseGroup } from "../../russian/queries.ts";
import {
  foldCaseAndYo,
  formBook,
  formOfWord,
  isCommonWord,
  isDictionaryWord,
  isLemma,
  isRussianWord,
  type QueryWord,
  readWords,
  type TermAlternative,
  termBook,
  type WordBook,
} from "../../russian/words.ts";
import type { CorrectedText } from "../understand.ts";
/** A plain word of a query. */
export interface SpelledWord {
  /** UTF-16 offsets into the query. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly isStopWord: boolean;
}

/** A word in doubt. */
export interface DoubtfulWord extends SpelledWord {
  /**
   * "unknown" to the index and the dictionary; "rare" in the index, and unknown to the dictionary; "dictionary": in the
   * dictionary alone. Of the last two only single slips are looked for, which takes a sixth of the time of two.
   */
  readonly standing: "unknown" | "rare" | "dictionary";
}

/** Two words as one. */
export interface Merge {
  readonly kind: "merge";
  readonly start: number;
  readonly end: number;
  readonly to: string;
  /**
   * Folded, where one of the two is a stop word: the index must have it as it is, since by stems «не был» makes небо.
   * Else null, and any form of the word will do.
   */
  readonly form: string | null;
}

/** The doubtful parts of a query, at least one. `words` are all of its plain ones. */
export interface QueryDoubts {
  readonly words: readonly SpelledWord[];
  readonly doubtful: readonly DoubtfulWord[];
  readonly merges: readonly Merge[];
}

/** A query as it was meant, with the corrections made. */
export interface Repair extends CorrectedText {
  /** Correction that also changes words which may be right; it is not searched for. Null if there are none. */
  readonly offer: CorrectedText | null;
}

/** The context of a query and its words. */
interface DoubtOptions {
  /** The words that the index has in any form, by where they begin. */
  readonly known: ReadonlyMap<number, KnownWord>;
  /** Number of documents of the index. */
  readonly documentCount: number;
  /**
   * Articles have all that is typed: words are put together then only where the dictionary has them so. Default false.
   */
  readonly isFound?: boolean;
}

/** Most corrected words: a sentence with more unknown words is of another language. Untuned. */
const MAX_CORRECTED_WORDS = 6;
/** A word that so few documents have may stand there by accident, beside one that has a hundred times as many. */
export const MOST_ACCIDENTAL_DOCUMENTS = 2;
export const MUCH_COMMONER = 100;
/** Shorter words are near too many others. */
const MIN_TYPO_LENGTH = 4;
/** Shortest word with two edits: these leave enough of it. */
const MIN_TWO_EDITS_LENGTH = 7;

/** A word of letters, which alone may be mistyped: numbers are what they are. */
export const LETTERS = /^\p{L}+$/u;

/** Edits that a folded word may be away from what was meant; 0 where it is not corrected. */
export function editsAllowed(form: string): 0 | 1 | 2 {
  if (form.length < MIN_TYPO_LENGTH || !LETTERS.test(form)) return 0;
  return form.length < MIN_TWO_EDITS_LENGTH ? 1 : 2;
}

/**
 * Null where there is no doubt. `groups` are those of the text. Where all words are known, words that make another one
 * together are looked for.
 */
export async function findDoubts(
  text: string,
  groups: readonly ClauseGroup[],
  { known, documentCount, isFound = false }: DoubtOptions,
): Promise<QueryDoubts | null> {
  const words = plainWords(text, groups);
  const telling = words.filter((word) => !word.isStopWord);
  const unknown = telling.filter(({ start }) => !known.has(start));
  if (unknown.length > MAX_CORRECTED_WORDS) return null;
  const pairs = findMerges(text, words, unknown);
  const merged = ({ to }: Merge): string => foldCaseAndYo(to);
  const asked = telling.length > MAX_CORRECTED_WORDS ? unknown : telling;
  await readWords(() => doubtBook(asked, isFound ? pairs.map(merged) : []));
  const merges = pairs.filter((pair) => !isFound || isDictionaryWord(merged(pair)));
  const doubtful = asked.flatMap((word): DoubtfulWord[] => {
    const standing = standingOf(word, known.get(word.start), documentCount);
    return standing === null ? [] : [{ ...word, standing }];
  });
  return doubtful.length === 0 && merges.length === 0 ? null : { words, doubtful, merges };
}

/** Lists the lookups of how words stand, and of whether the dictionary has others. */
function* doubtBook(words: readonly SpelledWord[], others: readonly string[]): WordBook {
  yield* formBook(words.map(({ text }) => text));
  yield* termBook([...words.flatMap(({ text }) => formOfWord(text) ?? []), ...others]);
}

/** Null for a word that is right: one that the index and the dictionary know, or that the index has often. */
function standingOf(
  { text }: SpelledWord,
  known: KnownWord | undefined,
  documents: number,
): DoubtfulWord["standing"] | null {
  const form = formOfWord(text);
  const isInDictionary = isRightWord(text);
  if (known === undefined && !isInDictionary) return "unknown";
  const isRare =
    known === undefined || known.frequency <= Math.max(MOST_ACCIDENTAL_DOCUMENTS, documents / MUCH_COMMONER);
  if (form === null || editsAllowed(form) === 0 || !isRare || (known !== undefined && isInDictionary)) return null;
  return known === undefined ? "dictionary" : "rare";
}

/** Tells whether the dictionary has a word of a query in which doubts were looked for. */
export function isRightWord(text: string): boolean {
  const form = formOfWord(text);
  return form !== null && isDictionaryWord(form);
}

/**
 * Finds the start of the only word of a query that is no common word of the dictionary; null if there are none or more
 * of them, and for a word alone.
 */
export async function findOnlyName(text: string, groups: readonly ClauseGroup[]): Promise<number | null> {
  const words = plainWords(text, groups).filter(({ isStopWord }) => !isStopWord);
  await readWords(() => doubtBook(words, []));
  const forms = words.map((word) => formOfWord(word.text) ?? "");
  const names = words.filter((_, i) => LETTERS.test(forms[i] ?? "") && !isCommonWord(forms[i] ?? ""));
  const [name] = names;
  return name !== undefined && names.length === 1 && words.length > 1 ? name.start : null;
}

/** The folded words of a query that may be names of another alphabet: those of letters that the dictionary lacks. */
export async function findForeign(text: string, groups: readonly ClauseGroup[]): Promise<string[]> {
  const words = plainWords(text, groups).filter(({ isStopWord }) => !isStopWord);
  if (words.length > MAX_CORRECTED_WORDS) return [];
  await readWords(() => doubtBook(words, []));
  const forms = words.flatMap((word) => formOfWord(word.text) ?? []);
  return forms.filter((form) => LETTERS.test(form) && !isDictionaryWord(form));
}

/**
 * The words of a query (`groups` are its own) that may be corrected: those without a sign that says how they are meant.
 */
export function plainWords(text: string, groups: readonly ClauseGroup[]): SpelledWord[] {
  return groups.flatMap(({ alternatives, isExcluded }) =>
    alternatives.flatMap((clause) => {
      if (isExcluded || clause.kind !== "word" || clause.isStrict || clause.isQuotation || clause.field !== null)
        return [];
      const { start, end } = clause;
      return [{ start, end, text: text.slice(start, end), isStopWord: clause.word.isStopWord }];
    }),
  );
}

/** Neighbours that may be one word: with an unknown one among them, or, where all are known, any. */
function findMerges(text: string, words: readonly SpelledWord[], unknown: readonly SpelledWord[]): Merge[] {
  const merges: Merge[] = [];
  if (words.length > MAX_CORRECTED_WORDS) return merges;
  for (const [i, word] of words.entries()) {
    const next = words[i + 1];
    if (next === undefined || !/^[ \u00a0]+$/.test(text.slice(word.end, next.start))) continue;
    if (!/^\p{L}+$/u.test(word.text + next.text)) continue;
    const isDoubtful = unknown.length === 0 || unknown.includes(word) || unknown.includes(next);
    if (!isDoubtful) continue;
    const to = word.text + next.text;
    const form = word.isStopWord || next.isStopWord ? formOfWord(to) : null;
    merges.push({ kind: "merge", start: word.start, end: next.end, to, form });
  }
  return merges;
}

// The words of a query that the index knows: which some live document has, in any of their forms.

/** A word that some live document has: the most documents that have it in one form, and the terms by which. */
export interface KnownWord {
  readonly frequency: number;
  readonly terms: readonly string[];
  /** True if they have it as the beginning of other words. Default false. */
  readonly isBeginning?: boolean;
}

/** A word that stays, however many documents have it: its neighbours are not read. */
export const RIGHT_WORD: KnownWord = { frequency: Number.POSITIVE_INFINITY, terms: [] };

/**
 * Finds the known words of a query by their places, and those that stand for another name of what they mean. A word
 * that the dictionary lacks is not known by one that it has: «белорусия» is no белорус.
 */
export async function findKnownWords(
  groups: readonly ClauseGroup[],
  counts: TermCounts,
): Promise<Map<number, KnownWord>> {
  const known = new Map<number, KnownWord>();
  const clauses = groups.flatMap(({ alternatives }) => alternatives).filter((clause) => clause.kind === "word");
  await readWords(() => termsBook(clauses.map(({ word }) => word)));
  for (const { word, equivalents = [], start } of clauses) {
    const ways = word.alternatives.filter(({ terms }) => !beginningLemma(word, terms).some(isLemma));
    const frequency = Math.max(
      0,
      ...ways.map(({ terms }) => Math.min(...terms.map((term) => counts.ofAnyField(term)))),
    );
    if (frequency > 0 || equivalents.length > 0) {
      const terms = ways.flatMap((way) => (hasLiveWay([way], counts) ? way.terms : []));
      known.set(start, { frequency, terms });
    }
  }
  return known;
}

/** The term of an unknown word that it only begins with. */
function beginningLemma({ text }: QueryWord, [term = "", second]: readonly string[]): string[] {
  const form = foldCaseAndYo(text);
  const isOther = second === undefined && term !== form && form.startsWith(term) && !isDictionaryWord(form);
  return isOther ? [term] : [];
}

function* termsBook(words: readonly QueryWord[]): WordBook {
  yield* termBook(words.map(({ text }) => foldCaseAndYo(text)));
  yield words
    .flatMap((word) => word.alternatives.flatMap(({ terms }) => beginningLemma(word, terms)))
    .filter(isRussianWord);
}

/** Tells whether each term of one of the alternatives stands in some live document, even in different ones. */
export function hasLiveWay(alternatives: readonly TermAlternative[], counts: TermCounts): boolean {
  return alternatives.some(({ terms }) => terms.every((term) => counts.ofAnyField(term) > 0));
}

/**
 * The same of a word that is being typed: a stem that stands in no document but as another word's is not it. Of сиро
 * (сироты) there is сир, which all is of Сирия.
 */
export function hasOwnWay(alternatives: readonly TermAlternative[], counts: TermCounts): boolean {
  return hasLiveWay(
    alternatives.filter(({ terms: [term = "", second], homographs = [] }) =>
      second !== undefined || homographs.length === 0
        ? true
        : countOf(counts, term) > Math.max(...homographs.map((homograph) => countOf(counts, homograph))),
    ),
    counts,
  );
}

/** Documents with a term, once a field. */
function countOf(counts: TermCounts, term: string): number {
  return counts.ofFields(term).reduce((sum, count) => sum + count, 0);
}

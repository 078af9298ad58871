/**
 * The contract of text analysis: text to terms, the same at index and at query time.
 *
 * A token is a word before the filters, a term is what the index holds. The version names every rule that decides
 * terms; it is kept in the manifest, and an index made by another version must be rebuilt.
 */
import type { NameEvidence, TokenWord } from "../index/shared.ts";

/** One way to match a query word: all of the terms must be there. */
export interface TermAlternative {
  readonly terms: readonly string[];
  /** Multiplies the score of this alternative; 1 for the surest, less for a guess. In (0, 1]. */
  readonly weight: number;
  /**
   * Index terms that count those occurrences of this alternative's one term that are of another word: Китая is indexed
   * as кит too, and then also as кит^, the homograph of кит. A scorer takes most of their frequency in
   * the document off the term's own, so that «кит» brings whales before China. Matching ignores them; a word that has
   * one is not marked.
   */
  readonly homographs?: readonly string[];
  /** Right only where the word is no name: see {@link NameEvidence}. */
  readonly isGuess?: true;
  /**
   * Number of parts of a hyphenated word that the terms are of, if several: they count as one word, each part by its
   * share.
   */
  readonly parts?: number;
}

/**
 * One word of a query and its alternatives: one group, in which the best alternative counts, once.
 * `start` and `end` are UTF-16 offsets into the query.
 */
export interface QueryWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly alternatives: readonly TermAlternative[];
  /** Evidence for a word that may be a name and has guesses among its alternatives. */
  readonly nameEvidence?: NameEvidence;
  /** A word so common that it is searched only where no other word is left. */
  readonly isStopWord: boolean;
}

/**
 * A word of a text with all the terms that it is found by, for marking. UTF-16 offsets [start, end), never inside a
 * surrogate pair or between a letter and its accent.
 */
export interface WordSpan {
  readonly start: number;
  readonly end: number;
  readonly terms: readonly string[];
  /** The word as written, folded (lower case, ё as е); for a number, a date or an address its first term. */
  readonly form: string;
  /** Its place in the sequence of words, as occurrences count: the parts of a hyphenated word have one each. */
  readonly position: number;
  /**
   * True for a hyphenated word as a whole, found by the term of its parts written together. Its parts follow it as
   * spans of their own, inside it: mark the whole where its term matched, else the parts whose terms did.
   */
  readonly isWhole?: true;
}

/**
 * A value from `tokenize` for `processTerm`. Whatever depends on the line and the sentence is decided in it, and equal
 * tokens of one text are one object, so that a Set counts the distinct ones. To MiniSearch's types it is a string; it
 * is a String object whose text is the token as people read it: «ростове-на-дону».
 */
export type Token = string & {
  /** The distinct terms that are indexed for it: those of its words, part by part, then of the whole. */
  readonly terms: readonly string[];
  /** The parts of a hyphenated word have consecutive offsets. Together the words have exactly the terms. */
  readonly words: readonly TokenWord[];
};

/** Text analysis for one language. Pure and synchronous; the time is linear in the text. */
export interface Analyzer {
  /** The version, such as `russian-2`. */
  readonly version: string;
  /** Text to tokens, in order of the text; what MiniSearch calls `tokenize`. */
  tokenize(text: string): Token[];
  /**
   * A token to its terms, none to several, in an array of the caller's; what MiniSearch calls `processTerm`. A string
   * that `tokenize` did not make is taken as a text of its own; a plain lower-case word as one inside a sentence.
   */
  processTerm(token: string): string[];
  /** A query to its words. Never throws; at most `maxQueryWords` words, the rest is left out. */
  analyzeQuery(query: string): QueryWord[];
  /**
   * The words of a text with their places and terms: together exactly the terms that tokenize and processTerm give.
   * The spans ascend by start and do not overlap, but for those of {@link WordSpan.isWhole}, which hold the next ones.
   */
  scanWords(text: string, mayMatter?: WordPredicate): WordSpan[];
}

/**
 * Tells whether a folded word (lower case, ё as е) is of interest; others may be left out of a scan before their terms
 * are computed. The terms of a word begin as the word does, but for a mark that is no letter.
 */
export interface WordPredicate {
  (word: string): boolean;
  /**
   * False where no word of interest begins with these two UTF-16 units, so that a word need not be cut out to be left
   * out.
   */
  readonly mayBegin?: (first: number, second: number) => boolean;
}

/** Most words of a query; the rest is left out. Far above what people type, low enough to bound a query's cost. */
export const maxQueryWords = 64;

/**
 * Marks the words of a text that a query matched (layer 4), in all their forms: ranges, never HTML.
 */

import type { WordPredicate, WordSpan } from "../analysis/analyzer.ts";
import type { PhraseGraph } from "../analysis/query-phrase.ts";
import { russianAnalyzer } from "../analysis/russian-analyzer.ts";
import { findPhraseWords } from "./phrase-marks.ts";

/** UTF-16 offsets [start, end). */
export type TextRange = readonly [start: number, end: number];

/** A marked word and the terms that it was marked for. */
export interface MarkedWord {
  readonly range: TextRange;
  readonly terms: readonly string[];
}

/**
 * The words of a text that hold one of the terms, and those of the phrases where they stand side by side; in order, without
 * overlaps. Linear in the text.
 */
export function findMarkedWords(
  text: string,
  terms: ReadonlySet<string>,
  phrases: readonly PhraseGraph[] = [],
): MarkedWord[] {
  const marked: MarkedWord[] = [];
  const ofPhrases = phrases.flatMap(({ edges }) => edges.flatMap((edge) => edge.terms));
  const sought = ofPhrases.length === 0 ? terms : new Set([...terms, ...ofPhrases]);
  if (sought.size === 0) return marked;
  const spans = russianAnalyzer.scanWords(text, beginsAsOneOf(sought));
  const inPhrase = findPhraseWords(spans, phrases);
  for (const span of spans) {
    const matched = span.terms.filter((term) => (inPhrase.has(span) ? sought : terms).has(term));
    if (matched.length > 0) addWord(marked, span, matched);
  }
  return marked;
}

/** So many letters tell most words apart; a term of one letter is let through by that one. */
const TELLING_LETTERS = 2;

/** Whether a word begins as one of the terms does: most words of a text do not, and need no stemming. */
function beginsAsOneOf(terms: ReadonlySet<string>): WordPredicate {
  const beginnings = new Set([...terms].map((term) => term.replace(MARKS_BEFORE, "").slice(0, TELLING_LETTERS)));
  return (word) => beginnings.has(word.slice(0, TELLING_LETTERS)) || beginnings.has(word.slice(0, 1));
}

/** What a term may have before its word, such as the sign of an abbreviation. */
const MARKS_BEFORE = /^[^\p{L}\p{N}]+/u;

/** Ranges of marked words that lie in [start, end), moved so that `start` becomes 0. */
export function rangesWithin(marked: readonly MarkedWord[], start: number, end: number): TextRange[] {
  return marked
    .filter(({ range }) => range[0] >= start && range[1] <= end)
    .map(({ range }) => [range[0] - start, range[1] - start]);
}

/** Of two words that overlap (a hyphenated word and its parts) the longer one is kept. */
function addWord(marked: MarkedWord[], { start, end }: WordSpan, terms: string[]): void {
  const last = marked.at(-1);
  if (last !== undefined && start < last.range[1]) {
    if (end - start <= last.range[1] - last.range[0]) return;
    marked.pop();
  }
  marked.push({ range: [start, end], terms });
}

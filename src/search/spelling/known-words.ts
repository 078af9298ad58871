/**
 * The words of a query that the index knows (layer 4): which some live document has, in any of their forms.
 */

import type { TermCounts } from "../../index/query/plan/weight.ts";
import type { QueryWord, TermAlternative } from "../../russian/analyzer.ts";
import { readWords, type WordBook } from "../../russian/dictionary/russian-dictionary.ts";
import type { ClauseGroup } from "../../russian/query-words/query-clauses.ts";
import { isRussianWord } from "../../russian/words/russian-stem.ts";
import { foldCaseAndYo } from "../../russian/words/word-folding.ts";
import { isDictionaryWord, isLemma, termBook } from "../../russian/words/word-terms.ts";

/** A word that some live document has: the most documents that have it in one form, and the terms by which. */
export interface KnownWord {
  readonly frequency: number;
  readonly terms: readonly string[];
  /** They have it as the beginning of other words. Default false. */
  readonly isBeginning?: boolean;
}

/** Of a word that stays, however many documents have it: none of its neighbours is read. */
export const RIGHT_WORD: KnownWord = { frequency: Number.POSITIVE_INFINITY, terms: [] };

/**
 * By where they begin, the known words of a query, and those that stand for another name of what they mean. A word that the dictionary lacks is
 * not known by one that it has: «белорусия» is no белорус.
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

/** Whether each term of one of the alternatives stands in some live document, though it be another for each. */
export function hasLiveWay(alternatives: readonly TermAlternative[], counts: TermCounts): boolean {
  return alternatives.some(({ terms }) => terms.every((term) => counts.ofAnyField(term) > 0));
}

/**
 * The same of a word that is being typed: a stem that stands in no document but as another word's is not it. Of сиро (сироты)
 * there is сир, which all is of Сирия.
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

/**
 * Which words of a query some live document has, in any of their forms (layer 4, pure).
 */
import type { TermAlternative } from "../../analysis/analyzer.ts";
import type { ClauseGroup } from "../../analysis/query-words/query-clauses.ts";
import type { TermCounts } from "../plan/weight.ts";

/** Where the known words of a query begin. */
export function findKnownWords(groups: readonly ClauseGroup[], counts: TermCounts): Set<number> {
  const known = new Set<number>();
  for (const clause of groups.flatMap(({ alternatives }) => alternatives)) {
    if (clause.kind !== "word") continue;
    if (hasLiveWay(clause.word.alternatives, counts)) known.add(clause.start);
  }
  return known;
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

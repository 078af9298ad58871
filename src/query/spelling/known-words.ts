/**
 * Which words of a query some live document has, in any of their forms (layer 4, pure).
 */
import type { TermAlternative } from "../../analysis/analyzer.ts";
import type { ClauseGroup } from "../../analysis/query-words/query-clauses.ts";
import type { QueryPostings } from "../plan/query-postings.ts";

/** Where the known words of a query begin, by the postings that a search for it has read. */
export function findKnownWords(groups: readonly ClauseGroup[], postings: QueryPostings): ReadonlySet<number> {
  const known = new Set<number>();
  for (const clause of groups.flatMap(({ alternatives }) => alternatives)) {
    if (clause.kind !== "word") continue;
    if (hasLiveWay(clause.word.alternatives, postings)) known.add(clause.start);
  }
  return known;
}

/** Whether each term of one of the alternatives stands in some live document, though it be another for each. */
export function hasLiveWay(alternatives: readonly TermAlternative[], postings: QueryPostings): boolean {
  return alternatives.some(({ terms }) => terms.every((term) => isLive(postings, term)));
}

/**
 * The same of a word that is being typed: a stem that stands in no document but as another word's is not it. Of сиро (сироты)
 * there is сир, which all is of Сирия.
 */
export function hasOwnWay(alternatives: readonly TermAlternative[], postings: QueryPostings): boolean {
  return hasLiveWay(
    alternatives.filter(({ terms: [term = "", second], homographs = [] }) =>
      second !== undefined || homographs.length === 0
        ? true
        : countOf(postings, term) > Math.max(...homographs.map((homograph) => countOf(postings, homograph))),
    ),
    postings,
  );
}

/** Documents with a term, once a field. */
function countOf({ segments }: QueryPostings, term: string): number {
  const lists = segments.flatMap((segment) => segment.lists.get(term) ?? []);
  return lists.reduce((sum, { documentFrequency }) => sum + documentFrequency, 0);
}

function isLive({ segments }: QueryPostings, term: string): boolean {
  return segments.some(({ lists }) => lists.get(term)?.some(({ documentFrequency }) => documentFrequency > 0));
}

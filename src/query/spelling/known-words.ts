/**
 * Which words of a query some live document has, in any of their forms (layer 4).
 */
import { analyzeClauses } from "../../analysis/query-clauses.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import { loadPostings, type QueryPostings } from "../plan/query-postings.ts";
import { compileArticleQuery } from "../ranking/article-query.ts";

/** Where the known words of a text begin. Reads what a search for the text has read: no request after that. */
export async function findKnownWords(snapshot: IndexSnapshot, text: string): Promise<ReadonlySet<number>> {
  const postings = await loadPostings(snapshot, compileArticleQuery(text, "any").plan.root);
  const known = new Set<number>();
  for (const { alternatives } of analyzeClauses(text).groups) {
    for (const clause of alternatives) {
      if (clause.kind !== "word") continue;
      const isKnown = clause.word.alternatives.some(({ terms }) => terms.every((term) => isLive(postings, term)));
      if (isKnown) known.add(clause.start);
    }
  }
  return known;
}

function isLive({ segments }: QueryPostings, term: string): boolean {
  return segments.some(({ lists }) => lists.get(term)?.some(({ documentFrequency }) => documentFrequency > 0));
}

/**
 * Runs a query whose last word the reader may still be typing (layer 4): the word as it is first, and what it may become
 * where the word as it is finds too little.
 *
 * No document that has only the beginning of the word comes before one that has the word. As long as some document has
 * all words as they are, the others have not: they come behind, among those that lack a word (in a sentence, whose order is
 * by score alone, they miss its factor). Where none has, what begins with the last word counts as that word.
 */
import type { Synonyms } from "../../analysis/query-words/synonyms.ts";
import type { BoundedExpansion } from "../../search-api.ts";
import { completeWord } from "../expansion/prefix-words.ts";
import { termsOf } from "../plan/query-plan.ts";
import { countTerms } from "../plan/weight.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { hasOwnWay } from "../spelling/known-words.ts";
import { type ArticlePlan, compileArticleQuery } from "./article-query.ts";
import type { PageQuery, RankedPage } from "./ranked-page.ts";

/** Ranks a page of a query, the same page of each. */
export type RankQuery = (compiled: ArticlePlan) => Promise<RankedPage>;

/** What is asked for. */
export type AsYouTypeQuery = Pick<PageQuery, "match" | "counts"> & {
  readonly text: string;
  /** What the owner knows of words. Default none. */
  readonly ownerWords?: Synonyms | null | undefined;
};

/** A page, and the query that it is of. */
export interface TypedResult {
  readonly compiled: ArticlePlan;
  readonly page: RankedPage;
  readonly bounded: readonly BoundedExpansion[];
}

/**
 * Rounds of requests: that of completeWord with the postings of the words as they are, then as `rank`; ranking a second time
 * reads nothing more. Where no more is
 * counted than a page, one that is full without completions is not completed.
 */
export async function runAsYouType(
  snapshot: IndexSnapshot,
  { text, match, counts, ownerWords = null }: AsYouTypeQuery,
  rank: RankQuery,
): Promise<TypedResult> {
  const asTyped = compileArticleQuery(text, match, ownerWords);
  if (asTyped.typedWord === null) return { compiled: asTyped, page: await rank(asTyped), bounded: [] };
  if (match !== "auto" || counts === "page") {
    const page = await rank(asTyped);
    const isEnough = match === "auto" ? page.countsAllWords && page.totalRelation === "atLeast" : page.total > 0;
    if (isEnough) return { compiled: asTyped, page, bounded: [] };
  }
  const [completion, isKnown] = await Promise.all([
    completeWord(snapshot, asTyped.typedWord),
    match === "auto" && isTypedWordKnown(snapshot, asTyped),
  ]);
  if (completion === null) return { compiled: asTyped, page: await rank(asTyped), bounded: [] };
  const bounded = completion.bounded === null ? [] : [completion.bounded];
  if (isKnown) {
    const compiled = asTyped.complete({ ...completion, countsAsWord: false });
    const page = await rank(compiled);
    if (page.countsAllWords) return { compiled, page, bounded };
  }
  const compiled = asTyped.complete({ ...completion, countsAsWord: true });
  return { compiled, page: await rank(compiled), bounded };
}

/** Where no document has the typed word as it is, none has all words. The postings are those that ranking needs anyway. */
async function isTypedWordKnown(snapshot: IndexSnapshot, { plan, typedWord }: ArticlePlan): Promise<boolean> {
  if (typedWord === null) return false;
  return hasOwnWay(typedWord.alternatives, await countTerms(snapshot, termsOf({ ...plan.root, boosting: [] })));
}

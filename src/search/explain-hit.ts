/**
 * Explains the score of a hit on a page. Loaded where it is asked for.
 */

import { explainScore, matchFactor, type RankedHit } from "../index/read.ts";
import type { ScoreExplanation } from "../search-api.ts";
import { UNCHANGED } from "./ranking/best-hits.ts";
import type { RankedPage } from "./ranking/ranked-page.ts";

/**
 * The score is the sum of those of words and roots, times `wordsFactor`, `recency` and `nearness`. As long as the
 * query: words and roots are those of explainScore. No request.
 */
export function explainHit({ weight, bestHits }: RankedPage, hit: RankedHit): ScoreExplanation {
  const { score, hasAllWords: allWords } = hit;
  const { matched, ...parts } = explainScore(weight, hit);
  const { plan } = weight;
  const wordsFactor = matchFactor(matched, plan.queryTerms.length, { ...plan, usesMatchedTermsFactor: false });
  const { recency, nearness } = bestHits?.factorsOf(hit) ?? UNCHANGED;
  return { score, allWords, ...parts, wordsFactor, recency, nearness };
}

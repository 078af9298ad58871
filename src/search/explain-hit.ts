/**
 * How the score of a hit on a page came about. Loaded where it is asked for.
 */

import { explainScore, type RankedHit } from "../index/read.ts";
import type { ScoreExplanation } from "../search-api.ts";
import { UNCHANGED } from "./ranking/best-hits.ts";
import type { RankedPage } from "./ranking/ranked-page.ts";

/**
 * The score is the sum of those of words and roots, times `allWordsFactor`, `recency` and `nearness`. As long as the query: words and roots
 * are those of explainScore. No request.
 */
export function explainHit({ weight, bestHits }: RankedPage, hit: RankedHit): ScoreExplanation {
  const { score, hasAllWords: allWords } = hit;
  const allWordsFactor = (allWords ? weight.plan.allTermsFactor : undefined) ?? 1;
  const { recency, nearness } = bestHits?.factorsOf(hit) ?? UNCHANGED;
  return { score, allWords, ...explainScore(weight, hit), allWordsFactor, recency, nearness };
}

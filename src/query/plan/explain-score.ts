/**
 * How the score of a hit came about (layer 4): the very numbers that the scorers worked with, asked of one document.
 */
import type { ExplainedWord, ScoreExplanation } from "../../search-api.ts";
import type { RankedHit } from "../hits/top-hits.ts";
import { DisjunctionMaxScorer, type Scorer } from "./scorer.ts";
import type { QueryWeight } from "./weight.ts";

/**
 * The score is the sum of those of words and roots, times `allWordsFactor` and `recency`. As long as the query: a part for each word that the
 * document has, with its one alternative that counts, and for each root. No request.
 */
export function explainHit({ plan, scorers }: QueryWeight, hit: RankedHit): ScoreExplanation {
  const root = scorers[hit.segmentNumber];
  const { ordinal, score, hasAllWords: allWords } = hit;
  const explained = root?.explain(ordinal);
  const words = (root?.clauses ?? []).flatMap((scorer, place): ExplainedWord[] => {
    const ofClause = explained?.ofClauses[place];
    if (!ofClause) return [];
    const { score, terms } = ofClause;
    return [{ word: plan.queryTerms[numberOf(scorer) ?? -1] ?? "", score, terms }];
  });
  const allWordsFactor = (allWords ? plan.allTermsFactor : undefined) ?? 1;
  const plainScore = (explained?.score ?? 0) * allWordsFactor;
  const recency = plainScore > 0 ? score / plainScore : 1;
  return { score, allWords, words, roots: explained?.boosting ?? [], allWordsFactor, recency };
}

/** A word that is being typed has its number further down. */
function numberOf(scorer: Scorer): number | null {
  const ofChild = scorer instanceof DisjunctionMaxScorer ? scorer.children.map(({ termNumber }) => termNumber) : [];
  return scorer.termNumber ?? ofChild.find((number) => number !== null) ?? null;
}

/**
 * Measures a ranked list by graded judgements: the measures of TREC, each in [0, 1].
 */

/** The means over some queries. */
export interface RankingFigures {
  readonly ndcg10: number;
  readonly mrr10: number;
  readonly recall50: number;
}

const DEPTH = 10;
const RECALL_DEPTH = 50;

/** `relevant` holds at least one document. */
export function judgeRanking(ranking: readonly string[], relevant: ReadonlyMap<string, number>): RankingFigures {
  return {
    ndcg10: ndcg(ranking, relevant),
    mrr10: reciprocalRank(ranking, relevant),
    recall50: recall(ranking, relevant),
  };
}

/**
 * Normalized discounted cumulated gain of the first ten, or `depth`, (Järvelin and Kekäläinen 2002), with the gain 2 **
 * grade - 1 of Burges et al. 2005; where all grades are the same it is the plain one.
 */
export function ndcg(ranking: readonly string[], relevant: ReadonlyMap<string, number>, depth = DEPTH): number {
  const gains = ranking.slice(0, depth).map((id) => gainOf(relevant.get(id) ?? 0));
  const ideal = [...relevant.values()].sort((a, b) => b - a).map(gainOf);
  return discounted(gains) / discounted(ideal.slice(0, depth));
}

function gainOf(grade: number): number {
  return 2 ** grade - 1;
}

function discounted(gains: readonly number[]): number {
  return gains.reduce((sum, gain, rank) => sum + gain / Math.log2(rank + 2), 0);
}

/** Computes the reciprocal rank of the first relevant document among the first ten. */
function reciprocalRank(ranking: readonly string[], relevant: ReadonlyMap<string, number>): number {
  const rank = ranking.slice(0, DEPTH).findIndex((id) => relevant.has(id));
  return rank < 0 ? 0 : 1 / (rank + 1);
}

function recall(ranking: readonly string[], relevant: ReadonlyMap<string, number>): number {
  return ranking.slice(0, RECALL_DEPTH).filter((id) => relevant.has(id)).length / relevant.size;
}

/** Zeros where there is nothing. */
export function meanFigures(figures: readonly RankingFigures[]): RankingFigures {
  const mean = (name: keyof RankingFigures): number =>
    figures.reduce((sum, one) => sum + one[name], 0) / Math.max(1, figures.length);
  return { ndcg10: mean("ndcg10"), mrr10: mean("mrr10"), recall50: mean("recall50") };
}

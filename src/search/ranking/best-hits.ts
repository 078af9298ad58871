/**
 * The last word on the order of relevance: the best hundred matches, and they alone, change places by how new they are
 * (recency.ts) and how close together they have the words of a short query (nearness.ts). They stay the best hundred.
 */
import { compareHits, type IndexSnapshot, type Nearness, type QueryWeight, type RankedHit } from "../../index/read.ts";
import { LEAST_RECENCY, loadRecency, type Recency } from "./recency.ts";

/** Ten pages. Untuned. */
const BEST_HITS = 100;

/** An article with the words as they were typed gains this share of its score. */
const NEARNESS_WEIGHT = 1;

/** The factors of a score. */
interface HitFactors {
  readonly recency: number;
  readonly nearness: number;
}

export const UNCHANGED: HitFactors = { recency: 1, nearness: 1 };

/** Reranks the best hits of one query; applied once. */
export class BestHits {
  /**
   * One more, that what ties with it be known: such are left where they are, or an index in other segments had another
   * order.
   */
  readonly hitCount = BEST_HITS + 1;
  readonly #recency: Recency | null;
  readonly #beyond: HitFactors;
  readonly #factors = new Map<string, HitFactors>();

  private constructor(recency: Recency | null) {
    this.#recency = recency;
    this.#beyond = recency === null ? UNCHANGED : { recency: LEAST_RECENCY, nearness: 1 };
  }

  /** Requests: as loadRecency; none where articles do not age. */
  static async load(snapshot: IndexSnapshot, halfLifeDays: number | null): Promise<BestHits> {
    return new BestHits(halfLifeDays === null ? null : await loadRecency(snapshot, halfLifeDays));
  }

  /** The hits with their scores; `hits`, in no order, hold the best `hitCount`. */
  apply(hits: readonly RankedHit[], { nearness }: QueryWeight): RankedHit[] {
    for (const hit of bestOf(hits)) this.#weigh(hit, nearness);
    return hits.map((hit) => this.weighed(hit));
  }

  /** A hit, whether of the best or not, as `apply` has it. */
  weighed(hit: RankedHit): RankedHit {
    const { recency, nearness } = this.factorsOf(hit);
    return { ...hit, score: hit.score * (recency * nearness) };
  }

  /** The factors of a hit's score. */
  factorsOf(hit: RankedHit): HitFactors {
    return this.#factors.get(nameOf(hit)) ?? this.#beyond;
  }

  #weigh(hit: RankedHit, nearness: Nearness | null): void {
    const { segmentNumber, ordinal } = hit;
    const factors = {
      recency: this.#recency?.factorOf(segmentNumber, ordinal) ?? 1,
      nearness: 1 + NEARNESS_WEIGHT * (nearness?.of(segmentNumber, ordinal) ?? 0),
    };
    this.#factors.set(nameOf(hit), factors);
  }
}

/** The best hundred, without those that rank as the one behind them does. */
function bestOf(hits: readonly RankedHit[]): RankedHit[] {
  const sorted = [...hits].sort(compareHits);
  const next = sorted[BEST_HITS];
  const best = sorted.slice(0, BEST_HITS);
  return next === undefined ? best : best.filter(({ tier, score }) => tier > next.tier || score > next.score);
}

function nameOf({ segmentNumber, ordinal }: RankedHit): string {
  return `${segmentNumber} ${ordinal}`;
}

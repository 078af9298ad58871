/**
 * MiniSearch's multiplication by the number of matched query terms, bounded (layer 4).
 */
import type { PlanClause } from "./skippable-plan.ts";

/** Of a query, what the factor of a document hangs on. */
interface MatchedTerms {
  readonly clauses: readonly PlanClause[];
  readonly usesMatchedTermsFactor: boolean;
  /** Query terms of the plan. */
  readonly termCount: number;
}

/** Clauses whose matches are told apart; all others count as one. */
const MOST_BITS = 8;

/** The most that the matched-terms factor can be for a document that matches some clauses, given as bits. */
export class MatchedTermsFactors {
  readonly #factors: Float64Array;
  readonly #bitCount: number;

  constructor({ clauses, usesMatchedTermsFactor, termCount }: MatchedTerms) {
    this.#bitCount = Math.min(MOST_BITS, clauses.length);
    const termsOfBit = new Float64Array(this.#bitCount);
    for (const [i, clause] of clauses.entries()) {
      const place = Math.min(i, this.#bitCount - 1);
      termsOfBit[place] = (termsOfBit[place] ?? 0) + clause.termCount;
    }
    this.#factors = Float64Array.from({ length: 2 ** this.#bitCount }, (_, bits) => {
      const terms = termsOfBit.reduce((sum, count, place) => sum + ((bits >>> place) & 1) * count, 0);
      // Each query term counts once, however many clauses stand for it.
      return usesMatchedTermsFactor ? Math.max(1, Math.min(terms, termCount)) : 1;
    });
  }

  bitOf(clauseNumber: number): number {
    return 1 << Math.min(clauseNumber, this.#bitCount - 1);
  }

  of(bits: number): number {
    return this.#factors[bits] ?? Number.POSITIVE_INFINITY;
  }
}

/**
 * Counts the matches of a plan without scoring them (layer 4): sets of documents, a bit each, from posting lists as they
 * are. Of plans that may be searched with skipping (skippable-plan.ts), whose matches hang on no score.
 */
import type { SegmentMasks } from "../snapshot/document-mask.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { BooleanMatches } from "./scorer.ts";
import type { SegmentScorer } from "./segment-scorer.ts";
import { type ClausePlan, wordScorers } from "./skippable-plan.ts";

/** Documents of the index, and which they are, by segment. */
export interface CountedMatches {
  readonly total: number;
  /** What has each clause is of the matches; perhaps others that have it, and not of all clauses. */
  readonly segments: readonly SegmentMatches[];
  /** Of the matches, those with every clause's word. */
  readonly totalAllTerms: number;
}

export interface SegmentMatches extends BooleanMatches {
  /** Of the matches, those with every clause's word. */
  readonly whole: DocumentSet;
}

/** Time: the postings of the clauses, each read once, and a bit a document of the index a list. */
export function countMatches(
  scorers: readonly SegmentScorer[],
  plan: ClausePlan,
  masks: SegmentMasks | null,
): CountedMatches {
  const segments = scorers.map((scorer, segmentNumber) => {
    const found = findMatches(scorer, plan);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [found.matches, found.whole]) set.intersectMask(mask);
    return found;
  });
  const countAll = (sets: readonly DocumentSet[]): number => sets.reduce((sum, set) => sum + set.count(), 0);
  return {
    segments,
    total: countAll(segments.map(({ matches }) => matches)),
    totalAllTerms: countAll(segments.map(({ whole }) => whole)),
  };
}

function findMatches({ context, root }: SegmentScorer, plan: ClausePlan): SegmentMatches {
  const { matches, ofClauses } = root.findMatches(null);
  const whole = new DocumentSet(context.documents);
  whole.unite(matches);
  const words = wordScorers(root, plan);
  for (const [place, clause] of root.clauses.entries()) {
    const ofClause = words[place] === null ? ofClauses[place] : null;
    whole.intersect(ofClause ?? (words[place] ?? clause).matches(whole));
  }
  return { matches, whole, ofClauses };
}

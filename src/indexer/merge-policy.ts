/**
 * Decides which segments to merge (layer 4): size-tiered, pure, apart from the merge itself.
 *
 * Segments fall into tiers by the logarithm of their live documents. A tier with `mergeFactor` segments gives its
 * smallest ones as a candidate. Each document so moves up one tier a merge: it is rewritten log(N) / log(mergeFactor)
 * times on the way to N documents (O'Neil et al. 1996, the LSM tree; Lucene's TieredMergePolicy in spirit).
 */
import type { ManifestSegment } from "../manifest/manifest.ts";

/** A segment as the policy sees it. */
export type MergeCandidate = Pick<ManifestSegment, "id" | "liveDocuments">;

export interface MergePolicy {
  /** Segments of a tier that are merged at once, at least 2. */
  readonly mergeFactor: number;
  /** The most live documents of a merged segment. */
  readonly maxDocuments: number;
}

/**
 * What a writer merges by itself after a commit: four segments a tier keep single uploads to at most some fifteen
 * small segments, at a third of a merge an upload.
 */
export const smallMergePolicy: MergePolicy = { mergeFactor: 4, maxDocuments: 1_000 };

/** The segments to merge into one, smallest first, or none. */
export function chooseMerge<T extends MergeCandidate>(segments: readonly T[], policy: MergePolicy): T[] {
  const tiers = new Map<number, T[]>();
  for (const segment of segments) {
    const tier = tierOf(segment.liveDocuments, policy.mergeFactor);
    tiers.set(tier, [...(tiers.get(tier) ?? []), segment]);
  }
  for (const [, members] of [...tiers].sort(([a], [b]) => a - b)) {
    const chosen = members.sort(compareCandidates).slice(0, policy.mergeFactor);
    const documents = chosen.reduce((sum, segment) => sum + segment.liveDocuments, 0);
    if (chosen.length === policy.mergeFactor && documents <= policy.maxDocuments) return chosen;
  }
  return [];
}

function tierOf(liveDocuments: number, mergeFactor: number): number {
  let tier = 0;
  for (let bound = mergeFactor; liveDocuments >= bound; bound *= mergeFactor) tier += 1;
  return tier;
}

function compareCandidates(a: MergeCandidate, b: MergeCandidate): number {
  return a.liveDocuments - b.liveDocuments || (a.id < b.id ? -1 : 1);
}

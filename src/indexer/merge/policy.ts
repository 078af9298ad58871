/**
 * Decides which segments to merge (layer 4): pure, apart from the merge itself. Here what any policy is, and the one by
 * which a writer keeps small segments few; compaction-policy.ts has the other.
 *
 * Segments fall into tiers by the logarithm of their live documents. A tier with `mergeFactor` segments gives its
 * smallest ones as a candidate. Each document so moves up one tier a merge: it is rewritten log(N) / log(mergeFactor)
 * times on the way to N documents (O'Neil et al. 1996, the LSM tree; Lucene's TieredMergePolicy in spirit).
 */
import type { ManifestSegment } from "../../manifest/manifest.ts";

/** A segment as a policy sees it. */
export type MergeCandidate = Pick<
  ManifestSegment,
  "id" | "sizeBytes" | "documents" | "entries" | "liveDocuments" | "liveEntries" | "oldestTombstoneAtMs"
>;

/** Why segments are merged: they are too many, half of them or more is dead, or something is dead for too long. */
export type MergeReason = "size" | "dead" | "purge";

/** Segments to be replaced by one; a single one is rewritten without its dead. */
export interface MergeChoice<T> {
  readonly inputs: readonly T[];
  readonly reason: MergeReason;
}

/** Names the next merge, or null where none is due. Pure: the same segments and time give the same choice. */
export interface MergePolicy {
  choose<T extends MergeCandidate>(segments: readonly T[], nowMs: number): MergeChoice<T> | null;
}

export interface TierSettings {
  /** Segments of a tier that are merged at once, at least 2. */
  readonly mergeFactor: number;
  /** The most live documents of a merged segment. */
  readonly maxDocuments: number;
}

/** Merges a tier's smallest segments, those of the lowest full tier first. */
export function tieredMergePolicy(settings: TierSettings): MergePolicy {
  return {
    choose: (segments) => {
      const inputs = chooseTier(segments, settings);
      return inputs === null ? null : { inputs, reason: "size" };
    },
  };
}

/** Segments of fewer live documents are small: writers merge them by themselves after a commit. */
export const SMALL_SEGMENT_DOCUMENTS = 1_000;

/**
 * What a writer merges by itself after a commit: four segments a tier keep single uploads to at most some fifteen
 * small segments, at a third of a merge an upload.
 */
export const smallMergePolicy = tieredMergePolicy({ mergeFactor: 4, maxDocuments: SMALL_SEGMENT_DOCUMENTS });

/** Smallest first, older ones before newer ones. */
export function compareCandidates(a: MergeCandidate, b: MergeCandidate): number {
  return a.liveDocuments - b.liveDocuments || (a.id < b.id ? -1 : 1);
}

export function sumLiveDocuments(segments: readonly MergeCandidate[]): number {
  return segments.reduce((sum, segment) => sum + segment.liveDocuments, 0);
}

function chooseTier<T extends MergeCandidate>(segments: readonly T[], settings: TierSettings): T[] | null {
  const { mergeFactor, maxDocuments } = settings;
  const tiers = new Map<number, T[]>();
  for (const segment of segments) {
    const tier = tierOf(segment.liveDocuments, mergeFactor);
    tiers.set(tier, [...(tiers.get(tier) ?? []), segment]);
  }
  for (const [, members] of [...tiers].sort(([a], [b]) => a - b)) {
    const chosen = members.sort(compareCandidates).slice(0, mergeFactor);
    if (chosen.length === mergeFactor && sumLiveDocuments(chosen) <= maxDocuments) return chosen;
  }
  return null;
}

function tierOf(liveDocuments: number, mergeFactor: number): number {
  let tier = 0;
  for (let bound = mergeFactor; liveDocuments >= bound; bound *= mergeFactor) tier += 1;
  return tier;
}

/**
 * Decides which segments to merge: pure, apart from the merge itself. Writers keep the small ones few, by tiers of the
 * logarithm of their live documents: a tier with `mergeFactor` segments gives its smallest ones as a candidate. Each
 * document so moves up one tier a merge: it is rewritten log(N) / log(mergeFactor) times on the way to N documents
 * (O'Neil et al. 1996, the LSM tree; Lucene's TieredMergePolicy in spirit).
 *
 * Compaction decides on the large ones. By size: the smallest segments are merged together with every larger one that
 * is at most as large as all smaller ones together, so that what stays at least doubles from segment to segment (the
 * binary counter of Bentley and Saxe 1980, all carries in one merge); and whatever fills a segment to nine tenths is
 * merged to that at once and then left in peace. On the way to a million documents each is so rewritten five times on
 * average, in at most twenty segments (docs/decisions/index.md#merging).
 *
 * By death: a segment of which half or more is dead, and every segment that holds something dead for too long.
 */

import type { ManifestSegment } from "../manifest/manifest.ts";
import { MAX_SEGMENT_DOCUMENTS } from "../segment/blocks/segment-format.ts";

/** A segment as a policy sees it. */
export type MergeCandidate = Pick<
  ManifestSegment,
  "id" | "sizeBytes" | "documents" | "entries" | "liveDocuments" | "liveEntries" | "oldestTombstoneAtMs"
>;

/** The reason of a merge: too many segments, half of one or more is dead, or documents are dead for too long. */
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
const SMALL_SEGMENT_DOCUMENTS = 1_000;

/**
 * Policy of a writer's own merges after a commit: four segments a tier keep single uploads to at most some fifteen
 * small segments, at a third of a merge an upload.
 */
export const smallMergePolicy = tieredMergePolicy({ mergeFactor: 4, maxDocuments: SMALL_SEGMENT_DOCUMENTS });

/** Smallest first, older ones before newer ones. */
export function compareCandidates(a: MergeCandidate, b: MergeCandidate): number {
  return a.liveDocuments - b.liveDocuments || (a.id < b.id ? -1 : 1);
}

function sumLiveDocuments(segments: readonly MergeCandidate[]): number {
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

interface CompactionSettings {
  /** The most live documents of a merged segment. */
  readonly maxDocuments: number;
  /** The most bytes of a merge's inputs, so that whatever is merged can be rewritten again in the time of one run. */
  readonly maxSizeBytes: number;
  /** Segments of fewer live documents are left to the writers while they are few and together no more than this. */
  readonly smallDocuments: number;
  /** Small segments beyond these are merged whatever they hold. */
  readonly maxSmallSegments: number;
  /** The most inputs of a merge, which bounds its memory: some blocks in hand of each. At least 2. */
  readonly maxInputs: number;
  /** A segment is rewritten once the first of its dead is dead for so long, or sooner where many wait for it. */
  readonly purgeAfterMs: number;
  /** Bytes that all runs of an hour may rewrite. */
  readonly purgeBytesPerHour: number;
}

const HOUR_MS = 3_600_000;

export const defaultCompactionSettings: CompactionSettings = {
  maxDocuments: MAX_SEGMENT_DOCUMENTS,
  // Nine minutes by `estimateMergeMs`, of the function's fifteen; 250,000 articles of 280 words have a third.
  maxSizeBytes: 1024 * 1024 * 1024,
  smallDocuments: SMALL_SEGMENT_DOCUMENTS,
  maxSmallSegments: 8,
  maxInputs: 32,
  // A day until deleted text is gone, less two hourly runs: one rewrites the segment, the next collects the old one.
  purgeAfterMs: 22 * HOUR_MS,
  // One run of the function by `estimateMergeMs`: 1.77 GB, less a segment that does not fit into it any more.
  purgeBytesPerHour: 1_250_000_000,
};

/** A segment with so much of either bound is full: its documents are not rewritten for size any more. */
const FULL_SHARE = 0.9;

/** The policy of the compaction function and the command. */
export function createCompactionPolicy(change: Partial<CompactionSettings> = {}): MergePolicy {
  const settings = { ...defaultCompactionSettings, ...change };
  return {
    choose: (segments, nowMs) => {
      const ascending = [...segments].sort(compareCandidates);
      return choosePurge(ascending, settings, nowMs) ?? chooseDead(ascending) ?? chooseBySize(ascending, settings);
    },
  };
}

export const compactionPolicy = createCompactionPolicy();

/** Rewrites only segments with dead documents, however lately these died, and by whatever clock. */
export const purgePolicy: MergePolicy = {
  choose: (segments, nowMs) => {
    const settings = { ...defaultCompactionSettings, purgeAfterMs: Number.NEGATIVE_INFINITY };
    return choosePurge([...segments].sort(compareCandidates), settings, nowMs);
  },
};

/**
 * Makes one of all that are not full, the smallest first, as far as they fit; whatever it is asked about is to be few.
 */
export const unitingPolicy: MergePolicy = {
  choose: (segments) => {
    const ascending = [...segments].sort(compareCandidates);
    const open = ascending.filter((segment) => !isFull([segment], defaultCompactionSettings));
    const inputs = takeUpTo(open, defaultCompactionSettings);
    return inputs.length > 1 ? { inputs, reason: "size" } : null;
  },
};

/**
 * The small ones that are due go together, a larger one alone, the one that waits longest: whoever else is in its merge
 * would be rewritten too.
 */
function choosePurge<T extends MergeCandidate>(
  ascending: readonly T[],
  settings: CompactionSettings,
  nowMs: number,
): MergeChoice<T> | null {
  const due = dueForPurge(ascending, settings, nowMs);
  const inputs = takeUpTo(due, { ...settings, maxDocuments: settings.smallDocuments });
  if (inputs.length > 0) return { inputs, reason: "purge" };
  const [oldest] = due.sort((a, b) => deadSince(a) - deadSince(b));
  return oldest === undefined ? null : { inputs: [oldest], reason: "purge" };
}

/**
 * Those that are dead for too long, and those that would be before their turn comes: what waits longest is rewritten
 * first, and each takes its time (earliest deadline first; Liu and Layland 1973). What the run of one hour does is in
 * the time until a purge already.
 */
function dueForPurge<T extends MergeCandidate>(
  ascending: readonly T[],
  { purgeAfterMs, purgeBytesPerHour }: CompactionSettings,
  nowMs: number,
): T[] {
  const waiting = ascending.filter(({ oldestTombstoneAtMs }) => oldestTombstoneAtMs !== null);
  const oldestFirst = [...waiting].sort((a, b) => deadSince(a) - deadSince(b));
  let hours = 0;
  let lastDue = Number.NEGATIVE_INFINITY;
  for (const segment of oldestFirst) {
    hours += segment.sizeBytes / purgeBytesPerHour;
    const latestMs = deadSince(segment) + purgeAfterMs - Math.max(0, hours - 1) * HOUR_MS;
    if (nowMs >= latestMs) lastDue = deadSince(segment);
  }
  return waiting.filter((segment) => deadSince(segment) <= lastDue);
}

function deadSince({ oldestTombstoneAtMs }: MergeCandidate): number {
  return oldestTombstoneAtMs ?? Number.POSITIVE_INFINITY;
}

function chooseDead<T extends MergeCandidate>(ascending: readonly T[]): MergeChoice<T> | null {
  // Entries count too: a version that could not be read has no documents.
  const dead = ascending.find(
    ({ documents, entries, liveDocuments, liveEntries }) => (liveDocuments + liveEntries) * 2 <= documents + entries,
  );
  return dead === undefined ? null : { inputs: [dead], reason: "dead" };
}

function chooseBySize<T extends MergeCandidate>(
  ascending: readonly T[],
  settings: CompactionSettings,
): MergeChoice<T> | null {
  const open = ascending.filter((segment) => !isFull([segment], settings));
  const inputs = chooseFilling(open, settings) ?? chooseBalanced(open, settings);
  return inputs === null ? null : { inputs, reason: "size" };
}

/** Chooses segments that fill one, from the largest down; null if all that fit do not. */
function chooseFilling<T extends MergeCandidate>(open: readonly T[], settings: CompactionSettings): T[] | null {
  const inputs = takeUpTo([...open].reverse(), settings);
  return inputs.length > 1 && isFull(inputs, settings) ? inputs.sort(compareCandidates) : null;
}

/** The longest run of the smallest in which the last is no larger than those before it together. */
function chooseBalanced<T extends MergeCandidate>(open: readonly T[], settings: CompactionSettings): T[] | null {
  const { smallDocuments, maxSmallSegments, maxInputs } = settings;
  const isSmall = ({ liveDocuments }: T): boolean => liveDocuments < smallDocuments;
  const small = open.filter(isSmall);
  const areSmallDue = small.length > maxSmallSegments || sumLiveDocuments(small) >= smallDocuments;
  const candidates = (areSmallDue ? open : open.slice(small.length)).slice(0, maxInputs);
  const sum = new SizeSum(settings);
  let length = 0;
  for (const [i, segment] of candidates.entries()) {
    const isBalanced = isSmall(segment) || segment.liveDocuments <= sum.documents;
    if (!sum.add(segment)) break;
    if (i > 0 && isBalanced) length = i + 1;
  }
  return length === 0 ? null : candidates.slice(0, length);
}

type SizeBounds = Pick<CompactionSettings, "maxDocuments" | "maxSizeBytes" | "maxInputs">;

/** Segments in their order, those left out that no longer fit. */
function takeUpTo<T extends MergeCandidate>(segments: readonly T[], bounds: SizeBounds): T[] {
  const sum = new SizeSum(bounds);
  const taken: T[] = [];
  for (const segment of segments) {
    if (taken.length === bounds.maxInputs) break;
    if (sum.add(segment)) taken.push(segment);
  }
  return taken;
}

function isFull(segments: readonly MergeCandidate[], { maxDocuments, maxSizeBytes }: SizeBounds): boolean {
  const sizeBytes = segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return sumLiveDocuments(segments) >= maxDocuments * FULL_SHARE || sizeBytes >= maxSizeBytes * FULL_SHARE;
}

/** The total size of some segments, with its bounds. */
class SizeSum {
  readonly #bounds: SizeBounds;
  #documents = 0;
  #sizeBytes = 0;

  constructor(bounds: SizeBounds) {
    this.#bounds = bounds;
  }

  get documents(): number {
    return this.#documents;
  }

  /** False, and nothing is added, where the segment does not fit. */
  add({ liveDocuments, sizeBytes }: MergeCandidate): boolean {
    const { maxDocuments, maxSizeBytes } = this.#bounds;
    if (this.#documents + liveDocuments > maxDocuments || this.#sizeBytes + sizeBytes > maxSizeBytes) return false;
    this.#documents += liveDocuments;
    this.#sizeBytes += sizeBytes;
    return true;
  }
}

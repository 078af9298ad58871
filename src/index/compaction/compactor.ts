/**
 * Compaction: runs the merges that a policy asks for, one after another, as far as time allows. A merge is committed
 * only if all its inputs are still live, and every entry dead in the manifest that it replaces enters dead. Giving up
 * is always right: the inputs stay as they are.
 */

import { isErrorOfKind, SearchIndexError } from "../../errors.ts";
import { headIfPresent, type ObjectKey, type ObjectStore } from "../../store/store.ts";
import { openLive } from "../commit/live-entries.ts";
import { changeManifest, type Decision, isNamed, isOutcomeUnknown, type NameSegment } from "../commit/transaction.ts";
import { type SegmentId, segmentKey } from "../keys.ts";
import {
  freshSegment,
  type Manifest,
  type ManifestSegment,
  requireSchema,
  type Superseded,
  schemaOf,
} from "../manifest/manifest.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import {
  type EndingEntry,
  loadDead,
  supersedeDocuments,
  supersededOf,
  tombstoneEntries,
} from "../manifest/tombstones.ts";
import { DEAD_ORDINAL, type MergeResult, mergeSegments } from "../merge/segment-merge.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import {
  compactionPolicy,
  compareCandidates,
  type MergeChoice,
  type MergePolicy,
  type MergeReason,
  smallMergePolicy,
} from "./policy.ts";

/** Largest number of merges that a writer runs in a row: four small tiers can each fall due after one commit. */
const MAX_SMALL_MERGES = 8;

/** Times that compaction is overtaken in a row before it leaves the field. */
const MAX_SETBACKS = 3;

/** A merge that landed. */
export interface FinishedMerge {
  readonly reason: MergeReason;
  readonly inputs: readonly ManifestSegment[];
  /** Documents of the merged segment. */
  readonly documents: number;
  /** Dead documents that were left behind. */
  readonly purgedDocuments: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
}

export interface CompactOptions {
  /** Time of the monotonic clock: a merge that would take longer is reduced or left. Default: no end. */
  readonly deadlineMs?: number;
  /** Default: until none is due. */
  readonly maxMerges?: number;
  readonly maxSetbacks?: number;
  /** Called before each merge. */
  readonly onStart?: (choice: MergeChoice<ManifestSegment>) => void;
  /** Called after each merge that landed. */
  readonly onMerge?: (merge: FinishedMerge) => void;
}

export interface CompactReport {
  /** The manifest after the last merge. */
  readonly snapshot: Snapshot;
  readonly merges: readonly FinishedMerge[];
  /** False where something due was left: for want of time, or since other workers were faster. */
  readonly isComplete: boolean;
}

/**
 * Runs the small merges that a commit made due, and gives the manifest after them. Never rejects for a conflict or an
 * unsteady store: the next commit's writer finds the same merges due.
 */
export async function compactSmallSegments(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
): Promise<Snapshot> {
  try {
    const limits = { maxMerges: MAX_SMALL_MERGES, maxSetbacks: 1 };
    return (await compact(context, options, snapshot, smallMergePolicy, limits)).snapshot;
  } catch (error) {
    if (!isOutcomeUnknown(error) && !isErrorOfKind(error, "not-found")) throw error;
    return snapshot;
  }
}

/** Tells whether a run of compaction would find work. Pure. */
export function isCompactionDue(segments: readonly ManifestSegment[], nowMs: number): boolean {
  return compactionPolicy.choose(segments, nowMs) !== null;
}

/**
 * Runs merges until the policy asks for none, or time is up. Rejects as the store does, with `index-outdated` for an
 * index of other rules, and for a damaged segment; merges that landed before stay.
 */
export async function compact(
  context: IndexContext,
  options: ResolvedIndexOptions,
  from: Snapshot,
  policy: MergePolicy,
  { deadlineMs = Infinity, maxMerges = Infinity, maxSetbacks = MAX_SETBACKS, onStart, onMerge }: CompactOptions = {},
): Promise<CompactReport> {
  const merges: FinishedMerge[] = [];
  const tooLarge = new Set<SegmentId>();
  let snapshot = from;
  let setbacks = 0;
  while (merges.length < maxMerges) {
    requireSchema(snapshot.manifest, schemaOf(options));
    const open = snapshot.manifest.segments.filter(({ id }) => !tooLarge.has(id));
    const wanted = policy.choose(open, context.clock.nowMs());
    if (wanted === null) return { snapshot, merges, isComplete: tooLarge.size === 0 };
    const choice = cutToTime(wanted, deadlineMs - context.clock.monotonicMs());
    if (choice === null) {
      // The largest is left to a longer run; smaller ones may still be due.
      tooLarge.add(largestOf(wanted.inputs));
      continue;
    }
    onStart?.(choice);
    const outcome = await tryMerge(context, options, snapshot, choice, deadlineMs, setbacks + 1 >= maxSetbacks);
    if (outcome.merge !== null) {
      setbacks = 0;
      merges.push(outcome.merge);
      onMerge?.(outcome.merge);
    } else {
      setbacks += 1;
    }
    if (outcome.snapshot === null) break;
    snapshot = outcome.snapshot;
  }
  return { snapshot, merges, isComplete: false };
}

interface MergeOutcome {
  readonly merge: FinishedMerge | null;
  /** The manifest to go on from; null where there is no time to go on, or no index any more. */
  readonly snapshot: Snapshot | null;
}

async function tryMerge(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  { inputs, reason }: MergeChoice<ManifestSegment>,
  deadlineMs: number,
  isLastTry: boolean,
): Promise<MergeOutcome> {
  try {
    const landed = await runMerge(context, options, snapshot, inputs, deadlineMs);
    if (landed !== null) {
      const sum = (of: "documents" | "sizeBytes") => inputs.reduce((total, segment) => total + segment[of], 0);
      const { documents, sizeBytes: writtenBytes } = landed;
      const purgedDocuments = sum("documents") - documents;
      const merge = { reason, inputs, documents, purgedDocuments, readBytes: sum("sizeBytes"), writtenBytes };
      return { merge, snapshot: landed.snapshot };
    }
  } catch (error) {
    if (isErrorOfKind(error, "unavailable") && context.clock.monotonicMs() > deadlineMs) {
      return { merge: null, snapshot: null };
    }
    if (!isErrorOfKind(error, "conflict")) throw error;
  }
  return { merge: null, snapshot: isLastTry ? null : await new ManifestStore(context).load() };
}

function largestOf(inputs: readonly ManifestSegment[]): SegmentId {
  return inputs.reduce((largest, segment) => (segment.sizeBytes > largest.sizeBytes ? segment : largest)).id;
}

/** Another worker that merges the same inputs makes all attempts but one vain. */
const MAX_ATTEMPTS = 5;

/** A merge that landed: the manifest that names it, and what was written for it. */
interface LandedMerge {
  readonly snapshot: Snapshot;
  readonly documents: number;
  readonly sizeBytes: number;
}

/** A merged segment that lies in the bucket and that no manifest names yet. */
interface PendingMerge {
  readonly id: SegmentId;
  readonly result: MergeResult;
}

/**
 * Merges segments of a snapshot into one and commits it; null where it was overtaken. Reads each input whole, in
 * blocks, and puts one segment as it comes; again under a fresh id where the put did not land, or where the collect
 * floor passed it. One that is not read by `deadlineMs` of the monotonic clock is given up as `index-busy`, and nothing
 * is put.
 */
function runMerge(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  inputs: readonly ManifestSegment[],
  deadlineMs: number,
): Promise<LandedMerge | null> {
  const inputIds = inputs.map(({ id }) => id);
  let given: Snapshot | null = snapshot;
  let pending: PendingMerge | null = null;
  const load = async (): Promise<Snapshot> => {
    const loaded = given ?? (await new ManifestStore(context).require());
    given = null;
    return loaded;
  };
  const decide = async (
    { manifest }: Snapshot,
    nameSegment: NameSegment,
  ): Promise<Decision<Snapshot, LandedMerge | null>> => {
    const live = pending !== null && isNamed(pending.id, manifest) ? null : findLive(manifest, inputIds);
    if (live === null) return { change: null, result: () => null };
    if (pending === null || pending.id <= (manifest.collectFloor ?? "")) {
      pending = await putMerged(context, options, live, deadlineMs, nameSegment());
    }
    const { documents, sizeBytes } = pending.result.summary;
    const merged = await enterMerged(context, pending, live);
    const others = manifest.segments.filter(({ id }) => !inputIds.includes(id));
    return {
      change: { segments: [...others, merged] },
      result: (landed) => ({ snapshot: landed, documents, sizeBytes }),
    };
  };
  return changeManifest(context, load, decide, MAX_ATTEMPTS);
}

async function putMerged(
  context: IndexContext,
  options: ResolvedIndexOptions,
  inputs: readonly ManifestSegment[],
  deadlineMs: number,
  id: SegmentId,
): Promise<PendingMerge> {
  const { store, layout, clock } = context;
  const opened = await Promise.all(inputs.map((segment) => openLive(context, segment)));
  let result: MergeResult | null = null;
  async function* mergeInTime(): AsyncGenerator<Uint8Array> {
    const chunks = mergeSegments(opened, options);
    for (;;) {
      const { value, done } = await chunks.next();
      if (done) {
        result = value;
        return;
      }
      if (clock.monotonicMs() > deadlineMs) throw outOfTime();
      yield value;
    }
  }
  const key = segmentKey(layout, id);
  try {
    await store.putStreamIfAbsent(key, mergeInTime());
  } catch (error) {
    if (!isOutcomeUnknown(error) || !(await hasLanded(store, key, result))) throw error;
  }
  return { id, result: requireResult(result) };
}

/**
 * Tells whether a merged segment is stored whole, although its put had no answer, or a wrong one. Nobody else puts
 * under a fresh name, and an object appears whole, so that its size is proof enough. One HEAD, where all was sent.
 */
async function hasLanded(store: ObjectStore, key: ObjectKey, sent: MergeResult | null): Promise<boolean> {
  return sent !== null && (await headIfPresent(store, key))?.sizeBytes === sent.summary.sizeBytes;
}

function outOfTime(): SearchIndexError {
  return new SearchIndexError(
    "index-busy",
    "A merge was not done in its time and was given up. The next run tries again.",
  );
}

function requireResult(result: MergeResult | null): MergeResult {
  if (result !== null) return result;
  throw new SearchIndexError("unexpected-failure", "The store took a merged segment without reading it to its end.");
}

/**
 * The inputs as the manifest has them now, in their order, by which entries of the result name them; null where one has
 * left.
 */
function findLive(manifest: Manifest, inputIds: readonly SegmentId[]): ManifestSegment[] | null {
  const live = inputIds.flatMap((inputId) => manifest.segments.find(({ id }) => id === inputId) ?? []);
  return live.length === inputIds.length ? live : null;
}

/**
 * The merged segment with what died in its inputs since they were read: entries, and documents that were superseded.
 */
async function enterMerged(
  context: IndexContext,
  { id, result: { summary, entries, ordinalMaps } }: PendingMerge,
  inputs: readonly ManifestSegment[],
): Promise<ManifestSegment> {
  const deadByInput = await Promise.all(inputs.map((segment) => loadDead(context, segment)));
  const died: EndingEntry[] = [];
  const superseded: Superseded[] = [];
  let firstOrdinal = 0;
  for (const [entryNumber, { input, entry, kept }] of entries.entries()) {
    const dead = deadByInput[input];
    if (dead?.entries.has(entry.entryNumber)) died.push({ entry: { ...kept, entryNumber, firstOrdinal } });
    else if (dead !== undefined) {
      for (const [ordinal = 0, ...lengths] of supersededOf(dead, entry)) {
        const merged = ordinalMaps[input]?.[ordinal] ?? DEAD_ORDINAL;
        if (merged !== DEAD_ORDINAL) superseded.push([merged, ...lengths]);
      }
    }
    firstOrdinal += kept.documentCount;
  }
  // Which of the inputs' dead are new is known, not since when: not before the first of any input's.
  const times = inputs.flatMap(({ oldestTombstoneAtMs }) => oldestTombstoneAtMs ?? []);
  const sinceMs = Math.min(context.clock.nowMs(), ...times);
  return supersedeDocuments(tombstoneEntries(freshSegment(id, summary), died, sinceMs), superseded, sinceMs);
}

/**
 * Bytes of inputs that a merge gets through in a second: three quarters of the slowest that was measured, on one core
 * of a busy machine (docs/decisions/index.md#merging).
 */
const MERGE_BYTES_PER_SECOND = 2_000_000;

/** Opening the inputs and committing; requests of 25 ms, some of them in vain. */
const FIXED_MS = 2_000;

/** The time that a merge of these segments takes, on the safe side. */
export function estimateMergeMs(inputs: readonly Pick<ManifestSegment, "sizeBytes">[]): number {
  const sizeBytes = inputs.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  return FIXED_MS + (sizeBytes / MERGE_BYTES_PER_SECOND) * 1_000;
}

/**
 * The choice without its largest inputs, so that it is done in the time that is left; null where too few stay to be of
 * use: two, but one for the sake of its dead.
 */
export function cutToTime(
  { inputs, reason }: MergeChoice<ManifestSegment>,
  remainingMs: number,
): MergeChoice<ManifestSegment> | null {
  const kept = [...inputs].sort(compareCandidates);
  while (kept.length > 0 && estimateMergeMs(kept) > remainingMs) kept.pop();
  return kept.length >= (reason === "size" ? 2 : 1) ? { inputs: kept, reason } : null;
}

/**
 * Compaction (layer 4): runs the merges that a policy asks for, one after another, as far as time allows. What a merge is
 * and how it is committed is in merge-run.ts.
 */
import { isErrorOfKind } from "../../errors.ts";
import { type ManifestSegment, requireSchema, schemaOf } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { SegmentId } from "../../storage/object-store/object-keys.ts";
import { isOutcomeUnknown } from "../commit/transaction.ts";
import { type MergeChoice, type MergePolicy, type MergeReason, smallMergePolicy } from "../merge/policy.ts";
import { runMerge } from "../merge/run.ts";
import { cutToTime } from "../merge/time.ts";
import { compactionPolicy } from "./policy.ts";

/** What a writer merges in a row: four small tiers can each fall due after one commit. */
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
  /** Of the monotonic clock: a merge that would not be done by then is cut smaller or left. Default: no end. */
  readonly deadlineMs?: number;
  /** Default: until none is due. */
  readonly maxMerges?: number;
  readonly maxSetbacks?: number;
  /** Before each merge. */
  readonly onStart?: (choice: MergeChoice<ManifestSegment>) => void;
  /** After each merge that landed. */
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

/** Whether a run of compaction would find something to do. Pure. */
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

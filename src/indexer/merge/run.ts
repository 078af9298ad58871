/**
 * One merge from reading to commit (layer 4). It is committed only if all its inputs are still live, and every entry dead
 * in the manifest that it replaces enters dead. Giving up is always right: the inputs stay as they are.
 */
import { SearchIndexError } from "../../errors.ts";
import { freshSegment, type Manifest, type ManifestSegment } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { deadEntries, loadTombstones, tombstoneEntries } from "../../manifest/tombstones.ts";
import type { PlacedSourceEntry } from "../../segment/blocks/source-entries.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import { backOff } from "../commit/back-off.ts";
import { isOutcomeUnknown } from "../commit/batch-commit.ts";
import { retryTransaction } from "../commit/retry-transaction.ts";
import { spillTombstones } from "../commit/spill-tombstones.ts";
import { deleteUnnamed, isNamed } from "../commit/unnamed-segments.ts";
import { type MergeResult, mergeSegments } from "./segment-merge.ts";

/** Attempts at committing one merge; another worker that merges the same inputs makes all but one vain. */
const MAX_ATTEMPTS = 5;

/** Attempts at putting one merge; each reads its inputs anew. */
const MAX_PUT_ATTEMPTS = 3;

/** A merge that landed: the manifest that names it, and what was written for it. */
export interface LandedMerge {
  readonly snapshot: Snapshot;
  readonly documents: number;
  readonly sizeBytes: number;
}

/** A merged segment that lies in the bucket and that no manifest names yet. */
interface PendingMerge {
  readonly id: SegmentId;
  readonly result: MergeResult;
  /** Ids of the segments that it stands for. */
  readonly inputs: readonly SegmentId[];
}

/**
 * Merges segments of a snapshot into one and commits it; null where it was overtaken. Reads each input whole, in blocks,
 * and puts one segment as it comes. One that is not read by `deadlineMs` of the monotonic clock is given up as
 * `index-busy`, and nothing is put.
 */
export async function runMerge(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  inputs: readonly ManifestSegment[],
  deadlineMs: number,
): Promise<LandedMerge | null> {
  const putIds: SegmentId[] = [];
  const put = (manifest: Manifest, segments: readonly ManifestSegment[]) =>
    // Under a fresh id each time: what had no answer may lie there, or may come yet, and is an orphan.
    retryTransaction(context, () => putMerged(context, options, manifest, segments, deadlineMs, putIds), {
      maxAttempts: MAX_PUT_ATTEMPTS,
    });
  let pending = await put(snapshot.manifest, inputs);
  let current = snapshot;
  let triedSequence = -1;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) {
      await backOff(context, attempt);
      const fresh = await new ManifestStore(context).load();
      if (fresh === null) return null;
      current = fresh;
    }
    const live = findLiveInputs(current.manifest, pending);
    if (live === null) {
      if (current.manifest.sequence > triedSequence) await deleteUnnamed(context, putIds, current.manifest);
      return null;
    }
    // M3: nothing at or below the floor may be added, and it may be deleted already: merged again under a fresh id.
    if (pending.id <= (current.manifest.collectFloor ?? "")) {
      pending = await put(current.manifest, live);
    }
    try {
      const { documents, sizeBytes } = pending.result.summary;
      triedSequence = current.manifest.sequence;
      const landed = await commitMerge(context, current, pending, live);
      await deleteUnnamed(context, putIds, landed.manifest);
      return { snapshot: landed, documents, sizeBytes };
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
    }
  }
  return null;
}

async function putMerged(
  context: IndexContext,
  options: ResolvedIndexOptions,
  manifest: Manifest,
  inputs: readonly ManifestSegment[],
  deadlineMs: number,
  putIds: SegmentId[],
): Promise<PendingMerge> {
  const { store, layout, clock } = context;
  const opened = await Promise.all(
    inputs.map(async (segment) => ({
      reader: await SegmentReader.open(store, segmentKey(layout, segment.id), segment),
      dead: deadEntries(await loadTombstones(store, layout, segment)),
    })),
  );
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
  const id = new ManifestStore(context).freshId(manifest);
  putIds.push(id);
  await store.putStreamIfAbsent(segmentKey(layout, id), mergeInTime());
  return { id, result: requireResult(result), inputs: inputs.map((segment) => segment.id) };
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

/** The inputs as the manifest has them now; null where one has left, or the merge is in already. */
function findLiveInputs(manifest: Manifest, { id, inputs }: PendingMerge): ManifestSegment[] | null {
  if (isNamed(id, manifest)) return null;
  const live = manifest.segments.filter((segment) => inputs.includes(segment.id));
  if (live.length < inputs.length) return null;
  // In the order in which they were merged: entries of the result name their input by number.
  return live.sort((a, b) => inputs.indexOf(a.id) - inputs.indexOf(b.id));
}

async function commitMerge(
  context: IndexContext,
  current: Snapshot,
  { id, result, inputs }: PendingMerge,
  live: readonly ManifestSegment[],
): Promise<Snapshot> {
  const manifests = new ManifestStore(context);
  const merged = await enterMerged(context, id, result, live);
  const others = current.manifest.segments.filter((segment) => !inputs.includes(segment.id));
  const change = await spillTombstones(context, manifests, current.manifest, [...others, merged]);
  return manifests.commit(current, change);
}

/** The merged segment with what died in its inputs since they were read. */
async function enterMerged(
  context: IndexContext,
  id: SegmentId,
  { summary, entries }: MergeResult,
  inputs: readonly ManifestSegment[],
): Promise<ManifestSegment> {
  const deadByInput = await Promise.all(
    inputs.map(async (segment) => deadEntries(await loadTombstones(context.store, context.layout, segment))),
  );
  const died: PlacedSourceEntry[] = [];
  let firstOrdinal = 0;
  for (const [entryNumber, { input, entry }] of entries.entries()) {
    if (deadByInput[input]?.has(entry.entryNumber)) died.push({ ...entry, entryNumber, firstOrdinal });
    firstOrdinal += entry.documentCount;
  }
  // Which of the inputs' dead are new is known, not since when: not before the first of any input's.
  const times = inputs.flatMap(({ oldestTombstoneAtMs }) => oldestTombstoneAtMs ?? []);
  return tombstoneEntries(freshSegment(id, summary), died, Math.min(context.clock.nowMs(), ...times));
}

/**
 * Runs merges and commits them (layer 4). A merge is committed only if all its inputs are still live, and every entry
 * dead in the manifest that it replaces enters dead. Giving up is always right: the inputs stay as they are.
 */
import { isErrorOfKind } from "../errors.ts";
import { freshSegment, type Manifest, type ManifestSegment } from "../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../manifest/manifest-store.ts";
import { buryEntries, deadEntries, loadTombstones } from "../manifest/tombstones.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import { SegmentReader } from "../segment/segment-reader.ts";
import { concatBytes } from "../segment/segment-writer.ts";
import type { PlacedSourceEntry } from "../segment/source-entries.ts";
import { type SegmentId, segmentKey } from "../storage/object-keys.ts";
import { backOff } from "./back-off.ts";
import { isDoubt, requireSchema, schemaOf } from "./batch-commit.ts";
import { chooseMerge, type MergePolicy, smallMergePolicy } from "./merge-policy.ts";
import { type MergeResult, mergeSegments } from "./segment-merge.ts";
import { settleSegments } from "./settle-segments.ts";

/** Attempts at committing one merge; another worker that merges the same inputs makes all but one vain. */
const MAX_ATTEMPTS = 5;

/** Merges in a row; four small tiers can each fall due after one commit. */
const MAX_MERGES = 8;

/**
 * Runs the small merges that a commit made due. Never rejects for a conflict or an unsteady store: the next commit's
 * writer finds the same merges due.
 */
export async function compactSmallSegments(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
): Promise<void> {
  try {
    await compact(context, options, snapshot, smallMergePolicy);
  } catch (error) {
    if (!isDoubt(error) && !isErrorOfKind(error, "not-found")) throw error;
  }
}

/** Runs merges until the policy asks for none. The snapshot after the last one; how many merges landed. */
export async function compact(
  context: IndexContext,
  options: ResolvedIndexOptions,
  from: Snapshot,
  policy: MergePolicy,
): Promise<{ snapshot: Snapshot; merges: number }> {
  let snapshot = from;
  let merges = 0;
  requireSchema(snapshot.manifest, schemaOf(options));
  while (merges < MAX_MERGES) {
    const inputs = chooseMerge(snapshot.manifest.segments, policy);
    if (inputs.length === 0) break;
    const merged = await runMerge(context, options, snapshot, inputs);
    if (merged === null) break;
    snapshot = merged;
    merges += 1;
  }
  return { snapshot, merges };
}

/** A merged segment that lies in the bucket and that no manifest names yet. */
interface PendingMerge {
  readonly id: SegmentId;
  readonly bytes: Uint8Array;
  readonly result: MergeResult;
  /** Ids of the segments that it stands for. */
  readonly inputs: readonly SegmentId[];
}

/** One merge from reading to commit; null where it was overtaken. Reads each input whole, puts one segment. */
async function runMerge(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  inputs: readonly ManifestSegment[],
): Promise<Snapshot | null> {
  let pending = await putMerged(context, options, snapshot.manifest, inputs);
  let current = snapshot;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) {
      await backOff(context, attempt);
      const fresh = await new ManifestStore(context).load();
      if (fresh === null) return null;
      current = fresh;
    }
    const live = findLiveInputs(current.manifest, pending);
    if (live === null) return null;
    pending = await liftAboveFloor(context, current.manifest, pending);
    try {
      return await commitMerge(context, current, pending, live);
    } catch (error) {
      if (!isDoubt(error)) throw error;
    }
  }
  return null;
}

async function putMerged(
  context: IndexContext,
  options: ResolvedIndexOptions,
  manifest: Manifest,
  inputs: readonly ManifestSegment[],
): Promise<PendingMerge> {
  const { store, layout } = context;
  const opened = await Promise.all(
    inputs.map(async (segment) => ({
      reader: await SegmentReader.open(store, segmentKey(layout, segment.id), segment),
      dead: deadEntries(await loadTombstones(store, layout, segment)),
    })),
  );
  const chunks: Uint8Array[] = [];
  const result = await mergeSegments(opened, options, async (bytes) => {
    chunks.push(bytes);
  });
  const bytes = concatBytes(chunks);
  const id = new ManifestStore(context).freshId(manifest);
  await store.putIfAbsent(segmentKey(layout, id), bytes);
  return { id, bytes, result, inputs: inputs.map((segment) => segment.id) };
}

/** The inputs as the manifest has them now; null where one has left, or the merge is in already. */
function findLiveInputs(manifest: Manifest, { id, inputs }: PendingMerge): ManifestSegment[] | null {
  if (isNamed(manifest, id)) return null;
  const live = manifest.segments.filter((segment) => inputs.includes(segment.id));
  if (live.length < inputs.length) return null;
  // In the order in which they were merged: entries of the result name their input by number.
  return live.sort((a, b) => inputs.indexOf(a.id) - inputs.indexOf(b.id));
}

/** M3: nothing at or below the floor may be added, so what the floor has passed is put again under a fresh id. */
async function liftAboveFloor(context: IndexContext, manifest: Manifest, pending: PendingMerge): Promise<PendingMerge> {
  if (manifest.collectFloor === null || pending.id > manifest.collectFloor) return pending;
  const id = new ManifestStore(context).freshId(manifest);
  await context.store.putIfAbsent(segmentKey(context.layout, id), pending.bytes);
  return { ...pending, id };
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
  const change = await settleSegments(context, manifests, current.manifest, [...others, merged]);
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
  return buryEntries(freshSegment(id, summary), died, context.clock.nowMs());
}

function isNamed(manifest: Manifest, id: SegmentId): boolean {
  return manifest.segments.some((segment) => segment.id === id) || manifest.retired.some((object) => object.id === id);
}

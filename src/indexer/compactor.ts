/**
 * Runs merges and commits them (layer 4). A merge is committed only if all its inputs are still live, and every entry
 * dead in the manifest that it replaces enters dead. Giving up is always right: the inputs stay as they are.
 */
import { isErrorOfKind } from "../errors.ts";
import type { Manifest, ManifestSegment } from "../manifest/manifest.ts";
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

/** One merge from reading to commit; null where it was overtaken. Reads each input whole, puts one segment. */
async function runMerge(
  context: IndexContext,
  options: ResolvedIndexOptions,
  snapshot: Snapshot,
  inputs: readonly ManifestSegment[],
): Promise<Snapshot | null> {
  const { store, layout } = context;
  const manifests = new ManifestStore(context);
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
  let id = manifests.freshId(snapshot.manifest);
  await store.putIfAbsent(segmentKey(layout, id), bytes);
  let current: Snapshot = snapshot;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    if (attempt > 0) {
      await backOff(context, attempt);
      const fresh = await manifests.load();
      if (fresh === null) return null;
      current = fresh;
    }
    const live = inputs.map(({ id: inputId }) => current.manifest.segments.find((segment) => segment.id === inputId));
    if (live.some((segment) => segment === undefined) || isNamed(current.manifest, id)) return null;
    if (current.manifest.collectFloor !== null && id <= current.manifest.collectFloor) {
      id = manifests.freshId(current.manifest);
      await store.putIfAbsent(segmentKey(layout, id), bytes);
    }
    const present = live.filter((segment) => segment !== undefined);
    const merged = await enterMerged(context, id, result, present);
    const leaving = new Set<SegmentId>(inputs.map((segment) => segment.id));
    const segments = [...current.manifest.segments.filter((segment) => !leaving.has(segment.id)), merged];
    try {
      return await manifests.commit(current, await settleSegments(context, manifests, current.manifest, segments));
    } catch (error) {
      if (!isDoubt(error)) throw error;
    }
  }
  return null;
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
  const fresh: ManifestSegment = {
    id,
    ...summary,
    liveDocuments: summary.documents,
    liveEntries: summary.entries,
    tombstones: [],
    tombstoneObject: null,
  };
  const died: PlacedSourceEntry[] = [];
  let firstOrdinal = 0;
  for (const [entryNumber, { input, entry }] of entries.entries()) {
    if (deadByInput[input]?.has(entry.entryNumber)) died.push({ ...entry, entryNumber, firstOrdinal });
    firstOrdinal += entry.documentCount;
  }
  return buryEntries(fresh, died);
}

function isNamed(manifest: Manifest, id: SegmentId): boolean {
  return manifest.segments.some((segment) => segment.id === id) || manifest.retired.some((object) => object.id === id);
}

/**
 * One merge from reading to commit (layer 4). It is committed only if all its inputs are still live, and every entry dead
 * in the manifest that it replaces enters dead. Giving up is always right: the inputs stay as they are.
 */
import { SearchIndexError } from "../../errors.ts";
import { freshSegment, type Manifest, type ManifestSegment } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { deadEntries, loadTombstones, tombstoneEntries } from "../../manifest/tombstones.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import { changeManifest, type Decision, isNamed, type NameSegment } from "../commit/transaction.ts";
import { type MergeResult, mergeSegments } from "./segment-merge.ts";

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
 * Merges segments of a snapshot into one and commits it; null where it was overtaken. Reads each input whole, in blocks,
 * and puts one segment as it comes; again under a fresh id where the put had no answer, or where the collect floor passed it. One
 * that is not read by `deadlineMs` of the monotonic clock is given up as `index-busy`, and nothing is put.
 */
export function runMerge(
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
  await store.putStreamIfAbsent(segmentKey(layout, id), mergeInTime());
  return { id, result: requireResult(result) };
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

/** The inputs as the manifest has them now, in their order, by which entries of the result name them; null where one has left. */
function findLive(manifest: Manifest, inputIds: readonly SegmentId[]): ManifestSegment[] | null {
  const live = inputIds.flatMap((inputId) => manifest.segments.find(({ id }) => id === inputId) ?? []);
  return live.length === inputIds.length ? live : null;
}

/** The merged segment with what died in its inputs since they were read. */
async function enterMerged(
  context: IndexContext,
  { id, result: { summary, entries } }: PendingMerge,
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

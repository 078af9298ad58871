/**
 * Changing one object by compare-and-swap: load it, decide what to change, put that on the condition that the object is
 * still the one that was loaded, and where another was faster, or the outcome is unknown, start again from a fresh
 * load, which tells whether the change is in. So a conditional write is never repeated blindly. docs/commit-protocol.md
 * says why that loses nothing.
 *
 * `retryTransaction` is the loop and its one budget, for any object; `changeManifest` is the transaction on the
 * manifest, which deletes as well what it put in vain.
 */
import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { isOutOfRoom, jitteredDelayMs } from "../../store/store.ts";
import { type SegmentId, segmentKey, tombstonesKey } from "../keys.ts";
import type { Manifest, ManifestSegment } from "../manifest/manifest.ts";
import { liveObjectIds, namedIds } from "../manifest/manifest-invariants.ts";
import type { IndexContext, Snapshot } from "../manifest/manifest-reader.ts";
import { type ManifestChange, ManifestStore, type ReplaceableManifest } from "../manifest/manifest-store.ts";
import { encodeDeadParts, loadDeadParts, MAX_INLINE_TOMBSTONES } from "../manifest/tombstones.ts";

/** Number of attempts. With their pauses they outlast about 20 seconds of conflicts. Untuned. */
const MAX_ATTEMPTS = 16;

/**
 * Attempts in a row that may fail by what waiting seldom cures: a missing object, which is one that was collected since
 * the manifest was loaded, or is lost; and a store without room, where a collector may make some once. Untuned.
 */
const MAX_HOPELESS_ATTEMPTS = 3;

/** Untuned, as the next. */
const FIRST_WAIT_MS = 40;
const LONGEST_WAIT_MS = 3_000;

/**
 * Runs `attempt` again as long as it rejects with an unknown outcome, and answers its result. After `maxAttempts` it is
 * `store-unavailable` where the store did not answer in the last attempt, else `commit-conflict`: both may be tried
 * again later. Rejects at once with anything else, and in the third attempt in a row with a missing object or a store
 * without room.
 */
export async function retryTransaction<T>(
  context: IndexContext,
  attempt: () => Promise<T>,
  maxAttempts = MAX_ATTEMPTS,
): Promise<T> {
  let hopeless = 0;
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      const isHopeless = isErrorOfKind(error, "not-found") || isOutOfRoom(error);
      hopeless = isHopeless ? hopeless + 1 : 0;
      if (!isHopeless && !isOutcomeUnknown(error)) throw error;
      if (hopeless >= MAX_HOPELESS_ATTEMPTS) throw error;
      if (attempts >= maxAttempts) throw outOfAttempts(attempts, error);
    }
    await backOff(context, attempts);
  }
}

/**
 * Waits after so many attempts: a random part of 40 ms, doubled with each attempt, of 3 seconds at the most. Full
 * jitter, so that writers that met once do not meet again (AWS Architecture Blog, "Exponential Backoff And Jitter").
 */
export async function backOff({ clock, ids }: IndexContext, attempts: number): Promise<void> {
  await clock.sleep(jitteredDelayMs(ids, attempts, FIRST_WAIT_MS, LONGEST_WAIT_MS));
}

/**
 * Tells whether an error leaves the outcome unknown, or means that somebody was faster: then the transaction starts
 * again.
 */
export function isOutcomeUnknown(error: unknown): boolean {
  if (isErrorOfKind(error, "unavailable")) return error.code !== "index-busy";
  return isErrorOfKind(error, "conflict") && error.code !== "index-outdated";
}

function outOfAttempts(attempts: number, cause: unknown): unknown {
  if (isOutOfRoom(cause)) return cause;
  const isUnanswered = isSearchIndexError(cause) && cause.code === "store-unavailable";
  return new SearchIndexError(
    isUnanswered ? "store-unavailable" : "commit-conflict",
    isUnanswered
      ? `The store did not answer in the last of ${attempts} attempts. Try again later.`
      : `Other writers were faster in the last of ${attempts} attempts. Try again later.`,
    { cause },
  );
}

/** The decision of a transaction about the manifest that it loaded. */
export interface Decision<Loaded, T> {
  /**
   * Null where the manifest says already what it should: nothing is put. Of `segments` those without a live entry
   * leave, and what the manifest named and they do not is retired.
   */
  readonly change: Omit<ManifestChange, "retired"> | null;
  /**
   * Makes the transaction's result from the manifest that contains the change; without a change that is the loaded one.
   */
  readonly result: (present: Snapshot | Loaded) => T;
}

/** A fresh name for a segment that the transaction puts, above the collect floor of the manifest that it loaded. */
export type NameSegment = () => SegmentId;

/**
 * A transaction on the manifest. `load` and `decide` are called once an attempt, in this order, so that what `decide`
 * looks at is looked at after the manifest was loaded that its change replaces. Rejects as retryTransaction. Requests:
 * those of both, a put, a delete for each named segment that the manifest does not name in the end, and two for each
 * segment with too many tombstones for it.
 */
export function changeManifest<Loaded extends ReplaceableManifest, T>(
  context: IndexContext,
  load: () => Promise<Loaded>,
  decide: (loaded: Loaded, nameSegment: NameSegment) => Promise<Decision<Loaded, T>>,
  maxAttempts?: number,
): Promise<T> {
  const manifests = new ManifestStore(context);
  const ownIds: SegmentId[] = [];
  let triedSequence = -1;
  return retryTransaction(
    context,
    async () => {
      const loaded = await load();
      const { change, result } = await decide(loaded, () => {
        const id = manifests.freshId(loaded.manifest);
        ownIds.push(id);
        return id;
      });
      if (change === null) {
        // Until a newer manifest stands, the commit before may still land, and name one of these segments.
        if (loaded.manifest.sequence > triedSequence) await deleteUnnamed(context, ownIds, loaded.manifest);
        return result(loaded);
      }
      const settled = await settleSegments(context, loaded.manifest, change);
      triedSequence = loaded.manifest.sequence;
      const landed = await manifests.commit(loaded, settled);
      await deleteUnnamed(context, ownIds, landed.manifest);
      return result(landed);
    },
    maxAttempts,
  );
}

/** Tells whether the manifest has the segment, live or retired. */
export function isNamed(id: SegmentId, manifest: Manifest): boolean {
  return namedIds(manifest).includes(id);
}

/**
 * Deletes segments that the manifest does not name. Those that stay, since no answer came, are orphans, which the
 * collector deletes.
 */
async function deleteUnnamed(
  { store, layout }: IndexContext,
  ownIds: readonly SegmentId[],
  manifest: Manifest,
): Promise<void> {
  for (const id of ownIds) {
    if (isNamed(id, manifest)) continue;
    try {
      await store.delete(segmentKey(layout, id));
    } catch (error) {
      if (!isErrorOfKind(error, "unavailable")) throw error;
    }
  }
}

/** The change with its segments as they are committed, and with what they replace. */
async function settleSegments(
  context: IndexContext,
  manifest: Manifest,
  change: ManifestChange,
): Promise<ManifestChange> {
  if (change.segments === undefined) return change;
  const live = change.segments.filter(({ liveEntries }) => liveEntries > 0);
  const { collectFloor } = { ...manifest, ...change };
  const segments = await Promise.all(live.map((segment) => spillTombstones(context, collectFloor, segment)));
  const named = new Set(liveObjectIds({ segments }));
  const segmentIds = new Set(manifest.segments.map(({ id }) => id));
  const departed = liveObjectIds(manifest)
    .filter((id) => !named.has(id))
    .map((id): Manifest["retired"][number] => {
      const kind = segmentIds.has(id) ? "segment" : "tombstones";
      return { id, kind, retiredAtMs: Math.max(0, Math.floor(context.clock.nowMs())) };
    });
  return { ...change, segments, retired: [...manifest.retired, ...departed] };
}

/**
 * Moves tombstones and superseded documents that are too many for the manifest into an object of their own, above the
 * floor.
 */
async function spillTombstones(
  context: IndexContext,
  collectFloor: SegmentId | null,
  segment: ManifestSegment,
): Promise<ManifestSegment> {
  const inline = segment.tombstones.length + segment.superseded.length;
  if (inline <= (context.maxInlineTombstones ?? MAX_INLINE_TOMBSTONES)) return segment;
  const { tombstones, superseded } = await loadDeadParts(context.store, context.layout, segment);
  const id = new ManifestStore(context).freshId({ collectFloor });
  await context.store.putIfAbsent(tombstonesKey(context.layout, id), encodeDeadParts({ tombstones, superseded }));
  const tombstoneObject = { id, entries: tombstones.length, superseded: superseded.length };
  return { ...segment, tombstones: [], superseded: [], tombstoneObject };
}

/**
 * Deletes objects that no reader needs any more (layer 4), in an order that no stalled writer can undo: choose; commit
 * a manifest that drops them from `retired` and raises the collect floor to the newest name among them; delete. A crash
 * before the deletes is finished by the next run: unreferenced, and at or below the floor.
 */
import { ulidTimeMs } from "../id-source.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { liveObjectIds } from "../manifest/manifest-invariants.ts";
import { type IndexContext, ManifestStore } from "../manifest/manifest-store.ts";
import {
  parseSegmentKey,
  parseTombstonesKey,
  type SegmentId,
  segmentsPrefix,
  tombstonesPrefix,
  trialsPrefix,
  trialTimeMs,
} from "../storage/object-keys.ts";
import { listAll, type ObjectKey } from "../storage/object-store.ts";
import { isDoubt } from "./batch-commit.ts";

export interface CollectOptions {
  /** How long a reader may go on with a manifest that it loaded. Default ten minutes. */
  readonly readerGraceMs?: number;
  /** How old an object that no manifest names must be, so that a writer at work has had its time. Default an hour. */
  readonly orphanAgeMs?: number;
}

export interface CollectReport {
  readonly deleted: readonly ObjectKey[];
  /** What no manifest names as live and stays for now: for readers, for a writer at work, or for whoever holds it. */
  readonly kept: readonly ObjectKey[];
  /** False where another commit came first; the next run does it. */
  readonly isComplete: boolean;
}

const DEFAULT_READER_GRACE_MS = 10 * 60 * 1000;
const DEFAULT_ORPHAN_AGE_MS = 60 * 60 * 1000;

interface FoundObject {
  readonly id: SegmentId;
  readonly key: ObjectKey;
}

/**
 * One run. Two requests, a listing of the index's objects, and a delete each; a commit where the floor must rise.
 */
export async function collectGarbage(context: IndexContext, options: CollectOptions = {}): Promise<CollectReport> {
  const { store, clock } = context;
  const manifests = new ManifestStore(context);
  const snapshot = await manifests.load();
  if (snapshot === null) return { deleted: [], kept: [], isComplete: true };
  const { manifest } = snapshot;
  const objects = await listObjects(context);
  const doomed = chooseDoomed(manifest, objects, clock.nowMs(), options);
  const live = new Set(liveObjectIds(manifest));
  const unneeded = objects.filter(({ id }) => !live.has(id));
  if (doomed.ids.size > 0) {
    const collectFloor =
      [...doomed.ids, ...(manifest.collectFloor === null ? [] : [manifest.collectFloor])].sort().at(-1) ?? null;
    if (collectFloor !== manifest.collectFloor || doomed.dropsRetired) {
      const retired = manifest.retired.filter(({ id }) => !doomed.ids.has(id));
      try {
        await manifests.commit(snapshot, { retired, collectFloor });
      } catch (error) {
        if (isDoubt(error)) return { deleted: [], kept: unneeded.map(({ key }) => key), isComplete: false };
        throw error;
      }
    }
  }
  const deleted = unneeded.filter(({ id }) => doomed.ids.has(id)).map(({ key }) => key);
  const kept = unneeded.filter(({ id }) => !doomed.ids.has(id)).map(({ key }) => key);
  deleted.push(...(await listOldTrials(context, options)));
  for (const key of deleted) await store.delete(key);
  return { deleted, kept, isComplete: true };
}

/** What a check of the store left that was killed. No manifest ever names it, so it needs no floor. */
async function listOldTrials(
  { store, layout, clock }: IndexContext,
  { orphanAgeMs = DEFAULT_ORPHAN_AGE_MS }: CollectOptions,
): Promise<ObjectKey[]> {
  const keys: ObjectKey[] = [];
  for await (const { key } of listAll(store, trialsPrefix(layout))) {
    if (clock.nowMs() - trialTimeMs(layout, key) > orphanAgeMs) keys.push(key);
  }
  return keys;
}

/**
 * Pure: what is retired for longer than the grace, and what no manifest names and is old or below the floor. What a rebuild
 * or a backfill holds is left alone, and so is all that is younger: the floor may not rise above a name that is held.
 */
function chooseDoomed(
  manifest: Manifest,
  objects: readonly FoundObject[],
  nowMs: number,
  { readerGraceMs = DEFAULT_READER_GRACE_MS, orphanAgeMs = DEFAULT_ORPHAN_AGE_MS }: CollectOptions,
): { ids: ReadonlySet<SegmentId>; dropsRetired: boolean } {
  const { collectHold } = manifest;
  const isHeld = (id: SegmentId) => collectHold !== null && nowMs < collectHold.untilMs && id >= collectHold.from;
  const retired = manifest.retired
    .filter(({ id, retiredAtMs }) => nowMs - retiredAtMs > readerGraceMs && !isHeld(id))
    .map(({ id }) => id);
  const named = new Set([...liveObjectIds(manifest), ...manifest.retired.map(({ id }) => id)]);
  const orphans = objects.filter(({ id }) => {
    if (named.has(id)) return false;
    if (id <= (manifest.collectFloor ?? "")) return true;
    return nowMs - ulidTimeMs(id) > orphanAgeMs && !isHeld(id);
  });
  return { ids: new Set([...retired, ...orphans.map(({ id }) => id)]), dropsRetired: retired.length > 0 };
}

async function listObjects({ store, layout }: IndexContext): Promise<FoundObject[]> {
  const objects: FoundObject[] = [];
  for await (const { key } of listAll(store, segmentsPrefix(layout))) {
    const id = parseSegmentKey(layout, key);
    if (id !== null) objects.push({ id, key });
  }
  for await (const { key } of listAll(store, tombstonesPrefix(layout))) {
    const id = parseTombstonesKey(layout, key);
    if (id !== null) objects.push({ id, key });
  }
  return objects;
}

/**
 * Deletes objects that no reader needs any more, in an order that no stalled writer can undo: choose; commit a manifest
 * that drops them from `retired` and raises the collect floor to the newest name among them; delete. A crash before the
 * deletes is finished by the next run: unreferenced, and at or below the floor. The tails of what left the index go
 * first.
 */

import { nullIf } from "../../errors.ts";
import { gather, listAll, type ObjectKey } from "../../store/store.ts";
import { storeNowMs } from "../commit/store-time.ts";
import { isOutcomeUnknown } from "../commit/transaction.ts";
import {
  parseSegmentKey,
  parseTombstonesKey,
  probesPrefix,
  readingPrefix,
  type SegmentId,
  segmentsPrefix,
  tombstonesPrefix,
} from "../keys.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { liveObjectIds, namedIds } from "../manifest/manifest-invariants.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { refreshTails } from "./tail-refresh.ts";

interface CollectOptions {
  /** Time for which a reader may use a manifest that it loaded. Default ten minutes. */
  readonly readerGraceMs?: number;
  /** Age at which an object that no manifest names is deleted; a writer must finish earlier. Default an hour. */
  readonly orphanAgeMs?: number;
}

export interface CollectReport {
  readonly deleted: readonly ObjectKey[];
  /**
   * Keys that no manifest names as live, kept for now: for readers, for a working writer, or because somebody holds
   * them.
   */
  readonly kept: readonly ObjectKey[];
  /** False where another commit came first, or the tails of segments could not be refreshed; the next run does it. */
  readonly isComplete: boolean;
}

const DEFAULT_READER_GRACE_MS = 10 * 60 * 1000;
const DEFAULT_ORPHAN_AGE_MS = 60 * 60 * 1000;

/** A run of checks of the store takes minutes, and no floor protects what it puts. */
const PROBE_AGE_MS = 60 * 60 * 1000;
/** Age at which a mark is deleted. Whoever comes next needs it: a daily reconcile at the latest, and three of them. */
const MARK_AGE_MS = 7 * 24 * 60 * 60 * 1000;

interface FoundObject {
  readonly id: SegmentId;
  readonly key: ObjectKey;
  readonly lastModifiedMs: number;
}

/**
 * One run, which refreshes the tails of segments too. What needs no new manifest is deleted first, which makes room for
 * one. Four requests, a listing of the index's objects, and a delete each; a commit where the floor must rise. Where
 * the age of an object decides, which no manifest names, it is that by the store's clock: three requests more.
 */
export async function collectGarbage(context: IndexContext, options: CollectOptions = {}): Promise<CollectReport> {
  const { store, clock } = context;
  const manifests = new ManifestStore(context);
  const snapshot = await manifests.load();
  if (snapshot === null) return { deleted: [], kept: [], isComplete: true };
  const { manifest } = snapshot;
  const objects = await listObjects(context);
  const temporary = await listTemporary(context);
  const named = new Set(namedIds(manifest));
  const live = new Set(liveObjectIds(manifest));
  const isBelowFloor = ({ id }: FoundObject): boolean => !named.has(id) && id <= (manifest.collectFloor ?? "");
  const others = objects.filter((object) => !isBelowFloor(object));
  const unneeded = others.filter(({ id }) => !live.has(id));
  const deleted: ObjectKey[] = [];
  const drop = async (keys: readonly ObjectKey[]): Promise<void> => {
    for (const key of keys) {
      await store.delete(key);
      deleted.push(key);
    }
  };
  await drop(objects.filter(isBelowFloor).map(({ key }) => key));
  const isAgeAsked = temporary.length > 0 || others.some(({ id }) => !named.has(id));
  // Where the store does not tell its time, nothing is old.
  const storeMs = isAgeAsked ? await nullIf(storeNowMs(context), "unavailable") : 0;
  const doomed = chooseDoomed(manifest, others, { nowMs: clock.nowMs(), storeMs: storeMs ?? 0 }, options);
  const isOld = (object: { lastModifiedMs: number; ageMs: number }): boolean =>
    storeMs !== null && storeMs - object.lastModifiedMs > object.ageMs;
  await drop(temporary.filter(isOld).map(({ key }) => key));
  if (doomed.ids.size > 0) {
    const collectFloor =
      [...doomed.ids, ...(manifest.collectFloor === null ? [] : [manifest.collectFloor])].sort().at(-1) ?? null;
    if (collectFloor !== manifest.collectFloor || doomed.dropsRetired) {
      const retired = manifest.retired.filter(({ id }) => !doomed.ids.has(id));
      try {
        await manifests.commit(snapshot, { retired, collectFloor });
      } catch (error) {
        if (!isOutcomeUnknown(error)) throw error;
        return { deleted, kept: unneeded.map(({ key }) => key), isComplete: false };
      }
    }
  }
  const isTailed = await refreshTails(context);
  await drop(unneeded.filter(({ id }) => doomed.ids.has(id)).map(({ key }) => key));
  const kept = unneeded.filter(({ id }) => !doomed.ids.has(id)).map(({ key }) => key);
  return { deleted, kept, isComplete: isTailed && storeMs !== null };
}

/**
 * Lists objects that no manifest ever names, so that they need no floor: those of store checks, and marks of uploads
 * being read.
 */
async function listTemporary({ store, layout }: IndexContext) {
  const aged = async (prefix: string, ageMs: number) =>
    (await gather(listAll(store, prefix))).map((object) => ({ ...object, ageMs }));
  return [...(await aged(probesPrefix(layout), PROBE_AGE_MS)), ...(await aged(readingPrefix(layout), MARK_AGE_MS))];
}

/**
 * Pure: what is retired for longer than the grace, and what no manifest names and is old; `objects` lie above the
 * floor. What a rebuild or a backfill holds is left alone, and so is all that is younger: the floor may not rise above
 * a name that is held.
 */
function chooseDoomed(
  manifest: Manifest,
  objects: readonly FoundObject[],
  { nowMs, storeMs }: { readonly nowMs: number; readonly storeMs: number },
  { readerGraceMs = DEFAULT_READER_GRACE_MS, orphanAgeMs = DEFAULT_ORPHAN_AGE_MS }: CollectOptions,
): { ids: ReadonlySet<SegmentId>; dropsRetired: boolean } {
  const { collectHold } = manifest;
  const isHeld = (id: SegmentId) => collectHold !== null && nowMs < collectHold.untilMs && id >= collectHold.from;
  const retired = manifest.retired
    .filter(({ id, retiredAtMs }) => nowMs - retiredAtMs > readerGraceMs && !isHeld(id))
    .map(({ id }) => id);
  const named = new Set(namedIds(manifest));
  const orphans = objects.filter(({ id, lastModifiedMs }) => {
    if (named.has(id)) return false;
    return storeMs - lastModifiedMs > orphanAgeMs && !isHeld(id);
  });
  return { ids: new Set([...retired, ...orphans.map(({ id }) => id)]), dropsRetired: retired.length > 0 };
}

async function listObjects({ store, layout }: IndexContext): Promise<FoundObject[]> {
  const found = async (prefix: string, parseKey: typeof parseSegmentKey): Promise<FoundObject[]> =>
    (await gather(listAll(store, prefix))).flatMap(({ key, lastModifiedMs }) => {
      const id = parseKey(layout, key);
      return id === null ? [] : { id, key, lastModifiedMs };
    });
  return [
    ...(await found(segmentsPrefix(layout), parseSegmentKey)),
    ...(await found(tombstonesPrefix(layout), parseTombstonesKey)),
  ];
}

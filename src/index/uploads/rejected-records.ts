/**
 * Records of uploads that could not be read, or not whole: index/rejected/<hash of key>.json, for the owner
 * to see. A record counts only while its version is the present one of its upload; reconcile removes the rest.
 */

import * as v from "valibot";
import { nullIf } from "../../errors.ts";
import {
  cutIntoRanges,
  findKeyFault,
  type KeyRange,
  listAll,
  listableRanges,
  type ObjectKey,
  type ObjectStore,
  type ObjectSummary,
  putLatest,
  RANGES_AT_ONCE,
} from "../../store/store.ts";
import { mapConcurrently } from "../commit/map-concurrently.ts";
import { listedVersion } from "../commit/upload-version.ts";
import { JSON_TYPE, parseRecord, recordBytes } from "../json-records.ts";
import { rejectedKey, rejectedPrefix } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { compareListed, listAnyUploads } from "./listed-uploads.ts";

/** Most listed parts; more are only counted. */
const MAX_LISTED_PARTS = 100;

/** Objects of a listing's request, and requests at once. */
const MAX_LISTED = 1_000;
const ASKED_AT_ONCE = 16;

/** Sockets of the S3 client are fifty. */
const READ_AT_ONCE = 48;

/** A rejected part. If neither line nor item is given, the whole upload was rejected. */
const partSchema = v.object({
  line: v.optional(v.number()),
  item: v.optional(v.number()),
  code: v.string(),
  reason: v.string(),
  /** Its article is in all the same. */
  isIndexed: v.optional(v.literal(true)),
  share: v.optional(v.number()),
});

const recordSchema = v.object({
  key: v.string(),
  version: v.string(),
  parts: v.array(partSchema),
  partCount: v.number(),
  /** Number of these about articles that are in the index. */
  indexedCount: v.optional(v.number()),
  /**
   * Retry of a version that nobody could read to its end: the number of crashes so far, and the time of the next
   * attempt.
   */
  retry: v.optional(v.object({ deaths: v.number(), notBeforeMs: v.number() })),
});

/** The reason why a part of an upload, or all of it, gave no document: a stable code, and a sentence for the owner. */
export type RejectedPart = Readonly<v.InferOutput<typeof partSchema>>;

/** The reasons why one version of one upload gave no article, or fewer than it should. */
export type RejectedRecord = v.InferOutput<typeof recordSchema>;

/** Writes the record, in place of an older one. Two requests. */
export async function putRejectedRecord(
  { store, layout }: IndexContext,
  sourceKey: ObjectKey,
  version: string,
  rejected: readonly RejectedPart[],
  retry?: RejectedRecord["retry"],
): Promise<void> {
  const parts = rejected.slice(0, MAX_LISTED_PARTS);
  const indexedCount = rejected.filter(({ isIndexed }) => isIndexed === true).length;
  const record: RejectedRecord = {
    key: sourceKey,
    version,
    parts,
    partCount: rejected.length,
    ...(indexedCount === 0 ? {} : { indexedCount }),
    ...(retry === undefined ? {} : { retry }),
  };
  await putLatest(store, rejectedKey(layout, sourceKey), recordBytes(record), JSON_TYPE);
}

/**
 * Tells whether a version that crashed its readers may be read again. It uses this machine's clock, so it promises
 * nothing.
 */
export function isRetryDue({ retry }: RejectedRecord, nowMs: number): boolean {
  return retry !== undefined && nowMs >= retry.notBeforeMs;
}

/** Removes the record of an upload, if there is one. One request. */
export async function deleteRejectedRecord({ store, layout }: IndexContext, sourceKey: ObjectKey): Promise<void> {
  await store.delete(rejectedKey(layout, sourceKey));
}

/** The record of an upload, or null where it has none. One request. */
export function findRejectedRecord(
  { store, layout }: IndexContext,
  sourceKey: ObjectKey,
): Promise<RejectedRecord | null> {
  return loadRecord(store, rejectedKey(layout, sourceKey));
}

/**
 * All records with the keys that they lie under; one that no poisk wrote is passed over. A listing, and a GET each, 48
 * at once.
 */
export async function* listRejectedRecords({ store, layout }: IndexContext): AsyncGenerator<PlacedRecord> {
  let keys: ObjectKey[] = [];
  for await (const { key } of listAll(store, rejectedPrefix(layout))) {
    keys.push(key);
    if (keys.length < READ_AT_ONCE) continue;
    yield* await loadRecords(store, keys);
    keys = [];
  }
  yield* await loadRecords(store, keys);
}

interface PlacedRecord {
  readonly recordKey: ObjectKey;
  readonly record: RejectedRecord;
}

async function loadRecords(store: ObjectStore, keys: readonly ObjectKey[]): Promise<PlacedRecord[]> {
  const records = await mapConcurrently(keys, READ_AT_ONCE, (key) => loadRecord(store, key));
  return records.flatMap((record, i) => (record === null ? [] : { recordKey: keys[i] as ObjectKey, record }));
}

/** The result of a review of the rejected records. */
interface ReviewedRejections {
  /** Records that were removed: of versions that are no longer the bucket's, or under a wrong name. */
  readonly stale: number;
  /** Uploads that ended their readers, and are to be read again now (suspect-ingest.ts). */
  readonly due: readonly ObjectKey[];
}

/** Looks through the rejected records. Requests as compareRecords, and a delete a stale one. */
export async function reviewRejectedRecords(context: IndexContext, parserVersion: string): Promise<ReviewedRejections> {
  const { present, stale } = await compareRecords(context, parserVersion);
  for (const recordKey of stale) await context.store.delete(recordKey);
  const due = present.filter((record) => isRetryDue(record, context.clock.nowMs())).map(({ key }) => key as ObjectKey);
  return { stale: stale.length, due };
}

/**
 * The records that count: of the versions that the bucket holds now, in the order of the uploads' keys. A record of
 * another version says nothing of what would be read today. Requests as compareRecords.
 */
export async function* listPresentRejections(
  context: IndexContext,
  parserVersion: string,
): AsyncGenerator<RejectedRecord> {
  const { present } = await compareRecords(context, parserVersion);
  yield* present.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/**
 * The records of versions that the bucket holds now, and the keys of the others, and of those under a wrong name. A
 * listing of the records and a GET each; of the bucket one request a thousand uploads, or at the most two a record, and
 * a HEAD where a version is unsettled.
 */
async function compareRecords(context: IndexContext, parserVersion: string) {
  const records = new Map<ObjectKey, RejectedRecord>();
  const present: RejectedRecord[] = [];
  const stale: ObjectKey[] = [];
  for await (const { recordKey, record } of listRejectedRecords(context)) {
    if (recordKey === rejectedKey(context.layout, record.key as ObjectKey)) records.set(recordKey, record);
    else stale.push(recordKey);
  }
  const heldVersions = (key: ObjectKey) => [records.get(rejectedKey(context.layout, key))?.version];
  const compare = async (uploads: AsyncIterable<ObjectSummary> | Iterable<ObjectSummary>): Promise<void> => {
    const compared = compareListed(context.store, parserVersion, uploads, heldVersions);
    for await (const { upload, version, isUnknown } of compared) {
      if (version === null && !isUnknown) continue;
      const recordKey = rejectedKey(context.layout, upload.key);
      const record = records.get(recordKey);
      if (record !== undefined) present.push(record);
      records.delete(recordKey);
    }
  };
  const keysLeft = (): ObjectKey[] => Array.from(records.values(), ({ key }) => key as ObjectKey);
  if (!(await compareWithListing(context, keysLeft(), compare))) {
    const asked = await mapConcurrently(keysLeft(), ASKED_AT_ONCE, (key) => findListed(context.store, key));
    await compare(asked.filter((upload) => upload !== null));
  }
  // Of a version that is gone, or was replaced.
  stale.push(...records.keys());
  return { present, stale };
}

/**
 * Has the uploads of the bucket compared by a listing, in ranges that the keys of the records tell; false where that
 * was given up, since it would take more requests than there are records.
 */
async function compareWithListing(
  context: IndexContext,
  keys: readonly ObjectKey[],
  compare: (uploads: AsyncIterable<ObjectSummary>) => Promise<void>,
): Promise<boolean> {
  let left = keys.length * MAX_LISTED;
  if (left === 0) return true;
  async function* uploadsIn(range: KeyRange): AsyncGenerator<ObjectSummary> {
    for await (const upload of listAnyUploads(context, range)) {
      if (left === 0) return;
      left -= 1;
      yield upload;
    }
  }
  const { store, layout } = context;
  const ranges = await listableRanges(store, layout.uploadsPrefix, cutIntoRanges(keys, keys.length));
  await mapConcurrently(ranges, RANGES_AT_ONCE, (range) => compare(uploadsIn(range)));
  return left > 0;
}

/** Finds the listing's entry of an object, whatever its key; null if there is none. One request. */
async function findListed(store: ObjectStore, key: ObjectKey): Promise<ObjectSummary | null> {
  const { objects } = await store.list({ prefix: key, limit: 1 });
  // A key comes before all longer ones that begin with it.
  return objects[0]?.key === key ? objects[0] : null;
}

async function loadRecord(store: IndexContext["store"], key: ObjectKey): Promise<RejectedRecord | null> {
  const object = await nullIf(store.get(key), "not-found");
  return object && parseRecord(recordSchema, object.bytes);
}

// Uploads whose keys cannot be used: S3 takes a key such as `articles/../page.txt`, but a client that asks for it asks
// for another path, so that nobody can be sure to read that object. It gets a record of rejection, and its events are
// handled with that: trying again would not help.

/**
 * Leaves the record of such an upload and gives what it says; null, and no record, where the bucket does not hold it.
 * Three requests at most.
 */
export async function rejectUnusableKey(
  context: IndexContext,
  parserVersion: string,
  key: ObjectKey,
): Promise<readonly RejectedPart[] | null> {
  const listed = await findListed(context.store, key);
  if (listed === null) {
    await deleteRejectedRecord(context, key);
    return null;
  }
  const reason = `Nothing can be read under this key: ${findKeyFault(key)}. Upload the file under another key.`;
  const rejected: readonly RejectedPart[] = [{ code: "unusable-key", reason }];
  await putRejectedRecord(context, key, listedVersion(listed, parserVersion), rejected);
  return rejected;
}

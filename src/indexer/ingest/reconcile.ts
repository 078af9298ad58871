/**
 * Finds what the index missed (layer 4): the bucket's listing against the ids sections. Covers events that were lost
 * or never sent; the keys found go the same way as an event's.
 */
import { isErrorOfKind } from "../../errors.ts";
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import { chooseBoundaries } from "../../storage/object-store/listing.ts";
import type { ObjectKey, ObjectSummary } from "../../storage/object-store/object-store.ts";
import { allLiveEntries } from "../commit/live-entries.ts";
import { isSameUpload, listedVersion } from "../commit/upload-version.ts";
import { compareListed, isUsableKey, listAnyUploads, UnsettledVersions } from "./listed-uploads.ts";
import { findRejectedRecord } from "./rejected-records.ts";

/** How the bucket and the index differ. */
interface Differences {
  /** Keys to look at: new, changed or gone. */
  readonly keys: readonly ObjectKey[];
  readonly missing: number;
  readonly changed: number;
  readonly gone: number;
  readonly uploads: number;
}

interface DifferenceOptions {
  /** The manifest as it was loaded a moment ago. Default: one request more. */
  readonly snapshot?: Snapshot;
  /** What a process that compares again and again knows of unsettled versions: it asks once for each. */
  readonly unsettled?: UnsettledVersions | undefined;
}

/**
 * The keys on which index and bucket do not agree. One request a thousand uploads, in up to 16 ranges at once that the index's
 * own keys tell, one a few hundred KB of ids, and a HEAD for each of up to 50,000 uploads whose version is unsettled
 * (upload-version.ts); memory for a version a key.
 */
export async function findDifferences(
  context: IndexContext,
  parserVersion: string,
  { snapshot, unsettled = new UnsettledVersions(parserVersion) }: DifferenceOptions = {},
): Promise<Differences> {
  const versionByKey = await loadVersions(context, snapshot);
  const keys: ObjectKey[] = [];
  const counts = { missing: 0, changed: 0, gone: 0, uploads: 0 };
  const boundaries = chooseBoundaries(versionByKey.keys(), versionByKey.size);
  async function* usableUploads(): AsyncGenerator<ObjectSummary> {
    for await (const upload of listAnyUploads(context, boundaries)) {
      counts.uploads += 1;
      if (isUsableKey(upload.key)) yield upload;
      else if (!(await isRecorded(context, upload, parserVersion))) {
        keys.push(upload.key);
        counts.missing += 1;
      }
    }
  }
  const heldVersions = (key: string) => [versionByKey.get(key)];
  const options = unsettled.choose(versionByKey, context.ids);
  const compared = compareListed(context.store, parserVersion, usableUploads(), heldVersions, options);
  for await (const { upload, version } of compared) {
    const isIndexed = versionByKey.delete(upload.key);
    if (version !== null) continue;
    keys.push(upload.key);
    if (isIndexed) counts.changed += 1;
    else counts.missing += 1;
  }
  for (const key of versionByKey.keys()) keys.push(key as ObjectKey);
  return { keys, ...counts, gone: versionByKey.size };
}

/** Version by source key of the whole index; begun again once where its segments were collected meanwhile. */
async function loadVersions(context: IndexContext, snapshot?: Snapshot): Promise<Map<string, string>> {
  const load = () => new ManifestStore(context).load();
  try {
    return await readVersions(context, snapshot ?? (await load()));
  } catch (error) {
    if (!isErrorOfKind(error, "not-found")) throw error;
    return readVersions(context, await load());
  }
}

async function readVersions(context: IndexContext, snapshot: Snapshot | null): Promise<Map<string, string>> {
  const versionByKey = new Map<string, string>();
  if (snapshot === null) return versionByKey;
  for await (const { entry } of allLiveEntries(context, snapshot.manifest)) {
    versionByKey.set(entry.sourceKey, entry.version);
  }
  return versionByKey;
}

/** Whether the rejection of this version is recorded, which is all that the index knows of an unusable key. */
async function isRecorded(context: IndexContext, upload: ObjectSummary, parserVersion: string): Promise<boolean> {
  const record = await findRejectedRecord(context, upload.key);
  return isSameUpload(record?.version, listedVersion(upload, parserVersion), parserVersion);
}

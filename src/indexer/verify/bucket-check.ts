/**
 * The index against the bucket (layer 4): every upload must be live once, at its present version, and nothing else.
 */
import { type IndexContext, ManifestStore, type Snapshot } from "../../manifest/manifest-store.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { allLiveEntries, LiveEntryFinder } from "../commit/live-entries.ts";
import { isSameUpload, listedVersion, presentVersion } from "../commit/upload-version.ts";
import { compareListed } from "../ingest/listed-uploads.ts";
import { listUploads } from "../ingest/reconcile.ts";
import type { Findings } from "./findings.ts";
import type { UploadTable } from "./upload-table.ts";

/** Uploads that are named one by one; the others are counted. */
const MAX_NAMED_UPLOADS = 10;

/** How the two differ, as reconcile would find it. */
export interface BucketDifferences {
  readonly uploads: number;
  readonly missing: number;
  readonly changed: number;
  readonly gone: number;
}

type Difference = "missing" | "changed" | "gone";

const SENTENCES: Readonly<Record<Difference, string>> = {
  missing: "The bucket holds it, and the index does not.",
  changed: "The index holds another version of it than the bucket.",
  gone: "The index holds it, and the bucket does not.",
};

/** The live entries of an index: what a listing tells of their versions, and whole those of which it does not tell enough. */
export interface LiveUploads {
  readonly table: UploadTable;
  readonly unsettled: ReadonlyMap<string, string>;
}

/**
 * Compares a listing with the live entries, which are those of `snapshot`. What was written meanwhile, and so differs only in
 * this view, is looked at again where it is named. A listing, and a HEAD for each unsettled version and each that is named.
 */
export async function checkBucket(
  context: IndexContext,
  snapshot: Snapshot,
  { table, unsettled }: LiveUploads,
  parserVersion: string,
  findings: Findings,
): Promise<BucketDifferences> {
  const counts = { uploads: 0, missing: 0, changed: 0 };
  const named: [ObjectKey, Difference][] = [];
  const uploads = compareListed(context.store, parserVersion, listUploads(context), (key) => [unsettled.get(key)]);
  for await (const { upload, version } of uploads) {
    counts.uploads += 1;
    const listed = table.compare(upload.key, listedVersion(upload, parserVersion));
    const standing = listed === "same" && unsettled.has(upload.key) && version === null ? "changed" : listed;
    if (standing === "same") continue;
    counts[standing] += 1;
    if (counts[standing] <= MAX_NAMED_UPLOADS) named.push([upload.key, standing]);
  }
  const gone = table.unseen;
  if (gone > 0) for (const key of await findUnseen(context, snapshot, table)) named.push([key, "gone"]);
  const differences = { ...counts, gone };
  const isSettled = await settle(context, snapshot, named, parserVersion, findings);
  if (isSettled && gone + counts.missing + counts.changed === named.length)
    return { ...differences, ...NO_DIFFERENCES };
  for (const kind of ["missing", "changed", "gone"] as const) {
    const more = differences[kind] - MAX_NAMED_UPLOADS;
    if (more > 0) findings.add("difference", context.layout.uploadsPrefix, `${more} more: ${SENTENCES[kind]}`);
  }
  return differences;
}

const NO_DIFFERENCES = { missing: 0, changed: 0, gone: 0 };

/** The first keys of the index that the listing did not have. Reads the ids sections again. */
async function findUnseen(context: IndexContext, { manifest }: Snapshot, table: UploadTable): Promise<ObjectKey[]> {
  const keys: ObjectKey[] = [];
  for await (const { entry } of allLiveEntries(context, manifest)) {
    if (!table.isSeen(entry.sourceKey)) keys.push(entry.sourceKey as ObjectKey);
    if (keys.length === MAX_NAMED_UPLOADS) break;
  }
  return keys;
}

/** Adds what still differs when it is looked at again; true where nothing does. */
async function settle(
  context: IndexContext,
  snapshot: Snapshot,
  named: readonly [ObjectKey, Difference][],
  parserVersion: string,
  findings: Findings,
): Promise<boolean> {
  if (named.length === 0) return true;
  const { manifest } = (await new ManifestStore(context).load()) ?? snapshot;
  const keys = named.map(([key]) => key);
  const live = await new LiveEntryFinder(context).find(manifest, keys);
  let isSettled = true;
  for (const [key] of named) {
    const present = await presentVersion(context.store, key, parserVersion);
    const indexed = live.get(key)?.[0]?.entry.version ?? null;
    if (isSameUpload(present, indexed, parserVersion)) continue;
    isSettled = false;
    const kind = present === null ? "gone" : indexed === null ? "missing" : "changed";
    findings.add("difference", key, SENTENCES[kind]);
  }
  return isSettled;
}

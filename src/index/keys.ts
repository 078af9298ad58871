/**
 * Every key of the index is built and parsed here. See "In the bucket" in docs/architecture.md. The keys of feeds,
 * sites and takedowns are in src/ingest/keys.ts.
 */
import { sha256, toHex } from "../content-hash.ts";
import { SearchIndexError } from "../errors.ts";
import { ULID_PATTERN, ulidTimeMs } from "../id-source.ts";
import { type ObjectKey, parseObjectKey } from "../store/store.ts";

/** The name of one segment: a ULID, so that names sort by the time they were made. */
export type SegmentId = string & { readonly __segmentId: never };

/**
 * The places of the uploads and the index. Both end with `/`; that of uploads is empty where they are all of a bucket.
 * Neither may contain the other, or the trigger would see its own writes; where the index has a bucket of its own,
 * uploads may not begin with its prefix.
 */
export interface KeyLayout {
  readonly uploadsPrefix: string;
  readonly indexPrefix: string;
}

/** Uploads under `articles/`, the index under `index/`. */
export const defaultKeyLayout: KeyLayout = { uploadsPrefix: "articles/", indexPrefix: "index/" };

/** A published index lies at its address itself. It has no uploads. */
export const publishedKeyLayout: KeyLayout = { uploadsPrefix: "articles/", indexPrefix: "" };

/** Tells whether a layout is that of a published index: no other index is at the top of its store. */
export function isPublished({ indexPrefix }: KeyLayout): boolean {
  return indexPrefix === publishedKeyLayout.indexPrefix;
}

/** Tells whether uploads or statements and the index would be taken for one another. */
export function isOverlapping(layout: KeyLayout, hasIndexBucket: boolean): boolean {
  const { indexPrefix } = layout;
  return uploadPrefixes(layout).some(
    (prefix) => prefix.startsWith(indexPrefix) || (!hasIndexBucket && indexPrefix.startsWith(prefix)),
  );
}

/** The way to what lies under a name of the index: a key, or a prefix of keys. */
/* @__NO_SIDE_EFFECTS__ */
function under<Key extends string = string>(name: string): (layout: KeyLayout) => Key {
  return ({ indexPrefix }) => `${indexPrefix}${name}` as Key;
}

/** The one mutable object. */
export const manifestKey = under<ObjectKey>("manifest.json");

/** Put once, before the first manifest: where it lies and no manifest does, an index is lost, and not yet to come. */
export const begunKey = under<ObjectKey>("begun.json");

/** The tails of the large segments (src/index/manifest/segment-tails.ts). */
export const tailsKey = under<ObjectKey>("tails");

export const segmentsPrefix = under("segments/");

export function segmentKey(layout: KeyLayout, id: SegmentId): ObjectKey {
  return `${segmentsPrefix(layout)}${id}.segment` as ObjectKey;
}

/** One part of a segment of a published index that is cut into such, by its number from 0. */
export function segmentPartKey(key: ObjectKey, partNumber: number): ObjectKey {
  return `${key}.${String(partNumber).padStart(3, "0")}` as ObjectKey;
}

/**
 * The ready-made suggestions of a published index. They lie among the segments: named as these are, and as immutable.
 */
export function suggestionsKey(layout: KeyLayout, id: SegmentId): ObjectKey {
  return `${segmentsPrefix(layout)}${id}.suggestions` as ObjectKey;
}

/** The segment of which a key names the object or a part, or the ready-made suggestions; null for any other key. */
export function parsePublishedKey(layout: KeyLayout, key: ObjectKey): SegmentId | null {
  return parseSegmentKey(layout, key.replace(/\.\d{3,9}$/, "").replace(/\.suggestions$/, ".segment") as ObjectKey);
}

/**
 * The secret of a private index by which its published ones keep versions of uploads
 * (src/index/publish/compare-states.ts).
 */
export const publicationSecretKey = under<ObjectKey>("publication-secret");

export const dictionariesPrefix = under("dictionaries/");

/** The dictionary that a published index is searched with, by the first 16 hex digits of its SHA-256. */
export function dictionaryKey(layout: KeyLayout, hash: string): ObjectKey {
  return `${dictionariesPrefix(layout)}${hash}` as ObjectKey;
}

/** The terms on which that dictionary may be given to others. */
export function dictionaryLicenceKey(layout: KeyLayout, hash: string): ObjectKey {
  return `${dictionaryKey(layout, hash)}.LICENSE` as ObjectKey;
}

/** The file of the search box that leads to its others, which are named after their content. */
export const WIDGET_LOADER = "widget.js";

export const widgetPrefix = under("widget/");

/** A file of the search box beside a published index. */
export function widgetKey(layout: KeyLayout, name: string): ObjectKey {
  return `${widgetPrefix(layout)}${name}` as ObjectKey;
}

/** The segment that a key names, or null for any other key. */
export function parseSegmentKey(layout: KeyLayout, key: ObjectKey): SegmentId | null {
  const prefix = segmentsPrefix(layout);
  if (!key.startsWith(prefix) || !key.endsWith(".segment")) return null;
  return parseSegmentId(key.slice(prefix.length, -".segment".length));
}

/** A segment id from text, or null where it is none. */
export function parseSegmentId(text: string): SegmentId | null {
  return ULID_PATTERN.test(text) ? (text as SegmentId) : null;
}

export const tombstonesPrefix = under("tombstones/");

/** A tombstone object; its name begins with the time as a segment's does. */
export function tombstonesKey(layout: KeyLayout, id: SegmentId): ObjectKey {
  return `${tombstonesPrefix(layout)}${id}` as ObjectKey;
}

/** The id of a tombstone object, or null for any other key. */
export function parseTombstonesKey(layout: KeyLayout, key: ObjectKey): SegmentId | null {
  const prefix = tombstonesPrefix(layout);
  return key.startsWith(prefix) ? parseSegmentId(key.slice(prefix.length)) : null;
}

export const rejectedPrefix = under("rejected/");

/** Prefix of the marks of uploads that are being read (src/index/uploads/suspect-ingest.ts). */
export const readingPrefix = under("reading/");

/** One mark, by its ULID. */
export function readingMarkKey(layout: KeyLayout, id: string): ObjectKey {
  return `${readingPrefix(layout)}${id}.json` as ObjectKey;
}

/** Prefix of the objects of store checks: a folder for each run, named by a ULID. */
export const probesPrefix = under("doctor/");

/**
 * Finds the start of the run of checks that left this object, in milliseconds since the epoch; NaN for any other key.
 */
export function probeTimeMs(layout: KeyLayout, key: ObjectKey): number {
  const prefix = probesPrefix(layout);
  return key.startsWith(prefix) ? ulidTimeMs(key.slice(prefix.length).split("/")[0] ?? "") : Number.NaN;
}

/**
 * Prefix of removals and takedowns: beside the uploads, so that a copy of a folder over these, or a permission to push
 * all of them, reaches none. Where uploads are all of a bucket it is a folder of that bucket.
 */
export function statementsPrefix({ uploadsPrefix }: KeyLayout): string {
  return uploadsPrefix === "" ? "statements/" : `${uploadsPrefix.slice(0, -1)}-statements/`;
}

/** An object under {@link statementsPrefix} states what its folder says; null for any other key. */
export function statementKind(layout: KeyLayout, key: string): BareStatementKind | null {
  const kinds = Object.keys(STATEMENT_FOLDERS) as BareStatementKind[];
  return kinds.find((kind) => key.startsWith(statementFolder(layout, kind))) ?? null;
}

/** The prefix of the statements of one kind. */
export function statementFolder(layout: KeyLayout, kind: BareStatementKind): string {
  return `${statementsPrefix(layout)}${STATEMENT_FOLDERS[kind]}/`;
}

/** A statement without a document (src/index/segment/stored/statements.ts). */
export type BareStatementKind = "removal" | "takedown";

const STATEMENT_FOLDERS: Readonly<Record<BareStatementKind, string>> = { removal: "removals", takedown: "takedowns" };

/** Prefixes of the objects that the index is built from, ascending: none is a prefix of another. */
export function uploadPrefixes(layout: KeyLayout): readonly string[] {
  const { uploadsPrefix } = layout;
  return uploadsPrefix === "" ? [uploadsPrefix] : [statementsPrefix(layout), uploadsPrefix];
}

/** Tells whether the index is built from the object of a key: articles, a removal or a takedown. */
export function isUploadKey(layout: KeyLayout, key: string): boolean {
  return isArticleKey(layout, key) || (statementKind(layout, key) !== null && !key.endsWith("/"));
}

/**
 * Tells whether a key is one of articles: below the uploads' prefix, outside statements and index, and no folder
 * marker.
 */
export function isArticleKey(layout: KeyLayout, key: string): boolean {
  const isOutside = !key.startsWith(layout.indexPrefix) && !key.startsWith(statementsPrefix(layout));
  return key.startsWith(layout.uploadsPrefix) && isOutside && !key.endsWith("/");
}

/** Prefix of the state of backfills: a folder for each run, named by the run. */
export const backfillsPrefix = under("backfill/");

/** The folder of one run. */
export function backfillPrefix(layout: KeyLayout, run: SegmentId): string {
  return `${backfillsPrefix(layout)}${run}/`;
}

/** The run to whose folder a key belongs, or null for any other key. */
export function parseBackfillKey(layout: KeyLayout, key: ObjectKey): SegmentId | null {
  const prefix = backfillsPrefix(layout);
  return key.startsWith(prefix) ? parseSegmentId(key.slice(prefix.length).split("/")[0] ?? "") : null;
}

/** Prefix of the parts of an imported archive, among the uploads. `invalid-key` if the name cannot be a folder. */
export function importPrefix(layout: KeyLayout, name: string): string {
  if (name.trim() === "" || name.includes("/")) {
    throw new SearchIndexError("invalid-key", "An archive's name must not be blank or hold a slash.");
  }
  return parseObjectKey(`${layout.uploadsPrefix}import/${name}/-`).slice(0, -1);
}

/** Prefix of the archive that a key is a part of; null for any other key. */
export function importPrefixOf({ uploadsPrefix }: KeyLayout, key: string): string | null {
  const folder = `${uploadsPrefix}import/`;
  const end = key.startsWith(folder) ? key.indexOf("/", folder.length) : -1;
  return end < 0 ? null : key.slice(0, end + 1);
}

/** One part of an imported archive, by its number from 1 and the hash of what it holds before it is packed. */
export function importPartKey(prefix: string, partNumber: number, contentHash: string): ObjectKey {
  return parseObjectKey(`${prefix}${String(partNumber).padStart(5, "0")}-${contentHash}.jsonl.gz`);
}

/** Key of the reason why an upload could not be indexed. It is a hash, since an upload's key may be 1,024 bytes. */
export function rejectedKey(layout: KeyLayout, sourceKey: ObjectKey): ObjectKey {
  return `${rejectedPrefix(layout)}${toHex(sha256(sourceKey).subarray(0, 16))}.json` as ObjectKey;
}

export const withdrawnPrefix = under("withdrawn/");

/**
 * The note that the owner changed or removed an upload by a command, so that no former text of it stays in a published
 * index.
 */
export function withdrawnKey(layout: KeyLayout, sourceKey: ObjectKey): ObjectKey {
  return `${withdrawnPrefix(layout)}${toHex(sha256(sourceKey).subarray(0, 16))}` as ObjectKey;
}

/** The mark of a round of reading, of which the index has one at most. */
export function roundMarkKey(layout: KeyLayout): ObjectKey {
  return `${readingPrefix(layout)}round.json` as ObjectKey;
}

/** Prefix of the records about sites (src/ingest/keys.ts). */
export const siteRecordsPrefix = under("sites/");

/** Prefix of the records about feeds (src/ingest/keys.ts). */
export const feedRecordsPrefix = under("feeds/");

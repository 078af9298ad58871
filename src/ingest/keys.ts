/**
 * Keys of what leads to the index: parts of imports, items of feeds, pages of sites, and what is kept of backfills, takedowns and rejected
 * uploads. The keys of the index itself are in src/index/keys.ts.
 */
import { sha256, toHex } from "../content-hash.ts";
import { SearchIndexError } from "../errors.ts";
import { type KeyLayout, parseSegmentId, readingPrefix, rejectedPrefix, type SegmentId } from "../index/keys.ts";
import { parseObjectKey } from "../store/object-store/object-keys.ts";
import type { ObjectKey } from "../store/object-store/object-store.ts";

/** Where backfills keep what they have done so far, a folder a run, named by the run. */
export function backfillsPrefix(layout: KeyLayout): string {
  return `${layout.indexPrefix}backfill/`;
}

/** The folder of one run. */
export function backfillPrefix(layout: KeyLayout, run: SegmentId): string {
  return `${backfillsPrefix(layout)}${run}/`;
}

/** The run to whose folder a key belongs, or null for any other key. */
export function parseBackfillKey(layout: KeyLayout, key: ObjectKey): SegmentId | null {
  const prefix = backfillsPrefix(layout);
  return key.startsWith(prefix) ? parseSegmentId(key.slice(prefix.length).split("/")[0] ?? "") : null;
}

/** Where the parts of an imported archive lie, among the uploads. `invalid-key` where the name cannot be a folder. */
export function importPrefix(layout: KeyLayout, name: string): string {
  if (name.trim() === "" || name.includes("/")) {
    throw new SearchIndexError("invalid-key", "An archive's name must not be blank or hold a slash.");
  }
  return parseObjectKey(`${layout.uploadsPrefix}import/${name}/-`).slice(0, -1);
}

/** One part of an imported archive, by its number from 1 and the hash of what it holds before it is packed. */
export function importPartKey(prefix: string, partNumber: number, contentHash: string): ObjectKey {
  return parseObjectKey(`${prefix}${String(partNumber).padStart(5, "0")}-${contentHash}.jsonl.gz`);
}

/** Where the items of feeds lie that are asked or imported again and again, a folder a feed, among the uploads. */
export function feedPrefix(layout: KeyLayout, name: string): string {
  if (name.trim() === "" || name.includes("/")) {
    throw new SearchIndexError("invalid-key", "A feed's name must not be blank or hold a slash.");
  }
  return parseObjectKey(`${feedsPrefix(layout)}${name}/-`).slice(0, -1);
}

export function feedsPrefix(layout: KeyLayout): string {
  return `${layout.uploadsPrefix}feeds/`;
}

/** One item of a feed, by what makes it the same as one of an earlier state of the feed. */
export function feedItemKey(prefix: string, identity: string): ObjectKey {
  return parseObjectKey(`${prefix}${toHex(sha256(identity).subarray(0, 16))}.json`);
}

/** What is known of a feed, by a hash of its name. */
export function feedRecordKey(layout: KeyLayout, name: string): ObjectKey {
  return `${feedRecordsPrefix(layout)}${toHex(sha256(name).subarray(0, 16))}.json` as ObjectKey;
}

export function feedRecordsPrefix(layout: KeyLayout): string {
  return `${layout.indexPrefix}feeds/`;
}

/** Where the pages of sites lie that are brought in by their sitemaps, a folder a host, among the uploads. */
export function sitesPrefix({ uploadsPrefix }: KeyLayout): string {
  return `${uploadsPrefix}sites/`;
}

export function takedownsPrefix(layout: KeyLayout): string {
  return `${layout.indexPrefix}takedowns/`;
}

/** Where it is kept that an upload was taken down: a hash, which tells nobody what that was. */
export function takedownKey(layout: KeyLayout, sourceKey: ObjectKey): ObjectKey {
  return `${takedownsPrefix(layout)}${toHex(sha256(sourceKey).subarray(0, 16))}` as ObjectKey;
}

/** Where the reason is kept why an upload could not be indexed: a hash, since an upload's key may be 1,024 bytes. */
export function rejectedKey(layout: KeyLayout, sourceKey: ObjectKey): ObjectKey {
  return `${rejectedPrefix(layout)}${toHex(sha256(sourceKey).subarray(0, 16))}.json` as ObjectKey;
}

/** The mark of a round of reading, of which the index has one at most. */
export function roundMarkKey(layout: KeyLayout): ObjectKey {
  return `${readingPrefix(layout)}round.json` as ObjectKey;
}

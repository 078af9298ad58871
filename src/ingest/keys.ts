/**
 * Keys of feeds and of the pages of sites. The keys of the index itself are in src/index/keys.ts.
 */
import { sha256, toHex } from "../content-hash.ts";
import { SearchIndexError } from "../errors.ts";
import { feedRecordsPrefix, type KeyLayout, siteRecordsPrefix } from "../index/shared.ts";
import { type ObjectKey, parseObjectKey } from "../store/store.ts";

/**
 * Prefix of the items of feeds, which are requested or imported repeatedly: a folder for each feed, among the uploads.
 */
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

/** Key of the record of a feed, with a hash of its name. */
export function feedRecordKey(layout: KeyLayout, name: string): ObjectKey {
  return `${feedRecordsPrefix(layout)}${toHex(sha256(name).subarray(0, 16))}.json` as ObjectKey;
}

/** Prefix of the pages of sites that are imported by their sitemaps: a folder for each host, among the uploads. */
export function sitesPrefix({ uploadsPrefix }: KeyLayout): string {
  return `${uploadsPrefix}sites/`;
}

/** Key of the record of a site that is imported by a sitemap, with a hash of the sitemap's address. */
export function siteRecordKey(layout: KeyLayout, sitemap: string): ObjectKey {
  return `${siteRecordsPrefix(layout)}${toHex(sha256(sitemap).subarray(0, 16))}.json` as ObjectKey;
}

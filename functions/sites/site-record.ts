/**
 * Keeps the facts about a site between two imports that no upload has: when its maps were read, what they listed, and
 * which requested pages gave nothing to put. Without it pages are asked for more often, and those that left the maps
 * before are not noticed.
 */
import * as v from "valibot";
import { sha256 } from "../../src/content-hash.ts";
import { nullIf } from "../../src/errors.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { backOff, JSON_TYPE, parseRecord, recordBytes } from "../../src/index/write.ts";
import { siteRecordKey } from "../../src/ingest/ingest.ts";
import { type ObjectKey, putLatest } from "../../src/store/store.ts";

const recordSchema = v.object({
  sitemap: v.string(),
  /** Start of the run that read each map whole, by name. */
  maps: v.record(v.string(), v.number()),
  /** The names of the pages that the maps listed when all of them were read whole, one behind the other. */
  listed: v.string(),
  /** Start of that run; null if there was none. */
  listedAtMs: v.nullable(v.number()),
  /** Entries by names of pages. */
  pages: v.record(v.string(), v.object({ sinceMs: v.number(), state: v.string() })),
});

/** The parsed record of a site. */
export type SiteRecord = v.InferOutput<typeof recordSchema>;

/**
 * The state of a page: it could not be had; it is gone; it is there, though no map lists it; or the reason why it was
 * left out, as the report has it.
 */
export type PageState = "failed" | "gone" | "there" | "noindex" | "no HTML";

/** A page of a record. */
export interface RecordedPage {
  readonly sinceMs: number;
  readonly state: string;
}

/** So many make 6 MB. Others that a map lists are asked at every run, and those that left it no more. Untuned. */
export const MAX_RECORDED_PAGES = 100_000;

/**
 * 48 bits: two of 500,000 pages have one name with odds of 1 in 2,000, and one of these is then asked for at a wrong
 * time.
 */
const NAME_BYTES = 6;
const NAME_CHARACTERS = 8;

/** The name of a page or a map in a record, of its key or address: eight characters. */
export function nameInRecord(written: string): string {
  return Buffer.from(sha256(written).subarray(0, NAME_BYTES)).toString("base64url");
}

/** The names in {@link SiteRecord.listed}. */
export function namesOf(listed: string): ReadonlySet<string> {
  const names = new Set<string>();
  for (let start = 0; start < listed.length; start += NAME_CHARACTERS)
    names.add(listed.slice(start, start + NAME_CHARACTERS));
  return names;
}

/** The record of a map that no run has read. */
export function emptyRecord(sitemap: string): SiteRecord {
  return { sitemap, maps: {}, listed: "", listedAtMs: null, pages: {} };
}

/** The record of a map; an empty one where there is none, or none that can be read. One request. */
export async function loadSiteRecord({ store, layout }: IndexContext, sitemap: string): Promise<SiteRecord> {
  const object = await nullIf(store.get(siteRecordKey(layout, sitemap)), "not-found");
  const record = object && parseRecord(recordSchema, object.bytes);
  return record ?? emptyRecord(sitemap);
}

/** Keeps the record; of two runs at once the last one's stays. Two requests. */
export async function saveSiteRecord(context: IndexContext, record: SiteRecord): Promise<void> {
  const key: ObjectKey = siteRecordKey(context.layout, record.sitemap);
  await putLatest(context.store, key, recordBytes(record), JSON_TYPE, (doubts) => backOff(context, doubts));
}

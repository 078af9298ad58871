/**
 * The items of a feed as uploads of their own: a feed holds the last twenty or so, and what has left it must stay.
 * An item's key is made of its guid, so that a changed item replaces itself. What was put is recorded, and stays
 * recorded when it has left the feed: an item that was taken down in the bucket does not come back before its site
 * changes it. A corrected item stays until its site changes the text.
 */

import * as v from "valibot";
import { decodeText, isRejection, maxArticlesPerUpload, unpack } from "../articles/articles.ts";
import {
  type ArticleFields,
  FeedParser,
  feedArticle,
  feedReaderVersion,
  itemIdentity,
  privateKind,
} from "../articles/feeds.ts";
import { hostsMetadata, maySpeakFor, type SpeakingHosts, zoneMetadata } from "../articles/news.ts";
import { sha256, toHex } from "../content-hash.ts";
import { nullIf } from "../errors.ts";
import { feedRecordsPrefix, type IndexContext } from "../index/shared.ts";
import { backOff, JSON_TYPE, mapConcurrently, parseRecord, recordBytes, retryTransaction } from "../index/write.ts";
import { listAll, type ObjectKey, type PutOptions, putIfUnchanged, putLatest } from "../store/store.ts";
import { feedItemKey, feedPrefix, feedRecordKey } from "./keys.ts";
import { TakenDown } from "./statement-files.ts";
import { fieldsStamp, standingMetadata } from "./takedown/standing-correction.ts";
import { findUpload } from "./takedown/takedown.ts";
import { withoutCounters } from "./text-stamp.ts";

const recordSchema = v.object({
  name: v.string(),
  /**
   * The state of each item as the feed had it last: the reader's version, `-`, and the hash of its article, without
   * counters. First those of the last look, then those that left the feed, the latest first.
   */
  items: v.record(v.string(), v.string()),
  etag: v.nullable(v.string()),
  lastModified: v.nullable(v.string()),
  /** Time of the last request, in milliseconds since the epoch; 0: never. */
  askedAtMs: v.number(),
  /** Number of failed reads in a row, and the last reason. */
  failures: v.number(),
  fault: v.nullable(v.string()),
  /** Number of uploads on the last day with any, by UTC. */
  share: v.optional(v.object({ day: v.string(), used: v.number() }), { day: "", used: 0 }),
  /** Items beyond the share of a day, new or changed, that were not put yet. */
  waiting: v.optional(v.array(v.string()), []),
});

/** The record of a feed between two reads. */
export type FeedRecord = v.InferOutput<typeof recordSchema>;

/** The outcome of a feed's items. */
export interface FeedReport {
  /** Number of items: those that everybody may read, and those that lost their text now. */
  readonly items: number;
  /** Uploads that were put now: of new items, of changed ones, and of those that lost their text. */
  readonly keys: readonly ObjectKey[];
  /** Uploads that the record does not know and the bucket has. A look that was killed may have left them unindexed. */
  readonly foundKeys: readonly ObjectKey[];
  /** New and changed items beyond what may be put now, by what they are called in the record. */
  readonly waiting: FeedRecord["waiting"];
  /** Number of items that waited, and are no longer in the feed. */
  readonly lost: number;
  /** Number of items of other sites, whose full texts were left out. */
  readonly shortened: number;
  /** Number of items left out, by reason: drafts, too long. */
  readonly leftOut: ReadonlyMap<string, number>;
  /** Reason why it was not read to its end, to follow "since"; null if it was. */
  readonly fault: string | null;
  /** The item states to remember. */
  readonly itemStates: FeedRecord["items"];
}

/** The permissions of a feed. */
export interface FeedRights {
  /** Hosts that the feed may speak for; its uploads keep them. */
  readonly hosts: SpeakingHosts;
  /** True if full texts of items that link to other hosts are taken too. */
  readonly hasTextsOfOthers: boolean;
  /** The time zone of the site, which its uploads keep. Default Europe/Moscow. */
  readonly timeZone?: string;
  /** Largest number of uploads now. Default: all. */
  readonly mostUploads?: number;
}

/** Puts of items at a time. */
const PUT_CONCURRENCY = 8;
/** A record keeps at least so many items: 28 KB. Untuned. */
const MIN_KEPT_ITEMS = 500;
/** A record keeps so many times the items that the feed has: at most 80,000, 4.5 MB. Untuned. */
const KEPT_FEEDS = 4;

/** The record of a feed; a new one where there is none, or none that can be read. One request. */
export async function loadFeedRecord({ store, layout }: IndexContext, name: string): Promise<FeedRecord> {
  const fresh = { name, items: {}, etag: null, lastModified: null, askedAtMs: 0, failures: 0, fault: null };
  const held = await readRecord(store, feedRecordKey(layout, name));
  return held ?? { ...fresh, share: { day: "", used: 0 }, waiting: [] };
}

async function readRecord(store: IndexContext["store"], key: ObjectKey): Promise<FeedRecord | null> {
  const object = await nullIf(store.get(key), "not-found");
  return object && parseRecord(recordSchema, object.bytes);
}

/** The feeds that could not be read, or not to their end, when they were asked last. A listing, and a GET each. */
export async function listFailedFeeds({ store, layout }: IndexContext): Promise<readonly FeedRecord[]> {
  const failed: FeedRecord[] = [];
  for await (const { key } of listAll(store, feedRecordsPrefix(layout))) {
    const record = await readRecord(store, key);
    if (record !== null && record.fault !== null) failed.push(record);
  }
  return failed;
}

/** Keeps the record; of two that ask one feed at once the last one's stays, which says the same. Two requests. */
export async function saveFeedRecord(context: IndexContext, record: FeedRecord): Promise<void> {
  const key = feedRecordKey(context.layout, record.name);
  await putLatest(context.store, key, recordBytes(record), JSON_TYPE, (doubts) => backOff(context, doubts));
}

/**
 * Puts the items of a feed that `held` does not have as they are now; two requests each, or one where the bucket has
 * the same item or a correction of it, and a listing of takedowns. Items that the owner took down are left out, and new
 * again once that is lifted. One that not everybody may read any more leaves an upload without a text. Those beyond
 * what may be put now wait, the last of the feed. A text in place of the report says why the bytes are no feed. Items
 * are put first and recorded afterwards. After a failure in between they are found in the bucket: nothing is lost or
 * doubled.
 */
export async function putFeedItems(
  context: IndexContext,
  held: FeedRecord,
  bytes: Uint8Array,
  declaredCharset: string | null,
  rights: FeedRights,
): Promise<FeedReport | string> {
  const read = await readItems(bytes, declaredCharset, rights);
  if (typeof read === "string") return read;
  const prefix = feedPrefix(context.layout, held.name);
  const options = {
    ...JSON_TYPE,
    metadata: { ...hostsMetadata(rights.hosts), ...zoneMetadata(rights.timeZone) },
  };
  const takenDown = await TakenDown.load(context);
  const former = { ...held.items };
  /** States by names; null of what was taken down. */
  const listed = new Map<string, string | null>();
  const changed: (ItemUpload & { readonly name: string })[] = [];
  let leftOutItems = 0;
  for (const [identity, fields] of read.articles) {
    const key = feedItemKey(prefix, identity);
    const name = key.slice(prefix.length, -".json".length);
    const isTakenDown = takenDown.holds(key, maySpeakFor(rights.hosts, fields.url ?? "") ? fields.url : null);
    const state = isTakenDown ? null : stateOf(fields);
    listed.set(name, state);
    if (state === null) {
      leftOutItems += 1;
      delete former[name];
    } else if (isChanged(held.items[name], state)) changed.push({ name, key, fields, options });
  }
  const hidden: ObjectKey[] = [];
  for (const identity of read.hidden) {
    const key = feedItemKey(prefix, identity);
    const name = key.slice(prefix.length, -".json".length);
    const state = held.items[name];
    if (state === undefined) continue;
    listed.set(name, HIDDEN_STATE);
    if (state !== HIDDEN_STATE) hidden.push(key);
  }
  const hidings = await mapConcurrently(hidden, PUT_CONCURRENCY, (key) => hideItem(context, key, options));
  const hiddenKeys = hidden.filter((_, i) => hidings[i]);
  const { mostUploads = changed.length } = rights;
  const put = changed.slice(0, mostUploads);
  const results = await mapConcurrently(put, PUT_CONCURRENCY, (item) => putItem(context, item));
  const keysOf = (result: PutResult) => put.filter((_, i) => results[i] === result).map(({ key }) => key);
  const waiting = new Set(changed.slice(mostUploads).map(({ name }) => name));
  const present = Object.fromEntries(
    [...listed].flatMap(([name, state]) => (state === null || waiting.has(name) ? [] : [[name, state] as const])),
  );
  const { shortened, fault } = read;
  const unlisted = held.waiting.filter((name) => !listed.has(name));
  // What was not read to its end may still have them.
  const isCut = fault !== null || read.articles.size >= maxArticlesPerUpload;
  const awaited = isCut ? unlisted.slice(0, maxArticlesPerUpload) : [];
  const leftOut = new Map([...read.leftOut, ...(leftOutItems === 0 ? [] : [["taken down", leftOutItems] as const])]);
  return {
    items: read.articles.size + hiddenKeys.length,
    keys: [...hiddenKeys, ...keysOf("put")],
    foundKeys: keysOf("found"),
    waiting: [...waiting, ...awaited],
    lost: unlisted.length - awaited.length,
    shortened,
    leftOut,
    fault,
    itemStates: rememberedStates(present, former),
  };
}

/** The recorded state of an item that not everybody may read. */
const HIDDEN_STATE = `${feedReaderVersion}-hidden`;

/** A counter in the text that goes on is no change of the item. */
function stateOf(fields: ArticleFields): string {
  const { text } = fields;
  const compared = text === undefined ? fields : { ...fields, text: withoutCounters(text) };
  return `${feedReaderVersion}-${toHex(sha256(JSON.stringify(compared))).slice(0, 16)}`;
}

/**
 * Lists the states to remember: all items of the feed, then earlier ones. The record never becomes shorter, so that a
 * feed which is empty or cut short once forgets nothing: what it has again would be new.
 */
function rememberedStates(present: FeedRecord["items"], held: FeedRecord["items"]): FeedRecord["items"] {
  const former = Object.entries(held).filter(([name]) => !Object.hasOwn(present, name));
  const own = Object.entries(present);
  const most = Math.max(MIN_KEPT_ITEMS, KEPT_FEEDS * own.length, Object.keys(held).length);
  return Object.fromEntries([...own, ...former].slice(0, most));
}

interface ItemUpload {
  readonly key: ObjectKey;
  readonly fields: ArticleFields;
  readonly options: PutOptions;
}

/** `found`: the bucket has the same. `kept`: it has a correction that stands. */
type PutResult = "put" | "found" | "kept";

async function putItem(context: IndexContext, { key, fields, options }: ItemUpload): Promise<PutResult> {
  const { store } = context;
  const bytes = Buffer.from(`${JSON.stringify(fields)}\n`, "utf8");
  let wasSent = false;
  return retryTransaction(context, async () => {
    const held = await findUpload(store, key);
    if (held !== null) {
      const isSaid = ["hosts", "zone"].every((name) => held.metadata[name] === options.metadata?.[name]);
      const isSame = isSaid && Buffer.compare(held.bytes, bytes) === 0;
      // After a put without an answer it is there by that put.
      if (isSame) return wasSent ? "put" : "found";
      if (standingMetadata(held.metadata, fieldsStamp({ ...fields })) !== null) return "kept";
    }
    wasSent = true;
    await putIfUnchanged(store, key, bytes, held?.etag ?? null, options);
    return "put";
  });
}

/**
 * Puts what has no text in place of the item's upload, a corrected one too: whoever asks feeds may delete nothing.
 * Resolves to false where there is no upload.
 */
function hideItem(context: IndexContext, key: ObjectKey, options: PutOptions): Promise<boolean> {
  const bytes = Buffer.from("{}\n", "utf8");
  return retryTransaction(context, async () => {
    const held = await findUpload(context.store, key);
    if (held !== null) await putIfUnchanged(context.store, key, bytes, held.etag, options);
    return held !== null;
  });
}

/**
 * Tells whether the feed changed an item. States of other reader versions are not compared: an item that was taken down
 * stays so.
 */
function isChanged(held: string | undefined, state: string): boolean {
  return held === undefined || (held !== state && held.startsWith(`${feedReaderVersion}-`));
}

interface ReadItems {
  /** Articles by identity; the first in a feed counts, which is the newest. */
  readonly articles: ReadonlyMap<string, ArticleFields>;
  /** The identities of items that not everybody may read. */
  readonly hidden: ReadonlySet<string>;
  readonly shortened: number;
  readonly leftOut: ReadonlyMap<string, number>;
  readonly fault: string | null;
}

const NO_FEED = "it is no RSS, Atom or JSON feed";
const CHUNK_CHARACTERS = 65_536;

async function readItems(
  bytes: Uint8Array,
  declaredCharset: string | null,
  { hosts, hasTextsOfOthers }: FeedRights,
): Promise<ReadItems | string> {
  const unpacked = await unpack(bytes);
  if (isRejection(unpacked)) return unpacked.reason;
  const text = decodeText(unpacked.bytes, declaredCharset)?.text ?? "";
  const parser = new FeedParser();
  const articles = new Map<string, ArticleFields>();
  const hidden = new Set<string>();
  const leftOut = new Map<string, number>();
  let shortened = 0;
  for (let start = 0; start <= text.length && articles.size < maxArticlesPerUpload; start += CHUNK_CHARACTERS) {
    const isEnd = start + CHUNK_CHARACTERS > text.length;
    const items = parser.write(text.slice(start, start + CHUNK_CHARACTERS));
    if (isEnd) items.push(...parser.end());
    if (parser.kind === "wordpress") return "it is an export of WordPress";
    if (parser.kind === "sitemap") return "it is a map of a site, which is brought in by: poisk import --sitemap URL";
    if (parser.kind === "other") return NO_FEED;
    for (const item of items) {
      const identity = itemIdentity(item, parser.channel);
      if (articles.has(identity) || hidden.has(identity)) continue;
      const privacy = privateKind(item);
      const kind = item.isTooLong ? "item too long to be read" : privacy;
      if (kind !== null) {
        leftOut.set(kind, (leftOut.get(kind) ?? 0) + 1);
        if (privacy !== null) hidden.add(identity);
        continue;
      }
      const whole = feedArticle(item, parser.channel).fields;
      const isWhole = hasTextsOfOthers || whole.url === undefined || maySpeakFor(hosts, whole.url);
      const fields = isWhole ? whole : feedArticle(item, parser.channel, false).fields;
      if (fields.text !== whole.text) shortened += 1;
      // Without an id of its own its key is what it is known by, whatever becomes of its text.
      articles.set(identity, fields.id === undefined ? { ...fields, id: identityId(identity) } : fields);
    }
  }
  if (parser.kind === null) return NO_FEED;
  return { articles, hidden, shortened, leftOut, fault: parser.fault };
}

function identityId(identity: string): string {
  return toHex(sha256(identity)).slice(0, 22);
}

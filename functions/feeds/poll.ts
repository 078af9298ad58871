/**
 * Asks feeds again and again, and puts what is new in them into the bucket as uploads: from there on it is indexed as
 * everything is. When a feed was asked, and what it said, is kept beside the index, so that any process may ask next.
 */

import { canonicalHosts } from "../../src/articles/news.ts";
import { isoTimestamp } from "../../src/clock.ts";
import { sha256, toHex } from "../../src/content-hash.ts";
import { isSearchIndexError } from "../../src/errors.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { MAX_UPLOAD_BYTES, mapConcurrently } from "../../src/index/write.ts";
import { type FeedRecord, loadFeedRecord, putFeedItems, saveFeedRecord } from "../../src/ingest/ingest.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import type { FeedSetting, FeedSettings } from "../settings/environment.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Metrics } from "../telemetry/metrics.ts";
import { fetchPage, hostOf, WebFailure, type WebPolicy } from "../web/web-fetch.ts";

/** The feeds to poll, and the options of polling. */
export interface PollOptions {
  readonly feeds: readonly FeedSetting[];
  readonly everyMs: number;
  /** Uploads that each feed may put on a day, by UTC. */
  readonly itemsADay: number;
  /** True if full texts of items that link to other hosts are taken too. */
  readonly hasTextsOfOthers: boolean;
  readonly mayBePrivate: boolean;
  /** The time zone of a site whose feed names none; articles count under the days of their site's zone. */
  readonly timeZone: string;
}

/** Reads the options from the settings; null if no feed is named. */
export function pollOptionsOf(settings: FeedSettings): PollOptions | null {
  if (settings.POISK_FEEDS.length === 0) return null;
  return {
    feeds: settings.POISK_FEEDS,
    everyMs: settings.POISK_FEED_MINUTES * 60_000,
    itemsADay: settings.POISK_FEED_ITEMS_A_DAY,
    hasTextsOfOthers: settings.POISK_FEED_TEXTS_OF_OTHERS === "on",
    mayBePrivate: settings.POISK_FEED_PRIVATE === "on",
    timeZone: settings.POISK_TIME_ZONE,
  };
}

/** The outcome of one feed. */
export interface PolledFeed {
  readonly feed: string;
  /** `waiting`: its time has not come, or the run's was over. */
  readonly result: "read" | "unchanged" | "failed" | "waiting";
  readonly items: number;
  /** Uploads that were put. */
  readonly keys: readonly ObjectKey[];
  /** Items that wait for the next day's share, and those that waited and left the feed before they were put. */
  readonly waiting: number;
  readonly lost: number;
  /** Items of others' sites, of which the summary alone was taken. */
  readonly shortened: number;
  /** Reason of the present or last failure. */
  readonly fault: string | null;
}

/** Counts of feeds by result, and the number of uploads. */
export type PollCounts = Readonly<Record<PolledFeed["result"] | "uploads", number>>;

export function countPolled(feeds: readonly PolledFeed[]): PollCounts {
  const counts = { read: 0, unchanged: 0, failed: 0, waiting: 0, uploads: 0 };
  for (const { result, keys } of feeds) {
    counts[result] += 1;
    counts.uploads += keys.length;
  }
  return counts;
}

/** The resources for one poll of the feeds. */
export interface PollRun {
  /** True to read all feeds, also those that are not due. */
  readonly isForced?: boolean;
  /** No feed is asked any more; those that are left are the first of the next run. */
  readonly isOver?: () => boolean;
  /** Told of each feed that failed, and of each that uploads were put of. */
  readonly logger?: Logger;
  /** Told how many feeds were asked, where some were. */
  readonly metrics?: Metrics | null;
}

/** A feed that fails is asked half as often each time, up to once a day. */
const MAX_PAUSE_MS = 86_400_000;
const MAX_DOUBLINGS = 10;
/**
 * Share of the pause by which a feed may be read early: a caller that is woken at the same interval comes some seconds
 * early at times, and the feed would wait for a whole turn more. Untuned.
 */
const EARLY_SHARE = 0.1;
/** Records asked for at a time. */
const RECORD_CONCURRENCY = 8;

/**
 * Asks the feeds that are due, one after another, those first that have waited the longest. A feed that fails is told
 * of in its report and its record; rejects only where the store does, or where a feed brings a defect to light.
 */
export async function pollFeeds(
  context: IndexContext,
  options: PollOptions,
  { isForced = false, isOver = () => false, logger, metrics }: PollRun = {},
): Promise<PolledFeed[]> {
  const known = await mapConcurrently(options.feeds, RECORD_CONCURRENCY, async (setting) => {
    const record = await loadFeedRecord(context, feedName(setting.feed));
    return { ...setting, record };
  });
  const nowMs = context.clock.nowMs();
  const due = known
    .filter(({ record }) => isForced || nowMs >= dueAtMs(record, options.everyMs))
    .sort((a, b) => a.record.askedAtMs - b.record.askedAtMs);
  const asked = new Map<string, PolledFeed>();
  for (const { record, ...setting } of due) {
    if (isOver()) break;
    const polled = await askFeed(context, setting, record, options);
    asked.set(setting.feed, polled);
    if (logger !== undefined) logFeed(polled, options.itemsADay, logger);
  }
  const { read, unchanged, failed, uploads } = countPolled([...asked.values()]);
  const figures = { ReadFeeds: read, UnchangedFeeds: unchanged, FailedFeeds: failed, FeedUploads: uploads };
  if (asked.size > 0) metrics?.put(figures);
  return known.map(({ feed, record }) => asked.get(feed) ?? waitingFeed(feed, record));
}

function logFeed(polled: PolledFeed, itemsADay: number, logger: Logger): void {
  const { feed, result, items, keys, waiting, lost, shortened, fault } = polled;
  if (result === "failed") logger.warn("feed-failed", { feed, fault });
  if (keys.length > 0) logger.info("feed-read", { feed, items, uploads: keys.length, waiting, shortened });
  if (lost > 0) logger.error("feed-items-lost", { feed, lost, itemsADay });
}

/** Makes the name of a feed in the bucket: its host, and a hash that separates feeds of one host. */
export function feedName(feed: string): string {
  return `${hostOf(new URL(feed)).replaceAll(/[^\p{L}\d.-]/gu, "-")}-${toHex(sha256(feed)).slice(0, 8)}`;
}

function waitingFeed(feed: string, { fault, waiting }: FeedRecord): PolledFeed {
  return { ...nothingOf(feed, waiting.length), result: "waiting", fault: fault?.replace(`${feed}: `, "") ?? null };
}

function nothingOf(feed: string, waiting: number) {
  return { feed, items: 0, keys: [], waiting, lost: 0, shortened: 0 };
}

async function askFeed(
  context: IndexContext,
  { feed, hosts, timeZone: ownZone }: FeedSetting,
  record: FeedRecord,
  { itemsADay, mayBePrivate, hasTextsOfOthers, timeZone }: PollOptions,
): Promise<PolledFeed> {
  const names = [new URL(feed).hostname, ...hosts];
  const policy: WebPolicy = {
    hosts: new Set(names.map((name) => hostOf(new URL(`https://${name}`)))),
    mayBePrivate,
    maxBytes: MAX_UPLOAD_BYTES,
  };
  const nowMs = context.clock.nowMs();
  const asked: FeedRecord = { ...record, askedAtMs: nowMs };
  const day = isoTimestamp(nowMs).slice(0, "2026-10-09".length);
  const used = record.share.day === day ? record.share.used : 0;
  const mostUploads = Math.max(0, itemsADay - used);
  // What waits is not new to a feed that is asked for what is.
  const takesWaiting = record.waiting.length > 0 && mostUploads > 0;
  const nothing = nothingOf(feed, record.waiting.length);
  const fail = async (fault: string): Promise<PolledFeed> => {
    await saveFeedRecord(context, { ...asked, failures: record.failures + 1, fault: `${feed}: ${fault}` });
    return { ...nothing, result: "failed", fault };
  };
  try {
    const answer = await fetchPage(feed, headersOf(takesWaiting ? NO_VALIDATORS : record), policy);
    if (answer.status === 304) {
      await saveFeedRecord(context, { ...asked, failures: 0, fault: null });
      return { ...nothing, result: "unchanged", fault: null };
    }
    if (answer.status !== 200) return await fail(`it answered ${answer.status}`);
    const charset = /;\s{0,9}charset\s{0,9}=\s{0,9}"?([\w.:-]{1,40})/i.exec(answer.headers["content-type"] ?? "")?.[1];
    const rights = { hosts: canonicalHosts(names), hasTextsOfOthers, mostUploads, timeZone: ownZone ?? timeZone };
    const report = await putFeedItems(context, record, answer.bytes, charset ?? null, rights);
    if (typeof report === "string") return await fail(report);
    const { items, keys, waiting, lost, shortened, fault, itemStates } = report;
    const { etag = null, "last-modified": lastModified = null } = answer.headers;
    // What was cut short is asked for whole the next time.
    const validators = fault === null ? { etag, lastModified } : NO_VALIDATORS;
    const failures = fault === null ? 0 : record.failures + 1;
    const why = fault === null ? null : `it was not read to its end, since ${fault}`;
    const recorded = why === null ? null : `${feed}: ${why}`;
    const share = { day, used: used + keys.length };
    const told = { ...asked, ...validators, items: itemStates, share, waiting, failures, fault: recorded };
    await saveFeedRecord(context, told);
    const counts = { items, keys, waiting: waiting.length, lost, shortened };
    return { feed, result: why === null ? "read" : "failed", ...counts, fault: why };
  } catch (failure) {
    if (failure instanceof WebFailure) return fail(failure.message);
    // Recorded too, so that the next run does not begin with this feed and fail again before it has asked the others.
    if (!isSearchIndexError(failure)) await fail(`reading it met a defect of poisk: ${String(failure)}`);
    throw failure;
  }
}

function dueAtMs({ askedAtMs, failures }: FeedRecord, everyMs: number): number {
  const pauseMs = Math.max(everyMs, Math.min(MAX_PAUSE_MS, everyMs * 2 ** Math.min(failures, MAX_DOUBLINGS)));
  return askedAtMs + pauseMs * (1 - EARLY_SHARE);
}

const NO_VALIDATORS = { etag: null, lastModified: null };

function headersOf({ etag, lastModified }: Pick<FeedRecord, "etag" | "lastModified">): Record<string, string> {
  return {
    accept: "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1",
    ...(etag === null ? {} : { "if-none-match": etag }),
    ...(lastModified === null ? {} : { "if-modified-since": lastModified }),
  };
}

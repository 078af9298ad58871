/**
 * Addresses in a push, besides the upload itself. A push says that an article is gone, or that it has another address
 * now. What was said of an address before tells whether the article is found (docs/uploads.md, "One address, one
 * article").
 */
import { type ReadArticles, type RejectedPart, rejection } from "../../src/articles/articles.ts";
import { type Article, addressIdentity, maySpeakFor, type SpeakingHosts } from "../../src/articles/news.ts";
import { isoTimestamp } from "../../src/clock.ts";
import { isErrorOfKind } from "../../src/errors.ts";
import type { IndexContext } from "../../src/index/shared.ts";
import { getUpload } from "../../src/index/write.ts";
import { findGone } from "../../src/ingest/ingest.ts";
import { type ETag, headIfPresent, type ObjectKey } from "../../src/store/store.ts";

/** An upload as it was before the push. */
export interface FormerUpload {
  readonly etag: ETag;
  /** The address of its article, if it holds one alone that has an address of its own. */
  readonly address: string | null;
}

const SECOND_MS = 1_000;

/** The second of a time: the store's listings know none finer. */
function secondOf(timeMs: number): number {
  return Math.floor(timeMs / SECOND_MS);
}

/**
 * The upload that lies under a key; null where there is none. What is too large to be read, or lies in an archive, has
 * no address. Requests as getUpload.
 */
export async function readFormer(
  { store }: IndexContext,
  read: ReadArticles,
  key: ObjectKey,
): Promise<FormerUpload | null> {
  const upload = await getUpload(store, key);
  if (upload === null) return null;
  const { bytes, contentType, contentEncoding, metadata, lastModifiedMs: lastModified } = upload;
  if (bytes === undefined) return { etag: upload.etag, address: null };
  const { articles } = await read(bytes, { key, contentType, contentEncoding, metadata, lastModified });
  return { etag: upload.etag, address: addressOf(articles) };
}

/**
 * The address for which an upload speaks: that of its only article. A file of many speaks for all of theirs. That it
 * goes, or holds others, says of none that it is gone: it may be a list of the newest, or one of two exports.
 */
export function addressOf(articles: readonly Pick<Article, "url" | "statedAt">[]): string | null {
  const [first, second] = articles;
  return first === undefined || second !== undefined || first.statedAt === null ? null : first.url;
}

/** The former address is gone where it is another now and this token may speak for it; else null. */
export function goneAddress(former: string | null, present: string | null, hosts: SpeakingHosts): string | null {
  const isOther = addressIdentity(former) !== addressIdentity(present);
  return former !== null && isOther && maySpeakFor(hosts, former) ? former : null;
}

/** Earlier statements about the address of a push. */
export interface EarlierStatements {
  readonly isTakenDown: boolean;
  /** The time of the removal by the store's clock; null where there is none. */
  readonly removedAtMs: number | null;
}

/** Two requests, at once. */
export async function findEarlier(context: IndexContext, address: string): Promise<EarlierStatements> {
  const [takenDownAtMs, removedAtMs] = await Promise.all([
    findGone(context, "takedown", address),
    findGone(context, "removal", address),
  ]);
  return { isTakenDown: takenDownAtMs !== null, removedAtMs };
}

/** Describes why an article that was just written is nevertheless found nowhere; null if it is found. */
export function noteOf({ isTakenDown, removedAtMs }: EarlierStatements, statedAt: number | null): RejectedPart | null {
  if (isTakenDown) {
    const reason = "The owner of the search took this address down. The article is found once that is lifted.";
    return rejection("taken-down", reason);
  }
  if (removedAtMs === null || statedAt === null || statedAt > secondOf(removedAtMs)) return null;
  const [removed, changed] = [removedAtMs, statedAt * SECOND_MS].map((timeMs) => isoTimestamp(timeMs).slice(0, 19));
  const reason = `The address was removed at ${removed}Z, and the article says that it changed last at ${changed}Z. Push it with a later time of change, or without one.`;
  return rejection("removed-since", reason);
}

/**
 * Writes an article again until it is newer than the removal of its address. Both may fall into one second of the
 * store's clock, and then the removal counts. A HEAD and a write each time, twice at most; no write where somebody else
 * has replaced the article meanwhile.
 */
export async function outlastRemoval(
  { store, clock }: IndexContext,
  key: ObjectKey,
  removedAtMs: number,
  written: ETag,
  rewrite: (etag: ETag) => Promise<ETag>,
): Promise<ETag> {
  let etag = written;
  for (let left = 2; left > 0; left -= 1) {
    const head = await headIfPresent(store, key);
    const isOlder = head !== null && secondOf(head.lastModifiedMs) <= secondOf(removedAtMs);
    if (!isOlder || head.etag !== etag) return etag;
    await clock.sleep(SECOND_MS);
    try {
      etag = await rewrite(etag);
    } catch (error) {
      if (isErrorOfKind(error, "conflict")) return etag;
      throw error;
    }
  }
  return etag;
}

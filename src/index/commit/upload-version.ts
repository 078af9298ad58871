/**
 * The version of an upload: `ETag/seconds of LastModified/digest/parser`. The digest is of what reading it depends on
 * beside its bytes, which the ETag does not cover: metadata, content type and encoding. Versions are compared for
 * sameness only, never for order; a new parser makes every upload a new version.
 *
 * A listing tells ETag and seconds alone. Whether a later put may share both with this version is known by the look
 * that found it: one that was made while that second was not surely over leaves the version unsettled, marked by `~`
 * after the digest, and who has only a listing must look at the object before it takes an unsettled version for the
 * present one. The rule is Git's ("racy Git", Documentation/technical/racy-git.txt); docs/commit-protocol.md,
 * "Versions", has the argument.
 */
import { sha256, toHex } from "../../content-hash.ts";
import {
  headIfPresent,
  type ObjectHead,
  type ObjectKey,
  type ObjectStore,
  type ObjectSummary,
} from "../../store/store.ts";

/** 64 bits in hex: two metadata of one upload in one second have the same with odds of 1 in 10^19. */
const DIGEST_CHARACTERS = 16;

const UNSETTLED_MARK = "~";

/**
 * Longest time after its LastModified at which a put takes effect, clock differences of the store's nodes included.
 * Untuned.
 */
const SETTLING_MS = 5_000;

/**
 * An object put in parts is dated by the beginning of its upload (Amazon S3 User Guide, "Working with object metadata",
 * Last-Modified), which may end much later. Untuned: a day.
 */
const SETTLING_OF_PARTS_MS = 24 * 3_600_000;

/** The suffix that S3 appends to the ETag of a multipart upload. */
const ETAG_OF_PARTS = /-\d{1,5}$/;

/** The version that a look at one object found. */
export function uploadVersion(object: ObjectHead, parserVersion: string): string {
  const mark = isSettledLook(object) ? "" : UNSETTLED_MARK;
  return `${listedContent(object)}/${digestOf(object)}${mark}/${parserVersion}`;
}

/** The version that a listing alone tells, for uploads that cannot be requested. */
export function listedVersion(object: ObjectSummary, parserVersion: string): string {
  return `${listedContent(object)}/${parserVersion}`;
}

/** Tells whether a listing with the ETag and the second of this version shows this version. */
export function isSettledVersion(version: string, parserVersion: string): boolean {
  return !version.endsWith(`${UNSETTLED_MARK}/${parserVersion}`);
}

/** The second of LastModified in a version that a look found, since the epoch; NaN of any other text. */
export function secondOfVersion(version: string, parserVersion: string): number {
  return Number(contentOf(version, parserVersion).split("/").at(-2));
}

/**
 * Tells whether two versions are of one upload, even if the second of one is unknown: null and undefined are those of
 * none. A version without a digest, of a listing, is compared by ETag and second. `otherParser` is the
 * parser of `b`.
 */
export function isSameUpload(
  a: string | null | undefined,
  b: string | null | undefined,
  parserVersion: string,
  otherParser = parserVersion,
): boolean {
  if (a === null || a === undefined || b === null || b === undefined) return (a ?? null) === (b ?? null);
  const [shorter = "", longer = ""] = [contentOf(a, parserVersion), contentOf(b, otherParser)].sort(
    (one, other) => one.length - other.length,
  );
  if (shorter === longer) return true;
  return longer.length === shorter.length + 1 + DIGEST_CHARACTERS && longer.startsWith(`${shorter}/`);
}

/** The version that lies in the bucket now, null where none does. One HEAD; rejects as the store does. */
export async function presentVersion(
  store: ObjectStore,
  key: ObjectKey,
  parserVersion: string,
): Promise<string | null> {
  const head = await headIfPresent(store, key);
  return head && uploadVersion(head, parserVersion);
}

/**
 * The part of a version that depends on the upload alone, not on its reader or time; the whole version if another
 * parser made it.
 */
function contentOf(version: string, parserVersion: string): string {
  const suffix = `/${parserVersion}`;
  if (!version.endsWith(suffix)) return version;
  const content = version.slice(0, -suffix.length);
  return content.endsWith(UNSETTLED_MARK) ? content.slice(0, -UNSETTLED_MARK.length) : content;
}

function listedContent({ etag, lastModifiedMs }: ObjectSummary): string {
  return `${etag}/${Math.floor(lastModifiedMs / 1000)}`;
}

function digestOf({ contentType, contentEncoding, metadata }: ObjectHead): string {
  const entries = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  return toHex(sha256(JSON.stringify([contentType, contentEncoding, entries]))).slice(0, DIGEST_CHARACTERS);
}

/** Tells whether the look was so late that no put of the found version's second can have been missed. */
function isSettledLook({ etag, lastModifiedMs, readAtMs }: ObjectHead): boolean {
  const settlingMs = ETAG_OF_PARTS.test(etag) ? SETTLING_OF_PARTS_MS : SETTLING_MS;
  const secondEndsAtMs = (Math.floor(lastModifiedMs / 1000) + 1) * 1000;
  return readAtMs !== null && readAtMs >= secondEndsAtMs + settlingMs;
}

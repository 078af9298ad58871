/**
 * ListObjectsV2 and ListObjects: one page of keys and common prefixes in UTF-8 byte order. A common prefix is skipped
 * as soon as it is known, so a listing costs what it shows and not what it holds.
 */

import { isDirectoryBucket } from "../../../src/store/s3.ts";
import { compareUtf8, listCursorAfter, type ObjectStore, type ObjectSummary } from "../../../src/store/store.ts";
import { encodeFormStyle } from "./notifications.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { type EndpointContext, type S3Response, xmlResponse } from "./s3-response.ts";
import { xmlElement, xmlElements } from "./xml.ts";

/** Entries of a page at most; more may be asked for and are not given, as on S3. */
const MAX_PAGE_ENTRIES = 1000;

export async function listObjectsV2(context: EndpointContext, { query }: S3Request): Promise<S3Response> {
  if (query.get("list-type") !== "2") throw new S3Error("InvalidArgument", "The list-type is 2, or left out.");
  const { encode, ...asked } = parseListing(query);
  const [startAfter, token] = [query.get("start-after"), query.get("continuation-token")];
  const page = isDirectoryBucket(context.bucket)
    ? await listDirectory(context.store, { ...asked, startAfter, token })
    : await listInOrder(context.store, { ...asked, startAfter, token });
  return listingResponse(
    context,
    page,
    { encode, ...asked },
    {
      KeyCount: page.objects.length + page.commonPrefixes.length,
      StartAfter: startAfter === null ? null : encode(startAfter),
      ContinuationToken: token,
      NextContinuationToken: page.nextToken,
    },
  );
}

/**
 * ListObjects, the first version, which s3cmd and rclone ask for: the next page begins after a key that the client
 * names.
 */
export async function listObjectsV1(context: EndpointContext, { query }: S3Request): Promise<S3Response> {
  if (isDirectoryBucket(context.bucket)) throw notImplemented("ListObjects of a directory bucket");
  const { encode, ...asked } = parseListing(query);
  const marker = query.get("marker") ?? "";
  const { truncatedAfter, ...listing } = await listObjects(context.store, { ...asked, after: marker });
  return listingResponse(
    context,
    { ...listing, nextToken: truncatedAfter },
    { encode, ...asked },
    {
      Marker: encode(marker),
      NextMarker: truncatedAfter === null ? null : encode(truncatedAfter),
    },
  );
}

/** The parameters of both versions. */
interface AskedListing {
  readonly prefix: string;
  readonly delimiter: string;
  readonly maxEntries: number;
  readonly encodingType: string | null;
  readonly encode: (text: string) => string;
}

function parseListing(query: URLSearchParams): AskedListing {
  const encodingType = query.get("encoding-type") || null;
  if (encodingType !== null && encodingType !== "url") {
    throw new S3Error("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  const maxKeysText = query.get("max-keys") || String(MAX_PAGE_ENTRIES);
  if (!/^[0-9]{1,10}$/.test(maxKeysText)) throw new S3Error("InvalidArgument", "max-keys must be a number");
  return {
    prefix: query.get("prefix") ?? "",
    delimiter: query.get("delimiter") ?? "",
    maxEntries: Math.min(Number(maxKeysText), MAX_PAGE_ENTRIES),
    encodingType,
    encode: encodingType === null ? (text) => text : encodeFormStyle,
  };
}

/** `own` is what only this version has. */
function listingResponse(
  { bucket }: EndpointContext,
  { objects, commonPrefixes, nextToken }: Page,
  { prefix, delimiter, maxEntries, encodingType, encode }: AskedListing,
  own: Parameters<typeof xmlElements>[0],
): S3Response {
  return xmlResponse("ListBucketResult", [
    ...xmlElements({
      Name: bucket,
      Prefix: encode(prefix),
      Delimiter: delimiter === "" ? null : encode(delimiter),
      MaxKeys: maxEntries,
      EncodingType: encodingType,
      IsTruncated: nextToken !== null,
      ...own,
    }),
    ...objects.map(({ key, lastModifiedMs, etag, sizeBytes }) =>
      xmlElement(
        "Contents",
        xmlElements({
          Key: encode(key),
          LastModified: new Date(lastModifiedMs).toISOString(),
          ETag: `"${etag}"`,
          Size: sizeBytes,
          StorageClass: "STANDARD",
        }),
      ),
    ),
    ...commonPrefixes.map((common) => xmlElement("CommonPrefixes", xmlElements({ Prefix: encode(common) }))),
  ]);
}

interface PageRequest extends Pick<AskedListing, "prefix" | "delimiter" | "maxEntries"> {
  readonly startAfter: string | null;
  readonly token: string | null;
}

interface Page extends Pick<Listing, "objects" | "commonPrefixes"> {
  readonly nextToken: string | null;
}

async function listInOrder(store: ObjectStore, { startAfter, token, ...asked }: PageRequest): Promise<Page> {
  const after = token === null ? (startAfter ?? "") : decodeToken(token);
  const { truncatedAfter, ...listing } = await listObjects(store, { ...asked, after });
  return { ...listing, nextToken: truncatedAfter === null ? null : encodeToken(truncatedAfter) };
}

/** Lists as the store does, with its cursors as tokens. */
async function listDirectory(store: ObjectStore, asked: PageRequest): Promise<Page> {
  const { prefix, delimiter, startAfter, token, maxEntries: limit } = asked;
  if (delimiter !== "") throw notImplemented("a delimiter in the listing of a directory bucket");
  const start = { ...(startAfter === null ? {} : { startAfter }), ...(token === null ? {} : { cursor: token }) };
  const { objects, nextCursor } = await store.list({ prefix, limit, ...start });
  return { objects, commonPrefixes: [], nextToken: nextCursor };
}

/** Tokens are opaque to clients: the last entry of the page before, and a mark that it is one of ours. */
const TOKEN_MARK = "after:";

function encodeToken(after: string): string {
  return Buffer.from(TOKEN_MARK + after, "utf8").toString("base64url");
}

function decodeToken(token: string): string {
  const after = Buffer.from(token, "base64url").toString("utf8").slice(TOKEN_MARK.length);
  if (encodeToken(after) === token) return after;
  throw new S3Error("InvalidArgument", "The continuation token provided is incorrect");
}

interface ListingRequest {
  readonly prefix: string;
  /** Keys that hold this after the prefix are rolled up into common prefixes; "" for none. */
  readonly delimiter: string;
  /** Bound before all listed keys and common prefixes; "" for all. */
  readonly after: string;
  /** Keys and common prefixes together, at most. */
  readonly maxEntries: number;
}

export interface Listing {
  readonly objects: readonly ObjectSummary[];
  readonly commonPrefixes: readonly string[];
  /** The last key or common prefix, where there is more after it; else null. */
  readonly truncatedAfter: string | null;
}

/** Comes after every key that begins with the text before it, but for keys that go on with this very character. */
const LAST_CHARACTER = "\u{10ffff}";

/** Lists from a store whose cursors are made by {@link listCursorAfter}: the memory store and the file store. */
export async function listObjects(store: ObjectStore, request: ListingRequest): Promise<Listing> {
  const objects: ObjectSummary[] = [];
  const commonPrefixes: string[] = [];
  if (request.maxEntries === 0) return { objects, commonPrefixes, truncatedAfter: null };
  let last = request.after;
  for await (const entry of entries(store, request)) {
    if (objects.length + commonPrefixes.length === request.maxEntries) {
      return { objects, commonPrefixes, truncatedAfter: last };
    }
    if (typeof entry === "string") commonPrefixes.push(entry);
    else objects.push(entry);
    last = typeof entry === "string" ? entry : entry.key;
  }
  return { objects, commonPrefixes, truncatedAfter: null };
}

/** Keys (as summaries) and common prefixes (as text) in order, each once. */
async function* entries(store: ObjectStore, request: ListingRequest): AsyncGenerator<ObjectSummary | string> {
  const { prefix } = request;
  let emitted = request.after;
  let cursor: string | null = emitted === "" ? null : cursorAfterEntry(emitted, request);
  do {
    const page = await store.list(cursor === null ? { prefix } : { prefix, cursor });
    cursor = page.nextCursor;
    for (const object of page.objects) {
      const commonPrefix = commonPrefixOf(object.key, request);
      if (commonPrefix === null) {
        if (compareUtf8(object.key, emitted) > 0) yield object;
      } else if (compareUtf8(commonPrefix, emitted) > 0) {
        yield commonPrefix;
        emitted = commonPrefix;
        cursor = listCursorAfter(commonPrefix + LAST_CHARACTER);
        break;
      }
    }
  } while (cursor !== null);
}

/** Makes the cursor after an entry. If the entry is or lies in a common prefix, all of that is skipped, as in S3. */
function cursorAfterEntry(entry: string, request: ListingRequest): string {
  const commonPrefix = entry.startsWith(request.prefix) ? commonPrefixOf(entry, request) : null;
  return listCursorAfter(commonPrefix === null ? entry : commonPrefix + LAST_CHARACTER);
}

function commonPrefixOf(key: string, { prefix, delimiter }: ListingRequest): string | null {
  if (delimiter === "") return null;
  const at = key.indexOf(delimiter, prefix.length);
  return at < 0 ? null : key.slice(0, at + delimiter.length);
}

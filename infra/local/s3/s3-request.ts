/**
 * Parses an HTTP request to S3: bucket, key, query, headers and conditions, from a path-style (`/bucket/key`) or
 * virtual-host style (`bucket.localhost`) address; and checks who may ask. The path is read as it came, since URL
 * parsers would resolve `..` and `//`.
 */
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { type ETag, type ObjectKey, type PutOptions, parseObjectKey } from "../../../src/store/store.ts";
import { notImplemented, S3Error } from "./s3-error.ts";

/** One request, parsed as far as every operation needs. */
export interface S3Request {
  readonly method: string;
  /** Null where the address names no bucket (the list of buckets). */
  readonly bucket: string | null;
  /** Null where the address names no key (the bucket itself). Not yet checked to be a key. */
  readonly key: string | null;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders;
  /** Upper-case hexadecimal, also sent as `x-amz-request-id`. */
  readonly requestId: string;
  /** The address of the client's side, for notifications. */
  readonly sourceAddress: string;
  /** The body as it came. Reading it lets a client go on that waits for `100 Continue`. */
  body(): AsyncIterable<Uint8Array>;
}

/** Parses what Node received; `AccessDenied` for whoever may not ask. */
export function parseS3Request(message: IncomingMessage, response: ServerResponse, requestId: string): S3Request {
  const bucketInHost = guardRequest(message.headers);
  const target = (message.url ?? "/").replace(/^https?:\/\/[^/?]*/i, "");
  const mark = target.indexOf("?");
  const path = (mark < 0 ? target : target.slice(0, mark)).replace(/^\//, "");
  const slash = path.indexOf("/");
  const [bucket, key] =
    bucketInHost !== null
      ? [bucketInHost, decodePath(path)]
      : slash < 0
        ? [decodePath(path), ""]
        : [decodePath(path.slice(0, slash)), decodePath(path.slice(slash + 1))];
  return {
    method: message.method ?? "GET",
    bucket: bucket === "" ? null : bucket,
    key: key === "" ? null : key,
    query: new URLSearchParams(mark < 0 ? "" : target.slice(mark + 1)),
    headers: message.headers,
    requestId,
    sourceAddress: message.socket.remoteAddress ?? "127.0.0.1",
    body: () => openBody(message, response),
  };
}

async function* openBody(message: IncomingMessage, response: ServerResponse): AsyncGenerator<Uint8Array> {
  if (message.headers.expect !== undefined) response.writeContinue();
  try {
    for await (const piece of message) yield piece as Uint8Array;
  } catch (cause) {
    throw new S3Error("IncompleteBody", "The request ended before its body did.", { cause });
  }
}

/** 127.0.0.0/8 (RFC 6890), and what else names this machine. */
const LOOPBACK = /^(?:localhost|::1|127(?:\.(?:25[0-5]|2[0-4]\d|1?\d?\d)){3})$/;

/**
 * Keeps everybody but local programs out of an endpoint that asks for no credentials: only loopback names in `Host`
 * (against DNS rebinding), and nothing that a browser sends from a page, of whatever origin. Gives the bucket of a
 * virtual-host address, or null.
 */
export function guardRequest(headers: IncomingHttpHeaders): string | null {
  const fetchSite = headers["sec-fetch-site"];
  if (headers.origin !== undefined || (fetchSite !== undefined && fetchSite !== "none")) {
    throw new S3Error("AccessDenied", "This endpoint answers no requests of web pages; use the AWS CLI or an SDK.");
  }
  const [, ipv6, name] =
    /^(?:\[([0-9a-f:.]{1,64})\]|([a-z0-9._-]{1,255}))(?::[0-9]{1,5})?$/.exec((headers.host ?? "").toLowerCase()) ?? [];
  const host = (ipv6 ?? name ?? "").replace(/\.$/, "");
  if (LOOPBACK.test(host)) return null;
  const bucket = /^(.+)\.localhost$/.exec(host)?.[1];
  if (bucket !== undefined) return bucket;
  throw new S3Error("AccessDenied", "This endpoint answers only to localhost, 127.0.0.1 and [::1].");
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * The text of a percent-encoded path, of an address or of `x-amz-copy-source`, given as Node gives it: one character a
 * byte, so that UTF-8 without escapes is understood in a header; `+` is only a plus. `InvalidURI` for a broken escape,
 * and for bytes that are not UTF-8.
 */
export function decodePath(rawPath: string): string {
  if (/%(?![0-9A-Fa-f]{2})/.test(rawPath)) {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI: a broken % escape.");
  }
  const bytes = rawPath.replace(/%(..)/g, (_all, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  try {
    return strictUtf8.decode(Buffer.from(bytes, "latin1"));
  } catch (cause) {
    throw new S3Error("InvalidURI", "Couldn't parse the specified URI: it is not UTF-8.", { cause });
  }
}

/** S3's own bound on the length of a key. */
const MAX_KEY_BYTES = 1024;

/** The key of a request, checked to be one that the store can hold. */
export function requireKey(key: string | null): ObjectKey {
  if (key === null) throw new S3Error("InvalidRequest", "This operation needs a key.");
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) throw new S3Error("KeyTooLongError", "Your key is too long");
  return parseObjectKey(key);
}

/** A header that stands once. */
export function headerOf({ headers }: Pick<S3Request, "headers">, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value.join(", ") : value;
}

/** The precondition of a write: an ETag, that the object exists or does not, or none. */
export type WriteCondition = "none" | "absent" | "present" | { readonly etag: ETag };

/** The condition of a write. S3 takes one of the two headers, and only `*` in If-None-Match. */
export function parseWriteCondition(request: S3Request): WriteCondition {
  const match = headerOf(request, "if-match")?.trim();
  const noneMatch = headerOf(request, "if-none-match")?.trim();
  if (match !== undefined && noneMatch !== undefined) {
    throw new S3Error("InvalidRequest", "If-Match and If-None-Match cannot both be given.");
  }
  if (noneMatch !== undefined) {
    if (noneMatch !== "*") throw notImplemented("If-None-Match with anything but * on a write");
    return "absent";
  }
  if (match === undefined) return "none";
  return match === "*" ? "present" : { etag: stripQuotes(match) as ETag };
}

/** The conditions of a read (RFC 9110, section 13): go on, or answer 304. A failed precondition throws the 412. */
export function checkReadConditions(
  request: Pick<S3Request, "headers">,
  { etag, lastModifiedMs }: { readonly etag: string; readonly lastModifiedMs: number },
): "proceed" | "not-modified" {
  const match = headerOf(request, "if-match");
  const noneMatch = headerOf(request, "if-none-match");
  const dateMs = (name: string) => Date.parse(headerOf(request, name) ?? "");
  const names = (header: string) =>
    header.split(",").some((entry) => entry.trim() === "*" || stripQuotes(entry) === etag);
  // A condition on the ETag outweighs that on the time.
  const isFailed = match === undefined ? lastModifiedMs > dateMs("if-unmodified-since") : !names(match);
  if (isFailed) throw new S3Error("PreconditionFailed");
  const isKnown = noneMatch === undefined ? lastModifiedMs <= dateMs("if-modified-since") : names(noneMatch);
  return isKnown ? "not-modified" : "proceed";
}

/** An entity tag as clients write it, quoted or not, weak or not, to the plain one. */
export function stripQuotes(entityTag: string): string {
  return entityTag.trim().replace(/^W\//, "").replace(/^"|"$/g, "");
}

/** Bytes [start, end). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The bytes that a Range header asks for (RFC 9110, section 14), null for the whole object, or `unsatisfiable` (416). A
 * header in another unit, of several ranges or without sense is passed over, as the RFC allows and S3 does.
 */
export function parseByteRange(header: string | undefined, sizeBytes: number): ByteRange | null | "unsatisfiable" {
  const match = /^bytes\s{0,8}=\s{0,8}([0-9]{0,20})\s{0,8}-\s{0,8}([0-9]{0,20})\s{0,8}$/i.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return null;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes : Math.min(Number(last) + 1, sizeBytes);
  if (first !== "" && last !== "" && Number(last) < start) return null;
  return start < end ? { start, end } : "unsatisfiable";
}

const METADATA_PREFIX = "x-amz-meta-";
/** Names and values together ("Working with object metadata" in the Amazon S3 User Guide). */
const MAX_METADATA_BYTES = 2048;

/** Headers of writes that change what happens to an object in ways not done here. */
const REFUSED_HEADER =
  /^x-amz-(?:tagging|object-lock-|website-redirect-location|server-side-encryption-customer-|copy-source-(?:if|server)|write-offset-bytes)/;

/**
 * Parses the values that a write keeps beside the bytes: content type and encoding, Cache-Control, and user metadata.
 * ACLs, storage classes and the like are taken and not kept, since the store has no place for them; what would promise
 * more than is done (tags, locks, encryption under a key, redirects) is `NotImplemented`.
 */
export function parsePutOptions(request: Pick<S3Request, "headers">): PutOptions {
  const names = Object.keys(request.headers);
  const refused = names.find((name) => REFUSED_HEADER.test(name));
  if (refused !== undefined) throw notImplemented(`the header ${refused}`);
  const encryption = headerOf(request, "x-amz-server-side-encryption") ?? "AES256";
  if (encryption !== "AES256") throw notImplemented(`encryption by ${encryption}`);
  const contentType = headerOf(request, "content-type");
  const cacheControl = headerOf(request, "cache-control");
  // `aws-chunked` is the transfer's, not the object's.
  const contentEncoding = (headerOf(request, "content-encoding") ?? "")
    .split(",")
    .map((encoding) => encoding.trim())
    .filter((encoding) => encoding !== "" && encoding !== "aws-chunked")
    .join(", ");
  const metadata = names
    .filter((name) => name.startsWith(METADATA_PREFIX) && name !== METADATA_PREFIX)
    .map((name) => [name.slice(METADATA_PREFIX.length), toAsciiHeader(headerOf(request, name) ?? "")] as const);
  if (metadata.flat().join("").length > MAX_METADATA_BYTES) {
    throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size");
  }
  return {
    contentType: contentType && toAsciiHeader(contentType),
    contentEncoding: toAsciiHeader(contentEncoding) || undefined,
    cacheControl: cacheControl && toAsciiHeader(cacheControl),
    metadata: Object.fromEntries(metadata),
  };
}

/** Bytes of UTF-8 in one encoded word, so that the word stays within its 75 characters (RFC 2047, section 2). */
const MAX_WORD_BYTES = 45;

/**
 * A header's value in ASCII. S3 gives back values beyond ASCII as encoded words of RFC 2047, so they are stored so:
 * Node gives headers one character a byte, and the bytes are UTF-8, or else Latin-1.
 */
export function toAsciiHeader(value: string): string {
  if (/^[ -~]*$/.test(value)) return value;
  const asUtf8 = Buffer.from(value, "latin1").toString("utf8");
  const words: string[] = [""];
  for (const character of asUtf8.includes("\ufffd") ? value : asUtf8) {
    const last = words.length - 1;
    if (Buffer.byteLength(words[last] + character) > MAX_WORD_BYTES) words.push(character);
    else words[last] += character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}

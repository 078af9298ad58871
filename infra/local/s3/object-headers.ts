/**
 * What is kept beside an object's bytes, between HTTP headers and the store: content type and encoding, and user
 * metadata. Cache-Control, Content-Disposition, Content-Language, Expires, ACLs and storage classes are taken and not
 * kept, since the store has no place for them; what would promise more than is done (tags, locks, encryption under a
 * key, redirects) is refused.
 */
import type { ObjectHead, PutOptions } from "../../../src/storage/object-store/object-store.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

const METADATA_PREFIX = "x-amz-meta-";
/** Names and values together ("Working with object metadata" in the Amazon S3 User Guide). */
const MAX_METADATA_BYTES = 2048;
/** S3's type of an object that was put without one. */
const DEFAULT_CONTENT_TYPE = "binary/octet-stream";

/** Headers of writes that change what happens to an object in ways not done here. */
const REFUSED_HEADER_PREFIXES = [
  "x-amz-tagging",
  "x-amz-object-lock-",
  "x-amz-website-redirect-location",
  "x-amz-server-side-encryption-customer-",
  "x-amz-copy-source-server-side-encryption-",
  "x-amz-write-offset-bytes",
];

/** Refuses a write whose headers ask for what is not done. */
export function refuseUnsupportedWriteHeaders(request: S3Request): void {
  for (const prefix of REFUSED_HEADER_PREFIXES) {
    const [name] = request.headerNames(prefix).filter((header) => !header.endsWith("-directive"));
    if (name !== undefined) throw notImplemented(`the header ${name}`);
  }
  const encryption = request.header("x-amz-server-side-encryption");
  if (encryption !== undefined && encryption !== "AES256") throw notImplemented(`encryption by ${encryption}`);
}

/** What a write keeps. `MetadataTooLarge` over S3's bound. */
export function parsePutOptions(request: S3Request): PutOptions {
  const contentType = request.header("content-type");
  const contentEncoding = withoutAwsChunked(request.header("content-encoding"));
  return {
    ...(contentType === undefined ? {} : { contentType: toAsciiHeader(contentType) }),
    ...(contentEncoding === null ? {} : { contentEncoding: toAsciiHeader(contentEncoding) }),
    metadata: parseMetadata(request),
  };
}

/** The options with which an object is written again as it is. */
export function putOptionsOf(head: ObjectHead): PutOptions {
  return {
    ...(head.contentType === null ? {} : { contentType: head.contentType }),
    ...(head.contentEncoding === null ? {} : { contentEncoding: head.contentEncoding }),
    metadata: head.metadata,
  };
}

/** The headers that describe an object on GET and HEAD, all but those of its length. */
export function objectResponseHeaders(head: ObjectHead): Record<string, string> {
  const headers: Record<string, string> = {
    "accept-ranges": "bytes",
    etag: `"${head.etag}"`,
    "last-modified": new Date(head.lastModifiedMs).toUTCString(),
    "content-type": head.contentType ?? DEFAULT_CONTENT_TYPE,
    // What is stored are pages of strangers: no browser may run them with the rights of this address.
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
  };
  if (head.contentEncoding !== null) headers["content-encoding"] = head.contentEncoding;
  for (const [name, value] of Object.entries(head.metadata)) headers[METADATA_PREFIX + name] = toAsciiHeader(value);
  return headers;
}

function parseMetadata(request: S3Request): Record<string, string> {
  const names = request.headerNames(METADATA_PREFIX).filter((name) => name.length > METADATA_PREFIX.length);
  const entries = names.map((name): [string, string] => {
    return [name.slice(METADATA_PREFIX.length), toAsciiHeader(request.header(name) ?? "")];
  });
  const sizeBytes = entries.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (sizeBytes > MAX_METADATA_BYTES) {
    throw new S3Error("MetadataTooLarge", "Your metadata headers exceed the maximum allowed metadata size", {
      fields: { Size: String(sizeBytes), MaxSizeAllowed: String(MAX_METADATA_BYTES) },
    });
  }
  return Object.fromEntries(entries);
}

/** Takes `aws-chunked` out of a list of encodings: it is the transfer's, not the object's. */
function withoutAwsChunked(header: string | undefined): string | null {
  const encodings = (header ?? "").split(",").map((encoding) => encoding.trim());
  const kept = encodings.filter((encoding) => encoding !== "" && encoding.toLowerCase() !== "aws-chunked");
  return kept.length === 0 ? null : kept.join(", ");
}

/** Bytes of UTF-8 in one encoded word, so that the word stays within its 75 characters (RFC 2047, section 2). */
const MAX_WORD_BYTES = 45;

/**
 * A header's value in ASCII. S3 gives back values beyond ASCII as encoded words of RFC 2047, so they are stored so:
 * Node gives headers one character a byte, and the bytes are UTF-8, or else Latin-1.
 */
export function toAsciiHeader(value: string): string {
  if (/^[ -~]*$/.test(value)) return value;
  const bytes = Buffer.from(value, "latin1");
  const asUtf8 = bytes.toString("utf8");
  const text = asUtf8.includes("\ufffd") ? value : asUtf8;
  const words: string[] = [""];
  for (const character of text) {
    const last = words.length - 1;
    if (Buffer.byteLength(words[last] + character) > MAX_WORD_BYTES) words.push(character);
    else words[last] += character;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}

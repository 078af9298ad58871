/**
 * Receives the body of an upload into memory: bounds its size, takes off aws-chunked, and verifies every digest that
 * the client sent with it, in headers or trailers.
 */
import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { S3Error } from "./s3-error.ts";
import { headerOf, type S3Request } from "./s3-request.ts";

export interface ReceivedBody {
  readonly bytes: Buffer;
  /** The `x-amz-checksum-*` that came with the body, if one did, to be answered with. */
  readonly checksumHeaders: Readonly<Record<string, string>>;
}

/** Reads the body whole and checks it; `EntityTooLarge` over the bound. */
export async function receiveBody(request: S3Request, maxSizeBytes: number): Promise<ReceivedBody> {
  const encoding = headerOf(request, "content-encoding") ?? "";
  const sha256 = headerOf(request, "x-amz-content-sha256") ?? "";
  const isChunked = /(?:^|,)\s{0,8}aws-chunked/i.test(encoding) || sha256.startsWith("STREAMING-");
  // Frames and signatures take less than the bytes inside them.
  const received = await readBounded(request, isChunked ? 2 * maxSizeBytes : maxSizeBytes);
  const trailers = new Map<string, string>();
  const bytes = isChunked ? decodeAwsChunked(received, trailers) : received;
  if (bytes.length > maxSizeBytes) throw new S3Error("EntityTooLarge");
  const declaredBytes = headerOf(request, "x-amz-decoded-content-length");
  if (isChunked && declaredBytes !== undefined && declaredBytes !== String(bytes.length)) {
    throw new S3Error("IncompleteBody", "You did not provide the number of bytes specified by the request's headers.");
  }
  const md5 = headerOf(request, "content-md5");
  if (md5 !== undefined) verify("md5", md5, bytes, "InvalidDigest");
  // Only the digest of a whole body counts: `UNSIGNED-PAYLOAD` and `STREAMING-…` promise nothing.
  if (/^[0-9a-f]{64}$/i.test(sha256) && createHash("sha256").update(bytes).digest("hex") !== sha256.toLowerCase()) {
    throw new S3Error(
      "XAmzContentSHA256Mismatch",
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
    );
  }
  return { bytes, checksumHeaders: verifyChecksum(request, trailers, bytes) };
}

async function readBounded(request: S3Request, maxBytes: number): Promise<Buffer> {
  if (Number(headerOf(request, "content-length") ?? 0) > maxBytes) throw new S3Error("EntityTooLarge");
  const pieces: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const piece of request.body()) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw new S3Error("EntityTooLarge");
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * The bytes inside an `aws-chunked` body: chunks of "size[;chunk-signature=…]" CRLF bytes CRLF, a chunk of size 0, then
 * trailing headers and an empty line (Amazon S3 API Reference, "Transferring Payload in Multiple Chunks"). Signatures
 * are read over, since this endpoint takes any credentials. `trailers` gets the trailing headers, names in lower case.
 */
export function decodeAwsChunked(body: Buffer, trailers: Map<string, string>): Buffer {
  const chunks: Buffer[] = [];
  let at = 0;
  const readLine = (): string => {
    const end = body.indexOf("\r\n", at);
    if (end < 0) throw new S3Error("IncompleteBody", "The body is not whole aws-chunked data.");
    const line = body.toString("latin1", at, end);
    at = end + 2;
    return line;
  };
  for (;;) {
    const sizeHex = /^([0-9a-f]{1,12})(?:;[\x21-\x7e]*)?$/i.exec(readLine())?.[1];
    if (sizeHex === undefined)
      throw new S3Error("InvalidRequest", "An aws-chunked chunk does not begin with its size.");
    const sizeBytes = Number.parseInt(sizeHex, 16);
    if (sizeBytes === 0) break;
    chunks.push(body.subarray(at, at + sizeBytes));
    at += sizeBytes;
    if (readLine() !== "") throw new S3Error("InvalidRequest", "An aws-chunked chunk is longer than its size.");
  }
  for (let line = readLine(); line !== ""; line = readLine()) {
    const [, name, value] = /^([A-Za-z0-9-]+):([\x20-\x7e]*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined) throw malformedTrailer();
    trailers.set(name.toLowerCase(), value.trim());
  }
  if (at < body.length) throw new S3Error("IncompleteBody", "The body goes on after its last aws-chunked chunk.");
  return Buffer.concat(chunks);
}

const CHECKSUM_PREFIX = "x-amz-checksum-";

/** Verifies the one checksum that the headers have or announce; two are `InvalidRequest`. Gives it as a header. */
function verifyChecksum(
  request: S3Request,
  trailers: ReadonlyMap<string, string>,
  bytes: Uint8Array,
): Record<string, string> {
  const sent = Object.keys(request.headers).filter((name) => /^x-amz-checksum-(?!algorithm|type|mode)/.test(name));
  const announced = headerOf(request, "x-amz-trailer")?.trim().toLowerCase();
  const [name = announced, other] = sent;
  if (name === undefined) return {};
  if (other !== undefined || !name.startsWith(CHECKSUM_PREFIX)) {
    throw new S3Error("InvalidRequest", "Expecting a single x-amz-checksum- header or trailer.");
  }
  const value = sent.length === 0 ? trailers.get(name) : headerOf(request, name);
  if (value === undefined) throw malformedTrailer();
  verify(name.slice(CHECKSUM_PREFIX.length), value, bytes, "InvalidRequest");
  return { [name]: value };
}

function malformedTrailer(): S3Error {
  return new S3Error("MalformedTrailerError", "The request contained trailing data that was not well-formed.");
}

/**
 * Compares a digest in base64 with that of the bytes: `BadDigest` where it differs, and `malformedCode` where it is
 * none of this algorithm. An algorithm that is not computed here is refused rather than believed.
 */
export function verify(
  algorithm: string,
  base64: string,
  bytes: Uint8Array,
  malformedCode: "InvalidDigest" | "InvalidRequest",
): void {
  const digest = digestOf(algorithm, bytes);
  if (digest === null) throw new S3Error("InvalidRequest", `The checksum algorithm ${algorithm} is not supported.`);
  const given = Buffer.from(base64, "base64");
  if (given.length !== digest.length) throw new S3Error(malformedCode, `The value for ${algorithm} is invalid.`);
  if (!given.equals(digest)) {
    throw new S3Error("BadDigest", `The ${algorithm.toUpperCase()} you specified did not match what we received.`);
  }
}

/**
 * Big-endian, as S3 sends digests ("Checking object integrity" in the Amazon S3 User Guide); null where unknown here.
 */
export function digestOf(algorithm: string, bytes: Uint8Array): Buffer | null {
  if (algorithm === "crc32") return bigEndian(crc32(bytes));
  if (algorithm === "crc32c") return crc32c(bytes);
  if (algorithm === "crc64nvme") return crc64Nvme(bytes);
  return ["md5", "sha1", "sha256", "sha512"].includes(algorithm) ? createHash(algorithm).update(bytes).digest() : null;
}

function bigEndian(...words: readonly number[]): Buffer {
  const digest = Buffer.alloc(4 * words.length);
  for (const [i, word] of words.entries()) digest.writeUInt32BE(word >>> 0, 4 * i);
  return digest;
}

/** The polynomial of Castagnoli, 0x1EDC6F41 with its bits reversed (RFC 3720, appendix B.4). */
const CRC32C_POLYNOMIAL = 0x82f63b78;

const CRC32C_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? CRC32C_POLYNOMIAL : 0);
  return crc;
});

function crc32c(bytes: Uint8Array): Buffer {
  let crc = ~0;
  for (const byte of bytes) crc = (crc >>> 8) ^ (CRC32C_TABLE[(crc ^ byte) & 0xff] ?? 0);
  return bigEndian(~crc);
}

/** The polynomial 0xAD93D23594C93659 with its bits reversed, 0x9A6C9329AC4BC9B5, in halves. */
const POLYNOMIAL_HIGH = 0x9a6c9329;
const POLYNOMIAL_LOW = 0xac4bc9b5;

const TABLE_HIGH = new Uint32Array(256);
const TABLE_LOW = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let high = 0;
  let low = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    const isOdd = (low & 1) === 1;
    low = ((low >>> 1) | (high << 31)) ^ (isOdd ? POLYNOMIAL_LOW : 0);
    high = (high >>> 1) ^ (isOdd ? POLYNOMIAL_HIGH : 0);
  }
  TABLE_HIGH[byte] = high;
  TABLE_LOW[byte] = low;
}

/**
 * CRC-64/NVME, the checksum that the newer AWS clients send by default (NVM Express NVM Command Set Specification, "64b
 * CRC"). In two 32-bit halves: BigInt would be a hundred times slower.
 */
function crc64Nvme(bytes: Uint8Array): Buffer {
  let high = ~0;
  let low = ~0;
  for (const byte of bytes) {
    const index = (low ^ byte) & 0xff;
    low = ((low >>> 8) | (high << 24)) ^ (TABLE_LOW[index] ?? 0);
    high = (high >>> 8) ^ (TABLE_HIGH[index] ?? 0);
  }
  return bigEndian(~high, ~low);
}

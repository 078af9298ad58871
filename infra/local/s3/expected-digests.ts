/**
 * The digests that a client sends with a body, in headers or trailers, and their comparison with what was received.
 */
import type { Trailers } from "./aws-chunked.ts";
import { type ChecksumAlgorithm, digestSizeBytes, parseChecksumAlgorithm } from "./checksums.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

const CHECKSUM_PREFIX = "x-amz-checksum-";
/** Headers with that prefix which say something about checksums and are none. */
const NOT_CHECKSUMS: ReadonlySet<string> = new Set(["algorithm", "type", "mode"]);

/** The digests that the headers of a request promise. */
export class ExpectedDigests {
  readonly #contentMd5: Buffer | null;
  readonly #contentSha256: Buffer | null;
  readonly #checksum: { algorithm: ChecksumAlgorithm; digest: Buffer } | null;
  readonly #trailing: ChecksumAlgorithm | null;

  constructor(request: S3Request) {
    this.#contentMd5 = parseContentMd5(request.header("content-md5"));
    this.#contentSha256 = parseContentSha256(request.header("x-amz-content-sha256"));
    this.#checksum = parseChecksumHeader(request);
    this.#trailing = parseTrailerHeader(request.header("x-amz-trailer"));
  }

  get sentAlgorithm(): ChecksumAlgorithm | null {
    return this.#checksum?.algorithm ?? this.#trailing;
  }

  get algorithms(): ChecksumAlgorithm[] {
    const algorithms: ChecksumAlgorithm[] = [];
    if (this.#contentMd5 !== null) algorithms.push("md5");
    if (this.#contentSha256 !== null) algorithms.push("sha256");
    if (this.#checksum !== null) algorithms.push(this.#checksum.algorithm);
    if (this.#trailing !== null) algorithms.push(this.#trailing);
    return algorithms;
  }

  /** Compares with what was computed; throws at the first that differs. */
  verify(digests: ReadonlyMap<ChecksumAlgorithm, Buffer>, trailers: Trailers): void {
    if (this.#contentMd5 !== null && digests.get("md5")?.equals(this.#contentMd5) !== true) {
      throw new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.");
    }
    if (this.#contentSha256 !== null && digests.get("sha256")?.equals(this.#contentSha256) !== true) {
      throw new S3Error(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
      );
    }
    if (this.#checksum !== null) verifyChecksum(this.#checksum.algorithm, this.#checksum.digest, digests);
    if (this.#trailing !== null) {
      const value = trailers.get(CHECKSUM_PREFIX + this.#trailing);
      if (value === undefined) {
        throw new S3Error("MalformedTrailerError", "The trailer that x-amz-trailer announces is missing.");
      }
      verifyChecksum(this.#trailing, parseChecksumValue(this.#trailing, value), digests);
    }
  }
}

function verifyChecksum(
  algorithm: ChecksumAlgorithm,
  digest: Buffer,
  digests: ReadonlyMap<ChecksumAlgorithm, Buffer>,
): void {
  if (digests.get(algorithm)?.equals(digest) === true) return;
  throw new S3Error("BadDigest", `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
}

/** The one checksum among the headers; two of them, or one that cannot be computed here, are `InvalidRequest`. */
function parseChecksumHeader(request: S3Request): { algorithm: ChecksumAlgorithm; digest: Buffer } | null {
  const names = request
    .headerNames(CHECKSUM_PREFIX)
    .map((name) => name.slice(CHECKSUM_PREFIX.length))
    .filter((name) => !NOT_CHECKSUMS.has(name));
  const [name] = names;
  if (name === undefined) return null;
  if (names.length > 1) {
    throw new S3Error("InvalidRequest", "Expecting a single x-amz-checksum- header. Multiple checksums were sent.");
  }
  const algorithm = requireAlgorithm(name);
  return { algorithm, digest: parseChecksumValue(algorithm, request.header(CHECKSUM_PREFIX + name) ?? "") };
}

function parseTrailerHeader(header: string | undefined): ChecksumAlgorithm | null {
  if (header === undefined) return null;
  const name = header.trim().toLowerCase();
  if (!name.startsWith(CHECKSUM_PREFIX)) {
    throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  }
  return requireAlgorithm(name.slice(CHECKSUM_PREFIX.length));
}

/** The algorithm of this name; one that is not computed here is refused rather than believed. */
export function requireAlgorithm(name: string): ChecksumAlgorithm {
  const algorithm = parseChecksumAlgorithm(name);
  if (algorithm !== null) return algorithm;
  throw new S3Error("InvalidRequest", `The checksum algorithm ${name.toUpperCase()} is not supported.`);
}

/** A checksum in base64, of the right length. */
function parseChecksumValue(algorithm: ChecksumAlgorithm, base64: string): Buffer {
  const digest = parseBase64(base64);
  if (digest !== null && digest.length === digestSizeBytes(algorithm)) return digest;
  throw new S3Error("InvalidRequest", `Value for x-amz-checksum-${algorithm} header is invalid.`);
}

function parseContentMd5(header: string | undefined): Buffer | null {
  if (header === undefined) return null;
  const digest = parseBase64(header);
  if (digest !== null && digest.length === digestSizeBytes("md5")) return digest;
  throw new S3Error("InvalidDigest", "The Content-MD5 you specified is not valid.");
}

/** Only the digest of a whole body counts: `UNSIGNED-PAYLOAD` and `STREAMING-…` promise nothing. */
function parseContentSha256(header: string | undefined): Buffer | null {
  return header !== undefined && /^[0-9a-fA-F]{64}$/.test(header) ? Buffer.from(header, "hex") : null;
}

function parseBase64(text: string): Buffer | null {
  return /^[A-Za-z0-9+/]{1,128}={0,2}$/.test(text) ? Buffer.from(text, "base64") : null;
}

/**
 * Receives the body of an upload: takes off aws-chunked, bounds its size, and verifies every digest that the client
 * sent with it, in headers or trailers. What does not match never becomes a payload.
 */
import type { IdSource } from "../../../src/id-source.ts";
import { decodeAwsChunked, type Trailers } from "./aws-chunked.ts";
import { type ChecksumAlgorithm, createChecksum, type RunningChecksum } from "./checksums.ts";
import { ExpectedDigests } from "./expected-digests.ts";
import { type Payload, receivePayload } from "./payload.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";

/** A body received, with the digests that were computed on the way: those the client sent, and those asked for. */
export interface ReceivedBody {
  readonly payload: Payload;
  readonly digests: ReadonlyMap<ChecksumAlgorithm, Buffer>;
  /** The algorithm whose checksum came with the body, if one did, to be answered with. */
  readonly sentAlgorithm: ChecksumAlgorithm | null;
}

export interface ReceiveOptions {
  readonly folder: string;
  readonly ids: IdSource;
  readonly maxSizeBytes: number;
  /** Algorithms to compute whether or not the client sent them. */
  readonly compute?: readonly ChecksumAlgorithm[];
}

/** Reads the body whole; see the codes of {@link S3Error} for what each mismatch is. */
export async function receiveBody(request: S3Request, options: ReceiveOptions): Promise<ReceivedBody> {
  const expected = new ExpectedDigests(request);
  const compute = new Set([...(options.compute ?? []), ...expected.algorithms]);
  const running = new Map([...compute].map((algorithm) => [algorithm, createChecksum(algorithm)]));
  const trailers: Trailers = new Map();
  const pieces = measured(decodedBody(request, trailers), request, options.maxSizeBytes, running);
  const payload = await receivePayload(pieces, options.folder, options.ids);
  try {
    const digests = new Map([...running].map(([algorithm, checksum]) => [algorithm, checksum.digest()]));
    expected.verify(digests, trailers);
    return { payload, digests, sentAlgorithm: expected.sentAlgorithm };
  } catch (failure) {
    await payload.dispose();
    throw failure;
  }
}

function decodedBody(request: S3Request, trailers: Trailers): AsyncIterable<Uint8Array> {
  return isAwsChunked(request) ? decodeAwsChunked(request.body(), trailers) : request.body();
}

function isAwsChunked(request: S3Request): boolean {
  const encodings = (request.header("content-encoding") ?? "").split(",").map((name) => name.trim().toLowerCase());
  return encodings.includes("aws-chunked") || (request.header("x-amz-content-sha256") ?? "").startsWith("STREAMING-");
}

/** Passes the body through: counts it, bounds it, and feeds the checksums. */
async function* measured(
  body: AsyncIterable<Uint8Array>,
  request: S3Request,
  maxSizeBytes: number,
  running: ReadonlyMap<ChecksumAlgorithm, RunningChecksum>,
): AsyncGenerator<Uint8Array> {
  const declaredBytes = declaredSizeBytes(request);
  if (declaredBytes !== null && declaredBytes > maxSizeBytes) throw tooLarge(maxSizeBytes);
  let sizeBytes = 0;
  for await (const piece of body) {
    sizeBytes += piece.length;
    if (sizeBytes > maxSizeBytes) throw tooLarge(maxSizeBytes);
    for (const checksum of running.values()) checksum.update(piece);
    yield piece;
  }
  if (declaredBytes !== null && declaredBytes !== sizeBytes) {
    throw new S3Error("IncompleteBody", "You did not provide the number of bytes specified by the request's headers.");
  }
}

function declaredSizeBytes(request: S3Request): number | null {
  const header = isAwsChunked(request)
    ? request.header("x-amz-decoded-content-length")
    : request.header("content-length");
  if (header === undefined) return null;
  if (!/^[0-9]{1,15}$/.test(header)) throw new S3Error("InvalidArgument", "The length of the body is not a number.");
  return Number(header);
}

function tooLarge(maxSizeBytes: number): S3Error {
  return new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    fields: { MaxSizeAllowed: String(maxSizeBytes) },
  });
}

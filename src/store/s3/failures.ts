/**
 * Maps the failures of an S3-compatible store to the errors of the storage contract. Knows the names of S3's errors
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), not the SDK.
 */
import { type ErrorCode, isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { lookupFailureText } from "../../lookup-failure.ts";
import { etagMismatch, objectExists, objectNotFound, rangeNotSatisfiable } from "../object-store/contract.ts";
import type { ETag } from "../object-store/object-store.ts";

/** The request, as far as the meaning of a failure depends on it. */
export interface S3Attempt {
  readonly bucket: string;
  /** The key, or the prefix of a listing. */
  readonly key: string;
  readonly ifAbsent?: boolean;
  readonly ifMatch?: ETag;
  readonly range?: readonly [number, number];
  /** True if an answer has no body that would tell a store from a proxy. */
  readonly isHead?: boolean;
}

/**
 * Answers of kind 4xx that pass by themselves: a store that has too much to do, a request that was cut or garbled on
 * its way, and a wrong clock, since the SDK signs the next request by the time that the store told.
 */
const PASSING_NAMES: ReadonlySet<string> = new Set([
  ...["RequestTimeout", "SlowDown", "Throttling", "ThrottlingException"],
  ...["IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch"],
  "RequestTimeTooSkewed",
]);

/**
 * A 404 in a store's own words, whatever it calls their type; and what a proxy calls its own pages: where a gateway has
 * lost its way to the store, "404 page not found" must not be read as "no object", or what is there would be forgotten.
 */
const ABSENT_NAMES: ReadonlySet<string> = new Set(["NoSuchKey", "NoSuchBucket", "NoSuchUpload"]);
const PAGE_TYPE = /^(?:text\/html|text\/plain|application\/json)\b/i;

/**
 * The object lies in an archive, and cannot be read before a copy of it is restored (Amazon S3 API Reference,
 * "GetObject": InvalidObjectState, 403).
 */
const ARCHIVED_NAME = "InvalidObjectState";

/** MinIO's word for full disks (507), and Ceph's for a quota that is used up (403). */
const FULL_NAMES: ReadonlySet<string> = new Set(["XMinioStorageFull", "QuotaExceeded"]);

/** Failures before any request: nothing was sent, and waiting does not help. */
const SETUP_NAMES: ReadonlySet<string> = new Set(["CredentialsProviderError", "TokenProviderError"]);

/**
 * The error of the contract for whatever an SDK call threw. What is not understood is `store-unavailable`: the doubt
 * goes to the caller.
 */
export function s3Failure(error: unknown, attempt: S3Attempt): SearchIndexError {
  if (isSearchIndexError(error)) return error;
  const { name, status, contentType } = describe(error);
  if (status === 412) return failedCondition(attempt, error);
  if (status === 404) {
    const isOfStore = ABSENT_NAMES.has(name) || !PAGE_TYPE.test(contentType);
    if (isOfStore || attempt.isHead === true) return absent(name, attempt, error);
    const message = `A page of somebody else (404, ${contentType}) came in place of the store's word on ${attempt.key}.`;
    return fail("store-unavailable", message, attempt, error);
  }
  if (name === ARCHIVED_NAME) {
    const message = `${attempt.key} lies in an archive of the store, where it cannot be read. Restore it, or delete it.`;
    return fail("object-archived", message, attempt, error);
  }
  if (status === 507 || FULL_NAMES.has(name)) {
    return fail("store-full", `The store has no room for ${attempt.key}: ${nameOf(name, status)}.`, attempt, error);
  }
  if (status === 416) return rangeNotSatisfiable(attempt.key, attempt.range ?? [0, 0], null, error);
  if (status === 409 && isConditional(attempt)) {
    const message = `Another write of ${attempt.key} was under way, and the store decided for neither. Read it again.`;
    return fail("commit-conflict", message, attempt, error);
  }
  // Thrown before any request, as a plain Error (@smithy/core, region config).
  if (name === "Error: Region is missing") {
    const message = "No region is known for the bucket. Name it: AWS_REGION, or --region.";
    return fail("store-denied", message, attempt, error);
  }
  const isRefusal = status === 501 || (status !== null && status >= 300 && status < 500 && status !== 429);
  if (SETUP_NAMES.has(name) || (isRefusal && status !== 409 && status !== 408 && !PASSING_NAMES.has(name))) {
    const hint = "Check the bucket's name, the region, the credentials and their rights.";
    return fail("store-denied", `The store refused ${attempt.key}: ${nameOf(name, status)}. ${hint}`, attempt, error);
  }
  const reason = lookupFailureText(error) ?? nameOf(name, status);
  return fail("store-unavailable", `The store did not serve ${attempt.key}: ${reason}.`, attempt, error);
}

/**
 * Tells whether a refusal may mean that the object is not there: AWS answers 404 only to who may list the bucket
 * whatever the prefix, else 403 (Amazon S3 API Reference, "GetObject" and "HeadObject", Permissions).
 */
export function mayBeAbsent(error: unknown, { isHead }: Pick<S3Attempt, "isHead">): boolean {
  const { name, status } = describe(error);
  return status === 403 && (name === "AccessDenied" || (isHead === true && name !== ARCHIVED_NAME));
}

/** Makes the error of a refusal if a listing does not know the key. */
export function absentFailure(attempt: S3Attempt, cause: unknown): SearchIndexError {
  return absent("NoSuchKey", attempt, cause);
}

/** Tells whether the store said that our object is current (HTTP 304). */
export function isNotModified(error: unknown): boolean {
  return describe(error).status === 304;
}

function isConditional(attempt: S3Attempt): boolean {
  return attempt.ifAbsent === true || attempt.ifMatch !== undefined;
}

function failedCondition(attempt: S3Attempt, cause: unknown): SearchIndexError {
  if (attempt.ifMatch !== undefined) return etagMismatch(attempt.key, attempt.ifMatch, cause);
  if (attempt.ifAbsent) return objectExists(attempt.key, cause);
  return fail("store-unavailable", `The store found a condition that was not set, on ${attempt.key}.`, attempt, cause);
}

function absent(name: string, attempt: S3Attempt, cause: unknown): SearchIndexError {
  if (name === "NoSuchBucket") {
    return fail("store-denied", `There is no bucket ${attempt.bucket}. Make it, or check its name.`, attempt, cause);
  }
  // AWS says 404 of a missing key under If-Match, Ceph 412.
  if (attempt.ifMatch !== undefined) return etagMismatch(attempt.key, attempt.ifMatch, cause);
  // A multipart upload that somebody aborted: nothing was written, and the whole put may be done again.
  if (attempt.ifAbsent) return fail("store-unavailable", `The upload of ${attempt.key} was lost.`, attempt, cause);
  return objectNotFound(attempt.key, cause);
}

/** The SDK's errors carry S3's code as their name, and the status in $metadata. */
function describe(error: unknown): { name: string; status: number | null; contentType: string } {
  const { name, code, $metadata, $response } = (typeof error === "object" && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  const status = (typeof $metadata === "object" && $metadata !== null ? $metadata : {}) as Record<string, unknown>;
  const { httpStatusCode } = status;
  // The SDK calls a broken connection a TimeoutError too, and leaves its code.
  const texts = name === "TimeoutError" ? [code, name] : [name, code];
  const known = texts.filter((text) => typeof text === "string" && text !== "" && text !== "Error");
  return {
    name: typeof known[0] === "string" ? known[0] : String(error),
    status: typeof httpStatusCode === "number" ? httpStatusCode : null,
    contentType: contentTypeOf($response),
  };
}

/** Content type of the answer that the SDK leaves on its errors; "" if there is none. */
function contentTypeOf(response: unknown): string {
  const { headers } = (typeof response === "object" && response !== null ? response : {}) as Record<string, unknown>;
  const { "content-type": type } = (typeof headers === "object" && headers !== null ? headers : {}) as Record<
    string,
    unknown
  >;
  return typeof type === "string" ? type : "";
}

/** Makes a readable name, with the code that others search for. */
function nameOf(name: string, status: number | null): string {
  if (status !== null) return `${name} (${status})`;
  if (name === "AbortError") return `no whole answer came in time (${name})`;
  if (name === "ECONNRESET" || name === "EPIPE") return `the connection broke (${name})`;
  return name.startsWith("HPE_") ? `what answers there speaks no HTTP (${name})` : name;
}

function fail(code: ErrorCode, message: string, { bucket, key }: S3Attempt, cause: unknown): SearchIndexError {
  return new SearchIndexError(code, message, { details: { bucket, key }, cause });
}

/**
 * The errors that the local S3 endpoint answers with: S3's own codes, their HTTP statuses, and how failures of the
 * store become them. The codes and statuses are those of "Error responses" in the Amazon S3 API Reference.
 */
import { isSearchIndexError, type SearchIndexError } from "../../../src/errors.ts";

/** HTTP status of each S3 error code that this endpoint knows. */
export const S3_ERROR_STATUS = {
  AccessDenied: 403,
  BadDigest: 400,
  EntityTooLarge: 400,
  EntityTooSmall: 400,
  IncompleteBody: 400,
  InternalError: 500,
  InvalidArgument: 400,
  InvalidDigest: 400,
  InvalidPart: 400,
  InvalidPartOrder: 400,
  InvalidRange: 416,
  InvalidRequest: 400,
  InvalidURI: 400,
  KeyTooLongError: 400,
  MalformedTrailerError: 400,
  MalformedXML: 400,
  MetadataTooLarge: 400,
  MethodNotAllowed: 405,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  OperationAborted: 409,
  PreconditionFailed: 412,
  ServiceUnavailable: 503,
  SlowDown: 503,
  XAmzContentSHA256Mismatch: 400,
} as const satisfies Record<string, number>;

/** A code of an S3 error answer. */
export type S3ErrorCode = keyof typeof S3_ERROR_STATUS;

/** An answer that is an error. `fields` become elements of the error document beside Code and Message. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: S3ErrorCode;
  readonly status: number;
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    code: S3ErrorCode,
    message: string,
    options: { fields?: Readonly<Record<string, string>>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = S3_ERROR_STATUS[code];
    this.fields = options.fields ?? {};
  }
}

/** The 412 of a failed condition; `condition` is the header that failed, as S3 names it. */
export function preconditionFailed(condition: string): S3Error {
  return new S3Error("PreconditionFailed", "At least one of the pre-conditions you specified did not hold", {
    fields: { Condition: condition },
  });
}

/** The 404 of an absent key. */
export function noSuchKey(key: string): S3Error {
  return new S3Error("NoSuchKey", "The specified key does not exist.", { fields: { Key: key } });
}

/** The 501 of everything that this endpoint does not do; `what` names it. */
export function notImplemented(what: string): S3Error {
  return new S3Error("NotImplemented", `This endpoint does not implement ${what}.`);
}

/** What any failure is answered with. Failures that are nobody's fault but ours say nothing of themselves. */
export function toS3Error(failure: unknown): S3Error {
  if (failure instanceof S3Error) return failure;
  if (isSearchIndexError(failure)) return fromStoreFailure(failure);
  return new S3Error("InternalError", "We encountered an internal error. Please try again.", { cause: failure });
}

function fromStoreFailure(failure: SearchIndexError): S3Error {
  const options = { cause: failure };
  switch (failure.code) {
    case "object-not-found":
      return new S3Error("NoSuchKey", "The specified key does not exist.", options);
    case "object-exists":
    case "etag-mismatch":
      return new S3Error(
        "PreconditionFailed",
        "At least one of the pre-conditions you specified did not hold",
        options,
      );
    case "commit-conflict":
      return new S3Error("OperationAborted", "Another write of this object is in progress. Please try again.", options);
    case "object-too-large":
      return new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", options);
    case "store-denied":
      return new S3Error("AccessDenied", "The store behind this endpoint refused access.", options);
    case "store-unavailable":
      return new S3Error("ServiceUnavailable", "The store did not answer. Please try again.", options);
    default:
      return failure.kind === "invalid-request"
        ? new S3Error("InvalidArgument", failure.message, options)
        : new S3Error("InternalError", "We encountered an internal error. Please try again.", options);
  }
}

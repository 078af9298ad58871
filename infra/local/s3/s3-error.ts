/**
 * The errors that the local S3 endpoint answers with: S3's own codes and statuses ("Error responses" in the Amazon S3
 * API Reference), and how failures of the store become them.
 */
import { isSearchIndexError, type SearchIndexError } from "../../../src/errors.ts";

/** The HTTP status of each code that is not 400. */
const STATUS = {
  AccessDenied: 403,
  InternalError: 500,
  InvalidRange: 416,
  NoSuchBucket: 404,
  NoSuchKey: 404,
  NoSuchUpload: 404,
  NotImplemented: 501,
  OperationAborted: 409,
  PreconditionFailed: 412,
  ServiceUnavailable: 503,
  SlowDown: 503,
  /** MinIO's: S3 itself is never full. */
  XMinioStorageFull: 507,
} as const;

type S3ErrorCode =
  | keyof typeof STATUS
  | "BadDigest"
  | "EntityTooLarge"
  | "EntityTooSmall"
  | "IncompleteBody"
  | "InvalidArgument"
  | "InvalidDigest"
  | "InvalidPart"
  | "InvalidPartOrder"
  | "InvalidRequest"
  | "InvalidURI"
  | "KeyTooLongError"
  | "MalformedTrailerError"
  | "MalformedXML"
  | "MetadataTooLarge"
  | "XAmzContentSHA256Mismatch";

const MESSAGES: Partial<Record<S3ErrorCode, string>> = {
  EntityTooLarge: "Your proposed upload exceeds the maximum allowed size",
  InternalError: "We encountered an internal error. Please try again.",
  NoSuchKey: "The specified key does not exist.",
  OperationAborted: "Another write of this object is in progress. Please try again.",
  PreconditionFailed: "At least one of the pre-conditions you specified did not hold",
};

/** An answer that is an error, with S3's own message where none is given. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly code: S3ErrorCode;
  readonly status: number;
  /** Headers of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: S3ErrorCode,
    message?: string,
    { headers = {}, ...options }: ErrorOptions & { headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message ?? MESSAGES[code] ?? code, options);
    this.code = code;
    this.headers = headers;
    this.status = code in STATUS ? STATUS[code as keyof typeof STATUS] : 400;
  }
}

/** The 501 of everything that this endpoint does not do; `what` names it. */
export function notImplemented(what: string): S3Error {
  return new S3Error("NotImplemented", `This endpoint does not implement ${what}.`);
}

/** The error that a failure is answered with. An internal one says nothing of itself. */
export function toS3Error(failure: unknown): S3Error {
  if (failure instanceof S3Error) return failure;
  if (isSearchIndexError(failure)) {
    const [code, message] = codeOf(failure);
    return new S3Error(code, message, { cause: failure });
  }
  return new S3Error("InternalError", undefined, { cause: failure });
}

function codeOf({ code, kind, message }: SearchIndexError): [S3ErrorCode, string?] {
  switch (code) {
    case "object-not-found":
      return ["NoSuchKey"];
    case "object-exists":
    case "etag-mismatch":
      return ["PreconditionFailed"];
    case "commit-conflict":
      return ["OperationAborted"];
    case "store-full":
      return ["XMinioStorageFull", "The store behind this endpoint has no room left."];
    case "store-denied":
    case "store-read-only":
      return ["AccessDenied", "The store behind this endpoint refused access."];
    case "store-unavailable":
      return ["ServiceUnavailable", "The store did not answer. Please try again."];
    default:
      return kind === "invalid-request" ? ["InvalidArgument", message] : ["InternalError"];
  }
}

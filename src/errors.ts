/**
 * The one error class of poisk, and the table of its codes.
 *
 * `kind` says what a caller can do about it; `code` is stable and explained in src/api/problem-meanings.ts; `details`
 * is plain data for logs. A new kind is added only when some caller would act differently on it.
 */

/** The action that an error asks of a caller: correct the request, give up, wait, start again, or call for help. */
export type ErrorKind =
  | "invalid-request"
  | "not-found"
  | "too-large"
  | "ambiguous"
  | "conflict"
  | "unavailable"
  | "corrupt-data"
  | "internal";

/** HTTP status of each kind (RFC 9110); the only place where the two meet. */
const STATUS_BY_KIND: Readonly<Record<ErrorKind, number>> = {
  "invalid-request": 400,
  "not-found": 404,
  "too-large": 413,
  ambiguous: 409,
  conflict: 503,
  unavailable: 503,
  "corrupt-data": 500,
  internal: 500,
};

/** Every stable code and its kind. Codes are never renamed: clients match on them. */
export const ERROR_CODES = {
  "invalid-parameter": "invalid-request",
  "invalid-address": "invalid-request",
  "invalid-options": "invalid-request",
  "invalid-query": "invalid-request",
  "invalid-key": "invalid-request",
  "invalid-change": "invalid-request",
  "object-not-found": "not-found",
  "article-not-found": "not-found",
  "route-not-found": "not-found",
  "method-not-allowed": "invalid-request",
  "token-refused": "invalid-request",
  "token-out-of-scope": "invalid-request",
  "precondition-failed": "invalid-request",
  "upload-incomplete": "invalid-request",
  "unsupported-upload": "invalid-request",
  "unreadable-upload": "invalid-request",
  "object-too-large": "too-large",
  "upload-too-large": "too-large",
  "object-archived": "internal",
  "ambiguous-id": "ambiguous",
  "object-exists": "conflict",
  "etag-mismatch": "conflict",
  "commit-conflict": "conflict",
  "index-outdated": "conflict",
  "store-unavailable": "unavailable",
  "reader-unavailable": "unavailable",
  "store-full": "unavailable",
  "store-denied": "internal",
  "store-read-only": "internal",
  "store-unsafe": "internal",
  "ranges-unsupported": "internal",
  "index-busy": "unavailable",
  "server-overloaded": "unavailable",
  "range-not-satisfiable": "corrupt-data",
  "corrupt-segment": "corrupt-data",
  "corrupt-manifest": "corrupt-data",
  "corrupt-tombstones": "corrupt-data",
  "missing-manifest": "corrupt-data",
  "no-index-yet": "unavailable",
  "no-published-index": "unavailable",
  "missing-segment": "corrupt-data",
  "unsupported-format": "corrupt-data",
  "runtime-limit": "internal",
  "invariant-violated": "internal",
  "unexpected-failure": "internal",
} as const satisfies Record<string, ErrorKind>;

/** A stable error code, one of the keys of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Statuses of single codes (RFC 9110, 15.5; RFC 4918, 11.5). An index that lost its manifest is made anew, and a store
 * that is read-only answers searches.
 */
const STATUS_BY_CODE: Partial<Record<ErrorCode, number>> = {
  "token-refused": 401,
  "token-out-of-scope": 403,
  "method-not-allowed": 405,
  "precondition-failed": 412,
  "unsupported-upload": 415,
  "unreadable-upload": 422,
  "missing-manifest": 503,
  "store-read-only": 503,
  "store-full": 507,
};

/** The HTTP status of a code: its kind's, but for those that have one of their own. */
export function statusOfCode(code: ErrorCode): number {
  return STATUS_BY_CODE[code] ?? STATUS_BY_KIND[ERROR_CODES[code]];
}

/** Plain data about a failure, for logs; never sent over HTTP. */
type ErrorDetails = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** Symbol.for, so that two bundles in one process agree on what is ours. */
const BRAND: unique symbol = Symbol.for("poisk.SearchIndexError") as never;

/** The only error that poisk throws on purpose. The message says what was wrong and what to do. */
export class SearchIndexError extends Error {
  override readonly name = "SearchIndexError";
  readonly kind: ErrorKind;
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
  readonly [BRAND] = true;

  constructor(code: ErrorCode, message: string, options: { details?: ErrorDetails; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.kind = ERROR_CODES[code];
    this.details = options.details ?? {};
  }

  /** True if the same call may succeed later although nobody fixes anything. It depends on the kind alone. */
  get retryable(): boolean {
    return this.kind === "conflict" || this.kind === "unavailable";
  }

  /** The HTTP status of this error's code. */
  get status(): number {
    return statusOfCode(this.code);
  }
}

/** Throws the error for a part of the search that could not be imported; for use in `catch`. */
export function throwUnavailablePart(cause: unknown): never {
  throw new SearchIndexError(
    "store-unavailable",
    "A file of the search itself, which some queries need, could not be loaded. All its files must lie together.",
    { cause },
  );
}

/**
 * Tells whether a thrown value is a SearchIndexError. It checks a brand, not `instanceof`, since several bundles may
 * share a process.
 */
export function isSearchIndexError(error: unknown): error is SearchIndexError {
  return typeof error === "object" && error !== null && (error as { [BRAND]?: unknown })[BRAND] === true;
}

/** Tells whether a thrown value is a SearchIndexError of this kind. */
export function isErrorOfKind(error: unknown, kind: ErrorKind): error is SearchIndexError {
  return isSearchIndexError(error) && error.kind === kind;
}

/** Awaits a reading; answers null if it rejects with a SearchIndexError of one of these kinds. */
export function nullIf<T>(reading: Promise<T>, ...kinds: readonly ErrorKind[]): Promise<T | null> {
  return reading.catch((error: unknown) => {
    if (kinds.some((kind) => isErrorOfKind(error, kind))) return null;
    throw error;
  });
}

/**
 * Failures as problem details (RFC 9457): which codes a client may meet, what each is called, and how much of a
 * failure is told. What the client did wrong is told whole; what went wrong here is told by code and request id alone,
 * since messages name keys.
 */
import { type ErrorCode, isSearchIndexError, statusOfCode } from "../errors.ts";
import type { ProblemAnswer } from "../search-api.ts";

/** The one content type of problems. */
export const PROBLEM_TYPE = "application/problem+json";

/** Seconds after which a client may ask again: the commit in the way, or the store's trouble, is over by then. */
export const RETRY_AFTER_S = 5;

/** A failure with all that is told of it. */
export interface Problem {
  readonly code: HttpErrorCode;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly errors?: NonNullable<ProblemAnswer["errors"]>;
  readonly candidates?: NonNullable<ProblemAnswer["candidates"]>;
}

/** The names of those codes that tell the client what to do. Their messages are written where requests are answered. */
const CLIENT_PROBLEMS = {
  "invalid-parameter": "A parameter is wrong",
  "invalid-address": "The address cannot be read",
  "route-not-found": "There is nothing at this address",
  "article-not-found": "There is no such article",
  "method-not-allowed": "This method is not allowed here",
  "ambiguous-id": "Several articles have this id",
  "invalid-key": "The key can be none of an upload",
  "token-refused": "The token is missing, wrong or expired",
  "token-out-of-scope": "The token is not for this key or host",
  "precondition-failed": "The upload is not as the condition says",
  "upload-too-large": "The upload is too large",
  "upload-incomplete": "The upload ended too early",
  "unsupported-upload": "Uploads of this type are not read",
  "unreadable-upload": "No article can be read of the upload",
} as const satisfies Partial<Record<ErrorCode, string>>;

/** The same of what went wrong on this side. */
const SERVER_PROBLEMS = {
  "object-too-large": "What was asked for is too large",
  "object-archived": "The index lies in an archive",
  "object-exists": "The index is being changed",
  "etag-mismatch": "The index is being changed",
  "commit-conflict": "The index is being changed",
  "index-outdated": "The index is being rebuilt",
  "index-busy": "The index is busy",
  "server-overloaded": "Too many ask at once",
  "store-unavailable": "The store does not answer",
  "reader-unavailable": "Uploads cannot be read now",
  "store-full": "The store has no room left",
  "store-denied": "The store refuses this service",
  "store-read-only": "The store can only be read",
  "store-unsafe": "The store cannot be trusted with an index",
  "ranges-unsupported": "The host of the index gives no ranges",
  "range-not-satisfiable": "The index is damaged",
  "corrupt-segment": "The index is damaged",
  "corrupt-manifest": "The index is damaged",
  "corrupt-tombstones": "The index is damaged",
  "missing-manifest": "The index has lost its manifest",
  "no-index-yet": "The search is being set up",
  "no-published-index": "There is no index at this address",
  "missing-segment": "The index is damaged",
  "unsupported-format": "The index has a format that this version does not read",
  "runtime-limit": "This service cannot read the index",
  "invariant-violated": "Something went wrong here",
  "unexpected-failure": "Something went wrong here",
} as const satisfies Partial<Record<ErrorCode, string>>;

type ClientCode = keyof typeof CLIENT_PROBLEMS;
type ServerCode = keyof typeof SERVER_PROBLEMS;

/** The codes that an answer may bear; each has its meaning in problem-meanings.ts. */
export type HttpErrorCode = ClientCode | ServerCode;

export const PROBLEM_TITLES: Readonly<Record<HttpErrorCode, string>> = { ...CLIENT_PROBLEMS, ...SERVER_PROBLEMS };

const RETRY_DETAIL = "Nothing is lost. Ask again in a few seconds.";
const DETAILS: Partial<Record<ServerCode, string>> = {
  "store-full": "Nothing was written. Searches go on. Send it again when the owner has made room.",
  "store-read-only": "Nothing was written. Searches go on. Send it again when the owner has made the store writable.",
  "no-index-yet": "No index was begun yet. It begins with the first article that is uploaded; then ask again.",
  "missing-manifest":
    "The articles are safe. A server that also indexes makes the index anew by itself, else its owner does: poisk verify --repair. Ask again later.",
};
const FAILURE_DETAIL = "The search cannot answer. Name the request id when you tell the owner of this site.";

/** A problem that the client can fix. */
export function clientProblem(
  code: ClientCode,
  detail: string,
  more: Pick<Problem, "errors" | "candidates"> = {},
): Problem {
  return { code, status: statusOfCode(code), title: CLIENT_PROBLEMS[code], detail, ...more };
}

/**
 * The problem behind anything thrown. What an index or a store calls a wrong request was made by this program, not by
 * the client: it is `unexpected-failure`.
 */
export function serverProblem(error: unknown): Problem {
  const thrown = isSearchIndexError(error) ? error.code : "unexpected-failure";
  const code: ServerCode = isServerCode(thrown) ? thrown : "unexpected-failure";
  const status = statusOfCode(code);
  const detail = DETAILS[code] ?? (status === 503 ? RETRY_DETAIL : FAILURE_DETAIL);
  return { code, status, title: SERVER_PROBLEMS[code], detail };
}

/** The problem of more requests than this process can answer. Nothing failed: it is no line of the error log. */
export function overloadProblem(): Problem {
  const code: ServerCode = "server-overloaded";
  return { code, status: statusOfCode(code), title: SERVER_PROBLEMS[code], detail: RETRY_DETAIL };
}

/** The path of the pages that describe the codes. */
export const PROBLEMS_PATH = "/problems";

/** The place of the pages that describe problems. */
interface ProblemPlace {
  /** The owner's own page of all codes; null for the pages of this server. */
  readonly documentation: string | null;
  /** Prefix of this server's paths, such as `/api`; empty if there is none. */
  readonly basePath: string;
}

/**
 * The body that is sent. `type` is an address that can be opened: the code's page on this server, or its place on the
 * owner's.
 */
export function problemAnswer(
  problem: Problem,
  requestId: string,
  { documentation, basePath }: ProblemPlace,
): ProblemAnswer {
  const { code, status, title, detail, errors, candidates } = problem;
  return {
    type: documentation === null ? `${basePath}${PROBLEMS_PATH}/${code}` : `${documentation}#${code}`,
    title,
    status,
    detail,
    instance: requestId,
    code,
    ...(errors === undefined ? {} : { errors }),
    ...(candidates === undefined ? {} : { candidates }),
  };
}

function isServerCode(code: ErrorCode): code is ServerCode {
  return Object.hasOwn(SERVER_PROBLEMS, code);
}

/**
 * Failures as problem details (RFC 9457, layer 5): which codes a client may meet, what each is called, and how much of a
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

/** What a code is called; and what it means and what to do about it, as docs/http-api.md says too. */
type ProblemTexts = readonly [title: string, meaning: string];

/** Codes that say what the client may do; their messages are written where requests are answered. */
const CLIENT_PROBLEMS = {
  "invalid-parameter": [
    "A parameter is wrong",
    "A value is outside its bounds, of the wrong kind, empty, too long, given twice, or does not go with another. errors names every one.",
  ],
  "invalid-address": [
    "The address cannot be read",
    "No address can be made of the request's Host and target: Host: xn--, a port above 65535, a backslash in the path.",
  ],
  "route-not-found": [
    "There is nothing at this address",
    "There is nothing at this path. /openapi.json lists what there is.",
  ],
  "article-not-found": [
    "There is no such article",
    "No article has this id, or none in the upload that key names. It may have been deleted, or replaced by a version that reads otherwise.",
  ],
  "method-not-allowed": [
    "This method is not allowed here",
    "Searching only reads: GET, HEAD and OPTIONS. PUT and DELETE are for pushing articles, where that is turned on.",
  ],
  "ambiguous-id": [
    "Several articles have this id",
    "Several uploads brought an article of this id. candidates lists up to 20 of them, {key, href, title}: ask again with ?key=.",
  ],
  "invalid-key": [
    "The key can be none of an upload",
    "What follows /articles/ in the path of a push must be the percent-encoded key of an upload: no slash at its beginning or end, no empty part, no part . or .., no control characters, at most 1,024 bytes.",
  ],
  "token-refused": [
    "The token is missing, wrong or expired",
    "A push needs the header Authorization: Bearer and a token, whose hash is in POISK_PUSH_TOKENS and whose last day is not over.",
  ],
  "token-out-of-scope": [
    "The token is not for this key",
    "The token of a push is good, but for keys of another beginning.",
  ],
  "precondition-failed": [
    "The upload is not as the condition says",
    "If-None-Match: * of a push found an upload under the key, or If-Match found none, or one of another ETag. Nothing was written.",
  ],
  "upload-too-large": [
    "The upload is too large",
    "A push has more bytes than are taken, packed or unpacked. detail says how many those are. Nothing was written.",
  ],
  "unsupported-upload": [
    "Uploads of this type are not read",
    "The ending of the key, the Content-Type or the Content-Encoding of a push is none that is read. Nothing was written.",
  ],
  "unreadable-upload": [
    "No article can be read of the upload",
    "What was pushed would be rejected, so nothing was written. rejected lists up to 20 reasons, each with a code.",
  ],
} as const satisfies Partial<Record<ErrorCode, ProblemTexts>>;

/** Codes of what went wrong on this side. */
const SERVER_PROBLEMS = {
  "object-too-large": [
    "What was asked for is too large",
    "An object of the index is larger than this service reads; or, on Lambda, the answer is larger than the 6 MB that Lambda passes on: an article of some megabytes of text (answer-too-large in the log).",
  ],
  "object-archived": [
    "The index lies in an archive",
    "An object of the index lies in an archive of the store, where it cannot be read: a lifecycle rule of the bucket covers the index. The owner restores it, and keeps the rule from the index.",
  ],
  "object-exists": ["The index is being changed", "Another write created the same object first. Ask again."],
  "etag-mismatch": ["The index is being changed", "Another write of the same object came first. Ask again."],
  "commit-conflict": ["The index is being changed", "Other writes came first, many times in a row. Ask again."],
  "index-outdated": [
    "The index is being rebuilt",
    "The index was written by another version of the analyzer, the parser or the fields; it answers again after poisk rebuild.",
  ],
  "index-busy": [
    "The index is busy",
    "The index is being changed in a way that does not go together with this request, such as two purges during one search. Ask again.",
  ],
  "server-overloaded": [
    "Too many ask at once",
    "More requests come than this process can answer. By what those before it cost, this request would be answered more than 5 seconds after it came, so it is refused at once; or it waited, and would be answered after more than 10 seconds. Retry-After says when to ask again. On AWS each process has one request at a time, and the account's concurrency is the limit instead.",
  ],
  "store-unavailable": [
    "The store does not answer",
    "The object store did not answer in time, also after retries. Ask again.",
  ],
  "reader-unavailable": [
    "Uploads cannot be read now",
    "The thread that reads uploads could not be started, or did not answer. Only uploads get this error; they are tried again later.",
  ],
  "store-denied": [
    "The store refuses this service",
    "The store refuses access: the bucket's name, the credentials or the rights are wrong. The log has the store's own words.",
  ],
  "store-unsafe": [
    "The store cannot be trusted with an index",
    "The store does not do what an index stands on, so none is kept there: poisk doctor says what.",
  ],
  "ranges-unsupported": [
    "The host of the index gives no ranges",
    "The index is read from a host of files that answers no ranges of them, or compresses ranges. The owner turns that compression off, or publishes the index on a host that answers Range.",
  ],
  "range-not-satisfiable": [
    "The index is damaged",
    "An object is shorter than the index says. The owner runs poisk verify --repair.",
  ],
  "corrupt-segment": [
    "The index is damaged",
    "A part of a segment does not match its checksum or its format. The owner runs poisk verify --repair.",
  ],
  "corrupt-manifest": [
    "The index is damaged",
    "The manifest cannot be read. A damaged index gives no answers at all, since they would silently lack articles. The owner runs poisk verify --repair, which makes a new index from the uploads.",
  ],
  "corrupt-tombstones": [
    "The index is damaged",
    "The list of a segment's deleted documents cannot be read. The owner runs poisk verify --repair.",
  ],
  "missing-manifest": [
    "The index has lost its manifest",
    "There was an index, and its manifest is gone. A server that indexes makes a new one by itself; otherwise the owner runs poisk verify --repair.",
  ],
  "no-index-yet": [
    "The search is being set up",
    "There is no index here yet. The first uploaded article creates it, or poisk reconcile.",
  ],
  "no-published-index": [
    "There is no index at this address",
    "Where a published index should be read there is no manifest.json, or a page in its place. Its owner looks at the address: poisk doctor --public ADDRESS.",
  ],
  "missing-segment": [
    "The index is damaged",
    "The manifest names an object that does not exist. The owner runs poisk verify --repair.",
  ],
  "unsupported-format": [
    "The index has a format that this version does not read",
    "The index was written in another format. A newer one needs a newer poisk, an older one poisk rebuild.",
  ],
  "runtime-limit": [
    "This service cannot read the index",
    "The process that answers cannot unpack a part of the index: too little memory, a lower limit, or a codec that its runtime lacks. The index is not damaged by that.",
  ],
  "invariant-violated": [
    "Something went wrong here",
    "This program was about to write an invalid index, and did not. Send its owner the request id.",
  ],
  "unexpected-failure": [
    "Something went wrong here",
    "A defect of this program that has no code of its own. Send its owner the request id.",
  ],
} as const satisfies Partial<Record<ErrorCode, ProblemTexts>>;

type ClientCode = keyof typeof CLIENT_PROBLEMS;
type ServerCode = keyof typeof SERVER_PROBLEMS;

/** The codes that an answer may bear; each has its place in docs/http-api.md. */
export type HttpErrorCode = ClientCode | ServerCode;

export const PROBLEM_TEXTS: Readonly<Record<HttpErrorCode, ProblemTexts>> = { ...CLIENT_PROBLEMS, ...SERVER_PROBLEMS };

export const HTTP_ERROR_CODES = Object.keys(PROBLEM_TEXTS) as readonly HttpErrorCode[];

const RETRY_DETAIL = "Nothing is lost. Ask again in a few seconds.";
const DETAILS: Partial<Record<ServerCode, string>> = {
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
  return { code, status: statusOfCode(code), title: CLIENT_PROBLEMS[code][0], detail, ...more };
}

/**
 * The problem behind anything thrown. What an index or a store calls a wrong request was made by this program, not by the
 * client: it is `unexpected-failure`.
 */
export function serverProblem(error: unknown): Problem {
  const thrown = isSearchIndexError(error) ? error.code : "unexpected-failure";
  const code: ServerCode = isServerCode(thrown) ? thrown : "unexpected-failure";
  const status = statusOfCode(code);
  const detail = DETAILS[code] ?? (status === 503 ? RETRY_DETAIL : FAILURE_DETAIL);
  return { code, status, title: SERVER_PROBLEMS[code][0], detail };
}

/** More are asking than this process can answer. Nothing failed: it is no line of the error log. */
export function overloadProblem(): Problem {
  const code: ServerCode = "server-overloaded";
  return { code, status: statusOfCode(code), title: SERVER_PROBLEMS[code][0], detail: RETRY_DETAIL };
}

/** Where each code has its page on this server. */
export const PROBLEMS_PATH = "/problems";

/** Where the pages of problems are. */
interface ProblemPlace {
  /** The owner's own page of all codes; null for the pages of this server. */
  readonly documentation: string | null;
  /** What stands before this server's paths, such as `/api`; else empty. */
  readonly basePath: string;
}

/** The body that is sent. `type` is an address that can be opened: the code's page on this server, or its place on the owner's. */
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

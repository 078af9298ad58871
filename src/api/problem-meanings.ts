/**
 * The meaning of each problem code and the action to take, as in docs/http-api.md: for the page of a code; answers do
 * not contain it.
 */
import { statusOfCode } from "../errors.ts";
import { type HttpErrorCode, PROBLEM_TITLES, PROBLEMS_PATH } from "./problem-details.ts";

const PROBLEM_MEANINGS: Readonly<Record<HttpErrorCode, string>> = {
  "invalid-parameter":
    "A value is outside its bounds, of the wrong kind, empty, too long, given twice, or does not go with another. errors names every one.",
  "invalid-address":
    "No address can be made of the request's Host and target: Host: xn--, a port above 65535, a backslash in the path.",
  "route-not-found": "There is nothing at this path. /openapi.json lists what there is.",
  "article-not-found":
    "No article has this id, or none in the upload that key names. It may have been deleted, or replaced by a version that reads otherwise.",
  "method-not-allowed":
    "Searching only reads: GET, HEAD and OPTIONS. PUT and DELETE are for pushing articles, where that is turned on.",
  "ambiguous-id":
    "Several uploads brought an article of this id. candidates lists up to 20 of them, {key, href, title}: ask again with ?key=.",
  "invalid-key":
    "What follows /articles/ in the path of a push must be the percent-encoded key of an upload: no slash at its beginning or end, no empty part, no part . or .., no control characters, at most 1,024 bytes.",
  "token-refused":
    "A push needs the header Authorization: Bearer and a token, whose hash is in POISK_PUSH_TOKENS and whose last day is not over.",
  "token-out-of-scope": "The token of a push is good, but for keys of another beginning.",
  "precondition-failed":
    "If-None-Match: * of a push found an upload under the key, or If-Match found none, or one of another ETag. Nothing was written.",
  "upload-too-large":
    "A push has more bytes than are taken, packed or unpacked. detail says how many those are. Nothing was written.",
  "upload-incomplete": "The connection of a push ended before its body did. Nothing was written: send it again.",
  "unsupported-upload":
    "The ending of the key, the Content-Type or the Content-Encoding of a push is none that is read. Nothing was written.",
  "unreadable-upload":
    "What was pushed would be rejected, so nothing was written. rejected lists up to 20 reasons, each with a code.",
  "object-too-large":
    "An object of the index is larger than this service reads; or, on Lambda, the answer is larger than the 6 MB that Lambda passes on: an article of some megabytes of text (answer-too-large in the log).",
  "object-archived":
    "An object of the index lies in an archive of the store, where it cannot be read: a lifecycle rule of the bucket covers the index. The owner restores it, and keeps the rule from the index.",
  "object-exists": "Another write created the same object first. Ask again.",
  "etag-mismatch": "Another write of the same object came first. Ask again.",
  "commit-conflict": "Other writes came first, many times in a row. Ask again.",
  "index-outdated":
    "The index was written by another version of the analyzer, the parser or the fields; it answers again after poisk rebuild.",
  "index-busy":
    "The index is being changed in a way that does not go together with this request, such as two purges during one search. Ask again.",
  "server-overloaded":
    "More requests come than this process can answer. By what those before it cost, this request would be answered more than 5 seconds after it came, so it is refused at once; or it waited, and would be answered after more than 10 seconds; twice as long for pushes. What is held counts too: bodies of pushes and events, and texts of articles, wait for one another once they are many megabytes together. Retry-After says when to ask again. On AWS each process has one request at a time, and the account's concurrency is the limit instead.",
  "store-unavailable": "The object store did not answer in time, also after retries. Ask again.",
  "store-full":
    "The disk or the quota of the store is used up, so nothing was written. What is there is searched. The owner makes room, and the same request succeeds.",
  "reader-unavailable":
    "The thread that reads uploads could not be started, or did not answer. Only uploads get this error; they are tried again later.",
  "store-denied":
    "The store refuses access: the bucket's name, the credentials or the rights are wrong. The log has the store's own words.",
  "store-read-only":
    "The folder of the store is on a read-only file system, or belongs to another user, so nothing was written. What is there is searched. The log has the system's own code.",
  "store-unsafe": "The store does not do what an index stands on, so none is kept there: poisk doctor says what.",
  "ranges-unsupported":
    "The index is read from a host of files that answers no ranges of them, or compresses ranges. The owner turns that compression off, or publishes the index on a host that answers Range.",
  "range-not-satisfiable": "An object is shorter than the index says. The owner runs poisk verify --repair.",
  "corrupt-segment":
    "A part of a segment does not match its checksum or its format. The owner runs poisk verify --repair.",
  "corrupt-manifest":
    "The manifest cannot be read. A damaged index gives no answers at all, since they would silently lack articles. The owner runs poisk verify --repair, which makes a new index from the uploads.",
  "corrupt-tombstones":
    "The list of a segment's deleted documents cannot be read. The owner runs poisk verify --repair.",
  "missing-manifest":
    "There was an index, and its manifest is gone. A server that indexes makes a new one by itself; otherwise the owner runs poisk verify --repair.",
  "no-index-yet": "There is no index here yet. The first uploaded article creates it, or poisk reconcile.",
  "no-published-index":
    "Where a published index should be read there is no manifest.json, or a page in its place. Its owner looks at the address: poisk doctor --public ADDRESS.",
  "missing-segment": "The manifest names an object that does not exist. The owner runs poisk verify --repair.",
  "unsupported-format":
    "The index was written in another format. A newer one needs a newer poisk, an older one poisk rebuild.",
  "runtime-limit":
    "The process that answers cannot unpack a part of the index: too little memory, a lower limit, or a codec that its runtime lacks. The index is not damaged by that.",
  "invariant-violated": "This program was about to write an invalid index, and did not. Send its owner the request id.",
  "unexpected-failure": "A defect of this program that has no code of its own. Send its owner the request id.",
};

export const HTTP_ERROR_CODES = Object.keys(PROBLEM_MEANINGS) as readonly HttpErrorCode[];

/** A code as its page tells it. */
interface ProblemDescription {
  readonly type: string;
  readonly code: HttpErrorCode;
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
}

/**
 * Describes the problem that a `type` address names; null if there is no such code. `basePath` is the prefix of this
 * server's paths, such as `/api`, or empty.
 */
export function describeProblem(name: string, basePath: string): ProblemDescription | null {
  const code = HTTP_ERROR_CODES.find((known) => known === name);
  if (code === undefined) return null;
  const [title, meaning] = [PROBLEM_TITLES[code], PROBLEM_MEANINGS[code]];
  return { type: `${basePath}${PROBLEMS_PATH}/${code}`, code, status: statusOfCode(code), title, meaning };
}

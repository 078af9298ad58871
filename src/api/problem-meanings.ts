/**
 * The meaning of each problem code and the action to take: the page of a code shows it, answers do not contain it.
 */
import { statusOfCode } from "../errors.ts";
import { type HttpErrorCode, PROBLEM_TITLES, PROBLEMS_PATH } from "./problem-details.ts";

const PROBLEM_MEANINGS: Readonly<Record<HttpErrorCode, string>> = {
  "invalid-parameter":
    "A value is out of bounds, malformed, empty, too long, given twice, or conflicts with another. errors names every one.",
  "invalid-address": "Host and target make no address: Host: xn--, a port above 65535, a backslash in the path.",
  "route-not-found": "There is nothing at this path. /openapi.json lists what there is.",
  "article-not-found":
    "No article has this id, or none in the upload that key names. It may have been deleted or replaced.",
  "method-not-allowed": "Searching takes GET, HEAD and OPTIONS; PUT and DELETE push articles, where that is turned on.",
  "ambiguous-id":
    "Several uploads have an article with this id. candidates lists up to 20 {key, href, title}: ask again with ?key=.",
  "invalid-key":
    "The path behind /articles/ in a push must be a percent-encoded key: no slash at its ends, no empty part, . or .., no control characters, at most 1,024 bytes.",
  "token-refused": "A push needs Authorization: Bearer with a token of POISK_PUSH_TOKENS that has not expired.",
  "token-out-of-scope": "The push's token is for keys with another prefix, or for addresses of other hosts.",
  "precondition-failed": "If-None-Match: * found an upload, or If-Match none or another ETag. Nothing was written.",
  "upload-too-large": "The push is too large, packed or unpacked. detail gives the limit. Nothing was written.",
  "upload-incomplete": "The connection ended before the push's body did. Nothing was written: send it again.",
  "unsupported-upload": "The key's ending, Content-Type or Content-Encoding is not supported. Nothing was written.",
  "unreadable-upload":
    "The push would be rejected, so nothing was written. rejected lists up to 20 reasons, each with a code.",
  "object-too-large":
    "An object of the index is too large for this service, or an article exceeds Lambda's 6 MB (answer-too-large in the log).",
  "object-archived":
    "A lifecycle rule of the bucket archived an object of the index. The owner restores it, and excludes the index from the rule.",
  "object-exists": "Another write created the same object first. Ask again.",
  "etag-mismatch": "Another write of the same object came first. Ask again.",
  "commit-conflict": "Other writes came first, many times in a row. Ask again.",
  "index-outdated":
    "Another version of the analyzer, the parser or the fields wrote the index. The owner runs poisk rebuild.",
  "index-busy": "Changes of the index exclude this request, such as two purges during one search. Ask again.",
  "server-overloaded":
    "The process has too many requests. It refuses at once what would take over 5 seconds, and later what would take over 10; twice as long for pushes. Large bodies and articles also wait for one another. On AWS the account's concurrency is the limit. Ask again after Retry-After.",
  "store-unavailable": "The object store did not answer in time, also after retries. Ask again.",
  "store-full":
    "The store's disk or quota is used up. Nothing was written; searches go on. The owner makes room, and the same request succeeds.",
  "reader-unavailable": "The thread that reads uploads did not start or answer. They are tried again later.",
  "store-denied": "The store refuses access: wrong bucket name, credentials or rights. The log has its words.",
  "store-read-only":
    "The store's folder is read-only or another user's. Nothing was written; searches go on. The log has the system's code.",
  "store-unsafe": "The store does not do what an index needs, so none is kept there: poisk doctor says what.",
  "ranges-unsupported":
    "The host of the index answers no ranges, or compresses them. The owner turns compression off, or publishes on a host that answers Range.",
  "range-not-satisfiable": "An object is shorter than the index says. The owner runs poisk verify --repair.",
  "corrupt-segment": "A part of a segment does not match its checksum or format. The owner runs poisk verify --repair.",
  "corrupt-manifest":
    "The manifest cannot be read. The owner runs poisk verify --repair, which makes a new index from the uploads.",
  "corrupt-tombstones": "A list of deleted documents cannot be read. The owner runs poisk verify --repair.",
  "missing-manifest":
    "The index has lost its manifest. A server that indexes makes a new one; otherwise the owner runs poisk verify --repair.",
  "no-index-yet": "There is no index yet. The first uploaded article or poisk reconcile creates it.",
  "no-published-index":
    "The address of a published index has no manifest.json, or a page in its place. The owner runs poisk doctor --public ADDRESS.",
  "missing-segment": "The manifest names a missing object. The owner runs poisk verify --repair.",
  "unsupported-format": "The index has another format. A newer one needs a newer poisk, an older one poisk rebuild.",
  "runtime-limit":
    "The process cannot unpack a part of the index: too little memory or a missing codec. The index is not damaged.",
  "invariant-violated": "An index that would be invalid was not written. Send the owner the request id.",
  "unexpected-failure": "A defect of this program without a code of its own. Send its owner the request id.",
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

/**
 * What each code of a problem means and what to do about it (layer 5): the text behind the problem's `type`. docs/http-api.md says the
 * same of each code.
 */
import type { HttpErrorCode } from "../problem-details.ts";

export const PROBLEM_MEANINGS: Readonly<Record<HttpErrorCode, string>> = {
  "invalid-parameter":
    "A value is outside its bounds, not of its kind, empty, too long, given twice, or does not go with another. errors names every one.",
  "invalid-address":
    "No address can be made of the request's Host and target: Host: xn--, a port above 65535, a backslash in the path.",
  "route-not-found": "There is nothing at this path. /openapi.json lists what there is.",
  "article-not-found":
    "No article has this id; or none of the upload that key names. It may have been deleted, or replaced by a version that reads otherwise.",
  "method-not-allowed": "This API only reads: GET, HEAD and OPTIONS.",
  "ambiguous-id":
    "Several uploads brought an article of this id. candidates lists up to 20 of them, {key, href, title}: ask again with ?key=.",
  "object-too-large":
    "An object of the index is larger than this service reads, or, on Lambda, the answer is larger than the 6 MB that Lambda hands on: an article of some megabytes of text (answer-too-large in the log).",
  "object-archived":
    "An object of the index lies in an archive of the store, where it cannot be read: a lifecycle rule of the bucket covers the index. The owner restores it, and keeps the rule from the index.",
  "store-unavailable": "The object store did not answer in time, also after retries. Ask again.",
  "reader-unavailable":
    "The thread that reads uploads could not be started, or did not answer. No request is answered so: uploads wait for their next turn.",
  "index-busy":
    "The index is being worked on in a way that does not go together with this request, such as two purges during one search. Ask again.",
  "server-overloaded":
    "More ask at once than this process can answer: by what those before it cost, this request would be answered more than 5 seconds after it came, and it is refused at once; or it waited, and it turned out that it would be answered after more than 10 seconds. Retry-After says when to ask again. On AWS each process has one request at a time, and the account's concurrency is the bound instead.",
  "commit-conflict": "Another write came first, again and again. Ask again.",
  "etag-mismatch": "Another write of the same object came first. Ask again.",
  "object-exists": "Another write created the same object first. Ask again.",
  "index-outdated": "The index was made by other rules than this program's; it answers again after poisk rebuild.",
  "corrupt-manifest":
    "The manifest cannot be read. Nothing is answered from a damaged index, since the answer would be quietly shorter. The owner runs poisk verify --repair, which makes the index anew from the uploads.",
  "corrupt-segment":
    "A part of a segment does not have its checksum, or not its shape. The owner runs poisk verify --repair.",
  "corrupt-tombstones":
    "The list of a segment's deleted documents cannot be read. The owner runs poisk verify --repair.",
  "missing-manifest":
    "An index was begun, and its manifest is gone. A server that indexes makes it anew by itself; else the owner runs poisk verify --repair.",
  "no-index-yet":
    "No index was begun here yet: it begins with the first article that is uploaded, or with poisk reconcile.",
  "missing-segment": "The manifest names an object that is not there. The owner runs poisk verify --repair.",
  "range-not-satisfiable": "An object is shorter than the index says. The owner runs poisk verify --repair.",
  "unsupported-format":
    "The index was written in another format. A newer one needs a newer poisk, an older one poisk rebuild.",
  "store-denied":
    "The store refuses: the bucket's name, the credentials or the rights are not right. The log has the store's own words.",
  "store-unsafe": "The store does not do what an index stands on, so none is kept there: poisk doctor says what.",
  "runtime-limit":
    "The process that answers cannot unpack a part of the index: too little memory, a lower limit, or a codec that its runtime lacks. The index is not damaged by that.",
  "invariant-violated":
    "This program found itself about to write an index that cannot be right, and did not. Tell its owner the request id.",
  "unexpected-failure": "A fault of this program's that has no code of its own. Tell its owner the request id.",
};

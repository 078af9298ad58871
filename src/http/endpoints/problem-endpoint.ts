/**
 * GET /problems/{code} (layer 5): what a problem's `type` leads to (RFC 9457, 3.1.1). A page in English for people, JSON where the
 * client asks for that. Asks nothing of the store.
 */
import { html } from "hono/html";
import { statusOfCode } from "../../errors.ts";
import { publicPath } from "../answers/public-address.ts";
import { pageFrame } from "../pages/page-frame.ts";
import { sendProblem } from "../pages/send-problem.ts";
import { clientProblem, type HttpErrorCode, PROBLEMS_PATH, problemTitle } from "../problem-details.ts";
import type { HttpContext } from "../requests/http-context.ts";

/** Changes with the build alone. */
const MAX_AGE_S = 3_600;

/** 404 for what is no code. */
export function answerProblem(context: HttpContext): Response {
  const code = context.req.param("code") ?? "";
  if (!isProblemCode(code)) {
    return sendProblem(context, clientProblem("route-not-found", "There is no problem of this code."));
  }
  const [status, title, meaning] = [statusOfCode(code), problemTitle(code), PROBLEM_MEANINGS[code]];
  const headers = { "Cache-Control": `public, max-age=${MAX_AGE_S}`, Vary: "Accept", "X-Robots-Tag": "noindex" };
  if (prefersJson(context)) {
    const type = publicPath(context, `${PROBLEMS_PATH}/${code}`);
    return context.json({ type, code, status, title, meaning }, 200, headers);
  }
  const main = html`<main class="article">
      <h1 class="article__title">${title}</h1>
      <p class="article__meta"><code>${code}</code> <span>HTTP ${status}</span></p>
      <div class="article__text"><p>${meaning}</p></div>
    </main>`;
  const { siteName } = context.var.dependencies.settings;
  const basePath = publicPath(context, "");
  const page = pageFrame({ title, lang: "en", canonical: null, searchPage: null, siteName, basePath, main });
  return context.body(String(page), 200, { ...headers, "Content-Type": "text/html; charset=utf-8" });
}

function isProblemCode(code: string): code is HttpErrorCode {
  return Object.hasOwn(PROBLEM_MEANINGS, code);
}

/** Browsers name text/html, and programs that want JSON name that. */
function prefersJson(context: HttpContext): boolean {
  const accept = (context.req.header("accept") ?? "").toLowerCase();
  return accept.includes("json") && !accept.includes("text/html");
}

/**
 * What each code of a problem means and what to do about it (layer 5): the text behind the problem's `type`. docs/http-api.md says the
 * same of each code.
 */
const PROBLEM_MEANINGS: Readonly<Record<HttpErrorCode, string>> = {
  "invalid-parameter":
    "A value is outside its bounds, of the wrong kind, empty, too long, given twice, or does not go with another. errors names every one.",
  "invalid-address":
    "No address can be made of the request's Host and target: Host: xn--, a port above 65535, a backslash in the path.",
  "route-not-found": "There is nothing at this path. /openapi.json lists what there is.",
  "article-not-found":
    "No article has this id, or none in the upload that key names. It may have been deleted, or replaced by a version that reads otherwise.",
  "method-not-allowed": "This API only reads: GET, HEAD and OPTIONS.",
  "ambiguous-id":
    "Several uploads brought an article of this id. candidates lists up to 20 of them, {key, href, title}: ask again with ?key=.",
  "object-too-large":
    "An object of the index is larger than this service reads; or, on Lambda, the answer is larger than the 6 MB that Lambda passes on: an article of some megabytes of text (answer-too-large in the log).",
  "object-archived":
    "An object of the index lies in an archive of the store, where it cannot be read: a lifecycle rule of the bucket covers the index. The owner restores it, and keeps the rule from the index.",
  "store-unavailable": "The object store did not answer in time, also after retries. Ask again.",
  "reader-unavailable":
    "The thread that reads uploads could not be started, or did not answer. Only uploads get this error; they are tried again later.",
  "index-busy":
    "The index is being changed in a way that does not go together with this request, such as two purges during one search. Ask again.",
  "server-overloaded":
    "More requests come than this process can answer. By what those before it cost, this request would be answered more than 5 seconds after it came, so it is refused at once; or it waited, and would be answered after more than 10 seconds. Retry-After says when to ask again. On AWS each process has one request at a time, and the account's concurrency is the limit instead.",
  "commit-conflict": "Other writes came first, many times in a row. Ask again.",
  "etag-mismatch": "Another write of the same object came first. Ask again.",
  "object-exists": "Another write created the same object first. Ask again.",
  "index-outdated":
    "The index was written by another version of the analyzer, the parser or the fields; it answers again after poisk rebuild.",
  "corrupt-manifest":
    "The manifest cannot be read. A damaged index gives no answers at all, since they would silently lack articles. The owner runs poisk verify --repair, which makes a new index from the uploads.",
  "corrupt-segment":
    "A part of a segment does not match its checksum or its format. The owner runs poisk verify --repair.",
  "corrupt-tombstones":
    "The list of a segment's deleted documents cannot be read. The owner runs poisk verify --repair.",
  "missing-manifest":
    "There was an index, and its manifest is gone. A server that indexes makes a new one by itself; otherwise the owner runs poisk verify --repair.",
  "no-index-yet": "There is no index here yet. The first uploaded article creates it, or poisk reconcile.",
  "missing-segment": "The manifest names an object that does not exist. The owner runs poisk verify --repair.",
  "range-not-satisfiable": "An object is shorter than the index says. The owner runs poisk verify --repair.",
  "unsupported-format":
    "The index was written in another format. A newer one needs a newer poisk, an older one poisk rebuild.",
  "store-denied":
    "The store refuses access: the bucket's name, the credentials or the rights are wrong. The log has the store's own words.",
  "store-unsafe": "The store does not do what an index stands on, so none is kept there: poisk doctor says what.",
  "runtime-limit":
    "The process that answers cannot unpack a part of the index: too little memory, a lower limit, or a codec that its runtime lacks. The index is not damaged by that.",
  "invariant-violated": "This program was about to write an invalid index, and did not. Send its owner the request id.",
  "unexpected-failure": "A defect of this program that has no code of its own. Send its owner the request id.",
};

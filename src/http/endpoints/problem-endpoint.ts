/**
 * GET /problems/{code} (layer 5): what a problem's `type` leads to (RFC 9457, 3.1.1). A page in English for people, JSON where the
 * client asks for that. Asks nothing of the store.
 */
import { html } from "hono/html";
import { statusOfCode } from "../../errors.ts";
import { publicPath } from "../answers/public-address.ts";
import { pageFrame } from "../pages/page-frame.ts";
import { PROBLEM_MEANINGS } from "../pages/problem-meanings.ts";
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

/**
 * Answers with a problem: problem details for programs, a page for people who opened the address of a page in a
 * browser. Never stored. And GET /problems/{code}, what a problem's `type` leads to (RFC 9457, 3.1.1).
 */

import { html } from "hono/html";
import {
  clientProblem,
  describeProblem,
  PROBLEM_TYPE,
  PROBLEMS_PATH,
  type Problem,
  problemAnswer,
  RETRY_AFTER_S,
} from "../../api/api.ts";
import { fillText } from "../../texts/texts.ts";
import { publicPath } from "../answers/public-address.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { type Markup, pageFrame, pageSite } from "./page-frame.ts";
import { type PageWords, pageWords } from "./page-texts.ts";

/** A problem as JSON, or as a page where the address is a page's and the client prefers HTML. */
export function sendProblem(context: HttpContext, problem: Problem): Response {
  const { requestId } = context.var.request;
  const { documentation } = context.var.dependencies.settings;
  const basePath = publicPath(context, "");
  const response = wantsPage(context)
    ? new Response(String(problemPage(context, problem)), {
        status: problem.status,
        headers: { "Content-Type": "text/html; charset=utf-8" },
      })
    : new Response(JSON.stringify(problemAnswer(problem, requestId, { documentation, basePath })), {
        status: problem.status,
        headers: { "Content-Type": PROBLEM_TYPE },
      });
  if (isPageAddress(context)) response.headers.append("Vary", "Accept");
  response.headers.set("Cache-Control", "no-store");
  if (problem.status === 503) response.headers.set("Retry-After", String(RETRY_AFTER_S));
  return response;
}

/** Logs a failure of ours with all that is known of it, and answers without. That no index was begun yet is none. */
export function sendFailure(context: HttpContext, problem: Problem, error: unknown): Response {
  const { request, dependencies } = context.var;
  if (problem.code === "no-index-yet") return sendProblem(context, problem);
  dependencies.logger.error("request-failed", {
    requestId: request.requestId,
    code: problem.code,
    status: problem.status,
    tookMs: tookMs(context),
    error,
  });
  return sendProblem(context, problem);
}

function isPageAddress(context: HttpContext): boolean {
  const { pathname } = new URL(context.req.url);
  return pathname === "/" || pathname.startsWith("/a/");
}

/** Browsers name text/html before anything else; curl and fetch say that anything will do. */
function wantsPage(context: HttpContext): boolean {
  return isPageAddress(context) && (context.req.header("accept") ?? "").toLowerCase().includes("text/html");
}

/**
 * The page of a problem: what is wrong, what to do, and the request's id. Lists the articles to choose from where there
 * are several.
 */
function problemPage(context: HttpContext, problem: Problem): Markup {
  const site = pageSite(context);
  const words = pageWords[site.language];
  const { title, advice } = wordingOf(problem, words);
  const choices = [
    ...(problem.candidates ?? []).map(
      ({ href, title: candidate, key }) => html`<li><a href="${site.basePath}${href}">${candidate ?? key}</a></li>`,
    ),
    ...(problem.errors ?? []).map(
      ({ parameter }) => html`<li><code>${parameter}</code>: ${words.wrong[parameter] ?? words.wrong.other}</li>`,
    ),
  ];
  const main = html`<main id="content" tabindex="-1"><div class="article">
      <h1 class="article__title">${title}</h1>
      <div class="article__text">
        <p>${advice}</p>
        ${choices.length === 0 ? "" : html`<ul>${choices}</ul>`}
      </div>
      <p class="article__notice">${fillText(words.request, site.language, { text: context.var.request.requestId })}</p>
    </div></main>`;
  const query = new URL(context.req.url).searchParams.get("q") ?? "";
  return pageFrame(site, { title, canonical: null, isListed: false, query, main });
}

/** Chooses the wording by status. Two problems have their own: a missing index, and an invalid parameter. */
function wordingOf({ code, status }: Problem, { problems }: PageWords): PageWords["problems"]["other"] {
  if (code === "no-index-yet") return problems.setup;
  if (code === "invalid-parameter") return problems.wrongSearch;
  const byStatus: Readonly<Record<number, PageWords["problems"]["other"]>> = problems;
  return byStatus[status] ?? problems.other;
}

/** Changes with the build alone. */
const MAX_AGE_S = 3_600;

export const problemEndpoint: Endpoint = {
  path: `${PROBLEMS_PATH}/:code`,
  answer: answerProblem,
  operation: {
    summary: "What the code of a problem means, and what to do.",
    answers: { "text/html": null, [JSON_TYPE]: null },
  },
};

/**
 * A page in English for people, JSON where the client asks for that; 404 for what is no code. Asks nothing of the
 * store.
 */
function answerProblem(context: HttpContext): Response {
  const problem = describeProblem(context.req.param("code") ?? "", publicPath(context, ""));
  if (problem === null) {
    return sendProblem(context, clientProblem("route-not-found", "There is no problem of this code."));
  }
  const { code, status, title, meaning } = problem;
  const headers = { "Cache-Control": `public, max-age=${MAX_AGE_S}`, Vary: "Accept" };
  if (prefersJson(context)) return context.json(problem, 200, headers);
  const main = html`<main id="content" tabindex="-1"><div class="article">
      <h1 class="article__title">${title}</h1>
      <p class="facts article__meta"><code>${code}</code> <span>HTTP ${status}</span></p>
      <div class="article__text"><p>${meaning}</p></div>
    </div></main>`;
  const page = pageFrame(pageSite(context), { title, language: "en", canonical: null, isListed: false, main });
  return context.body(String(page), 200, { ...headers, "Content-Type": "text/html; charset=utf-8" });
}

/** Browsers name text/html, and programs that want JSON name that. */
function prefersJson(context: HttpContext): boolean {
  const accept = (context.req.header("accept") ?? "").toLowerCase();
  return accept.includes("json") && !accept.includes("text/html");
}

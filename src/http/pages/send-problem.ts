/**
 * Answers with a problem (layer 5): problem details for programs, a page in Russian for people who opened an article's
 * address in a browser. Never stored.
 */

import { publicPath } from "../answers/public-address.ts";
import { PROBLEM_TYPE, type Problem, problemAnswer, RETRY_AFTER_S } from "../problem-details.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { problemPage } from "./problem-page.ts";

/** A problem as JSON, or as a page where the address is a page's and the client prefers HTML. */
export function sendProblem(context: HttpContext, problem: Problem): Response {
  const { request, dependencies } = context.var;
  const { documentation, searchPage, siteName } = dependencies.settings;
  const { requestId } = request;
  const basePath = publicPath(context, "");
  const response = wantsPage(context)
    ? new Response(String(problemPage(problem, { requestId, searchPage, siteName, basePath })), {
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
  return new URL(context.req.url).pathname.startsWith("/a/");
}

/** Browsers name text/html before anything else; curl and fetch say that anything will do. */
function wantsPage(context: HttpContext): boolean {
  return isPageAddress(context) && (context.req.header("accept") ?? "").toLowerCase().includes("text/html");
}

/**
 * Answers with a problem (layer 5): problem details for programs, a page in Russian for people who opened an article's
 * address in a browser. Never stored. And GET /problems/{code}, what a problem's `type` leads to (RFC 9457, 3.1.1).
 */

import { html } from "hono/html";
import { statusOfCode } from "../../errors.ts";
import { publicPath } from "../answers/public-address.ts";
import { type Endpoint, JSON_TYPE } from "../openapi/openapi.ts";
import {
  clientProblem,
  HTTP_ERROR_CODES,
  PROBLEM_TEXTS,
  PROBLEM_TYPE,
  PROBLEMS_PATH,
  type Problem,
  problemAnswer,
  RETRY_AFTER_S,
} from "../problem-details.ts";
import { type HttpContext, tookMs } from "../requests/http-context.ts";
import { type Markup, type PageFrame, pageFrame } from "./page-frame.ts";

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

interface ProblemPageContext extends Pick<PageFrame, "searchPage" | "siteName" | "basePath"> {
  readonly requestId: string;
}

interface Wording {
  readonly title: string;
  readonly advice: string;
}

/** The one code that people are told apart from others of its status. */
const SETUP: Wording = { title: "Поиск настраивается", advice: "Статьи ещё не загружены. Попробуйте позже." };

/** By status: people need no finer distinction. */
const WORDINGS: ReadonlyMap<number, Wording> = new Map([
  [
    400,
    { title: "Неверный адрес", advice: "В адресе страницы ошибка. Откройте статью ещё раз из результатов поиска." },
  ],
  [404, { title: "Статья не найдена", advice: "Возможно, её удалили или заменили. Попробуйте найти её заново." }],
  [409, { title: "Статей несколько", advice: "Под этим адресом есть несколько статей. Выберите нужную:" }],
  [503, { title: "Поиск сейчас недоступен", advice: "Попробуйте ещё раз через несколько секунд." }],
]);

const FAILURE: Wording = {
  title: "Что-то пошло не так",
  advice: "Не удалось показать статью. Если это повторяется, сообщите владельцу сайта номер запроса.",
};

/** The page of a problem: what is wrong, what to do, and the request's id. Lists the articles to choose from where there are several. */
function problemPage(problem: Problem, { requestId, ...frame }: ProblemPageContext): Markup {
  const wording = problem.code === "no-index-yet" ? SETUP : WORDINGS.get(problem.status);
  const { title, advice } = wording ?? FAILURE;
  const choices = problem.candidates?.map(
    ({ href, title: candidateTitle, key }) =>
      html`<li><a href="${frame.basePath}${href}">${candidateTitle ?? key}</a></li>`,
  );
  const main = html`<main class="article">
      <h1 class="article__title">${title}</h1>
      <div class="article__text">
        <p>${advice}</p>
        ${choices === undefined ? "" : html`<ul>${choices}</ul>`}
      </div>
      <p class="article__notice">Номер запроса: ${requestId}</p>
    </main>`;
  return pageFrame({ ...frame, title, canonical: null, main });
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

/** A page in English for people, JSON where the client asks for that; 404 for what is no code. Asks nothing of the store. */
function answerProblem(context: HttpContext): Response {
  const code = HTTP_ERROR_CODES.find((known) => known === context.req.param("code"));
  if (code === undefined) {
    return sendProblem(context, clientProblem("route-not-found", "There is no problem of this code."));
  }
  const status = statusOfCode(code);
  const [title, meaning] = PROBLEM_TEXTS[code];
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

/** Browsers name text/html, and programs that want JSON name that. */
function prefersJson(context: HttpContext): boolean {
  const accept = (context.req.header("accept") ?? "").toLowerCase();
  return accept.includes("json") && !accept.includes("text/html");
}

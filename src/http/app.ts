/**
 * The HTTP edge: a Hono app over web-standard Request and Response, the same on Lambda and on Node. Routes and
 * what surrounds every answer; the endpoints have files of their own.
 */
import { Hono, type MiddlewareHandler } from "hono";
import { clientProblem, overloadProblem, serverProblem } from "../api/api.ts";
import { isWorkerOfRequests } from "../event-loop.ts";
import { createUlid } from "../id-source.ts";
import { compressAnswer } from "./answers/compress.ts";
import { articleEndpoints } from "./endpoints/article-endpoint.ts";
import { feedEndpoint } from "./endpoints/feed-endpoint.ts";
import { openSearchEndpoint } from "./endpoints/opensearch-endpoint.ts";
import { RESULTS_PATH, resultsEndpoint, robotsEndpoint } from "./endpoints/results-endpoint.ts";
import { searchEndpoint } from "./endpoints/search-endpoint.ts";
import { statusEndpoints } from "./endpoints/status-endpoint.ts";
import { suggestEndpoint } from "./endpoints/suggest-endpoint.ts";
import { widgetEndpoints } from "./endpoints/widget-endpoint.ts";
import { answerOpenApi, type Endpoint, JSON_TYPE } from "./openapi/openapi.ts";
import { isListed, pagePolicy, STYLESHEET_PATH } from "./pages/page-frame.ts";
import { pageStyles } from "./pages/page-styles.ts";
import { problemEndpoint, sendFailure, sendProblem } from "./pages/send-problem.ts";
import { AdmissionGate, requestKind } from "./requests/admission-gate.ts";
import { type HttpContext, type HttpEnvironment, tookMs, UNREADABLE_ADDRESS } from "./requests/http-context.ts";
import {
  type HttpAppOptions,
  type HttpDependencies,
  type HttpSettings,
  resolveHttpOptions,
} from "./requests/http-options.ts";

/** Endpoints that read articles. The admission gate limits them. */
const ARTICLE_ENDPOINTS: readonly Endpoint[] = [
  resultsEndpoint,
  searchEndpoint,
  suggestEndpoint,
  feedEndpoint,
  ...articleEndpoints,
];

/** The first parts of the paths of pages. */
const PAGE_ENDPOINTS: readonly string[] = [RESULTS_PATH, "/a"];

/** Endpoints for articles, and those that answer at once, however many ask. */
export const ENDPOINTS: readonly Endpoint[] = [
  ...ARTICLE_ENDPOINTS,
  openSearchEndpoint,
  robotsEndpoint,
  ...statusEndpoints,
  {
    path: "/openapi.json",
    answer: (context) => answerOpenApi(context, ENDPOINTS),
    operation: { summary: "This description.", answers: { [JSON_TYPE]: null } },
  },
  problemEndpoint,
  { path: STYLESHEET_PATH, answer: answerStylesheet },
  ...widgetEndpoints,
];

/**
 * The app: `fetch` takes a Request and gives a Response. Answers every request, whatever is thrown behind it; reads the
 * store only through `search`.
 */
export function createHttpApp(options: HttpAppOptions): Hono<HttpEnvironment> {
  const dependencies = resolveHttpOptions(options);
  const app = new Hono<HttpEnvironment>();
  app.use(accountFor(dependencies), compressed, crossOrigin(dependencies.settings), guardAnswer, refuseUnreadable);
  const takeTurns = inTurn(dependencies);
  // Workers bound by themselves how many requests there are at once, and none may wait for what another does.
  if (!isWorkerOfRequests) for (const { path } of ARTICLE_ENDPOINTS) app.get(path, takeTurns);
  for (const { path, answer } of ENDPOINTS) {
    app.get(path, orFailure(answer));
    app.options(path, (context) => context.body(null, 204, { Allow: ALLOWED_METHODS }));
    app.all(path, refuseMethod);
  }
  app.notFound((context) =>
    sendProblem(context, clientProblem("route-not-found", "Look at the documentation for what there is.")),
  );
  app.onError((error, context) => sendFailure(context, serverProblem(error), error));
  return app;
}

const UNREADABLE_HOST = new URL(UNREADABLE_ADDRESS).host;

/** Adapters hand on what no address can be made of under a host of its own. */
const refuseUnreadable: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
  if (new URL(context.req.url).host !== UNREADABLE_HOST) return next();
  return sendProblem(context, clientProblem("invalid-address", "No address can be made of this Host and this path."));
};

/** Hono hands only instances of Error to `onError`; a library may throw anything. */
function orFailure(answer: Endpoint["answer"]): Endpoint["answer"] {
  return async (context) => {
    try {
      return await answer(context);
    } catch (error) {
      return sendFailure(context, serverProblem(error), error);
    }
  };
}

/** Has requests wait where too many are in work, and refuses those that would wait for long. */
function inTurn({ settings, clock, busyMs }: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  const monotonicMs = () => clock.monotonicMs();
  const gate = new AdmissionGate(settings.admission, { monotonicMs, busyMs: busyMs ?? monotonicMs });
  return async (context, next) => {
    const kind = requestKind(endpointName(context), new URL(context.req.url).searchParams);
    const admitted = await gate.run({ kind, signal: context.req.raw.signal }, (hold) => {
      context.set("hold", hold);
      return next();
    });
    if (admitted === null) return sendProblem(context, overloadProblem());
  };
}

/**
 * Gives the request an id and an account of its costs, and logs one line of it, without what was asked unless the owner
 * wants it.
 */
function accountFor(dependencies: HttpDependencies): MiddlewareHandler<HttpEnvironment> {
  const { clock, ids, meter, logger } = dependencies;
  return (context, next) =>
    meter.measure(async () => {
      const requestId = createUlid(clock.nowMs(), ids);
      context.set("dependencies", dependencies);
      context.set("request", { requestId, startedMs: clock.monotonicMs() });
      await next();
      context.res.headers.set("X-Request-Id", requestId);
      logger.info("request-answered", {
        requestId,
        method: context.req.method,
        endpoint: endpointName(context),
        status: context.res.status,
        tookMs: tookMs(context),
        ...meter.cost,
        ...context.get("searched"),
      });
    });
}

/** The first part of the path where it is one of ours; anything else may be anything. */
function endpointName(context: HttpContext): string {
  const name = `/${new URL(context.req.url).pathname.split("/", 2)[1]}`;
  if (name.startsWith("/widget-")) return "/widget.js";
  return ENDPOINTS.some(({ path }) => path === name || path.startsWith(`${name}/`)) ? name : "none";
}

const compressed: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
  await next();
  context.res = await compressAnswer(context.req.raw, context.res);
};

/**
 * Sets the headers that every answer has. They forbid to guess types, to tell where a reader came from, to list answers
 * in search engines, and to cache for others an answer that depends on the host that one client named.
 */
const guardAnswer: MiddlewareHandler<HttpEnvironment> = async (context, next) => {
  await next();
  const { headers } = context.res;
  if (context.var.namesRequestHost === true) headers.set("Cache-Control", "no-store");
  headers.set("X-Content-Type-Options", "nosniff");
  headers.set("Referrer-Policy", "no-referrer");
  if (!isPage(context) || !isListed(context)) headers.set("X-Robots-Tag", "noindex");
  if (!isPage(context)) return;
  const isOfResults = endpointName(context) === RESULTS_PATH;
  headers.set("Content-Security-Policy", pagePolicy(context.var.dependencies.settings, isOfResults));
};

/** Or says that one has not changed: caches write the headers of a 304 over those that they keep (RFC 9111, 3.2). */
function isPage(context: HttpContext): boolean {
  const { status, headers } = context.res;
  if (status === 304) return PAGE_ENDPOINTS.includes(endpointName(context));
  return headers.get("content-type")?.startsWith("text/html") === true;
}

function refuseMethod(context: HttpContext): Response {
  const response = sendProblem(context, clientProblem("method-not-allowed", `Use one of: ${ALLOWED_METHODS}.`));
  response.headers.set("Allow", ALLOWED_METHODS);
  return response;
}

/** Changes with the build and the settings alone; an hour old is new enough for a stylesheet. */
function answerStylesheet(context: HttpContext): Response {
  return context.body(pageStyles(context.var.dependencies.settings.accentColor), 200, {
    "Content-Type": "text/css; charset=utf-8",
    "Cache-Control": "public, max-age=3600",
  });
}

/** Methods that this app answers. */
const ALLOWED_METHODS = "GET, HEAD, OPTIONS";

/** The headers that allow scripts of other origins. A proxy sends the same with its own answers. */
export const CORS_HEADERS = {
  "Access-Control-Allow-Methods": ALLOWED_METHODS,
  /** Headers that scripts may send besides the safelisted ones, and those that they may read. */
  "Access-Control-Allow-Headers": "Content-Type, If-None-Match",
  "Access-Control-Expose-Headers": "ETag, Retry-After, X-Request-Id",
  /** A day; browsers cut it to two hours or less. */
  "Access-Control-Max-Age": "86400",
} as const;

/**
 * Cross-origin reading (Fetch Standard, "CORS protocol"): every origin without credentials by default, or a list of
 * origins. Runs around everything, so that problems can be read across origins too. An origin that is not on the list
 * gets none, and its browser refuses the answer.
 */
function crossOrigin({ corsOrigins }: Pick<HttpSettings, "corsOrigins">): MiddlewareHandler<HttpEnvironment> {
  return async (context, next) => {
    await next();
    // Some answers let everybody in, whoever may read the others.
    if (context.res.headers.get("Access-Control-Allow-Origin") === "*") return;
    if (corsOrigins !== "*") context.res.headers.append("Vary", "Origin");
    const allowed = allowedOrigin(corsOrigins, context.req.header("origin"));
    if (allowed === null) return;
    context.res.headers.set("Access-Control-Allow-Origin", allowed);
    const isPreflight = context.req.method === "OPTIONS";
    for (const [name, value] of Object.entries(CORS_HEADERS)) {
      if (isPreflight || name === "Access-Control-Expose-Headers") context.res.headers.set(name, value);
    }
  };
}

/**
 * The value of Access-Control-Allow-Origin, or null for none. Origins compare as text: browsers send them normalised.
 */
function allowedOrigin(corsOrigins: HttpSettings["corsOrigins"], origin: string | undefined): string | null {
  if (corsOrigins === "*") return "*";
  return origin !== undefined && corsOrigins.includes(origin) ? origin : null;
}

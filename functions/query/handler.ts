/**
 * Answers events of a Function URL or an API Gateway HTTP API (payload format 2.0) by the HTTP app; what is no request
 * that it knows by a problem, which REST APIs and load balancers can hand on.
 */
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from "aws-lambda";
import { handle, type LambdaEvent } from "hono/aws-lambda";
import { PROBLEM_TYPE, type Problem, problemAnswer, serverProblem } from "../../src/api/api.ts";
import { SearchIndexError } from "../../src/errors.ts";
import {
  createHttpApp,
  type HttpDependencies,
  type HttpSettings,
  isReadableAddress,
  UNREADABLE_ADDRESS,
} from "../../src/http/http.ts";
import { createUlid } from "../../src/id-source.ts";

/** One event in, one answer out; rejects for no event. */
export type QueryHandler = (event: unknown) => Promise<APIGatewayProxyStructuredResultV2>;

export function createQueryHandler(dependencies: HttpDependencies): QueryHandler {
  const answer = handle(createHttpApp(dependencies));
  return async (event) => {
    if (!isRequestEvent(event)) return refuseEvent(dependencies);
    // Hono describes the same events in types of its own.
    const result = (await answer(
      normaliseRequestEvent(event) as unknown as LambdaEvent,
    )) as APIGatewayProxyStructuredResultV2;
    return exceedsPayload(result) ? refuseAnswer(dependencies, result) : result;
  };
}

function refuseEvent({ clock, ids, logger, settings }: HttpDependencies): APIGatewayProxyStructuredResultV2 {
  const requestId = createUlid(clock.nowMs(), ids);
  const reason =
    "This is no HTTP request in payload format 2.0. Put the function behind a Function URL or an API Gateway HTTP API; " +
    "REST APIs, load balancers, queues and schedules send other events.";
  logger.error("event-refused", { requestId, reason });
  return problemResult(serverProblem(null), requestId, settings);
}

/**
 * Answers that the result exceeds Lambda's limit. Not counted as an error: repeated requests for one large article must
 * not raise the alarm.
 */
function refuseAnswer(
  { logger, settings }: HttpDependencies,
  result: APIGatewayProxyStructuredResultV2,
): APIGatewayProxyStructuredResultV2 {
  const requestId = String(result.headers?.["x-request-id"]);
  const problem = serverProblem(new SearchIndexError("object-too-large", "Lambda hands on 6 MB at most."));
  logger.info("answer-too-large", { requestId, status: problem.status });
  return problemResult(problem, requestId, settings, result);
}

/** Largest answer as JSON (AWS Lambda quotas, "Invocation payload": 6 MB; the number is that of its error message). */
const MAX_PAYLOAD_BYTES = 6_291_556;
/** Most bytes of one UTF-16 unit in JSON: `\u0000`. */
const MAX_BYTES_PER_UNIT = 6;

/** The headers of an answer that hold for a problem in its place too. */
const KEPT_HEADERS = /^(?:access-control-|vary$|x-|referrer-policy$)/;

/** Tells whether Lambda would replace this answer with its own error. */
function exceedsPayload(answer: APIGatewayProxyStructuredResultV2): boolean {
  if ((answer.body?.length ?? 0) * MAX_BYTES_PER_UNIT < MAX_PAYLOAD_BYTES / 2) return false;
  return Buffer.byteLength(JSON.stringify(answer)) > MAX_PAYLOAD_BYTES;
}

/** A problem as an answer, in place of `former` where there is one. */
function problemResult(
  problem: Problem,
  requestId: string,
  { documentation, publicUrl }: Pick<HttpSettings, "documentation" | "publicUrl">,
  former: APIGatewayProxyStructuredResultV2 = {},
): APIGatewayProxyStructuredResultV2 {
  const basePath = publicUrl === null ? "" : new URL(publicUrl).pathname.replace(/\/$/, "");
  const kept = Object.entries(former.headers ?? {}).filter(([name]) => KEPT_HEADERS.test(name));
  return {
    statusCode: problem.status,
    headers: { ...Object.fromEntries(kept), "content-type": PROBLEM_TYPE, "cache-control": "no-store" },
    body: JSON.stringify(problemAnswer(problem, requestId, { documentation, basePath })),
  };
}

// Makes events of HTTP requests into what a web-standard Request can be made of. Function URLs send `rawPath` as the
// client wrote it; API Gateway's HTTP APIs send it with its escapes decoded, so that a `?`, `#`, `%` or `\` of an
// article's id would be read as part of the address's own syntax. Both hand on bodies, which no search reads, and of a
// GET a Request refuses. It refuses headers beyond Latin-1 too, which a cookie that some other page of the site has set
// may hold, and some methods.

/** Characters that never stand in an encoded path, or only as the beginning of an escape. */
const BARE_SYNTAX = /[?#\\]|%(?![0-9A-Fa-f]{2})/g;

/** A header that a Request takes (RFC 9110, 5.1 and 5.5). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A method that a Request takes (Fetch Standard, "forbidden method"). */
const METHOD = /^(?!(?:CONNECT|TRACE|TRACK)$)[!#$%&'*+.^_`|~0-9A-Z-]+$/i;

/** Stands for methods that no Request takes; it is as little allowed as they are. */
const OTHER_METHOD = "PATCH";

/** Tells whether an event is a request in payload format 2.0. REST APIs and load balancers send others. */
export function isRequestEvent(event: unknown): event is APIGatewayProxyEventV2 {
  const { rawPath, requestContext } = (event ?? {}) as Partial<APIGatewayProxyEventV2>;
  return typeof rawPath === "string" && typeof requestContext?.http?.method === "string";
}

/** Finds a host that a URL accepts; for all other names of the gateway, one that the app refuses. */
function readableHost(domainName: string): string {
  return isReadableAddress(`https://${domainName}/`) ? domainName : new URL(UNREADABLE_ADDRESS).host;
}

/** The same request with a path that reads as one, and without what no search reads: bodies, cookies, odd headers. */
export function normaliseRequestEvent(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const { body: _body, cookies: _cookies, isBase64Encoded: _isBase64Encoded, ...rest } = event;
  const { http } = event.requestContext;
  const method = METHOD.test(http.method) ? http.method : OTHER_METHOD;
  const path = event.rawPath.replace(BARE_SYNTAX, encodeURIComponent);
  const headers = Object.entries(event.headers ?? {}).filter(
    ([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value ?? "") && name.toLowerCase() !== "cookie",
  );
  return {
    ...rest,
    isBase64Encoded: false,
    rawPath: path.startsWith("/") ? path : `/${path}`,
    headers: Object.fromEntries(headers),
    requestContext: {
      ...event.requestContext,
      domainName: readableHost(event.requestContext.domainName),
      http: { ...http, method },
    },
  };
}

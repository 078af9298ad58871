/**
 * Makes events of HTTP requests into what a web-standard Request can be made of (pure).
 *
 * Function URLs send `rawPath` as the client wrote it; API Gateway's HTTP APIs send it with its escapes decoded, so that a
 * `?`, `#`, `%` or `\` of an article's id would be read as part of the address's own syntax. Both hand on bodies, which
 * nothing here reads, and of a GET a Request refuses. It refuses headers beyond Latin-1 too, which a cookie that some other
 * page of the site has set may hold, and some methods.
 */
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import { isReadableAddress, UNREADABLE_ADDRESS } from "../../src/http/requests/http-context.ts";

/** Characters that never stand in an encoded path, or only as the beginning of an escape. */
const BARE_SYNTAX = /[?#\\]|%(?![0-9A-Fa-f]{2})/g;

/** A header that a Request takes (RFC 9110, 5.1 and 5.5). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** A method that a Request takes (Fetch Standard, "forbidden method"). */
const METHOD = /^(?!(?:CONNECT|TRACE|TRACK)$)[!#$%&'*+.^_`|~0-9A-Z-]+$/i;

/** Stands for methods that no Request takes; it is as little allowed as they are. */
const OTHER_METHOD = "POST";

/** Whether an event is a request in payload format 2.0. REST APIs and load balancers send others. */
export function isRequestEvent(event: unknown): event is APIGatewayProxyEventV2 {
  const { rawPath, requestContext } = (event ?? {}) as Partial<APIGatewayProxyEventV2>;
  return typeof rawPath === "string" && typeof requestContext?.http?.method === "string";
}

/** What an address can be made of; for all other names of the gateway, one that the app refuses. */
function readableHost(domainName: string): string {
  return isReadableAddress(`https://${domainName}/`) ? domainName : new URL(UNREADABLE_ADDRESS).host;
}

/** The same request with a path that reads as one, and without what nothing here reads: bodies, cookies, odd headers. */
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

/**
 * Makes events of HTTP requests into what a web-standard Request can be made of (pure).
 *
 * Function URLs send `rawPath` as the client wrote it; API Gateway's HTTP APIs send it with its escapes decoded, so that a
 * `?`, `#`, `%` or `\` of an article's id would be read as part of the address's own syntax. Both hand on the body of a
 * GET, which has no meaning (RFC 9110, 9.3.1), and which a Request refuses. It refuses headers beyond Latin-1 too, which a cookie
 * that some other page of the site has set may hold.
 */
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** Characters that never stand in an encoded path, or only as the beginning of an escape. */
const BARE_SYNTAX = /[?#\\]|%(?![0-9A-Fa-f]{2})/g;

/** A header that a Request takes (RFC 9110, 5.1 and 5.5). */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** The same request with a path that reads as one, and without what nothing here reads: cookies, odd headers, a body of a GET. */
export function normaliseRequestEvent(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const { body, cookies: _, ...rest } = event;
  const { method } = event.requestContext.http;
  const isBodiless = body === undefined || method === "GET" || method === "HEAD";
  const rawPath = event.rawPath.replace(BARE_SYNTAX, encodeURIComponent);
  const headers = Object.entries(event.headers ?? {}).filter(
    ([name, value]) => HEADER_NAME.test(name) && HEADER_VALUE.test(value ?? "") && name.toLowerCase() !== "cookie",
  );
  return { ...rest, rawPath, headers: Object.fromEntries(headers), ...(isBodiless ? {} : { body }) };
}

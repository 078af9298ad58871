/**
 * Makes events of HTTP requests into what a web-standard Request can be made of (pure).
 *
 * Function URLs send `rawPath` as the client wrote it; API Gateway's HTTP APIs send it with its escapes decoded, so that a
 * `?`, `#`, `%` or `\` of an article's id would be read as part of the address's own syntax. Both hand on the body of a
 * GET, which has no meaning (RFC 9110, 9.3.1), and which a Request refuses.
 */
import type { APIGatewayProxyEventV2 } from "aws-lambda";

/** Characters that never stand in an encoded path, or only as the beginning of an escape. */
const BARE_SYNTAX = /[?#\\]|%(?![0-9A-Fa-f]{2})/g;

/** The same request with a path that reads as one, and without a body where none is allowed. */
export function normaliseRequestEvent(event: APIGatewayProxyEventV2): APIGatewayProxyEventV2 {
  const { body, ...rest } = event;
  const { method } = event.requestContext.http;
  const isBodiless = body === undefined || method === "GET" || method === "HEAD";
  const rawPath = event.rawPath.replace(BARE_SYNTAX, encodeURIComponent);
  return { ...rest, rawPath, ...(isBodiless ? {} : { body }) };
}

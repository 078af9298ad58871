/**
 * Keeps everybody but local programs out of an endpoint that asks for no credentials: only loopback names in `Host`
 * (against DNS rebinding), and nothing that a browser sends from a page, of whatever origin.
 */
import type { IncomingHttpHeaders } from "node:http";
import { S3Error } from "./s3-error.ts";

/** Whether a server that listens on this host is reached from this machine alone. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || isLoopbackIpv4(host);
}

/**
 * Checks who asks, and gives the bucket of a virtual-host address (`bucket.localhost`), or null. Anything that is not
 * a local program asking for a loopback name is `AccessDenied`.
 */
export function guardRequest(headers: IncomingHttpHeaders): { bucketInHost: string | null } {
  const fetchSite = headers["sec-fetch-site"];
  const isFromPage = headers.origin !== undefined || (fetchSite !== undefined && fetchSite !== "none");
  if (isFromPage) {
    throw new S3Error("AccessDenied", "This endpoint answers no requests of web pages; use the AWS CLI or an SDK.");
  }
  const host = parseHost(headers.host ?? "");
  if (isLoopbackHost(host)) return { bucketInHost: null };
  if (host.endsWith(".localhost") && host !== ".localhost") {
    return { bucketInHost: host.slice(0, -".localhost".length) };
  }
  throw new S3Error("AccessDenied", "This endpoint answers only to localhost, 127.0.0.1 and [::1].");
}

/** The name in a Host header, without port, brackets and final dot, in lower case. */
function parseHost(header: string): string {
  const match = /^(?:\[([0-9a-f:.]{1,64})\]|([a-z0-9._-]{1,255}))(?::[0-9]{1,5})?$/i.exec(header);
  return (match?.[1] ?? match?.[2] ?? "").toLowerCase().replace(/\.$/, "");
}

/** 127.0.0.0/8 (RFC 6890), four plain decimal numbers. */
function isLoopbackIpv4(host: string): boolean {
  const parts = host.split(".");
  return parts.length === 4 && parts[0] === "127" && parts.every((part) => /^[0-9]{1,3}$/.test(part) && +part <= 255);
}

/**
 * What an HTTP request asks of S3: bucket, key, query and headers, from a path-style (`/bucket/key`) or virtual-host
 * style (`bucket.localhost`) address. The path is read as it came, since URL parsers would fold `..` and `//`.
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import { decodePath } from "./form-encoding.ts";
import { S3Error } from "./s3-error.ts";

/** One request, parsed as far as every operation needs. */
export interface S3Request {
  readonly method: string;
  /** Null where the address names no bucket (the list of buckets). */
  readonly bucket: string | null;
  /** Null where the address names no key (the bucket itself). Not yet checked to be a key. */
  readonly key: string | null;
  readonly query: URLSearchParams;
  /** Upper-case hexadecimal, also sent as `x-amz-request-id`. */
  readonly requestId: string;
  /** The address of the client's side, for notifications. */
  readonly sourceAddress: string;
  /** A header by its lower-case name. */
  header(name: string): string | undefined;
  /** The lower-case names of the headers that begin so. */
  headerNames(prefix: string): string[];
  /** The body as it came. Reading it lets a client go on that waits for `100 Continue`. */
  body(): AsyncIterable<Uint8Array>;
}

/** Parses what Node received. `bucketInHost` is the bucket of a virtual-host address, or null. */
export function parseS3Request(
  message: IncomingMessage,
  response: ServerResponse,
  context: { readonly bucketInHost: string | null; readonly requestId: string },
): S3Request {
  const { path, search } = splitTarget(message.url ?? "/");
  const { bucket, key } = splitPath(path, context.bucketInHost);
  return {
    method: message.method ?? "GET",
    bucket,
    key,
    query: new URLSearchParams(search),
    requestId: context.requestId,
    sourceAddress: message.socket.remoteAddress ?? "127.0.0.1",
    header: (name) => singleHeader(message.headers[name]),
    headerNames: (prefix) => Object.keys(message.headers).filter((name) => name.startsWith(prefix)),
    body: () => openBody(message, response),
  };
}

/** The text of an XML document, which must be UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new S3Error("MalformedXML", "The XML you provided is not UTF-8.", { cause });
  }
}

/** Separates path and query; a target in absolute form (`GET http://host/path`) loses its origin. */
function splitTarget(target: string): { path: string; search: string } {
  const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? "";
  const rest = target.slice(origin.length).replace(/#.*$/s, "");
  const mark = rest.indexOf("?");
  return mark < 0 ? { path: rest, search: "" } : { path: rest.slice(0, mark), search: rest.slice(mark + 1) };
}

function splitPath(path: string, bucketInHost: string | null): { bucket: string | null; key: string | null } {
  const inner = path.startsWith("/") ? path.slice(1) : path;
  if (bucketInHost !== null) return { bucket: bucketInHost, key: nullIfEmpty(decodePath(inner)) };
  const slash = inner.indexOf("/");
  if (slash < 0) return { bucket: nullIfEmpty(decodePath(inner)), key: null };
  return {
    bucket: nullIfEmpty(decodePath(inner.slice(0, slash))),
    key: nullIfEmpty(decodePath(inner.slice(slash + 1))),
  };
}

function nullIfEmpty(text: string): string | null {
  return text === "" ? null : text;
}

function singleHeader(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}

async function* openBody(message: IncomingMessage, response: ServerResponse): AsyncGenerator<Uint8Array> {
  if (message.headers.expect !== undefined) response.writeContinue();
  try {
    for await (const piece of message) yield piece as Uint8Array;
  } catch (cause) {
    throw new S3Error("IncompleteBody", "The request ended before its body did.", { cause });
  }
}

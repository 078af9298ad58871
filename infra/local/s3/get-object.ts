/**
 * GetObject and HeadObject: conditions, one range, and the `response-*` overrides of presigned addresses.
 */
import { type ByteRange, parseByteRange } from "./byte-range.ts";
import { checkReadConditions, isRangeApplicable } from "./conditions.ts";
import { type EndpointContext, requireKey } from "./endpoint-context.ts";
import { objectResponseHeaders, toAsciiHeader } from "./object-headers.ts";
import { type OpenedObject, openObject, VersionChanged } from "./object-reader.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { emptyResponse, type S3Response } from "./s3-response.ts";

/** Headers that a query may set in the answer (Amazon S3 API Reference, GetObject). */
const OVERRIDABLE_HEADERS = [
  "cache-control",
  "content-disposition",
  "content-encoding",
  "content-language",
  "content-type",
  "expires",
];

/** Attempts at an object that is replaced again and again between its opening and its first piece. */
const MAX_ATTEMPTS = 8;

export async function getObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  for (let attempt = 1; ; attempt += 1) {
    const object = await openObject(context.store, key);
    try {
      return await answer(request, object);
    } catch (failure) {
      if (!(failure instanceof VersionChanged)) throw failure;
      if (attempt === MAX_ATTEMPTS) throw new S3Error("SlowDown", "The object changes too fast to be read.");
    }
  }
}

async function answer(request: S3Request, object: OpenedObject): Promise<S3Response> {
  const { head } = object;
  const headers = { ...objectResponseHeaders(head), ...overrides(request) };
  if (checkReadConditions(request, head) === "not-modified") {
    const { "content-type": _type, "content-encoding": _encoding, ...validators } = headers;
    return emptyResponse(304, validators);
  }
  const range = requestedRange(request, object);
  const { start, end } = range ?? { start: 0, end: head.sizeBytes };
  const lengths: Record<string, string> = { "content-length": String(end - start) };
  if (range !== null) lengths["content-range"] = `bytes ${start}-${end - 1}/${head.sizeBytes}`;
  return {
    status: range === null ? 200 : 206,
    headers: { ...headers, ...lengths },
    body: request.method === "HEAD" ? null : await begin(object.read({ start, end })),
  };
}

function requestedRange(request: S3Request, { head }: OpenedObject): ByteRange | null {
  if (!isRangeApplicable(request, head)) return null;
  const range = parseByteRange(request.header("range"), head.sizeBytes);
  if (range !== "unsatisfiable") return range;
  throw new S3Error("InvalidRange", "The requested range is not satisfiable", {
    fields: { RangeRequested: request.header("range") ?? "", ActualObjectSize: String(head.sizeBytes) },
  });
}

/** Reads the first piece now, so that its failure is still an answer of its own. */
async function begin(pieces: AsyncIterable<Uint8Array>): Promise<AsyncIterable<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  return (async function* () {
    for (let next = first; !next.done; next = await iterator.next()) yield next.value;
  })();
}

function overrides(request: S3Request): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of OVERRIDABLE_HEADERS) {
    const value = request.query.get(`response-${name}`);
    if (value !== null) headers[name] = toAsciiHeader(Buffer.from(value, "utf8").toString("latin1"));
  }
  return headers;
}

/**
 * GetObject and HeadObject, PutObject, CopyObject, DeleteObject and DeleteObjects.
 */
import { isSearchIndexError } from "../../../src/errors.ts";
import type { ObjectHead, ObjectKey } from "../../../src/store/store.ts";
import { notImplemented, S3Error, toS3Error } from "./s3-error.ts";
import {
  type ByteRange,
  checkReadConditions,
  decodePath,
  headerOf,
  parseByteRange,
  parsePutOptions,
  parseWriteCondition,
  requireKey,
  type S3Request,
  toAsciiHeader,
} from "./s3-request.ts";
import { type EndpointContext, emptyResponse, type S3Response, xmlResponse } from "./s3-response.ts";
import { receiveBody } from "./upload-body.ts";
import {
  childrenOf,
  malformedXml,
  readXml,
  textOf,
  type XmlFragment,
  type XmlNode,
  xmlElement,
  xmlElements,
} from "./xml.ts";

/** S3's type of an object that was put without one. */
const DEFAULT_CONTENT_TYPE = "binary/octet-stream";
/** Attempts at an object that is replaced again and again while a range of it is read. */
const MAX_ATTEMPTS = 8;

export async function getObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const head = await context.store.head(key);
    const headers = describe(head);
    if (checkReadConditions(request, head) === "not-modified") return emptyResponse(304, headers);
    const range = requestedRange(request, head);
    const { start, end } = range ?? { start: 0, end: head.sizeBytes };
    const body = request.method === "HEAD" ? null : await readVersion(context, head, { start, end });
    if (body === "changed") continue;
    headers["content-length"] = String(end - start);
    if (range !== null) headers["content-range"] = `bytes ${start}-${end - 1}/${head.sizeBytes}`;
    return { status: range === null ? 200 : 206, headers, body };
  }
  throw new S3Error("SlowDown", "The object changes too fast to be read.");
}

/**
 * The bytes of this version of an object. It is looked at after they are read: reads see every write that finished
 * before.
 */
async function readVersion(
  { store }: EndpointContext,
  head: ObjectHead,
  { start, end }: ByteRange,
): Promise<Uint8Array | "changed"> {
  try {
    const bytes = await store.getRange(head.key, start, end);
    const present = await store.head(head.key);
    return present.etag === head.etag && present.lastModifiedMs === head.lastModifiedMs ? bytes : "changed";
  } catch (failure) {
    if (isSearchIndexError(failure) && failure.code === "range-not-satisfiable") return "changed";
    throw failure;
  }
}

function requestedRange(request: S3Request, { sizeBytes }: ObjectHead): ByteRange | null {
  // A range under `If-Range` is passed over for the whole object, as RFC 9110 allows.
  if (request.headers["if-range"] !== undefined) return null;
  const range = parseByteRange(headerOf(request, "range"), sizeBytes);
  if (range !== "unsatisfiable") return range;
  const headers = { "content-range": `bytes */${sizeBytes}` };
  throw new S3Error("InvalidRange", "The requested range is not satisfiable", { headers });
}

/** The headers that describe an object on GET and HEAD, all but those of its length. */
function describe(head: ObjectHead): Record<string, string> {
  const headers: Record<string, string> = {
    "accept-ranges": "bytes",
    etag: `"${head.etag}"`,
    "last-modified": new Date(head.lastModifiedMs).toUTCString(),
    "content-type": head.contentType ?? DEFAULT_CONTENT_TYPE,
    // What is stored are pages of strangers: no browser may run them with the rights of this address.
    "content-security-policy": "sandbox",
    "x-content-type-options": "nosniff",
  };
  if (head.contentEncoding !== null) headers["content-encoding"] = head.contentEncoding;
  if (head.cacheControl !== null) headers["cache-control"] = head.cacheControl;
  for (const [name, value] of Object.entries(head.metadata)) headers[`x-amz-meta-${name}`] = toAsciiHeader(value);
  return headers;
}

export async function putObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  const condition = parseWriteCondition(request);
  const options = parsePutOptions(request);
  const { bytes, checksumHeaders } = await receiveBody(request, context.maxObjectBytes);
  const write = { key, bytes, options, condition, eventName: "ObjectCreated:Put" } as const;
  const etag = await context.writer.write(request, write);
  return emptyResponse(200, { etag: `"${etag}"`, ...checksumHeaders });
}

/** CopyObject inside the bucket, with what is kept beside the bytes, or with what the request has in its place. */
export async function copyObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  const condition = parseWriteCondition(request);
  const given = parsePutOptions(request);
  const isReplaced = headerOf(request, "x-amz-metadata-directive") === "REPLACE";
  const { bytes, contentType, contentEncoding, cacheControl, metadata } = await context.store.get(
    copySource(context, request),
  );
  const kept = {
    contentType: contentType ?? undefined,
    contentEncoding: contentEncoding ?? undefined,
    cacheControl: cacheControl ?? undefined,
    metadata,
  };
  const options = isReplaced ? given : kept;
  const write = { key, bytes, options, condition, eventName: "ObjectCreated:Copy" } as const;
  const etag = await context.writer.write(request, write);
  const { lastModifiedMs } = await context.store.head(key);
  const LastModified = new Date(lastModifiedMs).toISOString();
  return xmlResponse("CopyObjectResult", xmlElements({ LastModified, ETag: `"${etag}"` }));
}

/** The key that `x-amz-copy-source` names: `bucket/key` or `/bucket/key`, percent-encoded. */
function copySource({ bucket }: EndpointContext, request: S3Request): ObjectKey {
  const [path = "", version] = (headerOf(request, "x-amz-copy-source") ?? "").split(/\?versionId=/, 2);
  if (version !== undefined && version !== "null") throw notImplemented("versions of objects");
  const [, named, key] = /^\/?([^/]+)\/(.+)$/s.exec(decodePath(path)) ?? [];
  if (key === undefined) throw new S3Error("InvalidArgument", "Copy Source must mention the source bucket and key.");
  if (named !== bucket) throw new S3Error("NoSuchBucket", "The specified bucket does not exist");
  return requireKey(key);
}

/** DeleteObject: 204 whether or not there was an object, unless a condition says that there must be. */
export async function deleteObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const unsupported = Object.keys(request.headers).find((name) => /^(?:if-none-match|x-amz-if-match-)/.test(name));
  if (unsupported !== undefined) throw notImplemented(`deletes on the condition ${unsupported}`);
  await context.writer.delete(request, requireKey(request.key), parseWriteCondition(request));
  return emptyResponse(204);
}

/** Amazon S3 API Reference, DeleteObjects. */
const MAX_KEYS = 1000;
/** Room for so many keys of the greatest length, with what stands around them. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** DeleteObjects: each key by itself, its failure beside the others' success. */
export async function deleteObjects(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const { bytes } = await receiveBody(request, MAX_DOCUMENT_BYTES);
  const root = readXml(bytes, "Delete");
  const objects = childrenOf(root, "Object");
  if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml(`it names no keys, or over ${MAX_KEYS}`);
  const isQuiet = textOf(root, "Quiet")?.trim() === "true";
  const results: XmlFragment[] = [];
  for (const object of objects) {
    const Key = textOf(object, "Key");
    if (Key === null) throw malformedXml("an <Object> without <Key>");
    const failure = await deleteOne(context, request, Key, object);
    if (failure !== null) {
      const { code: Code, message: Message } = failure;
      results.push(xmlElement("Error", xmlElements({ Key, Code, Message })));
    } else if (!isQuiet) results.push(xmlElement("Deleted", xmlElements({ Key })));
  }
  return xmlResponse("DeleteResult", results);
}

/** Null when the object is gone. Of conditions and versions the store has no such step: they are refused. */
async function deleteOne(
  context: EndpointContext,
  request: S3Request,
  key: string,
  object: XmlNode,
): Promise<S3Error | null> {
  try {
    const isPlain = ["ETag", "LastModifiedTime", "Size"].every((name) => childrenOf(object, name).length === 0);
    if (!isPlain) throw notImplemented("conditional deletes");
    if ((textOf(object, "VersionId") ?? "null") !== "null") throw notImplemented("versions of objects");
    await context.writer.delete(request, requireKey(key), "none");
    return null;
  } catch (failure) {
    const error = toS3Error(failure);
    if (error.status === 500) context.reportFailure(failure);
    return error;
  }
}

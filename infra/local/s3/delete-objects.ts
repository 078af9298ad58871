/**
 * DeleteObject, also under If-Match, and DeleteObjects. Of S3's other conditional deletes (by size and time, and in
 * DeleteObjects) the store has no such step, and a look before it would only seem to be one: they are refused.
 */
import { parseWriteCondition } from "./conditions.ts";
import { type EndpointContext, originOf, requireKey } from "./endpoint-context.ts";
import { notImplemented, toS3Error } from "./s3-error.ts";
import { decodeUtf8, type S3Request } from "./s3-request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./s3-response.ts";
import { receiveBody } from "./upload-body.ts";
import { malformedXml, readXml, type XmlElementReader } from "./xml-reader.ts";
import { type XmlFragment, xmlDocument, xmlElement } from "./xml-writer.ts";

/** Amazon S3 API Reference, DeleteObjects. */
const MAX_KEYS = 1000;
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** DeleteObject: 204 whether or not there was an object, unless a condition says that there must be. */
export async function deleteObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const [unsupported] = [...request.headerNames("if-none-match"), ...request.headerNames("x-amz-if-match-")];
  if (unsupported !== undefined) throw notImplemented(`deletes on the condition ${unsupported}`);
  await context.writer.delete(requireKey(request.key), parseWriteCondition(request), originOf(request));
  return emptyResponse(204);
}

/** DeleteObjects: each key by itself, its failure beside the others' success. */
export async function deleteObjects(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const { payload } = await receiveBody(request, {
    folder: context.spoolFolder,
    ids: context.ids,
    maxSizeBytes: MAX_DOCUMENT_BYTES,
  });
  const document = await payload.bytes().finally(() => payload.dispose());
  const root = readXml(decodeUtf8(document), "Delete");
  const objects = root.all("Object");
  if (objects.length === 0 || objects.length > MAX_KEYS) throw malformedXml(`it names no keys, or over ${MAX_KEYS}`);
  const isQuiet = root.textOf("Quiet")?.trim() === "true";
  const deletions = objects.map(parseDeletion);
  const results: XmlFragment[] = [];
  for (const deletion of deletions) {
    const failure = await deleteOne(context, request, deletion);
    if (failure !== null) results.push(failure);
    else if (!isQuiet) results.push(xmlElement("Deleted", [xmlElement("Key", deletion.key)]));
  }
  return xmlResponse(xmlDocument("DeleteResult", results));
}

interface Deletion {
  readonly key: string;
  /** What it asks for beyond deleting the present object, or null. */
  readonly unsupported: string | null;
}

function parseDeletion(object: XmlElementReader): Deletion {
  const key = object.textOf("Key");
  if (key === null) throw malformedXml("an <Object> without <Key>");
  const version = object.textOf("VersionId") ?? "null";
  if (version !== "null") return { key, unsupported: "versions of objects" };
  const hasCondition = ["ETag", "LastModifiedTime", "Size"].some((name) => object.all(name).length > 0);
  return { key, unsupported: hasCondition ? "conditional deletes" : null };
}

/** Null when the object is gone, else the error to report of it. */
async function deleteOne(
  context: EndpointContext,
  request: S3Request,
  { key, unsupported }: Deletion,
): Promise<XmlFragment | null> {
  try {
    if (unsupported !== null) throw notImplemented(unsupported);
    await context.writer.delete(requireKey(key), { kind: "none" }, originOf(request));
    return null;
  } catch (failure) {
    const { code, message, status } = toS3Error(failure);
    if (status === 500) context.reportFailure(failure);
    return xmlElement("Error", [xmlElement("Key", key), xmlElement("Code", code), xmlElement("Message", message)]);
  }
}

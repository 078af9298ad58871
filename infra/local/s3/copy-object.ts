/**
 * CopyObject, and the reading of `x-amz-copy-source` that copying a part shares with it.
 */
import type { ObjectKey } from "../../../src/storage/object-store/object-store.ts";
import { checkCopySourceConditions, parseWriteCondition } from "./conditions.ts";
import { type EndpointContext, originOf, requireKey, xmlTime } from "./endpoint-context.ts";
import { decodePath } from "./form-encoding.ts";
import { parsePutOptions, putOptionsOf, refuseUnsupportedWriteHeaders } from "./object-headers.ts";
import { type OpenedObject, openObject, VersionChanged } from "./object-reader.ts";
import { receivePayload } from "./payload.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { type S3Response, xmlResponse } from "./s3-response.ts";
import { xmlDocument, xmlElement } from "./xml-writer.ts";

export async function copyObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  refuseUnsupportedWriteHeaders(request);
  const condition = parseWriteCondition(request);
  const sourceKey = parseCopySource(context, request);
  const replacesMetadata = parseMetadataDirective(request);
  if (sourceKey === key && !replacesMetadata) {
    throw new S3Error(
      "InvalidRequest",
      "This copy request is illegal because it is trying to copy an object to itself without changing its metadata.",
    );
  }
  const source = await openCopySource(context, request, sourceKey);
  const pieces = readCopySource(source, { start: 0, end: source.head.sizeBytes });
  const payload = await receivePayload(pieces, context.spoolFolder, context.ids);
  try {
    const options = replacesMetadata ? parsePutOptions(request) : putOptionsOf(source.head);
    const origin = originOf(request);
    const etag = await context.writer.write({
      key,
      payload,
      options,
      condition,
      eventName: "ObjectCreated:Copy",
      origin,
    });
    const { lastModifiedMs } = await context.store.head(key).catch(() => ({ lastModifiedMs: context.clock.nowMs() }));
    return xmlResponse(
      xmlDocument("CopyObjectResult", [
        xmlElement("LastModified", xmlTime(lastModifiedMs)),
        xmlElement("ETag", `"${etag}"`),
      ]),
    );
  } finally {
    await payload.dispose();
  }
}

/** The key that `x-amz-copy-source` names: `bucket/key` or `/bucket/key`, percent-encoded. */
export function parseCopySource(context: EndpointContext, request: S3Request): ObjectKey {
  const header = request.header("x-amz-copy-source") ?? "";
  const [path = "", version] = header.split(/\?versionId=/, 2);
  if (version !== undefined && version !== "null") throw notImplemented("versions of objects");
  const decoded = decodePath(path).replace(/^\//, "");
  const slash = decoded.indexOf("/");
  if (slash <= 0 || slash === decoded.length - 1) {
    throw new S3Error("InvalidArgument", "Copy Source must mention the source bucket and key: sourcebucket/sourcekey", {
      fields: { ArgumentName: "x-amz-copy-source", ArgumentValue: header },
    });
  }
  const bucket = decoded.slice(0, slash);
  if (bucket !== context.bucket) {
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist", { fields: { BucketName: bucket } });
  }
  return requireKey(decoded.slice(slash + 1));
}

/** Opens the source of a copy and checks the conditions on it. */
export async function openCopySource(
  context: EndpointContext,
  request: S3Request,
  sourceKey: ObjectKey,
): Promise<OpenedObject> {
  const source = await openObject(context.store, sourceKey);
  checkCopySourceConditions(request, source.head);
  return source;
}

/** The source's bytes; a source that changes meanwhile is a 409, and nothing has been written. */
export async function* readCopySource(
  source: OpenedObject,
  range: { readonly start: number; readonly end: number },
): AsyncGenerator<Uint8Array> {
  try {
    yield* source.read(range);
  } catch (failure) {
    if (!(failure instanceof VersionChanged)) throw failure;
    throw new S3Error("OperationAborted", "The source changed while it was copied. Please try again.", {
      cause: failure,
    });
  }
}

function parseMetadataDirective(request: S3Request): boolean {
  const directive = request.header("x-amz-metadata-directive") ?? "COPY";
  if (directive === "COPY" || directive === "REPLACE") return directive === "REPLACE";
  throw new S3Error("InvalidArgument", "Unknown metadata directive.", {
    fields: { ArgumentName: "x-amz-metadata-directive", ArgumentValue: directive },
  });
}

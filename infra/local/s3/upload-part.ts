/**
 * UploadPart and UploadPartCopy: one part of a multipart upload, from a body or from another object.
 */
import { parseByteRange } from "./byte-range.ts";
import { type ChecksumAlgorithm, createChecksum } from "./checksums.ts";
import { openCopySource, parseCopySource, readCopySource } from "./copy-object.ts";
import { type EndpointContext, requireKey, xmlTime } from "./endpoint-context.ts";
import type { MultipartUpload } from "./multipart-uploads.ts";
import { type Payload, receivePayload } from "./payload.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./s3-response.ts";
import { receiveBody } from "./upload-body.ts";
import { xmlDocument, xmlElement } from "./xml-writer.ts";

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MAX_PART_NUMBER = 10_000;

export async function uploadPart(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const { upload, partNumber } = findTarget(context, request);
  const received = await insideUpload(context, upload, () =>
    receiveBody(request, {
      folder: upload.folder,
      ids: context.ids,
      maxSizeBytes: context.maxObjectBytes,
      compute: algorithmsOf(upload),
    }),
  );
  const etag = await addPart(context, { upload, partNumber, payload: received.payload, digests: received.digests });
  const algorithm = received.sentAlgorithm ?? upload.checksum?.algorithm;
  const checksum = algorithm === undefined ? undefined : received.digests.get(algorithm);
  return emptyResponse(200, {
    etag: `"${etag}"`,
    ...(checksum === undefined ? {} : { [`x-amz-checksum-${algorithm}`]: checksum.toString("base64") }),
  });
}

export async function uploadPartCopy(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const { upload, partNumber } = findTarget(context, request);
  const source = await openCopySource(context, request, parseCopySource(context, request));
  const range = parseCopyRange(request, source.head.sizeBytes);
  const payload = await insideUpload(context, upload, () =>
    receivePayload(readCopySource(source, range), upload.folder, context.ids),
  );
  const digests = await digestPayload(payload, algorithmsOf(upload));
  const etag = await addPart(context, { upload, partNumber, payload, digests });
  return xmlResponse(
    xmlDocument("CopyPartResult", [
      xmlElement("LastModified", xmlTime(context.clock.nowMs())),
      xmlElement("ETag", `"${etag}"`),
    ]),
  );
}

/** The digests of a payload that is at rest. */
export async function digestPayload(
  payload: Payload,
  algorithms: readonly ChecksumAlgorithm[],
): Promise<Map<ChecksumAlgorithm, Buffer>> {
  const running = algorithms.map((algorithm) => [algorithm, createChecksum(algorithm)] as const);
  for await (const piece of payload.chunks()) {
    for (const [, checksum] of running) checksum.update(piece);
  }
  return new Map(running.map(([algorithm, checksum]) => [algorithm, checksum.digest()]));
}

function findTarget(context: EndpointContext, request: S3Request): { upload: MultipartUpload; partNumber: number } {
  const upload = context.uploads.find(request.query.get("uploadId") ?? "", requireKey(request.key));
  return { upload, partNumber: parsePartNumber(request.query.get("partNumber") ?? "") };
}

/** A part's number in [1, 10000], or `InvalidArgument`. */
export function parsePartNumber(text: string): number {
  const partNumber = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && partNumber >= 1 && partNumber <= MAX_PART_NUMBER) return partNumber;
  throw new S3Error("InvalidArgument", `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`, {
    fields: { ArgumentName: "partNumber", ArgumentValue: text },
  });
}

/** MD5 is a part's ETag; the upload's own algorithm makes the checksum of the whole. */
function algorithmsOf(upload: MultipartUpload): ChecksumAlgorithm[] {
  return upload.checksum === null ? ["md5"] : ["md5", upload.checksum.algorithm];
}

/** An upload that is aborted meanwhile takes its folder with it: then the failure is `NoSuchUpload`. */
async function insideUpload<T>(context: EndpointContext, upload: MultipartUpload, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (failure) {
    if (!(failure instanceof S3Error)) context.uploads.find(upload.uploadId, upload.key);
    throw failure;
  }
}

/** The part's ETag. A part that does not get in leaves no bytes behind. */
async function addPart(
  context: EndpointContext,
  part: {
    readonly upload: MultipartUpload;
    readonly partNumber: number;
    readonly payload: Payload;
    readonly digests: ReadonlyMap<ChecksumAlgorithm, Buffer>;
  },
): Promise<string> {
  const { upload, partNumber, payload, digests } = part;
  const etag = (digests.get("md5") ?? Buffer.alloc(0)).toString("hex");
  const checksum = upload.checksum === null ? null : (digests.get(upload.checksum.algorithm) ?? null);
  try {
    await context.uploads.addPart(upload, { partNumber, etag, payload, checksum });
  } catch (failure) {
    await payload.dispose();
    throw failure;
  }
  return etag;
}

function parseCopyRange(request: S3Request, sizeBytes: number): { start: number; end: number } {
  const header = request.header("x-amz-copy-source-range");
  if (header === undefined) return { start: 0, end: sizeBytes };
  const [, first, last] = /^bytes=([0-9]{1,15})-([0-9]{1,15})$/.exec(header) ?? [];
  const range = parseByteRange(header, sizeBytes);
  if (first !== undefined && range !== null && range !== "unsatisfiable" && Number(last) < sizeBytes) return range;
  throw new S3Error("InvalidArgument", "The x-amz-copy-source-range is not bytes=first-last inside the source object", {
    fields: { ArgumentName: "x-amz-copy-source-range", ArgumentValue: header },
  });
}

/**
 * CompleteMultipartUpload: checks the list of parts against what was received, and writes the whole under the
 * request's condition; of many that complete one absent key under `If-None-Match: *`, one wins.
 */
import { type ChecksumAlgorithm, checksumOf } from "./checksums.ts";
import { parseWriteCondition, stripQuotes } from "./conditions.ts";
import { type EndpointContext, originOf, requireKey } from "./endpoint-context.ts";
import { encodeFormStyle } from "./form-encoding.ts";
import { checksumElementName } from "./multipart-operations.ts";
import type { MultipartUpload, UploadedPart } from "./multipart-uploads.ts";
import { joinPayloads, type Payload } from "./payload.ts";
import { S3Error } from "./s3-error.ts";
import { decodeUtf8, type S3Request } from "./s3-request.ts";
import { type S3Response, xmlResponse } from "./s3-response.ts";
import { receiveBody } from "./upload-body.ts";
import { digestPayload, parsePartNumber } from "./upload-part.ts";
import { malformedXml, readXml, type XmlElementReader } from "./xml-reader.ts";
import { xmlDocument, xmlElement } from "./xml-writer.ts";

/** Amazon S3 User Guide, "Amazon S3 multipart upload limits": 5 MiB for all parts but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
/** Ten thousand parts with their checksums. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

interface ListedPart {
  readonly partNumber: number;
  readonly etag: string;
  readonly element: XmlElementReader;
}

export async function completeMultipartUpload(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  const condition = parseWriteCondition(request);
  const listed = await receivePartList(context, request);
  const uploadId = request.query.get("uploadId") ?? "";
  const etag = await context.uploads.complete(uploadId, key, async (upload) => {
    const parts = selectParts(upload, listed);
    const payload = joinPayloads(parts.map((part) => part.payload));
    await verifyWhole(request, upload, parts, payload);
    const { options } = upload;
    const eventName = "ObjectCreated:CompleteMultipartUpload";
    return context.writer.write({ key, payload, options, condition, eventName, origin: originOf(request) });
  });
  const location = `http://${request.header("host") ?? "localhost"}/${context.bucket}/${encodeFormStyle(key)}`;
  return xmlResponse(
    xmlDocument("CompleteMultipartUploadResult", [
      xmlElement("Location", location.replaceAll("+", "%20")),
      xmlElement("Bucket", context.bucket),
      xmlElement("Key", key),
      xmlElement("ETag", `"${etag}"`),
    ]),
  );
}

/**
 * The parts that the client lists. The document's own checksum headers are the object's, not the document's, so the
 * document is received without them.
 */
async function receivePartList(context: EndpointContext, request: S3Request): Promise<ListedPart[]> {
  const documentRequest: S3Request = { ...request, headerNames: () => [] };
  const { payload } = await receiveBody(documentRequest, {
    folder: context.spoolFolder,
    ids: context.ids,
    maxSizeBytes: MAX_DOCUMENT_BYTES,
  });
  const document = await payload.bytes().finally(() => payload.dispose());
  const listed = readXml(decodeUtf8(document), "CompleteMultipartUpload").all("Part").map(readPart);
  if (listed.length === 0) throw malformedXml("it lists no parts");
  if (listed.some((part, i) => part.partNumber <= (listed[i - 1]?.partNumber ?? 0))) {
    throw new S3Error("InvalidPartOrder", "The list of parts was not in ascending order.");
  }
  return listed;
}

function readPart(element: XmlElementReader): ListedPart {
  const partNumber = parsePartNumber(element.textOf("PartNumber")?.trim() ?? "");
  const etag = element.textOf("ETag");
  if (etag === null) throw malformedXml("a <Part> without <ETag>");
  return { partNumber, etag: stripQuotes(etag), element };
}

function selectParts(upload: MultipartUpload, listed: readonly ListedPart[]): UploadedPart[] {
  const parts = listed.map((entry) => selectPart(upload, entry));
  const small = parts.slice(0, -1).find((part) => part.payload.sizeBytes < MIN_PART_BYTES);
  if (small === undefined) return parts;
  throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    fields: { PartNumber: String(small.partNumber), MinSizeAllowed: String(MIN_PART_BYTES) },
  });
}

function selectPart(upload: MultipartUpload, { partNumber, etag, element }: ListedPart): UploadedPart {
  const part = upload.parts.get(partNumber);
  if (part?.etag === etag && isChecksumRight(upload, part, element)) return part;
  throw new S3Error(
    "InvalidPart",
    "One or more of the specified parts could not be found. The part may not have been uploaded, or the specified entity tag or checksum may not match the part's.",
    { fields: { UploadId: upload.uploadId, PartNumber: String(partNumber), ETag: etag } },
  );
}

function isChecksumRight(upload: MultipartUpload, part: UploadedPart, element: XmlElementReader): boolean {
  if (upload.checksum === null) return true;
  const listed = element.textOf(checksumElementName(upload.checksum.algorithm));
  return listed === null || listed.trim() === part.checksum?.toString("base64");
}

/** Checks what the request says of the whole object: its size, and its checksum in either type. */
async function verifyWhole(
  request: S3Request,
  upload: MultipartUpload,
  parts: readonly UploadedPart[],
  payload: Payload,
): Promise<void> {
  const declaredSize = request.header("x-amz-mp-object-size");
  if (declaredSize !== undefined && Number(declaredSize) !== payload.sizeBytes) {
    throw new S3Error("InvalidRequest", "The provided 'x-amz-mp-object-size' header does not match what was computed.");
  }
  if (upload.checksum === null) return;
  const { algorithm, type } = upload.checksum;
  const declared = request.header(`x-amz-checksum-${algorithm}`);
  if (declared === undefined) return;
  const expected = type === "COMPOSITE" ? compositeChecksum(algorithm, parts) : await wholeChecksum(algorithm, payload);
  const isMatch = declared === expected || (type === "COMPOSITE" && `${declared}-${parts.length}` === expected);
  if (isMatch) return;
  throw new S3Error("BadDigest", `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`);
}

/** The checksum of the parts' checksums, and how many they are. */
function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): string {
  const joined = Buffer.concat(parts.map((part) => part.checksum ?? Buffer.alloc(0)));
  return `${checksumOf(algorithm, joined).toString("base64")}-${parts.length}`;
}

async function wholeChecksum(algorithm: ChecksumAlgorithm, payload: Payload): Promise<string> {
  const digests = await digestPayload(payload, [algorithm]);
  return digests.get(algorithm)?.toString("base64") ?? "";
}

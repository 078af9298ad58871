/**
 * CreateMultipartUpload, AbortMultipartUpload, ListParts and ListMultipartUploads.
 */

import { compareUtf8 } from "../../../src/storage/object-store/key-order.ts";
import type { ChecksumAlgorithm } from "./checksums.ts";
import { type EndpointContext, parseEncodingType, parseIntegerQuery, requireKey, xmlTime } from "./endpoint-context.ts";
import { requireAlgorithm } from "./expected-digests.ts";
import { encodeFormStyle } from "./form-encoding.ts";
import { ownerElement } from "./list-objects.ts";
import type { ChecksumType, MultipartUpload, UploadedPart, UploadRequest } from "./multipart-uploads.ts";
import { parsePutOptions, refuseUnsupportedWriteHeaders } from "./object-headers.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./s3-response.ts";
import { type XmlFragment, xmlDocument, xmlElement } from "./xml-writer.ts";

/** Entries of a page of either listing, S3's own bound. */
const MAX_PAGE_ENTRIES = 1000;
const PAGE_BOUNDS = { min: 0, max: 2 ** 31 - 1, absent: MAX_PAGE_ENTRIES };

export async function createMultipartUpload(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  refuseUnsupportedWriteHeaders(request);
  const checksum = parseUploadChecksum(request);
  const { uploadId } = await context.uploads.create({ key, options: parsePutOptions(request), checksum });
  const headers: Record<string, string> = {};
  if (checksum !== null) {
    headers["x-amz-checksum-algorithm"] = checksum.algorithm.toUpperCase();
    headers["x-amz-checksum-type"] = checksum.type;
  }
  return xmlResponse(
    xmlDocument("InitiateMultipartUploadResult", [
      xmlElement("Bucket", context.bucket),
      xmlElement("Key", key),
      xmlElement("UploadId", uploadId),
    ]),
    headers,
  );
}

export async function abortMultipartUpload(context: EndpointContext, request: S3Request): Promise<S3Response> {
  await context.uploads.abort(request.query.get("uploadId") ?? "", requireKey(request.key));
  return emptyResponse(204);
}

export async function listParts(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const upload = context.uploads.find(request.query.get("uploadId") ?? "", requireKey(request.key));
  const marker = parseIntegerQuery(request, "part-number-marker", { min: 0, max: 2 ** 31 - 1, absent: 0 });
  const maxParts = Math.min(parseIntegerQuery(request, "max-parts", PAGE_BOUNDS), MAX_PAGE_ENTRIES);
  const parts = [...upload.parts.values()].sort((a, b) => a.partNumber - b.partNumber);
  const rest = parts.filter((part) => part.partNumber > marker);
  const page = rest.slice(0, maxParts);
  const isTruncated = maxParts > 0 && rest.length > page.length;
  return xmlResponse(
    xmlDocument("ListPartsResult", [
      xmlElement("Bucket", context.bucket),
      xmlElement("Key", upload.key),
      xmlElement("UploadId", upload.uploadId),
      ownerElement("Initiator"),
      ownerElement("Owner"),
      xmlElement("StorageClass", "STANDARD"),
      xmlElement("PartNumberMarker", marker),
      xmlElement("NextPartNumberMarker", page.at(-1)?.partNumber ?? marker),
      xmlElement("MaxParts", maxParts),
      xmlElement("IsTruncated", isTruncated),
      ...checksumElements(upload),
      ...page.map((part) => partElement(part, upload)),
    ]),
  );
}

export async function listMultipartUploads(context: EndpointContext, request: S3Request): Promise<S3Response> {
  if ((request.query.get("delimiter") ?? "") !== "") throw notImplemented("a delimiter in a list of uploads");
  const encodingType = parseEncodingType(request);
  const encode = encodingType === "url" ? encodeFormStyle : (text: string) => text;
  const prefix = request.query.get("prefix") ?? "";
  const keyMarker = request.query.get("key-marker") ?? "";
  const uploadIdMarker = keyMarker === "" ? "" : (request.query.get("upload-id-marker") ?? "");
  const maxUploads = Math.min(parseIntegerQuery(request, "max-uploads", PAGE_BOUNDS), MAX_PAGE_ENTRIES);
  const rest = context.uploads.list().filter((upload) => {
    return upload.key.startsWith(prefix) && isAfterMarkers(upload, keyMarker, uploadIdMarker);
  });
  const page = rest.slice(0, maxUploads);
  const last = page.at(-1);
  const next = last !== undefined && rest.length > page.length ? last : null;
  return xmlResponse(
    xmlDocument("ListMultipartUploadsResult", [
      xmlElement("Bucket", context.bucket),
      xmlElement("KeyMarker", encode(keyMarker)),
      xmlElement("UploadIdMarker", uploadIdMarker),
      ...(next === null
        ? []
        : [xmlElement("NextKeyMarker", encode(next.key)), xmlElement("NextUploadIdMarker", next.uploadId)]),
      xmlElement("Prefix", encode(prefix)),
      ...(encodingType === null ? [] : [xmlElement("EncodingType", encodingType)]),
      xmlElement("MaxUploads", maxUploads),
      xmlElement("IsTruncated", next !== null),
      ...page.map((upload) => uploadElement(upload, encode)),
    ]),
  );
}

function isAfterMarkers(upload: MultipartUpload, keyMarker: string, uploadIdMarker: string): boolean {
  if (keyMarker === "") return true;
  const order = compareUtf8(upload.key, keyMarker);
  return order > 0 || (order === 0 && uploadIdMarker !== "" && upload.uploadId > uploadIdMarker);
}

function uploadElement(upload: MultipartUpload, encode: (text: string) => string): XmlFragment {
  return xmlElement("Upload", [
    xmlElement("Key", encode(upload.key)),
    xmlElement("UploadId", upload.uploadId),
    ownerElement("Initiator"),
    ownerElement("Owner"),
    xmlElement("StorageClass", "STANDARD"),
    xmlElement("Initiated", xmlTime(upload.initiatedMs)),
    ...checksumElements(upload),
  ]);
}

function checksumElements({ checksum }: MultipartUpload): XmlFragment[] {
  if (checksum === null) return [];
  return [xmlElement("ChecksumAlgorithm", checksum.algorithm.toUpperCase()), xmlElement("ChecksumType", checksum.type)];
}

function partElement(part: UploadedPart, { checksum }: MultipartUpload): XmlFragment {
  return xmlElement("Part", [
    xmlElement("PartNumber", part.partNumber),
    xmlElement("LastModified", xmlTime(part.lastModifiedMs)),
    xmlElement("ETag", `"${part.etag}"`),
    xmlElement("Size", part.payload.sizeBytes),
    ...(checksum === null || part.checksum === null
      ? []
      : [xmlElement(checksumElementName(checksum.algorithm), part.checksum.toString("base64"))]),
  ]);
}

/** The element in which S3's documents carry a checksum of this algorithm. */
export function checksumElementName(algorithm: ChecksumAlgorithm): string {
  return `Checksum${algorithm.toUpperCase()}`;
}

/** S3's own table: CRC-64 is always of the whole, hashes of the parts, the other CRCs either ("Checking object integrity"). */
function parseUploadChecksum(request: S3Request): UploadRequest["checksum"] {
  const name = request.header("x-amz-checksum-algorithm");
  if (name === undefined) return null;
  const algorithm = requireAlgorithm(name);
  const isOfWhole = algorithm === "crc64nvme";
  const asked = request.header("x-amz-checksum-type") ?? (isOfWhole ? "FULL_OBJECT" : "COMPOSITE");
  const allowed: readonly ChecksumType[] = isOfWhole
    ? ["FULL_OBJECT"]
    : algorithm.startsWith("crc")
      ? ["FULL_OBJECT", "COMPOSITE"]
      : ["COMPOSITE"];
  const type = allowed.find((candidate) => candidate === asked);
  if (type !== undefined) return { algorithm, type };
  throw new S3Error(
    "InvalidRequest",
    `The ${asked} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  );
}

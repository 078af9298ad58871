/**
 * Multipart uploads in progress, in memory: nothing of them is in the store until they are completed, and nothing of
 * them outlives the endpoint.
 */
import { createHash } from "node:crypto";
import { systemClock } from "../../../src/clock.ts";
import { createUlid, systemIdSource } from "../../../src/id-source.ts";
import type { ETag, ObjectKey, PutOptions } from "../../../src/store/store.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import {
  headerOf,
  parsePutOptions,
  parseWriteCondition,
  requireKey,
  type S3Request,
  stripQuotes,
} from "./s3-request.ts";
import { type EndpointContext, emptyResponse, type S3Response, xmlResponse } from "./s3-response.ts";
import { receiveBody, verify } from "./upload-body.ts";
import { childrenOf, malformedXml, readXml, textOf, type XmlNode, xmlElements } from "./xml.ts";

interface MultipartUpload {
  readonly key: ObjectKey;
  readonly options: PutOptions;
  readonly parts: Map<number, { readonly etag: string; readonly bytes: Uint8Array }>;
  /**
   * Completion of the upload, ended or running; a client that completes again because the answer was lost gets the
   * same.
   */
  completion: Promise<ETag> | null;
}

/** Largest number of open uploads, more than any client leaves. Untuned. */
const MAX_OPEN_UPLOADS = 1000;
/** Amazon S3 User Guide, "Amazon S3 multipart upload limits". */
const MAX_PART_NUMBER = 10_000;
/** There as well: 5 MiB for all parts but the last. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
/** Ten thousand parts with their checksums. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

export class MultipartUploads {
  /** Uploads by id; completed ones without their parts, until others need the places. */
  readonly #uploads = new Map<string, MultipartUpload>();

  async create(context: EndpointContext, request: S3Request): Promise<S3Response> {
    const Key = requireKey(request.key);
    const options = parsePutOptions(request);
    for (const [id, { completion }] of this.#uploads) {
      if (this.#uploads.size < MAX_OPEN_UPLOADS) break;
      if (completion !== null) this.#uploads.delete(id);
    }
    if (this.#uploads.size >= MAX_OPEN_UPLOADS) throw new S3Error("SlowDown", "Too many uploads are in progress.");
    const UploadId = createUlid(systemClock.nowMs(), systemIdSource);
    this.#uploads.set(UploadId, { key: Key, options, parts: new Map(), completion: null });
    return xmlResponse("InitiateMultipartUploadResult", xmlElements({ Bucket: context.bucket, Key, UploadId }));
  }

  async uploadPart(context: EndpointContext, request: S3Request): Promise<S3Response> {
    this.#find(request);
    const partNumber = parsePartNumber(request.query.get("partNumber") ?? "");
    const { bytes, checksumHeaders } = await receiveBody(request, context.maxObjectBytes);
    const { parts, completion } = this.#find(request);
    if (completion !== null) throw noSuchUpload();
    const otherBytes = [...parts].reduce(
      (sum, [number, part]) => sum + (number === partNumber ? 0 : part.bytes.length),
      0,
    );
    if (otherBytes + bytes.length > context.maxObjectBytes) throw new S3Error("EntityTooLarge");
    const etag = createHash("md5").update(bytes).digest("hex");
    parts.set(partNumber, { etag, bytes });
    return emptyResponse(200, { etag: `"${etag}"`, ...checksumHeaders });
  }

  async abort(_context: EndpointContext, request: S3Request): Promise<S3Response> {
    this.#find(request);
    this.#uploads.delete(request.query.get("uploadId") ?? "");
    return emptyResponse(204);
  }

  /** Writes the whole under the request's condition. Where that fails, the upload stays open. */
  async complete(context: EndpointContext, request: S3Request): Promise<S3Response> {
    const condition = parseWriteCondition(request);
    const { bytes: document } = await receiveBody(withoutChecksums(request), MAX_DOCUMENT_BYTES);
    const listed = childrenOf(readXml(document, "CompleteMultipartUpload"), "Part");
    if (listed.length === 0) throw malformedXml("it lists no parts");
    const upload = this.#find(request);
    const { key, options, parts } = upload;
    if (upload.completion === null) {
      const bytes = joinParts(upload, listed);
      verifyWhole(request, bytes);
      const write = { key, bytes, options, condition, eventName: "ObjectCreated:CompleteMultipartUpload" } as const;
      upload.completion = context.writer.write(request, write);
      upload.completion.then(
        () => parts.clear(),
        () => {
          upload.completion = null;
        },
      );
    }
    const etag = await upload.completion;
    const Location = `http://${request.headers.host}/${context.bucket}/${encodeURIComponent(key)}`;
    return xmlResponse(
      "CompleteMultipartUploadResult",
      xmlElements({ Location, Bucket: context.bucket, Key: key, ETag: `"${etag}"` }),
    );
  }

  #find({ query, key }: S3Request): MultipartUpload {
    const upload = this.#uploads.get(query.get("uploadId") ?? "");
    if (upload === undefined || upload.key !== key) throw noSuchUpload();
    return upload;
  }
}

function noSuchUpload(): S3Error {
  return new S3Error("NoSuchUpload", "The specified upload does not exist. It may have been aborted or completed.");
}

/** A part's number in [1, 10000], or `InvalidArgument`. */
function parsePartNumber(text: string): number {
  const partNumber = Number(text);
  if (/^[0-9]{1,5}$/.test(text) && partNumber >= 1 && partNumber <= MAX_PART_NUMBER) return partNumber;
  throw new S3Error("InvalidArgument", `Part number must be an integer between 1 and ${MAX_PART_NUMBER}, inclusive`);
}

/** The bytes of the parts that the client lists, which must be what was received. */
function joinParts({ parts }: MultipartUpload, listed: readonly XmlNode[]): Buffer {
  let last = 0;
  const pieces = listed.map((element) => {
    const partNumber = parsePartNumber(textOf(element, "PartNumber")?.trim() ?? "");
    const etag = textOf(element, "ETag");
    if (etag === null) throw malformedXml("a <Part> without <ETag>");
    if (partNumber <= last) throw new S3Error("InvalidPartOrder", "The list of parts was not in ascending order.");
    last = partNumber;
    const part = parts.get(partNumber);
    if (part?.etag === stripQuotes(etag)) return part.bytes;
    throw new S3Error("InvalidPart", `Part ${partNumber} could not be found, or its entity tag does not match.`);
  });
  if (pieces.slice(0, -1).every((bytes) => bytes.length >= MIN_PART_BYTES)) return Buffer.concat(pieces);
  throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size");
}

/** The checksum headers of a completion are the whole object's, not the document's. */
function withoutChecksums(request: S3Request): S3Request {
  const headers = Object.entries(request.headers).filter(([name]) => !name.startsWith("x-amz-checksum-"));
  return { ...request, headers: Object.fromEntries(headers) };
}

/** A checksum over all bytes is verified; one over the parts' checksums is refused rather than believed. */
function verifyWhole(request: S3Request, bytes: Uint8Array): void {
  for (const algorithm of ["crc32", "crc64nvme", "sha1", "sha256"]) {
    const declared = headerOf(request, `x-amz-checksum-${algorithm}`);
    if (declared === undefined) continue;
    if (request.headers["x-amz-checksum-type"] === "COMPOSITE") throw notImplemented("composite checksums");
    verify(algorithm, declared, bytes, "InvalidRequest");
  }
}

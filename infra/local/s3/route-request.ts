/**
 * Which operation a request is: by method, by whether it names a key, and by the subresources in its query. What is
 * not here is `NotImplemented`, never something else by mistake.
 */
import { createBucket, getBucketLocation, getObjectTagging, headBucket, listBuckets } from "./bucket-operations.ts";
import { completeMultipartUpload } from "./complete-multipart-upload.ts";
import { copyObject } from "./copy-object.ts";
import { deleteObject, deleteObjects } from "./delete-objects.ts";
import type { EndpointContext } from "./endpoint-context.ts";
import { getObject } from "./get-object.ts";
import { listObjectsV1, listObjectsV2 } from "./list-objects.ts";
import {
  abortMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
} from "./multipart-operations.ts";
import { putObject } from "./put-object.ts";
import { notImplemented, S3Error } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import type { S3Response } from "./s3-response.ts";
import { uploadPart, uploadPartCopy } from "./upload-part.ts";

type Operation = (context: EndpointContext, request: S3Request) => Promise<S3Response>;

/**
 * Operations by "METHOD target subresources", where the subresources stand in alphabetical order, the header
 * of copies among them.
 */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  "GET service": listBuckets,
  "GET bucket": listObjectsV1,
  "GET bucket list-type": listObjectsV2,
  "GET bucket location": getBucketLocation,
  "GET bucket uploads": listMultipartUploads,
  "HEAD bucket": headBucket,
  "PUT bucket": createBucket,
  "POST bucket delete": deleteObjects,
  "GET object": getObject,
  "HEAD object": getObject,
  "GET object tagging": getObjectTagging,
  "GET object uploadId": listParts,
  "PUT object": putObject,
  "PUT object x-amz-copy-source": copyObject,
  "PUT object partNumber uploadId": uploadPart,
  "PUT object partNumber uploadId x-amz-copy-source": uploadPartCopy,
  "POST object uploads": createMultipartUpload,
  "POST object uploadId": completeMultipartUpload,
  "DELETE object": deleteObject,
  "DELETE object uploadId": abortMultipartUpload,
};

/** Query names that choose no operation: parameters of those above, signatures, and the SDK's own mark. */
const PARAMETERS: ReadonlySet<string> = new Set([
  "awsaccesskeyid",
  "bucket-region",
  "continuation-token",
  "delimiter",
  "encoding-type",
  "expires",
  "fetch-owner",
  "key-marker",
  "marker",
  "max-buckets",
  "max-keys",
  "max-parts",
  "max-uploads",
  "part-number-marker",
  "prefix",
  "signature",
  "start-after",
  "upload-id-marker",
  "x-id",
]);

/** Runs the operation that the request asks for. */
export function routeRequest(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const name = operationName(request);
  const operation = Object.hasOwn(OPERATIONS, name) ? OPERATIONS[name] : undefined;
  const isOtherBucket = request.bucket !== null && request.bucket !== context.bucket;
  if (isOtherBucket && operation !== createBucket) {
    throw new S3Error("NoSuchBucket", "The specified bucket does not exist", {
      fields: { BucketName: request.bucket ?? "" },
    });
  }
  if (operation === undefined) throw notImplemented(`the operation ${name}`);
  return operation(context, request);
}

function operationName(request: S3Request): string {
  const target = request.bucket === null ? "service" : request.key === null ? "bucket" : "object";
  const choosers = new Set([...request.query.keys()].filter((name) => !isParameter(name, request)));
  if (request.method === "PUT" && request.header("x-amz-copy-source") !== undefined) choosers.add("x-amz-copy-source");
  return [request.method, target, ...[...choosers].sort()].join(" ");
}

function isParameter(name: string, request: S3Request): boolean {
  const lowerCase = name.toLowerCase();
  // Only the present version exists, and it is called null.
  if (name === "versionId") return request.query.get(name) === "null";
  return PARAMETERS.has(lowerCase) || lowerCase.startsWith("x-amz-") || lowerCase.startsWith("response-");
}

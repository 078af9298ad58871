/**
 * The operations on the one bucket itself. There is no other, and this one always exists.
 */
import { type EndpointContext, xmlTime } from "./endpoint-context.ts";
import { ownerElement } from "./list-objects.ts";
import { notImplemented } from "./s3-error.ts";
import type { S3Request } from "./s3-request.ts";
import { emptyResponse, type S3Response, xmlResponse } from "./s3-response.ts";
import { xmlDocument, xmlElement } from "./xml-writer.ts";

/** The region whose buckets have no location constraint. */
const REGION_WITHOUT_CONSTRAINT = "us-east-1";

export async function listBuckets(context: EndpointContext): Promise<S3Response> {
  return xmlResponse(
    xmlDocument("ListAllMyBucketsResult", [
      ownerElement("Owner"),
      xmlElement("Buckets", [
        xmlElement("Bucket", [
          xmlElement("Name", context.bucket),
          xmlElement("CreationDate", xmlTime(context.startedMs)),
          xmlElement("BucketRegion", context.region),
        ]),
      ]),
    ]),
  );
}

export async function headBucket(context: EndpointContext): Promise<S3Response> {
  return emptyResponse(200, { "x-amz-bucket-region": context.region });
}

/** Creating the bucket that exists succeeds, as in us-east-1; others cannot be made. */
export async function createBucket(context: EndpointContext, request: S3Request): Promise<S3Response> {
  if (request.bucket !== context.bucket) throw notImplemented(`other buckets than ${context.bucket}`);
  return emptyResponse(200, { location: `/${context.bucket}` });
}

export async function getBucketLocation(context: EndpointContext): Promise<S3Response> {
  const constraint = context.region === REGION_WITHOUT_CONSTRAINT ? "" : context.region;
  return xmlResponse(xmlDocument("LocationConstraint", constraint));
}

/** Objects have no tags here, which the AWS CLI asks before it copies one in parts. */
export async function getObjectTagging(): Promise<S3Response> {
  return xmlResponse(xmlDocument("Tagging", [xmlElement("TagSet", [])]));
}

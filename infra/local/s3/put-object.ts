/**
 * PutObject: the body received and verified whole, then written under its condition.
 */
import { parseWriteCondition } from "./conditions.ts";
import { type EndpointContext, originOf, requireKey } from "./endpoint-context.ts";
import { parsePutOptions, refuseUnsupportedWriteHeaders } from "./object-headers.ts";
import type { S3Request } from "./s3-request.ts";
import { emptyResponse, type S3Response } from "./s3-response.ts";
import { receiveBody } from "./upload-body.ts";

export async function putObject(context: EndpointContext, request: S3Request): Promise<S3Response> {
  const key = requireKey(request.key);
  refuseUnsupportedWriteHeaders(request);
  const condition = parseWriteCondition(request);
  const options = parsePutOptions(request);
  const { payload, digests, sentAlgorithm } = await receiveBody(request, {
    folder: context.spoolFolder,
    ids: context.ids,
    maxSizeBytes: context.maxObjectBytes,
  });
  try {
    const origin = originOf(request);
    const etag = await context.writer.write({
      key,
      payload,
      options,
      condition,
      eventName: "ObjectCreated:Put",
      origin,
    });
    const checksum = sentAlgorithm === null ? undefined : digests.get(sentAlgorithm);
    return emptyResponse(200, {
      etag: `"${etag}"`,
      ...(checksum === undefined ? {} : { [`x-amz-checksum-${sentAlgorithm}`]: checksum.toString("base64") }),
    });
  } finally {
    await payload.dispose();
  }
}

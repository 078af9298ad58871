/**
 * An S3Request made of a few headers and a body, for the parts of the endpoint that are tested without HTTP.
 */
import type { S3Request } from "../../../infra/local/s3/s3-request.ts";

export function fakeRequest(
  headers: Readonly<Record<string, string>> = {},
  body: readonly Uint8Array[] = [],
): S3Request {
  return {
    method: "PUT",
    bucket: "articles-bucket",
    key: null,
    query: new URLSearchParams(),
    headers,
    requestId: "0123456789ABCDEF",
    sourceAddress: "127.0.0.1",
    body: async function* () {
      yield* body;
    },
  };
}

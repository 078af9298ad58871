import { expect, it } from "vitest";
import { presignRequest } from "../../../src/store/s3/presigned-request.ts";

it("signs the request of Amazon's own example as Amazon does", () => {
  // Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
  const address = presignRequest({
    method: "GET",
    address: new URL("https://examplebucket.s3.amazonaws.com/test.txt"),
    headers: {},
    region: "us-east-1",
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" },
    nowMs: Date.parse("2013-05-24T00:00:00Z"),
    expiresInSeconds: 86_400,
  });
  expect(new URL(address).searchParams.get("X-Amz-Signature")).toBe(
    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
});

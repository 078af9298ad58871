import { expect, it } from "vitest";
import { S3Signer } from "../../../src/store/s3.ts";

it("signs an address as Amazon does in its own example", async () => {
  // Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters (AWS Signature Version 4)".
  const signer = new S3Signer("us-east-1", {
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  });
  const request = { method: "GET", host: "examplebucket.s3.amazonaws.com", path: "/test.txt", headers: {} };
  const query = await signer.presign(request, Date.parse("2013-05-24T00:00:00Z"), 86_400);
  expect(new URLSearchParams(query).get("X-Amz-Signature")).toBe(
    "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  );
});

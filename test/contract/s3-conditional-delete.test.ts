import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { S3ObjectStore } from "../../src/store/s3.ts";
import type { ETag, ObjectKey } from "../../src/store/store.ts";
import { openScriptedStore, type ScriptedS3, s3Answer, s3Error, startScriptedS3 } from "../support/scripted-s3.ts";
import { codeOf } from "./object-store/contract.ts";

const key = "articles/a.txt" as ObjectKey;
const etag = "abc" as ETag;

describe("S3ObjectStore", () => {
  let s3: ScriptedS3;
  let store: S3ObjectStore;

  beforeEach(async () => {
    s3 = await startScriptedS3();
    store = openScriptedStore(s3);
  });
  afterEach(() => s3.close());

  it("deletes on a condition after a look, in two requests, the second under If-Match", async () => {
    s3.answer = (request, response) => response.writeHead(request.method === "HEAD" ? 200 : 204, { etag }).end();
    await store.deleteIfMatch(key, etag);
    expect(s3.requests.map(({ method, headers }) => [method, headers["if-match"]])).toEqual([
      ["HEAD", undefined],
      ["DELETE", etag],
    ]);
  });

  it("does not delete what is another already, nor what a store says was another when it came to delete", async () => {
    s3.answer = s3Answer(200, { etag: "0123456789abcdef0123456789abcdef" });
    expect(await codeOf(store.deleteIfMatch(key, etag))).toBe("etag-mismatch");
    expect(s3.requests.map(({ method }) => method)).toEqual(["HEAD"]);
    s3.answer = (request, response) => response.writeHead(request.method === "HEAD" ? 200 : 412, { etag }).end();
    expect(await codeOf(store.deleteIfMatch(key, etag))).toBe("etag-mismatch");
    s3.answer = s3Error(404, "NoSuchKey");
    expect(await codeOf(store.deleteIfMatch(key, etag))).toBe("etag-mismatch");
  });
});

/**
 * Reads that are refused by a store that tells what is missing only to who may list all of it, as AWS does (Amazon S3
 * API Reference, "GetObject", Permissions), and reads of what lies in an archive.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { S3ObjectStore } from "../../src/store/s3.ts";
import type { ETag, ObjectKey } from "../../src/store/store.ts";
import {
  openScriptedStore,
  type Script,
  type ScriptedS3,
  s3Answer,
  s3Error,
  startScriptedS3,
} from "../support/scripted-s3.ts";
import { codeOf } from "./object-store/contract.ts";

const key = "index/manifest.json" as ObjectKey;
const one = new Uint8Array([1]);
let s3: ScriptedS3;
let store: S3ObjectStore;

beforeEach(async () => {
  s3 = await startScriptedS3();
  store = openScriptedStore(s3);
});
afterEach(() => s3.close());

const listing = (...keys: string[]): Script =>
  s3Answer(
    200,
    {},
    `<ListBucketResult><EncodingType>url</EncodingType><IsTruncated>false</IsTruncated>${keys
      .map(
        (name) =>
          `<Contents><Key>${name}</Key><ETag>"abc"</ETag><Size>1</Size><LastModified>2016-10-09T09:30:00Z</LastModified></Contents>`,
      )
      .join("")}</ListBucketResult>`,
  );

/** Answers listings by one script, and all else by another. */
function answer(list: Script, other: Script): void {
  s3.answer = (request, response) => (request.url.includes("list-type=2") ? list : other)(request, response);
}

const reads: readonly (readonly [string, () => Promise<unknown>])[] = [
  ["get", () => store.get(key)],
  ["getIfNoneMatch", () => store.getIfNoneMatch(key, "abc" as ETag)],
  ["getRange", () => store.getRange(key, 0, 1)],
  ["head", () => store.head(key)],
];

describe.each(reads)("%s of an object that the role may not be told of", (_, read) => {
  it("finds nothing where a listing does not know it, by one request more", async () => {
    answer(listing(), s3Error(403, "AccessDenied"));
    expect(await codeOf(read())).toBe("object-not-found");
    expect(s3.requests).toHaveLength(2);
    expect(decodeURIComponent(s3.requests[1]?.url ?? "")).toContain(`prefix=${key}`);
  });

  it("finds nothing where only a longer key is listed", async () => {
    answer(listing(`${key}.old`), s3Error(403, "AccessDenied"));
    expect(await codeOf(read())).toBe("object-not-found");
  });

  it("is refused where a listing knows it, and where even the listing is", async () => {
    answer(listing(key), s3Error(403, "AccessDenied"));
    expect(await codeOf(read())).toBe("store-denied");
    answer(s3Error(403, "AccessDenied"), s3Error(403, "AccessDenied"));
    expect(await codeOf(read())).toBe("store-denied");
  });

  it("is not told apart where the listing is not answered", async () => {
    answer(s3Error(503, "SlowDown"), s3Error(403, "AccessDenied"));
    expect(await codeOf(read())).toBe("store-unavailable");
  });
});

it("reads what was put between its refusal and the listing", async () => {
  let asked = 0;
  answer(listing(key), (request, response) => {
    asked += 1;
    (asked === 1 ? s3Error(403, "AccessDenied") : s3Answer(200, {}, "x"))(request, response);
  });
  expect(Buffer.from((await store.get(key)).bytes).toString()).toBe("x");
});

it("replaces nothing that is not there, and sends a refused put no second time", async () => {
  answer(listing(), s3Error(403, "AccessDenied"));
  expect(await codeOf(store.putIfMatch(key, one, "abc" as ETag))).toBe("etag-mismatch");
  answer(listing(key), s3Error(403, "AccessDenied"));
  expect(await codeOf(store.putIfMatch(key, one, "abc" as ETag))).toBe("store-denied");
  expect(s3.requests.filter(({ method }) => method === "PUT")).toHaveLength(2);
});

it("takes a refused put of something new, and a refused delete, for what they are", async () => {
  answer(listing(), s3Error(403, "AccessDenied"));
  expect(await codeOf(store.putIfAbsent(key, one))).toBe("store-denied");
  expect(await codeOf(store.delete(key))).toBe("store-denied");
  expect(s3.requests).toHaveLength(2);
});

it("names what lies in an archive, and asks no listing for it", async () => {
  answer(listing(key), s3Error(403, "InvalidObjectState"));
  expect(await codeOf(store.get(key))).toBe("object-archived");
  await expect(store.get(key)).rejects.toThrow(/Restore it, or delete it/);
  expect(s3.requests).toHaveLength(2);
});

/**
 * Answers that look like a refusal, or like success, and are neither: requests cut or garbled on their way, a wrong
 * clock, a proxy that answers in the store's place.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { S3ObjectStore } from "../../src/store/s3.ts";
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

const key = "articles/a.txt" as ObjectKey;
const one = new Uint8Array([1]);
let s3: ScriptedS3;
let store: S3ObjectStore;

beforeEach(async () => {
  s3 = await startScriptedS3();
  store = openScriptedStore(s3);
});
afterEach(() => s3.close());

it.each(["IncompleteBody", "BadDigest", "XAmzContentSHA256Mismatch"])(
  "takes %s, of a request that was cut or garbled, for unavailable",
  async (code) => {
    s3.answer = s3Error(400, code);
    const calls = [
      () => store.get(key),
      () => store.putIfAbsent(key, one),
      () => store.putIfMatch(key, one, "abc" as ETag),
      () => store.list({ prefix: "" }),
      () => store.delete(key),
    ];
    for (const call of calls) expect(await codeOf(call())).toBe("store-unavailable");
  },
);

it("takes a wrong clock for unavailable, and signs the next request by the store's own", async () => {
  const yearLater = new Date(Math.floor(Date.now() / 1000) * 1000 + 365 * 86_400_000);
  const headers = { date: yearLater.toUTCString(), "content-type": "application/xml" };
  s3.answer = s3Answer(403, headers, "<Error><Code>RequestTimeTooSkewed</Code></Error>");
  expect(await codeOf(store.get(key))).toBe("store-unavailable");
  await codeOf(store.get(key));
  expect(s3.requests[1]?.headers["x-amz-date"]).toMatch(new RegExp(`^${yearLater.getUTCFullYear()}`));
});

it("takes nothing for an empty listing but a listing that says that it ends", async () => {
  s3.answer = s3Answer(200, {}, "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>");
  expect(await store.list({ prefix: "" })).toEqual({ objects: [], nextCursor: null });
  for (const body of ["", "<html><body>Идут работы</body></html>", "<ListBucketResult></ListBucketResult>"]) {
    s3.answer = s3Answer(200, {}, body);
    expect(await codeOf(store.list({ prefix: "" })), body).toBe("store-unavailable");
  }
});

it.each([
  ["text/html", "<html><h1>404 Not Found</h1></html>"],
  ["text/plain; charset=utf-8", "404 page not found\n"],
  ["application/json", '{"message":"no Route matched"}'],
])(
  "does not take a 404 of %s, a proxy's that has lost its way to the store, for an absent object",
  async (type, body) => {
    s3.answer = s3Answer(404, { "content-type": type }, body);
    const calls = [
      () => store.get(key),
      () => store.getIfNoneMatch(key, "abc" as ETag),
      () => store.getRange(key, 0, 1),
      () => store.list({ prefix: "" }),
      () => store.delete(key),
    ];
    for (const call of calls) expect(await codeOf(call())).toBe("store-unavailable");
    for (const [headers, said] of [
      [{ "content-type": "application/xml" }, "<Error><Code>NoSuchKey</Code></Error>"],
      [{ "content-type": type }, "<Error><Code>NoSuchKey</Code></Error>"],
      [{}, ""],
    ] as const) {
      s3.answer = s3Answer(404, headers, said);
      expect(await codeOf(store.get(key))).toBe("object-not-found");
    }
  },
);

it("takes a deletion for done that a store or a proxy answered otherwise than S3 only where the object is gone", async () => {
  const calls = [() => store.delete(key), () => store.deleteIfMatch(key, "abc" as ETag)];
  for (const call of calls) {
    s3.answer = s3Answer(200, {}, "");
    expect(await codeOf(call())).toBe("store-unavailable");
    let isGone = false;
    s3.answer = (request, response) => {
      isGone ||= request.method === "DELETE";
      const isAbsent = request.method === "HEAD" && isGone;
      return (isAbsent ? s3Error(404, "NoSuchKey") : s3Answer(200, {}, ""))(request, response);
    };
    await call();
  }
});

it.each<[string, Script, RegExp, number]>([
  ["silence", () => undefined, /no whole answer came in time \(AbortError\)/, 300],
  [
    "a closed connection",
    (_request, response) => response.socket?.destroy(),
    /the connection broke \(ECONNRESET\)/,
    60_000,
  ],
  ["other speech", (_request, response) => response.socket?.end("SSH-2.0-x\r\n"), /speaks no HTTP \(HPE_/, 60_000],
])("says in words that %s came in place of an answer", async (_, answer, words, requestTimeoutMs) => {
  s3.answer = answer;
  const credentials = { accessKeyId: "a", secretAccessKey: "s" };
  store = new S3ObjectStore({ bucket: "b", endpoint: s3.endpoint, credentials, requestTimeoutMs });
  const calls = [() => store.get(key), () => store.putIfAbsent(key, one)];
  for (const call of calls) {
    await expect(call()).rejects.toMatchObject({ code: "store-unavailable", message: expect.stringMatching(words) });
  }
});

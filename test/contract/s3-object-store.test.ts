/**
 * Requests of S3ObjectStore, and its reading of every answer. The whole contract runs against real endpoints in
 * test/s3.
 */
import { Readable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ErrorCode } from "../../src/errors.ts";
import { S3ObjectStore, type S3ObjectStoreOptions } from "../../src/store/s3.ts";
import type { ETag, ObjectKey } from "../../src/store/store.ts";
import { ManualClock } from "../support/deterministic.ts";
import { s3Failure } from "../support/inside/store-s3.ts";
import { type Script, type ScriptedS3, s3Answer, s3Error, startScriptedS3 } from "../support/scripted-s3.ts";
import { codeOf } from "./object-store/contract.ts";

const key = "articles/Москва 1+2%.txt" as ObjectKey;
const etag = "abc" as ETag;
const one = new Uint8Array([1]);
const PART = 8 * 1024 * 1024;

describe("S3ObjectStore", () => {
  let s3: ScriptedS3;
  let store: S3ObjectStore;
  const connect = (options: Partial<S3ObjectStoreOptions> = {}): S3ObjectStore =>
    new S3ObjectStore({
      bucket: "b",
      endpoint: s3.endpoint,
      credentials: { accessKeyId: "a", secretAccessKey: "s" },
      ...options,
    });

  beforeEach(async () => {
    s3 = await startScriptedS3();
    store = connect();
  });
  afterEach(() => s3.close());

  const calls: Record<string, () => Promise<unknown>> = {
    get: () => store.get(key),
    getIfNoneMatch: () => store.getIfNoneMatch(key, etag),
    getRange: () => store.getRange(key, 0, 1),
    head: () => store.head(key),
    putIfAbsent: () => store.putIfAbsent(key, one),
    putIfMatch: () => store.putIfMatch(key, one, etag),
    list: () => store.list({ prefix: "articles/" }),
    delete: () => store.delete(key),
  };

  /** The code of each call under one answer; every call was one request, and a listing where a read was refused. */
  async function codesUnder(answer: Script): Promise<Record<string, ErrorCode>> {
    s3.answer = answer;
    const codes: Record<string, ErrorCode> = {};
    for (const [name, call] of Object.entries(calls)) {
      const before = s3.requests.length;
      codes[name] = await codeOf(call());
      const sent = s3.requests.slice(before);
      const own = name === "list" ? sent : sent.filter(({ url }) => !url.includes("list-type=2"));
      expect(own, `requests of ${name}`).toHaveLength(1);
    }
    return codes;
  }

  const all = (code: ErrorCode, except: Record<string, ErrorCode> = {}): Record<string, ErrorCode> => ({
    ...Object.fromEntries(Object.keys(calls).map((name) => [name, code])),
    ...except,
  });

  describe("failures", () => {
    it("takes a server's trouble for unavailable, in every call, after one request", async () => {
      for (const [status, code] of [
        [500, "InternalError"],
        [502, "BadGateway"],
        [503, "SlowDown"],
        [503, "ServiceUnavailable"],
        [429, "TooManyRequests"],
        [408, "RequestTimeout"],
      ] as const) {
        expect(await codesUnder(s3Error(status, code)), code).toEqual(all("store-unavailable"));
      }
    });

    it("takes a timeout that S3 calls a bad request for unavailable", async () => {
      s3.answer = s3Error(400, "RequestTimeout");
      expect(await codeOf(store.putIfAbsent(key, one))).toBe("store-unavailable");
    });

    it("takes a refusal for denied, in every call", async () => {
      for (const [status, code] of [
        [403, "AccessDenied"],
        [403, "InvalidAccessKeyId"],
        [301, "PermanentRedirect"],
        [400, "InvalidBucketName"],
        [501, "NotImplemented"],
      ] as const) {
        expect(await codesUnder(s3Error(status, code)), code).toEqual(all("store-denied"));
      }
    });

    it("knows a store without room, by MinIO's word and by Ceph's", async () => {
      for (const [status, code] of [
        [507, "XMinioStorageFull"],
        [403, "QuotaExceeded"],
      ] as const) {
        s3.answer = s3Error(status, code);
        expect(await codeOf(store.putIfAbsent(key, one)), code).toBe("store-full");
      }
    });

    it("tells a missing bucket from a missing object, and names it", async () => {
      s3.answer = s3Error(404, "NoSuchBucket");
      for (const name of ["get", "getRange", "putIfAbsent", "putIfMatch", "list", "delete"]) {
        await expect(calls[name]?.()).rejects.toMatchObject({
          code: "store-denied",
          message: expect.stringContaining("no bucket b"),
        });
      }
    });

    it("says what an absent key means to each call", async () => {
      s3.answer = s3Error(404, "NoSuchKey");
      for (const name of ["get", "getIfNoneMatch", "getRange", "head"]) {
        expect(await codeOf(calls[name]?.() ?? Promise.resolve()), name).toBe("object-not-found");
      }
      expect(await codeOf(store.putIfMatch(key, one, etag))).toBe("etag-mismatch");
      await store.delete(key);
    });

    it("says what a failed condition means to each write", async () => {
      s3.answer = s3Error(412, "PreconditionFailed");
      expect(await codeOf(store.putIfAbsent(key, one))).toBe("object-exists");
      expect(await codeOf(store.putIfMatch(key, one, etag))).toBe("etag-mismatch");
    });

    it("takes a conflict that the store did not decide for a conflict, and never for an object that exists", async () => {
      s3.answer = s3Error(409, "ConditionalRequestConflict");
      expect(await codeOf(store.putIfAbsent(key, one))).toBe("commit-conflict");
      expect(await codeOf(store.putIfMatch(key, one, etag))).toBe("commit-conflict");
      s3.answer = s3Error(409, "OperationAborted");
      expect(await codeOf(store.delete(key))).toBe("store-unavailable");
    });

    it("takes an answer that is no S3 at all for unavailable", async () => {
      s3.answer = (_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>hello");
      expect(await codeOf(store.putIfAbsent(key, one))).toBe("store-unavailable");
      s3.answer = (_request, response) => response.writeHead(503, { "content-type": "text/html" }).end("<html>later");
      expect(await codeOf(store.get(key))).toBe("store-unavailable");
    });

    it("takes a connection that is refused or cut for unavailable", async () => {
      expect(await codesUnder((_request, response) => response.destroy())).toEqual(all("store-unavailable"));
      await s3.close();
      expect(await codeOf(store.get(key))).toBe("store-unavailable");
    });

    it("says that no region is known, and does not call it a store that is away", () => {
      const failure = s3Failure(new Error("Region is missing"), { bucket: "b", key });
      expect([failure.code, failure.message]).toEqual(["store-denied", expect.stringContaining("AWS_REGION")]);
    });

    it("gives up on a store that does not answer, or stops in the middle of a body", async () => {
      store = connect({ requestTimeoutMs: 150 });
      expect(await codesUnder(() => undefined)).toEqual(all("store-unavailable"));
      s3.answer = (_request, response) => {
        response.writeHead(200, { etag: '"abc"', "content-length": "100" });
        response.write("some");
      };
      expect(await codeOf(store.get(key))).toBe("store-unavailable");
    });
  });

  describe("reading", () => {
    it("takes a body that is cut for unavailable, not for a shorter object", async () => {
      s3.answer = (_request, response) => {
        response.writeHead(200, { etag: '"abc"', "content-length": "100" });
        response.write("some");
        setImmediate(() => response.destroy());
      };
      expect(await codeOf(store.get(key))).toBe("store-unavailable");
      s3.answer = (_request, response) => response.writeHead(200, { etag: '"abc"' }).end("no length");
      expect(await codeOf(store.get(key))).toBe("store-unavailable");
    });

    it("reads nothing of an object over maxBytes, and frees its connection", async () => {
      store = connect({ requestTimeoutMs: 5000 });
      const closed = new Promise<void>((resolve) => {
        s3.answer = (_request, response) => {
          response.writeHead(200, { etag: '"abc"', "content-length": "1000000000" });
          response.write("a lot follows");
          response.on("close", () => resolve());
        };
      });
      expect(await codeOf(store.get(key, { maxBytes: 1000 }))).toBe("object-too-large");
      await closed;
    });

    it("gives bare ETags, no type where the store only filled a gap, and the codings of the bytes alone", async () => {
      s3.answer = s3Answer(200, { "content-type": "binary/octet-stream", "content-encoding": "aws-chunked" }, "x");
      expect(await store.get(key)).toMatchObject({
        etag: "abc",
        contentType: null,
        contentEncoding: null,
        metadata: {},
      });
      s3.answer = s3Answer(200, {
        "content-type": "text/plain",
        "content-encoding": "gzip, aws-chunked",
        "cache-control": "no-cache",
        "content-length": "5",
        "x-amz-meta-source": "ria",
      });
      expect(await store.head(key)).toEqual({
        key,
        etag: "abc",
        sizeBytes: 5,
        lastModifiedMs: Date.UTC(2016, 9, 9, 9, 30),
        contentType: "text/plain",
        contentEncoding: "gzip",
        cacheControl: "no-cache",
        metadata: { source: "ria" },
        readAtMs: expect.any(Number),
      });
    });

    it("was read when the answer is dated, less what the request took; without a date nobody knows when", async () => {
      const dated = Date.UTC(2026, 0, 1, 12, 0, 7);
      const clock = new ManualClock();
      const timed = connect({ clock });
      const answerLate: Script = (request, response) => {
        clock.advance(2_500);
        s3Answer(200, { date: new Date(dated).toUTCString(), "content-length": "1" }, "x")(request, response);
      };
      s3.answer = answerLate;
      expect((await timed.head(key)).readAtMs).toBe(dated - 2_500);
      expect((await timed.get(key)).readAtMs).toBe(dated - 2_500);
      expect((await timed.getIfNoneMatch(key, "other" as ETag))?.readAtMs).toBe(dated - 2_500);
      s3.answer = (request, response) => {
        response.sendDate = false;
        s3Answer(200, {}, "x")(request, response);
      };
      expect((await timed.get(key)).readAtMs).toBeNull();
    });

    it("refuses an answer without an ETag", async () => {
      s3.answer = s3Answer(200, { etag: "" }, "x");
      expect(await codeOf(store.get(key))).toBe("store-unavailable");
    });

    it("asks for another version by ETag, and takes 304 for none", async () => {
      s3.answer = s3Answer(304, {});
      expect(await store.getIfNoneMatch(key, etag)).toBeNull();
      expect(s3.requests[0]?.headers["if-none-match"]).toBe('"abc"');
    });

    it("asks for a range and takes no other bytes for it", async () => {
      s3.answer = s3Answer(206, { "content-range": "bytes 5-9/100" }, "01234");
      expect(Buffer.from(await store.getRange(key, 5, 10)).toString()).toBe("01234");
      expect(s3.requests[0]?.headers.range).toBe("bytes=5-9");
      s3.answer = s3Answer(206, { "content-range": "bytes 5-7/8" }, "012");
      await expect(store.getRange(key, 5, 10)).rejects.toMatchObject({
        code: "range-not-satisfiable",
        details: { sizeBytes: 8 },
      });
      s3.answer = s3Error(416, "InvalidRange");
      expect(await codeOf(store.getRange(key, 5, 10))).toBe("range-not-satisfiable");
      for (const wrong of [
        s3Answer(200, {}, "the whole object"),
        s3Answer(206, { "content-range": "bytes 0-4/100" }, "01234"),
        s3Answer(206, { "content-range": "bytes 5-9/100" }, "0123"),
        s3Answer(206, { "content-range": "pages 5-9/100" }, "01234"),
      ]) {
        s3.answer = wrong;
        expect(await codeOf(store.getRange(key, 5, 10))).toBe("store-unavailable");
      }
    });
  });

  describe("writing", () => {
    it("sends conditions as every store takes them, and no checksum that some refuse", async () => {
      s3.answer = s3Answer(200, {});
      expect(await store.putIfAbsent(key, one, { contentType: "text/plain", metadata: { Source: "ria" } })).toBe(etag);
      await store.putIfMatch(key, new Uint8Array(3_000_000), etag, { contentEncoding: "gzip" });
      const [create, replace] = s3.requests;
      expect(create?.headers).toMatchObject({
        "if-none-match": "*",
        "content-type": "text/plain",
        "x-amz-meta-source": "ria",
        "content-length": "1",
      });
      expect(replace?.headers).toMatchObject({ "if-match": "abc", "content-encoding": "gzip" });
      expect(replace?.body.length).toBe(3_000_000);
      for (const { headers } of s3.requests) {
        const names = Object.keys(headers).filter((name) => /checksum|expect|trailer|transfer/.test(name));
        expect(names).toEqual([]);
      }
    });

    it("says how long an empty object is, so that the SDK has nothing to complain of", async () => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      s3.answer = s3Answer(200, { etag: '"abc"' });
      try {
        await store.putIfAbsent(key, new Uint8Array(0));
        await store.putStreamIfAbsent(key, Readable.from([]));
        expect(s3.requests.map(({ headers }) => headers["content-length"])).toEqual(["0", "0"]);
        expect(warn).not.toHaveBeenCalled();
      } finally {
        warn.mockRestore();
      }
    });

    it("puts its prefix before keys and prefixes, and takes it off", async () => {
      store = connect({ prefix: "site/один/" });
      s3.answer = s3Answer(
        200,
        {},
        `<?xml version="1.0"?><ListBucketResult><EncodingType>url</EncodingType><IsTruncated>true</IsTruncated>
        <NextContinuationToken>t/1+=</NextContinuationToken><Contents>
        <Key>site/%D0%BE%D0%B4%D0%B8%D0%BD/a+b%2Bc%2525.txt</Key><ETag>&quot;e1&quot;</ETag><Size>7</Size>
        <LastModified>2016-10-09T09:30:00.999Z</LastModified></Contents></ListBucketResult>`,
      );
      expect(await store.list({ prefix: "a b", cursor: "c+d", limit: 5 })).toEqual({
        objects: [{ key: "a b+c%25.txt", etag: "e1", sizeBytes: 7, lastModifiedMs: Date.UTC(2016, 9, 9, 9, 30) }],
        nextCursor: "t/1+=",
      });
      const query = new URL(s3.requests[0]?.url ?? "", s3.endpoint).searchParams;
      expect(Object.fromEntries(query)).toMatchObject({
        prefix: "site/один/a b",
        "continuation-token": "c+d",
        "max-keys": "5",
        "encoding-type": "url",
      });
      s3.answer = s3Answer(200, {});
      await store.putIfAbsent(key, one);
      expect(decodeURIComponent(s3.requests[1]?.url ?? "")).toContain(`/b/site/один/${key}`);
    });

    it("reads a listing that is written otherwise than S3 does", async () => {
      const fields = "<Size>7</Size><LastModified>2016-10-09T09:30:00Z</LastModified>";
      const rest = `<ETag>e1</ETag>${fields}`;
      for (const key of ["<![CDATA[a&b]]>", "a&amp;b<!-- a comment -->", "a&#38;b"]) {
        const contents = `<Contents><Key>${key}</Key>${rest}</Contents>`;
        s3.answer = s3Answer(
          200,
          {},
          `<ListBucketResult><IsTruncated>false</IsTruncated>${contents}</ListBucketResult>`,
        );
        const { objects } = await store.list({ prefix: "" });
        expect(objects, key).toMatchObject([{ key: "a&b", etag: "e1", sizeBytes: 7 }]);
      }
    });

    it("refuses a listing that is cut short without a way on", async () => {
      s3.answer = s3Answer(200, {}, "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>");
      expect(await codeOf(store.list({ prefix: "" }))).toBe("store-unavailable");
    });
  });

  describe("streams", () => {
    async function* streamOf(sizeBytes: number, failure?: Error): AsyncGenerator<Uint8Array> {
      for (let rest = sizeBytes; rest > 0; rest -= 3_000_000) yield new Uint8Array(Math.min(rest, 3_000_000));
      if (failure) throw failure;
    }

    /** The steps of a multipart upload as they came: `POST uploads`, `PUT 1`, …, `POST complete`, `DELETE`. */
    const steps = (): string[] =>
      s3.requests.map(({ method, url }) => {
        const query = new URL(url, s3.endpoint).searchParams;
        if (query.has("uploads")) return "POST uploads";
        if (!query.has("uploadId")) return method;
        return `${method} ${query.get("partNumber") ?? ""}`.trim();
      });

    /** Serves an upload well, but for the answers given for single steps. */
    const serve =
      (special: Record<string, Script> = {}): Script =>
      (request, response) => {
        const step = steps().at(-1) ?? "";
        const id = "<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>";
        const done = "<CompleteMultipartUploadResult><ETag>&quot;whole-2&quot;</ETag></CompleteMultipartUploadResult>";
        const good: Record<string, Script> = {
          "POST uploads": s3Answer(200, {}, id),
          POST: s3Answer(200, {}, done),
          DELETE: s3Answer(204, {}),
        };
        (special[step] ?? good[step] ?? s3Answer(200, { etag: `"part-${step}"` }))(request, response);
      };

    it("puts a stream of at most one part as one object", async () => {
      s3.answer = serve();
      for (const sizeBytes of [0, 5, PART]) await store.putStreamIfAbsent(key, streamOf(sizeBytes));
      expect(steps()).toEqual(["PUT", "PUT", "PUT"]);
      expect(s3.requests.map(({ body }) => body.length)).toEqual([0, 5, PART]);
      expect(s3.requests.every(({ headers }) => headers["if-none-match"] === "*")).toBe(true);
    });

    it("uploads a longer one in parts of 8 MiB, and completes it only where nothing is", async () => {
      s3.answer = serve();
      const options = { contentType: "text/plain", metadata: { source: "ria" } };
      expect(await store.putStreamIfAbsent(key, streamOf(2 * PART + 1), options)).toBe("whole-2");
      expect(steps()).toEqual(["POST uploads", "PUT 1", "PUT 2", "PUT 3", "POST"]);
      const [create, first, second, third, complete] = s3.requests;
      expect(create?.headers).toMatchObject({ "content-type": "text/plain", "x-amz-meta-source": "ria" });
      expect([first, second, third].map((part) => part?.body.length)).toEqual([PART, PART, 1]);
      expect(complete?.headers["if-none-match"]).toBe("*");
      expect(complete?.body.toString()).toContain("<PartNumber>3</PartNumber>");
      expect(complete?.body.toString()).toMatch(/part-PUT 1.*part-PUT 2.*part-PUT 3/s);
    });

    it("aborts the upload whatever goes wrong, and says what did", async () => {
      const cases: readonly [Record<string, Script>, ErrorCode][] = [
        [{ "PUT 1": s3Error(503, "SlowDown") }, "store-unavailable"],
        [{ "PUT 3": s3Error(403, "AccessDenied") }, "store-denied"],
        [{ POST: s3Error(412, "PreconditionFailed") }, "object-exists"],
        [{ POST: s3Error(409, "ConditionalRequestConflict") }, "commit-conflict"],
        [{ POST: s3Error(404, "NoSuchUpload") }, "store-unavailable"],
        // S3 may find out late: a good status, and an error in the body.
        [{ POST: s3Error(200, "InternalError") }, "store-unavailable"],
        [{ POST: s3Error(412, "PreconditionFailed"), DELETE: s3Error(500, "InternalError") }, "object-exists"],
      ];
      for (const [special, code] of cases) {
        s3.requests.length = 0;
        s3.answer = serve(special);
        expect(await codeOf(store.putStreamIfAbsent(key, streamOf(2 * PART + 1)))).toBe(code);
        expect(steps().at(-1), code).toBe("DELETE");
      }
    });

    it("aborts the upload and passes on what the stream throws, without completing", async () => {
      s3.answer = serve();
      const broken = new Error("the source broke");
      await expect(store.putStreamIfAbsent(key, streamOf(2 * PART, broken))).rejects.toBe(broken);
      expect(steps()).toEqual(["POST uploads", "PUT 1", "PUT 2", "DELETE"]);
      s3.requests.length = 0;
      await expect(store.putStreamIfAbsent(key, streamOf(10, broken))).rejects.toBe(broken);
      expect(steps()).toEqual([]);
    });

    it("lets go of the stream when the store fails", async () => {
      s3.answer = serve({ "PUT 1": s3Error(503, "SlowDown") });
      let isClosed = false;
      const stream = async function* (): AsyncGenerator<Uint8Array> {
        try {
          for (;;) yield new Uint8Array(PART);
        } finally {
          isClosed = true;
        }
      };
      expect(await codeOf(store.putStreamIfAbsent(key, stream()))).toBe("store-unavailable");
      expect(isClosed).toBe(true);
    });
  });
});

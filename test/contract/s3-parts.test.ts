/**
 * The parts of a big stream, one of which a store under load did not take. What came before it may be minutes of a
 * merge.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { S3ObjectStore } from "../../src/store/s3.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { type Script, type ScriptedS3, s3Answer, s3Error, startScriptedS3 } from "../support/scripted-s3.ts";
import { codeOf } from "./object-store/contract.ts";

const key = "index/segments/a.segment" as ObjectKey;
const PART = 8 * 1024 * 1024;
const HANGUP: Script = (_request, response) => response.socket?.destroy();
const PROXY_PAGE: Script = (_request, response) => response.writeHead(200).end("<html>Идут работы</html>");

let s3: ScriptedS3;
let store: S3ObjectStore;
let clock: ManualClock;
let pulled: number;

beforeEach(async () => {
  s3 = await startScriptedS3();
  clock = new ManualClock();
  pulled = 0;
  const credentials = { accessKeyId: "a", secretAccessKey: "s" };
  store = new S3ObjectStore({ bucket: "b", endpoint: s3.endpoint, credentials, clock, ids: seededIds(1) });
});
afterEach(() => s3.close());

/** Two parts and a bit. */
async function* chunks(): AsyncGenerator<Uint8Array> {
  for (const size of [PART, PART, 3]) {
    pulled += 1;
    yield new Uint8Array(size).fill(pulled);
  }
}

/** Takes all of an upload, but for what `partTwo` says to the second part, one answer after another. */
function takeAllBut(partTwo: readonly Script[]): void {
  const answers = [...partTwo];
  s3.answer = (request, response) => {
    const [, part] = /partNumber=(\d+)/.exec(request.url) ?? [];
    const script = part === "2" ? answers.shift() : undefined;
    if (script !== undefined) return script(request, response);
    const body = request.method === "POST" ? "<R><UploadId>u</UploadId><ETag>whole</ETag></R>" : "";
    s3Answer(200, part === undefined ? {} : { etag: `"part-${part}"` }, body)(request, response);
  };
}

const sent = (method: string, what: RegExp) => s3.requests.filter((one) => one.method === method && what.test(one.url));

it("puts a part again that was not taken, and reads nothing of the stream twice", async () => {
  takeAllBut([s3Error(503, "SlowDown"), HANGUP, PROXY_PAGE]);
  await expect(store.putStreamIfAbsent(key, chunks())).resolves.toBe("whole");
  expect(pulled).toBe(3);
  const tries = sent("PUT", /partNumber=2/);
  expect(tries).toHaveLength(4);
  expect(tries.every(({ body }) => body.length === PART && body.every((byte) => byte === 2))).toBe(true);
  const [complete] = sent("POST", /uploadId=u/);
  expect(complete?.body.toString().match(/part-\d/g)).toEqual(["part-1", "part-2", "part-3"]);
  expect(complete?.headers["if-none-match"]).toBe("*");
});

it("gives the upload up, and frees its parts, where the store goes on not taking one", async () => {
  takeAllBut(Array.from({ length: 20 }, () => s3Error(503, "SlowDown")));
  expect(await codeOf(store.putStreamIfAbsent(key, chunks()))).toBe("store-unavailable");
  expect(sent("PUT", /partNumber=2/)).toHaveLength(4);
  expect(sent("DELETE", /uploadId=u/)).toHaveLength(1);
  expect(sent("POST", /uploadId=u/)).toHaveLength(0);
});

/**
 * Takes an upload whose completion fails as told, one answer after another; a look finds the object as `isThere` says.
 */
function completeWith(completions: readonly Script[], isThere: () => boolean): void {
  takeAllBut([]);
  const takeAll = s3.answer;
  const answers = [...completions];
  s3.answer = (request, response) => {
    const isCompletion = request.method === "POST" && request.url.includes("uploadId=u");
    const look = isThere() ? s3Answer(200, { etag: '"whole"' }) : s3Error(404, "NoSuchKey");
    const script = isCompletion ? answers.shift() : request.method === "HEAD" ? look : undefined;
    return (script ?? takeAll)(request, response);
  };
}

it("sends the completion of an upload again where a look finds that it had no effect", async () => {
  completeWith([HANGUP, s3Error(503, "SlowDown"), s3Error(200, "InternalError")], () => false);
  await expect(store.putStreamIfAbsent(key, chunks())).resolves.toBe("whole");
  expect(pulled).toBe(3);
  expect(sent("POST", /uploadId=u/)).toHaveLength(4);
  expect(sent("POST", /uploadId=u/).every(({ headers }) => headers["if-none-match"] === "*")).toBe(true);
  expect(sent("HEAD", /./)).toHaveLength(3);
  expect(sent("DELETE", /./)).toHaveLength(0);
});

it("does not send it again where an object is there, whose the caller must tell", async () => {
  completeWith([HANGUP], () => sent("POST", /uploadId=u/).length > 0);
  expect(await codeOf(store.putStreamIfAbsent(key, chunks()))).toBe("store-unavailable");
  expect(sent("POST", /uploadId=u/)).toHaveLength(1);
});

it("says that an object exists where the completion was late, and is there when it is sent again", async () => {
  completeWith([HANGUP, s3Error(412, "PreconditionFailed")], () => false);
  expect(await codeOf(store.putStreamIfAbsent(key, chunks()))).toBe("object-exists");
  expect(sent("POST", /uploadId=u/)).toHaveLength(2);
});

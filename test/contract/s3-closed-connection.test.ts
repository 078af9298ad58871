/**
 * A connection that the store closes while it is idle, which a process hears of only when its event loop turns.
 */
import { expect, it } from "vitest";
import { yieldToEventLoop } from "../../src/event-loop.ts";
import { S3ObjectStore } from "../../src/store/s3.ts";
import type { ETag, ObjectKey } from "../../src/store/store.ts";
import { s3Answer, startScriptedS3 } from "../support/scripted-s3.ts";

const key = "articles/1.txt" as ObjectKey;
const etag = "abc" as ETag;
const one = new Uint8Array([1]);
const PART = 8 * 1024 * 1024;

it("puts on a fresh connection where the store has closed the idle one while this process was at work", async () => {
  const s3 = await startScriptedS3();
  const store = new S3ObjectStore({
    bucket: "b",
    endpoint: s3.endpoint,
    credentials: { accessKeyId: "a", secretAccessKey: "s" },
  });
  const chunks = async function* () {
    yield new Uint8Array(PART + 1);
  };
  const puts: Record<string, () => Promise<unknown>> = {
    putIfAbsent: () => store.putIfAbsent(key, one),
    putIfMatch: () => store.putIfMatch(key, one, etag),
    putStreamIfAbsent: () => store.putStreamIfAbsent(key, chunks()),
  };
  try {
    for (const [name, put] of Object.entries(puts)) {
      const answered = new Promise<() => void>((resolve) => {
        s3.answer = (request, response) => {
          const { socket } = response;
          s3Answer(200, {}, "hello")(request, response);
          resolve(() => socket?.destroy());
        };
      });
      await store.get(key);
      const close = await answered;
      await yieldToEventLoop();
      s3.answer = (request, response) => {
        const upload = "<R><UploadId>u</UploadId><ETag>abc</ETag></R>";
        s3Answer(200, {}, request.method === "POST" ? upload : "")(request, response);
      };
      // In one breath: no turn of the loop lets this process hear of it, as none does while articles are inverted.
      close();
      await expect(put(), name).resolves.toBe(etag);
    }
  } finally {
    await s3.close();
  }
});

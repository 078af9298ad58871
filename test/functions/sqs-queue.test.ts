import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { parseStoreEvent } from "../../functions/ingest/store-event.ts";
import { uploadMessage } from "../../functions/queue/message-queue.ts";
import { SqsQueue } from "../../functions/queue/sqs-queue.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { codeOf } from "../support/error-of.ts";
import { type SmallSqs, type SmallSqsOptions, startSmallSqs } from "../support/small-sqs.ts";

const BUCKET = "articles-bucket";
const watched = { bucket: BUCKET, layout: defaultKeyLayout };
const keys = Array.from({ length: 25 }, (_, i) => `articles/${i}.json` as ObjectKey);

let sqs: SmallSqs;

async function openQueue(options: SmallSqsOptions = {}): Promise<SqsQueue> {
  sqs = await startSmallSqs(options);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
  return new SqsQueue({ url: sqs.url });
}

const sentKeys = (): string[] => sqs.bodies().flatMap((body) => parseStoreEvent(JSON.parse(body), watched).keys);

afterEach(() => {
  vi.unstubAllEnvs();
  return sqs?.close();
});

describe("the queue of uploads", () => {
  test("takes ten keys a request, a message each", async () => {
    await (await openQueue()).sendUploads(BUCKET, keys);
    expect(sqs.sendCalls()).toBe(3);
    expect(sqs.bodies()).toHaveLength(25);
    expect(new Set(sentKeys())).toEqual(new Set(keys));
  });

  test("is asked for nothing where there is nothing", async () => {
    await (await openQueue()).sendUploads(BUCKET, []);
    expect(sqs.sendCalls()).toBe(0);
  });

  test("is sent again what it refused alone", async () => {
    let refusals = 2;
    const refuses = (body: string): boolean => {
      if (!body.includes("7.json") || refusals === 0) return false;
      refusals -= 1;
      return true;
    };
    await (await openQueue({ refuses })).sendUploads(BUCKET, keys);
    expect(sentKeys().sort()).toEqual([...keys].sort());
  });

  test("that refuses for good fails, so that the caller tries again", async () => {
    const queue = await openQueue({ refuses: (body) => body.includes("13.json") });
    expect(await codeOf(() => queue.sendUploads(BUCKET, keys))).toBe("store-unavailable");
  });
});

describe("a message about an upload", () => {
  test("is read by ingest as the very key, and no other, whatever it is made of", () => {
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(name, (text) => {
        const key = `articles/${text.toWellFormed().replaceAll("\0", "0").replaceAll("/", "_")}.json` as ObjectKey;
        expect(parseStoreEvent(JSON.parse(uploadMessage(BUCKET, key)), watched)).toEqual({ keys: [key], fault: null });
      }),
    );
  });
});

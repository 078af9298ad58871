import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isQueueEvent, parseMessages, parseStoreEvent, queuedMessages } from "../../functions/ingest/s3-event.ts";
import { encodeFormStyle } from "../../infra/local/s3/notifications.ts";
import { defaultKeyLayout } from "../../src/storage/object-store/object-keys.ts";
import { BUCKET, queueEvent, storeEvent } from "./bucket.ts";

const watched = { bucket: BUCKET, layout: defaultKeyLayout };

describe("the key of an event", () => {
  test("is decoded as S3 encodes it, whatever it is made of", () => {
    const part = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
      .map((text) => text.replaceAll("/", "_").replaceAll("\0", "0"));
    fc.assert(
      fc.property(part, (name) => {
        const key = `articles/${name.toWellFormed()}.json`;
        expect(parseStoreEvent(storeEvent(encodeFormStyle(key)), watched)).toEqual({ keys: [key], fault: null });
      }),
    );
  });

  test("that is not encoded is taken as it is where it cannot be decoded", () => {
    expect(parseStoreEvent(storeEvent("articles/100%.txt"), watched).keys).toEqual(["articles/100%.txt"]);
  });

  test("is read both ways where another store may mean either", () => {
    const event = storeEvent("articles/a+b.txt", BUCKET, { eventSource: "ceph:s3" });
    expect(parseStoreEvent(event, watched).keys).toEqual(["articles/a b.txt", "articles/a+b.txt"]);
  });

  test("is taken in the one reading that is a key, where the other is none", () => {
    for (const key of ["articles/%2e%2e/a.txt", "articles/a%00.txt", "articles/%2E/a.txt"]) {
      expect(parseStoreEvent(storeEvent(key, BUCKET, { eventSource: "ceph:s3" }), watched)).toEqual({
        keys: [key],
        fault: null,
      });
    }
  });

  test("is no upload where it lies in the index, elsewhere or in another bucket, or names a folder", () => {
    for (const key of ["index/manifest.json", "other/a.txt", "articles", "articles/", "articles/a/"]) {
      expect(parseStoreEvent(storeEvent(key), watched)).toEqual({ keys: [], fault: null });
    }
    expect(parseStoreEvent(storeEvent("articles/a.txt", "other"), watched)).toEqual({ keys: [], fault: null });
  });

  test.each([
    "articles/../index/manifest.json",
    "articles/./a.txt",
    `articles/${"a".repeat(1_024)}`,
    "articles/%00.txt",
  ])("that cannot be used is left to the ingester, which rejects it, and is no fault: %s", (key) => {
    expect(parseStoreEvent(storeEvent(key), watched)).toEqual({ keys: [decodeURIComponent(key)], fault: null });
  });
});

describe("an event of EventBridge", () => {
  const bridged = (key: unknown, type = "Object Created", name = BUCKET) => ({
    version: "0",
    "detail-type": type,
    source: "aws.s3",
    resources: [`arn:aws:s3:::${name}`],
    detail: { version: "0", bucket: { name }, object: { key, size: 5 }, reason: "PutObject" },
  });

  test.each(["Object Created", "Object Deleted", "Object Restore Completed"])(
    "names the key that it is of: %s",
    (type) => {
      const event = bridged("articles/2026/страница.txt", type);
      expect(parseStoreEvent(event, watched)).toEqual({ keys: ["articles/2026/страница.txt"], fault: null });
      expect(parseMessages(queuedMessages(queueEvent([event])), watched)).toMatchObject([
        { keys: ["articles/2026/страница.txt"] },
      ]);
    },
  );

  test("has its key read both ways, since nobody says whether it is encoded", () => {
    expect(parseStoreEvent(bridged("articles/a+b.txt"), watched).keys).toEqual([
      "articles/a b.txt",
      "articles/a+b.txt",
    ]);
    expect(parseStoreEvent(bridged("articles/100%.txt"), watched).keys).toEqual(["articles/100%.txt"]);
  });

  test("is passed over where it is of another bucket or prefix, and refused where it names no key", () => {
    expect(parseStoreEvent(bridged("articles/a.txt", "Object Created", "other"), watched)).toEqual({
      keys: [],
      fault: null,
    });
    expect(parseStoreEvent(bridged("index/manifest.json"), watched)).toEqual({ keys: [], fault: null });
    for (const key of [undefined, "", 5, null]) expect(parseStoreEvent(bridged(key), watched).fault).not.toBeNull();
    expect(parseStoreEvent({ source: "aws.s3" }, watched).fault).not.toBeNull();
  });
});

describe("an event", () => {
  test("of several records names each key once, and its good keys beside a broken record", () => {
    const records = [
      storeEvent("articles/a.txt"),
      storeEvent("articles/a.txt"),
      storeEvent("articles/b.txt"),
      { Records: [{}] },
    ];
    const event = { Records: records.flatMap((one) => (one as { Records: unknown[] }).Records) };
    const parsed = parseStoreEvent(event, watched);
    expect(parsed.keys).toEqual(["articles/a.txt", "articles/b.txt"]);
    expect(parsed.fault).toMatch(/names no bucket or no key/);
  });

  test("that S3 sends to try the way has no keys and no fault", () => {
    expect(parseStoreEvent({ Service: "Amazon S3", Event: "s3:TestEvent" }, watched)).toEqual({
      keys: [],
      fault: null,
    });
  });

  test("of anything else is a fault, and never an exception", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parseStoreEvent(value, watched);
        expect(Array.isArray(parsed.keys)).toBe(true);
        const [message] = parseMessages(queuedMessages(queueEvent([value])), watched);
        expect(message?.messageId).toBe("m0");
      }),
    );
    for (const value of [null, undefined, 1, "x", [], {}, { Records: {} }, { Records: [null] }, { Event: "other" }]) {
      expect(parseStoreEvent(value, watched).fault).not.toBeNull();
    }
  });

  test("is a queue's where its records are messages", () => {
    expect(isQueueEvent(queueEvent(["a"]))).toBe(true);
    for (const value of [storeEvent("articles/a.txt"), null, {}, { Records: [] }, { Records: [null] }]) {
      expect(isQueueEvent(value)).toBe(false);
    }
  });
});

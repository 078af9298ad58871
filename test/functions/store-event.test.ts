import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  isQueueEvent,
  parseMessages,
  parseStoreEvent,
  queuedMessages,
  readEvent,
} from "../../functions/ingest/store-event.ts";
import { encodeFormStyle } from "../../infra/local/s3/notifications.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { BUCKET, queueEvent, storeEvent } from "./bucket.ts";
import { EVENT_BODIES, ofSns, timerBody } from "./event-shapes.ts";

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
    expect(parsed.fault).toMatch(/no event of a bucket/);
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

describe.each(Object.entries(EVENT_BODIES))("an event of %s", (_, bodyOf) => {
  test.each([
    "articles/2026/страница о Волге.txt",
    "articles/a+b.txt",
    "articles/100%.txt",
    "articles/50%25.txt",
    "articles/__proto__",
    "articles/a&b=c?d#e.txt",
  ])("names %s", (key) => {
    const { keys, ignored, faults } = readEvent(bodyOf(BUCKET, key), watched);
    expect(keys).toContain(key);
    // Where nobody says how keys are encoded, both readings.
    expect(keys.length).toBeLessThanOrEqual(2);
    expect([ignored, faults]).toEqual([0, []]);
  });

  test("is passed over where it is of another bucket, of another prefix, or of the index", () => {
    for (const [bucket, key] of [
      ["other", "articles/a.txt"],
      [BUCKET, "index/manifest.json"],
      [BUCKET, "pictures/a.png"],
    ] as const) {
      expect(readEvent(bodyOf(bucket, key), watched)).toEqual({
        keys: [],
        tasks: [],
        ignored: 1,
        faults: [],
        isCut: false,
      });
    }
  });

  test("names keys as the index has them, under a prefix", () => {
    const under = { ...watched, prefix: "site/" };
    expect(readEvent(bodyOf(BUCKET, "site/articles/a.txt"), under).keys).toEqual(["articles/a.txt"]);
    expect(readEvent(bodyOf(BUCKET, "articles/a.txt"), under)).toMatchObject({ keys: [], ignored: 1 });
  });
});

describe("what posts events", () => {
  test("may ask by a clock for what is otherwise done by the server's own", () => {
    for (const task of ["reconcile", "maintain", "poll"]) {
      expect(readEvent(timerBody(task), watched)).toEqual({
        keys: [],
        tasks: [task],
        ignored: 0,
        faults: [],
        isCut: false,
      });
    }
    expect(readEvent(timerBody("purge"), watched)).toMatchObject({
      tasks: [],
      faults: [expect.stringContaining("reconcile, maintain, poll")],
    });
  });

  test("harms no neighbour by a record that is broken, of whatever kind", () => {
    const good = EVENT_BODIES["Yandex Object Storage"](BUCKET, "articles/a.txt").messages;
    const bad = [
      null,
      1,
      "x",
      [],
      {},
      { details: {} },
      { details: { bucket_id: BUCKET, object_id: "" } },
      { s3: { bucket: {} } },
    ];
    const { keys, faults } = readEvent({ messages: [...bad, ...good, ...bad] }, watched);
    expect(keys).toEqual(["articles/a.txt"]);
    expect(faults.length).toBeGreaterThan(0);
  });

  test("is told by the names of its members where it is not known, which are cut and cannot break a line", () => {
    const { faults } = readEvent(
      { "a\n\u001b[31m": 1, ["b".repeat(1_000)]: { secret: "x" }, kind: "storage#object" },
      watched,
    );
    expect(faults).toEqual([expect.stringContaining("its members are a???31m")]);
    expect(faults[0]?.length).toBeLessThan(400);
    expect(faults[0]).not.toContain("secret");
  });

  test("is heard up to a thousand objects and eight levels", () => {
    const many = Array.from({ length: 1_100 }, (_, i) => EVENT_BODIES.R2(BUCKET, `articles/${i}.txt`));
    const { keys, faults } = readEvent(many, watched);
    expect([keys.length, faults]).toEqual([1_000, [expect.stringContaining("more than 1000 objects")]]);
    let deep: unknown = EVENT_BODIES.R2(BUCKET, "articles/a.txt");
    for (let i = 0; i < 50_000; i += 1) deep = [deep];
    expect(readEvent(deep, watched)).toMatchObject({ keys: [], faults: ["The event is nested deeper than 8 levels."] });
    // Each is looked at in a microsecond; a body of a megabyte has half a million.
    expect(readEvent({ Records: Array.from({ length: 500_000 }, () => 0) }, watched).faults).toEqual([
      "This is no event of a bucket.",
      expect.stringContaining("more than 1000 objects"),
    ]);
    const wrapped = ofSns(ofSns(ofSns(ofSns(ofSns(ofSns(ofSns(ofSns(many[0]))))))));
    expect(readEvent(wrapped, watched).faults).toEqual(["The event is nested deeper than 8 levels."]);
  });
});

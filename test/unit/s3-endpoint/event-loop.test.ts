import { createHash } from "node:crypto";
import type { S3Event, SQSBatchResponse, SQSEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { createEventLoop, type EventLoop, type EventLoopOptions } from "../../../infra/local/event-loop.ts";
import { Notifier } from "../../../infra/local/s3/notifications.ts";
import { ManualClock, seededIds } from "../../support/deterministic.ts";

function eventOf(key: string): S3Event {
  const events: S3Event[] = [];
  const notifier = new Notifier({
    bucket: "b",
    clock: new ManualClock(),
    prefix: "",
    onEvent: (event) => events.push(event),
  });
  const written = { sizeBytes: 1, etag: "e" };
  notifier.notify({ eventName: "ObjectCreated:Put", key, written, requestId: "R", sourceAddress: "127.0.0.1" });
  return events[0]!;
}

/** The keys of a batch, as the handler sees them. */
function keysOf(event: SQSEvent): string[] {
  return event.Records.flatMap((record) => (JSON.parse(record.body) as S3Event).Records.map((r) => r.s3.object.key));
}

interface Run {
  readonly loop: EventLoop;
  readonly batches: SQSEvent[];
  readonly log: string[];
  readonly clock: ManualClock;
}

/** A loop whose handler fails the keys that `fails` says, on the given delivery of each. */
function start(
  fails: (key: string, receiveCount: number) => boolean = () => false,
  options: Partial<EventLoopOptions> = {},
): Run {
  const batches: SQSEvent[] = [];
  const log: string[] = [];
  const clock = new ManualClock();
  const handler = async (event: SQSEvent): Promise<SQSBatchResponse> => {
    batches.push(event);
    const failed = event.Records.filter((record) => {
      const key = (JSON.parse(record.body) as S3Event).Records[0]?.s3.object.key ?? "";
      return fails(key, Number(record.attributes.ApproximateReceiveCount));
    });
    return { batchItemFailures: failed.map((record) => ({ itemIdentifier: record.messageId })) };
  };
  const loop = createEventLoop({ handler, clock, ids: seededIds(), log: (line) => log.push(line), ...options });
  return { loop, batches, log, clock };
}

describe("createEventLoop", () => {
  it("hands on what comes together as one batch of SQS records, in order", async () => {
    const { loop, batches } = start();
    for (const key of ["a", "b", "c"]) loop.push(eventOf(key));
    await loop.idle();
    expect(batches.map(keysOf)).toEqual([["a", "b", "c"]]);
    const record = batches[0]?.Records[0];
    expect(record).toMatchObject({
      eventSource: "aws:sqs",
      awsRegion: "us-east-1",
      eventSourceARN: expect.stringMatching(/^arn:aws:sqs:/),
      messageAttributes: {},
      attributes: { ApproximateReceiveCount: "1" },
      md5OfBody: createHash("md5")
        .update(record?.body ?? "")
        .digest("hex"),
    });
    expect(new Set(batches[0]?.Records.map((one) => one.messageId)).size).toBe(3);
  });

  it("makes no batch larger than it may be", async () => {
    const { loop, batches } = start(undefined, { maxBatchSize: 2 });
    for (const key of ["a", "b", "c", "d", "e"]) loop.push(eventOf(key));
    await loop.idle();
    expect(batches.map(keysOf)).toEqual([["a", "b"], ["c", "d"], ["e"]]);
  });

  it("waits the window out before a batch that is not full, and not before one that is", async () => {
    const waiting = start(undefined, { batchWindowMs: 50 });
    const waitingFromMs = waiting.clock.monotonicMs();
    waiting.loop.push(eventOf("a"));
    await waiting.loop.idle();
    expect(waiting.clock.monotonicMs() - waitingFromMs).toBeGreaterThanOrEqual(50);
    const full = start(undefined, { batchWindowMs: 50, maxBatchSize: 1 });
    const fullFromMs = full.clock.monotonicMs();
    full.loop.push(eventOf("a"));
    await full.loop.idle();
    expect(full.clock.monotonicMs() - fullFromMs).toBeLessThan(50);
  });

  it("delivers again only what failed, later each time", async () => {
    const { loop, batches } = start((key, count) => key === "b" && count < 3, { retryDelayMs: () => 1_000 });
    for (const key of ["a", "b", "c"]) loop.push(eventOf(key));
    await loop.idle();
    expect(batches.map(keysOf)).toEqual([["a", "b", "c"], ["b"], ["b"]]);
    const records = batches.map((batch) => batch.Records.at(-1)?.attributes);
    expect(records.map((attributes) => attributes?.ApproximateReceiveCount)).toEqual(["1", "2", "3"]);
    expect(loop.deadLetters).toEqual([]);
  });

  it("delivers fresh messages while a failed one waits", async () => {
    const seen: string[][] = [];
    const run = start(undefined, {
      retryDelayMs: () => 5_000,
      handler: async (event) => {
        seen.push(keysOf(event));
        if (seen.length > 1) return undefined;
        run.loop.push(eventOf("fresh"));
        return { batchItemFailures: [{ itemIdentifier: event.Records[0]?.messageId ?? "" }] };
      },
    });
    run.loop.push(eventOf("bad"));
    await run.loop.idle();
    expect(seen).toEqual([["bad"], ["fresh"], ["bad"]]);
  });

  it("waits after a failure as the stack's queue does, and is not held up by it", async () => {
    const { loop, batches, clock } = start((key, count) => key === "bad" && count < 4);
    loop.push(eventOf("bad"));
    const fromMs = clock.monotonicMs();
    await loop.delivered();
    expect(clock.monotonicMs() - fromMs).toBeLessThan(15_000);
    await loop.idle();
    expect(batches).toHaveLength(4);
    expect(clock.monotonicMs() - fromMs).toBeGreaterThanOrEqual((15 + 30 + 60) * 1_000);
  });

  it("forgets a failed message where another of the same key comes", async () => {
    const { loop, batches } = start((key, count) => key === "bad" && batches.length === 1 && count === 1);
    loop.push(eventOf("bad"));
    await loop.delivered();
    loop.push(eventOf("bad"));
    await loop.idle();
    expect(batches.flatMap(({ Records }) => Records.map(({ messageId }) => messageId))).toHaveLength(2);
    expect(batches.at(-1)?.Records[0]?.attributes.ApproximateReceiveCount).toBe("1");
  });

  it("gives a message up after its last delivery, and says so in one line", async () => {
    const { loop, batches, log } = start((key) => key === "bad", { maxReceives: 4 });
    loop.push(eventOf("bad"));
    loop.push(eventOf("good"));
    await loop.idle();
    expect(batches.map(keysOf)).toEqual([["bad", "good"], ["bad"], ["bad"], ["bad"]]);
    expect(loop.deadLetters).toEqual([
      { messageId: batches[0]?.Records[0]?.messageId, event: eventOf("bad"), receiveCount: 4 },
    ]);
    expect(log).toEqual(["Dead letter after 4 deliveries: ObjectCreated:Put bad."]);
  });

  it("takes a handler that throws for the failure of the whole batch", async () => {
    let calls = 0;
    const handler = async () => {
      calls += 1;
      if (calls === 1) throw new Error("the store is away");
      return undefined;
    };
    const { loop, log } = start(undefined, { handler });
    loop.push(eventOf("a"));
    loop.push(eventOf("b"));
    await loop.idle();
    expect(calls).toBe(2);
    expect(log).toEqual(["The handler failed on a batch of 2: Error: the store is away"]);
    expect(loop.deadLetters).toEqual([]);
  });

  it("takes an answer about unknown messages for the failure of the whole batch, as Lambda does", async () => {
    let calls = 0;
    const handler = async () => {
      calls += 1;
      return { batchItemFailures: calls === 1 ? [{ itemIdentifier: "nobody" }] : [] };
    };
    const { loop } = start(undefined, { handler });
    loop.push(eventOf("a"));
    await loop.idle();
    expect(calls).toBe(2);
  });

  it("handles one batch at a time, and keeps what comes meanwhile for the next", async () => {
    const seen: string[][] = [];
    let isBusy = false;
    const run = start(undefined, {
      handler: async (event) => {
        expect(isBusy).toBe(false);
        isBusy = true;
        seen.push(keysOf(event));
        if (seen.length === 1) run.loop.push(eventOf("late"));
        await Promise.resolve();
        isBusy = false;
        return undefined;
      },
    });
    run.loop.push(eventOf("early"));
    await run.loop.idle();
    expect(seen).toEqual([["early"], ["late"]]);
  });

  it("delivers everything before it closes, and takes nothing after", async () => {
    const { loop, batches, log } = start(undefined, { maxBatchSize: 2, batchWindowMs: 60_000 });
    for (const key of ["a", "b", "c"]) loop.push(eventOf(key));
    const closing = loop.close();
    loop.push(eventOf("late"));
    await closing;
    expect(batches.flatMap(keysOf)).toEqual(["a", "b", "c"]);
    expect(log).toEqual([
      "Event of ObjectCreated:Put late came while the event loop was closing; reconcile will find it.",
    ]);
  });

  it("closes without waiting for redeliveries, and says what it leaves", async () => {
    const { loop, batches, log } = start(() => true, { retryDelayMs: () => 3_600_000 });
    loop.push(eventOf("bad"));
    await loop.close();
    expect(batches).toHaveLength(1);
    expect(log).toEqual(["Left to reconcile after 1 deliveries: ObjectCreated:Put bad."]);
  });

  it("is idle and closed at once when nothing came", async () => {
    const { loop, batches } = start();
    await loop.idle();
    await loop.close();
    expect(batches).toEqual([]);
  });
});

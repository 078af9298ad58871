import { describe, expect, it, vi } from "vitest";
import type { UndoneMessages } from "../../../functions/ingest/messages.ts";
import type { MessageQueue, QueuedMessage } from "../../../functions/queue/message-queue.ts";
import { startQueueConsumer } from "../../../functions/serve/queue-consumer.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { ManualClock } from "../../support/deterministic.ts";

const WAIT = { timeout: 15_000, interval: 5 };

const messagesNamed = (names: readonly string[], receiveCount = 1): QueuedMessage[] =>
  names.map((messageId) => ({ messageId, receiptHandle: messageId, body: "{}", receiveCount }));

/** A queue that gives these answers one after another, and then waits until it is called off. */
function scriptedQueue(answers: readonly (QueuedMessage[] | Error)[]) {
  const left = [...answers];
  const deleted: string[] = [];
  const postponed: [string, number][] = [];
  const waits: number[] = [];
  const queue: MessageQueue = {
    receive: async ({ waitSeconds, signal }) => {
      waits.push(waitSeconds);
      const next = left.shift();
      if (next instanceof Error) throw next;
      if (next !== undefined) return next;
      return new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("called off"))));
    },
    delete: async (messages) => void deleted.push(...messages.map(({ messageId }) => messageId)),
    postpone: async (messages, secondsOf) =>
      void postponed.push(...messages.map((message): [string, number] => [message.messageId, secondsOf(message)])),
  };
  return { queue, deleted, postponed, waits, isDry: () => left.length === 0 };
}

/** Runs a consumer until the script is at its end, and closes it. */
async function consumeAll(
  answers: readonly (QueuedMessage[] | Error)[],
  handle: (messages: readonly QueuedMessage[]) => Promise<UndoneMessages>,
) {
  const script = scriptedQueue(answers);
  const { logger, lines } = recordingLogger();
  const consumer = startQueueConsumer({ queue: script.queue, handle, logger, clock: new ManualClock() });
  await vi.waitUntil(script.isDry, WAIT);
  await consumer.close();
  return { ...script, events: lines.map(({ event }) => event) };
}

const undone = (failed: readonly string[], slow: readonly string[] = []): UndoneMessages => ({
  failed: new Set(failed),
  slow: new Set(slow),
});
const noneFailed = async (): Promise<UndoneMessages> => undone([]);

describe("the consumer of a queue", () => {
  it("hands on what is there in one batch, and waits long only for the first message", async () => {
    const batches: number[] = [];
    const { waits, deleted } = await consumeAll(
      [messagesNamed(["a", "b"]), messagesNamed(["c"]), []],
      async (batch) => {
        batches.push(batch.length);
        return undone([]);
      },
    );
    expect(batches).toEqual([3]);
    expect(deleted).toEqual(["a", "b", "c"]);
    expect(waits.slice(0, 3)).toEqual([20, 0, 0]);
  });

  it("takes no more than 200 at once", async () => {
    const tens = Array.from({ length: 21 }, (_, i) => messagesNamed(Array.from({ length: 10 }, (_, j) => `${i}-${j}`)));
    const batches: number[] = [];
    await consumeAll([...tens, []], async (batch) => {
      batches.push(batch.length);
      return undone([]);
    });
    expect(batches).toEqual([200, 10]);
  });

  it("deletes what was handled, and puts off what failed, twice as long each time", async () => {
    const { deleted, postponed } = await consumeAll(
      [[...messagesNamed(["a", "b"]), ...messagesNamed(["c"], 4), ...messagesNamed(["d"], 9)], []],
      async () => undone(["b", "c", "d"]),
    );
    expect(deleted).toEqual(["a"]);
    expect(postponed).toEqual([
      ["b", 15],
      ["c", 120],
      ["d", 900],
    ]);
  });

  it("asks again a queue that did not answer, and says so", async () => {
    const { deleted, events } = await consumeAll([new Error("away"), messagesNamed(["a"]), []], noneFailed);
    expect(deleted).toEqual(["a"]);
    expect(events).toEqual(["queue-failed"]);
  });

  it("drops nothing of what it took where the queue fails in between", async () => {
    const { deleted } = await consumeAll([messagesNamed(["a"]), new Error("away")], noneFailed);
    expect(deleted).toEqual(["a"]);
  });

  it("finishes and deletes its batch when it is closed", async () => {
    const script = scriptedQueue([messagesNamed(["a"]), []]);
    let finish = (): void => {};
    const isFinished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const handle = vi.fn(async () => {
      await isFinished;
      return undone([]);
    });
    const { logger } = recordingLogger();
    const consumer = startQueueConsumer({ queue: script.queue, handle, logger, clock: new ManualClock() });
    await vi.waitUntil(() => handle.mock.calls.length === 1, WAIT);
    const closed = consumer.close();
    expect(script.deleted).toEqual([]);
    finish();
    await closed;
    expect(script.deleted).toEqual(["a"]);
  });

  it("deletes the neighbours of a slow upload and handles the next batch while that one is read", async () => {
    let readSlow = (): void => {};
    const isRead = new Promise<void>((resolve) => {
      readSlow = resolve;
    });
    const calls: [string, string[]][] = [];
    const script = scriptedQueue([messagesNamed(["a", "slow"]), [], messagesNamed(["b"]), []]);
    const { logger } = recordingLogger();
    const consumer = startQueueConsumer({
      queue: script.queue,
      handle: async (messages, slowUploads) => {
        const names = messages.map(({ messageId }) => messageId);
        calls.push([slowUploads, names]);
        if (slowUploads === "expect") await isRead;
        return undone([], slowUploads === "leave" ? names.filter((name) => name === "slow") : []);
      },
      logger,
      clock: new ManualClock(),
    });
    await vi.waitUntil(() => script.deleted.includes("b"), WAIT);
    expect(script.deleted).toEqual(["a", "b"]);
    readSlow();
    await consumer.close();
    expect(script.deleted).toEqual(["a", "b", "slow"]);
    expect(script.postponed).toEqual([]);
    expect(calls).toEqual([
      ["leave", ["a", "slow"]],
      ["expect", ["slow"]],
      ["leave", ["b"]],
    ]);
  });
});

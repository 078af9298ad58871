import { describe, expect, it, vi } from "vitest";
import { MemoryQueue } from "../../../functions/queue/memory-queue.ts";
import type { QueuedMessage } from "../../../functions/queue/message-queue.ts";
import { startQueueConsumer } from "../../../functions/serve/queue-consumer.ts";
import { systemClock } from "../../../src/clock.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";

const WAIT = { timeout: 15_000, interval: 5 };

const bodiesOf = (messages: readonly QueuedMessage[]) => messages.map(({ body }) => JSON.parse(body).key as string);

/** A consumer of the queue, and the batches that it handled. */
function consume(queue: MemoryQueue, handle: () => Promise<unknown> = async () => {}) {
  const batches: string[][] = [];
  const { logger, lines } = recordingLogger();
  const consumer = startQueueConsumer({
    queue,
    handle: async (messages) => {
      batches.push(bodiesOf(messages));
      await handle();
      return { failed: new Set<string>(), slow: new Set<string>() };
    },
    logger,
    clock: systemClock,
  });
  return { consumer, batches, lines };
}

describe("the queue in memory", () => {
  it("hands on what comes together as one batch, in order", async () => {
    const queue = new MemoryQueue();
    const { consumer, batches } = consume(queue);
    const keys = Array.from({ length: 35 }, (_, i) => `articles/${i}.txt`);
    for (const key of keys) queue.push(JSON.stringify({ key }));
    await vi.waitUntil(() => batches.length > 0, WAIT);
    expect(batches).toEqual([keys]);
    await consumer.close();
  });

  it("keeps what comes while a batch is handled for the next", async () => {
    const queue = new MemoryQueue();
    let finish = (): void => {};
    const { consumer, batches } = consume(queue, () => new Promise<void>((resolve) => (finish = resolve)));
    queue.push(JSON.stringify({ key: "a" }));
    await vi.waitUntil(() => batches.length === 1, WAIT);
    queue.push(JSON.stringify({ key: "b" }));
    queue.push(JSON.stringify({ key: "c" }));
    finish();
    await vi.waitUntil(() => batches.length === 2, WAIT);
    expect(batches).toEqual([["a"], ["b", "c"]]);
    finish();
    await consumer.close();
  });

  it("has everything handled that was pushed, where it is drained before its consumer is closed", async () => {
    const queue = new MemoryQueue();
    await queue.drained();
    const { consumer, batches, lines } = consume(queue);
    for (const key of ["a", "b", "c"]) queue.push(JSON.stringify({ key }));
    await queue.drained();
    await consumer.close();
    expect(batches.flat()).toEqual(["a", "b", "c"]);
    expect(lines).toEqual([]);
  });

  it("lets its consumer go that waits, and gives each message a name of its own", async () => {
    const queue = new MemoryQueue();
    const { consumer, batches, lines } = consume(queue);
    await consumer.close();
    expect([batches, lines]).toEqual([[], []]);
    queue.push(JSON.stringify({ key: "a" }));
    queue.push(JSON.stringify({ key: "b" }));
    const taken = await queue.receive({ waitSeconds: 0, hiddenSeconds: 1, signal: new AbortController().signal });
    expect(new Set(taken.map(({ messageId }) => messageId)).size).toBe(2);
  });
});

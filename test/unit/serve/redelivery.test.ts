import { describe, expect, it } from "vitest";
import { hideSuspects, postponeFailed, retryDelaySeconds } from "../../../functions/ingest/redelivery.ts";
import type { QueuedMessage } from "../../../functions/queue/message-queue.ts";
import { MAX_RECEIVES } from "../../../infra/queue-settings.ts";
import { recordingLogger } from "../../functions/recording-logger.ts";
import { DEATHS_TO_REJECT } from "../../support/inside/index-uploads.ts";

const OUTAGE_SECONDS = 2 * 60 * 60;
/** The longest that SQS hides a message (Amazon SQS API Reference, "ChangeMessageVisibility"). */
const SQS_MOST_SECONDS = 12 * 60 * 60;

const message = (messageId: string, receiveCount: number): QueuedMessage => ({
  messageId,
  receiveCount,
  receiptHandle: messageId,
  body: "{}",
});

/** A queue that remembers what was put off, for so long. */
function recordingQueue(failure?: Error) {
  const postponed: [string, number][] = [];
  return {
    postponed,
    postpone: async (messages: readonly QueuedMessage[], secondsOf: (message: QueuedMessage) => number) => {
      if (failure !== undefined) throw failure;
      for (const one of messages) postponed.push([one.messageId, secondsOf(one)]);
    },
  };
}

/** Seconds after its first delivery at which a message that always fails comes the n-th time. */
const deliveredAt = (n: number): number =>
  Array.from({ length: n - 1 }, (_, i) => retryDelaySeconds(i + 1)).reduce((sum, seconds) => sum + seconds, 0);

describe("a message that fails", () => {
  it("comes again after 15 seconds, then twice as late each time, up to a quarter of an hour", () => {
    expect(Array.from({ length: 9 }, (_, i) => retryDelaySeconds(i + 1))).toEqual([
      15, 30, 60, 120, 240, 480, 900, 900, 900,
    ]);
    for (const count of [0, 1, 50, 5_000]) expect(retryDelaySeconds(count)).toBeLessThanOrEqual(SQS_MOST_SECONDS);
  });

  it("outlives a store that is away for two hours, and what rejects a killer after that", () => {
    const deathsOfKiller = 1 + 2 + DEATHS_TO_REJECT;
    expect(deliveredAt(MAX_RECEIVES - deathsOfKiller)).toBeGreaterThanOrEqual(OUTAGE_SECONDS);
    expect(deliveredAt(MAX_RECEIVES - deathsOfKiller - 1)).toBeLessThan(OUTAGE_SECONDS);
  });

  it("is put off by how often it came, and no other is", async () => {
    const { logger } = recordingLogger();
    const queue = recordingQueue();
    await postponeFailed([message("a", 1), message("b", 3), message("c", 9)], new Set(["b", "c"]), queue, logger);
    expect(queue.postponed).toEqual([
      ["b", 60],
      ["c", 900],
    ]);
  });

  it("comes when the queue's own time is over where the queue does not answer, and a warning says so", async () => {
    const { logger, lines } = recordingLogger();
    await postponeFailed([message("a", 1)], new Set(["a"]), recordingQueue(new Error("away")), logger);
    expect(lines).toMatchObject([{ level: "warn", event: "messages-not-postponed", messages: 1 }]);
  });
});

it("messages that came before are hidden anew for as long as the process may live; fresh ones cost no request", async () => {
  const { logger } = recordingLogger();
  const queue = recordingQueue();
  await hideSuspects([message("a", 1), message("b", 2)], 305, queue, logger);
  await hideSuspects([message("c", 1)], 305, queue, logger);
  expect(queue.postponed).toEqual([["b", 305]]);
});

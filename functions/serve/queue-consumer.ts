/**
 * Takes notifications from a queue and hands them on in batches, as Lambda's poller does: what was handled is deleted,
 * what failed comes again after a while that grows, and the queue gives it up to its dead letters. What is killed in
 * between loses nothing: its messages come again. Slow uploads are read beside the next batches, so that these need not
 * wait for them.
 */
import type { Clock } from "../../src/clock.ts";
import type { UndoneMessages } from "../ingest/messages.ts";
import { postponeFailed } from "../ingest/redelivery.ts";
import type { MessageQueue, QueuedMessage } from "../queue/message-queue.ts";
import type { Logger } from "../telemetry/log.ts";

type Handle = (messages: readonly QueuedMessage[], slowUploads: "leave" | "expect") => Promise<UndoneMessages>;

interface QueueConsumerOptions {
  readonly queue: MessageQueue;
  /** Leaves slow uploads, or is given nothing but messages that name such ones; never rejects. */
  readonly handle: Handle;
  readonly logger: Logger;
  readonly clock: Clock;
}

interface QueueConsumer {
  /** Takes no more; resolves when the batch in work is done, and deleted. */
  close(): Promise<void>;
}

/**
 * The longest that SQS waits (Amazon SQS API Reference, "ReceiveMessage"): an idle queue costs 180 requests an hour.
 */
const LONG_POLL_SECONDS = 20;
/** Number of waiting messages up to which they join a batch; each commit is two writes, however many uploads it has. */
const MAX_BATCH = 200;
/** Far more than a batch takes, and renewed while it lasts. */
const HIDDEN_SECONDS = 300;
const RENEW_EVERY_MS = 120_000;
/** A queue that does not answer is asked again after so long. */
const PAUSE_MS = 5_000;

export function startQueueConsumer(options: QueueConsumerOptions): QueueConsumer {
  const closing = new AbortController();
  const running = consume(options, closing.signal);
  return {
    close: () => {
      closing.abort();
      return running;
    },
  };
}

async function consume(options: QueueConsumerOptions, signal: AbortSignal): Promise<void> {
  const { queue, handle, logger, clock } = options;
  const called = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
  let slowTurn: Promise<unknown> = Promise.resolve();
  const handleSlow = (messages: readonly QueuedMessage[]): Promise<UndoneMessages> => {
    const turn = slowTurn.then(() => handle(messages, "expect"));
    slowTurn = turn;
    return turn;
  };
  let slowSettled: Promise<unknown> = Promise.resolve();
  const settleSlow = async (messages: readonly QueuedMessage[]): Promise<void> => {
    try {
      await settle(messages, handleSlow, options);
    } catch (error) {
      logger.error("queue-failed", { error });
    }
  };
  while (!signal.aborted) {
    try {
      const batch = await takeBatch(queue, signal);
      if (batch.length === 0) continue;
      const slow = await settle(batch, (messages) => handle(messages, "leave"), options);
      if (slow.length > 0) slowSettled = Promise.all([slowSettled, settleSlow(slow)]);
    } catch (error) {
      if (signal.aborted) break;
      logger.error("queue-failed", { error });
      await Promise.race([clock.sleep(PAUSE_MS), called]);
    }
  }
  await slowSettled;
}

/** Waits for the first messages; then takes what is there already. What was taken is never dropped. */
async function takeBatch(queue: MessageQueue, signal: AbortSignal): Promise<QueuedMessage[]> {
  const batch: QueuedMessage[] = [];
  while (batch.length < MAX_BATCH && !signal.aborted) {
    const waitSeconds = batch.length === 0 ? LONG_POLL_SECONDS : 0;
    try {
      const taken = await queue.receive({ waitSeconds, hiddenSeconds: HIDDEN_SECONDS, signal });
      batch.push(...taken);
      if (taken.length === 0) break;
    } catch (error) {
      if (batch.length === 0) throw error;
      break;
    }
  }
  return batch;
}

/** Deletes what was handled, puts off what failed, and gives back the messages of slow uploads. */
async function settle(
  batch: readonly QueuedMessage[],
  handle: (messages: readonly QueuedMessage[]) => Promise<UndoneMessages>,
  { queue, logger }: QueueConsumerOptions,
): Promise<readonly QueuedMessage[]> {
  const renewal = setInterval(() => {
    queue.postpone(batch, () => HIDDEN_SECONDS).catch((error: unknown) => logger.warn("queue-not-renewed", { error }));
  }, RENEW_EVERY_MS);
  let undone: UndoneMessages;
  try {
    undone = await handle(batch);
  } finally {
    clearInterval(renewal);
  }
  // The good ones first: what is not deleted is done again.
  const { failed, slow } = undone;
  await queue.delete(batch.filter(({ messageId }) => !failed.has(messageId) && !slow.has(messageId)));
  await postponeFailed(batch, failed, queue, logger);
  return batch.filter(({ messageId }) => slow.has(messageId) && !failed.has(messageId));
}

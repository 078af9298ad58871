/**
 * When a message that failed comes again: the same for Lambda's queue and for `serve`. A store that
 * was away for a moment costs a moment, and one that is away for hours is not asked every moment.
 */
import type { MessageQueue, QueuedMessage } from "../queue/message-queue.ts";
import type { Logger } from "../telemetry/log.ts";

/** The second delivery comes so soon, each further one twice as late, up to the second. */
const FIRST_RETRY_SECONDS = 15;
const MAX_RETRY_SECONDS = 900;

/** Computes the delay of a message that failed in its n-th delivery. */
export function retryDelaySeconds(receiveCount: number): number {
  return Math.min(MAX_RETRY_SECONDS, FIRST_RETRY_SECONDS * 2 ** Math.min(16, Math.max(0, receiveCount - 1)));
}

/**
 * Lets messages that failed come again; never rejects, since those that cannot be put off come when their time is over.
 */
export async function postponeFailed(
  messages: readonly QueuedMessage[],
  failed: ReadonlySet<string>,
  queue: Pick<MessageQueue, "postpone">,
  logger: Logger,
): Promise<void> {
  await postpone(
    messages.filter(({ messageId }) => failed.has(messageId)),
    ({ receiveCount }) => retryDelaySeconds(receiveCount),
    queue,
    logger,
  );
}

/**
 * Shortens the time for which messages are hidden that came before: should one of them end this process, they come
 * again when it is surely gone, and not when the queue's own, longer time is over.
 */
export async function hideSuspects(
  messages: readonly QueuedMessage[],
  hiddenSeconds: number,
  queue: Pick<MessageQueue, "postpone">,
  logger: Logger,
): Promise<void> {
  await postpone(
    messages.filter(({ receiveCount }) => receiveCount > 1),
    () => hiddenSeconds,
    queue,
    logger,
  );
}

async function postpone(
  messages: readonly QueuedMessage[],
  secondsOf: (message: QueuedMessage) => number,
  queue: Pick<MessageQueue, "postpone">,
  logger: Logger,
): Promise<void> {
  if (messages.length === 0) return;
  try {
    await queue.postpone(messages, secondsOf);
  } catch (error) {
    logger.warn("messages-not-postponed", { messages: messages.length, error });
  }
}

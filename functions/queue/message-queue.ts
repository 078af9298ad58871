/**
 * A queue of notifications (a port): messages that are taken, and come again unless they are deleted in time.
 */
import type { ObjectKey } from "../../src/store/store.ts";

export interface QueuedMessage {
  readonly messageId: string;
  /** Names this delivery; another delivery of the message has another. */
  readonly receiptHandle: string;
  readonly body: string;
  /** Deliveries so far, this one among them. */
  readonly receiveCount: number;
}

export interface MessageQueue {
  /**
   * Waits for messages, so long at the most, and takes up to ten; nobody else sees them for `hiddenSeconds`. Rejects
   * where the queue does not answer, and when `signal` calls it off.
   */
  receive(options: { waitSeconds: number; hiddenSeconds: number; signal: AbortSignal }): Promise<QueuedMessage[]>;
  /** Deletes messages for good. Those that could not be deleted come again. */
  delete(messages: readonly QueuedMessage[]): Promise<void>;
  /** Lets each come again after so many seconds from now. */
  postpone(messages: readonly QueuedMessage[], secondsOf: (message: QueuedMessage) => number): Promise<void>;
}

/**
 * The body of a message that names one upload, in the shape of the bucket's own events. A message has one key, so that
 * those that fail come again alone. `stalledPasses` is the number of invocations in a row that gave the upload back and
 * finished none.
 */
export function uploadMessage(bucket: string, key: ObjectKey, stalledPasses = 0): string {
  const encoded = encodeURIComponent(key).replaceAll("%20", "+");
  const record = { eventSource: "aws:s3", s3: { bucket: { name: bucket }, object: { key: encoded } } };
  return JSON.stringify({ Records: [record], ...(stalledPasses === 0 ? {} : { stalledPasses }) });
}

/**
 * The queue between the local bucket and its index worker, in memory. It forgets a message once that is taken: what failed, and
 * what is lost with the process, the worker finds when it next compares bucket and index, a minute later at the most.
 */
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessageQueue, QueuedMessage } from "../../functions/queue/message-queue.ts";

/** How long a first message waits for others, to be committed together with them. Untuned. */
const BATCH_WINDOW_MS = 50;
/** As SQS. */
const MAX_PER_CALL = 10;

export class LocalQueue implements MessageQueue {
  readonly #waiting: QueuedMessage[] = [];
  readonly #changes = new EventEmitter<{ pushed: []; emptied: [] }>();
  #sent = 0;

  /** Queues a notification of the bucket, as JSON. */
  push(body: string): void {
    this.#sent += 1;
    const messageId = `local-${this.#sent}`;
    this.#waiting.push({ messageId, receiptHandle: messageId, body, receiveCount: 1 });
    this.#changes.emit("pushed");
  }

  /** Waits for the first message as long as it takes: nothing is asked over a network. */
  async receive({ waitSeconds, signal }: Parameters<MessageQueue["receive"]>[0]): Promise<QueuedMessage[]> {
    if (this.#waiting.length === 0 && waitSeconds > 0) {
      await once(this.#changes, "pushed", { signal });
      await sleep(BATCH_WINDOW_MS);
    }
    const taken = this.#waiting.splice(0, MAX_PER_CALL);
    if (this.#waiting.length === 0) this.#changes.emit("emptied");
    return taken;
  }

  async delete(): Promise<void> {}

  async postpone(): Promise<void> {}

  /** Resolves when every message is taken. */
  async drained(): Promise<void> {
    if (this.#waiting.length > 0) await once(this.#changes, "emptied");
  }
}

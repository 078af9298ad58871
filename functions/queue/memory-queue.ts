/**
 * A queue in memory, before an index worker of the same machine. It forgets a message once that is taken: whoever
 * pushed it hears whether it was handled, and what is lost with the process is found when bucket and index are next
 * compared.
 */
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { MessageQueue, QueuedMessage } from "./message-queue.ts";

/** Time that a first message waits for others, so that they share a commit. Untuned. */
const BATCH_WINDOW_MS = 50;
/** Largest number of messages per call, that of SQS. */
const MAX_PER_CALL = 10;

export class MemoryQueue implements MessageQueue {
  readonly #waiting: QueuedMessage[] = [];
  readonly #settle = new Map<string, (isHandled: boolean) => void>();
  readonly #changes = new EventEmitter<{ pushed: []; emptied: [] }>();
  #sent = 0;

  /**
   * Queues a notification of a bucket, as JSON. Resolves when its consumer is done with it: whether it was handled, and
   * need not come again. `receiveCount`: how often it came, this time among them.
   */
  push(body: string, receiveCount = 1): Promise<boolean> {
    this.#sent += 1;
    const messageId = `memory-${this.#sent}`;
    this.#waiting.push({ messageId, receiptHandle: messageId, body, receiveCount });
    const settled = new Promise<boolean>((resolve) => this.#settle.set(messageId, resolve));
    this.#changes.emit("pushed");
    return settled;
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

  async delete(messages: readonly QueuedMessage[]): Promise<void> {
    this.#end(messages, true);
  }

  async postpone(messages: readonly QueuedMessage[]): Promise<void> {
    this.#end(messages, false);
  }

  /** Resolves when every message is taken. */
  async drained(): Promise<void> {
    if (this.#waiting.length > 0) await once(this.#changes, "emptied");
  }

  #end(messages: readonly QueuedMessage[], isHandled: boolean): void {
    for (const { messageId } of messages) {
      this.#settle.get(messageId)?.(isHandled);
      this.#settle.delete(messageId);
    }
  }
}

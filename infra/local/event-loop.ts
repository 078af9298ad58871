/**
 * The local stand-in for what lies between the bucket and the ingest function on AWS: an SQS queue that takes S3's
 * notifications, and Lambda's poller, which hands them on in batches, redelivers what failed, and gives up into a
 * dead-letter list after so many receives. In memory: what is lost with the process, reconcile finds at the next start.
 */
import { createHash } from "node:crypto";
import type { S3Event, SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import { retryDelaySeconds } from "../../functions/ingest/redelivery.ts";
import type { Clock } from "../../src/clock.ts";
import { createUlid, type IdSource, systemIdSource } from "../../src/id-source.ts";
import { MAX_RECEIVES } from "../queue-settings.ts";

export interface EventLoopOptions {
  /** The function that Lambda would run; its answer names the messages that failed, and nothing means none. */
  readonly handler: (event: SQSEvent) => Promise<SQSBatchResponse | undefined>;
  readonly clock: Clock;
  readonly ids?: IdSource;
  /** How long a batch waits for more messages after its first; default 50 ms. */
  readonly batchWindowMs?: number;
  /** Messages of a batch at most; default 200. */
  readonly maxBatchSize?: number;
  /** Deliveries of a message until it is a dead letter; default as the stack's queue has it. */
  readonly maxReceives?: number;
  /** Wait after a failed delivery, the first of a message being 1; default as ingest tells the stack's queue. */
  readonly retryDelayMs?: (receiveCount: number) => number;
  /** Told, in one line each, of failed batches, dead letters and messages left at closing. Default: standard error. */
  readonly log?: (line: string) => void;
}

/** A message that was given up. */
interface DeadLetter {
  readonly messageId: string;
  readonly event: S3Event;
  readonly receiveCount: number;
}

export interface EventLoop {
  /** Queues one notification; ignored with a log line once the loop is closing. */
  push(event: S3Event): void;
  /** Resolves when no message is queued, being handled or waiting for redelivery. */
  idle(): Promise<void>;
  /** Resolves when every message was delivered once; what failed may still wait, for hours at the most. */
  delivered(): Promise<void>;
  /**
   * Takes no more, delivers everything queued, and what waits for redelivery once more without waiting, then stops.
   * What fails even then is logged and left to reconcile.
   */
  close(): Promise<void>;
  /** The newest thousand messages that were given up, oldest first. */
  readonly deadLetters: readonly DeadLetter[];
}

const MAX_DEAD_LETTERS = 1000;
/** While only redeliveries are ahead, their times are looked at so often: a timer cannot be called off. */
const POLL_MS = 100;
const QUEUE_ARN = "arn:aws:sqs:us-east-1:000000000000:poisk-local";

interface QueuedMessage {
  readonly messageId: string;
  readonly event: S3Event;
  readonly body: string;
  readonly sentMs: number;
  receiveCount: number;
  firstReceivedMs: number;
  /** On the monotonic clock. */
  dueMs: number;
}

/** Starts the loop; it runs nothing until something is pushed. */
export function createEventLoop(options: EventLoopOptions): EventLoop {
  return new InMemoryEventLoop(options);
}

class InMemoryEventLoop implements EventLoop {
  readonly deadLetters: DeadLetter[] = [];
  readonly #options: Required<EventLoopOptions>;
  #queue: QueuedMessage[] = [];
  #running: Promise<void> | null = null;
  #isClosing = false;
  #wake: () => void = () => {};
  #whenDelivered: (() => void)[] = [];

  constructor(options: EventLoopOptions) {
    this.#options = {
      ids: systemIdSource,
      batchWindowMs: 50,
      maxBatchSize: 200,
      maxReceives: MAX_RECEIVES,
      retryDelayMs: (receiveCount) => retryDelaySeconds(receiveCount) * 1_000,
      log: (line) => console.error(line),
      ...options,
    };
  }

  push(event: S3Event): void {
    if (this.#isClosing) {
      this.#options.log(`Event of ${describe(event)} came while the event loop was closing; reconcile will find it.`);
      return;
    }
    const sentMs = this.#options.clock.nowMs();
    const body = JSON.stringify(event);
    // What waits for another delivery says no more than this: look at the upload.
    const keys = keysOf(event);
    this.#queue = this.#queue.filter((waiting) => waiting.receiveCount === 0 || keysOf(waiting.event) !== keys);
    this.#queue.push({
      messageId: createUlid(sentMs, this.#options.ids),
      event,
      body,
      sentMs,
      receiveCount: 0,
      firstReceivedMs: 0,
      dueMs: 0,
    });
    this.#wake();
    this.#running ??= this.#run();
  }

  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running;
  }

  async delivered(): Promise<void> {
    if (this.#running === null) return;
    await new Promise<void>((resolve) => this.#whenDelivered.push(resolve));
  }

  async close(): Promise<void> {
    this.#isClosing = true;
    this.#wake();
    await this.idle();
  }

  /** Handles one batch after another until the queue is empty. */
  async #run(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#waitForBatch();
      await this.#deliver(this.#takeBatch());
      if (this.#queue.every(({ receiveCount }) => receiveCount > 0)) {
        for (const resolve of this.#whenDelivered.splice(0)) resolve();
      }
    }
    this.#running = null;
  }

  /** Waits for the first message that is due, then for the window in which others may join it. */
  async #waitForBatch(): Promise<void> {
    while (!this.#isClosing && this.#dueCount() === 0) await this.#sleepOrWake(POLL_MS);
    const endMs = this.#options.clock.monotonicMs() + this.#options.batchWindowMs;
    while (!this.#isClosing && this.#dueCount() < this.#options.maxBatchSize) {
      const leftMs = endMs - this.#options.clock.monotonicMs();
      if (leftMs <= 0) return;
      await this.#sleepOrWake(leftMs);
    }
  }

  #sleepOrWake(durationMs: number): Promise<void> {
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    return Promise.race([woken, this.#options.clock.sleep(durationMs)]);
  }

  #dueCount(): number {
    const nowMs = this.#options.clock.monotonicMs();
    return this.#queue.reduce((count, message) => count + (message.dueMs <= nowMs ? 1 : 0), 0);
  }

  #takeBatch(): QueuedMessage[] {
    const nowMs = this.#isClosing ? Number.POSITIVE_INFINITY : this.#options.clock.monotonicMs();
    const batch: QueuedMessage[] = [];
    const rest: QueuedMessage[] = [];
    for (const message of this.#queue) {
      if (message.dueMs <= nowMs && batch.length < this.#options.maxBatchSize) batch.push(message);
      else rest.push(message);
    }
    this.#queue = rest;
    return batch;
  }

  async #deliver(batch: readonly QueuedMessage[]): Promise<void> {
    const nowMs = this.#options.clock.nowMs();
    for (const message of batch) {
      message.receiveCount += 1;
      if (message.receiveCount === 1) message.firstReceivedMs = nowMs;
    }
    const failed = await this.#handle(batch);
    for (const message of batch) if (failed.has(message.messageId)) this.#requeue(message);
  }

  /** The ids of the messages that failed. A handler that throws, or names a message that is not there, fails them all. */
  async #handle(batch: readonly QueuedMessage[]): Promise<ReadonlySet<string>> {
    const all = new Set(batch.map((message) => message.messageId));
    try {
      const response = await this.#options.handler({ Records: batch.map(toRecord) });
      const failed = new Set((response?.batchItemFailures ?? []).map((failure) => failure.itemIdentifier));
      const unknown = [...failed].filter((id) => !all.has(id));
      if (unknown.length === 0) return failed;
      this.#options.log(`The handler reported messages that were not in its batch: ${unknown.join(", ")}.`);
    } catch (failure) {
      this.#options.log(`The handler failed on a batch of ${batch.length}: ${String(failure)}`);
    }
    return all;
  }

  #requeue(message: QueuedMessage): void {
    const { clock, log, maxReceives, retryDelayMs } = this.#options;
    if (message.receiveCount >= maxReceives) {
      const { messageId, event, receiveCount } = message;
      this.deadLetters.push({ messageId, event, receiveCount });
      if (this.deadLetters.length > MAX_DEAD_LETTERS) this.deadLetters.shift();
      log(`Dead letter after ${receiveCount} deliveries: ${describe(event)}.`);
    } else if (this.#isClosing) {
      log(`Left to reconcile after ${message.receiveCount} deliveries: ${describe(message.event)}.`);
    } else {
      message.dueMs = clock.monotonicMs() + retryDelayMs(message.receiveCount);
      this.#queue.push(message);
    }
  }
}

/** A message as Lambda gets it from SQS ("Using Lambda with Amazon SQS" in the AWS Lambda Developer Guide). */
function toRecord(message: QueuedMessage): SQSRecord {
  return {
    messageId: message.messageId,
    receiptHandle: `${message.messageId}#${message.receiveCount}`,
    body: message.body,
    attributes: {
      ApproximateReceiveCount: String(message.receiveCount),
      SentTimestamp: String(message.sentMs),
      SenderId: "poisk-local",
      ApproximateFirstReceiveTimestamp: String(message.firstReceivedMs),
    },
    messageAttributes: {},
    md5OfBody: createHash("md5").update(message.body).digest("hex"),
    eventSource: "aws:sqs",
    eventSourceARN: QUEUE_ARN,
    awsRegion: "us-east-1",
  };
}

function keysOf(event: S3Event): string {
  return event.Records.map((record) => record.s3.object.key).join("\n");
}

function describe(event: S3Event): string {
  return event.Records.map((record) => `${record.eventName} ${record.s3.object.key}`).join(", ");
}

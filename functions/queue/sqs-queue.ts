/**
 * A queue of SQS, or of what speaks like it. A call is one request for every ten messages.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";
import { SearchIndexError } from "../../src/errors.ts";
import { mapConcurrently } from "../../src/index/write.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import { type MessageQueue, type QueuedMessage, uploadMessage } from "./message-queue.ts";

/** The most that SQS takes or gives in one call (Amazon SQS API Reference, "ReceiveMessage", "SendMessageBatch"). */
const MAX_PER_CALL = 10;
const CALLS_AT_ONCE = 16;
/** A message that SQS refuses alone is sent again; the whole is tried again by the caller. */
const MAX_ATTEMPTS = 4;

/** Region and credentials that are left out are the SDK's to find; the address of a queue at AWS names its region. */
interface SqsQueueOptions {
  readonly url: string;
  readonly region?: string | undefined;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export class SqsQueue implements MessageQueue {
  readonly #url: string;
  readonly #client: SQSClient;

  constructor(options: SqsQueueOptions) {
    this.#url = options.url;
    this.#client = new SQSClient(clientConfig(options));
  }

  async receive({ waitSeconds, hiddenSeconds, signal }: Parameters<MessageQueue["receive"]>[0]) {
    const command = new ReceiveMessageCommand({
      QueueUrl: this.#url,
      MaxNumberOfMessages: MAX_PER_CALL,
      WaitTimeSeconds: waitSeconds,
      VisibilityTimeout: hiddenSeconds,
      MessageSystemAttributeNames: ["ApproximateReceiveCount"],
    });
    const { Messages: messages = [] } = await this.#client.send(command, { abortSignal: signal });
    return messages.map(({ MessageId, ReceiptHandle, Body, Attributes }) => ({
      messageId: MessageId ?? "",
      receiptHandle: ReceiptHandle ?? "",
      body: Body ?? "",
      receiveCount: Number(Attributes?.ApproximateReceiveCount ?? 1),
    }));
  }

  async delete(messages: readonly QueuedMessage[]): Promise<void> {
    for (const some of tens(messages)) {
      const Entries = some.map(({ receiptHandle }, i) => ({ Id: String(i), ReceiptHandle: receiptHandle }));
      await this.#client.send(new DeleteMessageBatchCommand({ QueueUrl: this.#url, Entries }));
    }
  }

  async postpone(messages: readonly QueuedMessage[], secondsOf: (message: QueuedMessage) => number): Promise<void> {
    for (const some of tens(messages)) {
      const Entries = some.map((message, i) => ({
        Id: String(i),
        ReceiptHandle: message.receiptHandle,
        VisibilityTimeout: secondsOf(message),
      }));
      await this.#client.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl: this.#url, Entries }));
    }
  }

  /**
   * Queues uploads as if events of the bucket named them, a message each (uploadMessage). `store-unavailable` where the
   * queue does not take them all; some are in it then.
   */
  async sendUploads(bucket: string, keys: readonly ObjectKey[], stalledPasses = 0): Promise<void> {
    await mapConcurrently(tens(keys), CALLS_AT_ONCE, async (some) => {
      let waiting = some;
      for (let attempt = 0; attempt < MAX_ATTEMPTS && waiting.length > 0; attempt += 1) {
        const bodies = waiting.map((key) => uploadMessage(bucket, key, stalledPasses));
        const Entries = bodies.map((MessageBody, i) => ({ Id: String(i), MessageBody }));
        const command = new SendMessageBatchCommand({ QueueUrl: this.#url, Entries });
        const { Failed: failed = [] } = await this.#client.send(command);
        const refused = new Set(failed.map(({ Id }) => Number(Id)));
        waiting = waiting.filter((_, i) => refused.has(i));
      }
      if (waiting.length === 0) return;
      throw new SearchIndexError("store-unavailable", `The queue did not take ${waiting.length} messages. Try again.`);
    });
  }
}

/** A queue elsewhere than at AWS takes any region. */
function clientConfig({ url, region, credentials }: SqsQueueOptions): SQSClientConfig {
  const { hostname, origin } = new URL(url);
  const atAws = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  return {
    region: region ?? atAws ?? "us-east-1",
    ...(atAws === undefined ? { endpoint: origin } : {}),
    ...(credentials === undefined ? {} : { credentials }),
    // Longer than a receive waits.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
  };
}

function tens<T>(items: readonly T[]): (readonly T[])[] {
  const calls = Math.ceil(items.length / MAX_PER_CALL);
  return Array.from({ length: calls }, (_, i) => items.slice(i * MAX_PER_CALL, (i + 1) * MAX_PER_CALL));
}

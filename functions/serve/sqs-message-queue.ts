/**
 * MessageQueue over SQS and what speaks like it: the only file that imports its client. One call is one request, and more
 * for every further ten messages.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
  type SQSClientConfig,
} from "@aws-sdk/client-sqs";
import type { MessageQueue, QueuedMessage } from "./message-queue.ts";

/** The most that SQS takes or gives in one call (Amazon SQS API Reference, "ReceiveMessage"). */
const MAX_PER_CALL = 10;

export interface SqsQueueOptions {
  readonly url: string;
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export class SqsMessageQueue implements MessageQueue {
  readonly #url: string;
  readonly #client: SQSClient;

  constructor({ url, region, credentials }: SqsQueueOptions) {
    this.#url = url;
    this.#client = new SQSClient(clientConfig(url, region, credentials));
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
}

function* tens(messages: readonly QueuedMessage[]): Generator<readonly QueuedMessage[]> {
  for (let start = 0; start < messages.length; start += MAX_PER_CALL) yield messages.slice(start, start + MAX_PER_CALL);
}

/** The queue's address names its region at AWS; elsewhere any will do. */
function clientConfig(
  url: string,
  region: string | undefined,
  credentials: SqsQueueOptions["credentials"],
): SQSClientConfig {
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

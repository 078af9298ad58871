/**
 * MessageQueue over SQS and what speaks like it: the receiving side. One call is one request, and more
 * for every further ten messages.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { MessageQueue, QueuedMessage } from "../queue/message-queue.ts";
import { type SqsAccess, sqsClientConfig } from "../queue/sqs-client-config.ts";

/** The most that SQS takes or gives in one call (Amazon SQS API Reference, "ReceiveMessage"). */
const MAX_PER_CALL = 10;

interface SqsQueueOptions extends SqsAccess {
  readonly url: string;
}

export class SqsMessageQueue implements MessageQueue {
  readonly #url: string;
  readonly #client: SQSClient;

  constructor({ url, ...access }: SqsQueueOptions) {
    this.#url = url;
    this.#client = new SQSClient(sqsClientConfig(url, access));
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

/**
 * Polls a queue for a function as AWS does (AWS Lambda Developer Guide, "Using Lambda with Amazon SQS"): gathers a
 * batch until it is full or the window is over, hands it over, deletes handled messages, and leaves failed ones in
 * place, to come again when their visibility time is over.
 */
import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageBatchCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import type { SQSBatchResponse, SQSEvent, SQSRecord } from "aws-lambda";
import type { Outcome } from "./execution-environment.ts";
import type { LambdaFunction } from "./lambda-function.ts";

/** SQS's own limit for a request. */
const MESSAGES_A_REQUEST = 10;

export interface MappingSettings {
  readonly queueUrl: string;
  readonly queueArn: string;
  readonly batchSize: number;
  readonly windowSeconds: number;
  /** Batches in work at once. */
  readonly maxConcurrency: number;
  /**
   * Seconds after which a failed message comes again, instead of after its visibility time. A test gives the queue the
   * stack's visibility time with it: no message comes again while a slow machine still has it in work.
   */
  readonly retrySeconds?: number;
}

/** A batch that was handed over. */
export interface HandledBatch {
  readonly messages: number;
  readonly failed: number;
  /** Error of the function as a whole; all messages failed then. */
  readonly errorType: string | null;
}

export class EventSourceMapping {
  readonly #sqs: SQSClient;
  readonly #target: LambdaFunction;
  readonly #settings: MappingSettings;
  readonly #pollers: Promise<void>[] = [];
  readonly #handled: HandledBatch[] = [];
  #isStopped = false;
  #failure: unknown;

  constructor(sqs: SQSClient, target: LambdaFunction, settings: MappingSettings) {
    this.#sqs = sqs;
    this.#target = target;
    this.#settings = settings;
  }

  get handled(): readonly HandledBatch[] {
    return this.#handled;
  }

  /** Throws what kept a poller from its queue. */
  requireRunning(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  start(): void {
    for (let i = 0; i < this.#settings.maxConcurrency; i += 1) this.#pollers.push(this.#poll());
  }

  /** Stops after the running batches. Rejects with the error that kept a poller from its queue. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all(this.#pollers);
    this.requireRunning();
  }

  async #poll(): Promise<void> {
    try {
      while (!this.#isStopped) {
        const messages = await this.#gather();
        if (messages.length > 0) await this.#handle(messages);
      }
    } catch (failure) {
      this.#failure ??= failure;
    }
  }

  async #gather(): Promise<readonly Message[]> {
    const { queueUrl, batchSize, windowSeconds } = this.#settings;
    const messages: Message[] = [];
    let endMs = Number.POSITIVE_INFINITY;
    while (!this.#isStopped && messages.length < batchSize && Date.now() < endMs) {
      const { Messages: received = [] } = await this.#sqs.send(
        new ReceiveMessageCommand({
          QueueUrl: queueUrl,
          MaxNumberOfMessages: Math.min(MESSAGES_A_REQUEST, batchSize - messages.length),
          WaitTimeSeconds: 1,
          // The older name of the same, which is all that moto knows.
          AttributeNames: ["All"],
        }),
      );
      if (messages.length === 0 && received.length > 0) endMs = Date.now() + windowSeconds * 1_000;
      messages.push(...received);
    }
    return messages;
  }

  async #handle(messages: readonly Message[]): Promise<void> {
    const outcome = await this.#target.run(this.#event(messages));
    const failed = failedMessages(messages, outcome);
    await this.#delete(messages.filter(({ MessageId: id = "" }) => !failed.has(id)));
    await this.#retry(messages.filter(({ MessageId: id = "" }) => failed.has(id)));
    const errorType = "payload" in outcome ? null : outcome.errorType;
    this.#handled.push({ messages: messages.length, failed: failed.size, errorType });
  }

  #event(messages: readonly Message[]): SQSEvent {
    return { Records: messages.map((message) => recordOf(message, this.#settings.queueArn)) };
  }

  async #delete(messages: readonly Message[]): Promise<void> {
    const { queueUrl: QueueUrl } = this.#settings;
    for (const Entries of requestsOf(messages)) {
      await this.#sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
  }

  async #retry(messages: readonly Message[]): Promise<void> {
    const { queueUrl: QueueUrl, retrySeconds: VisibilityTimeout } = this.#settings;
    if (VisibilityTimeout === undefined) return;
    for (const entries of requestsOf(messages)) {
      const Entries = entries.map((entry) => ({ ...entry, VisibilityTimeout }));
      await this.#sqs.send(new ChangeMessageVisibilityBatchCommand({ QueueUrl, Entries }));
    }
  }
}

/** Lists the requests about each message. */
function requestsOf(messages: readonly Message[]) {
  const entries = messages.map(({ ReceiptHandle }, i) => ({ Id: String(i), ReceiptHandle }));
  return Array.from({ length: Math.ceil(entries.length / MESSAGES_A_REQUEST) }, (_, i) =>
    entries.slice(i * MESSAGES_A_REQUEST, (i + 1) * MESSAGES_A_REQUEST),
  );
}

/**
 * Ids of the messages that come again: those that the function named; all where it failed, or named one that was not in
 * the batch (the guide's "Reporting batch item failures").
 */
function failedMessages(messages: readonly Message[], outcome: Outcome): ReadonlySet<string> {
  const all = new Set(messages.map(({ MessageId: id = "" }) => id));
  if (!("payload" in outcome)) return all;
  const response = JSON.parse(outcome.payload === "" ? "null" : outcome.payload) as SQSBatchResponse | null;
  const named = (response?.batchItemFailures ?? []).map(({ itemIdentifier }) => itemIdentifier);
  return named.every((id) => all.has(id)) ? new Set(named) : all;
}

function recordOf(message: Message, eventSourceARN: string): SQSRecord {
  const { MessageId = "", ReceiptHandle = "", Body = "", MD5OfBody = "", Attributes = {} } = message;
  return {
    messageId: MessageId,
    receiptHandle: ReceiptHandle,
    body: Body,
    attributes: Attributes as unknown as SQSRecord["attributes"],
    messageAttributes: {},
    md5OfBody: MD5OfBody,
    eventSource: "aws:sqs",
    eventSourceARN,
    awsRegion: "us-east-1",
  };
}

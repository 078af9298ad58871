/**
 * The part of SQS over HTTP that poisk needs (AWS JSON protocol 1.0): long polling, visibility, batches of sent
 * messages, of deletions and of postponements. One queue, in memory.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface HeldMessage {
  readonly id: string;
  readonly body: string;
  receiveCount: number;
  visibleAtMs: number;
  receiptHandle: string;
}

export type SmallSqs = Awaited<ReturnType<typeof startSmallSqs>>;

type Input = {
  readonly MaxNumberOfMessages?: number;
  readonly WaitTimeSeconds?: number;
  readonly VisibilityTimeout?: number;
  readonly Entries?: readonly { Id: string; ReceiptHandle: string; VisibilityTimeout?: number; MessageBody?: string }[];
};

const pause = (durationMs: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, durationMs));

export interface SmallSqsOptions {
  /** Tells whether a sent message is refused, of a call's messages alone. */
  readonly refuses?: (body: string) => boolean;
}

export async function startSmallSqs({ refuses = () => false }: SmallSqsOptions = {}) {
  const messages = new Map<string, HeldMessage>();
  const postponed: { readonly id: string; readonly seconds: number }[] = [];
  let sent = 0;
  let sendCalls = 0;
  let isClosed = false;
  const byHandle = (handle: string) => [...messages.values()].find(({ receiptHandle }) => receiptHandle === handle);

  const receive = async ({ MaxNumberOfMessages = 1, WaitTimeSeconds = 0, VisibilityTimeout = 30 }: Input) => {
    const endMs = Date.now() + WaitTimeSeconds * 1_000;
    for (;;) {
      const visible = [...messages.values()].filter(({ visibleAtMs }) => visibleAtMs <= Date.now());
      if (visible.length > 0 || Date.now() >= endMs || isClosed) {
        return { Messages: visible.slice(0, MaxNumberOfMessages).map((message) => take(message, VisibilityTimeout)) };
      }
      await pause(20);
    }
  };
  const take = (message: HeldMessage, visibilitySeconds: number) => {
    message.receiveCount += 1;
    message.visibleAtMs = Date.now() + visibilitySeconds * 1_000;
    message.receiptHandle = `${message.id}#${message.receiveCount}`;
    return {
      MessageId: message.id,
      ReceiptHandle: message.receiptHandle,
      Body: message.body,
      MD5OfBody: createHash("md5").update(message.body).digest("hex"),
      Attributes: { ApproximateReceiveCount: String(message.receiveCount) },
    };
  };
  const send = (body: unknown): string => {
    sent += 1;
    const id = `m${sent}`;
    const text = typeof body === "string" ? body : JSON.stringify(body);
    messages.set(id, { id, body: text, receiveCount: 0, visibleAtMs: 0, receiptHandle: "" });
    return id;
  };
  const operations: Record<string, (input: Input) => unknown> = {
    ReceiveMessage: receive,
    SendMessageBatch: ({ Entries = [] }) => {
      if (Entries.length > 10) throw new Error("AWS.SimpleQueueService.TooManyEntriesInBatchRequest");
      sendCalls += 1;
      const judged = Entries.map(({ Id, MessageBody = "" }) => ({ Id, MessageBody, isRefused: refuses(MessageBody) }));
      const Successful = judged
        .filter(({ isRefused }) => !isRefused)
        .map(({ Id, MessageBody }) => ({
          Id,
          MessageId: send(MessageBody),
          MD5OfMessageBody: createHash("md5").update(MessageBody).digest("hex"),
        }));
      const Failed = judged
        .filter(({ isRefused }) => isRefused)
        .map(({ Id }) => ({ Id, SenderFault: false, Code: "InternalError" }));
      return { Successful, Failed };
    },
    DeleteMessageBatch: ({ Entries = [] }) => {
      for (const { ReceiptHandle } of Entries) messages.delete(byHandle(ReceiptHandle)?.id ?? "");
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
    ChangeMessageVisibilityBatch: ({ Entries = [] }) => {
      for (const { ReceiptHandle, VisibilityTimeout: seconds = 0 } of Entries) {
        const message = byHandle(ReceiptHandle);
        if (message === undefined) continue;
        message.visibleAtMs = Date.now() + seconds * 1_000;
        postponed.push({ id: message.id, seconds });
      }
      return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
    },
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const operation = operations[String(request.headers["x-amz-target"]).split(".")[1] ?? ""];
    const answer = await operation?.(JSON.parse(Buffer.concat(chunks).toString()) as Input);
    response.writeHead(operation === undefined ? 400 : 200, { "content-type": "application/x-amz-json-1.0" });
    response.end(JSON.stringify(answer ?? {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/000000000000/uploads`,
    /** Postponed messages, in order. */
    postponed,
    send,
    /** Calls by which messages were sent over HTTP. */
    sendCalls: () => sendCalls,
    /** Bodies of the messages that were not deleted. */
    bodies: () => [...messages.values()].map(({ body }) => body),
    /** Messages that were not deleted, and how often they were taken. */
    left: () => new Map([...messages.values()].map(({ id, receiveCount }) => [id, receiveCount])),
    /** Lets those that were taken by somebody who is gone come again, as after their time. */
    showAll: () => {
      for (const message of messages.values()) message.visibleAtMs = 0;
    },
    close: () =>
      new Promise<void>((resolve) => {
        isClosed = true;
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

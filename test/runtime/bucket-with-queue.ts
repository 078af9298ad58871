/**
 * A bucket that tells a queue of its uploads at an S3 and SQS on this machine: straight, as an owner may set it up
 * without the stack, where moto sends what S3 does.
 */
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  type Event,
  PutBucketNotificationConfigurationCommand,
  PutObjectCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import type { UploadStep } from "./upload-history.ts";

export const BUCKET = "news";

const UPLOAD_EVENTS: readonly Event[] = ["s3:ObjectCreated:*", "s3:ObjectRemoved:*", "s3:LifecycleExpiration:*"];

const credentials = { accessKeyId: "test", secretAccessKey: "test" };

export type BucketWithQueue = Awaited<ReturnType<typeof startBucketWithQueue>>;

export interface QueueSettings {
  /** Time for which a message in work is hidden from others. */
  readonly hiddenSeconds: number;
  /** Number of deliveries after which a message is a dead letter. */
  readonly maxReceives: number;
}

export async function startBucketWithQueue(endpoint: string, { hiddenSeconds, maxReceives }: QueueSettings) {
  const s3 = new S3Client({ endpoint, credentials, region: "us-east-1", forcePathStyle: true });
  const sqs = new SQSClient({ endpoint, credentials, region: "us-east-1" });
  const makeQueue = async (QueueName: string, Attributes: Record<string, string> = {}) => {
    const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
    const { Attributes: { QueueArn = "" } = {} } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }),
    );
    return { url: QueueUrl, arn: QueueArn };
  };
  const deadLetters = await makeQueue("dead-letters");
  const queue = await makeQueue("uploads", {
    VisibilityTimeout: String(hiddenSeconds),
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetters.arn, maxReceiveCount: maxReceives }),
  });
  await s3.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const Filter = { Key: { FilterRules: [{ Name: "prefix" as const, Value: "articles/" }] } };
  await s3.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        QueueConfigurations: UPLOAD_EVENTS.map((event) => ({ QueueArn: queue.arn, Events: [event], Filter })),
      },
    }),
  );
  const receiveDead = async (): Promise<readonly Message[]> => {
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl: deadLetters.url, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
    );
    return messages;
  };
  return {
    sqs,
    queue,
    apply: async ({ key, content }: UploadStep) => {
      if (content === null) await s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key: key }));
      else await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: key, Body: content }));
    },
    send: async (body: string) => {
      await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody: body }));
    },
    /** Messages that nobody has handled yet, those in work included. */
    waiting: async (): Promise<number> => {
      const { Attributes: counts = {} } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: queue.url,
          AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
        }),
      );
      return Object.values(counts).reduce((sum, count) => sum + Number(count), 0);
    },
    /** Up to ten. */
    deadBodies: async () => (await receiveDead()).map(({ Body: body = "" }) => body),
    /** Moves dead letters back to their queue, as the stack's redrive command does. */
    redrive: async () => {
      for (const { Body: MessageBody = "", ReceiptHandle } of await receiveDead()) {
        await sqs.send(new SendMessageCommand({ QueueUrl: queue.url, MessageBody }));
        await sqs.send(new DeleteMessageCommand({ QueueUrl: deadLetters.url, ReceiptHandle }));
      }
    },
    close: () => {
      s3.destroy();
      sqs.destroy();
    },
  };
}

/**
 * Where the bucket's events wait: a queue that only this bucket may send to, and one for what keeps failing.
 */
import { Duration, Stack } from "aws-cdk-lib";
import { PolicyStatement, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { SqsEventSource } from "aws-cdk-lib/aws-lambda-event-sources";
import { type CfnQueuePolicy, Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { functionSizes } from "../function-sizes.ts";
import { BATCH_SIZE, BATCH_WINDOW_SECONDS, MAX_RECEIVES } from "../queue-settings.ts";

/** AWS Lambda Developer Guide, "Using Lambda with Amazon SQS": six times the function's timeout, and the window. */
const HIDDEN_SECONDS = 6 * functionSizes.ingest.timeoutSeconds + BATCH_WINDOW_SECONDS;

/** SQS's longest: two weeks for the owner to come back from holiday. */
const RETENTION = Duration.days(14);

export class UploadQueue extends Construct {
  readonly queue: Queue;
  readonly deadLetters: Queue;

  /** `bucketArn` is text, not a reference: the bucket is made after the queue that it notifies. */
  constructor(scope: Construct, id: string, { bucketArn }: { readonly bucketArn: string }) {
    super(scope, id);
    const queueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION };
    this.deadLetters = new Queue(this, "DeadLetters", queueProps);
    this.queue = new Queue(this, "Queue", {
      ...queueProps,
      visibilityTimeout: Duration.seconds(HIDDEN_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: "EventsOfTheBucket",
        principals: [new ServicePrincipal("s3.amazonaws.com")],
        actions: ["sqs:SendMessage"],
        resources: [this.queue.queueArn],
        conditions: {
          ArnEquals: { "aws:SourceArn": bucketArn },
          StringEquals: { "aws:SourceAccount": Stack.of(this).account },
        },
      }),
    );
  }

  /** Who may send to the queue; S3 tries it before it takes a notification. */
  get policy(): CfnQueuePolicy {
    return this.queue.node.findChild("Policy").node.defaultChild as CfnQueuePolicy;
  }

  /** Hands batches to a function, some at once at most; it names the messages that failed. */
  feed(target: LambdaFunction, maxConcurrency: number): void {
    target.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: BATCH_SIZE,
        maxBatchingWindow: Duration.seconds(BATCH_WINDOW_SECONDS),
        maxConcurrency,
        reportBatchItemFailures: true,
      }),
    );
  }
}

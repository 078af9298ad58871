/**
 * The queue of the bucket's events, and a queue for messages that keep failing. Who may send is said where it is sent
 * from: the rule of the bucket's events, and functions that give back what their time did not suffice for.
 */
import { Duration } from "aws-cdk-lib";
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

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const queueProps = { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, retentionPeriod: RETENTION };
    this.deadLetters = new Queue(this, "DeadLetters", queueProps);
    this.queue = new Queue(this, "Queue", {
      ...queueProps,
      visibilityTimeout: Duration.seconds(HIDDEN_SECONDS),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
  }

  /** Policy of the senders to the queue. */
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

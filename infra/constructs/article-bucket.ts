/**
 * The bucket of uploads, and of the index as a rule, and who hears of uploads: one that the stack makes and keeps when
 * it is itself deleted, or one that is there already, in which nothing is changed but that its events go to
 * EventBridge, or not even that.
 *
 * Not straight into the queue: S3 takes no two notifications of one event whose prefixes overlap (Amazon S3 User Guide,
 * "Configuring event notifications using object key name filtering"), so that a bucket that notifies somebody of the
 * prefix already, that a deleted stack left, or that has two stacks could not be had. A rule of EventBridge is the
 * stack's own, and goes with it.
 */
import { type CfnResource, Duration, Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { Key } from "aws-cdk-lib/aws-kms";
import { Bucket, type CfnBucket, type IBucket, type LifecycleRule } from "aws-cdk-lib/aws-s3";
import { Construct } from "constructs";
import { uploadPrefixes } from "../../src/index/shared.ts";
import { UPLOAD_EVENT_TYPES } from "../queue-settings.ts";
import { hasIndexBucket, type StackSettings } from "../stack-settings.ts";
import { bucketArn } from "./bucket-access.ts";
import { indexLifecycleRule, makeKeptBucket } from "./kept-bucket.ts";
import type { UploadQueue } from "./upload-queue.ts";

export class ArticleBucket extends Construct {
  readonly bucket: IBucket;
  readonly #settings: StackSettings;

  constructor(scope: Construct, id: string, settings: StackSettings) {
    super(scope, id);
    this.#settings = settings;
    this.bucket = settings.bucketName === null ? this.#makeBucket() : this.#findBucket(settings.bucketName);
  }

  /** Its address, written out where it is ours, so that what the bucket itself depends on may name it. */
  get arn(): string {
    return bucketArn(this, this.#settings.bucketName ?? this.#newName());
  }

  /**
   * Sends the events of uploads and statements, and of nothing else, to a queue, whose policy is then that of the rule.
   * What EventBridge cannot hand over within a day goes to the dead letters, as events that it could (Amazon
   * EventBridge User Guide, "Retry policy").
   */
  notify({ queue, deadLetters, policy }: UploadQueue): void {
    const { bucketName } = this.#settings;
    const prefixes = uploadPrefixes(this.#settings).map((prefix) => ({ prefix }));
    new Rule(this, "UploadEvents", {
      description: "Uploads that came, went, or were restored from an archive.",
      eventPattern: {
        source: ["aws.s3"],
        detailType: [...UPLOAD_EVENT_TYPES],
        detail: {
          bucket: { name: [bucketName ?? this.#newName()] },
          // Of a whole bucket no key is asked for: no pattern takes an empty beginning.
          ...(prefixes.some(({ prefix }) => prefix === "") ? {} : { object: { key: prefixes } }),
        },
      },
      targets: [new SqsQueue(queue, { deadLetterQueue: deadLetters })],
    });
    // Events that its owner sends on come to the rule all the same.
    if (!this.#settings.hasBucketEvents) return;
    // No event is sent before somebody listens: the policy names the rule.
    this.#sendEvents().addResourceDependency(policy);
  }

  /** Lets S3 send the bucket's events to EventBridge, and gives the resource that does so. */
  #sendEvents(): CfnResource {
    const resource = this.bucket.node.defaultChild;
    if (this.#settings.bucketName === null) {
      (resource as CfnBucket).notificationConfiguration = { eventBridgeConfiguration: { eventBridgeEnabled: true } };
      return resource as CfnBucket;
    }
    this.bucket.enableEventBridgeNotification();
    const notifications = this.bucket.node.findChild("Notifications").node.findChild("Resource") as CfnResource;
    // CDK's function puts back what notifies others: S3 would refuse it for a queue that is no more.
    notifications.addPropertyOverride("SkipDestinationValidation", true);
    return notifications;
  }

  #newName(): string {
    const { account, region } = Stack.of(this);
    return `${this.#settings.stackName}-${account}-${region}`;
  }

  #findBucket(bucketName: string): IBucket {
    const { bucketKeyArn } = this.#settings;
    const encryption = bucketKeyArn === null ? {} : { encryptionKey: Key.fromKeyArn(this, "Key", bucketKeyArn) };
    return Bucket.fromBucketAttributes(this, "Existing", { bucketName, ...encryption });
  }

  #makeBucket(): Bucket {
    const settings = this.#settings;
    return makeKeptBucket(this, {
      bucketName: this.#newName(),
      arn: this.arn,
      lifecycleRules: lifecycleRules(settings),
      indexPrefix: hasIndexBucket(settings) ? null : settings.indexPrefix,
    });
  }
}

function lifecycleRules(settings: StackSettings): LifecycleRule[] {
  const { indexPrefix, uploadsPrefix, keepVersionsDays } = settings;
  const ofUploads = uploadPrefixes(settings).map((prefix) => ({
    id: prefix === uploadsPrefix ? "uploads" : "statements",
    prefix,
    noncurrentVersionExpiration: Duration.days(keepVersionsDays),
    expiredObjectDeleteMarker: true,
    abortIncompleteMultipartUploadAfter: Duration.days(7),
  }));
  return [...(hasIndexBucket(settings) ? [] : [indexLifecycleRule(indexPrefix, uploadsPrefix)]), ...ofUploads];
}

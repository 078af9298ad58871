/**
 * The bucket of uploads and index, and who hears of uploads: one that the stack makes and keeps when it is itself
 * deleted, or one that is there already, in which nothing is changed but that its events go to EventBridge.
 *
 * Not straight into the queue: S3 takes no two notifications of one event whose prefixes overlap (Amazon S3 User Guide, "Configuring
 * event notifications using object key name filtering"), so that a bucket that notifies somebody of the prefix already, that a
 * deleted stack left, or that has two stacks could not be had. A rule of EventBridge is the stack's own, and goes with it.
 */
import { ArnFormat, type CfnResource, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Rule } from "aws-cdk-lib/aws-events";
import { SqsQueue } from "aws-cdk-lib/aws-events-targets";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import type { CfnQueuePolicy, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { UPLOAD_EVENT_TYPES } from "../queue-settings.ts";
import type { StackSettings } from "../stack-settings.ts";

/**
 * Kept with all that is in it when the stack is deleted; but not when the stack's very first deployment is rolled back, since a bucket
 * of that name would stand in the way of the next (AWS CloudFormation Template Reference, "DeletionPolicy": RetainExceptOnCreate).
 */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

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
    const { bucketName } = this.#settings;
    return Stack.of(this).formatArn({
      service: "s3",
      region: "",
      account: "",
      resource: bucketName ?? this.#newName(),
      arnFormat: ArnFormat.NO_RESOURCE_NAME,
    });
  }

  /** Sends the events of the uploads' prefix, and of no other, to a queue, whose policy is then that of the rule. */
  notify(queue: Queue, queuePolicy: CfnQueuePolicy): void {
    const { uploadsPrefix, bucketName } = this.#settings;
    new Rule(this, "UploadEvents", {
      description: "Uploads that came, went, or were restored from an archive.",
      eventPattern: {
        source: ["aws.s3"],
        detailType: [...UPLOAD_EVENT_TYPES],
        detail: {
          bucket: { name: [bucketName ?? this.#newName()] },
          object: { key: [{ prefix: uploadsPrefix }] },
        },
      },
      targets: [new SqsQueue(queue)],
    });
    // No event is sent before somebody listens: the policy names the rule.
    this.#sendEvents().addResourceDependency(queuePolicy);
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
    const bucket = new Bucket(this, "Bucket", {
      bucketName: this.#newName(),
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      lifecycleRules: lifecycleRules(this.#settings),
      removalPolicy: KEPT,
    });
    bucket.addToResourcePolicy(this.#conditionalManifest());
    // Else the bucket would lose its protection with the stack.
    bucket.policy?.applyRemovalPolicy(KEPT);
    return bucket;
  }

  /** The manifest is only ever replaced by compare-and-swap: nobody, whatever else they may do, puts it otherwise. */
  #conditionalManifest(): PolicyStatement {
    return new PolicyStatement({
      sid: "ManifestOnlyByCompareAndSwap",
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ["s3:PutObject"],
      resources: [`${this.arn}/${this.#settings.indexPrefix}manifest.json`],
      conditions: { Null: { "s3:if-match": "true", "s3:if-none-match": "true" } },
    });
  }
}

/** Old versions hold what was taken down, and unfinished multiparts hold text that no listing shows. */
function lifecycleRules({ indexPrefix, uploadsPrefix, keepVersionsDays }: StackSettings): LifecycleRule[] {
  return [
    {
      id: "index",
      prefix: siblingsOf(indexPrefix, uploadsPrefix),
      noncurrentVersionExpiration: Duration.days(1),
      expiredObjectDeleteMarker: true,
      abortIncompleteMultipartUploadAfter: Duration.days(1),
    },
    {
      id: "uploads",
      prefix: uploadsPrefix,
      noncurrentVersionExpiration: Duration.days(keepVersionsDays),
      expiredObjectDeleteMarker: true,
      abortIncompleteMultipartUploadAfter: Duration.days(7),
    },
  ];
}

/** `index` for `index-2/`: an index that a new one took over from must be forgotten too, when it is deleted. */
function siblingsOf(indexPrefix: string, uploadsPrefix: string): string {
  const stem = indexPrefix.replace(/(-\d+)?\/$/, "");
  return uploadsPrefix.startsWith(stem) ? indexPrefix : stem;
}

/**
 * The bucket of uploads and index, and who hears of uploads: one that the stack makes and keeps when it is itself
 * deleted, or one that is there already, to whose settings only the notification is added.
 */
import { ArnFormat, Duration, RemovalPolicy, Stack } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  EventType,
  type IBucket,
  type LifecycleRule,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { SqsDestination } from "aws-cdk-lib/aws-s3-notifications";
import type { CfnQueuePolicy, Queue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { UPLOAD_EVENTS } from "../queue-settings.ts";
import type { StackSettings } from "../stack-settings.ts";

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

  /** Sends the events of the uploads' prefix, and of no other, to a queue that lets this bucket do so. */
  notify(queue: Queue, queuePolicy: CfnQueuePolicy): void {
    const { uploadsPrefix, bucketName } = this.#settings;
    if (bucketName !== null) {
      for (const event of [EventType.OBJECT_CREATED, EventType.OBJECT_REMOVED, EventType.LIFECYCLE_EXPIRATION]) {
        this.bucket.addEventNotification(event, new SqsDestination(queue), { prefix: uploadsPrefix });
      }

      return;
    }
    const resource = this.bucket.node.defaultChild as CfnBucket;
    const filter = { s3Key: { rules: [{ name: "prefix", value: uploadsPrefix }] } };
    resource.notificationConfiguration = {
      queueConfigurations: UPLOAD_EVENTS.map((event) => ({ event, queue: queue.queueArn, filter })),
    };
    // S3 tries the queue when the notification is set.
    resource.addResourceDependency(queuePolicy);
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
      removalPolicy: RemovalPolicy.RETAIN,
    });
    bucket.addToResourcePolicy(this.#conditionalManifest());
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

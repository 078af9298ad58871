/**
 * A bucket that the stack makes: private, encrypted, with versions, reached by TLS alone, and not deleted with the
 * stack.
 */
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from "aws-cdk-lib/aws-s3";
import type { Construct } from "constructs";

/**
 * Kept with all that is in it when the stack is deleted; but not when the stack's very first deployment is rolled back,
 * since a bucket of that name would stand in the way of the next (AWS CloudFormation Template Reference,
 * "DeletionPolicy": RetainExceptOnCreate).
 */
export const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

interface KeptBucketInput {
  readonly bucketName: string;
  /** Its address, written out, so that what the bucket itself depends on may name it. */
  readonly arn: string;
  readonly lifecycleRules: LifecycleRule[];
  /** Prefix of the index in the bucket; null if there is none. */
  readonly indexPrefix: string | null;
}

export function makeKeptBucket(
  scope: Construct,
  { bucketName, arn, lifecycleRules, indexPrefix }: KeptBucketInput,
): Bucket {
  const bucket = new Bucket(scope, "Bucket", {
    bucketName,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    versioned: true,
    lifecycleRules,
    removalPolicy: KEPT,
  });
  if (indexPrefix !== null) bucket.addToResourcePolicy(conditionalManifest(arn, indexPrefix));
  // Else the bucket would lose its protection with the stack.
  bucket.policy?.applyRemovalPolicy(KEPT);
  return bucket;
}

/** The manifest is only ever replaced by compare-and-swap: nobody, whatever else they may do, puts it otherwise. */
function conditionalManifest(arn: string, indexPrefix: string): PolicyStatement {
  return new PolicyStatement({
    sid: "ManifestOnlyByCompareAndSwap",
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: ["s3:PutObject"],
    resources: [`${arn}/${indexPrefix}manifest.json`],
    conditions: { Null: { "s3:if-match": "true", "s3:if-none-match": "true" } },
  });
}

/** Old versions hold what was taken down, and unfinished multiparts hold text that no listing shows. */
export function indexLifecycleRule(indexPrefix: string, uploadsPrefix: string): LifecycleRule {
  return {
    id: "index",
    prefix: siblingsOf(indexPrefix, uploadsPrefix),
    noncurrentVersionExpiration: Duration.days(1),
    expiredObjectDeleteMarker: true,
    abortIncompleteMultipartUploadAfter: Duration.days(1),
  };
}

/** `index` for `index-2/`: an index that a new one took over from must be forgotten too, when it is deleted. */
function siblingsOf(indexPrefix: string, uploadsPrefix: string): string {
  const stem = indexPrefix.replace(/(-\d+)?\/$/, "");
  return uploadsPrefix.startsWith(stem) ? indexPrefix : stem;
}

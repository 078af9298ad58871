/**
 * Places the index in the bucket of articles, in a bucket of its own that exists or that the stack makes, or in a
 * directory bucket of S3 Express One Zone; and grants each function its permissions there, and on the uploads.
 */
import { Stack } from "aws-cdk-lib";
import type { IRole } from "aws-cdk-lib/aws-iam";
import { type IKey, Key } from "aws-cdk-lib/aws-kms";
import { CfnDirectoryBucket } from "aws-cdk-lib/aws-s3express";
import { Construct } from "constructs";
import { feedRecordsPrefix, statementFolder, uploadPrefixes } from "../../src/index/shared.ts";
import { feedsPrefix } from "../../src/ingest/ingest.ts";
import { isDirectoryBucket } from "../../src/store/s3.ts";
import { hasIndexBucket, type StackSettings } from "../stack-settings.ts";
import type { ArticleBucket } from "./article-bucket.ts";
import { allow, allowInBucket, type BucketRights, bucketArn } from "./bucket-access.ts";
import { indexLifecycleRule, KEPT, makeKeptBucket } from "./kept-bucket.ts";

/** The permissions of a function: it reads the index in any case, and writes no upload. */
export interface IndexRights {
  readonly readsUploads: boolean;
  readonly writesIndex: boolean;
}

export class IndexBucket extends Construct {
  /** Name of the bucket for functions. */
  readonly name: string;
  readonly #settings: StackSettings;
  readonly #articles: ArticleBucket;
  readonly #encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, settings: StackSettings, articles: ArticleBucket) {
    super(scope, id);
    this.#settings = settings;
    this.#articles = articles;
    const { indexBucketName, indexBucketKeyArn, newIndexBucket, indexPrefix } = settings;
    this.#encryptionKey = indexBucketKeyArn === null ? undefined : Key.fromKeyArn(this, "Key", indexBucketKeyArn);
    if (newIndexBucket === null) {
      this.name = indexBucketName ?? articles.bucket.bucketName;
    } else if (newIndexBucket === "standard") {
      const { account, region } = Stack.of(this);
      this.name = `${settings.stackName}-index-${account}-${region}`;
      const lifecycleRules = [indexLifecycleRule(indexPrefix, "")];
      makeKeptBucket(this, { bucketName: this.name, arn: bucketArn(this, this.name), lifecycleRules, indexPrefix });
    } else {
      this.name = `${settings.stackName}-${Stack.of(this).account}--${newIndexBucket}--x-s3`;
      this.#makeDirectory(newIndexBucket);
    }
  }

  /** Variables that tell a function of it, beside the bucket of articles. */
  get variables(): Readonly<Record<string, string>> {
    const own: Record<string, string> = hasIndexBucket(this.#settings) ? { POISK_INDEX_BUCKET: this.name } : {};
    return { POISK_BUCKET: this.#articles.bucket.bucketName, ...own };
  }

  /** Gives a role its rights, and no others, in the bucket or both. */
  allow(role: IRole, { readsUploads, writesIndex }: IndexRights): void {
    const { indexPrefix } = this.#settings;
    const uploads = readsUploads ? { read: uploadPrefixes(this.#settings) } : null;
    this.#allow(role, uploads, { read: [indexPrefix], write: writesIndex ? [indexPrefix] : [] });
  }

  /**
   * Gives a role the rights of one who only puts, replaces and deletes uploads, and states removals: it sees nothing of
   * the index. A takedown it can only read, and a removal it cannot delete.
   */
  allowPushing(role: IRole): void {
    const { uploadsPrefix } = this.#settings;
    const removals = [statementFolder(this.#settings, "removal")];
    this.#allow(role, { read: uploadPrefixes(this.#settings), write: [uploadsPrefix], put: removals }, null);
  }

  /**
   * Gives a role the rights of one who asks feeds: it puts their items among the uploads, and its records beside the
   * index.
   */
  allowPolling(role: IRole): void {
    const items = [feedsPrefix(this.#settings)];
    const takedowns = statementFolder(this.#settings, "takedown");
    const records = [feedRecordsPrefix(this.#settings)];
    this.#allow(role, { read: [...items, takedowns], put: items }, { read: records, put: records });
  }

  /** Rights in the uploads and in the index, which may share a bucket; null for none. */
  #allow(role: IRole, uploads: BucketRights | null, index: BucketRights | null): void {
    const articles = { arn: this.#articles.arn, encryptionKey: this.#articles.bucket.encryptionKey };
    if (!hasIndexBucket(this.#settings)) {
      const both = (name: keyof BucketRights) => [...(uploads?.[name] ?? []), ...(index?.[name] ?? [])];
      allowInBucket(role, articles, { read: both("read"), write: both("write"), put: both("put") });
      return;
    }
    if (uploads !== null) allowInBucket(role, articles, uploads);
    if (index === null) return;
    const isWriting = [...(index.write ?? []), ...(index.put ?? [])].length > 0;
    if (isDirectoryBucket(this.name)) this.#allowSession(role, isWriting);
    else allowInBucket(role, { arn: bucketArn(this, this.name), encryptionKey: this.#encryptionKey }, index);
  }

  /**
   * Rights by bucket, not by prefix: a session reads, or does all (Amazon S3 User Guide, "Authorizing Zonal endpoint
   * API operations with CreateSession").
   */
  #allowSession(role: IRole, isWriting: boolean): void {
    const arn = Stack.of(this).formatArn({ service: "s3express", resource: "bucket", resourceName: this.name });
    const conditions = isWriting ? {} : { StringEquals: { "s3express:SessionMode": "ReadOnly" } };
    allow(role, ["s3express:CreateSession"], [arn], conditions);
  }

  /** Encrypted and closed to the public as every directory bucket is; it keeps no old versions. */
  #makeDirectory(zone: string): void {
    const bucket = new CfnDirectoryBucket(this, "Directory", {
      bucketName: this.name,
      locationName: zone,
      dataRedundancy: "SingleAvailabilityZone",
      lifecycleConfiguration: {
        rules: [{ id: "parts", status: "Enabled", abortIncompleteMultipartUpload: { daysAfterInitiation: 1 } }],
      },
    });
    bucket.applyRemovalPolicy(KEPT);
  }
}

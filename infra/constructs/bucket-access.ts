/**
 * Lists the permissions of each function in the bucket, by prefix, as policy statements: none under a prefix that it
 * does not work in.
 */
import { ArnFormat, Stack } from "aws-cdk-lib";
import { Effect, type IRole, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { Construct } from "constructs";

const READ = ["s3:GetObject"];

/** Conditional puts, merges in parts, and deleting what no reader needs. */
const WRITE = ["s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"];

/** Whole objects alone, none of which is deleted. */
const PUT = ["s3:PutObject"];

/** Prefixes that a function reads (and lists), those that it writes, and those that it only puts objects under. */
export interface BucketRights {
  readonly read: readonly string[];
  readonly write?: readonly string[];
  readonly put?: readonly string[];
}

interface AccessedBucket {
  readonly arn: string;
  readonly encryptionKey: IKey | undefined;
}

/** Gives a role these rights and no others in the bucket. */
export function allowInBucket(
  role: IRole,
  { arn, encryptionKey }: AccessedBucket,
  { read, write = [], put = [] }: BucketRights,
): void {
  const objectsOf = (prefixes: readonly string[]) => prefixes.map((prefix) => `${arn}/${prefix}*`);
  allow(role, READ, objectsOf(read));
  if (write.length > 0) allow(role, WRITE, objectsOf(write));
  if (put.length > 0) allow(role, PUT, objectsOf(put));
  // S3 then says 403 of a missing key, since a GET has no s3:prefix; S3ObjectStore asks a listing of that key what it
  // means.
  allow(role, ["s3:ListBucket"], [arn], listedPrefixes(read));
  if (encryptionKey === undefined) return;
  const isWriting = write.length + put.length > 0;
  allow(role, isWriting ? ["kms:Decrypt", "kms:GenerateDataKey"] : ["kms:Decrypt"], [encryptionKey.keyArn]);
}

/**
 * The condition of a right to list: a request without a prefix would tell the name of every key. Where the prefix is
 * the whole bucket there is none, since a request without a prefix has no s3:prefix, which no pattern matches then.
 */
export function listedPrefixes(prefixes: readonly string[]): Record<string, unknown> {
  if (prefixes.includes("")) return {};
  return { StringLike: { "s3:prefix": prefixes.map((prefix) => `${prefix}*`) } };
}

/** Gives a role these rights and no others. */
export function allow(
  role: IRole,
  actions: readonly string[],
  resources: readonly string[],
  conditions: Record<string, unknown> = {},
): void {
  role.addToPrincipalPolicy(
    new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }),
  );
}

/** The address of a bucket, written out, so that what the bucket itself depends on may name it. */
export function bucketArn(scope: Construct, resource: string): string {
  return Stack.of(scope).formatArn({
    service: "s3",
    region: "",
    account: "",
    resource,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
}

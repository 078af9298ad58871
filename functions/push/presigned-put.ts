/**
 * Addresses for uploads that are larger than Lambda hands on: whoever pushes puts them into the bucket itself, by a
 * signature of the push function's role for that one key, that many bytes and those headers, for a quarter of an hour.
 */
import { type Clock, isoTimestamp } from "../../src/clock.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { encode, S3Signer } from "../../src/store/s3.ts";
import type { ObjectKey } from "../../src/store/store.ts";
import type { EnvironmentVariables } from "../settings/environment.ts";

/** A request that may be sent once or more until `expiresAt`, with these headers, which are in lower case. */
export interface PresignedPut {
  readonly method: "PUT";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: string;
}

export type PresignPut = (key: ObjectKey, headers: Readonly<Record<string, string>>) => Promise<PresignedPut>;

/** Enough for 10 MB at 100 kbit/s. */
const EXPIRES_IN_SECONDS = 900;

interface BucketPlace {
  readonly bucket: string;
  /** Default: the function's own. */
  readonly region: string | undefined;
  /** Endpoint of an S3 store other than AWS. */
  readonly endpoint: string | undefined;
}

/** The role's credentials are in the environment, where Lambda puts them; without them a call is `store-denied`. */
export function createPresigner(
  { bucket, region, endpoint }: BucketPlace,
  variables: EnvironmentVariables,
  clock: Pick<Clock, "nowMs">,
): PresignPut {
  return async (key, headers) => {
    const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, AWS_REGION } = variables;
    if (accessKeyId === undefined || secretAccessKey === undefined) {
      throw new SearchIndexError("store-denied", "There are no credentials in the environment to sign with.");
    }
    const nowMs = clock.nowMs();
    const signedRegion = region ?? AWS_REGION ?? "us-east-1";
    const signer = new S3Signer(signedRegion, {
      accessKeyId,
      secretAccessKey,
      sessionToken: variables.AWS_SESSION_TOKEN,
    });
    const { host, pathname, href } = new URL(
      `${bucketAddress(bucket, signedRegion, endpoint)}/${key.split("/").map(encode).join("/")}`,
    );
    const query = await signer.presign({ method: "PUT", host, path: pathname, headers }, nowMs, EXPIRES_IN_SECONDS);
    return {
      method: "PUT",
      url: `${href}?${query}`,
      headers,
      expiresAt: isoTimestamp(nowMs + EXPIRES_IN_SECONDS * 1_000),
    };
  };
}

/**
 * The bucket in the host's name, where a certificate covers it; else in the path (Amazon S3 User Guide, "Virtual
 * hosting of buckets").
 */
function bucketAddress(bucket: string, region: string, endpoint: string | undefined): string {
  if (endpoint !== undefined) return `${endpoint.replace(/\/$/, "")}/${bucket}`;
  const host = `s3.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  return bucket.includes(".") ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
}

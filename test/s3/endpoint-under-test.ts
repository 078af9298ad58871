/**
 * A local S3 endpoint over a fresh store, with a client of the AWS SDK, for one test.
 */
import { S3Client } from "@aws-sdk/client-s3";
import type { S3Event, S3EventRecord } from "aws-lambda";
import { type S3Endpoint, type S3EndpointOptions, startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { FileObjectStore, MemoryObjectStore } from "../../src/store/local.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

export const BUCKET = "articles-bucket";

/** The stores that the endpoint serves. */
export const STORE_NAMES = ["MemoryObjectStore", "FileObjectStore"] as const;
export type StoreName = (typeof STORE_NAMES)[number];

export interface EndpointUnderTest {
  readonly endpoint: S3Endpoint;
  readonly client: S3Client;
  readonly store: ObjectStore;
  /** Every record that was sent, oldest first. */
  readonly records: S3EventRecord[];
  /** Failures that the endpoint reported to its operator. */
  readonly failures: unknown[];
  stop(): Promise<void>;
}

export async function startEndpointUnderTest(
  storeName: StoreName,
  options: Partial<S3EndpointOptions> = {},
): Promise<EndpointUnderTest> {
  const data = await makeTemporaryFolder();
  const store = storeName === "MemoryObjectStore" ? new MemoryObjectStore() : new FileObjectStore(`${data.path}/data`);
  const records: S3EventRecord[] = [];
  const failures: unknown[] = [];
  const endpoint = await startS3Endpoint({
    store,
    bucket: BUCKET,
    onEvent: (event: S3Event) => records.push(...event.Records),
    onFailure: (failure) => failures.push(failure),
    ...options,
  });
  const client = createClient(endpoint.url);
  return {
    endpoint,
    client,
    store,
    records,
    failures,
    stop: async () => {
      client.destroy();
      await endpoint.close();
      await data.remove();
    },
  };
}

export function createClient(url: string): S3Client {
  return new S3Client({
    endpoint: url,
    region: "us-east-1",
    forcePathStyle: true,
    credentials: { accessKeyId: "anyone", secretAccessKey: "anything" },
    maxAttempts: 1,
  });
}

/** The name and status of the error that a promise of the SDK rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<{ name: string; status: number | undefined }> {
  const error = await promise.then(
    () => {
      throw new Error("the call succeeded");
    },
    (reason: unknown) => reason as { name: string; $metadata?: { httpStatusCode?: number } },
  );
  return { name: error.name, status: error.$metadata?.httpStatusCode };
}

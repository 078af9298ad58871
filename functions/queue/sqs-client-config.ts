/**
 * How an SQS client reaches a queue, by the queue's address (pure).
 */
import type { SQSClientConfig } from "@aws-sdk/client-sqs";

/** Where the address and the environment do not say it. */
export interface SqsAccess {
  readonly region?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The queue's address names its region at AWS; elsewhere any will do. */
export function sqsClientConfig(url: string, { region, credentials }: SqsAccess = {}): SQSClientConfig {
  const { hostname, origin } = new URL(url);
  const atAws = /^sqs\.([a-z0-9-]+)\.amazonaws\.com(?:\.cn)?$/.exec(hostname)?.[1];
  return {
    region: region ?? atAws ?? "us-east-1",
    ...(atAws === undefined ? { endpoint: origin } : {}),
    ...(credentials === undefined ? {} : { credentials }),
    // Longer than a receive waits.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: 30_000 },
  };
}

/**
 * AWS list prices in US dollars, us-east-1, noted on 2026-11-25 (check them before quoting): S3 Standard requests
 * (https://aws.amazon.com/s3/pricing/) and Lambda on arm64 (https://aws.amazon.com/lambda/pricing/). Traffic between S3
 * and Lambda of one region is free; free tiers are left out.
 */
import type { StoreCounts } from "../../src/storage/counting-object-store.ts";

export const awsPrices = {
  date: "2026-11-25",
  region: "us-east-1",
  /** GET, HEAD. */
  s3ReadsPerMillion: 0.4,
  /** PUT, POST, LIST. */
  s3WritesPerMillion: 5,
  lambdaRequestsPerMillion: 0.2,
  lambdaPerGbSecond: 0.0000133334,
} as const;

/** Memory that the functions are reckoned with; 1,769 MB is one whole CPU, so the time here is no worse there. */
export const functionMemoryGb = 1_769 / 1_024;

/** What one piece of work asks for: averages, so not whole numbers. */
export interface BilledWork {
  readonly reads: number;
  readonly writes: number;
  readonly durationMs: number;
}

/** Dollars for a million such pieces of work. */
export function dollarsPerMillion({ reads, writes, durationMs }: BilledWork): number {
  const lambda = 1e6 * (durationMs / 1_000) * functionMemoryGb * awsPrices.lambdaPerGbSecond;
  return (
    reads * awsPrices.s3ReadsPerMillion +
    writes * awsPrices.s3WritesPerMillion +
    lambda +
    awsPrices.lambdaRequestsPerMillion
  );
}

/** Requests as S3 bills them. A delete is free, and a stream of several parts counts each. */
export function billedRequests({ requests, byMethod }: StoreCounts): { reads: number; writes: number } {
  const reads = byMethod.get + byMethod.getIfNoneMatch + byMethod.getRange + byMethod.head;
  return { reads, writes: requests - reads - byMethod.delete };
}

/**
 * AWS list prices in US dollars, us-east-1, noted on 2026-11-25 (check them before quoting): S3 Standard
 * (https://aws.amazon.com/s3/pricing/), Lambda on arm64 (https://aws.amazon.com/lambda/pricing/), SQS standard queues
 * (https://aws.amazon.com/sqs/pricing/), EventBridge (https://aws.amazon.com/eventbridge/pricing/, "AWS opt-in data
 * events"), CloudFront in North America, its functions among it (https://aws.amazon.com/cloudfront/pricing/), and
 * CloudWatch (https://aws.amazon.com/cloudwatch/pricing/). Traffic between these inside a region is free; free tiers
 * are left out, but that of dashboards, without which one would be most of an idle month. Those of S3 Express One Zone
 * are of AWS's own example (https://aws.amazon.com/s3/faqs/, "How will I be charged and billed for my use of S3 Express
 * One Zone?"), read in a stored copy of that page and not on the page of prices itself.
 */
export const awsPrices = {
  date: "2026-11-25",
  region: "us-east-1",
  /** GET, HEAD. */
  s3ReadsPerMillion: 0.4,
  /** PUT, POST, LIST. */
  s3WritesPerMillion: 5,
  lambdaRequestsPerMillion: 0.2,
  lambdaPerGbSecond: 0.0000133334,
  s3PerGbMonth: 0.023,
  /** GET, HEAD; a session, of which no price is told, is taken for one. */
  expressReadsPerMillion: 0.03,
  /** PUT, POST, LIST; deleting is free. */
  expressWritesPerMillion: 1.13,
  expressPerGbMonth: 0.11,
  /** Price of each byte read, since April 2025. */
  expressPerGbRead: 0.0006,
  expressPerGbWritten: 0.0032,
  sqsRequestsPerMillion: 0.4,
  /** Events of a bucket, whoever listens to them. */
  eventBridgeEventsPerMillion: 1,
  /** HTTPS. */
  cloudFrontRequestsPerMillion: 1,
  /** Runs of a function at the edge: one a request, whether the cache answers or not. */
  cloudFrontFunctionsPerMillion: 0.1,
  /** Price to the internet. */
  cloudFrontPerGb: 0.085,
  /** Lines taken in. */
  logsPerGb: 0.5,
  /** A month, for each metric that a standard alarm looks at. */
  alarmMetricPerMonth: 0.1,
  /** A month, by the hours in which something is written to it. */
  customMetricPerMonth: 0.3,
  /** Three of up to fifty metrics, in each account and for good; each further one is $3. */
  firstDashboardsPerMonth: 0,
  /** Paths of invalidations, beyond the thousand a month that are free. */
  invalidationPath: 0.005,
} as const;

/** The store of an index: S3, or S3 Express One Zone. */
export type IndexPlace = "s3" | "express";

const perMillion = (dollars: number): number => dollars / 1e6;
const perGb = (dollars: number): number => dollars / 1e9;

/** Dollars for one request, byte, and GB kept for a month, by where the index lies. */
export const indexPrices = {
  s3: {
    read: perMillion(awsPrices.s3ReadsPerMillion),
    write: perMillion(awsPrices.s3WritesPerMillion),
    byteRead: 0,
    byteWritten: 0,
    gbMonth: awsPrices.s3PerGbMonth,
  },
  express: {
    read: perMillion(awsPrices.expressReadsPerMillion),
    write: perMillion(awsPrices.expressWritesPerMillion),
    byteRead: perGb(awsPrices.expressPerGbRead),
    byteWritten: perGb(awsPrices.expressPerGbWritten),
    gbMonth: awsPrices.expressPerGbMonth,
  },
} as const satisfies Record<IndexPlace, object>;

/**
 * Duration of a round of requests at S3, and at S3 Express One Zone, for which AWS promises "consistent single-digit
 * millisecond" answers: the longest that fits this, not measured.
 */
export const ROUND_MS = { s3: 25, express: 9 } as const satisfies Record<IndexPlace, number>;

/** Memory of the functions in the estimate; 1,769 MB is one whole CPU, so the time here is no worse there. */
export const functionMemoryGb = 1_769 / 1_024;

/** The work of one function call on the index: averages, so not whole numbers. */
export interface FunctionWork {
  readonly reads: number;
  readonly writes: number;
  readonly readBytes: number;
  readonly writtenBytes: number;
  /** Number of times that it waits for the store, and its time with S3 as the store. */
  readonly rounds: number;
  readonly durationMs: number;
  /** Reads of uploads, which are on S3 wherever the index is. */
  readonly uploadReads?: number;
}

/** Computes the duration with the index in a place: each round takes as long as one there. */
export function durationMsAt(
  { durationMs, rounds }: Pick<FunctionWork, "durationMs" | "rounds">,
  place: IndexPlace,
): number {
  return durationMs - rounds * (ROUND_MS.s3 - ROUND_MS[place]);
}

/** Dollars for a million such calls. A new process's session with S3 Express is left out. */
export function dollarsPerMillion(work: FunctionWork, place: IndexPlace = "s3"): number {
  const prices = indexPrices[place];
  const lambda = (durationMsAt(work, place) / 1_000) * functionMemoryGb * awsPrices.lambdaPerGbSecond;
  const index =
    work.reads * prices.read +
    work.writes * prices.write +
    work.readBytes * prices.byteRead +
    work.writtenBytes * prices.byteWritten;
  const uploads = (work.uploadReads ?? 0) * indexPrices.s3.read;
  return 1e6 * (index + uploads + lambda) + awsPrices.lambdaRequestsPerMillion;
}

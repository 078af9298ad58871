/**
 * The work of a search and an upload on AWS, as measured (docs/benchmarks.md says how and when). Requests and bytes are
 * counters and the same everywhere; times include 25 ms a round to S3, and this machine's work.
 */
import { awsPrices, dollarsPerMillion, type FunctionWork, ROUND_MS } from "./aws-prices.ts";

interface SizedWork {
  readonly articles: number;
  readonly reads: number;
  readonly readKb: number;
  readonly durationMs: number;
}

/** The kind of request to the query function. */
export type QueryKind = "cold" | "warm" | "typed";

/**
 * Figures by the size of the archive. `cold` is a whole query in a new process, `warm` one in a process that has
 * nothing of it ("Requests and bytes" in docs/benchmarks.md). `cold` is less the request and the round that segment
 * tails have saved since (docs/decisions/index.md#what-a-query-reads). `typed` is one answer to a reader who types in
 * the list under a field, hits and suggestions, with the function's cache ("Typing", there). Its time is processor
 * time, and 25 ms for each read up to two, which are the rounds of a warm query. A million is an estimate: five large
 * segments in place of one, of which each is asked for the words, and cards that no cache of this size holds.
 */
const WORK: Readonly<Record<QueryKind, readonly SizedWork[]>> = {
  cold: [
    { articles: 1_000, reads: 12, readKb: 122, durationMs: 84 },
    { articles: 10_000, reads: 14, readKb: 85, durationMs: 85 },
    { articles: 100_000, reads: 14, readKb: 291, durationMs: 191 },
    { articles: 1_000_000, reads: 26, readKb: 2_912, durationMs: 191 },
  ],
  warm: [
    { articles: 1_000, reads: 10, readKb: 117, durationMs: 55 },
    { articles: 10_000, reads: 12, readKb: 60, durationMs: 55 },
    { articles: 100_000, reads: 12, readKb: 71, durationMs: 80 },
    { articles: 1_000_000, reads: 24, readKb: 273, durationMs: 80 },
  ],
  typed: [
    { articles: 1_000, reads: 0.8, readKb: 4.3, durationMs: 36 },
    { articles: 10_000, reads: 2.8, readKb: 23, durationMs: 72 },
    { articles: 100_000, reads: 3.1, readKb: 45, durationMs: 87 },
    { articles: 1_000_000, reads: 12, readKb: 120, durationMs: 90 },
  ],
};

/** A manifest so old is asked for again: the default of POISK_REVALIDATE_MS (functions/settings/environment.ts). */
export const REVALIDATE_MS = 1_000;

/**
 * Added work of a `warm` or `typed` call that requests the manifest again: a conditional request, and a round, since
 * the query begins after it (src/index/query/snapshot/snapshot-source.ts). Nearly all are answered 304, which has no
 * body. The measurements are without it: they keep a manifest for an hour (test/bench/typed-search.ts, query-cost.ts,
 * engines/poisk.ts). A `cold` query is with it: it reads the manifest in its first round.
 */
export const MANIFEST_CHECK = { reads: 1, readBytes: 0, rounds: 1, durationMs: ROUND_MS.s3 } as const;

/** Up to so many articles all figures are measured. */
export const MEASURED_ARTICLES = 100_000;

/** One call over so many articles; between the sizes by their logarithm, beyond them as at the nearest. */
export function queryWork(articles: number, kind: QueryKind): FunctionWork {
  const rows = WORK[kind];
  const upper = rows.find((row) => row.articles >= articles) ?? rows[rows.length - 1];
  const lower = rows.findLast((row) => row.articles <= articles) ?? rows[0];
  if (upper === undefined || lower === undefined) throw new RangeError(`There are no figures of ${kind} queries.`);
  const width = Math.log(upper.articles / lower.articles);
  const share = width === 0 ? 0 : Math.log(articles / lower.articles) / width;
  const between = (from: number, to: number): number => from + (to - from) * share;
  const reads = between(lower.reads, upper.reads);
  return {
    reads,
    writes: 0,
    writtenBytes: 0,
    durationMs: between(lower.durationMs, upper.durationMs),
    readBytes: 1e3 * between(lower.readKb, upper.readKb),
    rounds: kind === "cold" ? COLD_ROUNDS : Math.min(reads, WARM_ROUNDS),
  };
}

/**
 * Rounds of a cold query of words, without prefixes and typing errors (docs/architecture.md, "From a query to its
 * hits").
 */
const COLD_ROUNDS = 3;
const WARM_ROUNDS = 2;

/** US dollars of what readers ask, as far as the query function's own counts tell it. */
interface SearchPrices {
  /** A request that the function answered: CloudFront, its function at the edge, and the call. */
  readonly perCall: number;
  /** One that was refused, since too many were in work: the same without the call. */
  readonly perRefusal: number;
  /**
   * A millisecond of the function: its time, and S3's reads of a warm query at 100,000 articles; while somebody types
   * it is less.
   */
  readonly perMs: number;
}

/** Traffic and log lines apart, and requests that CloudFront answers by itself, which its own metrics alone tell. */
export function searchPrices(): SearchPrices {
  const { cloudFrontRequestsPerMillion, cloudFrontFunctionsPerMillion, lambdaRequestsPerMillion } = awsPrices;
  const perRefusal = (cloudFrontRequestsPerMillion + cloudFrontFunctionsPerMillion) / 1e6;
  const perLambdaCall = lambdaRequestsPerMillion / 1e6;
  const work = queryWork(100_000, "warm");
  return {
    perCall: perRefusal + perLambdaCall,
    perRefusal,
    perMs: (dollarsPerMillion(work) / 1e6 - perLambdaCall) / work.durationMs,
  };
}

/**
 * Estimates the work for uploads committed together: a part for the commit, and a part for each (10,000 articles, 1 and
 * 100 at once).
 */
export function ingestWork(uploadsAtOnce: number): Required<FunctionWork> {
  return {
    reads: 3.2,
    uploadReads: uploadsAtOnce,
    writes: 2.6,
    readBytes: 20_000 + 4_700 * uploadsAtOnce,
    writtenBytes: 16_500 + 3_500 * uploadsAtOnce,
    rounds: 5,
    durationMs: 163 + 5 * uploadsAtOnce,
  };
}

/** Letters of a search of two words, without the space ("Typing", docs/benchmarks.md). */
export const TYPED_LETTERS = 13.4;

/**
 * Estimates the widget's requests while a search of two words is typed at 200 ms a key, for hits and suggestions at
 * once: one at the first key, every 800 ms, and at the end unless the last key had one with passages, which is half of
 * the times; a space is a key as well (search-session.ts). As measured: 4.8 to 5.2 of 14.4 keys ("Typing",
 * docs/benchmarks.md).
 */
export function typedQuestions(letters: number): number {
  return 1.5 + ((letters + 1) * 200) / 800;
}

/**
 * Requests of a browser to a published index while a search is typed: 57 requests and 240 KB for a visitor's first
 * search, 45 and 150 KB for a later one, of 10,000 articles, at one and a half searches a visitor.
 */
export const PUBLISHED_SEARCH = { requests: 53, bytes: 210_000 } as const;

/**
 * Bytes of an answer, packed by gzip, with half a kilobyte of headers: six hits with suggestions while somebody types,
 * ten hits of a form ("Typing", docs/benchmarks.md).
 */
export const ANSWERS = { typedBytes: 2_100, searchBytes: 3_400 } as const;

/**
 * Start of a new process, billed since August 2025 (test/bench/cold-start.ts; AWS Lambda Developer Guide, "Pricing").
 */
export const INIT_MS = 150;

/** A line of ours (300 bytes) and Lambda's own three. */
export const LOG_BYTES_PER_CALL = 700;

/** Size of an index as a share of the text, with positions (docs/benchmarks.md, 10,000 articles). */
export const INDEX_SHARE = 0.49;

/** Text of an article of 280 words in UTF-8 (docs/benchmarks.md: 437.5 MB of 100,000). */
export const ARTICLE_BYTES = 4_375;

/** Work without any user. */
export const IDLE = {
  /**
   * Lambda asks with five long polls of twenty seconds at a time (AWS Lambda Developer Guide, "Using Lambda with Amazon
   * SQS").
   */
  queuePollsPerMinute: 15,
  /**
   * Segments, tombstones and what checks of the store left: a listing each (src/index/compaction/garbage-collector.ts).
   */
  maintenanceLists: 3,
  /** A run that finds nothing to do, its beginning included. */
  maintenanceMs: 400,
  /** A page of a thousand uploads, compared with the index. */
  listingMs: 100,
  /** Eleven alarms look at one metric each, that on cost at three. */
  alarmMetrics: 14,
  /** Metrics of a month: compact puts one each hour, reconcile one an hour of each day's twenty-four. */
  heartbeatMetrics: 1 + 1 / 24,
} as const;

/**
 * Number of metrics that commits write to CloudWatch (functions/ingest/messages.ts). A metric is billed by the hour in
 * which something was put into it; few have LeftOutPercent, which is not counted.
 */
export const COMMIT_METRICS = 6;

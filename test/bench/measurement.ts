/**
 * The measurements, as the engine's processes hand them over and the reports show them. Times in milliseconds.
 */
import { dollarsPerMillion, type FunctionWork, type IndexPlace } from "../../functions/cost/aws-prices.ts";
import type { EngineName } from "./engine.ts";

export interface BuildFigures {
  readonly articlesPerSecond: number;
  readonly indexBytes: number;
  /** Peak memory of all processes that built it, together. */
  readonly peakMemoryBytes: number;
  /** Bytes that the build wrote in all, if the engine counts them. */
  readonly bytesWritten?: number;
  /** Size of posting lists with their terms, and the number of segments; of poisk's index alone. */
  readonly postingsBytes?: number;
  readonly segments?: number;
}

export interface SearchFigures {
  /** Time from nothing to being ready to answer. */
  readonly openMs: number;
  /** Time from nothing to the first answer. */
  readonly firstAnswerMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly queries: number;
  /** Number of measured queries that found anything. */
  readonly answered: number;
  readonly peakMemoryBytes: number;
  /**
   * Time of ranking ten hits alone, in a newly opened index, by code that has run before; null if it cannot be
   * measured.
   */
  readonly ranking: { readonly medianMs: number; readonly p95Ms: number } | null;
}

/** Averages over queries. */
export interface QueryCost {
  readonly rounds: number;
  readonly mostRounds: number;
  readonly requests: number;
  readonly mostRequests: number;
  readonly bytes: number;
  /** Median time of whole queries, over the simulated S3. */
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Processor time of this process, the mean. */
  readonly processorMs: number;
  readonly dollarsPerMillion: Dollars;
}

/** Costs by the place of the index. */
export type Dollars = Readonly<Record<IndexPlace, number>>;

export function dollarsOf(work: FunctionWork): Dollars {
  return { s3: dollarsPerMillion(work, "s3"), express: dollarsPerMillion(work, "express") };
}

/** The same queries, asked of processes that know more and more. */
export interface CostsByState {
  /** A new process for each query. */
  readonly cold: QueryCost;
  /** A process that has answered before, and has nothing of this query. */
  readonly warm: QueryCost;
  /** A warm process that holds the cards of the index, as far as it may; of queries without passages. */
  readonly holding?: QueryCost;
  /** The same queries again, with the cache of the functions. */
  readonly cached: QueryCost;
}

/**
 * Who asks, in the order of the report: the list under a field, a page of results, the same while the last word is half
 * typed, the list in the midst of typing, which has no passages, and the library's search.
 */
export type Asker = "dropdown" | "page" | "halfTyped" | "midst" | "library";

export interface SearchCostFigures extends Readonly<Record<Asker, CostsByState>> {
  readonly segments: number;
}

/** Answers of one server over HTTP to one client after another, then to several at once; all is in its cache. */
export interface HttpAnswers {
  /** Median time of an answer to one client. */
  readonly medianMs: number;
  /** Answers a second to several clients. */
  readonly answersPerSecond: number;
}

/** A plain `/search`, and what the page of results asks. */
export interface HttpFigures {
  readonly plain: HttpAnswers;
  readonly page: HttpAnswers;
}

/** Averages for an upload into the built index. */
export interface UploadCostFigures {
  readonly uploads: number;
  /** Number of uploads in one event of the ingest function. */
  readonly batchSize: number;
  readonly bytesWritten: number;
  readonly bytesRead: number;
  readonly writes: number;
  readonly reads: number;
  /** Bytes written for a byte of article as uploaded. */
  readonly writeAmplification: number;
  readonly meanMs: number;
  /** Number of requests that are awaited one after another. */
  readonly rounds: number;
  readonly dollarsPerMillion: Dollars;
}

/** One at a time, and many at a time. */
export interface UploadCosts {
  readonly single: UploadCostFigures;
  readonly batch: UploadCostFigures;
}

export interface EngineResult {
  readonly engine: EngineName;
  readonly build: BuildFigures | null;
  readonly search: SearchFigures | null;
  /** Reason of missing figures. */
  readonly failure: string | null;
}

/** One thing that poisk must reach, and whether it does. */
export interface TargetResult {
  readonly title: string;
  /** Measured things and queries, as text. */
  readonly measured: string;
  readonly asked: string;
  /** Null where what it takes was not measured. */
  readonly isReached: boolean | null;
}

/** All of one size of corpus. */
export interface SizeResult {
  readonly articles: number;
  readonly textBytes: number;
  readonly engines: readonly EngineResult[];
  readonly searchCost: SearchCostFigures | null;
  readonly http: HttpFigures | null;
  readonly uploadCosts: UploadCosts | null;
  /** Those that are set for this size. */
  readonly targets: readonly TargetResult[];
}

export interface BenchResult {
  readonly startedAt: string;
  readonly machine: string;
  readonly node: string;
  readonly corpus: string;
  /** Time limit of each phase of an engine. */
  readonly limitMinutes: number;
  readonly sizes: readonly SizeResult[];
}

/** The value below which this share of the sorted values lies (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

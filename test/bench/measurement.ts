/**
 * What is measured, as the engine's processes hand it over and the reports show it. Times in milliseconds.
 */
import type { EngineName } from "./engine.ts";

export interface BuildFigures {
  readonly articlesPerSecond: number;
  readonly indexBytes: number;
  readonly peakMemoryBytes: number;
  /** Where the engine counts them: all bytes it wrote on the way. */
  readonly bytesWritten?: number;
}

export interface SearchFigures {
  /** From nothing to being ready to answer. */
  readonly openMs: number;
  /** From nothing to the first answer. */
  readonly firstAnswerMs: number;
  readonly medianMs: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly queries: number;
  /** How many of the measured queries found anything. */
  readonly answered: number;
  readonly peakMemoryBytes: number;
}

/** Averages over queries. */
export interface QueryCost {
  readonly rounds: number;
  readonly mostRounds: number;
  readonly requests: number;
  readonly mostRequests: number;
  readonly bytes: number;
  readonly meanMs: number;
  readonly dollarsPerMillion: number;
}

export interface SearchCostFigures {
  readonly segments: number;
  /** A new process for each query. */
  readonly cold: QueryCost;
  /** A process that has answered before, and has nothing of this query. */
  readonly warm: QueryCost;
  /** The same queries again, with the cache of the functions. */
  readonly cached: QueryCost;
}

/** Averages over single uploads into the built index. */
export interface UploadCostFigures {
  readonly uploads: number;
  readonly bytesWritten: number;
  readonly bytesRead: number;
  readonly writes: number;
  readonly reads: number;
  /** Bytes written for a byte of article as uploaded. */
  readonly writeAmplification: number;
  readonly meanMs: number;
  readonly dollarsPerMillion: number;
}

export interface EngineResult {
  readonly engine: EngineName;
  readonly build: BuildFigures | null;
  readonly search: SearchFigures | null;
  /** Why figures are missing. */
  readonly failure: string | null;
}

/** All of one size of corpus. */
export interface SizeResult {
  readonly articles: number;
  readonly textBytes: number;
  readonly engines: readonly EngineResult[];
  readonly searchCost: SearchCostFigures | null;
  readonly uploadCost: UploadCostFigures | null;
}

export interface BenchResult {
  readonly startedAt: string;
  readonly machine: string;
  readonly node: string;
  readonly corpus: string;
  readonly sizes: readonly SizeResult[];
}

/** The value below which this share of the sorted values lies (nearest rank). */
export function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? 0;
}

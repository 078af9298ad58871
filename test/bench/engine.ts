/**
 * The interface of an engine to the bench.
 */
import type { BenchArticle } from "./news-corpus.ts";

/** Results on one page; every engine is asked for the best ten. */
export const RESULTS_PER_PAGE = 10;

/** Answers one query with its best ten: how many there were. Texts or titles of the hits are read too where kept. */
export type Ask = (query: string) => Promise<number> | number;

/** The corpus as an engine builds from it: read from the file by whoever builds, which is part of its time. */
export interface BuildInput {
  readonly archivePath: string;
  /** The articles of that file, once; they count as done when they are taken. */
  readonly articles: AsyncIterable<BenchArticle>;
  /** Reports the number of finished articles, for an engine that reads the file by itself. */
  readonly onProgress: (articlesDone: number) => void;
}

/** An engine's report of its build; without one the bench measures the folder and the process. */
export interface BuildOutcome {
  readonly indexBytes?: number;
  readonly postingsBytes?: number;
  readonly segments?: number;
  readonly bytesWritten?: number;
}

export interface BenchEngine {
  /** Indexes all the articles and leaves the index in the folder. */
  build(input: BuildInput, folder: string): Promise<BuildOutcome>;
  /** Makes the index of the folder ready to answer. */
  open(folder: string): Promise<Ask>;
  /**
   * The same where only which ten are the best is asked for, and nothing of them is read: where an engine can say it.
   */
  openRanking?(folder: string): Promise<Ask>;
}

export const engineNames = [
  "poisk",
  "poisk-writer",
  "poisk-s3",
  "minisearch",
  "orama",
  "flexsearch",
  "lunr",
  "sqlite",
] as const;

export type EngineName = (typeof engineNames)[number];

/**
 * What the bench asks of an engine.
 */
import type { BenchArticle } from "./news-corpus.ts";

/** Results on one page; every engine is asked for the best ten. */
export const RESULTS_PER_PAGE = 10;

/** Answers one query with its best ten: how many there were. Texts or titles of the hits are read too where kept. */
export type Ask = (query: string) => Promise<number> | number;

/** What an engine says of what it built; without it the bench weighs the folder. */
export interface BuildOutcome {
  readonly indexBytes?: number;
  readonly bytesWritten?: number;
}

export interface BenchEngine {
  /** Indexes all the articles and leaves the index in the folder. */
  build(articles: AsyncIterable<BenchArticle>, folder: string): Promise<BuildOutcome>;
  /** Makes the index of the folder ready to answer. */
  open(folder: string): Promise<Ask>;
}

export const engineNames = ["poisk", "poisk-s3", "minisearch", "orama", "flexsearch", "lunr", "sqlite"] as const;

export type EngineName = (typeof engineNames)[number];

/**
 * What one query costs in requests and bytes over an index of some size: deterministic counters, the same on any
 * machine.
 */
import { systemClock } from "../../src/clock.ts";
import { IndexWriter } from "../../src/indexer/index-writer.ts";
import { ArticleSearch } from "../../src/query/article-search.ts";
import { articleIndexOptions } from "../../src/segment/article-options.ts";
import { CountingObjectStore, countsBetween } from "../../src/storage/counting-object-store.ts";
import { MemoryObjectStore } from "../../src/storage/memory-object-store.ts";
import { defaultKeyLayout } from "../../src/storage/object-keys.ts";
import { seededIds } from "../support/deterministic.ts";
import { NewsCorpus } from "./news-corpus.ts";

/** Articles an apply. */
const BATCH_SIZE = 1_000;
const QUERIES = 60;
const RESULTS_PER_PAGE = 10;

/** Averages over the queries; `cold` is each query in a process of its own, `warm` all in one that knows the index. */
export interface QueryCostReport {
  readonly articles: number;
  readonly segments: number;
  readonly textBytes: number;
  readonly indexBytes: number;
  readonly articlesPerSecond: number;
  readonly cold: { readonly requests: number; readonly bytes: number };
  readonly warm: { readonly requests: number; readonly bytes: number; readonly medianMs: number };
}

/** Builds an index by bulk applies and asks it. */
export async function measureQueryCost(articles: number): Promise<QueryCostReport> {
  const store = new CountingObjectStore(new MemoryObjectStore());
  const corpus = new NewsCorpus(1);
  const startMs = performance.now();
  const textBytes = await buildIndex(store, corpus, articles);
  const buildMs = performance.now() - startMs;
  const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: seededIds(2) };
  const queries = corpus.queries(QUERIES);
  const before = store.counts();
  for (const text of queries) await ask(new ArticleSearch(context), text);
  const afterCold = store.counts();
  const search = new ArticleSearch(context);
  const { segments, indexBytes } = await search.status();
  for (const text of corpus.queries(QUERIES)) await ask(search, text);
  const beforeWarm = store.counts();
  const timesMs: number[] = [];
  for (const text of queries) timesMs.push(await ask(search, text));
  const cold = countsBetween(before, afterCold);
  const warm = countsBetween(beforeWarm, store.counts());
  return {
    articles,
    segments,
    textBytes,
    indexBytes,
    articlesPerSecond: (articles * 1_000) / buildMs,
    cold: { requests: cold.requests / QUERIES, bytes: cold.bytesRead / QUERIES },
    warm: {
      requests: warm.requests / QUERIES,
      bytes: warm.bytesRead / QUERIES,
      medianMs: timesMs.sort((a, b) => a - b)[QUERIES / 2] ?? 0,
    },
  };
}

async function buildIndex(store: CountingObjectStore, corpus: NewsCorpus, articles: number): Promise<number> {
  const writer = new IndexWriter({ store, options: articleIndexOptions, ids: seededIds(1) });
  let textBytes = 0;
  for (let done = 0; done < articles; done += BATCH_SIZE) {
    const batch = corpus.take(Math.min(BATCH_SIZE, articles - done));
    for (const { title, text } of batch) textBytes += Buffer.byteLength(title) + Buffer.byteLength(text);
    const changes = batch.map((article) => ({
      sourceKey: `articles/${article.publishedAt.slice(0, 4)}/${article.id}.json`,
      version: "1",
      articles: [article],
    }));
    await writer.apply(changes);
  }
  return textBytes;
}

async function ask(search: ArticleSearch, text: string): Promise<number> {
  const startMs = performance.now();
  await search.search({ text, match: "auto", offset: 0, limit: RESULTS_PER_PAGE });
  return performance.now() - startMs;
}

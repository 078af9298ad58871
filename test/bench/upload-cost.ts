/**
 * What a single upload into an index costs: bytes and requests, write amplification, dollars. The merges that it sets
 * off are part of it.
 */
import { IndexWriter } from "../../src/indexer/index-writer.ts";
import { articleIndexOptions } from "../../src/segment/article-options.ts";
import { CountingObjectStore, countsBetween } from "../../src/storage/counting-object-store.ts";
import type { ObjectStore } from "../../src/storage/object-store.ts";
import { billedRequests, dollarsPerMillion } from "./aws-prices.ts";
import { changeOf } from "./engines/poisk.ts";
import type { UploadCostFigures } from "./measurement.ts";
import type { BenchArticle } from "./news-corpus.ts";

/** Puts the articles in one by one, under ids that the index does not know, and counts what is asked of the store. */
export async function measureUploadCost(
  base: ObjectStore,
  articles: readonly BenchArticle[],
): Promise<UploadCostFigures> {
  const store = new CountingObjectStore(base);
  const writer = new IndexWriter({ store, options: articleIndexOptions });
  let articleBytes = 0;
  const before = store.counts();
  const startMs = performance.now();
  for (const [number, article] of articles.entries()) {
    const upload = { ...article, id: `upload-${number}` };
    articleBytes += Buffer.byteLength(JSON.stringify(upload));
    await writer.apply([changeOf(upload)]);
  }
  const uploads = articles.length;
  const meanMs = (performance.now() - startMs) / uploads;
  const counts = countsBetween(before, store.counts());
  const { reads, writes } = billedRequests(counts);
  return {
    uploads,
    bytesWritten: counts.bytesWritten / uploads,
    bytesRead: counts.bytesRead / uploads,
    writes: writes / uploads,
    reads: reads / uploads,
    writeAmplification: counts.bytesWritten / articleBytes,
    meanMs,
    dollarsPerMillion: dollarsPerMillion({ reads: reads / uploads, writes: writes / uploads, durationMs: meanMs }),
  };
}

/**
 * Measures an upload into an index: bytes and requests, write amplification, dollars. What is counted is what the
 * ingest function asks of the store; the merges that it sets off are part of it, the owner's own PUT is not.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { Ingester } from "../../src/index/write.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { CountingObjectStore, type ObjectKey, type ObjectStore, parseObjectKey } from "../../src/store/store.ts";
import { directProcessor } from "../support/inside/ingest.ts";
import { dollarsOf, type UploadCostFigures } from "./measurement.ts";
import type { BenchArticle } from "./news-corpus.ts";
import { billedRequests } from "./support/billed-requests.ts";
import { RoundCountingObjectStore } from "./support/round-counting-object-store.ts";

/** Uploads the articles under keys that the index does not know, and ingests so many at a time. */
export async function measureUploadCost(
  base: ObjectStore,
  articles: readonly BenchArticle[],
  batchSize = 1,
): Promise<UploadCostFigures> {
  const roundCounter = new RoundCountingObjectStore(base);
  const store = new CountingObjectStore(roundCounter);
  const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource };
  const ingester = new Ingester(context, directProcessor(resolvedArticleOptions));
  let [calls, articleBytes, durationMs, rounds] = [0, 0, 0, 0];
  for (let start = 0; start < articles.length; start += batchSize) {
    const batch = articles.slice(start, start + batchSize);
    const objects = batch.map((article, i) => uploadOf(article, `upload-${batchSize}-${start + i}`));
    await Promise.all(objects.map(({ key, bytes }) => base.putIfAbsent(key, bytes)));
    articleBytes += objects.reduce((sum, { bytes }) => sum + bytes.length, 0);
    const startMs = performance.now();
    await ingester.ingest(objects.map(({ key }) => key));
    durationMs += performance.now() - startMs;
    rounds += roundCounter.takeRounds();
    calls += 1;
  }
  const uploads = articles.length;
  const counts = store.counts();
  const { reads, writes } = billedRequests(counts);
  const perCall = dollarsOf({
    reads: (reads - uploads) / calls,
    uploadReads: batchSize,
    writes: writes / calls,
    readBytes: (counts.bytesRead - articleBytes) / calls,
    writtenBytes: counts.bytesWritten / calls,
    // One of them is for the uploads.
    rounds: rounds / calls - 1,
    durationMs: durationMs / calls,
  });
  const perUpload = calls / uploads;
  return {
    uploads,
    batchSize,
    bytesWritten: counts.bytesWritten / uploads,
    bytesRead: counts.bytesRead / uploads,
    writes: writes / uploads,
    reads: reads / uploads,
    writeAmplification: counts.bytesWritten / articleBytes,
    meanMs: durationMs / uploads,
    rounds: rounds / uploads,
    dollarsPerMillion: { s3: perCall.s3 * perUpload, express: perCall.express * perUpload },
  };
}

function uploadOf(
  { publishedAt, datePrecision, ...article }: BenchArticle,
  id: string,
): { key: ObjectKey; bytes: Uint8Array } {
  const bytes = Buffer.from(JSON.stringify({ ...article, id, date: publishedAt }), "utf8");
  return { key: parseObjectKey(`articles/${publishedAt.slice(0, 4)}/${id}.json`), bytes };
}

/**
 * poisk in the bench: built by `poisk import`, or by the library's writer in batches; searched by the library's
 * searcher, from a local folder or from the same folder behind the latency of S3.
 */

import { openSearcher, type Searcher, searchPlan } from "../../../src/index/read.ts";
import { IndexWriter, type SourceChange } from "../../../src/ingest/ingest.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { FileObjectStore } from "../../../src/store/local.ts";
import { CountingObjectStore, type ObjectStore } from "../../../src/store/store.ts";
import { compileQuery } from "../../support/inside/index-plan.ts";
import { runBuiltCommand } from "../built-command.ts";
import { type Ask, type BenchEngine, type BuildInput, type BuildOutcome, RESULTS_PER_PAGE } from "../engine.ts";
import { measureIndex } from "../index-size.ts";
import type { BenchArticle } from "../news-corpus.ts";
import { settleIndex } from "../settle-index.ts";
import { delayStore } from "../support/latency-object-store.ts";

/** Articles an apply. */
const BATCH_SIZE = 1_000;

/** The index does not change while it is asked: one look at the manifest is enough. */
export const REVALIDATE_MS = 3_600_000;

const openFolder = (folder: string): Promise<Ask> => open(new FileObjectStore(folder));

export const localPoisk: BenchEngine = { build: buildByImport, open: openFolder, openRanking };
export const libraryPoisk: BenchEngine = { build: buildByWriter, open: openFolder };
export const distantPoisk: BenchEngine = {
  build: buildByImport,
  open: (folder) => open(delayStore(new FileObjectStore(folder))),
};

/** A searcher that has read nothing yet. */
export function newSearcher(store: ObjectStore): Searcher {
  return openSearcher({ store, options: articleIndexOptions, revalidateMs: REVALIDATE_MS });
}

/** An article as an upload of its own. */
export function changeOf(article: BenchArticle): SourceChange {
  return {
    sourceKey: `articles/${article.publishedAt.slice(0, 4)}/${article.id}.json`,
    version: "1",
    articles: [article],
  };
}

/** The command itself, from its start to its end: with fsync, and with the archive's parts put beside the index. */
async function buildByImport({ archivePath, onProgress }: BuildInput, folder: string): Promise<BuildOutcome> {
  await runBuiltCommand(["import", archivePath, "--data-dir", folder]);
  const { documents, ...size } = await measureIndex(new FileObjectStore(folder));
  onProgress(documents);
  return size;
}

/** fsync is left out, as the other engines leave it out: an index can be made again. */
async function buildByWriter({ articles }: BuildInput, folder: string): Promise<BuildOutcome> {
  const store = new CountingObjectStore(new FileObjectStore({ rootFolder: folder, isDurable: false }));
  const writer = new IndexWriter({ store, options: articleIndexOptions });
  let batch: SourceChange[] = [];
  for await (const article of articles) {
    batch.push(changeOf(article));
    if (batch.length < BATCH_SIZE) continue;
    await writer.apply(batch);
    batch = [];
  }
  if (batch.length > 0) await writer.apply(batch);
  await settleIndex(store);
  const { bytesWritten } = store.counts();
  const { documents, ...size } = await measureIndex(store);
  return { bytesWritten, ...size };
}

async function open(store: ObjectStore): Promise<Ask> {
  const searcher = newSearcher(store);
  await searcher.snapshots.use(async () => undefined);
  return async (query) => (await searcher.search(query, { limit: RESULTS_PER_PAGE })).length;
}

/** Ranks the ten best with their scores: a search without reading texts and matches. */
async function openRanking(folder: string): Promise<Ask> {
  const { snapshots, options } = newSearcher(new FileObjectStore(folder));
  return (query) =>
    snapshots.use(async (snapshot) => {
      if (snapshot === null) return 0;
      const { hits } = await searchPlan(snapshot, compileQuery(query, {}, options), {
        offset: 0,
        limit: RESULTS_PER_PAGE,
        usesMatchedTermsFactor: true,
        ranksAllTermsFirst: false,
        counts: "page",
      });
      return hits.length;
    });
}

/**
 * One phase of one engine in a process of its own, so that memory is its own: started by run-phase.ts, which it tells
 * of its progress and of what it measured.
 */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Ask } from "./engine.ts";
import { engines } from "./engine-table.ts";
import {
  type BuildFigures,
  percentile,
  type SearchCostFigures,
  type SearchFigures,
  type UploadCosts,
} from "./measurement.ts";
import type { BenchArticle } from "./news-corpus.ts";
import { endFamily, FamilyMemory, peakMemoryBytes } from "./peak-memory.ts";
import { readCorpus } from "./read-corpus.ts";
import type { PhaseMessage, PhaseRequest } from "./run-phase.ts";

const WARM_UP_QUERIES = 50;
const SINGLE_UPLOADS = 60;
const UPLOADS_PER_BATCH = 100;
const UPLOAD_BATCHES = 5;

/** Number of articles between two reports of progress. */
const ARTICLES_PER_REPORT = 500;

const request = JSON.parse(process.argv[2] ?? "{}") as PhaseRequest;
// Whoever ends the bench ends this too.
process.once("disconnect", endFamily);
tell({ kind: "result", result: await measure(request) });
process.off("disconnect", endFamily);
process.disconnect();

function tell(message: PhaseMessage): void {
  process.send?.(message);
}

async function measure({ phase, engine, folder, articlesPath, queriesPath }: PhaseRequest): Promise<unknown> {
  if (phase === "build") return measureBuild(engine, folder, articlesPath);
  if (phase === "uploads") {
    return measureUploads(
      folder,
      await firstArticles(articlesPath, SINGLE_UPLOADS + UPLOADS_PER_BATCH * UPLOAD_BATCHES),
    );
  }
  const queries = JSON.parse(await readFile(queriesPath, "utf8")) as string[];
  return phase === "cost" ? measureCost(folder, queries) : measureSearch(engine, folder, queries);
}

/** poisk is loaded only where it is measured, so that its code is no part of another engine's memory. */
async function measureCost(folder: string, queries: readonly string[]): Promise<SearchCostFigures> {
  const { FileObjectStore } = await import("../../src/store/file/file-object-store.ts");
  const { measureSearchCost } = await import("./search-cost.ts");
  return measureSearchCost(new FileObjectStore(folder), queries);
}

async function measureUploads(folder: string, articles: readonly BenchArticle[]): Promise<UploadCosts> {
  const { FileObjectStore } = await import("../../src/store/file/file-object-store.ts");
  const { delayStore } = await import("./support/latency-object-store.ts");
  const { measureUploadCost } = await import("./upload-cost.ts");
  const store = delayStore(new FileObjectStore({ rootFolder: folder, isDurable: false }));
  const single = await measureUploadCost(store, articles.slice(0, SINGLE_UPLOADS));
  const batch = await measureUploadCost(store, articles.slice(SINGLE_UPLOADS), UPLOADS_PER_BATCH);
  return { single, batch };
}

async function measureBuild(name: PhaseRequest["engine"], folder: string, archivePath: string): Promise<BuildFigures> {
  const engine = await engines[name].load();
  let count = 0;
  const onProgress = (articlesDone: number): void => {
    const isToBeTold = Math.floor(articlesDone / ARTICLES_PER_REPORT) > Math.floor(count / ARTICLES_PER_REPORT);
    count = articlesDone;
    if (isToBeTold) tell({ kind: "progress", done: count });
  };
  const counted = async function* (): AsyncGenerator<BenchArticle> {
    for await (const article of readCorpus(archivePath)) {
      yield article;
      onProgress(count + 1);
    }
  };
  const memory = new FamilyMemory();
  const startMs = performance.now();
  const outcome = await engine.build({ archivePath, articles: counted(), onProgress }, folder);
  const articlesPerSecond = (count * 1_000) / (performance.now() - startMs);
  const indexBytes = outcome.indexBytes ?? (await sizeOfFolder(folder));
  return { ...outcome, articlesPerSecond, indexBytes, peakMemoryBytes: memory.finish() };
}

async function measureSearch(
  name: PhaseRequest["engine"],
  folder: string,
  queries: readonly string[],
): Promise<SearchFigures> {
  const engine = await engines[name].load();
  const startMs = performance.now();
  const ask = await engine.open(folder);
  const openMs = performance.now() - startMs;
  await ask(queries[0] ?? "");
  const firstAnswerMs = performance.now() - startMs;
  for (const query of queries.slice(1, 1 + WARM_UP_QUERIES)) await ask(query);
  const measured = queries.slice(1 + WARM_UP_QUERIES);
  const { timesMs, answered } = await timeQueries(ask, measured);
  const figures = {
    openMs,
    firstAnswerMs,
    medianMs: percentile(timesMs, 0.5),
    p95Ms: percentile(timesMs, 0.95),
    p99Ms: percentile(timesMs, 0.99),
    queries: timesMs.length,
    answered,
    peakMemoryBytes: peakMemoryBytes(),
  };
  const rank = (await engine.openRanking?.(folder)) ?? null;
  return { ...figures, ranking: rank && (await measureRanking(rank, queries)) };
}

/** Its first queries read what every query needs; only then it is measured. */
async function measureRanking(rank: Ask, queries: readonly string[]): Promise<SearchFigures["ranking"]> {
  await timeQueries(rank, queries.slice(0, 1 + WARM_UP_QUERIES));
  const { timesMs } = await timeQueries(rank, queries.slice(1 + WARM_UP_QUERIES));
  return { medianMs: percentile(timesMs, 0.5), p95Ms: percentile(timesMs, 0.95) };
}

/** Ascending. */
async function timeQueries(ask: Ask, queries: readonly string[]): Promise<{ timesMs: number[]; answered: number }> {
  const timesMs: number[] = [];
  let answered = 0;
  for (const query of queries) {
    const askedAtMs = performance.now();
    const hits = await ask(query);
    timesMs.push(performance.now() - askedAtMs);
    if (hits > 0) answered += 1;
  }
  return { timesMs: timesMs.sort((a, b) => a - b), answered };
}

async function sizeOfFolder(folder: string): Promise<number> {
  const sizes = (await readdir(folder)).map(async (name) => (await stat(join(folder, name))).size);
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

async function firstArticles(articlesPath: string, count: number): Promise<BenchArticle[]> {
  const articles: BenchArticle[] = [];
  for await (const article of readCorpus(articlesPath)) {
    articles.push(article);
    if (articles.length === count) break;
  }
  return articles;
}

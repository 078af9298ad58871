/**
 * Measures the processor time of a warm request to the HTTP app, by kind of request: npm run bench:http -- [articles]
 * [folder]. The index is made in the folder, or found there from the last time. Processor time, garbage collection
 * included, is what stays the same on a busy machine; docs/benchmarks.md has figures.
 */
import type { ObjectStore } from "../../src/store/store.ts";
import { withIndexFolder } from "./index-folder.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { type RequestKind, requestKinds } from "./request-mix.ts";
import { openHttpApp } from "./support/http-app.ts";

/**
 * Requests of a kind. All kinds are asked once, for a warm process; then each request once more for its blocks, then it
 * is measured.
 */
const REQUESTS = 200;

/** The first articles of the corpus, whose words and titles are asked for. */
const ASKED_ARTICLES = 2_000;

const articles = Number(process.argv[2] ?? 20_000);
await withIndexFolder(process.argv[3], articles, main);

async function main(_folder: string, store: ObjectStore): Promise<void> {
  const app = openHttpApp(store);
  const ask: Read = async (path) => (await app(path)).text();
  const { documents, segments } = JSON.parse(await ask("/status")) as { documents: number; segments: unknown };
  console.log(`${documents} articles, segments: ${JSON.stringify(segments)}\n`);
  console.log(row(["processor time of a request, ms", "median", "p95", "mean"]));
  const kinds = requestKinds(new NewsCorpus().take(Math.min(articles, ASKED_ARTICLES)), REQUESTS);
  // Compiling code takes processor time too, some thousand requests long.
  for (const path of kinds.flatMap(({ paths }) => paths)) await ask(path);
  const only = process.argv[4] ?? "";
  for (const kind of kinds) {
    if (kind.name.includes(only)) console.log(row([kind.name, ...(await measure(kind, ask))]));
  }
}

type Read = (path: string) => Promise<string>;

/** Median, 95th percentile and mean of the processor time. */
async function measure({ paths }: RequestKind, ask: Read): Promise<string[]> {
  for (const path of paths) await ask(path);
  const times: number[] = [];
  for (const path of paths) {
    const before = process.cpuUsage();
    await ask(path);
    const { user, system } = process.cpuUsage(before);
    times.push((user + system) / 1_000);
  }
  times.sort((a, b) => a - b);
  const mean = times.reduce((sum, time) => sum + time, 0) / times.length;
  return [quantile(times, 0.5), quantile(times, 0.95), mean].map((time) => time.toFixed(1));
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}

function row(cells: readonly string[]): string {
  return cells.map((cell, i) => (i === 0 ? cell.padEnd(36) : cell.padStart(8))).join("");
}

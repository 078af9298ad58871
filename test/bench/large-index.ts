/**
 * Measures a query over an index of many millions of articles, in rounds, requests and bytes, and an upload to it: npx
 * tsx test/bench/large-index.ts FOLDER [ORIGINAL COPIES] [--queries N] [--rows library,page,halfTyped,upload,memory].
 * ORIGINAL is the folder of an index whose segments are copied so often (copied-index.ts); where FOLDER holds an index
 * already, it is measured. Counters are the same on any machine. docs/decisions/index.md#ten-million-articles has
 * figures.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { defaultKeyLayout, type IndexContext } from "../../src/index/shared.ts";
import { FileObjectStore } from "../../src/store/local.ts";
import { manifestKey, tailsKey } from "../support/inside/index-own.ts";
import { copyIndex } from "./copied-index.ts";
import { measureIndex } from "./index-size.ts";
import type { Asker, QueryCost } from "./measurement.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { askers, costsByState } from "./search-cost.ts";
import { measureUploadCost } from "./upload-cost.ts";

const UPLOADS = 40;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    queries: { type: "string", default: "30" },
    rows: { type: "string", default: "library,page,halfTyped,upload" },
  },
});
const [folder, original, copies] = positionals;
if (folder === undefined || (original !== undefined && !(Number(copies) >= 1)))
  throw new Error(
    "Which folder, and how many copies of what? npx tsx test/bench/large-index.ts FOLDER ORIGINAL COPIES",
  );
const context = contextOf(folder);
const { store } = context;
if (original !== undefined && !existsSync(join(folder, manifestKey(defaultKeyLayout)))) {
  await copyIndex(contextOf(original), Number(copies), context);
}
const { documents, segments, indexBytes } = await measureIndex(store);
const sizes = await Promise.all(
  [manifestKey, tailsKey].map(async (key) => (await store.head(key(defaultKeyLayout))).sizeBytes),
);
console.log(
  `${documents} articles in ${segments} segments, ${megabytes(indexBytes)}; manifest and tails: ${sizes.map(kilobytes).join(", ")}`,
);

// The words of one copy.
const corpus = new NewsCorpus(1, undefined, Math.round(documents / segments));
const queries = corpus.queries(Number(values.queries) + 1);
const rows: Readonly<Record<string, () => Promise<void>>> = {
  ...Object.fromEntries((Object.keys(askers) as Asker[]).map((asker) => [asker, () => printCosts(asker)])),
  upload: async () => {
    const cost = await measureUploadCost(store, corpus.take(UPLOADS));
    const counts = `${cost.writes.toFixed(1)} writes, ${cost.reads.toFixed(1)} reads, ${cost.rounds.toFixed(1)} rounds`;
    console.log(
      `one of ${UPLOADS} uploads of a new process: ${counts}, ${kilobytes(cost.bytesWritten)} written, ${kilobytes(cost.bytesRead)} read`,
    );
  },
  memory: async () => {
    const { search } = askers.page.open(store);
    for (const query of queries) await search(await askers.page.ask(query));
    const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
    const held = [rss, heapUsed, arrayBuffers].map(megabytes).join(", ");
    console.log(`a process that answered the box ${queries.length} times, alone: resident, heap, buffers ${held}`);
  },
};
for (const row of values.rows.split(",")) await rows[row]?.();
console.log(`The process took ${megabytes(process.resourceUsage().maxRSS * 1024)} at the most.`);

async function printCosts(asker: Asker): Promise<void> {
  const { open, ask } = askers[asker];
  const { cold, warm, cached } = await costsByState(store, await Promise.all(queries.map(ask)), open);
  for (const [state, cost] of Object.entries({ cold, warm, cached })) {
    console.log(`${asker}, ${state}: ${costText(cost)}`);
  }
}

function costText(cost: QueryCost): string {
  const { rounds, mostRounds, requests, mostRequests, bytes, processorMs, dollarsPerMillion } = cost;
  const counts = `${rounds.toFixed(1)} (${mostRounds}) rounds, ${requests.toFixed(0)} (${mostRequests}) requests`;
  return `${counts}, ${kilobytes(bytes)}, ${processorMs.toFixed(1)} ms of processor time, $${dollarsPerMillion.s3.toFixed(2)} a million`;
}

function contextOf(rootFolder: string): IndexContext {
  const files = new FileObjectStore({ rootFolder, isDurable: false });
  return { store: files, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource };
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1_000).toLocaleString("en")} KB`;
}

function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1_000_000).toLocaleString("en")} MB`;
}

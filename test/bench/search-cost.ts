/**
 * Measures a query in dependent rounds, requests, bytes and dollars over a store as slow as S3: cold, warm and cached.
 */

import { MAX_LIMIT } from "../../src/search-api.ts";
import { CountingObjectStore, type ObjectStore } from "../../src/store/store.ts";
import { countsBetween } from "../support/counts-between.ts";
import type { StoreCounts } from "../support/inside/store-decorators.ts";
import { boxRequests, dropdown, page } from "./box-requests.ts";
import { RESULTS_PER_PAGE } from "./engine.ts";
import { newSearcher, REVALIDATE_MS } from "./engines/poisk.ts";
import { measureIndex } from "./index-size.ts";
import {
  type Asker,
  type CostsByState,
  dollarsOf,
  percentile,
  type QueryCost,
  type SearchCostFigures,
} from "./measurement.ts";
import { billedRequests } from "./support/billed-requests.ts";
import { openHttpApp } from "./support/http-app.ts";
import { delayStore, type Latency, s3Latency } from "./support/latency-object-store.ts";
import { RoundCountingObjectStore } from "./support/round-counting-object-store.ts";

const COLD_QUERIES = 30;
const WARM_QUERIES = 100;
/**
 * The same of processes that hold the cards, and the years of the corpus, whose newest articles each of them lists
 * before: they lie everywhere.
 */
const HOLDING_QUERIES = 20;
const [FIRST_YEAR, YEARS] = [2000, 25];

/** Letters of the last word that are not typed yet. */
const UNTYPED_LETTERS = 3;

type Search = (query: string) => Promise<unknown>;

/** A process of its own over the store, with the cache that it has by default. */
interface Process {
  readonly search: Search;
  /** Has it read the cards that it may hold; where they are what it shows. */
  readonly holdCards?: () => Promise<void>;
}

type Open = (store: ObjectStore) => Process;

/** Each asker's process, and what it is asked for a query: made before anything is measured. */
export const askers: Readonly<Record<Asker, { readonly open: Open; ask(query: string): Promise<string> }>> = {
  dropdown: { open: openBox, ask: async (query) => (await boxRequests(typedWhole(query), dropdown)).whole },
  page: { open: openBox, ask: async (query) => (await boxRequests(typedWhole(query), page)).whole },
  halfTyped: { open: openBox, ask: async (query) => (await boxRequests(typedHalf(query), page)).whole },
  midst: { open: openHoldingBox, ask: async (query) => (await boxRequests(typedHalf(query), dropdown)).midst },
  library: { open: openLibrary, ask: async (query) => query },
};

/** Asks an index that lies in the store; `base` is as fast as it is. */
export async function measureSearchCost(base: ObjectStore, queries: readonly string[]): Promise<SearchCostFigures> {
  const { segments } = await measureIndex(base);
  const costs: Partial<Record<Asker, CostsByState>> = {};
  for (const [asker, { open, ask }] of Object.entries(askers)) {
    costs[asker as Asker] = await costsByState(base, await Promise.all(queries.map(ask)), open);
  }
  return { segments, ...(costs as Record<Asker, CostsByState>) };
}

/**
 * Measures queries in processes that `open` opens: the first opens a warm one; the first 30 of the others run cold, the
 * last 100 warm. They are asked twice: rounds are told apart behind an even latency alone, and all else is measured
 * behind one with a tail.
 */
export async function costsByState(base: ObjectStore, queries: readonly string[], open: Open): Promise<CostsByState> {
  const even = await workByState(base, queries, open, { ...s3Latency, p99Ms: s3Latency.medianMs });
  const tailed = await workByState(base, queries, open, s3Latency);
  const costs = Object.entries(tailed).map(([state, work]) => {
    const { rounds, mostRounds } = even[state as keyof CostsByState] ?? work;
    return [state, costOf({ ...work, rounds, mostRounds })];
  });
  return Object.fromEntries(costs) as CostsByState;
}

/** Store requests and times of queries. */
interface Work {
  /** Milliseconds of each query. */
  readonly timesMs: readonly number[];
  readonly processorMs: readonly number[];
  readonly rounds: number;
  readonly mostRounds: number;
  readonly mostRequests: number;
  readonly counts: StoreCounts;
}

async function workByState(
  base: ObjectStore,
  queries: readonly string[],
  open: Open,
  latency: Latency,
): Promise<Partial<Record<keyof CostsByState, Work>>> {
  const rounds = new RoundCountingObjectStore(delayStore(base, latency));
  const store = new CountingObjectStore(rounds);
  const measure = (asked: readonly string[], search: (query: string, place: number) => Promise<unknown>) =>
    measureWork(store, rounds, asked, search);
  const [first = "", ...others] = queries;
  const cold = await measure(others.slice(0, COLD_QUERIES), (query) => open(store).search(query));
  const warmQueries = others.slice(-WARM_QUERIES);
  // A process for each, so that none has anything of another's words.
  const measureWarm = async (asked: readonly string[], prepare: (process: Process) => Promise<unknown>) => {
    const opened = asked.map(() => open(store));
    for (const process of opened) await prepare(process);
    return measure(asked, (query, i) => (opened[i] ?? open(store)).search(query));
  };
  const warm = await measureWarm(warmQueries, ({ search }) => search(first));
  const process = open(store);
  const { holdCards } = process;
  const holding =
    holdCards && (await measureWarm(warmQueries.slice(-HOLDING_QUERIES), async (own) => own.holdCards?.()));
  for (const query of warmQueries) await process.search(query);
  const cached = await measure(warmQueries, process.search);
  return { cold, warm, ...(holding === undefined ? {} : { holding }), cached };
}

function openLibrary(store: ObjectStore): Process {
  const searcher = newSearcher(store);
  return { search: (query) => searcher.search(query, { limit: RESULTS_PER_PAGE }) };
}

/** A query as it is asked once its last word is done. */
function typedWhole(query: string): string {
  return `${query} `;
}

/** The same before that. */
function typedHalf(query: string): string {
  return query.slice(0, -UNTYPED_LETTERS);
}

/** A query function, which is asked for a path. */
function openBox(store: ObjectStore): Process {
  const app = openHttpApp(store, { revalidateMs: REVALIDATE_MS });
  return { search: async (path) => (await app(path)).text() };
}

/** The same, which may hold the cards. */
function openHoldingBox(store: ObjectStore): Process {
  const { search } = openBox(store);
  const holdCards = async (): Promise<void> => {
    for (let year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year += 1) {
      const asked = { passages: "none", limit: `${MAX_LIMIT}`, from: `${year}-01-01`, to: `${year}-12-31` };
      await search(`/search?${new URLSearchParams(asked)}`);
    }
  };
  return { search, holdCards };
}

async function measureWork(
  store: CountingObjectStore,
  roundCounter: RoundCountingObjectStore,
  queries: readonly string[],
  search: (query: string, place: number) => Promise<unknown>,
): Promise<Work> {
  let [rounds, mostRounds, mostRequests] = [0, 0, 0];
  const timesMs: number[] = [];
  const processorMs: number[] = [];
  const before = store.counts();
  roundCounter.takeRounds();
  for (const [place, query] of queries.entries()) {
    const requestsBefore = store.counts().requests;
    const [startMs, startCpu] = [performance.now(), process.cpuUsage()];
    await search(query, place);
    timesMs.push(performance.now() - startMs);
    const { user, system } = process.cpuUsage(startCpu);
    processorMs.push((user + system) / 1_000);
    const taken = roundCounter.takeRounds();
    rounds += taken;
    mostRounds = Math.max(mostRounds, taken);
    mostRequests = Math.max(mostRequests, store.counts().requests - requestsBefore);
  }
  return { timesMs, processorMs, rounds, mostRounds, mostRequests, counts: countsBetween(before, store.counts()) };
}

function costOf({ timesMs, processorMs, mostRounds, mostRequests, counts, ...work }: Work): QueryCost {
  const count = timesMs.length;
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / count;
  const rounds = work.rounds / count;
  const { reads, writes } = billedRequests(counts);
  const sorted = [...timesMs].sort((a, b) => a - b);
  return {
    rounds,
    mostRounds,
    requests: counts.requests / count,
    mostRequests,
    bytes: counts.bytesRead / count,
    medianMs: percentile(sorted, 0.5),
    p99Ms: percentile(sorted, 0.99),
    processorMs: mean(processorMs),
    dollarsPerMillion: dollarsOf({
      reads: reads / count,
      writes: writes / count,
      readBytes: counts.bytesRead / count,
      writtenBytes: counts.bytesWritten / count,
      rounds,
      durationMs: mean(timesMs),
    }),
  };
}

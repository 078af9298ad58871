/**
 * What a query costs in dependent rounds, requests, bytes and dollars over a store as slow as S3: cold, warm and cached.
 */

import { MAX_LIMIT } from "../../src/search-api.ts";
import { CountingObjectStore, type ObjectStore } from "../../src/store/store.ts";
import { countsBetween } from "../support/counts-between.ts";
import { RESULTS_PER_PAGE } from "./engine.ts";
import { newSearcher, REVALIDATE_MS } from "./engines/poisk.ts";
import { measureIndex } from "./index-size.ts";
import { type CostsByState, dollarsOf, type QueryCost, type SearchCostFigures } from "./measurement.ts";
import { billedRequests } from "./support/billed-requests.ts";
import { openHttpApp } from "./support/http-app.ts";
import { delayStore } from "./support/latency-object-store.ts";
import { RoundCountingObjectStore } from "./support/round-counting-object-store.ts";

const COLD_QUERIES = 30;
const WARM_QUERIES = 100;
/** The same of processes that hold the cards, and the years of the corpus, whose newest articles each of them lists before: they lie everywhere. */
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

/** Asks an index that lies in the store; `base` is as fast as it is. */
export async function measureSearchCost(base: ObjectStore, queries: readonly string[]): Promise<SearchCostFigures> {
  const { segments } = await measureIndex(base);
  const [typed, halfTyped] = [queries.map(typedWhole), queries.map(typedHalf)];
  return {
    segments,
    library: await costsByState(base, queries, openLibrary),
    list: await costsByState(base, typed, (store) => openApp(store, LIST)),
    box: await costsByState(base, typed, openBox),
    typed: await costsByState(base, halfTyped, openBox),
  };
}

/** What queries cost of processes that `open` opens: the first opens a warm one, of the others the first 30 are asked cold, the last 100 warm. */
export async function costsByState(base: ObjectStore, queries: readonly string[], open: Open): Promise<CostsByState> {
  const rounds = new RoundCountingObjectStore(delayStore(base));
  const store = new CountingObjectStore(rounds);
  const measure = (asked: readonly string[], search: (query: string, place: number) => Promise<unknown>) =>
    averageCost(store, rounds, asked, search);
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

export function openLibrary(store: ObjectStore): Process {
  const searcher = newSearcher(store);
  return { search: (query) => searcher.search(query, { limit: RESULTS_PER_PAGE }) };
}

/** The search box of a page. */
export const openBox: Open = (store) => openApp(store, BOX);

/** A query as it is asked once its last word is done. */
export const typedWhole = (query: string): string => `${query} `;

/** The same before that. */
export const typedHalf = (query: string): string => query.slice(0, -UNTYPED_LETTERS);

/** What the search box of a page asks the query function (src/widget/session); and what a list without passages does. */
const BOX = { collapse: "true", facets: "source", suggest: "5" };
const LIST = { passages: "none" };

/** Asks the query function. */
function openApp(store: ObjectStore, parameters: Readonly<Record<string, string>>): Process {
  const app = openHttpApp(store, { revalidateMs: REVALIDATE_MS });
  const ask = async (asked: Readonly<Record<string, string>>) =>
    (await app(`/search?${new URLSearchParams(asked)}`)).text();
  const search: Search = (query) => ask({ q: query, limit: String(RESULTS_PER_PAGE), ...parameters });
  if (parameters.passages !== LIST.passages) return { search };
  const holdCards = async (): Promise<void> => {
    for (let year = FIRST_YEAR; year < FIRST_YEAR + YEARS; year += 1) {
      await ask({ ...LIST, limit: String(MAX_LIMIT), from: `${year}-01-01`, to: `${year}-12-31` });
    }
  };
  return { search, holdCards };
}

async function averageCost(
  store: CountingObjectStore,
  roundCounter: RoundCountingObjectStore,
  queries: readonly string[],
  search: (query: string, place: number) => Promise<unknown>,
): Promise<QueryCost> {
  let [rounds, mostRounds, mostRequests] = [0, 0, 0];
  const before = store.counts();
  const startMs = performance.now();
  roundCounter.takeRounds();
  for (const [place, query] of queries.entries()) {
    const requestsBefore = store.counts().requests;
    await search(query, place);
    const taken = roundCounter.takeRounds();
    rounds += taken;
    mostRounds = Math.max(mostRounds, taken);
    mostRequests = Math.max(mostRequests, store.counts().requests - requestsBefore);
  }
  const count = queries.length;
  const meanMs = (performance.now() - startMs) / count;
  const counts = countsBetween(before, store.counts());
  const { reads, writes } = billedRequests(counts);
  return {
    rounds: rounds / count,
    mostRounds,
    requests: counts.requests / count,
    mostRequests,
    bytes: counts.bytesRead / count,
    meanMs,
    dollarsPerMillion: dollarsOf({
      reads: reads / count,
      writes: writes / count,
      readBytes: counts.bytesRead / count,
      writtenBytes: counts.bytesWritten / count,
      rounds: rounds / count,
      durationMs: meanMs,
    }),
  };
}

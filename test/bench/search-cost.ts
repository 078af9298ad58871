/**
 * What a query costs in dependent rounds, requests, bytes and dollars over a store as slow as S3: cold, warm and cached.
 */

import { CountingObjectStore, countsBetween } from "../../src/storage/decorators/counting-object-store.ts";
import type { ObjectStore } from "../../src/storage/object-store/object-store.ts";
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

/** Letters of the last word that are not typed yet. */
const UNTYPED_LETTERS = 3;

type Search = (query: string) => Promise<unknown>;

/** Opens a process of its own over the store, with the cache that it has by default. */
type Open = (store: ObjectStore) => Search;

/** Asks an index that lies in the store; `base` is as fast as it is. */
export async function measureSearchCost(base: ObjectStore, queries: readonly string[]): Promise<SearchCostFigures> {
  const { segments } = await measureIndex(base);
  const halfTyped = queries.map((query) => query.slice(0, -UNTYPED_LETTERS));
  return {
    segments,
    library: await costsByState(base, queries, openLibrary),
    box: await costsByState(
      base,
      queries.map((query) => `${query} `),
      openBox,
    ),
    typed: await costsByState(base, halfTyped, openBox),
  };
}

async function costsByState(base: ObjectStore, queries: readonly string[], open: Open): Promise<CostsByState> {
  const rounds = new RoundCountingObjectStore(delayStore(base));
  const store = new CountingObjectStore(rounds);
  const measure = (asked: readonly string[], search: (query: string, place: number) => Promise<unknown>) =>
    averageCost(store, rounds, asked, search);
  const [first = "", ...others] = queries;
  const cold = await measure(others.slice(0, COLD_QUERIES), (query) => open(store)(query));
  const warmQueries = others.slice(-WARM_QUERIES);
  // A process for each, so that none has anything of another's words.
  const opened = warmQueries.map(() => open(store));
  for (const search of opened) await search(first);
  const warm = await measure(warmQueries, (query, i) => (opened[i] ?? open(store))(query));
  const cachedSearch = open(store);
  for (const query of warmQueries) await cachedSearch(query);
  return { cold, warm, cached: await measure(warmQueries, cachedSearch) };
}

function openLibrary(store: ObjectStore): Search {
  const searcher = newSearcher(store);
  return (query) => searcher.search(query, { limit: RESULTS_PER_PAGE });
}

/** What the search box of a page asks the query function at a pause (src/widget/session). */
function openBox(store: ObjectStore): Search {
  const app = openHttpApp(store, { revalidateMs: REVALIDATE_MS });
  const asked = { collapse: "true", limit: String(RESULTS_PER_PAGE), facets: "source", suggest: "5" };
  return async (query) => (await app(`/search?${new URLSearchParams({ q: query, ...asked })}`)).text();
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

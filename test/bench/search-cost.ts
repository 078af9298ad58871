/**
 * What a query costs in dependent rounds, requests, bytes and dollars over a store as slow as S3: cold, warm and cached.
 */

import { dollarsPerMillion } from "../../functions/cost/aws-prices.ts";
import type { Searcher } from "../../src/query/searcher.ts";
import { CountingObjectStore, countsBetween } from "../../src/storage/decorators/counting-object-store.ts";
import type { ObjectStore } from "../../src/storage/object-store/object-store.ts";
import { RESULTS_PER_PAGE } from "./engine.ts";
import { newSearcher } from "./engines/poisk.ts";
import { measureIndex } from "./index-size.ts";
import type { QueryCost, SearchCostFigures } from "./measurement.ts";
import { billedRequests } from "./support/billed-requests.ts";
import { delayStore } from "./support/latency-object-store.ts";
import { RoundCountingObjectStore } from "./support/round-counting-object-store.ts";

const COLD_QUERIES = 30;
const WARM_QUERIES = 100;

type Search = (query: string) => Promise<unknown>;

/** Asks an index that lies in the store; `base` is as fast as it is. */
export async function measureSearchCost(base: ObjectStore, queries: readonly string[]): Promise<SearchCostFigures> {
  const { segments } = await measureIndex(base);
  const rounds = new RoundCountingObjectStore(delayStore(base));
  const store = new CountingObjectStore(rounds);
  const measure = (asked: readonly string[], search: Search) => averageCost(store, rounds, asked, search);
  const cold = await measure(queries.slice(0, COLD_QUERIES), (query) => searchOnce(store, query));
  const warmQueries = queries.slice(-WARM_QUERIES);
  const warm = await measure(warmQueries, await openedSearch(newSearcher(store, 0), queries[0] ?? ""));
  const cachedSearch = await openedSearch(newSearcher(store), queries[0] ?? "");
  for (const query of warmQueries) await cachedSearch(query);
  return { segments, cold, warm, cached: await measure(warmQueries, cachedSearch) };
}

function searchOnce(store: ObjectStore, query: string): Promise<unknown> {
  return newSearcher(store).search(query, { limit: RESULTS_PER_PAGE });
}

/** A process that has answered once. */
async function openedSearch(searcher: Searcher, firstQuery: string): Promise<Search> {
  const search: Search = (query) => searcher.search(query, { limit: RESULTS_PER_PAGE });
  await search(firstQuery);
  return search;
}

async function averageCost(
  store: CountingObjectStore,
  roundCounter: RoundCountingObjectStore,
  queries: readonly string[],
  search: Search,
): Promise<QueryCost> {
  let [rounds, mostRounds, mostRequests] = [0, 0, 0];
  const before = store.counts();
  const startMs = performance.now();
  roundCounter.takeRounds();
  for (const query of queries) {
    const requestsBefore = store.counts().requests;
    await search(query);
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
    dollarsPerMillion: dollarsPerMillion({ reads: reads / count, writes: writes / count, durationMs: meanMs }),
  };
}

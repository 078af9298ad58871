/**
 * Measures one query of the page in requests and bytes over an index of some size: deterministic counters, the same on
 * any machine. Snippets are part of it.
 */

import { systemClock } from "../../src/clock.ts";
import { defaultKeyLayout } from "../../src/index/shared.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import { CountingObjectStore, type ObjectStore } from "../../src/store/store.ts";
import { countsBetween } from "../support/counts-between.ts";
import { seededIds } from "../support/deterministic.ts";
import { RESULTS_PER_PAGE } from "./engine.ts";

/** The index does not change while it is asked. */
const REVALIDATE_MS = 3_600_000;

/** Averages over the queries; `cold` is each query in a process of its own, `warm` all in one that knows the index. */
export interface QueryCounters {
  readonly cold: { readonly requests: number; readonly bytes: number };
  readonly warm: { readonly requests: number; readonly bytes: number };
}

/** Asks an index; `warmUp` are queries that are asked before the warm ones. */
export async function countQueryCost(
  base: ObjectStore,
  queries: readonly string[],
  warmUp: readonly string[],
): Promise<QueryCounters> {
  const store = new CountingObjectStore(base);
  const newSearch = () =>
    new ArticleSearch(
      { store, layout: defaultKeyLayout, clock: systemClock, ids: seededIds(2) },
      { revalidateMs: REVALIDATE_MS, cacheBytes: 0 },
    );
  const average = async (search: () => ArticleSearch) => {
    const before = store.counts();
    for (const text of queries) await ask(search(), text);
    const { requests, bytesRead } = countsBetween(before, store.counts());
    return { requests: requests / queries.length, bytes: bytesRead / queries.length };
  };
  const cold = await average(newSearch);
  const opened = newSearch();
  for (const text of warmUp) await ask(opened, text);
  return { cold, warm: await average(() => opened) };
}

async function ask(search: ArticleSearch, text: string): Promise<void> {
  await search.search({ text, match: "auto", correct: "off", offset: 0, limit: RESULTS_PER_PAGE });
}

/**
 * The search over articles as a program of its own opens it: over a store alone, with retries, and counting what each
 * piece of work costs.
 */
import { systemClock } from "../clock.ts";
import { SearchIndexError } from "../errors.ts";
import { systemIdSource } from "../id-source.ts";
import { defaultKeyLayout, type IndexContext, publishedKeyLayout } from "../index/shared.ts";
import {
  asObjectStore,
  isObjectStore,
  MeteredObjectStore,
  type ObjectReader,
  RetryingObjectStore,
} from "../store/store.ts";
import { ArticleSearch, type ArticleSearchOptions } from "./article-search.ts";

export interface CreateSearchInput
  extends ArticleSearchOptions,
    Partial<Pick<IndexContext, "layout" | "clock" | "ids">> {
  /**
   * The store of an index that IndexWriter with `articleIndexOptions`, `poisk` or the functions wrote. `layout` is by
   * default {@link defaultKeyLayout}, and {@link publishedKeyLayout} where nothing but reading is possible.
   */
  readonly store: ObjectReader;
  /** Time for which a failed request of the store is retried. Default as in RetryingObjectStore. */
  readonly retryBudgetMs?: number;
}

/**
 * A search, and what it costs: `meter.measure(work)`, within which `meter.cost` tells requests and bytes so far.
 * `settled` resolves when nothing is being read for anybody.
 */
export type MeteredSearch = ArticleSearch & { readonly meter: MeteredObjectStore; settled(): Promise<void> };

/**
 * Opens an index of articles; reads nothing yet. `invalid-options` without a store. Keep one for a process: it holds
 * what was read.
 */
export function createSearch(input: CreateSearchInput): MeteredSearch {
  if (typeof input?.store !== "object" || input.store === null) {
    throw new SearchIndexError("invalid-options", "Where is the index? Give a store, as createSearch({ store }).");
  }
  const {
    store,
    layout = isObjectStore(store) ? defaultKeyLayout : publishedKeyLayout,
    clock = systemClock,
    ids = systemIdSource,
    retryBudgetMs,
    ...options
  } = input;
  const meter = new MeteredObjectStore(asObjectStore(store));
  const retries = retryBudgetMs === undefined ? { clock, ids } : { clock, ids, budgetMs: retryBudgetMs };
  const retrying = new RetryingObjectStore(meter, retries);
  const context = { store: retrying, layout, clock, ids };
  return Object.assign(new ArticleSearch(context, options), { meter, settled: () => retrying.settled() });
}

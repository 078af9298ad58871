/**
 * Runs a caller's `filter` over matches without reading their stored fields (layer 4): it sees the columns, which are in
 * memory, and the match; where it asks for more than that, the caller of this reads the stored fields after all.
 */
import type { SearchResult } from "minisearch";
import type { ValueColumn } from "../segment/columns.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import type { IndexSnapshot } from "./index-snapshot.ts";
import { explainMatch } from "./match-info.ts";
import type { PlanSearchResult } from "./plan-search.ts";
import type { QueryPlan } from "./query-plan.ts";
import { leafNodes } from "./query-postings.ts";
import type { RankedHit } from "./top-hits.ts";

/** Thrown by a property that is not in memory, and caught here alone. */
const NEEDS_STORED_FIELDS = Symbol("needs stored fields");

export type ResultFilter = (result: SearchResult) => boolean;

/**
 * The hits that pass, in their order; null where columns are not enough: none are kept, the filter reads the id or a
 * stored field without one, or boostDocument has to be asked what was matched. One request a column and segment, once.
 */
export async function filterByColumns(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  { hits, postings }: PlanSearchResult,
  filter: ResultFilter,
  options: ResolvedIndexOptions,
): Promise<RankedHit[] | null> {
  const isBoosted = [...leafNodes(plan.root)].some((node) => node.boostDocument !== null);
  if (options.columnFields.length === 0 || isBoosted) return null;
  const columns = await Promise.all(snapshot.segments.map(({ reader }) => loadColumns(reader, options.columnFields)));
  const unseen = ["id", ...options.storeFields.filter((name) => !options.columnFields.includes(name))];
  try {
    return hits.filter((hit) => {
      const segment = postings.segments[hit.segmentNumber];
      const explained = segment && explainMatch(plan.root, hit.ordinal, segment, postings);
      const match = explained?.match ?? {};
      const known = {
        score: hit.score,
        terms: Object.keys(match),
        queryTerms: [...(explained?.queryTerms ?? [])],
        match,
      };
      const result = Object.assign(known, columnValues(columns[hit.segmentNumber] ?? new Map(), hit.ordinal));
      for (const name of unseen) Object.defineProperty(result, name, { get: refuse, enumerable: true });
      return filter(result as unknown as SearchResult);
    });
  } catch (error) {
    if (error === NEEDS_STORED_FIELDS) return null;
    throw error;
  }
}

function refuse(): never {
  throw NEEDS_STORED_FIELDS;
}

async function loadColumns(
  reader: IndexSnapshot["segments"][number]["reader"],
  names: readonly string[],
): Promise<Map<string, ValueColumn>> {
  const columns = new Map<string, ValueColumn>();
  await Promise.all(
    names.map(async (name) => {
      const column = await reader.values(name);
      if (column !== null) columns.set(name, column);
    }),
  );
  return columns;
}

/** The fields of a document that have a value, as its stored fields would have them. */
function columnValues(columns: ReadonlyMap<string, ValueColumn>, ordinal: number): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [name, { values: distinct, items }] of columns) {
    const item = items[ordinal] ?? 0;
    if (item > 0) values[name] = distinct[item - 1];
  }
  return values;
}

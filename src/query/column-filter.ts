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
  const unseen = new Set<PropertyKey>(options.storeFields.filter((name) => !options.columnFields.includes(name)));
  unseen.add("id");
  const veil = new Veil(unseen);
  const passing: RankedHit[] = [];
  for (const hit of hits) {
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
    const isPassing = veil.ask(filter, result);
    if (isPassing === null) return null;
    if (isPassing) passing.push(hit);
  }
  return passing;
}

/** Shows a filter a result of which some properties are not known, and notices when it asks for one of these. */
class Veil {
  readonly #handler: ProxyHandler<object>;
  #isPierced = false;

  constructor(unseen: ReadonlySet<PropertyKey>) {
    const check = (name: PropertyKey): void => {
      if (unseen.has(name)) this.#pierce();
    };
    this.#handler = {
      get: (target, name) => {
        check(name);
        return Reflect.get(target, name);
      },
      has: (target, name) => {
        check(name);
        return Reflect.has(target, name);
      },
      getOwnPropertyDescriptor: (target, name) => {
        check(name);
        return Reflect.getOwnPropertyDescriptor(target, name);
      },
      ownKeys: () => this.#pierce(),
    };
  }

  /** Null where the filter asked for what is not known, even if it kept the failure to itself. */
  ask(filter: ResultFilter, result: object): boolean | null {
    try {
      const isPassing = Boolean(filter(new Proxy(result, this.#handler) as SearchResult));
      return this.#isPierced ? null : isPassing;
    } catch (error) {
      if (this.#isPierced) return null;
      throw error;
    }
  }

  #pierce(): never {
    this.#isPierced = true;
    throw new Error("This property is not in memory.");
  }
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

/**
 * The library's search: MiniSearch's `search` and `autoSuggest` over an index in object storage, with the
 * same ids and the same scores as one MiniSearch freshly built from the live documents.
 */

import type { Query, SearchOptions, SearchResult, Suggestion } from "minisearch";
import { systemClock } from "../../clock.ts";
import { SearchIndexError } from "../../errors.ts";
import { systemIdSource } from "../../id-source.ts";
import { groupBy } from "../../keyed.ts";
import type { ObjectStore } from "../../store/store.ts";
import { defaultKeyLayout, type KeyLayout } from "../keys.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import {
  type IndexOptions,
  type ResolvedIndexOptions,
  resolveIndexOptions,
} from "../segment/schema/minisearch-options.ts";
import { ColumnDocuments, type ShownDocument } from "./documents/column-documents.ts";
import { FieldAccessProbe } from "./documents/field-access-probe.ts";
import type { RankedHit } from "./hits/top-hits.ts";
import { compileQuery } from "./plan/compile-query.ts";
import { matchOf } from "./plan/hit-match.ts";
import { type PlanSearchResult, searchPlan } from "./plan/plan-search.ts";
import { isBoosted } from "./plan/query-plan.ts";
import { loadWeight, type QueryWeight } from "./plan/weight.ts";
import { type IndexSnapshot, loadHitDocuments, requireFields } from "./snapshot/index-snapshot.ts";
import { type SnapshotOptions, SnapshotSource } from "./snapshot/snapshot-source.ts";
export interface SearcherInput extends SnapshotOptions {
  readonly store: ObjectStore;
  /** The options that the writer was given. */
  readonly options: IndexOptions;
  readonly layout?: KeyLayout;
  readonly clock?: IndexContext["clock"];
  readonly ids?: IndexContext["ids"];
}

/** MiniSearch's SearchOptions and ours. */
export type SearcherOptions = SearchOptions & {
  /** Hits, or suggestions, wanted at the most; default all. */
  readonly limit?: number;
  /** Hits, or suggestions, to leave out at the beginning; default 0. */
  readonly offset?: number;
  /** False leaves out MiniSearch's multiplication by the number of matched query terms. Default true. */
  readonly matchedTermsFactor?: boolean;
};

/** Searches one index; keeps its tables of contents, columns and what it read last in memory. */
export class Searcher {
  readonly snapshots: SnapshotSource;
  readonly options: ResolvedIndexOptions;

  constructor({ store, options, layout = defaultKeyLayout, clock, ids, ...snapshotOptions }: SearcherInput) {
    const context = { store, layout, clock: clock ?? systemClock, ids: ids ?? systemIdSource };
    this.snapshots = new SnapshotSource(context, snapshotOptions);
    this.options = resolveIndexOptions(options);
  }

  /**
   * Searches with the results of MiniSearch.search, ordered by score, then source key, then id. Requests: see
   * loadWeight, and one a distinct block of stored fields of the hits returned; of all matches where `boostDocument` or
   * `filter` reads a stored field that is no column (the index's `columnFields`; the id is always one). Both may then
   * be asked twice. `index-outdated` where the index has other fields; `no-index-yet` where none was begun,
   * `missing-manifest` where its manifest is gone.
   */
  async search(query: Query, searchOptions: SearcherOptions = {}): Promise<SearchResult[]> {
    const { limit, offset } = parsePage(searchOptions);
    const plan = compileQuery(query, searchOptions, this.options);
    // Null takes a filter of the index's options away, as in MiniSearch.
    const filter = { ...this.options.searchOptions, ...searchOptions }.filter ?? undefined;
    const find = async (snapshot: IndexSnapshot): Promise<SearchResult[]> => {
      requireFields(snapshot, this.options);
      const result = await searchPlan(snapshot, plan, {
        offset: filter === undefined ? offset : 0,
        limit: filter === undefined ? limit : Number.POSITIVE_INFINITY,
        usesMatchedTermsFactor: searchOptions.matchedTermsFactor ?? true,
        ranksAllTermsFirst: false,
        counts: "page",
      });
      if (filter === undefined) return toSearchResults(snapshot, result);
      const passing = await filterByColumns(snapshot, result, filter, this.options);
      if (passing === null) {
        return (await toSearchResults(snapshot, result)).filter(filter).slice(offset, offset + limit);
      }
      return toSearchResults(snapshot, { ...result, hits: passing.slice(offset, offset + limit) });
    };
    return this.snapshots.use(find, (part) => loadWeight(part, plan));
  }

  /**
   * Suggests with the results of MiniSearch.autoSuggest; `limit` and `offset` are of suggestions. Reads the stored
   * fields of every match; for small indexes and few words.
   */
  async autoSuggest(queryString: string, options: SearcherOptions = {}): Promise<Suggestion[]> {
    const { limit, offset } = parsePage(options);
    const merged = { ...this.options.autoSuggestOptions, ...options, limit: Number.POSITIVE_INFINITY, offset: 0 };
    const found = await this.search(queryString, merged);
    return [...groupBy(found, ({ terms }) => [terms.join(" ")])]
      .map(([suggestion, ofPhrase]) => ({
        suggestion,
        terms: ofPhrase[0]?.terms ?? [],
        score: ofPhrase.reduce((sum, { score }) => sum + score, 0) / ofPhrase.length,
      }))
      .sort((a, b) => b.score - a.score)
      .slice(offset, offset + limit);
  }
}

/**
 * Opens an index for searching; reads nothing yet. Where nothing was ever written, queries reject with `no-index-yet`.
 */
export function openSearcher(input: SearcherInput): Searcher {
  return new Searcher(input);
}

async function toSearchResults(snapshot: IndexSnapshot, { hits, weight }: PlanSearchResult): Promise<SearchResult[]> {
  const documents = await loadHitDocuments(snapshot, hits);
  return hits.map((hit, i) => resultOf(hit, weight, documents[i], documents[i]));
}

/** A hit as MiniSearch tells it, of what is known of its document; `shown` is what a boostDocument sees of it. */
function resultOf(
  { segmentNumber, ordinal, score }: RankedHit,
  { scorers }: QueryWeight,
  known: ShownDocument | undefined,
  shown: ShownDocument | undefined,
): SearchResult {
  const scorer = scorers[segmentNumber];
  const found = scorer && matchOf(scorer, ordinal, (boost, term) => !boost(shown?.id, term, shown?.fields));
  const { queryTerms = [], match = {} } = found ?? {};
  const result = { id: known?.id, score, terms: Object.keys(match), queryTerms: [...queryTerms], match };
  return Object.assign(result, known?.fields);
}

function parsePage({ limit = Number.POSITIVE_INFINITY, offset = 0 }: SearcherOptions) {
  const isLimit = limit === Number.POSITIVE_INFINITY || (Number.isSafeInteger(limit) && limit >= 0);
  if (isLimit && Number.isSafeInteger(offset) && offset >= 0) return { limit, offset };
  throw new SearchIndexError("invalid-query", "`limit` and `offset` must be whole numbers from 0 on.");
}

type ResultFilter = (result: SearchResult) => boolean;

/**
 * The hits that pass, in their order; null where columns are not enough: the filter, or boostDocument, reads a stored
 * field that has none. One request a column and segment, once, and one for the ids where the filter reads them.
 */
async function filterByColumns(
  snapshot: IndexSnapshot,
  { hits, weight }: PlanSearchResult,
  filter: ResultFilter,
  { storeFields }: ResolvedIndexOptions,
): Promise<RankedHit[] | null> {
  // Ids are the largest column: only where boostDocument is given them anyway, or the filter turns out to ask for them.
  for (let needsIds = isBoosted(weight.plan.root); ; needsIds = true) {
    const probe = new FieldAccessProbe();
    const segments = await Promise.all(
      snapshot.segments.map(({ reader }) => ColumnDocuments.load(reader, { probe, storeFields, needsIds })),
    );
    const passing = await probe.watch(async () => {
      const found: RankedHit[] = [];
      for (const hit of hits) {
        const documents = segments[hit.segmentNumber];
        if (documents === undefined || probe.isTriggered) continue;
        const result = resultOf(hit, weight, documents.known(hit.ordinal), documents.get(hit.ordinal));
        if (filter(documents.cover(result))) found.push(hit);
      }
      return found;
    });
    if (passing !== undefined) return passing;
    if (needsIds || !probe.asked.has("id")) return null;
  }
}

/**
 * A search client for InstantSearch: Algolia's queries to questions of GET /search, and its answers back. It needs
 * nothing of InstantSearch itself, and has every widget that asks for hits, facets and pages.
 */
import {
  type FacetName,
  type FacetValue,
  MAX_LIMIT,
  MAX_OFFSET,
  type MarkedText,
  NAME_FILTERS,
  type SearchAnswer,
  type SearchHit,
} from "../../search-api.ts";
import { createSearchClient, type SearchClient, type SearchClientOptions, type SearchQuery } from "../search-client.ts";

/** `source:Волна`, or a list: of alternatives inside a list of what must all hold. */
type FacetFilter = string | readonly FacetFilter[];

/** Parameters of /search that go on as they are. */
const PASSED_ON = ["from", "to", "match", "collapse", "correct", "ignore"] as const;

/** The supported parameters of Algolia's API, and those of /search that are given to `configure`. */
export interface InstantSearchParameters extends Partial<Record<(typeof PASSED_ON)[number], unknown>> {
  readonly query?: string | undefined;
  /** Number of the page, from 0. */
  readonly page?: number | undefined;
  /** Number of hits: at most 50; 20 by default, as in Algolia's API. */
  readonly hitsPerPage?: number | undefined;
  readonly facets?: string | readonly string[] | undefined;
  readonly facetFilters?: FacetFilter | undefined;
  readonly filters?: string | undefined;
  readonly numericFilters?: string | readonly unknown[] | undefined;
  readonly highlightPreTag?: string | undefined;
  readonly highlightPostTag?: string | undefined;
  readonly facetName?: string | undefined;
  readonly facetQuery?: string | undefined;
  readonly maxFacetHits?: number | undefined;
}

/** A query of one index. An index whose name ends with `newest` or `oldest` is in this order, else by relevance. */
export interface InstantSearchRequest {
  readonly indexName: string;
  readonly params?: InstantSearchParameters | undefined;
  /** `facet` where values of a facet are looked for, as version 5 of Algolia's client does. */
  readonly type?: string | undefined;
  readonly facet?: string | undefined;
}

/** A text with tags around what is marked. It is text, no markup: InstantSearch escapes it. */
interface TaggedText {
  readonly value: string;
  readonly matchLevel: "none" | "full";
  readonly matchedWords: readonly string[];
}

/** A hit of /search, its texts as texts; `url` opens it always. */
export interface InstantSearchHit extends Omit<SearchHit, "title" | "snippet" | "url"> {
  readonly objectID: string;
  readonly title: string;
  readonly snippet: string;
  readonly url: string;
  readonly _highlightResult: { readonly title: TaggedText; readonly snippet: TaggedText };
  readonly _snippetResult: { readonly title: TaggedText; readonly snippet: TaggedText };
}

/** Algolia's answer to a query. `userData` has the `query` of the answer: corrections, offer, understood parts. */
interface InstantSearchResult<Item> {
  readonly index: string;
  readonly query: string;
  readonly params: string;
  readonly hits: Item[];
  readonly nbHits: number;
  readonly page: number;
  readonly nbPages: number;
  readonly hitsPerPage: number;
  readonly facets: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly exhaustiveNbHits: boolean;
  readonly exhaustiveFacetsCount: true;
  readonly processingTimeMS: number;
  readonly userData: readonly SearchAnswer["query"][];
}

interface FacetSearchResult {
  readonly facetHits: readonly (FacetValue & { readonly highlighted: string })[];
  readonly exhaustiveFacetsCount: true;
  readonly processingTimeMS: number;
}

/**
 * The client for `instantsearch({ searchClient })`. Rejects with SearchFailure, or with TypeError if a filter is not
 * supported.
 */
export interface InstantSearchClient {
  search<Item = InstantSearchHit>(
    requests: readonly InstantSearchRequest[],
  ): Promise<{ results: InstantSearchResult<Item>[] }>;
}

const FACETS: readonly FacetName[] = ["source", "year", "month", "place"];
/** Algolia's own. */
const DEFAULT_HITS = 20;
const DEFAULT_FACET_HITS = 10;

/** TypeError where the endpoint is no address. Each query is one request, kept as the client of /search keeps it. */
export function createInstantSearchClient(options: SearchClientOptions): InstantSearchClient {
  const client = createSearchClient(options);
  const answer = async (request: InstantSearchRequest) =>
    request.type === "facet" ? searchFacet(client, request) : searchPage(client, request);
  const instantSearchClient = {
    // The type of an item is whoever's asks: what is there are InstantSearchHits.
    search: async <Item>(requests: readonly InstantSearchRequest[]) => ({
      results: (await Promise.all(requests.map(answer))) as unknown as InstantSearchResult<Item>[],
    }),
    // InstantSearch calls it where it is there. Its type is that of the one or the other version of Algolia's client.
    searchForFacetValues: (requests: readonly InstantSearchRequest[]) =>
      Promise.all(requests.map((request) => searchFacet(client, request))),
  };
  return instantSearchClient;
}

async function searchPage(
  client: SearchClient,
  { indexName, params = {} }: InstantSearchRequest,
): Promise<InstantSearchResult<InstantSearchHit>> {
  const { page = 0, hitsPerPage = DEFAULT_HITS } = params;
  const limit = Math.min(hitsPerPage, MAX_LIMIT);
  const isBeyond = page * limit > MAX_OFFSET;
  const query = queryOf(indexName, params);
  const facets = facetsOf(params.facets);
  const found = await client.search({
    ...query,
    facets,
    limit: isBeyond ? 0 : limit,
    offset: isBeyond ? 0 : page * limit,
  });
  const listed = found.total + (query.sort === undefined && query.q.trim() !== "" ? found.totalAny : 0);
  return {
    index: indexName,
    query: query.q,
    params: "",
    hits: found.hits.map((hit) => hitOf(hit, client, params)),
    nbHits: found.total,
    page,
    nbPages: limit === 0 ? 0 : Math.min(Math.ceil(listed / limit), Math.floor(MAX_OFFSET / limit) + 1),
    hitsPerPage: limit,
    facets: Object.fromEntries(
      facets.map((name) => [
        name,
        Object.fromEntries((found.facets?.[name] ?? []).map(({ value, count }) => [value, count])),
      ]),
    ),
    exhaustiveNbHits: found.totalRelation === "exact",
    exhaustiveFacetsCount: true,
    processingTimeMS: Math.round(found.tookMs),
    userData: [found.query],
  };
}

async function searchFacet(
  client: SearchClient,
  { indexName, params = {}, facet = params.facetName }: InstantSearchRequest,
): Promise<FacetSearchResult> {
  const { facetQuery = "", maxFacetHits = DEFAULT_FACET_HITS } = params;
  const [name] = facetsOf(facet);
  if (name === undefined) throw new TypeError(`There is no facet "${facet}".`);
  const { facets, tookMs } = await client.search({
    ...queryOf(indexName, params),
    limit: 0,
    facets: [name],
    facetQuery,
  });
  const facetHits = (facets?.[name] ?? []).slice(0, maxFacetHits).map(({ value, count }) => {
    const start = value.toLowerCase().indexOf(facetQuery.toLowerCase());
    const highlights = facetQuery === "" || start < 0 ? [] : [[start, start + facetQuery.length] as const];
    return { value, count, highlighted: tagged({ text: value, highlights }, params).value };
  });
  return { facetHits, exhaustiveFacetsCount: true, processingTimeMS: Math.round(tookMs) };
}

/** Names that the API counts; all of them for `*`. */
function facetsOf(facets: string | readonly string[] = []): FacetName[] {
  const names = [facets].flat();
  return FACETS.filter((name) => names.includes("*") || names.includes(name));
}

function queryOf(indexName: string, params: InstantSearchParameters): SearchQuery & { readonly q: string } {
  const { query = "", facetFilters = [], filters = "", numericFilters = [] } = params;
  if (filters !== "" || numericFilters.length > 0) {
    throw new TypeError("poisk has no `filters` and no `numericFilters`: give `from` and `to` to `configure`.");
  }
  const [order] = /(?:newest|oldest)$/.exec(indexName) ?? [];
  return {
    ...Object.fromEntries(PASSED_ON.map((name) => [name, params[name]])),
    ...filtersOf(typeof facetFilters === "string" ? [facetFilters] : facetFilters),
    ...(order === undefined ? {} : { sort: order as "newest" | "oldest" }),
    q: query,
  };
}

/** TypeError for what the API cannot say: exclusions, alternatives of several facets, several values of one at once. */
function filtersOf(facetFilters: readonly FacetFilter[]): SearchQuery {
  const values: Record<string, string[]> = {};
  for (const filter of facetFilters) {
    const alternatives = ([filter].flat(9) as string[]).map((text) => {
      const colon = text.indexOf(":");
      return { name: text.slice(0, colon), value: text.slice(colon + 1) };
    });
    const name = alternatives[0]?.name ?? "";
    const isExclusion = alternatives.some(({ value }) => value.startsWith("-"));
    if (name in values || isExclusion || alternatives.some((other) => other.name !== name)) {
      throw new TypeError(
        `poisk cannot filter by ${JSON.stringify(facetFilters)}: give values of one facet with "or".`,
      );
    }
    // InstantSearch writes a minus that is part of a value so.
    values[name] = alternatives.map(({ value }) => value.replace(/^\\-/, "-"));
  }
  const { year, ...names } = values;
  const unknown = Object.keys(names).filter((name) => !NAME_FILTERS.some((known) => known === name));
  if (unknown.length > 0) throw new TypeError(`poisk cannot filter by ${unknown.join(", ")}.`);
  return { ...names, ...(year === undefined ? {} : daysOf(year)) };
}

/** Days are one span, so that years must follow one another. */
function daysOf(years: readonly string[]): SearchQuery {
  const [first = "", ...others] = [...years].sort();
  const last = others.at(-1) ?? first;
  if (Number(last) - Number(first) !== others.length) {
    throw new TypeError(`poisk cannot filter by years apart: ${years.join(", ")}. Use a menu for years.`);
  }
  return { from: `${first}-01-01`, to: `${last}-12-31` };
}

function hitOf(hit: SearchHit, client: SearchClient, params: InstantSearchParameters): InstantSearchHit {
  const texts = { title: tagged(hit.title, params), snippet: tagged(hit.snippet, params) };
  return {
    ...hit,
    objectID: hit.id,
    title: hit.title.text,
    snippet: hit.snippet.text,
    url: hit.url ?? client.addressOf(hit.href),
    _highlightResult: texts,
    _snippetResult: texts,
  };
}

function tagged({ text, highlights }: MarkedText, params: InstantSearchParameters): TaggedText {
  const { highlightPreTag = "<em>", highlightPostTag = "</em>" } = params;
  let value = "";
  let end = 0;
  for (const [from, to] of highlights) {
    value += text.slice(end, from) + highlightPreTag + text.slice(from, to) + highlightPostTag;
    end = to;
  }
  const matchedWords = [...new Set(highlights.map(([from, to]) => text.slice(from, to).toLowerCase()))];
  return { value: value + text.slice(end), matchLevel: highlights.length > 0 ? "full" : "none", matchedWords };
}

/**
 * What of the matches of a query is counted by its values; facets.ts counts it.
 */
import type { FacetCounts, FacetName } from "../../search-api.ts";

export const FACET_NAMES = [
  "source",
  "year",
  "month",
  "place",
  "section",
  "author",
] as const satisfies readonly FacetName[];

/** The facets to count. */
export interface FacetQuery {
  /** Default nothing. */
  readonly facets?: readonly FacetName[] | undefined;
  /** Only names, and not years and months, in which this stands, without regard to case and ё; default all. */
  readonly facetQuery?: string | undefined;
}

/** The counts; null if they were not requested. */
export interface CountedFacets {
  readonly facets: FacetCounts | null;
  /** Matches without a date, of those that the total counts; beside years and months. */
  readonly undated: number | null;
}

export const NOTHING_COUNTED: CountedFacets = { facets: null, undated: null };

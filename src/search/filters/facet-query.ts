/**
 * Counts the values of a query's matches; facets.ts counts one facet.
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
  /**
   * Text that counted names must contain, without regard to case and ё; years and months are not affected. Default all.
   */
  readonly facetQuery?: string | undefined;
}

/** The counts; null if they were not requested. */
export interface CountedFacets {
  readonly facets: FacetCounts | null;
  /** Matches without a date, of those that the total counts; beside years and months. */
  readonly undated: number | null;
}

export const NOTHING_COUNTED: CountedFacets = { facets: null, undated: null };

/**
 * Counts of values beside the chosen ones (layer 5): each facet is counted without its own filter, so that choosing a source
 * does not hide the others. A facet without a filter of its own is counted by the search itself.
 */
import type { FacetCounts } from "../../search-api.ts";
import type { SearchClient, SearchQuery } from "../search-client.ts";
import { queryOf, type SearchState } from "./search-state.ts";

/** At most one request for each facet that is filtered by. Empty where a request fails: the search tells of that. */
export async function countBesides(
  client: SearchClient,
  search: SearchState,
  signal: AbortSignal,
): Promise<FacetCounts> {
  const count = (open: SearchQuery): Promise<FacetCounts> =>
    client.search({ ...queryOf(search), limit: 1, ...open }, signal).then(
      ({ facets = {} }) => facets,
      () => ({}),
    );
  const { sources, from, to } = search;
  const [bySource, byYear] = await Promise.all([
    sources.length > 0 ? count({ facets: ["source"], source: [] }) : {},
    from || to ? count({ facets: ["year"], from: "", to: "" }) : {},
  ]);
  return { ...bySource, ...byYear };
}

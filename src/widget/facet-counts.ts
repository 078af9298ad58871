/**
 * Counts of values beside the chosen ones (layer 5): each facet is counted without its own filter, so that choosing a source
 * does not hide the others. A facet without a filter of its own is counted by the search itself.
 */
import type { FacetCounts } from "../search-api.ts";
import type { SearchClient, SearchQuery } from "./search-client.ts";

/** At most one request for each facet that is filtered by. Empty where a request fails: the search tells of that. */
export async function countBesides(
  client: SearchClient,
  query: SearchQuery,
  signal: AbortSignal,
): Promise<FacetCounts> {
  const count = (open: SearchQuery): Promise<FacetCounts> =>
    client.search({ ...query, limit: 1, offset: 0, ...open }, signal).then(
      ({ facets = {} }) => facets,
      () => ({}),
    );
  const { facets = [], source = [], from, to } = query;
  const [sources, years] = await Promise.all([
    facets.includes("source") && source.length > 0 ? count({ facets: ["source"], source: [] }) : {},
    facets.includes("year") && (from || to) ? count({ facets: ["year"], from: "", to: "" }) : {},
  ]);
  return { ...sources, ...years };
}

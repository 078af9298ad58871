/**
 * Runs a caller's `filter` over matches without reading their stored fields (layer 4): it sees the columns, which are in
 * memory, and the match; where it asks for more than that, the caller of this reads the stored fields after all.
 */
import type { SearchResult } from "minisearch";
import type { ResolvedIndexOptions } from "../../segment/schema/minisearch-options.ts";
import { ColumnDocuments } from "../documents/column-documents.ts";
import { FieldAccessProbe } from "../documents/field-access-probe.ts";
import type { RankedHit } from "../hits/top-hits.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import type { PlanSearchResult } from "./plan-search.ts";
import { leafNodes } from "./query-plan.ts";

type ResultFilter = (result: SearchResult) => boolean;

/**
 * The hits that pass, in their order; null where columns are not enough: the filter, or boostDocument, reads a stored
 * field that has none. One request a column and segment, once, and one for the ids where the filter reads them.
 */
export async function filterByColumns(
  snapshot: IndexSnapshot,
  result: PlanSearchResult,
  filter: ResultFilter,
  options: ResolvedIndexOptions,
): Promise<RankedHit[] | null> {
  const isBoosted = [...leafNodes(result.weight.plan.root)].some(
    (node) => node.kind !== "source" && node.boostDocument !== null,
  );
  // Ids are the largest column: only where boostDocument is given them anyway, or the filter turns out to ask for them.
  for (let needsIds = isBoosted; ; needsIds = true) {
    const veil = new FieldAccessProbe();
    const segments = await Promise.all(
      snapshot.segments.map(async ({ reader }): Promise<ShownSegment> => {
        const { storeFields } = options;
        const documents = await ColumnDocuments.load(reader, { veil, storeFields, needsIds });
        const unknown = new Set<PropertyKey>(storeFields.filter((name) => !documents.hasColumn(name)));
        if (!needsIds) unknown.add("id");
        return { documents, cover: veil.cover((name) => unknown.has(name)) };
      }),
    );
    const passing = filterHits(result, segments, filter, veil);
    if (passing !== null) return passing;
    if (needsIds || !veil.asked.has("id")) return null;
  }
}

/** A segment as a filter is shown it; `cover` veils what a result lacks. */
interface ShownSegment {
  readonly documents: ColumnDocuments;
  readonly cover: <T extends object>(result: T) => T;
}

/** Null where the filter, or boostDocument, asked for what is not in memory. */
function filterHits(
  { hits, weight }: PlanSearchResult,
  segments: readonly ShownSegment[],
  filter: ResultFilter,
  veil: FieldAccessProbe,
): RankedHit[] | null {
  const passing: RankedHit[] = [];
  try {
    for (const hit of hits) {
      const [segment, scorer] = [segments[hit.segmentNumber], weight.scorers[hit.segmentNumber]];
      if (segment === undefined || scorer === undefined) continue;
      const { documents, cover } = segment;
      const explained = scorer.matchOf(hit.ordinal, (boostDocument, term) => {
        const { id, fields } = documents.get(hit.ordinal);
        return !boostDocument(id, term, fields);
      });
      const match = explained?.match ?? {};
      const known = {
        id: documents.idOf(hit.ordinal),
        score: hit.score,
        terms: Object.keys(match),
        queryTerms: [...(explained?.queryTerms ?? [])],
        match,
      };
      const isPassing = filter(cover(Object.assign(known, documents.fieldsOf(hit.ordinal))) as SearchResult);
      if (veil.isPierced) return null;
      if (isPassing) passing.push(hit);
    }
  } catch (error) {
    if (veil.isPierced) return null;
    throw error;
  }
  return passing;
}

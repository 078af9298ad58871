/**
 * What boostDocument sees of every document that it is asked about (layer 4): the columns, which are in memory; where it
 * asks for more than that, the stored fields of all of them are read after all.
 */
import { ColumnDocuments, type DocumentsByOrdinal } from "../documents/column-documents.ts";
import { FieldAccessProbe } from "../documents/field-access-probe.ts";
import { leafNodes, type QueryPostings } from "./query-postings.ts";
import { createSegmentScorer, type SegmentScorer } from "./segment-scorer.ts";
import type { QueryWeight } from "./weight.ts";

/**
 * The answer of `score`, which is given scorers that show a boostDocument what it asks for. One round
 * for the columns, once; where a boostDocument reads another stored field, `score` runs again, after a request a stored
 * block of every match. An index without columns has stored fields read at once: then what boostDocument is shown is
 * whole, as MiniSearch shows it, also to who looks at it later.
 */
export async function withBoostFields<T>(
  { plan, postings, scorers }: QueryWeight,
  score: (scorers: readonly SegmentScorer[]) => Promise<T>,
): Promise<T> {
  const { root, storeFields } = plan;
  const boosted = [...leafNodes(root)].filter((node) => node.kind !== "source" && node.boostDocument !== null);
  if (boosted.length === 0) return score(scorers);
  const scoreShown = (shown: readonly DocumentsByOrdinal[]): Promise<T> =>
    score(postings.segments.map((segment, i) => createSegmentScorer(postings, segment, plan, shown[i])));
  const hasColumns = postings.segments.some(({ open }) => open.reader.contents.valueColumns.length > 0);
  if (hasColumns || storeFields.length === 0) {
    const veil = new FieldAccessProbe();
    const input = { veil, storeFields, needsIds: true };
    const columns = await Promise.all(postings.segments.map(({ open }) => ColumnDocuments.load(open.reader, input)));
    try {
      const answer = await scoreShown(columns);
      if (!veil.isPierced) return answer;
    } catch (error) {
      if (!veil.isPierced) throw error;
    }
  }
  const isOfAll = boosted.some((node) => node.kind === "wildcard");
  return scoreShown(await loadStoredDocuments(postings, isOfAll));
}

function loadStoredDocuments(postings: QueryPostings, isOfAll: boolean): Promise<DocumentsByOrdinal[]> {
  return Promise.all(
    postings.segments.map(({ open, lists }) => {
      const ordinals = isOfAll
        ? Array.from({ length: open.segment.documents }, (_, ordinal) => ordinal)
        : [...new Set([...lists.values()].flat().flatMap((list) => [...list.toPostings().ordinals]))];
      return open.reader.storedDocuments(ordinals);
    }),
  );
}

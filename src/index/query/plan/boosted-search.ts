/**
 * Lets a boostDocument see documents.
 */
import { ColumnDocuments, type DocumentsByOrdinal } from "../documents/column-documents.ts";
import { FieldAccessProbe } from "../documents/field-access-probe.ts";
import { isBoosted, leafNodes } from "./query-plan.ts";
import type { BooleanScorer } from "./scorer.ts";
import type { QueryWeight } from "./weight.ts";

/**
 * The answer of `score`, which is given scorers that show a boostDocument what it asks for. One round
 * for the columns, once; where a boostDocument reads another stored field, `score` runs again, after a request a stored
 * block of every match. An index without columns has stored fields read at once: then what boostDocument is shown is
 * whole, as MiniSearch shows it, also to who looks at it later.
 */
export async function withBoostFields<T>(
  { plan, segments, scorersShowing }: QueryWeight,
  score: (scorers: readonly BooleanScorer[]) => Promise<T>,
): Promise<T> {
  const { root, storeFields } = plan;
  const hasColumns = segments.some(({ open }) => open.reader.contents.valueColumns.length > 0);
  if (hasColumns || storeFields.length === 0) {
    const probe = new FieldAccessProbe();
    const input = { probe, storeFields, needsIds: true };
    const columns = await Promise.all(segments.map(({ open }) => ColumnDocuments.load(open.reader, input)));
    const answer = await probe.watch(() => score(scorersShowing(columns)));
    if (answer !== undefined) return answer;
  }
  const isOfAll = [...leafNodes(root)].some((node) => node.kind === "wildcard" && isBoosted(node));
  return score(scorersShowing(await loadStoredDocuments(segments, isOfAll)));
}

function loadStoredDocuments(
  segments: QueryWeight["segments"],
  isOfAll: boolean,
): Promise<readonly DocumentsByOrdinal[]> {
  return Promise.all(
    segments.map(({ open, lists }) => {
      const ordinals = isOfAll
        ? Array.from({ length: open.segment.documents }, (_, ordinal) => ordinal)
        : [...new Set([...lists.values()].flat().flatMap((list) => [...list.toPostings().ordinals]))];
      return open.reader.storedDocuments(ordinals);
    }),
  );
}

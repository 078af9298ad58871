/**
 * All documents that match a plan, as sets (layer 4), and which terms stand in one of them.
 */
import type { PostingList } from "../../segment/postings/posting-list.ts";
import { chunksWithin, type DocumentSet } from "../snapshot/document-set.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import type { QueryPlan } from "./query-plan.ts";
import { loadWeight } from "./weight.ts";

/** By segment, its live documents of the set. A bit a document of the index. */
type DocumentSets = readonly DocumentSet[];

/** The documents that match a plan without a boostDocument. Requests: as loadWeight. */
export async function findDocuments(snapshot: IndexSnapshot, plan: QueryPlan): Promise<DocumentSets> {
  const { scorers } = await loadWeight(snapshot, plan);
  return scorers.map((root) => root.matches(null));
}

/** Whether each term stands in some document of the sets. Requests: at most one a term and large segment. */
export async function findTermsWithin(
  snapshot: IndexSnapshot,
  sets: DocumentSets,
  terms: readonly string[],
): Promise<boolean[]> {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.postings(terms)));
  return terms.map((term) => lists.some((found, i) => found.get(term)?.some((list) => meets(list, sets[i])) === true));
}

/** Chunk by chunk, up to the first document in common. */
function meets(list: PostingList, set: DocumentSet | undefined): boolean {
  if (set === undefined) return false;
  for (const chunk of chunksWithin(list, set)) {
    const end = list.decode(chunk);
    const ordinals = list.ordinalsOf(chunk);
    for (let i = list.startOf(chunk); i < end; i += 1) if (set.has(ordinals[i] ?? 0)) return true;
  }
  return false;
}

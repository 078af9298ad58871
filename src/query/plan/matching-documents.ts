/**
 * All documents that match a plan, as sets (layer 4), and which terms stand in one of them.
 */
import type { PostingList } from "../../segment/posting-list.ts";
import { POSTINGS_PER_CHUNK } from "../../segment/segment-format.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import { searchPlan } from "./plan-search.ts";
import type { QueryPlan } from "./query-plan.ts";

/** By segment, and in it by ordinal: 1 for a live document of the set. A byte a document of the index. */
export type DocumentSets = readonly Uint8Array[];

/** The documents that match. Requests: as searchPlan; scores every posting. */
export async function findDocuments(snapshot: IndexSnapshot, plan: QueryPlan): Promise<DocumentSets> {
  const sets = snapshot.segments.map(({ segment }) => new Uint8Array(segment.documents));
  await searchPlan(snapshot, plan, {
    offset: 0,
    limit: 0,
    usesMatchedTermsFactor: false,
    ranksAllTermsFirst: false,
    selection: Promise.resolve({
      masks: null,
      rankKeys: null,
      visit: (segmentNumber, ordinal) => {
        const set = sets[segmentNumber];
        if (set !== undefined) set[ordinal] = 1;
      },
    }),
  });
  return sets;
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
function meets(list: PostingList, set: Uint8Array | undefined): boolean {
  if (set === undefined) return false;
  for (let chunk = 0; chunk < list.chunkCount; chunk += 1) {
    const end = list.decode(chunk);
    for (let i = chunk * POSTINGS_PER_CHUNK; i < end; i += 1) if (set[list.ordinals[i] ?? 0] === 1) return true;
  }
  return false;
}

/**
 * Counts the documents of each segment with some terms or surface forms, by the lexicons: dead documents are counted,
 * and no postings read.
 */

import { lastAtMost } from "../../../keyed.ts";
import { findTerms } from "../../segment/lexicon/lexicon.ts";
import type { MayHold } from "../../segment/reader/segment-reader.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/**
 * Finds the document frequencies of some terms or forms in each segment that has them; `sorted` ascending. One round of
 * requests: the blocks of the lexicons that can hold one.
 */
export async function findFrequencies(
  { segments }: IndexSnapshot,
  kind: "terms" | "forms",
  sorted: readonly string[],
): Promise<ReadonlyMap<string, number>[]> {
  const mayHold = mayHoldSome(sorted);
  return Promise.all(
    segments.map(async ({ reader }) =>
      findTerms(await (kind === "terms" ? reader.lexiconBlocks(mayHold) : reader.formBlocks(mayHold)), sorted),
    ),
  );
}

/**
 * Says of the terms from `first` on, before `end`, whether one of `sorted` may be among them: by the ends of a range
 * alone.
 */
export function mayHoldSome(sorted: readonly string[]): MayHold {
  return (first, end) => {
    const last = end === null ? sorted.length - 1 : lastAtMost(sorted, end);
    const candidate = sorted[last] === end ? sorted[last - 1] : sorted[last];
    return candidate !== undefined && candidate >= first;
  };
}

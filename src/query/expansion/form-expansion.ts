/**
 * Surface forms of all segments by edits (layer 4): what typos are mended to. The same automaton and lexicon layout as for
 * terms.
 */
import type { IndexSnapshot } from "../index-snapshot.ts";
import { createEditAutomaton } from "./edit-automaton.ts";
import { findNearTerms } from "./edit-distance.ts";
import { NearRangeFilter } from "./near-range.ts";

/** A form of the index. */
export interface SurfaceForm {
  readonly form: string;
  /** Documents of all segments that hold it in any field; a dead one counts until its segment is rewritten. */
  readonly documentFrequency: number;
  /** Edits from what was asked for. */
  readonly distance: number;
}

/**
 * The forms of all segments within `maxDistance` edits of a folded form, each once, in no order; none of segments without
 * occurrences. Requests: the blocks of the lexicons of forms that can hold one, a run of them at a time.
 */
export async function formsNear(snapshot: IndexSnapshot, form: string, maxDistance: number): Promise<SurfaceForm[]> {
  const automaton = createEditAutomaton(form, maxDistance);
  const filter = new NearRangeFilter(form, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const blocks = await reader.formBlocks((first, end) => filter.mayHold(first, end));
      return findNearTerms(blocks, form, maxDistance, automaton);
    }),
  );
  const found = new Map<string, SurfaceForm>();
  for (const { term, distance, documentFrequency: ofSegment } of lists.flat()) {
    const documentFrequency = (found.get(term)?.documentFrequency ?? 0) + ofSegment;
    found.set(term, { form: term, documentFrequency, distance });
  }
  return [...found.values()];
}

/**
 * Surface forms of all segments by edits (layer 4): what typos are corrected to. The same automaton and lexicon layout as for
 * terms.
 */
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { createBeginningAutomaton } from "./beginning-automaton.ts";
import { createEditAutomaton, createSwapAutomaton, type EditAutomaton } from "./edit-automaton.ts";
import { findNearTerms, type NearTerm } from "./edit-distance.ts";
import { type LiveCount, liveCount } from "./live-counts.ts";
import { NearRangeFilter } from "./near-range.ts";

/** A form of the index. */
export interface NearForm {
  readonly count: LiveCount;
  /** Edits from what was asked for, a swap of neighbours being one. */
  readonly distance: number;
}

/**
 * The forms of all segments within `maxEdits` of a folded form, each once, in no order; none of segments without occurrences.
 * A swap of neighbours is one edit; there is one of them at the most. Requests: the blocks of the lexicons of forms that can
 * hold one, a run of them at a time.
 */
export async function formsNear(snapshot: IndexSnapshot, form: string, maxEdits: number): Promise<NearForm[]> {
  // Levenshtein's own, for which a swap is two edits, would follow one edit more, which takes six times as long (decisions/0011).
  const automaton = createSwapAutomaton(form, maxEdits);
  const filter = new NearRangeFilter(form, automaton);
  const withOneSwap = createEditAutomaton(form, maxEdits + 1);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const blocks = await reader.formBlocks((first, end) => filter.mayHold(first, end));
      return findNearTerms(blocks, form, maxEdits, automaton).filter(({ term }) => isNear(term, withOneSwap));
    }),
  );
  return addUp(snapshot, lists);
}

/**
 * The forms some beginning of which is one edit from a folded beginning, or that beginning itself, as formsNear. `distance` is of
 * the shortest such beginning.
 */
export async function formsBegunNear(snapshot: IndexSnapshot, beginning: string): Promise<NearForm[]> {
  const automaton = createBeginningAutomaton(beginning, 1);
  const filter = new NearRangeFilter(beginning, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) =>
      findNearTerms(await reader.formBlocks((first, end) => filter.mayHold(first, end)), beginning, 1, automaton),
    ),
  );
  return addUp(snapshot, lists);
}

/** `bySegment` has the forms that each segment has near by. */
function addUp(snapshot: IndexSnapshot, bySegment: readonly (readonly NearTerm[])[]): NearForm[] {
  const found = new Map<string, { distance: number; frequencies: number[] }>();
  for (const [segmentNumber, terms] of bySegment.entries()) {
    for (const { term, distance, documentFrequency } of terms) {
      const known = found.get(term) ?? { distance, frequencies: bySegment.map(() => 0) };
      known.frequencies[segmentNumber] = documentFrequency;
      found.set(term, known);
    }
  }
  return [...found].map(([form, { distance, frequencies }]) => ({
    distance,
    count: liveCount(snapshot, "forms", form, frequencies),
  }));
}

function isNear(term: string, automaton: EditAutomaton): boolean {
  for (let i = 0; i < term.length; i += 1) if (!automaton.push(i, term.charCodeAt(i))) return false;
  return automaton.distance(term.length) !== Number.POSITIVE_INFINITY;
}

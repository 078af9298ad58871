/**
 * Surface forms of all segments by prefix and by edits (layer 4): what readers see suggested and what typos are mended to.
 * The same automaton and lexicon layout as for terms.
 */
import type { LexiconTerm } from "../../segment/lexicon.ts";
import type { IndexSnapshot } from "../index-snapshot.ts";
import { createEditAutomaton } from "./edit-automaton.ts";
import { findNearTerms } from "./edit-distance.ts";
import { NearRangeFilter } from "./near-range.ts";

/** Which forms are wanted. */
export interface FormQuery {
  /** Folded as the index folds words: lower case, ё as е. */
  readonly form: string;
  /** Whether forms that begin with it are. */
  readonly prefix: boolean;
  /** Whether forms within so many edits of it are; 0 for none but itself. */
  readonly maxDistance: number;
}

/** A form of the index. */
export interface SurfaceForm {
  readonly form: string;
  /** Documents of all segments that hold it in any field; a dead one counts until its segment is rewritten. */
  readonly documentFrequency: number;
  /** Edits from what was asked for; 0 for that itself and for what begins with it. */
  readonly distance: number;
}

/**
 * The forms of all segments that a query matches, each once, in no order; none of segments without occurrences. Requests:
 * the blocks of the lexicons of forms that can hold a match, a run of them at a time.
 */
export async function expandForm(snapshot: IndexSnapshot, query: FormQuery): Promise<SurfaceForm[]> {
  const { form, prefix, maxDistance } = query;
  const [beginning, near] = await Promise.all([
    prefix ? formsWithPrefix(snapshot, form) : [],
    formsNear(snapshot, form, maxDistance),
  ]);
  const found = new Map<string, SurfaceForm>();
  for (const { term, documentFrequency } of beginning) addForm(found, { form: term, documentFrequency, distance: 0 });
  const isBeginning = new Set(found.keys());
  for (const { term, documentFrequency, distance } of near) {
    if (!isBeginning.has(term)) addForm(found, { form: term, documentFrequency, distance });
  }
  return [...found.values()];
}

async function formsWithPrefix(snapshot: IndexSnapshot, prefix: string): Promise<LexiconTerm[]> {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.formsWithPrefix(prefix)));
  return lists.flat();
}

async function formsNear(snapshot: IndexSnapshot, form: string, maxDistance: number) {
  const automaton = createEditAutomaton(form, maxDistance);
  const filter = new NearRangeFilter(form, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const blocks = await reader.formBlocks((first, end) => filter.mayHold(first, end));
      return [...findNearTerms(blocks, form, maxDistance, automaton)];
    }),
  );
  return lists.flat();
}

/** The frequencies of the segments add up. */
function addForm(found: Map<string, SurfaceForm>, form: SurfaceForm): void {
  const documentFrequency = (found.get(form.form)?.documentFrequency ?? 0) + form.documentFrequency;
  found.set(form.form, { ...form, documentFrequency });
}

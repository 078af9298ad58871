/**
 * The surface forms of an index that are near to a word, begin near to one, or share a key with it, from the lexicons
 * of forms, without postings.
 */

import { leastCommonFrequency } from "../../segment/blocks/segment-format.ts";
import { reversed } from "../../segment/lexicon/lexicon.ts";
import { type MayHold, mayBeginWith, type SegmentReader } from "../../segment/reader/segment-reader.ts";
import {
  createEditAutomaton,
  type EditAutomaton,
  findNearTerms,
  type NearTerm,
  nearRanges,
} from "../plan/edit-automaton.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { mayHoldSome } from "./frequencies.ts";

/** The search for forms near a word. */
export interface NearbyForms {
  /** 0 to 2; 1 of common ones. */
  readonly maxEdits: number;
  /**
   * Only those that are common in a segment (leastCommonFrequency), which are a few in a hundred; counted where they
   * are.
   */
  readonly isCommon?: boolean;
}

/** A form of the index. */
interface NearForm {
  readonly text: string;
  /** Edits from what was asked for, a swap of neighbours being one. */
  readonly edits: number;
  /** Documents that hold it, dead ones included. */
  readonly bySegment: readonly number[];
}

/**
 * The forms of all segments within `maxEdits` of a folded form, each once, in no order; none of segments without
 * occurrences. A swap of neighbours is one edit; there is one of them at the most. Requests: the blocks of the lexicons
 * of forms that can hold one, a run of them at a time; where one edit is allowed of common forms, or of a segment in
 * which all are, a block or two.
 */
export function findFormsNear(
  snapshot: IndexSnapshot,
  form: string,
  { maxEdits, isCommon = false }: NearbyForms,
): Promise<NearForm[]> {
  // Levenshtein's own, for which a swap is two edits, would follow one edit more, which takes six times as long.
  const automaton = createEditAutomaton(form, maxEdits, 1);
  const withOneSwap = createEditAutomaton(form, maxEdits + 1);
  const isMeant = (near: string): boolean => isNear(near, withOneSwap);
  return findForms(snapshot, { word: form, maxEdits, automaton, isCommon, isWhole: true, isMeant });
}

/**
 * The forms some beginning of which is one edit from a folded beginning, or that beginning itself, as findFormsNear.
 * `edits` are of the shortest such beginning.
 */
export function findFormsBegunNear(snapshot: IndexSnapshot, beginning: string): Promise<NearForm[]> {
  const automaton = new BeginningAutomaton(createEditAutomaton(beginning, 1, 1));
  return findForms(snapshot, {
    word: beginning,
    maxEdits: 1,
    automaton,
    isCommon: false,
    isWhole: false,
    isMeant: () => true,
  });
}

/**
 * The forms of all segments that have one of some keys (keysOfForm), each once, in no order; `edits` are 0. Requests
 * as `formsOfKeys`.
 */
export async function findFormsOfKeys({ segments }: IndexSnapshot, keys: readonly string[]): Promise<NearForm[]> {
  const lists = await Promise.all(segments.map(({ reader }) => reader.formsOfKeys(keys)));
  return addUp(lists.map((forms) => forms.map((form) => ({ ...form, distance: 0 }))));
}

interface FormSearch extends Required<NearbyForms> {
  readonly word: string;
  readonly automaton: EditAutomaton;
  /** True if whole forms are near, not only their beginnings. */
  readonly isWhole: boolean;
  isMeant(form: string): boolean;
}

async function findForms(snapshot: IndexSnapshot, search: FormSearch): Promise<NearForm[]> {
  const { word, maxEdits, automaton, isCommon, isMeant } = search;
  const mayHold = nearRanges(word, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const leastCommon = leastCommonFrequency(reader.contents.documents);
      const least = isCommon ? leastCommon : 1;
      const isByHalves =
        search.isWhole && maxEdits === 1 && least === leastCommon && reader.contents.reversedForms !== null;
      const near = isByHalves
        ? await commonFormsNear(reader, search, mayHold)
        : findNearTerms(await reader.formBlocks(mayHold), word, maxEdits, automaton);
      return near.filter(({ term, documentFrequency }) => documentFrequency >= least && isMeant(term));
    }),
  );
  return addUp(lists);
}

/**
 * The common forms of a segment that are one edit from a word, each once, and some that are not common. One edit leaves
 * the beginning of the word or its ending as it is, or swaps the two letters between: so that of the forms those are
 * read that begin so, and of the reversed ones those that end so.
 */
async function commonFormsNear(
  reader: SegmentReader,
  { word, maxEdits, automaton }: FormSearch,
  mayHold: MayHold,
): Promise<NearTerm[]> {
  const split = Math.ceil(word.length / 2);
  const [beginning, ending] = [word.slice(0, split), word.slice(split)];
  const swapped = `${beginning.slice(0, -1)}${ending[0] ?? ""}${beginning.at(-1) ?? ""}${ending.slice(1)}`;
  const beginsSo = mayBeginWith(beginning);
  const isSwapped = mayHoldSome([swapped]);
  const backwards = reversed(word);
  const backwardsAutomaton = createEditAutomaton(backwards, maxEdits, 1);
  const nearBackwards = nearRanges(backwards, backwardsAutomaton);
  const endsSo = mayBeginWith(reversed(ending));
  const isInWhole = reader.looksUpInWhole();
  const [forms, reversedForms] = await Promise.all([
    isInWhole
      ? []
      : reader.formBlocks((first, end) => (beginsSo(first, end) || isSwapped(first, end)) && mayHold(first, end)),
    reader.reversedFormBlocks((first, end) => (isInWhole || endsSo(first, end)) && nearBackwards(first, end)),
  ]);
  const near = [
    ...findNearTerms(forms, word, maxEdits, automaton),
    ...findNearTerms(reversedForms, backwards, maxEdits, backwardsAutomaton).map((found) => ({
      ...found,
      term: reversed(found.term),
    })),
  ];
  return [...new Map(near.map((found) => [found.term, found])).values()];
}

/** `bySegment` has the forms that each segment has near by. */
function addUp(bySegment: readonly (readonly NearTerm[])[]): NearForm[] {
  const found = new Map<string, { edits: number; bySegment: number[] }>();
  for (const [segmentNumber, terms] of bySegment.entries()) {
    for (const { term, distance, documentFrequency } of terms) {
      const known = found.get(term) ?? { edits: distance, bySegment: bySegment.map(() => 0) };
      known.bySegment[segmentNumber] = documentFrequency;
      found.set(term, known);
    }
  }
  return [...found].map(([text, counted]) => ({ text, ...counted }));
}

function isNear(term: string, automaton: EditAutomaton): boolean {
  for (let i = 0; i < term.length; i += 1) if (!automaton.push(i, term.charCodeAt(i))) return false;
  return automaton.distance(term.length) !== Number.POSITIVE_INFINITY;
}

/**
 * The edits between a word and the beginnings of terms: has arrived where some prefix of the term is near, however the
 * term goes on.
 */
class BeginningAutomaton implements EditAutomaton {
  readonly #inner: EditAutomaton;
  /** Edits of the shortest prefix that is near, by depth; infinity if none is. */
  readonly #arrived: number[];

  constructor(inner: EditAutomaton) {
    this.#inner = inner;
    this.#arrived = [inner.distance(0)];
  }

  push(depth: number, unit: number): boolean {
    const before = this.#arrived[depth] ?? Number.POSITIVE_INFINITY;
    if (before !== Number.POSITIVE_INFINITY) {
      this.#arrived[depth + 1] = before;
      return true;
    }
    const mayGoOn = this.#inner.push(depth, unit);
    this.#arrived[depth + 1] = this.#inner.distance(depth + 1);
    return mayGoOn;
  }

  distance(depth: number): number {
    return this.#arrived[depth] ?? Number.POSITIVE_INFINITY;
  }
}

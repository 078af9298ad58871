/**
 * Puts the occurrences of one term from several segments together (layer 4), beside its posting lists: documents that are
 * dead fall out, and with them the forms that only they had; the forms of all inputs are numbered anew.
 */

import { FieldOccurrences, makeFormNumbers, type TermOccurrences } from "../../segment/postings/occurrences.ts";
import type { FieldPostings } from "../../segment/postings/posting-bits.ts";
import { DEAD_ORDINAL } from "./posting-merge.ts";

/** A term's occurrences in one input, and the map from that input's ordinals to the merged ones, which ascends with them. */
interface OccurrenceSource {
  readonly occurrences: TermOccurrences;
  readonly ordinalMap: Uint32Array;
}

/** `merged`: the posting lists that the sources' lists were put together to. */
export function mergeOccurrences(
  sources: readonly OccurrenceSource[],
  merged: readonly FieldPostings[],
): TermOccurrences {
  const [only] = sources;
  if (sources.length === 1 && only !== undefined && isWholeIn(only.occurrences, merged)) {
    return withOrdinals(only.occurrences, merged);
  }
  const { forms, renumberings } = uniteForms(sources, countPostings(sources) > countAll(merged));
  const fields = merged.map((list) => {
    const cursors = sources.flatMap(({ occurrences, ordinalMap }, i): OccurrenceCursor[] => {
      const field = occurrences.fields.find((candidate) => candidate.field === list.field);
      return field === undefined ? [] : [new OccurrenceCursor(field, ordinalMap, renumberings[i] ?? new Uint32Array())];
    });
    return mergeField(list, cursors, forms.length);
  });
  return { forms, fields };
}

/** Whether all documents of a term live: most terms are in one input, few in a document that died. */
function isWholeIn({ fields }: TermOccurrences, merged: readonly FieldPostings[]): boolean {
  return (
    fields.length === merged.length && fields.every(({ ordinals }, i) => ordinals.length === merged[i]?.ordinals.length)
  );
}

function withOrdinals({ forms, fields }: TermOccurrences, merged: readonly FieldPostings[]): TermOccurrences {
  const moved = fields.map(
    ({ field, ordinals, starts, positions, formNumbers }, i) =>
      new FieldOccurrences(field, merged[i]?.ordinals ?? ordinals, starts, positions, formNumbers),
  );
  return { forms, fields: moved };
}

/** The forms of all sources, each once, ascending; and by source, the old numbers of its forms to the new. */
function uniteForms(sources: readonly OccurrenceSource[], hasDead: boolean) {
  const lists = sources.map(({ occurrences }) => occurrences.forms);
  const used = hasDead ? sources.map(findLiveForms) : null;
  const renumberings = lists.map((list) => new Uint32Array(list.length));
  const places = new Uint32Array(lists.length);
  const forms: string[] = [];
  for (;;) {
    let smallest: string | undefined;
    for (let i = 0; i < lists.length; i += 1) {
      while (used?.[i]?.[places[i] ?? 0] === 0) places[i] = (places[i] ?? 0) + 1;
      const form = lists[i]?.[places[i] ?? 0];
      if (form !== undefined && (smallest === undefined || form < smallest)) smallest = form;
    }
    if (smallest === undefined) return { forms, renumberings };
    for (let i = 0; i < lists.length; i += 1) {
      const place = places[i] ?? 0;
      const renumbering = renumberings[i];
      if (renumbering === undefined || lists[i]?.[place] !== smallest) continue;
      renumbering[place] = forms.length;
      places[i] = place + 1;
    }
    forms.push(smallest);
  }
}

function countPostings(sources: readonly OccurrenceSource[]): number {
  return sources.reduce((sum, { occurrences }) => sum + countAll(occurrences.fields), 0);
}

function countAll(lists: readonly { readonly ordinals: Uint32Array }[]): number {
  return lists.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
}

/** 1 for each form that stands in a live document. */
function findLiveForms({ occurrences: { forms, fields }, ordinalMap }: OccurrenceSource): Uint8Array {
  const isUsed = new Uint8Array(forms.length);
  for (const { ordinals, starts, formNumbers } of fields) {
    for (let i = 0; i < ordinals.length; i += 1) {
      if (ordinalMap[ordinals[i] ?? 0] === DEAD_ORDINAL) continue;
      const end = starts[i + 1] ?? 0;
      for (let at = starts[i] ?? 0; at < end; at += 1) isUsed[formNumbers[at] ?? 0] = 1;
    }
  }
  return isUsed;
}

function mergeField(
  { field, ordinals }: FieldPostings,
  cursors: readonly OccurrenceCursor[],
  formCount: number,
): FieldOccurrences {
  const mostPositions = cursors.reduce((sum, { size }) => sum + size, 0);
  const positions = new Uint32Array(mostPositions);
  const formNumbers = makeFormNumbers(mostPositions, formCount);
  const starts = new Uint32Array(ordinals.length + 1);
  let next = 0;
  let number = 0;
  for (let i = 0; i < ordinals.length; i += 1) {
    const ordinal = ordinals[i] ?? 0;
    // The input of the document before mostly has this one too.
    for (let tried = 0; tried < cursors.length && cursors[number]?.ordinal !== ordinal; tried += 1) {
      number = number + 1 === cursors.length ? 0 : number + 1;
    }
    const cursor = cursors[number];
    if (cursor?.ordinal === ordinal) next = cursor.copyTo(positions, formNumbers, next);
    starts[i + 1] = next;
  }
  if (next === mostPositions) return new FieldOccurrences(field, ordinals, starts, positions, formNumbers);
  return new FieldOccurrences(field, ordinals, starts, positions.subarray(0, next), formNumbers.subarray(0, next));
}

/** Walks the live documents of one input's list. */
class OccurrenceCursor {
  readonly #occurrences: FieldOccurrences;
  readonly #ordinalMap: Uint32Array;
  readonly #renumbering: Uint32Array;
  #place = -1;
  /** That of the present document in the merged segment; DEAD_ORDINAL after the last. */
  ordinal = DEAD_ORDINAL;

  constructor(occurrences: FieldOccurrences, ordinalMap: Uint32Array, renumbering: Uint32Array) {
    this.#occurrences = occurrences;
    this.#ordinalMap = ordinalMap;
    this.#renumbering = renumbering;
    this.#advance();
  }

  get size(): number {
    return this.#occurrences.positions.length;
  }

  /** Copies the present document's occurrences and goes on; where the copy ends. */
  copyTo(positions: Uint32Array, formNumbers: { [place: number]: number }, at: number): number {
    const from = this.#occurrences;
    let to = at;
    const end = from.starts[this.#place + 1] ?? 0;
    for (let i = from.starts[this.#place] ?? 0; i < end; i += 1, to += 1) {
      positions[to] = from.positions[i] ?? 0;
      formNumbers[to] = this.#renumbering[from.formNumbers[i] ?? 0] ?? 0;
    }
    this.#advance();
    return to;
  }

  #advance(): void {
    const { ordinals } = this.#occurrences;
    do {
      this.#place += 1;
      this.ordinal =
        this.#place < ordinals.length ? (this.#ordinalMap[ordinals[this.#place] ?? 0] ?? DEAD_ORDINAL) : DEAD_ORDINAL;
    } while (this.ordinal === DEAD_ORDINAL && this.#place < ordinals.length);
  }
}

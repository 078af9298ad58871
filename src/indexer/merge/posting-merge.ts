/**
 * Puts the posting lists of one term from several segments together (layer 4): old ordinals become new ones, documents
 * that are dead fall out, and the lists stay ascending.
 */
import type { FieldPostings } from "../../segment/postings/posting-bits.ts";

/** No document of a merged segment has this ordinal: the mark of a dead one. */
export const DEAD_ORDINAL = 0xffffffff;

/** A term's lists in one input, and the map from that input's ordinals to the merged ones, which ascends with them. */
export interface PostingSource {
  readonly fields: readonly FieldPostings[];
  readonly ordinalMap: Uint32Array;
}

/** By field number; fields of which nothing lives are left out. */
export function mergePostings(sources: readonly PostingSource[]): FieldPostings[] {
  const [only] = sources;
  // Most terms are in one input.
  if (sources.length === 1 && only !== undefined) return mapLists(only);
  const liveByField = new Map<number, FieldPostings[]>();
  for (const source of sources) {
    for (const live of mapLists(source)) {
      const lists = liveByField.get(live.field);
      if (lists === undefined) liveByField.set(live.field, [live]);
      else lists.push(live);
    }
  }
  return [...liveByField]
    .sort(([a], [b]) => a - b)
    .map(([, lists]) => (lists.length === 1 && lists[0] !== undefined ? lists[0] : unite(lists)));
}

function mapLists({ fields, ordinalMap }: PostingSource): FieldPostings[] {
  const lists: FieldPostings[] = [];
  for (const list of fields) {
    const live = mapList(list, ordinalMap);
    if (live.ordinals.length > 0) lists.push(live);
  }
  return lists;
}

/** Most lists are short and lose nothing, so that arrays are made only where they must be. */
function mapList(list: FieldPostings, ordinalMap: Uint32Array): FieldPostings {
  const mapped = new Uint32Array(list.ordinals.length);
  let length = 0;
  for (let i = 0; i < mapped.length; i += 1) {
    const ordinal = ordinalMap[list.ordinals[i] ?? 0] ?? DEAD_ORDINAL;
    if (ordinal !== DEAD_ORDINAL) mapped[length++] = ordinal;
  }
  if (length === mapped.length) return { field: list.field, ordinals: mapped, frequencies: list.frequencies };
  const alive = list.frequencies.filter((_, i) => (ordinalMap[list.ordinals[i] ?? 0] ?? DEAD_ORDINAL) !== DEAD_ORDINAL);
  return { field: list.field, ordinals: mapped.subarray(0, length), frequencies: alive };
}

/** Ascending lists without a common ordinal, none empty, as one. */
function unite(lists: FieldPostings[]): FieldPostings {
  lists.sort((a, b) => firstOf(a) - firstOf(b));
  const areApart = lists.every((list, i) => i === 0 || lastOf(lists[i - 1]) < firstOf(list));
  return areApart ? concatenate(lists) : interleave(lists);
}

function firstOf({ ordinals }: FieldPostings): number {
  return ordinals[0] ?? DEAD_ORDINAL;
}

function lastOf(list: FieldPostings | undefined): number {
  return list?.ordinals.at(-1) ?? DEAD_ORDINAL;
}

/** Of an archive the parts of one commit lie side by side: its segments do not mix. */
function concatenate(lists: readonly FieldPostings[]): FieldPostings {
  const total = lists.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  const all = { field: lists[0]?.field ?? 0, ordinals: new Uint32Array(total), frequencies: new Uint32Array(total) };
  let next = 0;
  for (const { ordinals, frequencies } of lists) {
    all.ordinals.set(ordinals, next);
    all.frequencies.set(frequencies, next);
    next += ordinals.length;
  }
  return all;
}

/** Inputs are few, so the smallest head is found by looking at all. */
function interleave(lists: readonly FieldPostings[]): FieldPostings {
  const total = lists.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  const ordinals = new Uint32Array(total);
  const frequencies = new Uint32Array(total);
  const places = new Uint32Array(lists.length);
  for (let i = 0; i < total; i += 1) {
    let nearest = 0;
    let smallest = DEAD_ORDINAL;
    for (let number = 0; number < lists.length; number += 1) {
      const head = lists[number]?.ordinals[places[number] ?? 0] ?? DEAD_ORDINAL;
      if (head >= smallest) continue;
      smallest = head;
      nearest = number;
    }
    const place = places[nearest] ?? 0;
    ordinals[i] = smallest;
    frequencies[i] = lists[nearest]?.frequencies[place] ?? 1;
    places[nearest] = place + 1;
  }
  return { field: lists[0]?.field ?? 0, ordinals, frequencies };
}

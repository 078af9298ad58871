/**
 * The posting lists of a root (layer 4): of all terms that begin with the same letters, as those of one term, whose
 * frequency in a document is the greatest of theirs: a name stands there by several terms at once.
 */
import { isNameMark } from "../../analysis/name-mark.ts";
import type { TermLists } from "../../segment/posting-block.ts";
import type { FieldPostings, PostingList } from "../../segment/posting-list.ts";
import { POSTINGS_PER_CHUNK } from "../../segment/segment-format.ts";

/** What scoring reads of a list, whether it lies in the segment or was made. */
export type ReadableList = Pick<
  PostingList,
  "field" | "ordinals" | "frequencies" | "documentFrequency" | "chunkCount" | "lastOrdinalOf" | "impactsOf" | "decode"
>;

/** Postings in memory, read as a list of the segment is. */
export class RootList implements ReadableList {
  readonly field: number;
  readonly ordinals: Uint32Array;
  readonly frequencies: Uint32Array;

  constructor({ field, ordinals, frequencies }: FieldPostings) {
    this.field = field;
    this.ordinals = ordinals;
    this.frequencies = frequencies;
  }

  get documentFrequency(): number {
    return this.ordinals.length;
  }

  get chunkCount(): number {
    return Math.ceil(this.ordinals.length / POSTINGS_PER_CHUNK);
  }

  lastOrdinalOf(chunk: number): number {
    return this.ordinals[this.decode(chunk) - 1] ?? -1;
  }

  /** Not known: whoever needs a bound looks at the postings. */
  impactsOf(_chunk: number): null {
    return null;
  }

  decode(chunk: number): number {
    return Math.min((chunk + 1) * POSTINGS_PER_CHUNK, this.ordinals.length);
  }
}

/**
 * One list a field of the terms of a root, ascending by field. Terms that only say of others that they are names do not
 * count. Time: the postings, and once the documents of the segment where these are many.
 */
export function uniteRoot(terms: readonly TermLists[], documents: number): ReadableList[] {
  const byField = new Map<number, PostingList[]>();
  for (const { term, lists } of terms) {
    if (isNameMark(term)) continue;
    for (const list of lists) {
      const inField = byField.get(list.field) ?? [];
      byField.set(list.field, inField);
      inField.push(list);
    }
  }
  const fields = [...byField].sort(([a], [b]) => a - b);
  return fields.map(([field, lists]) => {
    const [only] = lists;
    return only !== undefined && lists.length === 1 ? only : new RootList(unite(field, lists, documents));
  });
}

/** Fewer postings than one in so many documents are sorted; more are found by going through the documents. */
const DENSE_SHARE = 32;

function unite(field: number, lists: readonly PostingList[], documents: number): FieldPostings {
  const postings = lists.map((list) => list.toPostings());
  const counts = new Uint32Array(documents);
  for (const { ordinals, frequencies } of postings) {
    for (let i = 0; i < ordinals.length; i += 1) {
      const ordinal = ordinals[i] ?? 0;
      counts[ordinal] = Math.max(counts[ordinal] ?? 0, frequencies[i] ?? 0);
    }
  }
  const ordinals = distinctOrdinals(postings, counts);
  return { field, ordinals, frequencies: ordinals.map((ordinal) => counts[ordinal] ?? 0) };
}

/** Ascending. */
function distinctOrdinals(postings: readonly FieldPostings[], counts: Uint32Array): Uint32Array {
  const total = postings.reduce((sum, { ordinals }) => sum + ordinals.length, 0);
  const found = new Uint32Array(total);
  let next = 0;
  if (total * DENSE_SHARE > counts.length) {
    for (let ordinal = 0; ordinal < counts.length; ordinal += 1) if (counts[ordinal] !== 0) found[next++] = ordinal;
    return found.subarray(0, next);
  }
  for (const { ordinals } of postings) {
    found.set(ordinals, next);
    next += ordinals.length;
  }
  found.sort();
  let kept = 0;
  for (let i = 0; i < total; i += 1) {
    if (i === 0 || found[i] !== found[i - 1]) found[kept++] = found[i] ?? 0;
  }
  return found.subarray(0, kept);
}

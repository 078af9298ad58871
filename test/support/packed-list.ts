/**
 * A posting list packed as a block has it, its head and its postings apart.
 */

import { ByteReader, ByteWriter } from "./inside/index-blocks.ts";
import {
  BITS_PADDING_BYTES,
  type FieldPostings,
  isOpening,
  PostingList,
  PostingListWriter,
  readPostingListHeader,
} from "./inside/index-postings.ts";

export interface PackedList {
  readonly head: Uint8Array;
  readonly postings: Uint8Array;
}

export function packList(
  list: FieldPostings,
  lengthOf: (ordinal: number) => number,
  openings: Uint8Array | null = null,
): PackedList {
  const [head, postings] = [new ByteWriter(), new ByteWriter()];
  new PostingListWriter(head, postings).write(list, openings, lengthOf);
  postings.writeFixed(0, BITS_PADDING_BYTES);
  return { head: head.toBytes(), postings: postings.toBytes() };
}

/** Lists, for each live posting, 1 if its term is in the opening of the field. */
export function openingsOf(list: PostingList): number[] {
  return Array.from({ length: list.blockCount }, (_, block) => block).flatMap((block) => {
    const live = list.countsOf(block).slice(list.startOf(block), list.decode(block));
    return [...live].map((count) => (isOpening(count) ? 1 : 0));
  });
}

/** Tells whether anything of a list of more than one block was unpacked. */
export function isDecoded(list: PostingList): boolean {
  return list.ordinalsOf(0).length > 0;
}

/** Frequency and field length of a block's impacts, in their order. */
export function impactsOf(list: PostingList, block: number): [frequency: number, fieldLength: number][] {
  const impacts: [number, number][] = [];
  list.boundOf(block, (frequency, fieldLength) => impacts.push([frequency, fieldLength]));
  return impacts;
}

/** `size`: the documents of the list. */
export function openList({ head, postings }: PackedList, size: number, documentCount: number): PostingList {
  const view = new DataView(postings.buffer, postings.byteOffset, postings.byteLength);
  return PostingList.read(
    { term: "слово", field: 1 },
    view,
    size,
    readPostingListHeader(new ByteReader(head), size, 0, documentCount),
  );
}

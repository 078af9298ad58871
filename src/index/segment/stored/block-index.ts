/**
 * The index of the stored blocks: where each lies, and which documents it holds. Both directions are here.
 *
 * 250,000 articles have 85,000 blocks, of which a page of results reads ten; so there are sums of groups of blocks
 * beside the numbers of each, and looking a block up adds up what is of its group alone. A fresh process would else add
 * up all before its first answer.
 *
 * Content: u48 where the first block begins, u32 number of blocks; then as items (columns.ts) the bytes of each block,
 * its documents, the bytes of each group of 64 blocks, and its documents.
 */

import { lastAtMost } from "../../../keyed.ts";
import { ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";
import { type BlockPlaces, type Place, STORED_BLOCKS_PER_GROUP } from "../blocks/segment-format.ts";
import { readItems, writeItems } from "./columns.ts";

/** The stored blocks as they are written, one after another. */
interface StoredBlockSizes {
  readonly start: number;
  readonly sizesBytes: ArrayLike<number>;
  readonly documentCounts: ArrayLike<number>;
}

/** The documents of a stored block. */
interface BlockDocuments {
  readonly firstOrdinal: number;
  readonly documentCount: number;
}

/** Looked up in memory; what does not add up is `corrupt-segment`. */
export class StoredIndex implements BlockPlaces {
  readonly #sizesBytes: ArrayLike<number>;
  readonly #documentCounts: ArrayLike<number>;
  /** Start of each group, and the end of the last. */
  readonly #groupStarts: number[];
  readonly #groupOrdinals: number[];

  constructor({ start, sizesBytes, documentCounts }: StoredBlockSizes, groups: StoredGroups) {
    this.#sizesBytes = sizesBytes;
    this.#documentCounts = documentCounts;
    this.#groupStarts = runningSums(start, groups.sizesBytes);
    this.#groupOrdinals = runningSums(0, groups.documentCounts);
  }

  get blockCount(): number {
    return this.#sizesBytes.length;
  }

  /** The bytes of all blocks. */
  get sizeBytes(): number {
    return (this.#groupStarts.at(-1) ?? 0) - (this.#groupStarts[0] ?? 0);
  }

  /** The documents of all blocks. */
  get documentCount(): number {
    return this.#groupOrdinals.at(-1) ?? 0;
  }

  placeOf(blockNumber: number): Place {
    const start = this.#sumBefore(blockNumber, this.#sizesBytes, this.#groupStarts);
    return { start, sizeBytes: this.#sizesBytes[blockNumber] ?? 0 };
  }

  documentsOf(blockNumber: number): BlockDocuments {
    const firstOrdinal = this.#sumBefore(blockNumber, this.#documentCounts, this.#groupOrdinals);
    return { firstOrdinal, documentCount: this.#documentCounts[blockNumber] ?? 0 };
  }

  /** The block of a document of the segment. */
  blockOf(ordinal: number): number {
    const group = lastAtMost(this.#groupOrdinals, ordinal);
    const last = Math.min((group + 1) * STORED_BLOCKS_PER_GROUP, this.blockCount) - 1;
    let number = group * STORED_BLOCKS_PER_GROUP;
    let next = this.#groupOrdinals[group] ?? 0;
    for (; number < last; number += 1) {
      next += this.#documentCounts[number] ?? 0;
      if (next > ordinal) break;
    }
    return number;
  }

  /** Sums the items before a block; `corrupt-segment` if the blocks of its group do not add up to the group. */
  #sumBefore(blockNumber: number, items: ArrayLike<number>, groupSums: readonly number[]): number {
    const group = Math.floor(blockNumber / STORED_BLOCKS_PER_GROUP);
    const end = Math.min((group + 1) * STORED_BLOCKS_PER_GROUP, items.length);
    let sum = groupSums[group] ?? 0;
    let before = sum;
    for (let number = group * STORED_BLOCKS_PER_GROUP; number < end; number += 1) {
      if (number === blockNumber) before = sum;
      sum += items[number] ?? 0;
    }
    if (sum !== groupSums[group + 1]) throw corruptBytes("its index of stored blocks does not add up");
    return before;
  }
}

/** Sums of 64 blocks each, the last one of those that are left. */
interface StoredGroups {
  readonly sizesBytes: ArrayLike<number>;
  readonly documentCounts: ArrayLike<number>;
}

/** The index of the stored blocks. */
export function encodeStoredIndex(sizes: StoredBlockSizes): Uint8Array {
  const { start, sizesBytes, documentCounts } = sizes;
  const groups = groupsOf(sizes);
  const writer = new ByteWriter(3 * sizesBytes.length + 64);
  writer.writeFixed(start, 6);
  writer.writeFixed(sizesBytes.length, 4);
  for (const items of [sizesBytes, documentCounts, groups.sizesBytes, groups.documentCounts]) writeItems(writer, items);
  return writer.toBytes();
}

/** Decodes the index of a segment with so many documents. */
export function decodeStoredIndex(content: Uint8Array, documents: number): StoredIndex {
  const index = decodeItems(content);
  if (index.documentCount === documents) return index;
  throw corruptBytes("its index of stored blocks has not as many documents as it has");
}

function decodeItems(content: Uint8Array): StoredIndex {
  const reader = new ByteReader(content);
  const start = reader.readFixed(6);
  const blocks = reader.readFixed(4);
  const groups = Math.ceil(blocks / STORED_BLOCKS_PER_GROUP);
  const [sizesBytes, documentCounts] = [readItems(reader, blocks), readItems(reader, blocks)];
  const sums = { sizesBytes: readItems(reader, groups), documentCounts: readItems(reader, groups) };
  if (reader.remaining > 0) throw corruptBytes("its index of stored blocks is too long");
  return new StoredIndex({ start, sizesBytes, documentCounts }, sums);
}

function groupsOf({ sizesBytes, documentCounts }: StoredBlockSizes): StoredGroups {
  return { sizesBytes: groupSums(sizesBytes), documentCounts: groupSums(documentCounts) };
}

function groupSums(items: ArrayLike<number>): number[] {
  const sums: number[] = [];
  for (let number = 0; number < items.length; number += 1) {
    const group = Math.floor(number / STORED_BLOCKS_PER_GROUP);
    sums[group] = (sums[group] ?? 0) + (items[number] ?? 0);
  }
  return sums;
}

/** `first`, and what the items add up to with it, one after another. */
function runningSums(first: number, items: ArrayLike<number>): number[] {
  const sums = [first];
  for (let i = 0; i < items.length; i += 1) sums.push((sums[i] ?? 0) + (items[i] ?? 0));
  return sums;
}

/**
 * Stored fields: what a result shows of each document, in blocks of some consecutive ordinals, so that a page of
 * results reads a handful of blocks; and cards, in blocks of the same kind: what a list shows of it. Both directions
 * are here.
 *
 * Block: one line of JSON a document, [id, source key, {field: value}], so that one is read without the others (JSON
 * text has no line feed of its own), in windows-1251 (json-block.ts). Values are what JSON can hold; ids keep their
 * type. A document that a newer statement may supersede has the lengths of its fields behind these, by which the
 * manifest then counts without it.
 */
import type { ObjectKey } from "../../../store/store.ts";
import { decodeBlock, renumberBlock } from "../blocks/block-codec.ts";
import { corruptBytes, namingSegment } from "../blocks/byte-buffer.ts";
import { decodeCyrillicJson, encodeCyrillicJson } from "../blocks/json-block.ts";

const LINE_FEED = 0x0a;

/** A value of JSON. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The stored part of one document. */
export interface StoredDocument {
  readonly id: JsonValue;
  readonly sourceKey: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
  /** Field lengths by field number, of a document that is a statement about an identity. */
  readonly lengths?: readonly number[];
}

/** The sections of documents: all that is stored of each, and its card. */
export type DocumentSection = "stored" | "cards";

/** A block as it lies in a segment, still packed, and the documents that it holds. */
export interface PackedStoredBlock {
  readonly segment: ObjectKey;
  readonly section: DocumentSection;
  readonly blockNumber: number;
  readonly firstOrdinal: number;
  readonly documentCount: number;
  readonly bytes: Uint8Array;
}

/** The documents of a packed block in order; a failure names the segment. */
export function unpackStoredBlock({
  segment,
  section,
  blockNumber,
  documentCount,
  bytes,
}: PackedStoredBlock): StoredDocument[] {
  try {
    return decodeStoredBlock(decodeBlock(section, blockNumber, bytes), documentCount);
  } catch (error) {
    throw namingSegment(error, segment);
  }
}

/** A packed block under another number, checked but not unpacked; a failure names the segment that it is from. */
export function renumberStoredBlock(
  { segment, section, blockNumber, bytes }: PackedStoredBlock,
  to: number,
): Uint8Array {
  try {
    return renumberBlock(section, blockNumber, to, bytes);
  } catch (error) {
    throw namingSegment(error, segment);
  }
}

/** The block of some lines. */
export function encodeStoredRows(rows: readonly string[]): Uint8Array {
  return encodeCyrillicJson(rows.join("\n"));
}

/** The documents of a block in order; `expected` is how many the block's index says it holds. */
export function decodeStoredBlock(content: Uint8Array, expected: number): StoredDocument[] {
  return splitRows(content, expected).map(decodeRow);
}

/** One document of a block by its place; the others are passed over unread. */
export function decodeStoredRow(content: Uint8Array, expected: number, place: number): StoredDocument {
  const row = splitRows(content, expected)[place];
  if (row === undefined) throw corruptBytes("a block of stored fields lacks a document");
  return decodeRow(row);
}

function splitRows(content: Uint8Array, expected: number): Uint8Array[] {
  const rows: Uint8Array[] = [];
  if (expected === 0 && content.length === 0) return rows;
  for (let start = 0; start <= content.length; ) {
    const found = content.indexOf(LINE_FEED, start);
    const end = found < 0 ? content.length : found;
    rows.push(content.subarray(start, end));
    start = end + 1;
  }
  if (rows.length !== expected) throw corruptBytes("a block of stored fields is misshapen");
  return rows;
}

function decodeRow(bytes: Uint8Array): StoredDocument {
  const row = decodeCyrillicJson(bytes);
  if (!Array.isArray(row) || typeof row[1] !== "string" || typeof row[2] !== "object" || row[2] === null) {
    throw corruptBytes("a stored document is misshapen");
  }
  const [id, sourceKey, fields, lengths] = row as [JsonValue, string, Record<string, JsonValue>, unknown];
  if (lengths === undefined) return { id, sourceKey, fields };
  if (!Array.isArray(lengths) || !lengths.every((length) => Number.isSafeInteger(length) && length >= 0)) {
    throw corruptBytes("the lengths of a stored document are misshapen");
  }
  return { id, sourceKey, fields, lengths };
}

/** The lines of one block to be. */
type StoredBatch = readonly string[];

/**
 * A document's line, and its size in UTF-16 units of the fields' JSON: at least the two of an object without fields.
 */
interface SizedRow {
  readonly row: string;
  readonly sizeBytes: number;
}

/**
 * Decides where the blocks of stored documents end: full ones of documents one by one, and whole blocks of other
 * segments, which can be copied as they are, compressed.
 *
 * Copying must not leave crumbs: a block is closed early for the sake of a copy only if it is half full, and what is
 * less takes the next whole block in. So every block but a segment's last is at least half full, over any number of
 * merges.
 */
export class StoredPacking {
  #pending: string[] = [];
  #pendingBytes = 0;
  readonly #fullBytes: number;

  /**
   * `fullBytes`: the size, in UTF-16 units of the fields' JSON, at which a block is full; at 0 each document fills one.
   */
  constructor(fullBytes: number) {
    this.#fullBytes = fullBytes;
  }

  /** True if a whole block may be copied after the pending documents. */
  get mayCopy(): boolean {
    return this.#pending.length === 0 || this.#pendingBytes >= this.#fullBytes / 2;
  }

  /** Adds one document; gives the batch that it completes. */
  add(document: StoredDocument): StoredBatch | null {
    this.#push(toRow(document));
    return this.#pendingBytes >= this.#fullBytes ? this.take() : null;
  }

  /**
   * Takes in a whole block whose copy what is pending forbids, so that the next may be copied: gives the batches that
   * it completes, each at least half full and at most half over (one document apart).
   */
  absorb(documents: readonly StoredDocument[]): StoredBatch[] {
    const batches: StoredBatch[] = [];
    const rows = documents.map(toRow);
    let restBytes = rows.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
    for (const row of rows) {
      restBytes -= row.sizeBytes;
      this.#push(row);
      const isFull = this.#pendingBytes >= this.#fullBytes && restBytes >= this.#fullBytes / 2;
      const isEnd = restBytes === 0 && this.#pendingBytes >= this.#fullBytes / 2;
      if (isFull || isEnd) batches.push(this.take());
    }
    return batches;
  }

  /** Takes the pending documents, however few. */
  take(): StoredBatch {
    const batch = this.#pending;
    this.#pending = [];
    this.#pendingBytes = 0;
    return batch;
  }

  #push({ row, sizeBytes }: SizedRow): void {
    this.#pending.push(row);
    this.#pendingBytes += sizeBytes;
  }
}

function toRow({ id, sourceKey, fields, lengths }: StoredDocument): SizedRow {
  const fieldsJson = JSON.stringify(fields);
  const end = lengths === undefined ? "" : `,${JSON.stringify(lengths)}`;
  return {
    row: `[${JSON.stringify(id)},${JSON.stringify(sourceKey)},${fieldsJson}${end}]`,
    sizeBytes: fieldsJson.length,
  };
}

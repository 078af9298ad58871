/**
 * Finds documents of a segment: a name leads to an ordinal, and filters over the source keys and the names let only a
 * hit read a block of these (source-entries.ts). Both directions are here. A filter over phrases does the same.
 *
 * A name is the id of a document, or the identity that it is a statement about. The table of names has a row of each:
 * u48 hash (the first six bytes of SHA-256 of the name's JSON), u32 ordinal; the ordinal of a statement without a
 * document is the number of documents plus the number of its entry. Rows ascend by hash and lie in blocks; the hash
 * only narrows, what is stored decides.
 */

import { sha256 } from "../../../content-hash.ts";
import { ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";
import type { JsonValue } from "./fields.ts";

/**
 * A Bloom filter. Ten bits a key and seven probes let through 0.8 % of other keys (Bloom 1970: (1 - e^(-7/10))^7). The
 * probes are h1 + i * h2 over two 32-bit words of SHA-256 (Kirsch and Mitzenmacher 2006).
 */
const BITS_PER_KEY = 10;
const PROBES = 7;

/**
 * The hashes of the names of a document: of its id, and of the identity that it is a statement about, where that is
 * another.
 */
export function hashNames(id: JsonValue, identity: string | null): readonly number[] {
  return identity === null || identity === id ? [hashDocumentId(id)] : [hashDocumentId(id), hashDocumentId(identity)];
}

/** The rows of what an entry states without a document, in a segment of so many documents: one a name. */
export function statementRows(
  documents: number,
  entryNumber: number,
  statements: readonly { readonly identity: string }[],
): DocumentIdRow[] {
  const hashes = new Set(statements.map(({ identity }) => hashDocumentId(identity)));
  return [...hashes].map((hash) => ({ hash, ordinal: documents + entryNumber }));
}

/** Key of a hash in the filter of names. */
export function filterKeyOf(hash: number): string {
  return hash.toString(16);
}

/**
 * Key of a phrase in the filter of phrases: the first of its words, as far as it may be typed, which ends at a control
 * character. Null of a single word.
 */
export function firstOfWords(phrase: string): string | null {
  return /^([^\p{Cc} ]+) /u.exec(phrase)?.[1] ?? null;
}

/** A filter that lets every key through. */
export const ANY_KEY = Uint8Array.of(0xff);

/** The bytes of the filter over some keys; one byte at least. */
export function buildKeyFilter(keys: readonly string[]): Uint8Array {
  const bits = new Uint8Array(Math.max(1, Math.ceil((keys.length * BITS_PER_KEY) / 8)));
  for (const key of keys) {
    for (const bit of probeBits(key, bits.length * 8)) bits[bit >>> 3] = (bits[bit >>> 3] ?? 0) | (1 << (bit & 7));
  }
  return bits;
}

/** False where the key is surely not among those of the filter. */
export function mayHoldKey(filter: Uint8Array, key: string): boolean {
  return probeBits(key, filter.length * 8).every((bit) => ((filter[bit >>> 3] ?? 0) & (1 << (bit & 7))) !== 0);
}

function probeBits(key: string, bitCount: number): number[] {
  const hash = sha256(key);
  const words = new DataView(hash.buffer, hash.byteOffset);
  const first = words.getUint32(0, true);
  const step = words.getUint32(4, true) | 1;
  return Array.from({ length: PROBES }, (_, i) => ((first + i * (step >>> 0)) % 0x100000000) % bitCount);
}

/** Six bytes: a JavaScript number holds them exactly, and at a million ids a false hit has odds of 1 in 280 million. */
const HASH_BYTES = 6;
const ORDINAL_BYTES = 4;

/** Rows a block; 5 KB, which do not compress. */
export const IDS_PER_BLOCK = 512;

export interface DocumentIdRow {
  readonly hash: number;
  readonly ordinal: number;
}

/** The hash under which an id is filed. A number and a string of the same digits differ. */
export function hashDocumentId(id: JsonValue): number {
  let number = 0;
  for (const byte of sha256(JSON.stringify(id)).subarray(0, HASH_BYTES)) number = number * 256 + byte;
  return number;
}

/** Rows in the order in which they are written: by hash, then ordinal. */
export function compareIdRows(a: DocumentIdRow, b: DocumentIdRow): number {
  return a.hash - b.hash || a.ordinal - b.ordinal;
}

/** A block of the table of ids. */
export function encodeIdTable(rows: readonly DocumentIdRow[]): Uint8Array {
  const writer = new ByteWriter(rows.length * (HASH_BYTES + ORDINAL_BYTES));
  for (const { hash, ordinal } of rows) {
    writer.writeFixed(hash, HASH_BYTES);
    writer.writeFixed(ordinal, ORDINAL_BYTES);
  }
  return writer.toBytes();
}

/** `limit`: the number of documents plus that of entries. */
export function decodeIdTable(content: Uint8Array, limit: number): DocumentIdRow[] {
  const reader = new ByteReader(content);
  const rows: DocumentIdRow[] = [];
  while (reader.remaining > 0) {
    const row = { hash: reader.readFixed(HASH_BYTES), ordinal: reader.readFixed(ORDINAL_BYTES) };
    if (row.ordinal >= limit) throw corruptBytes("an id names a document that the segment does not have");
    rows.push(row);
  }
  return rows;
}

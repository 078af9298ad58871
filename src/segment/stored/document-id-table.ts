/**
 * The table from a document's id to its ordinal (layer 2), for looking up one article. Rows ascend by hash and lie in
 * blocks; the hash only narrows, the stored id decides.
 *
 * Row: u48 hash (the first six bytes of SHA-256 of the id's JSON), u32 ordinal.
 */
import { sha256 } from "../../content-hash.ts";
import { ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";
import type { JsonValue } from "./fields.ts";

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
  return sha256(JSON.stringify(id)).readUIntBE(0, HASH_BYTES);
}

/** Rows in the order in which they are written: by hash, then ordinal. */
export function compareIdRows(a: DocumentIdRow, b: DocumentIdRow): number {
  return a.hash - b.hash || a.ordinal - b.ordinal;
}

export function encodeIdBlock(rows: readonly DocumentIdRow[]): Uint8Array {
  const writer = new ByteWriter(rows.length * (HASH_BYTES + ORDINAL_BYTES));
  for (const { hash, ordinal } of rows) {
    writer.writeFixed(hash, HASH_BYTES);
    writer.writeFixed(ordinal, ORDINAL_BYTES);
  }
  return writer.toBytes();
}

export function decodeIdBlock(content: Uint8Array, documentCount: number): DocumentIdRow[] {
  const reader = new ByteReader(content);
  const rows: DocumentIdRow[] = [];
  while (reader.remaining > 0) {
    const row = { hash: reader.readFixed(HASH_BYTES), ordinal: reader.readFixed(ORDINAL_BYTES) };
    if (row.ordinal >= documentCount) throw corruptBytes("an id names a document that the segment does not have");
    rows.push(row);
  }
  return rows;
}

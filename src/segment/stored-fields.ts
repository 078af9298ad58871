/**
 * Stored fields (layer 2): what a result shows of each document, in blocks of some consecutive ordinals, so that a page
 * of results reads a handful of blocks. Both directions are here.
 *
 * Block: JSON array, per document [id, source key, {field: value}]. Values are what JSON can hold; ids keep their type.
 */
import { corruptBytes } from "./byte-buffer.ts";
import { decodeJson, encodeJson } from "./json-block.ts";

/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/** The stored part of one document. */
export interface StoredDocument {
  readonly id: JsonValue;
  readonly sourceKey: string;
  readonly fields: Readonly<Record<string, JsonValue>>;
}

export function encodeStoredBlock(documents: readonly StoredDocument[]): Uint8Array {
  return encodeJson(documents.map(({ id, sourceKey, fields }) => [id, sourceKey, fields]));
}

/** The documents of a block in order; `expected` is how many the block's index says it holds. */
export function decodeStoredBlock(content: Uint8Array, expected: number): StoredDocument[] {
  const rows = decodeJson(content);
  if (!Array.isArray(rows) || rows.length !== expected) throw corruptBytes("a block of stored fields is misshapen");
  return rows.map((row: unknown) => {
    if (!Array.isArray(row) || typeof row[1] !== "string" || typeof row[2] !== "object" || row[2] === null) {
      throw corruptBytes("a stored document is misshapen");
    }
    return { id: row[0] as JsonValue, sourceKey: row[1], fields: row[2] as Record<string, JsonValue> };
  });
}

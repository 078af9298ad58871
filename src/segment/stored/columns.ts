/**
 * Columns (layer 2): one value a document, loaded whole when first needed. Both directions are here.
 *
 * A length column holds a field's length per ordinal; a value column holds a stored field, by a dictionary of its
 * distinct values. Both: u8 width of an item in bytes (1, 2 or 4), the items, little-endian; a value column is preceded
 * by u32 length of the dictionary, and the dictionary, a JSON array of values in order of first appearance. Item 0 of a
 * value column means that the document has no value, item n the value n - 1. The id column is a JSON array of the ids by
 * ordinal: nearly all differ, so that a dictionary would only add to it. A digest column is a few bytes of each document, all
 * of one size, zeros where it has none: a hash or signature that its caller made, by which documents are compared and found
 * without reading what is stored of them.
 *
 * The duplicates tell which documents are the same as others of the segment, in some bytes each, where the digests that tell it take 24
 * bytes of every article. What makes two the same is the writer's business. Content: varint number of documents that are not alone; for
 * each, ascending: varint ordinal less the one before, less 1, the first one's being -1; varint its group, from 1; varint its address, from 1,
 * 0 where no other has it.
 */

import { SearchIndexError } from "../../errors.ts";
import type { Duplicates } from "../../news/duplicate-groups.ts";
import { ByteReader, ByteWriter, corruptBytes } from "../blocks/byte-buffer.ts";
import { decodeJson, encodeJson } from "../blocks/json-block.ts";
import type { JsonValue } from "./fields.ts";

/** Whether numbers lie in memory as they lie in a segment: on every machine that Lambda has, and on nearly every other. */
const isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The values of one stored field by ordinal. */
export interface ValueColumn {
  /** Distinct values. */
  readonly values: readonly JsonValue[];
  /** Per ordinal, 0 for none, else 1 + the place in `values`. */
  readonly items: Uint32Array;
}

/** A length column. */
export const lengthCodec = {
  encode(lengths: readonly number[]): Uint8Array {
    const writer = new ByteWriter(lengths.length + 1);
    writeItems(writer, lengths);
    return writer.toBytes();
  },

  decode(content: Uint8Array, documentCount: number): Uint32Array {
    return readLastItems(new ByteReader(content), documentCount);
  },
};

/** A value column. */
export const valueCodec = {
  /** `values[ordinal]` is undefined where the document has none. */
  encode(values: readonly (JsonValue | undefined)[]): Uint8Array {
    const itemByJson = new Map<string, number>();
    const items = values.map((value) => {
      if (value === undefined) return 0;
      const json = JSON.stringify(value);
      const item = itemByJson.get(json) ?? itemByJson.size + 1;
      itemByJson.set(json, item);
      return item;
    });
    const dictionary = Buffer.from(`[${[...itemByJson.keys()].join(",")}]`, "utf8");
    const writer = new ByteWriter(dictionary.length + values.length + 8);
    writer.writeFixed(dictionary.length, 4);
    writer.writeBytes(dictionary);
    writeItems(writer, items);
    return writer.toBytes();
  },

  decode(content: Uint8Array, documentCount: number): ValueColumn {
    const reader = new ByteReader(content);
    const values = decodeJson(reader.readBytes(reader.readFixed(4)));
    if (!Array.isArray(values)) throw corruptBytes("a column's dictionary is misshapen");
    const items = readLastItems(reader, documentCount);
    if (items.some((item) => item > values.length)) throw corruptBytes("a column names a value that it does not have");
    return { values: values as JsonValue[], items };
  },
};

/** The id column. */
export const idCodec = {
  encode(ids: readonly JsonValue[]): Uint8Array {
    return encodeJson(ids);
  },

  /** The ids by ordinal; they keep their type. */
  decode(content: Uint8Array, documentCount: number): readonly JsonValue[] {
    const ids = decodeJson(content);
    if (!Array.isArray(ids) || ids.length !== documentCount)
      throw corruptBytes("its ids are not as many as its documents");
    return ids as JsonValue[];
  },
};

/** Whole numbers under 2^32 in as few bytes each as the largest takes: 1, 2 or 4, after a byte that says how many. */
export function writeItems(writer: ByteWriter, items: ArrayLike<number>): void {
  let largest = 0;
  for (let i = 0; i < items.length; i += 1) largest = Math.max(largest, items[i] ?? 0);
  const width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
  writer.writeFixed(width, 1);
  for (let i = 0; i < items.length; i += 1) writer.writeFixed(items[i] ?? 0, width);
}

/** So many items as {@link writeItems} wrote them. */
export function readItems(reader: ByteReader, count: number): Uint32Array {
  const width = reader.readFixed(1);
  if (![1, 2, 4].includes(width)) throw corruptBytes("its items have a width that there is not");
  return widenItems(reader.readBytes(width * count), width);
}

function readLastItems(reader: ByteReader, documentCount: number): Uint32Array {
  const items = readItems(reader, documentCount);
  if (reader.remaining === 0) return items;
  throw corruptBytes("a column is longer than its documents");
}

/**
 * Items of 1, 2 or 4 bytes as numbers. Every fresh process widens some hundred thousand before its first answer: by what the engine
 * has for it, and not one by one, which takes four times as long.
 */
export function widenItems(bytes: Uint8Array, width: number, isHostLittleEndian = isLittleEndian): Uint32Array {
  if (width === 1) return new Uint32Array(bytes);
  // A copy begins where an array of wider numbers may begin.
  const items = Buffer.from(Uint8Array.from(bytes).buffer);
  if (!isHostLittleEndian) width === 2 ? items.swap16() : items.swap32();
  return width === 2 ? new Uint32Array(new Uint16Array(items.buffer)) : new Uint32Array(items.buffer);
}

/** A field of which a digest is kept, and the size of its digests. */
export interface DigestField {
  readonly field: string;
  readonly sizeBytes: number;
}

/** The digests of one field. */
export interface DigestColumn {
  readonly digestBytes: number;
  /** `digestBytes` a document, by ordinal. */
  readonly bytes: Uint8Array;
}

/** As many as SHA-256 has. */
export const MAX_DIGEST_BYTES = 32;

const HEX = /^(?:[\da-f]{2})+$/;

/** A digest as the caller gives it, in lower-case hex; nothing, null and "" are zeros; else `invalid-change`. */
export function parseDigest(value: unknown, { field, sizeBytes }: DigestField): Uint8Array {
  if (value === undefined || value === null || value === "") return new Uint8Array(sizeBytes);
  if (typeof value === "string" && value.length === sizeBytes * 2 && HEX.test(value)) return Buffer.from(value, "hex");
  throw new SearchIndexError(
    "invalid-change",
    `The digest field "${field}" of a document must be ${sizeBytes * 2} hex digits in lower case, or nothing.`,
  );
}

export function decodeDigestColumn(content: Uint8Array, digestBytes: number, documentCount: number): DigestColumn {
  if (content.length !== digestBytes * documentCount) throw corruptBytes("a column is not as long as its documents");
  return { digestBytes, bytes: content };
}

/** A view of one document's digest. */
export function digestOf({ digestBytes, bytes }: DigestColumn, ordinal: number): Uint8Array {
  return bytes.subarray(ordinal * digestBytes, (ordinal + 1) * digestBytes);
}

/** The ordinals that have a digest, ascending; none for zeros and for another size. Looks at every document. */
export function findDigest({ digestBytes, bytes }: DigestColumn, digest: Uint8Array): number[] {
  const found: number[] = [];
  if (digest.length !== digestBytes || digest.every((byte) => byte === 0)) return found;
  const wanted = Buffer.from(digest);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = all.indexOf(wanted); at >= 0; at = all.indexOf(wanted, at + 1)) {
    if (at % digestBytes === 0) found.push(at / digestBytes);
  }
  return found;
}

/** The duplicates of a segment. */
export const duplicatesCodec = {
  encode({ ordinals, groups, addresses }: Duplicates): Uint8Array {
    const writer = new ByteWriter(4 * ordinals.length + 8);
    writer.writeVarint(ordinals.length);
    let before = -1;
    for (const [i, ordinal] of ordinals.entries()) {
      writer.writeVarint(ordinal - before - 1);
      writer.writeVarint(groups[i] ?? 0);
      writer.writeVarint(addresses[i] ?? 0);
      before = ordinal;
    }
    return writer.toBytes();
  },

  /** Of a segment of so many documents. */
  decode(content: Uint8Array, documents: number): Duplicates {
    const reader = new ByteReader(content);
    const count = reader.readVarint();
    if (count > documents) throw corruptBytes("it has more duplicates than documents");
    const [ordinals, groups, addresses] = [new Uint32Array(count), new Uint32Array(count), new Uint32Array(count)];
    let before = -1;
    for (let i = 0; i < count; i += 1) {
      before += reader.readVarint() + 1;
      ordinals[i] = before;
      groups[i] = reader.readVarint();
      addresses[i] = reader.readVarint();
      // As many numbers as duplicates at the most: whoever counts on from them stays within bounds.
      if (before >= documents || groups[i] === 0 || (groups[i] ?? 0) > count || (addresses[i] ?? 0) > count)
        throw corruptBytes("its duplicates are misshapen");
    }
    if (reader.remaining > 0) throw corruptBytes("its duplicates are too long");
    return { ordinals, groups, addresses };
  },
};

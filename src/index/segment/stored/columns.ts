/**
 * Columns: one value a document, loaded whole when first needed. Both directions are here.
 *
 * A length column holds a field's length per ordinal; a value column holds a stored field, by a dictionary of its
 * distinct values. Both as items: u8 width of an item in bytes (1, 2 or 4), the lowest byte of every item, then the
 * next of every item, which packs smaller than items side by side. A value column is preceded by its dictionary: the
 * JSON of each value, ascending, without what it shares with the one before. Item 0 of a value column means that the
 * document has no value, item n the value n - 1. The id column is a JSON array of the ids by ordinal: nearly all
 * differ, so that a dictionary would only add to it. A digest column is a few bytes of each document, all of one size,
 * zeros where it has none: a hash or signature that its caller made, by which documents are compared and found without
 * reading what is stored of them.
 *
 * A value column may be cut: the first units of its texts are one column, the head, and what follows them another, the
 * rest. Whoever needs the head alone reads half of the bytes, and both have far fewer distinct values than the whole.
 *
 * The duplicates tell which documents are the same as others of the segment, in some bytes each, where the digests that
 * tell it take 24 bytes of every article. What makes two the same is the writer's business. Content: varint number of
 * documents that are not alone; for each, ascending: varint ordinal less the one before, less 1, the first one's being
 * -1; varint its group, from 1; varint its address, from 1, 0 where no other has it.
 */

import { fromHex } from "../../../content-hash.ts";
import { SearchIndexError } from "../../../errors.ts";
import { tooLargeBlock } from "../blocks/block-codec.ts";
import { ByteReader, ByteWriter, corruptBytes, sharedPrefixLength } from "../blocks/byte-buffer.ts";
import { decodeJson, decodeUtf8, encodeJson, encodeUtf8, parseBlockJson } from "../blocks/json-block.ts";
import { MAX_BLOCK_BYTES } from "../blocks/segment-format.ts";
import type { JsonValue } from "./fields.ts";

/** The values of one stored field by ordinal. */
export interface ValueColumn {
  /** Distinct values. */
  readonly values: readonly JsonValue[];
  /** 0 for no value, else one more than the place in `values`, by ordinal. */
  readonly items: Uint32Array;
}

/** A length column. */
export function encodeLengths(lengths: readonly number[]): Uint8Array {
  const writer = new ByteWriter(lengths.length + 1);
  writeItems(writer, lengths);
  return writer.toBytes();
}

export function decodeLengths(content: Uint8Array, documentCount: number): Uint32Array {
  return readLastItems(new ByteReader(content), documentCount);
}

/** A value column. `values[ordinal]` is undefined where the document has none. */
export function encodeValues(values: Values): Uint8Array {
  const texts = values.map((value) => (value === undefined ? undefined : JSON.stringify(value)));
  const dictionary = [...new Set(texts)].filter((text) => text !== undefined).sort();
  const itemByText = new Map(dictionary.map((text, i) => [text, i + 1]));
  const writer = new ByteWriter(values.length + 1024);
  writeDictionary(writer, dictionary);
  writeItems(
    writer,
    texts.map((text) => (text === undefined ? 0 : (itemByText.get(text) ?? 0))),
  );
  return writer.toBytes();
}

export function decodeValues(content: Uint8Array, documentCount: number): ValueColumn {
  const reader = new ByteReader(content);
  const values = readDictionary(reader);
  const items = readLastItems(reader, documentCount);
  for (const item of items) {
    if (item > values.length) throw corruptBytes("a column names a value that its dictionary does not have");
  }
  return { values, items };
}

/** Values by ordinal; undefined for none. */
export type Values = readonly (JsonValue | undefined)[];

/**
 * Cuts each text behind its first `units` UTF-16 units; a shorter text has no rest, nor has a value that is no text.
 */
export function cutValues(values: Values, units: number): { readonly head: Values; readonly rest: Values } {
  const isLonger = (value: JsonValue | undefined) => typeof value === "string" && value.length > units;
  return {
    head: values.map((value) => (isLonger(value) ? (value as string).slice(0, units) : value)),
    rest: values.map((value) => (isLonger(value) ? (value as string).slice(units) : undefined)),
  };
}

/** The column that was cut; its values come in the order in which documents first have them. */
export function joinColumns(head: ValueColumn, rest: ValueColumn): ValueColumn {
  const values: JsonValue[] = [];
  const itemByParts = new Map<number, number>();
  const items = head.items.map((headItem, ordinal) => {
    const restItem = rest.items[ordinal] ?? 0;
    if (headItem === 0 && restItem === 0) return 0;
    const parts = headItem * (rest.values.length + 1) + restItem;
    const known = itemByParts.get(parts);
    if (known !== undefined) return known;
    values.push(joinValue(head.values[headItem - 1], rest.values[restItem - 1]));
    itemByParts.set(parts, values.length);
    return values.length;
  });
  return { values, items };
}

function joinValue(head: JsonValue | undefined, rest: JsonValue | undefined): JsonValue {
  if (rest === undefined && head !== undefined) return head;
  if (typeof head === "string" && typeof rest === "string") return head + rest;
  throw corruptBytes("a cut column has a rest of what is no text");
}

/** Separator of a dictionary's texts, which no JSON contains. */
const SEPARATOR = "\n";

/** Ascending texts, each without what it shares with the one before. */
function writeDictionary(writer: ByteWriter, texts: readonly string[]): void {
  const shared = texts.map((text, i) => wholeLength(text, sharedPrefixLength(texts[i - 1] ?? "", text)));
  const lengths = texts.reduce((sum, text) => sum + text.length, 0);
  if (lengths > MAX_BLOCK_BYTES) throw tooLargeBlock("column", lengths);
  const rest = encodeUtf8(texts.map((text, i) => text.slice(shared[i])).join(SEPARATOR));
  writer.writeFixed(texts.length, 4);
  writeItems(writer, shared);
  writer.writeFixed(rest.length, 4);
  writer.writeBytes(rest);
}

/** A length that cuts no character beyond U+FFFF in two, which UTF-8 could not hold. */
function wholeLength(text: string, length: number): number {
  const last = text.charCodeAt(length - 1);
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}

function readDictionary(reader: ByteReader): readonly JsonValue[] {
  const shared = readItems(reader, reader.readFixed(4));
  const rest = decodeUtf8(reader.readBytes(reader.readFixed(4)));
  const texts = shared.length === 0 && rest === "" ? [] : rest.split(SEPARATOR);
  if (texts.length !== shared.length) throw corruptBytes("a column's dictionary is misshapen");
  let lengths = 0;
  let before = "";
  for (const [i, text] of texts.entries()) {
    const length = shared[i] ?? 0;
    lengths += length + text.length;
    // What repeats the one before could be any number of times what is written.
    if (length > before.length || lengths > MAX_BLOCK_BYTES) throw corruptBytes("a column's dictionary is misshapen");
    before = before.slice(0, length) + text;
    texts[i] = before;
  }
  const values = parseBlockJson(`[${texts.join(",")}]`);
  if (Array.isArray(values) && values.length === texts.length) return values as JsonValue[];
  throw corruptBytes("a column's dictionary is misshapen");
}

/** The id column. */
export function encodeIds(ids: readonly JsonValue[]): Uint8Array {
  return encodeJson(ids);
}

/** The ids by ordinal; they keep their type. */
export function decodeIds(content: Uint8Array, documentCount: number): readonly JsonValue[] {
  const ids = decodeJson(content);
  if (!Array.isArray(ids) || ids.length !== documentCount)
    throw corruptBytes("its ids are not as many as its documents");
  return ids as JsonValue[];
}

/**
 * Whole numbers under 2^32 in as few bytes each as the largest takes: a byte that says how many, 1, 2 or 4; the lowest
 * byte of every number; the next one of every number.
 */
export function writeItems(writer: ByteWriter, items: ArrayLike<number>): void {
  let largest = 0;
  for (let i = 0; i < items.length; i += 1) largest = Math.max(largest, items[i] ?? 0);
  const width = largest < 0x100 ? 1 : largest < 0x10000 ? 2 : 4;
  writer.writeByte(width);
  for (let shift = 0; shift < 8 * width; shift += 8) {
    for (let i = 0; i < items.length; i += 1) writer.writeByte((items[i] ?? 0) >>> shift);
  }
}

/** Reads so many items as {@link writeItems} wrote them. */
export function readItems(reader: ByteReader, count: number): Uint32Array {
  const width = reader.readFixed(1);
  if (![1, 2, 4].includes(width)) throw corruptBytes("its items have a width that there is not");
  const bytes = reader.readBytes(width * count);
  const items = new Uint32Array(bytes.subarray(0, count));
  for (let place = 1; place < width; place += 1) {
    const [from, shift] = [place * count, 8 * place];
    for (let i = 0; i < count; i += 1) items[i] = (items[i] as number) | ((bytes[from + i] as number) << shift);
  }
  return items;
}

function readLastItems(reader: ByteReader, documentCount: number): Uint32Array {
  const items = readItems(reader, documentCount);
  if (reader.remaining === 0) return items;
  throw corruptBytes("a column is longer than its documents");
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

/** Size of SHA-256. */
export const MAX_DIGEST_BYTES = 32;

const HEX = /^(?:[\da-f]{2})+$/;

/** A digest as the caller gives it, in lower-case hex; nothing, null and "" are zeros; else `invalid-change`. */
export function parseDigest(value: unknown, { field, sizeBytes }: DigestField): Uint8Array {
  if (value === undefined || value === null || value === "") return new Uint8Array(sizeBytes);
  if (typeof value === "string" && value.length === sizeBytes * 2 && HEX.test(value)) return fromHex(value);
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
  for (let start = 0; start < bytes.length; start += digestBytes) {
    let same = 0;
    while (same < digestBytes && bytes[start + same] === digest[same]) same += 1;
    if (same === digestBytes) found.push(start / digestBytes);
  }
  return found;
}

/** Documents that are the same as others, ascending by their places in a list: parallel arrays. */
export interface Duplicates {
  readonly ordinals: Uint32Array;
  /** The number of each one's group, from 1. */
  readonly groups: Uint32Array;
  /** Number from 1, equal for all of one address; 0 if no other document has it. */
  readonly addresses: Uint32Array;
}

/** The duplicates of a segment. */
export function encodeDuplicates({ ordinals, groups, addresses }: Duplicates): Uint8Array {
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
}

/** Decodes the duplicates of a segment with so many documents. */
export function decodeDuplicates(content: Uint8Array, documents: number): Duplicates {
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
}

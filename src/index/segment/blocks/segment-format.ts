/**
 * The layout of a segment object: the one description that writer and reader share, held together with
 * docs/index-format.md by a test.
 *
 * header | posting blocks, occurrence blocks | stored blocks | card blocks | lexicon blocks | form blocks | reversed
 * form blocks | keyed form blocks | phrase blocks | entry blocks | id blocks | rests of cut columns | large value
 * columns | id column | digest columns | filters of keys and names | id index | duplicates | filter of phrases | heads
 * of cut columns, small value columns | length columns | stored index | card index | contents block | footer. Behind
 * each posting block is its occurrence block. Header: magic, u16 format, 6 zero bytes. Footer: u48 start of the
 * contents block, u16 format, magic. All integers are little-endian; every block is as block-codec.ts says.
 */
import * as v from "valibot";
import { SearchIndexError } from "../../../errors.ts";
import { ByteReader, ByteWriter, corruptBytes } from "./byte-buffer.ts";

/**
 * Goes up whenever bytes change their meaning; a segment of another format is refused by name, and the index rebuilt
 * from its uploads.
 */
export const SEGMENT_FORMAT = 9;

/**
 * The most that a block unpacks to: half of what the smallest runtime has, an isolate of 128 MB. No writer makes a
 * larger one (docs/decisions/index.md#blocks).
 */
export const MAX_BLOCK_BYTES = 64 * 1024 * 1024;

/** "poiskseg" in ASCII. */
const MAGIC = Uint8Array.from([0x70, 0x6f, 0x69, 0x73, 0x6b, 0x73, 0x65, 0x67]);

export const HEADER_BYTES = 16;
export const FOOTER_BYTES = 16;

/** Sizes before compression at which a block is closed (docs/decisions/index.md#blocks). */
export const POSTING_BLOCK_BYTES = 14 * 1024;
export const LEXICON_BLOCK_BYTES = 32 * 1024;
export const STORED_BLOCK_BYTES = 6 * 1024;

/**
 * Largest packed value column that lies in a segment's tail without being cut: such as the source where a site has one
 * alone. The smaller of the gaps that are read to spare a request (block-reader.ts).
 */
export const TAIL_COLUMN_BYTES = 4 * 1024;

/**
 * Size unit of stored blocks with one document each: a page reads no document that it does not show, and the index of
 * the blocks takes half a byte of each instead of one and a half. Measured in
 * docs/decisions/index.md#a-stored-block-for-each-article.
 */
export const LONE_BLOCK_MULTIPLE_BYTES = 128;

/**
 * Computes the size of term blocks in a segment of so many documents, as a share of the normal sizes. Who opens a
 * segment reads the first term of each block, and of each word a block: both together are least where blocks grow with
 * the square root of all that is in them. What is read whole has them whole. Measured in
 * docs/decisions/index.md#smaller-blocks-in-smaller-segments.
 */
export function termBlockShare(documents: number): number {
  if (documents < FEWEST_DOCUMENTS_OF_PARTS) return 1;
  return Math.min(1, Math.max(LEAST_TERM_BLOCK_SHARE, Math.sqrt(documents / WHOLE_TERM_BLOCK_DOCUMENTS)));
}

/** Fewest documents of a segment in parts; one with fewer is read whole wherever it lies. */
const FEWEST_DOCUMENTS_OF_PARTS = 50;
const WHOLE_TERM_BLOCK_DOCUMENTS = 100_000;
/** Smaller blocks pack worse, and save little. */
const LEAST_TERM_BLOCK_SHARE = 1 / 4;

/** Postings of a block, as many as Lucene's have, and the most impacts of one (docs/decisions/index.md#skipping). */
export const POSTINGS_PER_BLOCK = 128;
export const MAX_IMPACTS = 4;

/** A posting tells whether its term is among so many first words of the field (docs/decisions/index.md#openings). */
export const OPENING_WORDS = 30;

/**
 * Number of documents above which a segment leaves out phrases of a single document
 * (docs/decisions/search.md#suggestions). Untuned.
 */
export const RARE_PHRASE_DOCUMENTS = 4_000;

/**
 * The same of the common forms written backwards, of which a block or two are read to look for a slip
 * (docs/decisions/widget.md#search-in-the-page), and of
 * keyed forms, of which one is read.
 */
export const LOOKED_UP_FORM_BLOCK_BYTES = 8 * 1024;

/**
 * A surface form is common where it stands in one of so many documents of its segment, or more: such alone are looked
 * through for what a rare word may have been meant to be (docs/decisions/index.md#lexicon). Untuned.
 */
export const DOCUMENTS_PER_COMMON_FORM = 2_000;

/** Number of documents from which on a form is common in a segment of this size; 1 if every form is. */
export function leastCommonFrequency(documents: number): number {
  return Math.max(1, Math.ceil(documents / DOCUMENTS_PER_COMMON_FORM));
}

/**
 * Tells whether a segment of this size stores its common forms reversed too. If every form is common, only readers by
 * ranges get them.
 */
export function reversesForms(documents: number, isReadByRanges: boolean): boolean {
  return leastCommonFrequency(documents) > 1 || (isReadByRanges && documents >= FEWEST_DOCUMENTS_OF_PARTS);
}

/** Blocks of an index of stored blocks or cards that are summed up as one: few enough to be added up at each look. */
export const STORED_BLOCKS_PER_GROUP = 64;

/** Segments up to this size are read whole, in one request, and kept. */
export const SMALL_SEGMENT_BYTES = 1024 * 1024;

/** The most documents a segment holds; bounds the memory of a query and of a merge. */
export const MAX_SEGMENT_DOCUMENTS = 250_000;

/** The numbers of the index blocks in their section. */
export const INDEX_BLOCK_NUMBERS = { stored: 0, documentIds: 1, cards: 2 } as const;

/** The numbers of the filters in their section. */
export const FILTER_NUMBERS = { keys: 0, names: 1, phrases: 2 } as const;

/**
 * The first numbers of the kinds of columns in their section: lengths from 0 on, then values, the ids, digests, and the
 * rest of each value column, whether it has one or not.
 */
export function columnNumbers({
  lengthColumns,
  valueColumns,
  digestColumns,
}: Readonly<Record<"lengthColumns" | "valueColumns" | "digestColumns", { readonly length: number }>>) {
  const ids = lengthColumns.length + valueColumns.length;
  return { values: lengthColumns.length, ids, digests: ids + 1, rests: ids + 1 + digestColumns.length };
}

export const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
// Arrays of tens of thousands: a schema for each item takes a cold process longer than its search does.
const counts = v.custom<number[]>((value) => Array.isArray(value) && value.every(isCount));
const strings = v.custom<string[]>((value) => Array.isArray(value) && value.every((item) => typeof item === "string"));
const place = v.object({ start: count, sizeBytes: count });
const run = { start: count, sizesBytes: counts };

/**
 * The shortest prefixes of first terms that exceed every term of the blocks before: a range between two of them holds
 * all terms of a block.
 */
const termsIndex = v.object({ ...run, firstTerms: strings });
const entriesIndex = v.object({ ...run, firstKeys: strings, firstOrdinals: counts });
export const documentIdsIndexSchema = v.object({ ...run, firstHashes: counts });

const contentsSchema = v.object({
  format: v.literal(SEGMENT_FORMAT),
  documents: count,
  entries: count,
  fields: strings,
  postings: termsIndex,
  /** One right behind each posting block; null where the index keeps no occurrences, as of its forms. */
  occurrences: v.nullable(v.object({ sizesBytes: counts })),
  // Here and not in a block of its own: prefix and fuzzy would wait for that one before they could read the lexicon.
  lexicon: termsIndex,
  forms: v.nullable(termsIndex),
  /** Index of the common forms, written backwards; null if reversesForms says no. */
  reversedForms: v.nullable(termsIndex),
  /** Forms behind their keys; null where the index keeps no forms, or these have no keys. */
  keyedForms: v.nullable(termsIndex),
  /** Null where no document offers any. */
  phrases: v.nullable(termsIndex),
  entryBlocks: entriesIndex,
  filter: place,
  nameFilter: place,
  /** Knows the first words of phrases of several. Left out: there may be any. */
  phraseFilter: v.exactOptional(place),
  storedIndex: place,
  /** Null where the index keeps no cards. */
  cardsIndex: v.nullable(place),
  documentIdsIndex: place,
  lengthColumns: v.array(place),
  /** `rest` of a cut column alone, whose own place is that of its head. */
  valueColumns: v.array(v.object({ ...place.entries, field: v.string(), rest: v.exactOptional(place) })),
  idColumn: place,
  digestColumns: v.array(v.object({ ...place.entries, field: v.string(), digestBytes: v.pipe(count, v.minValue(1)) })),
  /** Null where no document is the same as another. */
  duplicates: v.nullable(place),
});

/** Blocks one after another: block i begins at `start` plus the sizes of those before it and what lies between. */
export interface BlockRun {
  readonly start: number;
  readonly sizesBytes: readonly number[];
  /** Bytes of another run between each block and the next. Default none. */
  readonly between?: readonly number[] | undefined;
}

/** The place of a block or column. */
export interface Place {
  readonly start: number;
  readonly sizeBytes: number;
}

/** The places of a section's blocks. */
export interface BlockPlaces {
  readonly blockCount: number;
  /** `blockNumber` from 0, under `blockCount`. */
  placeOf(blockNumber: number): Place;
}

/** A segment's table of contents. */
export type SegmentContents = v.InferOutput<typeof contentsSchema>;

/** The facts that the manifest needs to open a segment. */
export interface SegmentSummary {
  readonly sizeBytes: number;
  /** Start of the contents block; it and the footer reach to the end. */
  readonly contentsStart: number;
  readonly documents: number;
  readonly entries: number;
  /** Sum of all field lengths, by field number. */
  readonly fieldLengthSums: readonly number[];
}

/**
 * Start of the parts that every query of an article index reads besides postings. They reach to the end, so that one
 * request is enough.
 */
export function segmentTailStart({ documentIdsIndex }: SegmentContents): number {
  return documentIdsIndex.start + documentIdsIndex.sizeBytes;
}

/** Start of those among them that every query of any index reads. */
export function scoringStart({ lengthColumns, storedIndex }: SegmentContents): number {
  return Math.min(storedIndex.start, ...lengthColumns.map(({ start }) => start));
}

export function encodeHeader(): Uint8Array {
  const writer = new ByteWriter(HEADER_BYTES);
  writer.writeBytes(MAGIC);
  writer.writeFixed(SEGMENT_FORMAT, 2);
  writer.writeFixed(0, 6);
  return writer.toBytes();
}

export function encodeFooter(contentsStart: number): Uint8Array {
  const writer = new ByteWriter(FOOTER_BYTES);
  writer.writeFixed(contentsStart, 6);
  writer.writeFixed(SEGMENT_FORMAT, 2);
  writer.writeBytes(MAGIC);
  return writer.toBytes();
}

/** The format, from the first bytes of a whole segment. */
export function decodeHeader(bytes: Uint8Array): number {
  const reader = new ByteReader(bytes);
  checkMagic(reader.readBytes(MAGIC.length));
  return checkFormat(reader.readFixed(2));
}

/** The start of the contents block and the format, from a segment's last bytes. */
export function decodeFooter(footer: Uint8Array): { readonly contentsStart: number; readonly format: number } {
  const reader = new ByteReader(footer);
  const contentsStart = reader.readFixed(6);
  const format = reader.readFixed(2);
  checkMagic(reader.readBytes(MAGIC.length));
  return { contentsStart, format: checkFormat(format) };
}

/** Checks the shape of a decoded index or contents block. */
export function parseShape<T>(schema: v.GenericSchema<unknown, T>, value: unknown): T {
  const result = v.safeParse(schema, value);
  if (!result.success) throw corruptBytes("an index block is misshapen");
  return result.output;
}

export function parseContents(value: unknown): SegmentContents {
  return parseShape(contentsSchema, value);
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function checkMagic(magic: Uint8Array): void {
  if (!MAGIC.every((byte, i) => magic[i] === byte)) throw corruptBytes("it does not begin and end as a segment does");
}

function checkFormat(format: number): number {
  if (format === SEGMENT_FORMAT) return format;
  throw new SearchIndexError(
    "unsupported-format",
    `A segment has format ${format}; this version of poisk reads format ${SEGMENT_FORMAT}. Upgrade poisk, or run rebuild.`,
    { details: { format, supported: SEGMENT_FORMAT } },
  );
}

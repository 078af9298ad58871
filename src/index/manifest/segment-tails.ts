/**
 * The segment tails: one object of a constant name that holds the tails of the large segments, so that a process that
 * knows nothing of the index asks for them together with the manifest, and not after it. A segment's tail is what every
 * query reads of it besides postings, as it lies at the segment's end: heads of columns, lengths, the indexes of stored
 * blocks and cards, the table of contents, the footer.
 *
 * It is a hint. What it holds of a segment counts only where the manifest names that segment; where it is missing,
 * stale or damaged, the segments themselves are read, which takes a round more. src/index/compaction/tail-refresh.ts
 * writes it.
 */
import * as v from "valibot";
import { crc32 } from "../../content-hash.ts";
import { isSearchIndexError } from "../../errors.ts";
import { ULID_PATTERN } from "../../id-source.ts";
import type { ObjectReader } from "../../store/store.ts";
import { type KeyLayout, type SegmentId, tailsKey } from "../keys.ts";
import { ByteReader, ByteWriter, corruptBytes } from "../segment/blocks/byte-buffer.ts";
import { decodeJson, encodeJson } from "../segment/blocks/json-block.ts";
import { count, parseShape, type SegmentSummary } from "../segment/blocks/segment-format.ts";

/**
 * The most that the tails take together: at 85 MB/s on a connection 50 ms, beside the 25 to the first byte. Those of
 * 1,000,000 articles fit, of 1,400,000 if these are in the order of their dates; of more, the tables of contents alone
 * come first, those of 10,000,000. Untuned.
 */
export const MAX_TAILS_BYTES = 4 * 1024 * 1024;

/** Content type of the object. */
export const TAILS_TYPE = { contentType: "application/octet-stream" };

/** Above what {@link MAX_TAILS_BYTES} of tails and their directory take: what is larger is not read. */
const MAX_OBJECT_BYTES = MAX_TAILS_BYTES + 64 * 1024;

/** Bytes of the checksum, and of the directory's length. */
const U32_BYTES = 4;

const directorySchema = v.object({
  sequence: count,
  segments: v.array(v.tuple([v.pipe(v.string(), v.regex(ULID_PATTERN)), count, count])),
});

/** The end of a segment of so many bytes. */
interface SegmentTail {
  readonly segmentBytes: number;
  readonly bytes: Uint8Array;
}

/** Tails by segment. */
export type SegmentTails = ReadonlyMap<SegmentId, SegmentTail>;

export const NO_TAILS: SegmentTails = new Map();

/**
 * The object's bytes; `sequence` is that of the manifest that names the segments, so that no two states have the same
 * ETag.
 */
export function encodeTails(tails: SegmentTails, sequence: number): Uint8Array {
  const segments = [...tails].map(([id, { segmentBytes, bytes }]) => [id, segmentBytes, bytes.length]);
  const directory = encodeJson({ sequence, segments });
  const writer = new ByteWriter();
  writer.writeFixed(directory.length, U32_BYTES);
  writer.writeBytes(directory);
  for (const { bytes } of tails.values()) writer.writeBytes(bytes);
  const content = writer.toBytes();
  const object = new ByteWriter(content.length + U32_BYTES);
  object.writeFixed(crc32(content), U32_BYTES);
  object.writeBytes(content);
  return object.toBytes();
}

/** `corrupt-segment` for anything that encodeTails did not make. */
export function decodeTails(object: Uint8Array): SegmentTails {
  const reader = new ByteReader(object);
  if (reader.readFixed(U32_BYTES) !== crc32(object.subarray(U32_BYTES))) {
    throw corruptBytes("the checksum of the segment tails does not match");
  }
  const directory = decodeJson(reader.readBytes(reader.readFixed(U32_BYTES)));
  const tails = new Map<SegmentId, SegmentTail>();
  for (const [id, segmentBytes, tailBytes] of parseShape(directorySchema, directory).segments) {
    tails.set(id as SegmentId, { segmentBytes, bytes: reader.readBytes(tailBytes) });
  }
  if (reader.remaining > 0) throw corruptBytes("the segment tails are longer than their directory says");
  return tails;
}

/** Loads the stored tails. Rejects as the store does, and as decodeTails. One request. */
export async function loadTails(store: ObjectReader, layout: KeyLayout): Promise<SegmentTails> {
  return decodeTails((await store.get(tailsKey(layout), { maxBytes: MAX_OBJECT_BYTES })).bytes);
}

/** Reads the tails for a reader: none if the object is missing, unreadable or damaged. One request. */
export async function readTails(store: ObjectReader, layout: KeyLayout): Promise<SegmentTails> {
  try {
    return await loadTails(store, layout);
  } catch (error) {
    // The manifest is asked for at the same time: what keeps a reader from that as well is told there.
    if (isSearchIndexError(error)) return NO_TAILS;
    throw error;
  }
}

/** The tail of a segment that the manifest names so; undefined where none is known. */
export function tailOf(
  tails: SegmentTails,
  { id, sizeBytes }: SegmentSummary & { readonly id: SegmentId },
): Uint8Array | undefined {
  const tail = tails.get(id);
  return tail?.segmentBytes === sizeBytes ? tail.bytes : undefined;
}

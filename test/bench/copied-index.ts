/**
 * An index as large as no bench has the time to build: a segment of real articles, written many times. A copy is its
 * original byte by byte but for what would make its articles count as the original's: the digests by which articles are
 * the same, so that no copy is a reprint of another, and the lengths of texts, each up to 31 words more, so that copies
 * do not have equal scores. Lengths only grow, so that the bounds in the posting lists stay bounds.
 *
 * Source keys, ids and dates are the original's: it is for counting what queries ask for, and no writer or `verify`
 * takes it.
 */

import { Readable } from "node:stream";
import { SegmentReader } from "../../src/index/read.ts";
import { type IndexContext, ManifestStore, schemaOf } from "../../src/index/shared.ts";
import { BODY_FIELD, resolvedArticleOptions } from "../../src/schema/schema.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import {
  columnNumbers,
  encodeFooter,
  encodeJson,
  type Place,
  type SegmentContents,
  type SegmentSummary,
} from "../support/inside/index-blocks.ts";
import { refreshTails } from "../support/inside/index-compaction.ts";
import { freshSegment, type ManifestSegment } from "../support/inside/index-manifest.ts";
import { segmentKey } from "../support/inside/index-own.ts";
import { encodeLengths } from "../support/inside/index-stored.ts";
import { ByteSink } from "../support/inside/index-writer.ts";

const MOST_WORDS_MORE = 31;

/** Writes copies of each segment of an index, and their tails, into an empty store. Memory: one segment whole. */
export async function copyIndex(from: IndexContext, copies: number, to: IndexContext): Promise<void> {
  const manifests = new ManifestStore(to);
  const snapshot = await manifests.begin(schemaOf(resolvedArticleOptions));
  const segments: ManifestSegment[] = [];
  for (const segment of (await new ManifestStore(from).require()).manifest.segments) {
    const original = await OriginalSegment.load(from, segment);
    for (let copy = 0; copy < copies; copy += 1) {
      const sink = new ByteSink();
      const summary = original.write(sink, segments.length);
      const id = manifests.freshId(snapshot.manifest);
      await to.store.putStreamIfAbsent(segmentKey(to.layout, id), Readable.from(sink.take()));
      segments.push(freshSegment(id, summary));
    }
  }
  await manifests.commit(snapshot, { segments, retired: [] });
  await refreshTails(to);
}

class OriginalSegment {
  readonly #bytes: Uint8Array;
  readonly #contents: SegmentContents;
  readonly #lengths: readonly Uint32Array[];
  readonly #digests: readonly Uint8Array[];

  private constructor(
    bytes: Uint8Array,
    contents: SegmentContents,
    lengths: readonly Uint32Array[],
    digests: readonly Uint8Array[],
  ) {
    this.#bytes = bytes;
    this.#contents = contents;
    this.#lengths = lengths;
    this.#digests = digests;
  }

  static async load({ store, layout }: IndexContext, segment: ManifestSegment): Promise<OriginalSegment> {
    const key = segmentKey(layout, segment.id);
    const reader = await SegmentReader.open(store, key, segment);
    const { fields, digestColumns } = reader.contents;
    const lengths = await Promise.all(fields.map((_, field) => reader.lengths(field)));
    const digests = await Promise.all(
      digestColumns.map(async ({ field }) => (await reader.digests(field))?.bytes ?? new Uint8Array()),
    );
    return new OriginalSegment(await store.getRange(key, 0, segment.sizeBytes), reader.contents, lengths, digests);
  }

  /** All before the digests as it is, then as SegmentWriter.finish goes on. */
  write(sink: ByteSink, copy: number): SegmentSummary {
    const contents = this.#contents;
    const random32 = seededRandom32(copy + 1);
    const numbers = columnNumbers(contents);
    const lengths = this.#lengths.map((column, field) =>
      contents.fields[field] === BODY_FIELD
        ? column.map((length) => length + (random32() % (MOST_WORDS_MORE + 1)))
        : column,
    );
    const digests = contents.digestColumns.map(({ digestBytes }, i) => {
      const mask = Uint8Array.from({ length: digestBytes }, () => random32());
      return masked(this.#digests[i] ?? new Uint8Array(), mask);
    });
    sink.write(this.#bytes.subarray(0, contents.digestColumns[0]?.start));
    const copied: SegmentContents = {
      ...contents,
      digestColumns: contents.digestColumns.map((column, i) => ({
        ...column,
        ...sink.writeBlock("column", numbers.digests + i, digests[i] ?? new Uint8Array()),
      })),
      duplicates: contents.duplicates && this.#copy(sink, contents.duplicates),
      filter: this.#copy(sink, contents.filter),
      documentIdsIndex: this.#copy(sink, contents.documentIdsIndex),
      lengthColumns: lengths.map((column, field) => sink.writeBlock("column", field, encodeLengths([...column]))),
      storedIndex: this.#copy(sink, contents.storedIndex),
      cardsIndex: contents.cardsIndex && this.#copy(sink, contents.cardsIndex),
    };
    const contentsStart = sink.offset;
    sink.writeBlock("contents", 0, encodeJson(copied));
    sink.write(encodeFooter(contentsStart));
    const { documents, entries } = contents;
    const fieldLengthSums = lengths.map((column) => column.reduce((sum, length) => sum + length, 0));
    return { sizeBytes: sink.offset, contentsStart, documents, entries, fieldLengthSums };
  }

  #copy(sink: ByteSink, { start, sizeBytes }: Place): Place {
    const place = { start: sink.offset, sizeBytes };
    sink.write(this.#bytes.subarray(start, start + sizeBytes));
    return place;
  }
}

/**
 * The same bits of each digest turned over, so that those of a copy are as near to each other as they were; none stays
 * none.
 */
function masked(digests: Uint8Array, mask: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(digests);
  for (let start = 0; start < copy.length; start += mask.length) {
    if (copy.subarray(start, start + mask.length).every((byte) => byte === 0)) continue;
    for (const [i, bits] of mask.entries()) copy[start + i] = (copy[start + i] ?? 0) ^ bits;
  }
  return copy;
}

/**
 * Counts the stored blocks that merges hand on as they lie, packed, to see that histories get there. A block that was
 * not the last of a merge's input, and stands byte for byte in what is put in its place, was copied: what is packed
 * again ends elsewhere.
 */

import { SegmentReader } from "../../../src/index/read.ts";
import type { IndexContext, Manifest, SegmentId } from "../../../src/index/shared.ts";
import type { ManifestSegment } from "../../support/inside/index-manifest.ts";
import { segmentKey } from "../../support/inside/index-own.ts";
import { storedBlocks } from "../../support/inside/index-reader.ts";

const CHECKSUM_BYTES = 4;

export class CopiedBlockCounter {
  copied = 0;
  readonly #context: IndexContext;
  readonly #mergedKeys = new Set<string>();
  readonly #payloads = new Map<SegmentId, readonly string[]>();

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /** Notes a stream: only merges put segments as one; a rebuild or a repair flushes what it read of the uploads. */
  noteStream(key: string): void {
    this.#mergedKeys.add(key);
  }

  /** Call for each manifest with the one before it. */
  async count(manifest: Manifest, before: Manifest | null): Promise<void> {
    const former = new Set(before?.segments.map(({ id }) => id));
    const stays = new Set(manifest.segments.map(({ id }) => id));
    const left = [...former].filter((id) => !stays.has(id));
    for (const segment of manifest.segments.filter(({ id }) => !former.has(id))) {
      const payloads = await this.#read(segment);
      this.#payloads.set(segment.id, payloads);
      if (!this.#mergedKeys.has(segmentKey(this.#context.layout, segment.id))) continue;
      for (const id of left) {
        const whole = this.#payloads.get(id)?.slice(0, -1) ?? [];
        this.copied += whole.filter((payload) => payloads.includes(payload)).length;
      }
    }
  }

  /** Reads blocks without their checksums, which depend on their numbers. */
  async #read(segment: ManifestSegment): Promise<readonly string[]> {
    const { store, layout } = this.#context;
    const reader = await SegmentReader.open(store, segmentKey(layout, segment.id), segment);
    const payloads: string[] = [];
    for await (const { bytes } of storedBlocks(reader)) {
      payloads.push(Buffer.from(bytes.subarray(CHECKSUM_BYTES)).toString("base64"));
    }
    return payloads;
  }
}

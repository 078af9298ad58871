/**
 * Open segments by id, and one cache for the blocks of them all. Segments never change, so an open one is good
 * for as long as it is named; those that no manifest of the caller names any more are let go, with all that was kept of
 * them.
 */

import { type KeyLayout, type SegmentId, segmentKey } from "../../keys.ts";
import type { SegmentSummary } from "../blocks/segment-format.ts";
import { BlockCache, type BlockCacheCounts, type SegmentBlocks } from "./block-cache.ts";
import { PartedObjectReader, type RangeReader, type Spared } from "./block-reader.ts";
import { SegmentReader, type ShownValues } from "./segment-reader.ts";

interface OpenedSegment {
  readonly reader: Promise<SegmentReader>;
  readonly blocks: SegmentBlocks;
}

export interface SegmentCacheOptions {
  /** Unpacked blocks that are kept at the most; default none, for callers that read each once. */
  readonly cacheBytes?: number;
  /** The resource to spare. For requests, whole sections of a segment are read ahead and held. Default: requests. */
  readonly spared?: Spared | undefined;
  /** Values shown of all segments. */
  readonly shown?: ShownValues | undefined;
}

/** Keeps segments open between uses. */
export class SegmentCache {
  readonly #store: RangeReader;
  readonly #layout: KeyLayout;
  readonly #blocks: BlockCache;
  readonly #shown: ShownValues | undefined;
  readonly #spared: Spared;
  readonly #opened = new Map<SegmentId, OpenedSegment>();

  constructor(
    store: RangeReader,
    layout: KeyLayout,
    { cacheBytes = 0, spared = "requests", shown }: SegmentCacheOptions = {},
  ) {
    this.#store = store;
    this.#layout = layout;
    this.#blocks = new BlockCache(cacheBytes, spared === "requests");
    this.#shown = shown;
    this.#spared = spared;
  }

  /** Hits and misses of the block cache. */
  blockCounts(): BlockCacheCounts {
    return this.#blocks.counts();
  }

  /**
   * The segment, opened once. One request, then none; none at all where its `tail` is known. A failure is forgotten.
   * `partBytes`: as the publication has it.
   */
  open(
    segment: SegmentSummary & { readonly id: SegmentId },
    tail?: Uint8Array,
    partBytes: number | null = null,
  ): Promise<SegmentReader> {
    const { id } = segment;
    const known = this.#opened.get(id);
    if (known !== undefined) return known.reader;
    const blocks = this.#blocks.forSegment();
    const key = segmentKey(this.#layout, id);
    const opening = { kept: blocks, shown: this.#shown, tail, spared: this.#spared };
    const store = partBytes === null ? this.#store : new PartedObjectReader(this.#store, partBytes);
    const reader = SegmentReader.open(store, key, segment, opening).catch((error: unknown) => {
      if (this.#opened.get(id)?.blocks === blocks) this.#opened.delete(id);
      throw error;
    });
    this.#opened.set(id, { reader, blocks });
    return reader;
  }

  /** Lets go of all segments but these. */
  retain(ids: Iterable<SegmentId>): void {
    const kept = new Set(ids);
    for (const [id, { blocks }] of this.#opened) {
      if (kept.has(id)) continue;
      this.#opened.delete(id);
      blocks.release();
    }
  }
}

/** Opens a segment that is looked at once, where its index has it. */
export function openSegment(
  { store, layout }: { readonly store: RangeReader; readonly layout: KeyLayout },
  segment: SegmentSummary & { readonly id: SegmentId },
): Promise<SegmentReader> {
  return SegmentReader.open(store, segmentKey(layout, segment.id), segment);
}

/**
 * Measures the size of an index: its live segments, without files that wait for collection.
 */
import { systemClock } from "../../src/clock.ts";
import { systemIdSource } from "../../src/id-source.ts";
import { SegmentReader } from "../../src/index/read.ts";
import { defaultKeyLayout, ManifestStore } from "../../src/index/shared.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { segmentKey } from "../support/inside/index-own.ts";

export interface IndexSize {
  readonly indexBytes: number;
  /** Bytes of these that are posting lists with their terms. */
  readonly postingsBytes: number;
  readonly segments: number;
  /** That are live. */
  readonly documents: number;
}

export async function measureIndex(store: ObjectStore): Promise<IndexSize> {
  const context = { store, layout: defaultKeyLayout, clock: systemClock, ids: systemIdSource };
  const segments = (await new ManifestStore(context).load())?.manifest.segments ?? [];
  let [indexBytes, postingsBytes, documents] = [0, 0, 0];
  for (const segment of segments) {
    indexBytes += segment.sizeBytes;
    documents += segment.liveDocuments;
    const reader = await SegmentReader.open(store, segmentKey(defaultKeyLayout, segment.id), segment);
    for (const sizeBytes of reader.contents.postings.sizesBytes) postingsBytes += sizeBytes;
  }
  return { indexBytes, postingsBytes, segments: segments.length, documents };
}

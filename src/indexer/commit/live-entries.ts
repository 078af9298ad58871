/**
 * Finds what the live segments of a manifest hold of some source keys (layer 4).
 */
import type { Manifest, ManifestSegment } from "../../manifest/manifest.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { deadEntries, loadTombstones } from "../../manifest/tombstones.ts";
import type { SegmentSummary } from "../../segment/blocks/segment-format.ts";
import { SegmentCache } from "../../segment/reader/segment-cache.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";

/** A live entry and the segment that it lies in. */
export interface LiveEntry {
  readonly segment: ManifestSegment;
  readonly entry: PlacedSourceEntry;
}

/** Looks source keys up; keeps segments open between calls. */
export class LiveEntryFinder {
  readonly #context: IndexContext;
  readonly #segments: SegmentCache;

  constructor(context: IndexContext) {
    this.#context = context;
    this.#segments = new SegmentCache(context.store, context.layout);
  }

  /**
   * The live entries of each key; at most one a key by invariant I2, and none for a key without. Requests: a small
   * segment is read whole once; a large one costs its contents and filter once, and a block per key that the filter
   * lets through.
   */
  async find(manifest: Manifest, sourceKeys: readonly string[]): Promise<Map<string, LiveEntry[]>> {
    this.#segments.retain(manifest.segments.map((segment) => segment.id));
    const found = new Map<string, LiveEntry[]>();
    await Promise.all(
      manifest.segments.map(async (segment) => {
        for (const entry of await this.#findInSegment(segment, sourceKeys)) {
          found.set(entry.sourceKey, [...(found.get(entry.sourceKey) ?? []), { segment, entry }]);
        }
      }),
    );
    return found;
  }

  async #findInSegment(segment: ManifestSegment, sourceKeys: readonly string[]): Promise<PlacedSourceEntry[]> {
    const reader = await this.#segments.open(segment);
    const entries = await Promise.all(sourceKeys.map((key) => reader.findEntry(key)));
    const present = entries.filter((entry) => entry !== null);
    if (present.length === 0) return [];
    const dead = deadEntries(await loadTombstones(this.#context.store, this.#context.layout, segment));
    return present.filter((entry) => !dead.has(entry.entryNumber));
  }
}

/** Every live entry of a manifest with its segment; for reconcile and verify. Reads the ids sections whole. */
export async function* allLiveEntries(context: IndexContext, manifest: Manifest): AsyncGenerator<LiveEntry> {
  const segments = new SegmentCache(context.store, context.layout);
  for (const segment of manifest.segments) {
    const dead = deadEntries(await loadTombstones(context.store, context.layout, segment));
    const reader = await segments.open(segment);
    for await (const entry of reader.entries()) if (!dead.has(entry.entryNumber)) yield { segment, entry };
    segments.retain([]);
  }
}

/** Every entry of a segment, dead ones too. Reads its ids section whole. */
export async function readEntries(
  { store, layout }: IndexContext,
  segment: SegmentSummary & { readonly id: SegmentId },
): Promise<readonly PlacedSourceEntry[]> {
  const reader = await SegmentReader.open(store, segmentKey(layout, segment.id), segment);
  const entries: PlacedSourceEntry[] = [];
  for await (const entry of reader.entries()) entries.push(entry);
  return entries;
}

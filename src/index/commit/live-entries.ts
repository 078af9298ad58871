/**
 * Finds what the live segments of a manifest hold of some source keys.
 */

import { cutIntoRanges, gather, type KeyRange } from "../../store/store.ts";
import type { SegmentId } from "../keys.ts";
import type { Manifest, ManifestSegment } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { type Dead, type EndingEntry, loadDead, supersededOf } from "../manifest/tombstones.ts";
import type { MergeInput } from "../merge/segment-merge.ts";
import type { SegmentSummary } from "../segment/blocks/segment-format.ts";
import { allEntries, entriesInRange, findEntry } from "../segment/reader/entry-lookup.ts";
import { openSegment, SegmentCache } from "../segment/reader/segment-cache.ts";
import type { SegmentReader } from "../segment/reader/segment-reader.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { mapConcurrently } from "./map-concurrently.ts";

/** A live entry, the segment that it lies in, and those of its documents that are superseded. */
export interface LiveEntry extends Required<EndingEntry> {
  readonly segment: ManifestSegment;
}

/** The live ones of some entries of a segment. */
function liveOf(
  segment: ManifestSegment,
  dead: MergeInput["dead"],
  entries: readonly PlacedSourceEntry[],
): LiveEntry[] {
  return entries
    .filter(({ entryNumber }) => !dead.entries.has(entryNumber))
    .map((entry) => ({ segment, entry, superseded: supersededOf(dead, entry) }));
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
        for (const live of await this.#findInSegment(segment, sourceKeys)) {
          const { sourceKey } = live.entry;
          found.set(sourceKey, [...(found.get(sourceKey) ?? []), live]);
        }
      }),
    );
    return found;
  }

  /** A segment of a manifest, opened once. At most one request. */
  open(segment: ManifestSegment): Promise<SegmentReader> {
    return this.#segments.open(segment);
  }

  async #findInSegment(segment: ManifestSegment, sourceKeys: readonly string[]): Promise<LiveEntry[]> {
    const reader = await this.#segments.open(segment);
    const entries = await Promise.all(sourceKeys.map((key) => findEntry(reader, key)));
    const present = entries.filter((entry) => entry !== null);
    if (present.length === 0) return [];
    return liveOf(segment, await loadDead(this.#context, segment), present);
  }
}

/**
 * The live entries of a manifest by ranges of their keys, for whoever compares them with a listing. Memory: the tables
 * of contents of all segments, and segments of up to 1 MiB whole.
 */
export class LiveEntries {
  readonly #segments: readonly OpenedSegment[];

  private constructor(segments: readonly OpenedSegment[]) {
    this.#segments = segments;
  }

  /** A request a segment, and one for each list of tombstones that the manifest does not have. */
  static async open(context: IndexContext, { segments }: Pick<Manifest, "segments">): Promise<LiveEntries> {
    return new LiveEntries(
      await mapConcurrently(segments, OPENED_AT_ONCE, async (segment) => ({
        segment,
        ...(await openLive(context, segment)),
      })),
    );
  }

  /**
   * All keys in ranges of about as many live entries each, by the first keys of the blocks in which entries lie. No
   * request.
   */
  ranges(): readonly KeyRange[] {
    const sample = this.#segments.flatMap(({ reader }) => reader.contents.entryBlocks.firstKeys);
    return cutIntoRanges(
      sample,
      this.#segments.reduce((sum, { segment }) => sum + segment.liveEntries, 0),
    );
  }

  /** The live entries of a range, by segment. At most one request a segment. */
  async inRange(range: KeyRange): Promise<LiveEntry[]> {
    const bySegment = await Promise.all(
      this.#segments.map(async ({ segment, reader, dead }) => {
        return liveOf(segment, dead, await entriesInRange(reader, range));
      }),
    );
    return bySegment.flat();
  }
}

/** Untuned. */
const OPENED_AT_ONCE = 16;

interface OpenedSegment extends MergeInput {
  readonly segment: ManifestSegment;
}

/** Every live entry of a manifest with its segment; for a rebuild. Reads the ids sections whole. */
export async function* allLiveEntries(context: IndexContext, manifest: Manifest): AsyncGenerator<LiveEntry> {
  for (const segment of manifest.segments) {
    const { reader, dead } = await openLive(context, segment);
    for await (const entry of allEntries(reader)) yield* liveOf(segment, dead, [entry]);
  }
}

/** Every entry of a segment, dead ones too. Reads its ids section whole. */
export async function readEntries(
  context: IndexContext,
  segment: SegmentSummary & { readonly id: SegmentId },
): Promise<readonly PlacedSourceEntry[]> {
  return gather(allEntries(await openSegment(context, segment)));
}

/** A segment, and what is dead of it. */
export async function openLive(
  context: IndexContext,
  segment: ManifestSegment,
): Promise<MergeInput & { readonly dead: Dead }> {
  return { reader: await openSegment(context, segment), dead: await loadDead(context, segment) };
}

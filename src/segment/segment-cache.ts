/**
 * Open segments by id (layer 2). Segments never change, so an open one is good for as long as it is named; those that
 * no manifest of the caller names any more are let go.
 */
import { type KeyLayout, type SegmentId, segmentKey } from "../storage/object-keys.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { SegmentSummary } from "./segment-format.ts";
import { SegmentReader } from "./segment-reader.ts";

/** Keeps segments open between uses. */
export class SegmentCache {
  readonly #store: ObjectStore;
  readonly #layout: KeyLayout;
  readonly #readers = new Map<SegmentId, Promise<SegmentReader>>();

  constructor(store: ObjectStore, layout: KeyLayout) {
    this.#store = store;
    this.#layout = layout;
  }

  /** The segment, opened once. One request, then none; a failure is forgotten. */
  open(segment: SegmentSummary & { readonly id: SegmentId }): Promise<SegmentReader> {
    const { id } = segment;
    const known = this.#readers.get(id);
    if (known !== undefined) return known;
    const fresh = SegmentReader.open(this.#store, segmentKey(this.#layout, id), segment).catch((error: unknown) => {
      this.#readers.delete(id);
      throw error;
    });
    this.#readers.set(id, fresh);
    return fresh;
  }

  /** Lets go of all segments but these. */
  retain(ids: Iterable<SegmentId>): void {
    const kept = new Set(ids);
    for (const id of this.#readers.keys()) if (!kept.has(id)) this.#readers.delete(id);
  }
}

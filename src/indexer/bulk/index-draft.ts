/**
 * Part of an index in the making (layer 4): segments that lie in the bucket and that no manifest names yet, and the
 * version that they hold of each upload. A rebuild makes all of an index so, a repair what is damaged.
 */
import { freshSegment, type Manifest, type ManifestSegment } from "../../manifest/manifest.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey } from "../../storage/object-store/object-store.ts";
import { compareListed } from "../ingest/listed-uploads.ts";
import { listUploads } from "../ingest/reconcile.ts";
import type { UploadProcessor } from "../processing/upload-processor.ts";
import { flushUploads } from "./flush-uploads.ts";

/** Uploads a segment at the most; fewer where they hold many articles each. */
const UPLOADS_PER_SEGMENT = 1_000;

/** Memory: a version a key. */
export class IndexDraft {
  readonly #context: IndexContext;
  readonly #processor: UploadProcessor;
  readonly #segments: ManifestSegment[] = [];
  readonly #places = new Map<string, { readonly version: string; readonly segment: number }>();
  readonly #lacking = new Set<string>();

  constructor(context: IndexContext, processor: UploadProcessor) {
    this.#context = context;
    this.#processor = processor;
  }

  /** Those with a live entry. */
  get segments(): readonly ManifestSegment[] {
    return this.#segments.filter(({ liveEntries }) => liveEntries > 0);
  }

  get keys(): IterableIterator<string> {
    return this.#places.keys();
  }

  get uploads(): number {
    return this.#places.size;
  }

  /** The version that it holds of an upload; undefined where it holds none. */
  versionOf(key: string): string | undefined {
    return this.#places.get(key)?.version;
  }

  /** Keys that left the draft for another reason than a look at them, and so must be looked at. */
  get lacking(): ReadonlySet<string> {
    return this.#lacking;
  }

  /** Whether a manifest names any of it: its commit has landed, since nobody else knows these names. */
  isNamedBy({ segments, retired }: Manifest): boolean {
    const named = new Set([...segments, ...retired].map(({ id }) => id));
    return this.#segments.some(({ id }) => named.has(id));
  }

  /** What lies at or below the floor may be deleted already and may enter no manifest: its uploads are to be read again. */
  forgetCollected(collectFloor: SegmentId | null): void {
    const isCollected = (id: SegmentId | undefined) => (id ?? "") <= (collectFloor ?? "");
    for (const [key, { segment }] of this.#places) {
      if (!isCollected(this.#segments[segment]?.id)) continue;
      this.#lacking.add(key);
      this.#places.delete(key);
    }
    for (const [i, segment] of this.#segments.entries()) {
      if (isCollected(segment.id)) this.#segments[i] = { ...segment, liveEntries: 0, liveDocuments: 0 };
    }
  }

  /**
   * Brings the draft to what the bucket holds now, but for uploads of which `heldVersion`, which lies elsewhere, is the present one:
   * their keys are given. A listing, which is a look at every upload whose version is settled; then those of add. `onProgress` is
   * awaited after each upload that is read.
   */
  async update(
    manifest: Manifest,
    heldVersion: (key: string) => string | undefined,
    onProgress: () => Promise<void>,
  ): Promise<ReadonlySet<string>> {
    const { parserVersion } = this.#processor.options;
    const heldElsewhere = new Set<string>();
    const gone = new Set(this.keys);
    const heldVersions = (key: string) => [heldVersion(key), this.versionOf(key)];
    let waiting: ObjectKey[] = [];
    const uploads = compareListed(this.#context.store, parserVersion, listUploads(this.#context), heldVersions);
    for await (const { upload, version } of uploads) {
      gone.delete(upload.key);
      if (version !== null && version === heldVersion(upload.key)) heldElsewhere.add(upload.key);
      if (version !== null) continue;
      waiting.push(upload.key);
      if (waiting.length < UPLOADS_PER_SEGMENT) continue;
      await this.add(manifest, waiting, onProgress);
      waiting = [];
    }
    await this.add(manifest, waiting, onProgress);
    await onProgress();
    await this.tombstone(gone);
    return heldElsewhere;
  }

  /**
   * Flushes uploads as they are now into one more segment, or several where they are large; those that are gone leave the draft. Requests as
   * flushUploads.
   */
  async add(manifest: Manifest, keys: readonly ObjectKey[], onRead?: () => Promise<void>): Promise<void> {
    for (const key of keys) this.#lacking.add(key);
    const limits = onRead === undefined ? {} : { onRead };
    for await (const flushed of flushUploads(this.#context, this.#processor, manifest, keys, limits)) {
      await this.tombstone(flushed.keys);
      for (const { id, summary, versions } of flushed.segments) {
        for (const [key, version] of versions) this.#places.set(key, { version, segment: this.#segments.length });
        this.#segments.push(freshSegment(id, summary));
      }
    }
    for (const key of keys) this.#lacking.delete(key);
  }

  /** Ends the entries of uploads, since they changed, went, or are live elsewhere. Keys that it does not hold are passed over. */
  async tombstone(keys: Iterable<string>): Promise<void> {
    const { store, layout, clock } = this.#context;
    for (const key of keys) {
      const place = this.#places.get(key);
      const segment = place && this.#segments[place.segment];
      if (place === undefined || segment === undefined) continue;
      const reader = await SegmentReader.open(store, segmentKey(layout, segment.id), segment);
      const entry = await reader.findEntry(key);
      if (entry !== null) this.#segments[place.segment] = tombstoneEntries(segment, [entry], clock.nowMs());
      // Last: a read that fails before must find the key here again.
      this.#places.delete(key);
    }
  }
}

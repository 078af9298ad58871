/**
 * Part of an index in the making (layer 4): segments that lie in the bucket and that no manifest names yet, and the
 * version that they hold of each upload. A rebuild makes all of an index so, a repair what is damaged.
 */
import type { ManifestSegment } from "../../manifest/manifest.ts";
import { freshSegment, type Manifest } from "../../manifest/manifest.ts";
import { type IndexContext, ManifestStore } from "../../manifest/manifest-store.ts";
import { tombstoneEntries } from "../../manifest/tombstones.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { SourceDocuments } from "../../segment/writer/minisearch-codec.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import type { ObjectKey, ObjectSummary } from "../../storage/object-store/object-store.ts";
import { buildRecorded, type ReadUpload } from "../ingest/upload-reader.ts";
import type { UploadProcessor } from "../processing/upload-processor.ts";
import { readInGroups } from "./upload-groups.ts";

/** Uploads a segment at the most; fewer where they hold many articles each. */
export const UPLOADS_PER_SEGMENT = 1_000;

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
   * Takes uploads from a listing, in one more segment at least for every thousand of them; `onProgress` is awaited after each upload. Two
   * requests an upload at the most, and one a segment. Names are above `manifest`'s collect floor.
   */
  async addAll(
    manifest: Manifest,
    uploads: AsyncIterable<ObjectSummary>,
    onProgress: () => Promise<void> | void = () => {},
  ): Promise<void> {
    let waiting: ObjectKey[] = [];
    for await (const { key } of uploads) {
      waiting.push(key);
      if (waiting.length < UPLOADS_PER_SEGMENT) continue;
      await this.add(manifest, waiting, onProgress);
      waiting = [];
    }
    await this.add(manifest, waiting, onProgress);
    await onProgress();
  }

  /** Reads uploads as they are now and freezes them into one more segment, or several where they are large; those that are gone leave the draft. */
  async add(
    manifest: Manifest,
    keys: readonly ObjectKey[],
    onRead: () => Promise<void> | void = () => {},
  ): Promise<void> {
    if (keys.length === 0) return;
    for (const key of keys) this.#lacking.add(key);
    await this.#addLacking(manifest, keys, onRead);
    for (const key of keys) this.#lacking.delete(key);
  }

  async #addLacking(manifest: Manifest, keys: readonly ObjectKey[], onRead: () => Promise<void> | void): Promise<void> {
    for await (const group of readInGroups(this.#context, this.#processor, keys, { onRead })) {
      await this.bury(group.map(({ key }) => key));
      await this.#putSegments(manifest, group);
    }
  }

  async #putSegments(manifest: Manifest, group: readonly ReadUpload[]): Promise<void> {
    const sources = group
      .filter((upload) => upload.state === "present")
      .map(({ key, version, documents }): SourceDocuments => ({ sourceKey: key, version, documents }));
    const versions = new Map(sources.map(({ sourceKey, version }) => [sourceKey, version]));
    const { segments } = await buildRecorded(this.#context, this.#processor, sources);
    for (const { bytes, summary, sourceKeys } of segments) {
      const id = new ManifestStore(this.#context).freshId(manifest);
      await this.#context.store.putIfAbsent(segmentKey(this.#context.layout, id), bytes);
      for (const key of sourceKeys) {
        this.#places.set(key, { version: versions.get(key) ?? "", segment: this.#segments.length });
      }
      this.#segments.push(freshSegment(id, summary));
    }
  }

  /** Marks uploads as dead, since they changed, went, or are live elsewhere. Keys that it does not hold are passed over. */
  async bury(keys: Iterable<string>): Promise<void> {
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

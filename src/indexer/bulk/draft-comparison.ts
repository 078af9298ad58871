/**
 * On which uploads an index in the making and the one in the bucket differ (layer 4). Where both hold the same content of
 * an upload, or both hold none, putting one in place of the other changes nothing that the index says of it, and nobody
 * has to look at it again.
 */
import { isErrorOfKind } from "../../errors.ts";
import type { Manifest } from "../../manifest/manifest.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { deadEntries, loadTombstones } from "../../manifest/tombstones.ts";
import type { PlacedSourceEntry } from "../../segment/blocks/source-entries.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import { type SegmentId, segmentKey } from "../../storage/object-store/object-keys.ts";
import { isSameUpload } from "../commit/upload-version.ts";
import type { IndexDraft } from "./index-draft.ts";

/** Compares a draft with one manifest after another. Memory: a version a key of the index. */
export class DraftComparison {
  readonly #context: IndexContext;
  readonly #parserVersion: string;
  readonly #entries = new Map<SegmentId, readonly PlacedSourceEntry[]>();

  /** `parserVersion` is the one by which the draft was read; the index may have been by another. */
  constructor(context: IndexContext, parserVersion: string) {
    this.#context = context;
    this.#parserVersion = parserVersion;
  }

  /**
   * The keys on which they differ; null where it cannot be told, since the index is damaged or its segments are gone.
   * Reads the ids of segments that it has not met before: after a conflict those of the commits that came between.
   */
  async find(draft: IndexDraft, manifest: Manifest): Promise<readonly string[] | null> {
    try {
      return await this.#find(draft, manifest);
    } catch (error) {
      if (isErrorOfKind(error, "corrupt-data") || isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }

  async #find(draft: IndexDraft, manifest: Manifest): Promise<readonly string[]> {
    const { store, layout } = this.#context;
    const named = new Set(manifest.segments.map(({ id }) => id));
    for (const id of this.#entries.keys()) if (!named.has(id)) this.#entries.delete(id);
    const unmatched = new Set(draft.keys);
    const differing = new Set<string>();
    for (const segment of manifest.segments) {
      const dead = deadEntries(await loadTombstones(store, layout, segment));
      for (const { entryNumber, sourceKey, version } of await this.#entriesOf(segment)) {
        if (dead.has(entryNumber)) continue;
        unmatched.delete(sourceKey);
        const drafted = draft.versionOf(sourceKey);
        if (!isSameUpload(drafted, version, this.#parserVersion, manifest.parser)) differing.add(sourceKey);
      }
    }
    return [...differing, ...unmatched];
  }

  async #entriesOf(segment: Manifest["segments"][number]): Promise<readonly PlacedSourceEntry[]> {
    const known = this.#entries.get(segment.id);
    if (known !== undefined) return known;
    const { store, layout } = this.#context;
    const reader = await SegmentReader.open(store, segmentKey(layout, segment.id), segment);
    const entries: PlacedSourceEntry[] = [];
    for await (const entry of reader.entries()) entries.push(entry);
    this.#entries.set(segment.id, entries);
    return entries;
  }
}

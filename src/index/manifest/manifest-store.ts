/**
 * Replaces the manifest by compare-and-swap. A commit is tried once: on any doubt (a failed
 * condition, a time-out, a 5xx) the caller starts again from a fresh load, and what has landed is then a no-op.
 */
import { isoTimestamp } from "../../clock.ts";
import { isErrorOfKind } from "../../errors.ts";
import { createUlid, ulidTimeMs } from "../../id-source.ts";
import { type ETag, putOnce } from "../../store/store.ts";
import { JSON_TYPE } from "../json-records.ts";
import { begunKey, manifestKey, type SegmentId, segmentsPrefix, tailsKey } from "../keys.ts";
import { encodeJson } from "../segment/blocks/json-block.ts";
import {
  emptyManifest,
  type IndexSchema,
  MANIFEST_FORMAT,
  type Manifest,
  requireSchema,
  serialiseManifest,
} from "./manifest.ts";
import { checkManifestInvariants } from "./manifest-invariants.ts";
import { ManifestReader, missingManifest, type Snapshot } from "./manifest-reader.ts";
import { encodeTails, NO_TAILS, TAILS_TYPE } from "./segment-tails.ts";

/** The manifest that a commit replaces: a snapshot, an unreadable manifest (its ETag), or a missing one (null). */
export interface ReplaceableManifest {
  readonly manifest: Manifest;
  readonly etag: ETag | null;
}

/** The fields that a commit changes; the others stay. */
export type ManifestChange = Partial<
  Pick<Manifest, "segments" | "retired" | "collectFloor" | "collectHold"> & IndexSchema
>;

/** The manifest of one index, for whoever changes it. */
export class ManifestStore extends ManifestReader {
  #isMarked = false;

  /**
   * The present manifest; an empty one is put first where the bucket holds no index. Where segments lie without a
   * manifest it is `missing-manifest`: an index was here, and an empty manifest would hide it. One to six requests.
   */
  async loadOrCreate(schema: IndexSchema): Promise<Snapshot> {
    const found = await this.load();
    if (found !== null) return found;
    const { store, layout, clock, ids } = this.context;
    const { objects } = await store.list({ prefix: segmentsPrefix(layout), limit: 1 });
    if (objects.length > 0) {
      const second = await this.load();
      if (second !== null) return second;
      throw missingManifest();
    }
    const commitId = createUlid(clock.nowMs(), ids);
    // Should an index have been here and been removed: what a stalled writer put into it may be gone, and is not named.
    const collectFloor = commitId as SegmentId;
    const manifest: Manifest = { ...emptyManifest(schema, commitId, clock.nowMs()), collectFloor };
    try {
      const etag = await store.putIfAbsent(manifestKey(layout), serialiseManifest(manifest), JSON_TYPE);
      await this.#markBegun();
      return { manifest, etag };
    } catch (error) {
      if (!isErrorOfKind(error, "conflict")) throw error;
      const winner = await this.load();
      if (winner !== null) return winner;
      throw error;
    }
  }

  /**
   * Does the same as loadOrCreate; also puts index/begun.json and index/tails if the index's creator could not. Two
   * requests more, once per ManifestStore.
   */
  async begin(schema: IndexSchema): Promise<Snapshot> {
    const snapshot = await this.loadOrCreate(schema);
    if (!this.#isMarked) await this.#markBegun();
    return snapshot;
  }

  /** Does the same as loadOrCreate; `index-outdated` if the index was made by other rules. */
  async loadForWriting(schema: IndexSchema): Promise<Snapshot> {
    const snapshot = await this.loadOrCreate(schema);
    requireSchema(snapshot.manifest, schema);
    return snapshot;
  }

  /**
   * Replaces the manifest that `snapshot` saw. `etag-mismatch` where another commit came first, `object-exists` where
   * there was none; after `store-unavailable` it may have landed. One request, three where there was none.
   */
  async commit({ manifest, etag }: ReplaceableManifest, change: ManifestChange): Promise<Snapshot> {
    const { store, layout, clock, ids } = this.context;
    const merged = { ...manifest, ...change };
    const next: Manifest = {
      ...merged,
      format: MANIFEST_FORMAT,
      segments: [...merged.segments].sort((a, b) => (a.id < b.id ? -1 : 1)),
      sequence: manifest.sequence + 1,
      commitId: createUlid(clock.nowMs(), ids),
      committedAtMs: Math.max(0, Math.floor(clock.nowMs())),
    };
    checkManifestInvariants(next, manifest);
    const bytes = serialiseManifest(next);
    if (etag !== null) {
      return { manifest: next, etag: await store.putIfMatch(manifestKey(layout), bytes, etag, JSON_TYPE) };
    }
    const first = await store.putIfAbsent(manifestKey(layout), bytes, JSON_TYPE);
    await this.#markBegun();
    return { manifest: next, etag: first };
  }

  /** A fresh name for a segment or tombstone object, above the manifest's collect floor whatever the clock says. */
  freshId({ collectFloor }: Pick<Manifest, "collectFloor">): SegmentId {
    const { clock, ids } = this.context;
    const floorMs = collectFloor === null ? -1 : ulidTimeMs(collectFloor);
    return createUlid(Math.max(clock.nowMs(), floorMs + 1), ids) as SegmentId;
  }

  /**
   * Puts what tells readers that an index was begun, and tails of no segment; nothing where they are there. After the
   * manifest: whoever dies between must not leave what readers would take for an index that lost its manifest. Two
   * requests.
   */
  async #markBegun(): Promise<void> {
    const { store, layout, clock } = this.context;
    const begun = encodeJson({ begunAt: isoTimestamp(clock.nowMs()) });
    await putOnce(store, begunKey(layout), begun, JSON_TYPE);
    await putOnce(store, tailsKey(layout), encodeTails(NO_TAILS, 0), TAILS_TYPE);
    this.#isMarked = true;
  }
}

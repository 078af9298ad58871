/**
 * Loads the manifest and replaces it by compare-and-swap (layer 3). A commit is tried once: on any doubt (a failed
 * condition, a time-out, a 5xx) the caller starts again from a fresh load, and what has landed is then a no-op.
 */
import { type Clock, isoTimestamp } from "../clock.ts";
import { isErrorOfKind, isSearchIndexError, SearchIndexError } from "../errors.ts";
import { createUlid, type IdSource, ulidTimeMs } from "../id-source.ts";
import { encodeJson } from "../segment/blocks/json-block.ts";
import {
  begunKey,
  isPublished,
  type KeyLayout,
  manifestKey,
  type SegmentId,
  segmentsPrefix,
  tailsKey,
} from "../storage/object-store/object-keys.ts";
import {
  type ETag,
  headIfPresent,
  type ObjectKey,
  type ObjectStore,
  type PutOptions,
} from "../storage/object-store/object-store.ts";
import {
  emptyManifest,
  type IndexSchema,
  MANIFEST_FORMAT,
  type Manifest,
  parseManifest,
  requireSchema,
  serialiseManifest,
} from "./manifest.ts";
import { checkManifestInvariants } from "./manifest-invariants.ts";
import { encodeTails, NO_TAILS, TAILS_TYPE } from "./segment-tails.ts";

/** A manifest as one load saw it. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly etag: ETag;
}

/** What a commit replaces: a snapshot, or the manifest that stands for one that cannot be read (its ETag) or is missing (null). */
export interface ReplaceableManifest {
  readonly manifest: Manifest;
  readonly etag: ETag | null;
}

/** What a commit changes; the rest stays. */
export type ManifestChange = Partial<
  Pick<Manifest, "segments" | "retired" | "collectFloor" | "collectHold"> & IndexSchema
>;

/** Everything an index is reached through; handed from the outside to every writer and reader. */
export interface IndexContext {
  readonly store: ObjectStore;
  readonly layout: KeyLayout;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** More tombstones of a segment go into an object of their own. Default MAX_INLINE_TOMBSTONES; for trials and tests. */
  readonly maxInlineTombstones?: number;
  /** Segments over so many bytes have their tails kept together. Default SMALL_SEGMENT_BYTES; for trials and tests. */
  readonly tailedSegmentBytes?: number;
  /** Tells processes of this machine apart; absent where their identities mean nothing to one another (Lambda). */
  readonly processes?: ProcessTable;
}

/** What a machine knows of the processes that work on an index. */
interface ProcessTable {
  /** The identity of this process. */
  readonly own: string;
  /** Whether a process is surely gone; false where it is alive, or of another machine. */
  isDead(identity: string): boolean;
}

const JSON_TYPE = { contentType: "application/json" };

/** The manifest of one index. */
export class ManifestStore {
  readonly #context: IndexContext;
  #isMarked = false;

  constructor(context: IndexContext) {
    this.#context = context;
  }

  /** The present manifest, or null where the bucket has none. One request. */
  async load(): Promise<Snapshot | null> {
    try {
      return await this.#get();
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }

  async #get(): Promise<Snapshot> {
    const { store, layout } = this.#context;
    const { bytes, etag } = await store.get(manifestKey(layout));
    return { manifest: parseManifest(bytes), etag };
  }

  /** The present manifest, the same object where it has not changed. One request. */
  async reload(snapshot: Snapshot): Promise<Snapshot | null> {
    const { store, layout } = this.#context;
    try {
      const changed = await store.getIfNoneMatch(manifestKey(layout), snapshot.etag);
      return changed === null ? snapshot : { manifest: parseManifest(changed.bytes), etag: changed.etag };
    } catch (error) {
      if (isErrorOfKind(error, "not-found")) return null;
      throw error;
    }
  }

  /**
   * The present manifest, for whoever only reads. Where there is none: `no-index-yet` as long as no index was begun, then
   * `missing-manifest`. One request; up to three where there is none. At the place of a published index it is `no-published-index`, at once.
   */
  async require(): Promise<Snapshot> {
    if (isPublished(this.#context.layout)) return this.#get().catch(rejectAsUnpublished);
    const found = await this.load();
    if (found !== null) return found;
    if (!(await isIndexBegun(this.#context))) throw noIndexYet();
    // Both may have been put between the two looks.
    const second = await this.load();
    if (second !== null) return second;
    throw missingManifest();
  }

  /**
   * The present manifest; an empty one is put first where the bucket holds no index. Where segments lie without a
   * manifest it is `missing-manifest`: an index was here, and an empty manifest would hide it. One to six requests.
   */
  async loadOrCreate(schema: IndexSchema): Promise<Snapshot> {
    const found = await this.load();
    if (found !== null) return found;
    const { store, layout, clock, ids } = this.#context;
    const { objects } = await store.list({ prefix: segmentsPrefix(layout), limit: 1 });
    if (objects.length > 0) return this.#loadBesideSegments();
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

  /** As loadOrCreate; and puts index/begun.json and index/tails where whoever created the index could not. Two requests more, once a ManifestStore. */
  async begin(schema: IndexSchema): Promise<Snapshot> {
    const snapshot = await this.loadOrCreate(schema);
    if (!this.#isMarked) await this.#markBegun();
    return snapshot;
  }

  /** As loadOrCreate; `index-outdated` where the index was made by other rules. */
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
    const { store, layout, clock, ids } = this.#context;
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
    const { clock, ids } = this.#context;
    const floorMs = collectFloor === null ? -1 : ulidTimeMs(collectFloor);
    return createUlid(Math.max(clock.nowMs(), floorMs + 1), ids) as SegmentId;
  }

  /**
   * Puts what tells readers that an index was begun, and tails of no segment; nothing where they are there. After the manifest: whoever
   * dies between must not leave what readers would take for an index that lost its manifest. Two requests.
   */
  async #markBegun(): Promise<void> {
    const { layout, clock } = this.#context;
    const begun = encodeJson({ begunAt: isoTimestamp(clock.nowMs()) });
    await this.#putOnce(begunKey(layout), begun, JSON_TYPE);
    await this.#putOnce(tailsKey(layout), encodeTails(NO_TAILS, 0), TAILS_TYPE);
    this.#isMarked = true;
  }

  async #putOnce(key: ObjectKey, bytes: Uint8Array, options: PutOptions): Promise<void> {
    try {
      await this.#context.store.putIfAbsent(key, bytes, options);
    } catch (error) {
      if (!isSearchIndexError(error) || error.code !== "object-exists") throw error;
    }
  }

  async #loadBesideSegments(): Promise<Snapshot> {
    const second = await this.load();
    if (second !== null) return second;
    throw missingManifest();
  }
}

/** What a reader says of an index whose manifest was there and is gone. */
export function missingManifest(): SearchIndexError {
  return new SearchIndexError(
    "missing-manifest",
    "The index has lost its manifest. Make it anew from the uploads, which are not touched by that: verify --repair, or rebuild.",
  );
}

/** Of an address nobody knows whether an index will be there. */
function rejectAsUnpublished(error: unknown): never {
  if (!isErrorOfKind(error, "not-found")) throw error;
  throw new SearchIndexError(
    "no-published-index",
    `No published index is at this address. ${error.message} Give the address of the folder that poisk publish made, and look at it by poisk doctor --public ADDRESS.`,
    { cause: error },
  );
}

function noIndexYet(): SearchIndexError {
  return new SearchIndexError(
    "no-index-yet",
    "There is no index yet: it begins with the first article that is uploaded, or with reconcile.",
  );
}

/** Whether an index was begun here, be it there still or not. One request. */
export async function isIndexBegun({ store, layout }: Pick<IndexContext, "store" | "layout">): Promise<boolean> {
  return (await headIfPresent(store, begunKey(layout))) !== null;
}

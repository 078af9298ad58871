/**
 * Loads the manifest, for whoever reads an index.
 */
import type { Clock } from "../../clock.ts";
import { isErrorOfKind, nullIf, SearchIndexError } from "../../errors.ts";
import type { IdSource } from "../../id-source.ts";
import { type ETag, headIfPresent, type ObjectStore, type StoredObject } from "../../store/store.ts";
import { begunKey, isPublished, type KeyLayout, manifestKey } from "../keys.ts";
import { MANIFEST_REMEDY, type Manifest, parseManifest } from "./manifest.ts";

/** A manifest as one load saw it. */
export interface Snapshot {
  readonly manifest: Manifest;
  readonly etag: ETag;
}

/** Everything an index is reached through; handed from the outside to every writer and reader. */
export interface IndexContext {
  readonly store: ObjectStore;
  readonly layout: KeyLayout;
  readonly clock: Clock;
  readonly ids: IdSource;
  /**
   * More tombstones of a segment go into an object of their own. Default MAX_INLINE_TOMBSTONES; for trials and tests.
   */
  readonly maxInlineTombstones?: number;
  /** Segments over so many bytes have their tails kept together. Default SMALL_SEGMENT_BYTES; for trials and tests. */
  readonly tailedSegmentBytes?: number;
  /** Tells processes of this machine apart; absent where their identities mean nothing to one another (Lambda). */
  readonly processes?: ProcessTable;
}

/** The machine's knowledge of the processes that work on an index. */
interface ProcessTable {
  /** The identity of this process. */
  readonly own: string;
  /** Tells whether a process is certain to be dead; false if it is alive, or of another machine. */
  isDead(identity: string): boolean;
}

/** The manifest of one index. */
export class ManifestReader {
  protected readonly context: IndexContext;

  constructor(context: IndexContext) {
    this.context = context;
  }

  /** The present manifest, or null where the bucket has none. One request. */
  load(): Promise<Snapshot | null> {
    return nullIf(this.#get(), "not-found");
  }

  async #get(): Promise<Snapshot> {
    const { store, layout } = this.context;
    return snapshotOf(await store.get(manifestKey(layout)));
  }

  /** The present manifest, the same object where it has not changed. One request. */
  reload(snapshot: Snapshot): Promise<Snapshot | null> {
    const { store, layout } = this.context;
    const reading = store.getIfNoneMatch(manifestKey(layout), snapshot.etag);
    return nullIf(
      reading.then((changed) => (changed === null ? snapshot : snapshotOf(changed))),
      "not-found",
    );
  }

  /**
   * The present manifest, for whoever only reads. Where there is none: `no-index-yet` as long as no index was begun,
   * then `missing-manifest`. One request; up to three where there is none. At the place of a published index it is
   * `no-published-index`, at once.
   */
  async require(): Promise<Snapshot> {
    if (isPublished(this.context.layout)) return this.#get().catch(rejectAsUnpublished);
    const found = await this.load();
    if (found !== null) return found;
    if (!(await isIndexBegun(this.context))) throw noIndexYet();
    // Both may have been put between the two looks.
    const second = await this.load();
    if (second !== null) return second;
    throw missingManifest();
  }
}

function snapshotOf({ bytes, etag }: StoredObject): Snapshot {
  return { manifest: parseManifest(bytes), etag };
}

/** The error of a reader if the manifest was there and is gone. */
export function missingManifest(): SearchIndexError {
  return new SearchIndexError("missing-manifest", `The index has lost its manifest. ${MANIFEST_REMEDY}`);
}

/** Rejects a missing manifest at an address where no index may ever be. */
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

/** Tells whether an index was ever created here, even if it is gone. One request. */
export async function isIndexBegun({ store, layout }: Pick<IndexContext, "store" | "layout">): Promise<boolean> {
  return (await headIfPresent(store, begunKey(layout))) !== null;
}

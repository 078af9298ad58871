/**
 * ObjectStore over a local folder (layer 1): the embedded default. An object `articles/a.txt` is the plain file of
 * that path, so files may be dropped in, read and removed by hand; what is kept beside the bytes lies in `.poisk/`.
 *
 * Many processes of one machine may share a folder. Every write is atomic, survives a kill at any moment, and is
 * compare-and-swap safe between them; docs/decisions/0002-file-store-locking.md says how, file-store/ holds the parts.
 * A file written in place by hand is no atomic write: it is read as it is at that moment, with the ETag of that.
 *
 * The file system must tell upper from lower case and have hard and symbolic links (ext4, xfs, btrfs, tmpfs, …).
 */
import { closeSync } from "node:fs";
import { type Clock, systemClock } from "../../clock.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import { type IdSource, systemIdSource } from "../../id-source.ts";
import { listCursorAfter, parseListOptions } from "../object-store/key-order.ts";
import { parseObjectKey } from "../object-store/object-keys.ts";
import type {
  ETag,
  GetOptions,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectStore,
  ObjectSummary,
  PutOptions,
  StoredObject,
} from "../object-store/object-store.ts";
import {
  checkRange,
  markSource,
  objectTooLarge,
  rangeNotSatisfiable,
  requirePlace,
  sourceReason,
} from "../object-store/store-errors.ts";
import { storeOptions } from "../object-store/stored-options.ts";
import { etagOf, readBytes } from "./file-content.ts";
import { placeFile, removeFile, removeVersion } from "./file-placement.ts";
import { fileSystemFailure } from "./file-system-errors.ts";
import { FolderListing } from "./folder-listing.ts";
import { type LockOptions, withLock } from "./generation-lock.ts";
import { FolderLayout, type OpenFile } from "./layout.ts";
import { sweepNotes } from "./note-keeping.ts";
import {
  discardStagedFile,
  newFilePath,
  type StagedFile,
  stageFile,
  sweepNewFiles,
  syncFolder,
} from "./staged-file.ts";
import { isUntouched, VersionReader } from "./version-reader.ts";

interface FileObjectStoreOptions {
  /** Made by the first write; reading a folder that is not there finds no objects. */
  readonly rootFolder: string;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /**
   * Whether a write is on the disk when it returns (fsync), so that it outlives a power cut too. Default true; false
   * for what can be made again. A killed process loses nothing either way.
   */
  readonly isDurable?: boolean;
  /** How long a write waits for other processes before `store-unavailable`. Default 10 seconds. */
  readonly lockTimeoutMs?: number;
}

/**
 * Most operations are synchronous, so that a loop that waits for one after the other would let no timer run. So many reads of
 * a page take half a millisecond, and a turn of the event loop some 10 microseconds.
 */
const MOST_OPERATIONS_A_TURN = 64;

export class FileObjectStore implements ObjectStore {
  readonly #layout: FolderLayout;
  readonly #listing: FolderListing;
  readonly #versions: VersionReader;
  readonly #lock: LockOptions;
  readonly #isDurable: boolean;
  #isSwept = false;
  #sinceTurn = 0;

  /** `invalid-options` where no folder is named. */
  constructor(options: string | FileObjectStoreOptions) {
    const given: FileObjectStoreOptions = typeof options === "string" ? { rootFolder: options } : options;
    requirePlace("rootFolder", given?.rootFolder);
    this.#layout = new FolderLayout(given.rootFolder);
    this.#lock = {
      clock: given.clock ?? systemClock,
      ids: given.ids ?? systemIdSource,
      timeoutMs: given.lockTimeoutMs ?? 10_000,
    };
    this.#versions = new VersionReader(this.#layout, this.#lock);
    this.#listing = new FolderListing(this.#layout, this.#lock.clock);
    this.#isDurable = given.isDurable ?? true;
  }

  get(key: ObjectKey, options: GetOptions = {}): Promise<StoredObject> {
    return this.#read(key, async (file, openedAtMs) => {
      const sizeBytes = Number(file.stat.size);
      const maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
      if (sizeBytes > maxBytes) throw objectTooLarge(key, sizeBytes, maxBytes);
      const bytes = await readBytes(file.descriptor, 0, sizeBytes);
      if (bytes.length < sizeBytes || !isUntouched(file)) return null;
      const head = await this.#versions.describe(key, file, openedAtMs, etagOf(bytes));
      return head && { ...head, bytes };
    });
  }

  async getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    const object = await this.get(key);
    return object.etag === etag ? null : object;
  }

  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    checkRange(key, start, end);
    if (start === end) return new Uint8Array(0);
    return this.#read(key, async (file) => {
      const sizeBytes = Number(file.stat.size);
      if (end > sizeBytes) throw rangeNotSatisfiable(key, [start, end], sizeBytes);
      const bytes = await readBytes(file.descriptor, start, end);
      return bytes.length < end - start ? null : bytes;
    });
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#read(key, (file, openedAtMs) => this.#versions.describe(key, file, openedAtMs, null));
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.#write(key, bytes, null, options);
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#write(key, chunks, null, options);
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.#write(key, bytes, etag, options);
  }

  /** `ifMatch`: null where the object must be absent. If it fails, or the chunks throw, nothing becomes visible. */
  #write(
    key: ObjectKey,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    ifMatch: ETag | null,
    options?: PutOptions,
  ): Promise<ETag> {
    return this.#guard(key, async () => {
      parseObjectKey(key);
      const stored = storeOptions(options);
      await this.#sweepOnce();
      const path = newFilePath(this.#layout.newFolder, this.#lock.ids.random32());
      const chunks = content instanceof Uint8Array ? [content] : markSource(content);
      const staged = await stageFile(path, key, chunks, stored, this.#isDurable);
      try {
        await this.#sync(await this.#place(key, staged, ifMatch));
        return staged.etag;
      } finally {
        discardStagedFile(staged);
      }
    });
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#guard(options.prefix, async () => {
      const { prefix, after, limit } = parseListOptions(options);
      // All the rest may be synchronous; a listing of many pages must let others run in between.
      await yieldToEventLoop();
      const objects: ObjectSummary[] = [];
      let last: string | null = null;
      for (const key of this.#listing.keys(prefix, after)) {
        if (objects.length === limit && last !== null) return { objects, nextCursor: listCursorAfter(last) };
        const summary = await this.#versions.summarize(key);
        if (summary === null) continue;
        objects.push(summary);
        last = key;
      }
      return { objects, nextCursor: null };
    });
  }

  delete(key: ObjectKey): Promise<void> {
    return this.#guard(key, async () => {
      if (this.#layout.find(parseObjectKey(key)) === null) return;
      await this.#sync(await withLock(this.#layout.lockFolder(key), this.#lock, () => removeFile(this.#layout, key)));
    });
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#guard(key, async () => {
      const folder = this.#layout.lockFolder(parseObjectKey(key));
      for (;;) {
        // Open until after the comparison, as in #place.
        const held = await this.#versions.openMatching(key, etag);
        try {
          const folders = await withLock(folder, this.#lock, () => removeVersion(this.#layout, key, held));
          if (folders !== null) return await this.#sync(folders);
        } finally {
          closeSync(held.descriptor);
        }
      }
    });
  }

  /** Turns whatever the file system throws into our errors, and lets timers and other work run in between. */
  async #guard<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      this.#sinceTurn += 1;
      if (this.#sinceTurn === MOST_OPERATIONS_A_TURN) {
        this.#sinceTurn = 0;
        await yieldToEventLoop();
      }
      return await work();
    } catch (error) {
      const source = sourceReason(error);
      throw source === null ? fileSystemFailure(error, this.#layout.root, key) : source.reason;
    }
  }

  #read<T>(key: ObjectKey, look: (file: OpenFile, openedAtMs: number) => Promise<T | null>): Promise<T> {
    return this.#guard(key, () => this.#versions.read(parseObjectKey(key), look));
  }

  async #place(key: ObjectKey, staged: StagedFile, ifMatch: ETag | null): Promise<string[]> {
    const folder = this.#layout.lockFolder(key);
    for (;;) {
      // Open until after the comparison: so long, no new file can get its inode and be taken for it.
      const held = ifMatch === null ? null : await this.#versions.openMatching(key, ifMatch);
      try {
        const folders = await withLock(folder, this.#lock, () => {
          const { clock, ids } = this.#lock;
          const modifiedMs = Math.floor(clock.nowMs()) + (ids.random32() % 1000) / 1000;
          return placeFile(this.#layout, key, staged, held, modifiedMs);
        });
        if (folders !== null) return folders;
      } finally {
        if (held !== null) closeSync(held.descriptor);
      }
    }
  }

  async #sync(folders: readonly string[]): Promise<void> {
    if (!this.#isDurable) return;
    for (const folder of new Set(folders)) await syncFolder(folder);
  }

  /** Before the first write: removes what killed processes left. */
  async #sweepOnce(): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    sweepNewFiles(this.#layout.newFolder, this.#lock.clock.nowMs());
    await sweepNotes(this.#layout, this.#lock);
  }
}

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
import { closeSync, fstatSync } from "node:fs";
import { type Clock, systemClock } from "../clock.ts";
import { isSearchIndexError, SearchIndexError } from "../errors.ts";
import { type IdSource, systemIdSource } from "../id-source.ts";
import { etagOf, etagOfFile, readBytes } from "./file-store/file-content.ts";
import { isTrusted, readNote } from "./file-store/file-note.ts";
import { isSameVersion, placeFile, removeFile } from "./file-store/file-placement.ts";
import { fileSystemFailure, lstatIfThere } from "./file-store/file-system-errors.ts";
import { FolderListing } from "./file-store/folder-listing.ts";
import { type LockOptions, withLock } from "./file-store/generation-lock.ts";
import { FolderLayout, type OpenFile } from "./file-store/layout.ts";
import { rememberEtag, sweepNotes } from "./file-store/note-keeping.ts";
import {
  discardStagedFile,
  minRememberedBytes,
  newFilePath,
  type StagedFile,
  stageFile,
  sweepNewFiles,
  syncFolder,
} from "./file-store/staged-file.ts";
import { listCursorAfter, parseListOptions } from "./key-order.ts";
import { parseObjectKey } from "./object-keys.ts";
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
} from "./object-store.ts";
import {
  checkRange,
  etagMismatch,
  markSource,
  objectNotFound,
  objectTooLarge,
  rangeNotSatisfiable,
  sourceReason,
} from "./store-errors.ts";
import { noStoredOptions, storeOptions } from "./stored-options.ts";

export interface FileObjectStoreOptions {
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

/** On what condition {@link FileObjectStore.write} writes; without a member, on none. */
export interface WriteCondition {
  readonly ifAbsent?: boolean;
  readonly ifMatch?: ETag;
}

/** A file that others keep writing while we look at it is given up after so many looks. */
const MAX_LOOKS = 50;

export class FileObjectStore implements ObjectStore {
  readonly #layout: FolderLayout;
  readonly #listing: FolderListing;
  readonly #lock: LockOptions;
  readonly #isDurable: boolean;
  #isSwept = false;

  constructor(options: string | FileObjectStoreOptions) {
    const given: FileObjectStoreOptions = typeof options === "string" ? { rootFolder: options } : options;
    this.#layout = new FolderLayout(given.rootFolder);
    this.#lock = {
      clock: given.clock ?? systemClock,
      ids: given.ids ?? systemIdSource,
      timeoutMs: given.lockTimeoutMs ?? 10_000,
    };
    this.#listing = new FolderListing(this.#layout, this.#lock.clock);
    this.#isDurable = given.isDurable ?? true;
  }

  get(key: ObjectKey, options: GetOptions = {}): Promise<StoredObject> {
    return this.#read(key, async (file) => {
      const sizeBytes = Number(file.stat.size);
      const maxBytes = options.maxBytes ?? Number.POSITIVE_INFINITY;
      if (sizeBytes > maxBytes) throw objectTooLarge(key, sizeBytes, maxBytes);
      const bytes = await readBytes(file.descriptor, 0, sizeBytes);
      if (bytes.length < sizeBytes || !isUntouched(file)) return null;
      const head = await this.#describe(key, file, etagOf(bytes));
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
    return this.#read(key, (file) => this.#describe(key, file, null));
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.write(key, bytes, options, { ifAbsent: true });
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.write(key, chunks, options, { ifAbsent: true });
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.write(key, bytes, options, { ifMatch: etag });
  }

  /**
   * Any put of S3, for an endpoint over this folder: whole or streamed, on a condition or (last write wins) on none.
   * If it fails with a conflict, or the chunks throw, nothing becomes visible.
   */
  write(
    key: ObjectKey,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    options?: PutOptions,
    condition: WriteCondition = {},
  ): Promise<ETag> {
    return this.#guard(key, async () => {
      parseObjectKey(key);
      const stored = storeOptions(options);
      await this.#sweepOnce();
      const path = newFilePath(this.#layout.newFolder, this.#lock.ids.random32());
      const chunks = content instanceof Uint8Array ? [content] : markSource(content);
      const staged = await stageFile(path, key, chunks, stored, this.#isDurable);
      try {
        await this.#sync(await this.#place(key, staged, condition));
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
      await new Promise((resolve) => setImmediate(resolve));
      const objects: ObjectSummary[] = [];
      let last: string | null = null;
      for (const key of this.#listing.keys(prefix, after)) {
        if (objects.length === limit && last !== null) return { objects, nextCursor: listCursorAfter(last) };
        const summary = await this.#summarize(key);
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

  /** Turns whatever the file system throws into our errors. */
  async #guard<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const source = sourceReason(error);
      throw source === null ? fileSystemFailure(error, this.#layout.root, key) : source.reason;
    }
  }

  /** Reads one version: opens the file, and once more whenever `look` gives null since it was replaced meanwhile. */
  #read<T>(key: ObjectKey, look: (file: OpenFile) => Promise<T | null>): Promise<T> {
    return this.#guard(key, async () => {
      parseObjectKey(key);
      for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
        if (looks > 0) await this.#lock.clock.sleep(looks);
        const file = this.#layout.open(key);
        if (file === null) throw objectNotFound(key);
        try {
          const found = await look(file);
          if (found !== null) return found;
        } finally {
          closeSync(file.descriptor);
        }
      }
      throw new SearchIndexError("store-unavailable", `The file of ${key} changes while it is read. Try again.`, {
        details: { key },
      });
    });
  }

  /** Null where the file was replaced or written to meanwhile. `etag` is that of the bytes, where they were read. */
  async #describe(key: ObjectKey, file: OpenFile, etag: ETag | null): Promise<ObjectHead | null> {
    const lookedMs = this.#lock.clock.nowMs();
    const note = readNote(this.#layout.notePath(key, file.stat));
    // The note of a version goes only after the version: if it is missing, is its file still there?
    if (note === null && lstatIfThere(file.path)?.ino !== file.stat.ino) return null;
    const sizeBytes = Number(file.stat.size);
    let known = etag ?? (note !== null && isTrusted(note, file.stat) ? note.etag : null);
    if (known === null) {
      known = await etagOfFile(file.descriptor, sizeBytes);
      if (known === null || !isUntouched(file)) return null;
      if (sizeBytes >= minRememberedBytes) {
        await rememberEtag(this.#layout, this.#lock, { key, file, etag: known, note, lookedMs });
      }
    }
    const { contentType, contentEncoding, metadata } = note?.etag === known ? note : noStoredOptions;
    const lastModifiedMs = Number(file.stat.mtimeNs / 1_000_000_000n) * 1000;
    return { key, etag: known, sizeBytes, lastModifiedMs, contentType, contentEncoding, metadata };
  }

  /** Null where the object went since its name was read. */
  async #summarize(key: string): Promise<ObjectSummary | null> {
    try {
      const { etag, sizeBytes, lastModifiedMs } = await this.head(key as ObjectKey);
      return { key: key as ObjectKey, etag, sizeBytes, lastModifiedMs };
    } catch (error) {
      // A file name may also be no key at all: not UTF-8, or too long a path.
      if (isSearchIndexError(error) && ["object-not-found", "invalid-key"].includes(error.code)) return null;
      throw error;
    }
  }

  async #place(key: ObjectKey, staged: StagedFile, { ifAbsent, ifMatch }: WriteCondition): Promise<string[]> {
    const folder = this.#layout.lockFolder(key);
    for (;;) {
      // Open until after the comparison: so long, no new file can get its inode and be taken for it.
      const held = ifMatch === undefined ? null : await this.#openMatching(key, ifMatch);
      try {
        const folders = await withLock(folder, this.#lock, () => {
          const { clock, ids } = this.#lock;
          const modifiedMs = Math.floor(clock.nowMs()) + (ids.random32() % 1000) / 1000;
          return placeFile(this.#layout, key, staged, held ?? (ifAbsent ? "nothing" : "anything"), modifiedMs);
        });
        if (folders !== null) return folders;
      } finally {
        if (held !== null) closeSync(held.descriptor);
      }
    }
  }

  /** The present file, open, if its ETag is this one. */
  async #openMatching(key: ObjectKey, etag: ETag): Promise<OpenFile> {
    for (;;) {
      const file = this.#layout.open(key);
      if (file === null) throw etagMismatch(key, etag);
      let isHeld = false;
      try {
        const head = await this.#describe(key, file, null);
        if (head !== null && head.etag !== etag) throw etagMismatch(key, etag);
        isHeld = head !== null;
        if (isHeld) return file;
      } finally {
        if (!isHeld) closeSync(file.descriptor);
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

/** Whether nobody wrote into the open file since it was opened. */
function isUntouched(file: OpenFile): boolean {
  return isSameVersion(fstatSync(file.descriptor, { bigint: true }), file.stat);
}

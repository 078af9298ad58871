/**
 * ObjectStore over a local folder: the embedded default. An object `articles/a.txt` is the plain file of
 * that path, so files may be dropped in, read and removed by hand; what is kept beside the bytes lies in `.poisk/`.
 *
 * Many processes of one machine may share a folder. Every write is atomic, survives a kill at any moment, and is
 * compare-and-swap safe between them; docs/decisions/store.md#a-folder-as-a-store says how.
 * A file written in place by hand is no atomic write: it is read as it is at that moment, with the ETag of that.
 *
 * The file system must tell upper from lower case and have hard and symbolic links (ext4, xfs, btrfs, tmpfs, …).
 */
import { createHash } from "node:crypto";
import {
  type BigIntStats,
  closeSync,
  fstatSync,
  fsync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
  write,
  writeFileSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";
import { promisify } from "node:util";
import { type Clock, systemClock } from "../../clock.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import { type IdSource, systemIdSource } from "../../id-source.ts";
import {
  checkRange,
  isWithoutOptions,
  markSource,
  objectExists,
  objectTooLarge,
  rangeNotSatisfiable,
  requirePlace,
  type StoredOptions,
  sourceReason,
  storeOptions,
} from "../object-store/contract.ts";
import { listCursorAfter, parseListOptions } from "../object-store/listing.ts";
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
  fileSystemFailure,
  isAbsentFailure,
  isFullFailure,
  lstatIfThere,
  systemCode,
  unlinkIfThere,
} from "./file-system-errors.ts";
import { FolderListing } from "./folder-listing.ts";
import { type LockOptions, withLock } from "./generation-lock.ts";
import { FolderLayout, type FoundFile, type OpenFile } from "./layout.ts";
import { livenessOf } from "./process-identity.ts";
import { holdReserve, releaseReserve } from "./reserve.ts";
import {
  etagOf,
  isSameVersion,
  isUntouched,
  minRememberedBytes,
  moveNote,
  newFilePath,
  openNew,
  readBytes,
  sweepNotes,
  VersionReader,
  writeNote,
} from "./version-reader.ts";

interface FileObjectStoreOptions {
  /** Made by the first write; reading a folder that is not there finds no objects. */
  readonly rootFolder: string;
  readonly clock?: Clock;
  readonly ids?: IdSource;
  /**
   * True if a write is on the disk when it returns (fsync), so that it outlives a power cut too. Default true; false
   * for what can be made again. A killed process loses nothing either way.
   */
  readonly isDurable?: boolean;
  /**
   * Prefix under which file times are meaningless, as in a git checkout, which gives each run new ones: its objects are
   * compared by their bytes alone, and have no time. Default: nowhere.
   */
  readonly timelessPrefix?: string;
  /**
   * A key for whose writes, and for deletes, some room is held back on the disk, where nothing else has any. Default:
   * none is.
   */
  readonly reserveFor?: ObjectKey;
  /** Time that a write waits for other processes before `store-unavailable`. Default 10 seconds. */
  readonly lockTimeoutMs?: number;
}

/**
 * Most operations are synchronous, so that a loop that waits for one after the other would let no timer run. So many
 * reads of a page take half a millisecond, and a turn of the event loop some 10 microseconds.
 */
const MOST_OPERATIONS_A_TURN = 64;

export class FileObjectStore implements ObjectStore {
  readonly #layout: FolderLayout;
  readonly #listing: FolderListing;
  readonly #versions: VersionReader;
  readonly #lock: LockOptions;
  readonly #isDurable: boolean;
  readonly #reserveFor: ObjectKey | null;
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
    this.#versions = new VersionReader(this.#layout, this.#lock, given.timelessPrefix);
    this.#listing = new FolderListing(this.#layout, this.#lock.clock);
    this.#isDurable = given.isDurable ?? true;
    this.#reserveFor = given.reserveFor ?? null;
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
    return this.#guardWrite(key, async () => {
      parseObjectKey(key);
      const stored = storeOptions(options);
      await this.#sweepOnce();
      if (!(content instanceof Uint8Array)) return this.#put(key, markSource(content), ifMatch, stored);
      const put = (): Promise<ETag> => this.#put(key, [content], ifMatch, stored);
      if (key !== this.#reserveFor) return put();
      const etag = await this.#withReserve(put);
      this.#holdReserve();
      return etag;
    });
  }

  async #put(
    key: ObjectKey,
    chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
    ifMatch: ETag | null,
    options: StoredOptions,
  ): Promise<ETag> {
    const path = newFilePath(this.#layout.newFolder, this.#lock.ids.random32());
    const staged = await stageFile(path, key, chunks, options, this.#isDurable);
    try {
      await this.#change(key, ifMatch, (held) => {
        const { clock, ids } = this.#lock;
        const modifiedMs = Math.floor(clock.nowMs()) + (ids.random32() % 1000) / 1000;
        return placeFile(this.#layout, key, staged, held, modifiedMs);
      });
      return staged.etag;
    } finally {
      discardStagedFile(staged);
    }
  }

  /** Holds the reserve. Written objects stay, even if that fails. */
  #holdReserve(): void {
    try {
      holdReserve(this.#layout.reservePath);
    } catch (error) {
      if (systemCode(error) === "") throw error;
    }
  }

  /** Does the work again in the room that is held back, where it finds none. */
  async #withReserve<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!isFullFailure(error) || !releaseReserve(this.#layout.reservePath)) throw error;
      return work();
    }
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
    return this.#guardWrite(key, async () => {
      if (this.#layout.find(parseObjectKey(key)) === null) return;
      // The lock takes room too.
      await this.#withReserve(() => this.#change(key, null, () => removeFile(this.#layout, key)));
    });
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#guardWrite(key, () =>
      this.#change(parseObjectKey(key), etag, (held) => removeVersion(this.#layout, key, held)),
    );
  }

  #guardWrite<T>(key: string, work: () => Promise<T>): Promise<T> {
    return this.#guard(key, work, true);
  }

  /** Turns whatever the file system throws into our errors, and lets timers and other work run in between. */
  async #guard<T>(key: string, work: () => Promise<T>, isWrite = false): Promise<T> {
    try {
      this.#sinceTurn += 1;
      if (this.#sinceTurn === MOST_OPERATIONS_A_TURN) {
        this.#sinceTurn = 0;
        await yieldToEventLoop();
      }
      return await work();
    } catch (error) {
      const source = sourceReason(error);
      throw source === null ? fileSystemFailure(error, this.#layout.root, key, isWrite) : source.reason;
    }
  }

  #read<T>(key: ObjectKey, look: (file: OpenFile, openedAtMs: number) => Promise<T | null>): Promise<T> {
    return this.#guard(key, () => this.#versions.read(parseObjectKey(key), look));
  }

  /**
   * Changes the version with this ETag, of null whatever is there; again where it was replaced before the lock was
   * held.
   */
  async #change(
    key: ObjectKey,
    etag: ETag | null,
    change: (held: FoundFile | null) => readonly string[] | null,
  ): Promise<void> {
    const folder = this.#layout.lockFolder(key);
    for (;;) {
      // Open until after the comparison: so long, no new file can get its inode and be taken for it.
      const held = etag === null ? null : await this.#versions.openMatching(key, etag);
      try {
        const folders = await withLock(folder, this.#lock, () => change(held));
        if (folders !== null) return await this.#sync(folders);
      } finally {
        if (held !== null) closeSync(held.descriptor);
      }
    }
  }

  async #sync(folders: readonly string[]): Promise<void> {
    if (!this.#isDurable) return;
    for (const folder of new Set(folders)) await syncFolder(folder);
  }

  /** Removes files of killed processes, before the first write. */
  async #sweepOnce(): Promise<void> {
    if (this.#isSwept) return;
    this.#isSwept = true;
    sweepNewFiles(this.#layout.newFolder, this.#lock.clock.nowMs());
    await sweepNotes(this.#layout, this.#lock);
  }
}

const fsyncAsync = promisify(fsync);
const writeAsync = promisify(write);

const SYNC_BYTES = 1 << 20;

// A new version on its way into the folder: bytes and note written whole, and made durable, under names that nobody
// looks at; placeFile then moves them where they belong.

/** A temporary file of a machine or container that cannot be asked is removed after a day. */
const UNKNOWN_OWNER_PATIENCE_MS = 24 * 3600 * 1000;

interface StagedFile {
  readonly path: string;
  readonly etag: ETag;
  readonly sizeBytes: number;
  /** Null where the version needs no note. */
  readonly notePath: string | null;
}

/** Writes the version; if that fails, or the chunks throw, nothing is left. `path` comes from {@link newFilePath}. */
async function stageFile(
  path: string,
  key: string,
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  options: StoredOptions,
  isDurable: boolean,
): Promise<StagedFile> {
  const descriptor = openNew(path);
  const notePath = `${path}.note`;
  try {
    const hash = createHash("md5");
    let sizeBytes = 0;
    for await (const chunk of content) {
      hash.update(chunk);
      await writeWhole(descriptor, chunk);
      sizeBytes += chunk.length;
    }
    if (isDurable) await fsyncAsync(descriptor);
    const etag = hash.digest("hex") as ETag;
    const hasNote = !isWithoutOptions(options) || sizeBytes >= minRememberedBytes;
    if (hasNote) {
      const inode = String(fstatSync(descriptor, { bigint: true }).ino);
      await writeNote(notePath, { key, etag, inode, changedNs: null, ...options }, isDurable);
    }
    return { path, etag, sizeBytes, notePath: hasNote ? notePath : null };
  } catch (error) {
    unlinkIfThere(path);
    unlinkIfThere(notePath);
    throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what is left of a staged file; after it was placed, that is at most a second name of it. */
function discardStagedFile(staged: StagedFile): void {
  unlinkIfThere(staged.path);
  if (staged.notePath !== null) unlinkIfThere(staged.notePath);
}

/** Makes the entries of a folder durable (fsync(2): a file's own fsync does not). */
async function syncFolder(path: string): Promise<void> {
  let descriptor: number;
  try {
    descriptor = openSync(path, "r");
  } catch (error) {
    // Removed since, being empty: then there is nothing of ours in it either.
    if (systemCode(error) === "ENOENT") return;
    throw error;
  }
  try {
    await fsyncAsync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Removes what killed processes left half written. */
function sweepNewFiles(newFolder: string, nowMs: number): void {
  if (lstatIfThere(newFolder) === null) return;
  for (const name of readdirSync(newFolder)) {
    const owner = name.split(".", 3).join(".");
    const path = join(newFolder, basename(name));
    const liveness = livenessOf(owner);
    if (liveness === "alive") continue;
    const ageMs = nowMs - Number((lstatIfThere(path)?.mtimeNs ?? 0n) / 1_000_000n);
    if (liveness === "dead" || ageMs > UNKNOWN_OWNER_PATIENCE_MS) unlinkIfThere(path);
  }
}

/**
 * write(2) may write less than it was given. Small writes go to memory and are done at once, as in version-reader.ts.
 */
async function writeWhole(descriptor: number, bytes: Uint8Array): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    if (bytes.length <= SYNC_BYTES) done += writeSync(descriptor, bytes, done, bytes.length - done);
    else done += (await writeAsync(descriptor, bytes, done, bytes.length - done, null)).bytesWritten;
  }
}

// The moment at which a version becomes visible, or goes. Synchronous, and called only under the lock of the key;
// between keys, where `a` and `a/b` meet, the file system itself decides, since making a folder and linking a file
// exclude each other. Order, for a kill at any point: the note first, then the file by one link or rename, then the old
// version's note.

/** A folder that another process removes, being empty, while we want to put a file there, is made again so often. */
const MAX_TRIES = 100;

/**
 * Moves a staged version into place. Gives the folders to make durable, or null where the file that was expected is
 * not there any more: read again. `object-exists` where none was expected (null) and something is.
 */
function placeFile(
  layout: FolderLayout,
  key: string,
  staged: StagedFile,
  expected: FoundFile | null,
  modifiedMs: number,
): string[] | null {
  const current = layout.find(key);
  if (expected === null && current !== null) throw objectExists(key);
  if (expected !== null && !isSameVersion(current?.stat, expected.stat)) return null;
  const notePath = layout.notePath(key, setModified(staged.path, modifiedMs, current));
  if (staged.notePath === null) unlinkIfThere(notePath);
  else moveNote(staged.notePath, notePath);
  if (current === null) {
    try {
      const folders = placeNew(layout, key, staged.path);
      return [...folders, dirname(notePath)];
    } catch (error) {
      unlinkIfThere(notePath);
      throw error;
    }
  }
  renameSync(staged.path, current.path);
  unlinkIfThere(layout.notePath(key, current.stat));
  return [dirname(current.path), dirname(notePath)];
}

/** Removes the object and its note, and folders left empty. Gives the folders to make durable. */
function removeFile(layout: FolderLayout, key: string): string[] {
  const folders: string[] = [];
  // Twice where a file was dropped by hand beside an odd one of the same key.
  for (let found = layout.find(key); found !== null; found = layout.find(key)) {
    unlinkSync(found.path);
    unlinkIfThere(layout.notePath(key, found.stat));
    if (found.path === layout.oddPath(key)) unlinkIfThere(`${found.path}.name`);
    else removeEmptyParents(layout.root, found.path);
    folders.push(dirname(found.path));
  }
  return folders;
}

/** Removes the object if it is still the file that was read; null where it is another, or gone: read again. */
function removeVersion(layout: FolderLayout, key: string, expected: FoundFile | null): string[] | null {
  return expected !== null && isSameVersion(layout.find(key)?.stat, expected.stat) ? removeFile(layout, key) : null;
}

/** Sets the modification time, and moves it on by microseconds until the version is not named as the current one. */
function setModified(path: string, modifiedMs: number, current: FoundFile | null): BigIntStats {
  for (let seconds = modifiedMs / 1000; ; seconds += 1e-6) {
    utimesSync(path, seconds, seconds);
    const stat = lstatIfThere(path);
    if (stat === null) throw new Error(`The new file ${path} was removed by somebody.`);
    if (stat.mtimeNs !== current?.stat.mtimeNs) return stat;
  }
}

function placeNew(layout: FolderLayout, key: string, from: string): string[] {
  const plain = layout.plainPath(key);
  for (let tries = 0; plain !== null && tries < MAX_TRIES; tries += 1) {
    const folder = makeFolder(layout, dirname(plain));
    if (folder === "blocked") break;
    if (folder === "again") continue;
    const outcome = linkFile(from, plain);
    if (outcome === "taken") throw objectExists(key);
    if (outcome === "blocked") break;
    if (outcome === "done") return foldersUpTo(layout.root, dirname(plain));
  }
  const odd = layout.oddPath(key);
  mkdirSync(layout.oddFolder, { recursive: true });
  // The name says the same whoever writes it, and means nothing without the file beside it.
  writeFileSync(`${from}.name`, key, { flush: true });
  renameSync(`${from}.name`, `${odd}.name`);
  if (linkFile(from, odd) !== "done") throw objectExists(key);
  return [layout.oddFolder];
}

/** `again`: the folder went away. `blocked`: something stands there that is no object. */
function linkFile(from: string, to: string): "done" | "taken" | "blocked" | "again" {
  try {
    linkSync(from, to);
    return "done";
  } catch (error) {
    if (systemCode(error) === "ENAMETOOLONG") return "blocked";
    if (isAbsentFailure(error)) return "again";
    if (systemCode(error) !== "EEXIST") throw error;
  }
  const there = lstatIfThere(to);
  if (there === null) return "again";
  if (there.isDirectory()) return removeEmptyFolder(to) ? "again" : "blocked";
  return there.isFile() ? "taken" : "blocked";
}

/** `blocked` where the path cannot become a folder of ours: a file is in the way, or a link that leads elsewhere. */
function makeFolder(layout: FolderLayout, path: string): "done" | "blocked" | "again" {
  let nearest = path;
  while (nearest !== layout.root && lstatIfThere(nearest) === null) nearest = dirname(nearest);
  if (nearest !== layout.root && !(layout.isRealFolder(nearest) && isFolder(nearest))) {
    return lstatIfThere(nearest) === null ? "again" : "blocked";
  }
  try {
    mkdirSync(path, { recursive: true });
    return "done";
  } catch (error) {
    // Somebody was faster with a file in the way, or removed a folder that we count on.
    if (systemCode(error) === "EEXIST" || isAbsentFailure(error)) return "again";
    throw error;
  }
}

function isFolder(path: string): boolean {
  return lstatIfThere(path)?.isDirectory() === true;
}

/** The folder and those above it down from the root, since all of them may be new. */
function foldersUpTo(root: string, folder: string): string[] {
  const folders = [folder];
  for (let path = folder; path !== root; path = dirname(path)) folders.push(dirname(path));
  return folders;
}

/** Removes a folder that holds nothing but such folders; false where it holds more. */
function removeEmptyFolder(path: string): boolean {
  try {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      if (!entry.isDirectory() || !removeEmptyFolder(join(path, entry.name))) return false;
    }
    rmdirSync(path);
    return true;
  } catch (error) {
    if (isAbsentFailure(error)) return true;
    if (systemCode(error) === "ENOTEMPTY") return false;
    throw error;
  }
}

/** Up to, but without, the folders of the first level, into which people drop files. */
function removeEmptyParents(root: string, path: string): void {
  const firstLevelLength = path.indexOf(sep, root.length + 1);
  for (let folder = dirname(path); folder.length > firstLevelLength && folder.length > root.length; ) {
    try {
      rmdirSync(folder);
    } catch {
      // Not empty, or gone, or not ours to remove: an empty folder is harmless, and is removed when in the way.
      return;
    }
    folder = dirname(folder);
  }
}

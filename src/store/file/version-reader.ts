/**
 * Reading one version of an object from the folder, while others replace it, and the note beside it. A file that is
 * open is one version for good, whatever becomes of its name; what takes care is that the note and the ETag are those
 * of it.
 *
 * A note is a JSON file named after the very version that it speaks of: its content type, encoding and metadata, and
 * its ETag for whoever does not read the bytes. It is put in place before its file and removed after the file is
 * replaced, so at every moment, and after a kill at any moment, the file that is there finds its own note or needs
 * none; a note without its file means nothing. Notes that are made and removed apart from a write are so under the lock
 * of the key, so that no note of a write is ever touched.
 */
import { createHash } from "node:crypto";
import {
  type BigIntStats,
  closeSync,
  existsSync,
  fstatSync,
  fsync,
  openSync,
  read,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import { md5Hex } from "../object-store/content-md5.ts";
import { etagMismatch, noStoredOptions, objectNotFound, type StoredOptions } from "../object-store/contract.ts";
import { parseObjectKey } from "../object-store/object-keys.ts";
import type { ETag, ObjectHead, ObjectKey, ObjectSummary } from "../object-store/object-store.ts";
import { ifThere, inFolderOf, lstatIfThere, unlinkIfThere } from "./file-system-errors.ts";
import { racyMs } from "./folder-listing.ts";
import { type LockOptions, withLock } from "./generation-lock.ts";
import type { FolderLayout, OpenFile } from "./layout.ts";
import { ownIdentity } from "./process-identity.ts";

/** A file that others keep writing while we look at it is given up after so many looks. */
const MAX_LOOKS = 50;

export class VersionReader {
  readonly #layout: FolderLayout;
  readonly #lock: LockOptions;
  readonly #settled = new SettledEtags();
  readonly #opening: SharedOpening;

  readonly #timelessPrefix: string | null;

  /** Objects under `timelessPrefix` tell no time. */
  constructor(layout: FolderLayout, lock: LockOptions, timelessPrefix: string | null = null) {
    this.#layout = layout;
    this.#lock = lock;
    this.#timelessPrefix = timelessPrefix;
    this.#opening = new SharedOpening((key) => layout.open(key));
  }

  /**
   * Reads one version: opens the file, and once more whenever `look` gives null since it was replaced meanwhile. `look`
   * is told when it was opened, by this clock.
   */
  read<T>(key: ObjectKey, look: (file: OpenFile, openedAtMs: number) => Promise<T | null>): Promise<T> {
    return this.#untilSteady(key, async (openedAtMs) => {
      const file = this.#opening.open(key);
      if (file === null) throw objectNotFound(key);
      try {
        return await look(file, openedAtMs);
      } finally {
        this.#opening.close(file);
      }
    });
  }

  /** Null where the file was replaced or written to meanwhile. `etag` is that of the bytes, where they were read. */
  async describe(key: ObjectKey, file: OpenFile, openedAtMs: number, etag: ETag | null): Promise<ObjectHead | null> {
    const note = readNote(this.#layout.notePath(key, file.stat));
    // The note of a version goes only after the version: if it is missing, is its file still there?
    if (note === null && lstatIfThere(file.path)?.ino !== file.stat.ino) return null;
    const sizeBytes = Number(file.stat.size);
    let known = etag ?? (note !== null && isTrusted(note, file.stat) ? note.etag : null);
    if (known === null) {
      known = await etagOfFile(file.descriptor, sizeBytes);
      if (known === null || !isUntouched(file)) return null;
      if (sizeBytes >= minRememberedBytes) {
        await rememberEtag(this.#layout, this.#lock, { key, file, etag: known, note, lookedMs: openedAtMs });
      }
    }
    const stored = storedOptionsOf(note?.etag === known ? note : noStoredOptions);
    return { ...this.#summaryOf(key, file.stat, known), ...stored, readAtMs: openedAtMs };
  }

  /** Null where the object went since its name was read. */
  async summarize(key: string): Promise<ObjectSummary | null> {
    const found = this.#layout.find(key);
    if (found === null) return null;
    const known = this.#settled.get(key, found.stat);
    if (known !== null) return this.#summaryOf(key as ObjectKey, found.stat, known);
    const lookedMs = this.#lock.clock.nowMs();
    try {
      const { etag, sizeBytes, lastModifiedMs } = await this.read(parseObjectKey(key), (file, openedAtMs) =>
        this.describe(key as ObjectKey, file, openedAtMs, null),
      );
      const after = this.#layout.find(key);
      if (after !== null && isSameVersion(after.stat, found.stat)) this.#settled.set(key, after.stat, etag, lookedMs);
      return { key: key as ObjectKey, etag, sizeBytes, lastModifiedMs };
    } catch (error) {
      // A file name may also be no key at all: not UTF-8, or too long a path.
      if (isSearchIndexError(error) && ["object-not-found", "invalid-key"].includes(error.code)) return null;
      throw error;
    }
  }

  #summaryOf(key: ObjectKey, stat: BigIntStats, etag: ETag): ObjectSummary {
    const isTimeless = this.#timelessPrefix !== null && key.startsWith(this.#timelessPrefix);
    const lastModifiedMs = isTimeless ? 0 : Number(stat.mtimeNs / 1_000_000_000n) * 1000;
    return { key, etag, sizeBytes: Number(stat.size), lastModifiedMs };
  }

  /** The present file, open, if its ETag is this one. */
  openMatching(key: ObjectKey, etag: ETag): Promise<OpenFile> {
    return this.#untilSteady(key, async (openedAtMs) => {
      const file = this.#layout.open(key);
      if (file === null) throw etagMismatch(key, etag);
      let isHeld = false;
      try {
        const head = await this.describe(key, file, openedAtMs, null);
        if (head !== null && head.etag !== etag) throw etagMismatch(key, etag);
        isHeld = head !== null;
        return isHeld ? file : null;
      } finally {
        if (!isHeld) closeSync(file.descriptor);
      }
    });
  }

  /** Looks until one look gives something; it gives null where the file was replaced meanwhile. */
  async #untilSteady<T>(key: ObjectKey, look: (openedAtMs: number) => Promise<T | null>): Promise<T> {
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      if (looks > 0) await this.#lock.clock.sleep(looks);
      const found = await look(this.#lock.clock.nowMs());
      if (found !== null) return found;
    }
    throw new SearchIndexError("store-unavailable", `The file of ${key} changes while it is read. Try again.`, {
      details: { key },
    });
  }
}

/** Tells whether nobody wrote into the open file since it was opened. */
export function isUntouched(file: OpenFile): boolean {
  return isSameVersion(fstatSync(file.descriptor, { bigint: true }), file.stat);
}

// ETags of files listed before, in memory: so that a process that lists a large folder again and again
// (reconciling) looks at each file's times alone. What a file's note is between processes, for files too small for one.

/** Largest number of entries, about 25 MB. Beyond it all are forgotten, and those listed next are remembered. */
const MAX_ENTRIES = 100_000;

class SettledEtags {
  readonly #etags = new Map<string, { readonly version: string; readonly etag: ETag }>();

  get(key: string, stat: BigIntStats): ETag | null {
    const known = this.#etags.get(key);
    return known?.version === versionOf(stat) ? known.etag : null;
  }

  /** `lookedMs`: before the file was read. One changed so lately might change again without its times saying so. */
  set(key: string, stat: BigIntStats, etag: ETag, lookedMs: number): void {
    if (lookedMs - Number(stat.ctimeNs / 1_000_000n) <= racyMs) return;
    if (this.#etags.size >= MAX_ENTRIES) this.#etags.clear();
    this.#etags.set(key, { version: versionOf(stat), etag });
  }
}

/** Every change of a file moves its ctime, which nobody can set back. */
function versionOf(stat: BigIntStats): string {
  return `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`;
}

/**
 * Opens a file once for all reads of it that begin in one run of synchronous code: the blocks of a page of results are
 * ten ranges of one segment, and opening takes four fifths of the time of a range.
 *
 * Nobody can tell such reads from reads at the moment of the first: whatever another process does between them, this
 * one hears of after the run.
 */
export class SharedOpening {
  readonly #openFile: (key: string) => OpenFile | null;
  /** File of this run of synchronous code; null once it is over. */
  #latest: { readonly key: string; readonly file: OpenFile } | null = null;
  readonly #readers = new Map<OpenFile, number>();

  constructor(openFile: (key: string) => OpenFile | null) {
    this.#openFile = openFile;
  }

  /** The file of a key, to be given back to `close` by each who asked for it; null where there is none. */
  open(key: string): OpenFile | null {
    const file = this.#latest?.key === key ? this.#latest.file : this.#openFile(key);
    if (file === null) return null;
    this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    if (this.#latest?.file !== file) {
      this.#latest = { key, file };
      queueMicrotask(() => this.#forget(file));
    }
    return file;
  }

  /** Closes the file with the last of its readers. */
  close(file: OpenFile): void {
    const others = (this.#readers.get(file) ?? 1) - 1;
    if (others > 0) {
      this.#readers.set(file, others);
      return;
    }
    this.#readers.delete(file);
    this.#forget(file);
    closeSync(file.descriptor);
  }

  #forget(file: OpenFile): void {
    if (this.#latest?.file === file) this.#latest = null;
  }
}

// Small reads are synchronous: 5 microseconds for a page that the system has in memory, against 70 to 370 through
// libuv's thread pool (docs/decisions/store.md#a-folder-as-a-store).

/** Most bytes that are read without yielding to others: under half a millisecond from memory. */
const SYNC_BYTES = 1 << 20;

const readAsync = promisify(read);

/** Bytes [start, end) of the file; fewer only where the file ends before. */
export async function readBytes(descriptor: number, start: number, end: number): Promise<Uint8Array> {
  // Not from Node's pool, of which a cache that keeps a few bytes would keep 8 KB alive.
  const bytes = Buffer.allocUnsafeSlow(end - start);
  const isSmall = bytes.length <= SYNC_BYTES;
  let filled = 0;
  while (filled < bytes.length) {
    const count = isSmall
      ? readSync(descriptor, bytes, filled, bytes.length - filled, start + filled)
      : (await readAsync(descriptor, bytes, filled, Math.min(bytes.length - filled, 8 * SYNC_BYTES), start + filled))
          .bytesRead;
    if (count === 0) return bytes.subarray(0, filled);
    filled += count;
  }
  return bytes;
}

/** ETag of bytes as this store gives it. */
export function etagOf(bytes: Uint8Array): ETag {
  return md5Hex(bytes) as ETag;
}

/** ETag of the first `sizeBytes` of a file, in memory bounded by a megabyte; null where the file is shorter. */
async function etagOfFile(descriptor: number, sizeBytes: number): Promise<ETag | null> {
  const hash = createHash("md5");
  for (let start = 0; start < sizeBytes; start += SYNC_BYTES) {
    const end = Math.min(start + SYNC_BYTES, sizeBytes);
    const bytes = await readBytes(descriptor, start, end);
    if (bytes.length < end - start) return null;
    hash.update(bytes);
    if (end < sizeBytes) await yieldToEventLoop();
  }
  return hash.digest("hex") as ETag;
}

interface FileNote extends StoredOptions {
  readonly key: string;
  readonly etag: ETag;
  /** The file's inode: a copied folder has other ones, and then the ETag is to be computed again. */
  readonly inode: string;
  /**
   * The file's time of change (ctime, in ns) for a file that somebody else made, whose times we did not choose. Null
   * for our own: their modification time has random microseconds that no other write comes upon.
   */
  readonly changedNs: string | null;
}

/** Tells whether the ETag is valid without reading the file. If not, the note holds only for bytes of its ETag. */
function isTrusted(note: FileNote, stat: BigIntStats): boolean {
  return note.inode === String(stat.ino) && (note.changedNs === null || note.changedNs === String(stat.ctimeNs));
}

/** Null where there is no note, or none that can be read: it is worth nothing then, and made anew when needed. */
function readNote(path: string): FileNote | null {
  // Asked first since most files have none, and a failed call costs ten times as much: it builds an error.
  if (!existsSync(path)) return null;
  const text = ifThere(() => readFileSync(path, "utf8"), null);
  return text === null ? null : parseNote(text);
}

function parseNote(text: string): FileNote | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  return isNote(value) ? value : null;
}

function isNote(value: unknown): value is FileNote {
  if (typeof value !== "object" || value === null) return false;
  const { key, etag, inode, changedNs, contentType, contentEncoding, cacheControl, metadata } = value as Record<
    string,
    unknown
  >;
  const areTexts = [key, etag, inode].every((field) => typeof field === "string");
  const areTextsOrNull = [changedNs, contentType, contentEncoding, cacheControl].every(
    (field) => field === null || typeof field === "string",
  );
  return areTexts && areTextsOrNull && isTextRecord(metadata);
}

function storedOptionsOf({ contentType, contentEncoding, cacheControl, metadata }: StoredOptions): StoredOptions {
  return { contentType, contentEncoding, cacheControl: cacheControl ?? null, metadata };
}

function isTextRecord(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string")
  );
}

/** Younger notes may belong to a write under way. */
const MIN_SWEPT_AGE_MS = 3600 * 1000;
const SHARDS = 256;
const MAX_SWEPT_NOTES = 1000;

/**
 * Keeps the ETag of a file that has no note to be trusted, unless it changed so lately (before `lookedMs`, when it was
 * opened) that it might change again within one tick of the file system's clock. Never fails: it is only a saving,
 * and the folder may be read-only.
 */
async function rememberEtag(
  layout: FolderLayout,
  lock: LockOptions,
  seen: { key: string; file: OpenFile; etag: ETag; note: FileNote | null; lookedMs: number },
): Promise<void> {
  const { key, file, etag, note, lookedMs } = seen;
  if (lookedMs - Number(file.stat.ctimeNs / 1_000_000n) <= racyMs) return;
  const stored = storedOptionsOf(note?.etag === etag ? note : noStoredOptions);
  const inode = String(file.stat.ino);
  const changedNs = String(file.stat.ctimeNs);
  const path = newFilePath(layout.newFolder, lock.ids.random32());
  try {
    await writeNote(path, { key, etag, inode, changedNs, ...stored }, false);
    await withLock(layout.lockFolder(key), lock, () => {
      const now = lstatIfThere(file.path);
      if (now === null || !isSameVersion(now, file.stat) || now.ctimeNs !== file.stat.ctimeNs) return;
      moveNote(path, layout.notePath(key, file.stat));
    });
  } catch {
    // The next one to ask computes the ETag again.
  } finally {
    discard(path);
  }
}

/** Removes a file. One that cannot be removed now goes with all others of this process once it is dead. */
function discard(path: string): void {
  try {
    unlinkIfThere(path);
  } catch {
    // A folder that has become read-only: nothing was promised.
  }
}

/**
 * Removes notes whose file was removed or replaced by hand, or by a process killed in between: one of 256 parts of
 * them a call, chosen at random, so that opening a store stays cheap. Like the above, only a saving.
 */
export async function sweepNotes(layout: FolderLayout, lock: LockOptions): Promise<void> {
  const shard = (lock.ids.random32() % SHARDS).toString(16).padStart(2, "0");
  const folder = join(layout.aboutFolder, shard);
  try {
    if (lstatIfThere(folder) === null) return;
    for (const name of readdirSync(folder).slice(0, MAX_SWEPT_NOTES)) await sweepNote(layout, lock, join(folder, name));
  } catch {
    // A note too many does no harm.
  }
}

async function sweepNote(layout: FolderLayout, lock: LockOptions, path: string): Promise<void> {
  const stat = lstatIfThere(path);
  const key = readNote(path)?.key;
  if (stat === null || key === undefined || isNoteOfPresent(layout, key, path)) return;
  if (lock.clock.nowMs() - Number(stat.ctimeNs / 1_000_000n) < MIN_SWEPT_AGE_MS) return;
  await withLock(layout.lockFolder(key), lock, () => {
    if (!isNoteOfPresent(layout, key, path)) unlinkIfThere(path);
  });
}

function isNoteOfPresent(layout: FolderLayout, key: string, notePath: string): boolean {
  const found = layout.find(key);
  return found !== null && layout.notePath(key, found.stat) === notePath;
}

/** Tells whether both are the same file with the same bytes: our own files never change, only others write in place. */
export function isSameVersion(a: BigIntStats | undefined, b: BigIntStats): boolean {
  if (a === undefined) return false;
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeNs === b.mtimeNs;
}

/** Puts a note in place, replacing one of the same name. */
export function moveNote(from: string, to: string): void {
  inFolderOf(to, () => renameSync(from, to));
}

/** Smallest file whose ETag gets a note: hashing takes longer than opening and reading the note. */
export const minRememberedBytes = 256 * 1024;

let stagedCount = 0;

/** A name of this process in the folder for new files, used by nobody else. */
export function newFilePath(newFolder: string, nonce: number): string {
  stagedCount += 1;
  return join(newFolder, `${ownIdentity()}.${stagedCount}.${nonce.toString(16)}`);
}

/** Writes a note under a name of {@link newFilePath}. */
export async function writeNote(path: string, note: FileNote, isDurable: boolean): Promise<void> {
  const descriptor = openNew(path);
  try {
    writeFileSync(descriptor, JSON.stringify(note));
    if (isDurable) await promisify(fsync)(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

export function openNew(path: string): number {
  return inFolderOf(path, () => openSync(path, "wx"));
}

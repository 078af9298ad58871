/**
 * Reading one version of an object from the folder, while others replace it (layer 1). A file that is open is one
 * version for good, whatever becomes of its name; what takes care is that the note and the ETag are those of it.
 */
import { type BigIntStats, closeSync, fstatSync } from "node:fs";
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import { parseObjectKey } from "../object-store/object-keys.ts";
import type { ETag, ObjectHead, ObjectKey, ObjectSummary } from "../object-store/object-store.ts";
import { etagMismatch, objectNotFound } from "../object-store/store-errors.ts";
import { noStoredOptions } from "../object-store/stored-options.ts";
import { etagOfFile } from "./file-content.ts";
import { isTrusted, readNote } from "./file-note.ts";
import { isSameVersion } from "./file-placement.ts";
import { lstatIfThere } from "./file-system-errors.ts";
import { racyMs } from "./folder-listing.ts";
import type { LockOptions } from "./generation-lock.ts";
import type { FolderLayout, OpenFile } from "./layout.ts";
import { rememberEtag } from "./note-keeping.ts";
import { minRememberedBytes } from "./staged-file.ts";

/** A file that others keep writing while we look at it is given up after so many looks. */
const MAX_LOOKS = 50;

export class VersionReader {
  readonly #layout: FolderLayout;
  readonly #lock: LockOptions;
  readonly #settled = new SettledEtags();
  readonly #opening: SharedOpening;

  constructor(layout: FolderLayout, lock: LockOptions) {
    this.#layout = layout;
    this.#lock = lock;
    this.#opening = new SharedOpening((key) => layout.open(key));
  }

  /**
   * Reads one version: opens the file, and once more whenever `look` gives null since it was replaced meanwhile. `look` is told
   * when it was opened, by this clock.
   */
  async read<T>(key: ObjectKey, look: (file: OpenFile, openedAtMs: number) => Promise<T | null>): Promise<T> {
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      if (looks > 0) await this.#lock.clock.sleep(looks);
      const openedAtMs = this.#lock.clock.nowMs();
      const file = this.#opening.open(key);
      if (file === null) throw objectNotFound(key);
      try {
        const found = await look(file, openedAtMs);
        if (found !== null) return found;
      } finally {
        this.#opening.close(file);
      }
    }
    throw unsteady(key);
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
    const { contentType, contentEncoding, metadata } = note?.etag === known ? note : noStoredOptions;
    return { ...summaryOf(key, file.stat, known), contentType, contentEncoding, metadata, readAtMs: openedAtMs };
  }

  /** Null where the object went since its name was read. */
  async summarize(key: string): Promise<ObjectSummary | null> {
    const found = this.#layout.find(key);
    if (found === null) return null;
    const known = this.#settled.get(key, found.stat);
    if (known !== null) return summaryOf(key as ObjectKey, found.stat, known);
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

  /** The present file, open, if its ETag is this one. */
  async openMatching(key: ObjectKey, etag: ETag): Promise<OpenFile> {
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      if (looks > 0) await this.#lock.clock.sleep(looks);
      const openedAtMs = this.#lock.clock.nowMs();
      const file = this.#layout.open(key);
      if (file === null) throw etagMismatch(key, etag);
      let isHeld = false;
      try {
        const head = await this.describe(key, file, openedAtMs, null);
        if (head !== null && head.etag !== etag) throw etagMismatch(key, etag);
        isHeld = head !== null;
        if (isHeld) return file;
      } finally {
        if (!isHeld) closeSync(file.descriptor);
      }
    }
    throw unsteady(key);
  }
}

function unsteady(key: ObjectKey): SearchIndexError {
  return new SearchIndexError("store-unavailable", `The file of ${key} changes while it is read. Try again.`, {
    details: { key },
  });
}

function summaryOf(key: ObjectKey, stat: BigIntStats, etag: ETag): ObjectSummary {
  return { key, etag, sizeBytes: Number(stat.size), lastModifiedMs: Number(stat.mtimeNs / 1_000_000_000n) * 1000 };
}

/** Whether nobody wrote into the open file since it was opened. */
export function isUntouched(file: OpenFile): boolean {
  return isSameVersion(fstatSync(file.descriptor, { bigint: true }), file.stat);
}

// ETags of files listed before, in memory: so that a process that lists a large folder again and again
// (reconciling) looks at each file's times alone. What a file's note is between processes, for files too small for one.

/** About 25 MB. Where there are more, all are forgotten and those listed next remembered. */
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
 * Opens a file once for all reads of it that begin in one run of synchronous code (layer 1): the blocks of a page of
 * results are ten ranges of one segment, and opening takes four fifths of the time of a range.
 *
 * Nobody can tell such reads from reads at the moment of the first: whatever another process does between them, this one
 * hears of after the run.
 */
export class SharedOpening {
  readonly #openFile: (key: string) => OpenFile | null;
  /** Of this run of synchronous code; null once it is over. */
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

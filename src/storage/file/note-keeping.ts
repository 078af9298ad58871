/**
 * Notes that are made and removed apart from a write (layer 1): an ETag once computed is remembered, and notes whose
 * file is gone are swept. Both under the lock of the key, so that no note of a write is ever touched.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { ETag } from "../object-store/object-store.ts";
import { noStoredOptions } from "../object-store/stored-options.ts";
import { type FileNote, readNote, serializeNote } from "./file-note.ts";
import { isSameVersion, moveNote } from "./file-placement.ts";
import { lstatIfThere, unlinkIfThere } from "./file-system-errors.ts";
import { racyMs } from "./folder-listing.ts";
import { type LockOptions, withLock } from "./generation-lock.ts";
import type { FolderLayout, OpenFile } from "./layout.ts";
import { newFilePath, writeNew } from "./staged-file.ts";

/** Younger notes may belong to a write under way. */
const MIN_SWEPT_AGE_MS = 3600 * 1000;
const SHARDS = 256;
const MAX_SWEPT_NOTES = 1000;

/**
 * Keeps the ETag of a file that has no note to be trusted, unless it changed so lately (before `lookedMs`, when it was
 * opened) that it might change again within one tick of the file system's clock. Never fails: it is only a saving,
 * and the folder may be read-only.
 */
export async function rememberEtag(
  layout: FolderLayout,
  lock: LockOptions,
  seen: { key: string; file: OpenFile; etag: ETag; note: FileNote | null; lookedMs: number },
): Promise<void> {
  const { key, file, etag, note, lookedMs } = seen;
  if (lookedMs - Number(file.stat.ctimeNs / 1_000_000n) <= racyMs) return;
  const { contentType, contentEncoding, metadata } = note?.etag === etag ? note : noStoredOptions;
  const inode = String(file.stat.ino);
  const changedNs = String(file.stat.ctimeNs);
  const path = newFilePath(layout.newFolder, lock.ids.random32());
  try {
    await writeNew(path, serializeNote({ key, etag, inode, changedNs, contentType, contentEncoding, metadata }), false);
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

/** What cannot be removed now is removed with all else of this process once it is dead. */
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

/**
 * The moment at which a version becomes visible, or goes (layer 1). Synchronous, and called only under the lock of
 * the key; between keys, where `a` and `a/b` meet, the file system itself decides, since making a folder and linking
 * a file exclude each other.
 *
 * Order, for a kill at any point: the note first, then the file by one link or rename, then the old version's note.
 */
import {
  type BigIntStats,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";
import { objectExists } from "../object-store/store-errors.ts";
import { isAbsentFailure, lstatIfThere, systemCode, unlinkIfThere } from "./file-system-errors.ts";
import type { FolderLayout, FoundFile } from "./layout.ts";
import type { StagedFile } from "./staged-file.ts";

/** A folder that another process removes, being empty, while we want to put a file there, is made again so often. */
const MAX_TRIES = 100;

/**
 * Moves a staged version into place. Gives the folders to make durable, or null where the file that was expected is
 * not there any more: read again. `object-exists` where none was expected (null) and something is.
 */
export function placeFile(
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
export function removeFile(layout: FolderLayout, key: string): string[] {
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
export function removeVersion(layout: FolderLayout, key: string, expected: Pick<FoundFile, "stat">): string[] | null {
  return isSameVersion(layout.find(key)?.stat, expected.stat) ? removeFile(layout, key) : null;
}

/** Whether both are the same file with the same bytes: our own files never change, only others write in place. */
export function isSameVersion(a: BigIntStats | undefined, b: BigIntStats): boolean {
  if (a === undefined) return false;
  return a.ino === b.ino && a.dev === b.dev && a.size === b.size && a.mtimeNs === b.mtimeNs;
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

/** Puts a note in place, replacing one of the same name. */
export function moveNote(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    mkdirSync(dirname(to), { recursive: true });
    renameSync(from, to);
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

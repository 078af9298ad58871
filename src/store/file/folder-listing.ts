/**
 * The keys of a folder in the order of a listing, without opening a file: names only.
 */

import { isUtf8 } from "node:buffer";
import { type Dirent, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../clock.ts";
import { compareUtf8, firstAtOrAfter } from "../object-store/listing.ts";
import { findKeyFault } from "../object-store/object-keys.ts";
import { ifThere, lstatIfThere } from "./file-system-errors.ts";
import { type FolderLayout, isPlainPath, sideFolderName } from "./layout.ts";

/** A folder's names are kept for the next page only if it is large, and so many folders at most. */
const MIN_KEPT_NAMES = 1000;
const MAX_KEPT_FOLDERS = 4;
/**
 * A folder changed so lately may change once more within the same tick of the file system's clock, unnoticed; the
 * coarsest in use count two seconds (FAT). The rule is Git's ("racy Git", Documentation/technical/racy-git.txt).
 */
export const racyMs = 2000;

interface KeptNames {
  readonly version: string;
  readonly names: readonly string[];
}

export class FolderListing {
  readonly #layout: FolderLayout;
  readonly #clock: Clock;
  readonly #kept = new Map<string, KeptNames>();
  /** Keys of odd objects by their file's name; a hash never changes its key. */
  readonly #oddKeys = new Map<string, string>();

  constructor(layout: FolderLayout, clock: Clock) {
    this.#layout = layout;
    this.#clock = clock;
  }

  /** The keys that begin with the prefix and come after `after`, ascending in UTF-8 bytes. */
  *keys(prefix: string, after: string): Generator<string> {
    const odd = this.#findOddKeys(prefix, after);
    let next = 0;
    for (const key of this.#plainKeys(prefix, after)) {
      while (next < odd.length && compareUtf8(odd[next] ?? "", key) < 0) yield odd[next++] ?? "";
      // A file dropped by hand hides an odd object of the same key, as it does in every other method.
      if (odd[next] === key) next += 1;
      yield key;
    }
    while (next < odd.length) yield odd[next++] ?? "";
  }

  *#plainKeys(prefix: string, after: string): Generator<string> {
    const base = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    if (base !== "" && !isPlainPath(base.slice(0, -1))) return;
    if (!this.#layout.isRealFolder(this.#path(base))) return;
    yield* this.#walk(base, prefix, after);
  }

  /**
   * `folder` is "" or ends with a slash. Sorting subfolders with their slash makes the walk's order that of the keys:
   * `a-b` before `a/b` before `a0`.
   */
  *#walk(folder: string, prefix: string, after: string): Generator<string> {
    const names = this.#names(folder);
    const from = [prefix, after].map((bound) => (bound.startsWith(folder) ? bound.slice(folder.length) : ""));
    // The folder that holds the bound comes before it: begin with the bound's own first part.
    const starts = from.map((rest) => firstAtOrAfter(names, rest.slice(0, rest.indexOf("/") + 1 || rest.length)));
    for (let i = Math.max(...starts); i < names.length; i += 1) {
      const key = folder + (names[i] ?? "");
      if (!key.startsWith(prefix) && !(prefix.startsWith(key) && key.endsWith("/"))) {
        if (compareUtf8(key, prefix) > 0) return;
        continue;
      }
      if (key.endsWith("/")) {
        if (compareUtf8(key, after) > 0 || after.startsWith(key)) yield* this.#walk(key, prefix, after);
      } else if (compareUtf8(key, after) > 0) yield key;
    }
  }

  /** Files and subfolders of a folder, the latter with a slash, ascending; links and special files left out. */
  #names(folder: string): readonly string[] {
    const path = this.#path(folder);
    const stat = lstatIfThere(path);
    if (stat === null) return [];
    const version = `${stat.ino}-${stat.mtimeNs}-${stat.ctimeNs}`;
    const kept = this.#kept.get(path);
    if (kept?.version === version) return kept.names;
    const names = readFolder(path)
      .filter((entry) => folder !== "" || entry.name.toLowerCase() !== sideFolderName)
      .flatMap((entry) => (entry.isDirectory() ? [`${entry.name}/`] : entry.isFile() ? [entry.name] : []))
      .sort(compareUtf8);
    this.#kept.delete(path);
    const changedMs = Number(stat.ctimeNs / 1_000_000n);
    if (names.length >= MIN_KEPT_NAMES && this.#clock.nowMs() - changedMs > racyMs) {
      this.#kept.set(path, { version, names });
      for (const oldest of this.#kept.keys()) {
        if (this.#kept.size <= MAX_KEPT_FOLDERS) break;
        this.#kept.delete(oldest);
      }
    }
    return names;
  }

  /** Path without the slash at the end, behind which the system would follow a link. */
  #path(folder: string): string {
    return join(this.#layout.root, folder.slice(0, -1));
  }

  #findOddKeys(prefix: string, after: string): string[] {
    const names = new Set(readFolder(this.#layout.oddFolder).map((entry) => entry.name));
    for (const known of this.#oddKeys.keys()) if (!names.has(known)) this.#oddKeys.delete(known);
    const keys: string[] = [];
    for (const name of names) {
      if (name.endsWith(".name")) continue;
      const key = this.#oddKeys.get(name) ?? readOddKey(join(this.#layout.oddFolder, `${name}.name`));
      if (key === null) continue;
      this.#oddKeys.set(name, key);
      if (key.startsWith(prefix) && compareUtf8(key, after) > 0) keys.push(key);
    }
    return keys.sort(compareUtf8);
  }
}

function readFolder(path: string): Dirent[] {
  return ifThere(() => readdirSync(path, { withFileTypes: true }), []);
}

function readOddKey(path: string): string | null {
  return ifThere(() => readFileSync(path, "utf8"), null);
}

// Files under a folder that are no objects because of their names: names that are not UTF-8, as old archives unpack
// them, and paths beyond a key's bound. A listing passes them over, so somebody must be told.

/** A file, its path below the root as far as it can be shown, and what is wrong with it, to stand after a colon. */
interface UnlistedFile {
  readonly path: string;
  readonly fault: string;
}

/**
 * The files below `prefix`, which ends with a slash; in no particular order. Reads names alone; a folder that is gone
 * has none.
 */
export function* findUnlistedFiles(rootFolder: string, prefix: string): Generator<UnlistedFile> {
  yield* walk(Buffer.from(`${rootFolder}/`), Buffer.from(prefix));
}

function* walk(root: Buffer, folder: Buffer): Generator<UnlistedFile> {
  for (const entry of readNames(Buffer.concat([root, folder]))) {
    const path = Buffer.concat([folder, entry.name]);
    if (entry.isDirectory()) yield* walk(root, Buffer.concat([path, Buffer.from("/")]));
    else if (entry.isFile()) {
      const shown = path.toString("utf8");
      const fault = isUtf8(path) ? findKeyFault(shown) : "its name is not UTF-8";
      if (fault !== null) yield { path: shown, fault };
    }
  }
}

function readNames(path: Buffer): Dirent<Buffer>[] {
  return ifThere(() => readdirSync(path, { withFileTypes: true, encoding: "buffer" }), []);
}

/**
 * The layout of the file store's folder: its one description.
 *
 *   <root>/articles/a.txt               the object articles/a.txt: the plain file itself
 *   <root>/.poisk/odd/<sha256 of key>   an object whose key no file can have here, and beside it <…>.name: its key
 *   <root>/.poisk/about/<2 hex>/<sha256 of key>.<mtime ns>-<size>   what is kept beside the bytes (version-reader.ts)
 *   <root>/.poisk/locks/<2 hex>/<n>     locks, shared by the keys of one hash (generation-lock.ts)
 *   <root>/.poisk/new/<owner>.<…>       files being written; those of dead owners are removed
 *   <root>/.poisk/reserve               room that is held back on the disk (reserve.ts)
 *
 * Odd is a key with a part that is empty (`a//b`, a folder marker `a/`) or longer than 255 bytes, a key inside
 * .poisk, and a key that meets a folder or a file in its way: `a` beside `a/b`. The first three are odd by name, the
 * last by what is there, so a key is looked for under both paths, the plain one first. Symbolic links are no objects
 * and are never followed below the root: what lies behind one is not there.
 */
import { type BigIntStats, closeSync, constants, fstatSync, openSync, realpathSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { sha256, toHex } from "../../content-hash.ts";
import { ifThere, lstatIfThere } from "./file-system-errors.ts";

/** Name of the side folder: hidden from listings, and no plain key is in it. */
export const sideFolderName = ".poisk";

/** NAME_MAX of Linux's file systems, in bytes. */
const MAX_NAME_BYTES = 255;
const LOCK_STRIPES = 64;

/** A file that holds an object now. */
export interface FoundFile {
  readonly path: string;
  readonly stat: BigIntStats;
}

/** The same, open for reading; whoever opened it closes it. While it is open its inode is not given to another. */
export interface OpenFile extends FoundFile {
  readonly descriptor: number;
}

export class FolderLayout {
  readonly root: string;
  readonly newFolder: string;
  readonly oddFolder: string;
  readonly aboutFolder: string;
  readonly reservePath: string;
  #realRoot: string | null = null;

  constructor(root: string) {
    this.root = resolve(root);
    const side = join(this.root, sideFolderName);
    this.newFolder = join(side, "new");
    this.oddFolder = join(side, "odd");
    this.aboutFolder = join(side, "about");
    this.reservePath = join(side, "reserve");
  }

  lockFolder(key: string): string {
    const stripe = (sha256(key)[0] ?? 0) % LOCK_STRIPES;
    return join(this.root, sideFolderName, "locks", stripe.toString(16).padStart(2, "0"));
  }

  /** The path of the plain file, or null for a key that is odd by name. */
  plainPath(key: string): string | null {
    return isPlainPath(key) ? join(this.root, key) : null;
  }

  oddPath(key: string): string {
    return join(this.oddFolder, toHex(sha256(key)));
  }

  notePath(key: string, stat: BigIntStats): string {
    const hash = toHex(sha256(key));
    return join(this.aboutFolder, hash.slice(0, 2), `${hash}.${stat.mtimeNs}-${stat.size}`);
  }

  /** The paths under which the key may lie now, the plain one first. */
  *paths(key: string): Generator<string> {
    const plain = this.plainPath(key);
    if (plain !== null && this.isRealFolder(dirname(plain))) yield plain;
    yield this.oddPath(key);
  }

  find(key: string): FoundFile | null {
    for (const path of this.paths(key)) {
      const stat = lstatIfThere(path);
      if (stat?.isFile()) return { path, stat };
    }
    return null;
  }

  open(key: string): OpenFile | null {
    for (const path of this.paths(key)) {
      const file = openRegularFile(path);
      if (file !== null) return file;
    }
    return null;
  }

  /** Tells whether this path under the root is a folder that is reached without a symbolic link. */
  isRealFolder(path: string): boolean {
    return ifThere(() => {
      this.#realRoot ??= realpathSync.native(this.root);
      return realpathSync.native(path) === this.#realRoot + path.slice(this.root.length);
    }, false);
  }
}

/** Tells whether a file of this relative path can exist, by its name alone. */
export function isPlainPath(key: string): boolean {
  const parts = key.split("/");
  return parts[0]?.toLowerCase() !== sideFolderName && parts.every(isPlainName);
}

function isPlainName(part: string): boolean {
  if (part === "" || part === "." || part === ".." || part.includes("\0")) return false;
  return part.length * 3 <= MAX_NAME_BYTES || Buffer.byteLength(part, "utf8") <= MAX_NAME_BYTES;
}

/** O_NONBLOCK, since opening a named pipe would wait for its writer. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** Null where there is no regular file. */
export function openRegularFile(path: string): OpenFile | null {
  const descriptor = ifThere(() => openSync(path, OPEN_FLAGS), null);
  if (descriptor === null) return null;
  const stat = fstatSync(descriptor, { bigint: true });
  if (stat.isFile()) return { path, stat, descriptor };
  closeSync(descriptor);
  return null;
}

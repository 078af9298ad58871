/**
 * Files under a folder that are no objects because of their names (layer 1): names that are not UTF-8, as old archives unpack
 * them, and paths beyond a key's bound. A listing passes them over, so somebody must be told.
 */
import { isUtf8 } from "node:buffer";
import { type Dirent, readdirSync } from "node:fs";
import { findKeyFault } from "../object-store/object-keys.ts";
import { isAbsentFailure } from "./file-system-errors.ts";

/** A file, its path below the root as far as it can be shown, and what is wrong with it, to stand after a colon. */
interface UnlistedFile {
  readonly path: string;
  readonly fault: string;
}

/** The files below `prefix`, which ends with a slash; in no particular order. Reads names alone; a folder that is gone has none. */
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
  try {
    return readdirSync(path, { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    if (isAbsentFailure(error)) return [];
    throw error;
  }
}

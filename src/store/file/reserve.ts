/**
 * Room that a store holds back on its disk, for what must be written before anything can be freed: a file of random
 * bytes, which no file system packs.
 */
import { randomBytes } from "node:crypto";
import { closeSync, openSync, unlinkSync, writeSync } from "node:fs";
import { ifThere, inFolderOf, isFullFailure, lstatIfThere } from "./file-system-errors.ts";

/** Size of one write. A full disk leaves less than this unused. */
const CHUNK_BYTES = 4_096;

/** Twice what a manifest of thousands of segments has. Untuned. */
const RESERVE_BYTES = 1 << 20;

/** Holds the bytes back, or as many as there are. */
export function holdReserve(path: string): void {
  const heldBytes = Number(lstatIfThere(path)?.size ?? 0);
  if (heldBytes >= RESERVE_BYTES) return;
  const descriptor = inFolderOf(path, () => openSync(path, "a"));
  try {
    for (let size = heldBytes; size < RESERVE_BYTES; size += CHUNK_BYTES)
      writeSync(descriptor, randomBytes(CHUNK_BYTES));
  } catch (error) {
    if (!isFullFailure(error)) throw error;
  } finally {
    closeSync(descriptor);
  }
}

/** Gives the bytes back; false where none were held. */
export function releaseReserve(path: string): boolean {
  return ifThere(() => {
    unlinkSync(path);
    return true;
  }, false);
}

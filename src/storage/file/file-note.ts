/**
 * The note kept beside a file (layer 1): its content type, encoding and metadata, and its ETag for whoever does not
 * read the bytes. One JSON file a note, named after the very version of the file that it speaks of.
 *
 * A note is put in place before its file and removed after the file is replaced, so at every moment, and after a
 * kill at any moment, the file that is there finds its own note or needs none; a note without its file means nothing.
 */
import { type BigIntStats, existsSync, readFileSync } from "node:fs";
import type { ETag } from "../object-store/object-store.ts";
import type { StoredOptions } from "../object-store/stored-options.ts";
import { isAbsentFailure } from "./file-system-errors.ts";

export interface FileNote extends StoredOptions {
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

/** Whether the ETag may be believed without reading the file. If not, the note holds only for bytes of its ETag. */
export function isTrusted(note: FileNote, stat: BigIntStats): boolean {
  return note.inode === String(stat.ino) && (note.changedNs === null || note.changedNs === String(stat.ctimeNs));
}

export function serializeNote(note: FileNote): string {
  return JSON.stringify(note);
}

/** Null where there is no note, or none that can be read: it is worth nothing then, and made anew when needed. */
export function readNote(path: string): FileNote | null {
  // Asked first since most files have none, and a failed call costs ten times as much: it builds an error.
  if (!existsSync(path)) return null;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (isAbsentFailure(error)) return null;
    throw error;
  }
  return parseNote(text);
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
  const { key, etag, inode, changedNs, contentType, contentEncoding, metadata } = value as Record<string, unknown>;
  const areTexts = [key, etag, inode].every((field) => typeof field === "string");
  const areTextsOrNull = [changedNs, contentType, contentEncoding].every((f) => f === null || typeof f === "string");
  return areTexts && areTextsOrNull && isTextRecord(metadata);
}

function isTextRecord(value: unknown): boolean {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((text) => typeof text === "string")
  );
}

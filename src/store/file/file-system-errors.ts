/**
 * Failures of the file system: which of them say that nothing is there, and which error of the storage contract the
 * others are.
 */
import { type BigIntStats, lstatSync, mkdirSync, unlinkSync } from "node:fs";
import { dirname } from "node:path";
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";

/** The system's code of a failure, such as ENOENT; "" for anything else. */
export function systemCode(error: unknown): string {
  const code = typeof error === "object" && error !== null ? (error as { code?: unknown }).code : undefined;
  return typeof code === "string" ? code : "";
}

/** No such file under this path: nothing there, a file where a folder is wanted, a link, a name too long, a socket. */
const ABSENT_CODES: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG", "ENXIO"]);

export function isAbsentFailure(error: unknown): boolean {
  return ABSENT_CODES.has(systemCode(error));
}

/** What the call gives; the other value where there is no such file. */
export function ifThere<T, Other>(call: () => T, otherwise: Other): T | Other {
  try {
    return call();
  } catch (error) {
    if (isAbsentFailure(error)) return otherwise;
    throw error;
  }
}

/** What is at this path itself, a symbolic link included; null where nothing is. */
export function lstatIfThere(path: string): BigIntStats | null {
  return ifThere(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null, null);
}

export function unlinkIfThere(path: string): void {
  ifThere(() => unlinkSync(path), undefined);
}

/** What the call gives, which works in the folder of a path; the folder is made where it is missing. */
export function inFolderOf<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    return call();
  }
}

/** What waiting does not fix: rights, a read-only or too simple file system, folders on different ones, no folder. */
const DENIED_CODES: ReadonlySet<string> = new Set([
  "EACCES",
  "EPERM",
  "EROFS",
  "EXDEV",
  "ENOSYS",
  "ENOTSUP",
  "ENOTDIR",
  "EEXIST",
]);

/** A full disk, a quota that is used up. */
const FULL_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

/** A full disk, a broken one, too many open files: all of them may pass, and none says whether the write happened. */
export function fileSystemFailure(error: unknown, root: string, key: string): SearchIndexError {
  if (isSearchIndexError(error)) return error;
  const code = systemCode(error);
  const details = { key, root, systemCode: code };
  if (DENIED_CODES.has(code)) {
    return new SearchIndexError(
      "store-denied",
      `The folder ${root} does not allow this (${code}) for ${key}. It must be a folder, readable, writable, on one file system with links.`,
      { details, cause: error },
    );
  }
  const isFull = FULL_CODES.has(code);
  const fault = isFull ? "has no room left" : "failed";
  return new SearchIndexError(
    "store-unavailable",
    `The folder ${root} ${fault} (${code || String(error)}) for ${key}.`,
    { details: { ...details, isFull }, cause: error },
  );
}

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

/** Calls; answers the other value if there is no such file. */
export function ifThere<T, Other>(call: () => T, otherwise: Other): T | Other {
  try {
    return call();
  } catch (error) {
    if (isAbsentFailure(error)) return otherwise;
    throw error;
  }
}

/** Reads the state of the path itself, a symbolic link included; null if nothing is there. */
export function lstatIfThere(path: string): BigIntStats | null {
  return ifThere(() => lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? null, null);
}

export function unlinkIfThere(path: string): void {
  ifThere(() => unlinkSync(path), undefined);
}

/** Calls in the folder of a path, and creates the folder if it is missing. */
export function inFolderOf<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    if (systemCode(error) !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    return call();
  }
}

/** Codes that waiting does not fix: permissions, a too simple file system, folders on different ones, no folder. */
const DENIED_CODES: ReadonlySet<string> = new Set([
  "EACCES",
  "EPERM",
  "EXDEV",
  "ENOSYS",
  "ENOTSUP",
  "ENOTDIR",
  "EEXIST",
]);

/** A full disk, a quota that is used up. */
const FULL_CODES: ReadonlySet<string> = new Set(["ENOSPC", "EDQUOT"]);

export function isFullFailure(error: unknown): boolean {
  return FULL_CODES.has(systemCode(error));
}

/** Refusals of a write that do not keep anybody from reading. */
const READ_ONLY_CODES: ReadonlySet<string> = new Set(["EROFS", "EACCES", "EPERM"]);

/**
 * The error of the contract for whatever the file system threw. A full disk, a broken one, too many open files: all of
 * them may pass, and none says whether the write happened.
 */
export function fileSystemFailure(error: unknown, root: string, key: string, isWrite = false): SearchIndexError {
  if (isSearchIndexError(error)) return error;
  const code = systemCode(error);
  const details = { key, root, systemCode: code };
  const options = { details, cause: error };
  if (isWrite && READ_ONLY_CODES.has(code)) {
    return new SearchIndexError(
      "store-read-only",
      `The folder ${root} may not be written to (${code}) for ${key}.`,
      options,
    );
  }
  if (FULL_CODES.has(code)) {
    return new SearchIndexError("store-full", `The folder ${root} has no room left (${code}) for ${key}.`, options);
  }
  if (DENIED_CODES.has(code)) {
    return new SearchIndexError(
      "store-denied",
      `The folder ${root} does not allow this (${code}) for ${key}. It must be a folder, readable, writable, on one file system with links.`,
      options,
    );
  }
  return new SearchIndexError(
    "store-unavailable",
    `The folder ${root} failed (${code || String(error)}) for ${key}.`,
    options,
  );
}

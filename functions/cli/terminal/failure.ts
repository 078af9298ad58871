/** Describes failures of the command, with its exit codes: a sentence on standard error, never a stack trace. */
import { type ErrorCode, isErrorOfKind, isSearchIndexError, type SearchIndexError } from "../../../src/errors.ts";
import { printable, type Terminal } from "./terminal.ts";

/** 0: done; 1: it failed, or some of it did; 2: the command was not understood. */
export type ExitCode = 0 | 1 | 2;

/** A mistake in how the command was called; exit code 2. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A failure that is no fault of the index, such as a file that is not there; exit code 1. */
export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
}

/** Says what went wrong in one line, for people or as JSON, and gives the exit code. */
export function reportFailure(failure: unknown, terminal: Terminal, isJson: boolean): ExitCode {
  terminal.note(isJson ? JSON.stringify(failureJson(failure)) : `poisk: ${printable(failureText(failure))}`);
  return failure instanceof UsageError ? 2 : 1;
}

/** A failure as --json tells it; the codes are those of HTTP's problems, and three of the command's own. */
export function failureJson(failure: unknown): { readonly code: string; readonly detail: string } {
  return { code: failureCode(failure), detail: failureText(failure) };
}

function failureCode(failure: unknown): string {
  if (failure instanceof UsageError) return "wrong-usage";
  if (isSearchIndexError(failure)) return failure.code;
  if (failure instanceof CommandFailure) {
    return isSearchIndexError(failure.cause) ? failure.cause.code : "command-failed";
  }
  return (failure as NodeJS.ErrnoException).path === undefined ? "unexpected-failure" : "command-failed";
}

/** Hints about a store that does not answer, for a person at a terminal. */
const HINTS: Partial<Record<ErrorCode, string>> = {
  "corrupt-segment": " Where the damage is: poisk verify.",
  "missing-segment": " Which one: poisk verify.",
  "object-not-found": " What else is wrong, and how to repair it: poisk verify.",
  "store-unavailable": " Look at --data-dir, or at --bucket, --endpoint and the network.",
};

/** One sentence about a failure, for people. */
export function failureText(failure: unknown): string {
  if (failure instanceof UsageError || failure instanceof CommandFailure) return failure.message;
  if (isSearchIndexError(failure)) {
    const { segment } = failure.details;
    const name = typeof segment === "string" ? ` It is ${segment}.` : "";
    return `${failure.message}${name}${HINTS[failure.code] ?? ""}${lastFailureText(failure)}`;
  }
  const { code, path, message } = failure as NodeJS.ErrnoException;
  if (code !== undefined && path !== undefined) return fileFailureText(code, path);
  return `Something unexpected went wrong: ${message ?? String(failure)}`;
}

/** Describes the last failure of many tries: a full disk, an address where nobody answers. */
function lastFailureText({ code, cause }: SearchIndexError): string {
  return code !== "store-unavailable" && isErrorOfKind(cause, "unavailable") ? ` At last: ${cause.message}` : "";
}

/** A failure to read a file as one that names it: the system names no path once a file is open. */
export function unreadableFile(path: string, failure: unknown): CommandFailure {
  const { code } = failure as NodeJS.ErrnoException;
  return new CommandFailure(fileFailureText(code ?? String(failure), path));
}

function fileFailureText(code: string, path: string): string {
  if (code === "ENOENT") return `There is no file ${path}.`;
  if (code === "EACCES" || code === "EPERM") return `There is no permission to read ${path}.`;
  if (code === "EISDIR") return `${path} is a folder, not a file.`;
  return `${path} cannot be read (${code}).`;
}

/**
 * The failures that every store reports in the same words (layer 1), the checks of a range and of what names a place, and the
 * way of a caller's own failure through a store.
 */
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import type { ETag } from "./object-store.ts";

export function objectNotFound(key: string, cause?: unknown): SearchIndexError {
  return new SearchIndexError("object-not-found", `There is no object ${key}.`, { details: { key }, cause });
}

export function objectExists(key: string, cause?: unknown): SearchIndexError {
  return new SearchIndexError("object-exists", `There is an object ${key} already. Nothing was written.`, {
    details: { key },
    cause,
  });
}

export function etagMismatch(key: string, etag: ETag, cause?: unknown): SearchIndexError {
  return new SearchIndexError("etag-mismatch", `The object ${key} is no longer the one that was read. Read it again.`, {
    details: { key, etag },
    cause,
  });
}

export function objectTooLarge(key: string, sizeBytes: number, maxBytes: number): SearchIndexError {
  return new SearchIndexError("object-too-large", `The object ${key} has ${sizeBytes} bytes, over ${maxBytes}.`, {
    details: { key, sizeBytes, maxBytes },
  });
}

/** An option that says where objects lie: `invalid-options` where it names nothing, which a system may take for some place. */
export function requirePlace(option: string, value: unknown): void {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return;
  throw new SearchIndexError("invalid-options", `A store needs \`${option}\`, a text that is not empty.`, {
    details: { option },
  });
}

/** `sizeBytes` is null where the store did not say it. */
export function rangeNotSatisfiable(
  key: string,
  [start, end]: readonly [number, number],
  sizeBytes: number | null,
  cause?: unknown,
): SearchIndexError {
  const size = sizeBytes === null ? "" : `, which has ${sizeBytes} bytes`;
  return new SearchIndexError(
    "range-not-satisfiable",
    `Bytes ${start} to ${end} do not lie inside the object ${key}${size}.`,
    { details: { key, start, end, sizeBytes }, cause },
  );
}

/** Refuses a range [start, end) that lies in no object whatever its size. */
export function checkRange(key: string, start: number, end: number): void {
  const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end;
  if (!isRange) throw rangeNotSatisfiable(key, [start, end], null);
}

/** Carries what the chunks of a stream threw past the handling of a store's own failures. */
class SourceFailure extends Error {
  constructor(reason: unknown) {
    super("The chunks of a stream threw.", { cause: reason });
  }
}

/** The same chunks; what they throw is known again by {@link sourceReason}. */
export async function* markSource(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = chunks[Symbol.asyncIterator]();
  let isDone = false;
  try {
    for (;;) {
      const next = await iterator.next().catch((reason: unknown) => {
        isDone = true;
        throw new SourceFailure(reason);
      });
      isDone = next.done === true;
      if (next.done) return;
      yield next.value;
    }
  } finally {
    if (!isDone) await iterator.return?.();
  }
}

/** What the caller's chunks threw, in a box, to be passed on as it is; null where the failure is another. */
export function sourceReason(error: unknown): { readonly reason: unknown } | null {
  return error instanceof SourceFailure ? { reason: error.cause } : null;
}

/** Whether the store has no room left, which others may make, but no waiting. */
export function isOutOfRoom(error: unknown): boolean {
  return isSearchIndexError(error) && error.details.isFull === true;
}

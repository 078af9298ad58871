/**
 * Behaviour shared by all stores: failures in the same words, checks of the arguments, the options kept beside an
 * object's bytes, and the way of a caller's own failure through a store.
 */
import { isSearchIndexError, SearchIndexError } from "../../errors.ts";
import type { ETag, ObjectHead, PutOptions } from "./object-store.ts";

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

/**
 * An option that says where objects lie: `invalid-options` where it names nothing, which a system may take for some
 * place.
 */
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

/** Finds the error of the caller's chunks, in a box, to be passed on unchanged; null for any other failure. */
export function sourceReason(error: unknown): { readonly reason: unknown } | null {
  return error instanceof SourceFailure ? { reason: error.cause } : null;
}

/** Tells whether the store is out of room. Others may make some; waiting does not help. */
export function isOutOfRoom(error: unknown): boolean {
  return isSearchIndexError(error) && error.code === "store-full";
}

/** The part of {@link ObjectHead} that the writer chose. */
export type StoredOptions = Pick<ObjectHead, "contentType" | "contentEncoding" | "cacheControl" | "metadata">;

/** Options of an object that was written without any. */
export const noStoredOptions: StoredOptions = Object.freeze({
  contentType: null,
  contentEncoding: null,
  cacheControl: null,
  metadata: Object.freeze({}),
});

/** HTTP's token (RFC 9110, section 5.6.2), which the name of a header is made of. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Printable ASCII and the space: what a header's value carries everywhere. */
const HEADER_VALUE = /^[ -~]*$/;

/**
 * Checks options as S3 would and brings them to its shape: names in lower case, values without outer spaces. A value
 * that is not ASCII is `invalid-options`: percent-encode it.
 */
export function storeOptions(options: PutOptions = {}): StoredOptions {
  const metadata = Object.entries(options.metadata ?? {}).map(([name, value]) => {
    if (!HEADER_NAME.test(name)) throw unfit(`The metadata name ${JSON.stringify(name)} is no header name.`);
    return [name.toLowerCase(), headerValue(`metadata ${name}`, value)];
  });
  const keptValue = (name: "contentType" | "contentEncoding" | "cacheControl"): string | null =>
    options[name] === undefined ? null : headerValue(name, options[name]);
  return {
    contentType: keptValue("contentType"),
    contentEncoding: keptValue("contentEncoding"),
    cacheControl: keptValue("cacheControl"),
    metadata: Object.fromEntries(metadata),
  };
}

/** Tells whether the options have nothing to store. */
export function isWithoutOptions({ metadata, ...headers }: StoredOptions): boolean {
  return Object.values(headers).every((value) => value === null) && Object.keys(metadata).length === 0;
}

function headerValue(name: string, value: string): string {
  if (!HEADER_VALUE.test(value)) {
    throw unfit(`The value of ${name} is not printable ASCII. Percent-encode it.`);
  }
  return value.trim();
}

function unfit(message: string): SearchIndexError {
  return new SearchIndexError("invalid-options", message);
}

/**
 * Helpers shared by the parts of the storage contract: the store under test, its known lacks, and how bytes, chunks,
 * keys and failures are written and read.
 */
import { expect } from "vitest";
import { type ErrorCode, isSearchIndexError } from "../../../src/errors.ts";
import { listAll, type ObjectKey, type ObjectStore } from "../../../src/store/store.ts";

/** A fresh, empty store for one test; `dispose` is called at its end. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  readonly dispose?: () => Promise<void>;
}

/** A known lack of a store; the suite skips it. */
export type Lack =
  /** IfNoneMatch on CompleteMultipartUpload is ignored: a streamed object may replace another. */
  | "conditional-multipart"
  /** A store that ignores If-Match on DELETE: only a look before it protects the object. */
  | "conditional-delete"
  /** The ETag says nothing of the bytes: equal bytes may have different ETags. */
  | "content-etags"
  /** Keys with empty parts (`a//b`, `a/`) are changed or refused. */
  | "empty-key-parts"
  /** It lists as a directory bucket does: in no order, from no place in the middle, and only under whole folders. */
  | "ordered-listing";

export interface ContractOptions {
  readonly lacks?: readonly Lack[];
  /** Rounds of each race. Default 5. */
  readonly rounds?: number;
  /** Default 16. */
  readonly racers?: number;
  /** Objects in the test of paging; over 1,000, so that S3's own bound is passed. Default 1,050. */
  readonly manyObjects?: number;
  /** Default 20 MB: three parts of a multipart upload. */
  readonly bigObjectBytes?: number;
}

export const key = (text: string): ObjectKey => text as ObjectKey;
export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** The code of the error that a promise rejects with; fails where it is none of ours, or where it resolves. */
export async function codeOf(promise: Promise<unknown>): Promise<ErrorCode> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error === null) expect.fail("the call succeeded");
  if (!isSearchIndexError(error)) throw error;
  return error.code;
}

/** Bytes that do not compress and differ everywhere, the same for one seed. */
export function noise(sizeBytes: number, seed = 1): Uint8Array {
  const words = new Uint32Array(Math.ceil(sizeBytes / 4));
  let state = seed;
  for (let i = 0; i < words.length; i += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    words[i] = state;
  }
  return new Uint8Array(words.buffer, 0, sizeBytes);
}

export async function* chunksOf(bytes: Uint8Array, chunkBytes: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += chunkBytes) yield bytes.subarray(start, start + chunkBytes);
}

export async function keysUnder(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const summary of listAll(store, prefix)) keys.push(summary.key);
  return keys;
}

/** The contract for one store, as each of its parts gets it. */
export interface Contract extends Required<Omit<ContractOptions, "lacks">> {
  readonly name: string;
  readonly lacks: ReadonlySet<Lack>;
  /** Keys that came out of a listing, as they came; in order where a store is known to list in none. */
  readonly inOrder: (keys: readonly string[]) => readonly string[];
  /** One test with a store of its own. */
  readonly test: (claim: string, body: (store: ObjectStore) => Promise<void>) => void;
}

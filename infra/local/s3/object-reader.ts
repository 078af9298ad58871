/**
 * Reads objects without ever mixing two of their versions: small ones whole, in one call of the store; larger ones in
 * pieces, each checked to be still of the version that was begun.
 */
import { type ErrorCode, isSearchIndexError } from "../../../src/errors.ts";
import type { ObjectHead, ObjectKey, ObjectStore } from "../../../src/storage/object-store/object-store.ts";
import type { ByteRange } from "./byte-range.ts";

/** One version of an object. */
export interface OpenedObject {
  readonly head: ObjectHead;
  /** The bytes of a range of this version; throws {@link VersionChanged} where it is no longer the present one. */
  read(range: ByteRange): AsyncIterable<Uint8Array>;
}

/** The object was replaced or deleted between two pieces. */
export class VersionChanged extends Error {
  override readonly name = "VersionChanged";
}

/** Up to this an object is read whole, even for a range of it: one call instead of three. */
const WHOLE_READ_BYTES = 1024 * 1024;
const PIECE_BYTES = 4 * 1024 * 1024;

/** What a store says of a piece of an object that has gone or become shorter since. */
const CODES_OF_CHANGE: ReadonlySet<ErrorCode> = new Set(["object-not-found", "range-not-satisfiable"]);

/** Opens the present version; rejects as {@link ObjectStore.head} does. */
export async function openObject(store: ObjectStore, key: ObjectKey): Promise<OpenedObject> {
  const head = await store.head(key);
  if (head.sizeBytes > WHOLE_READ_BYTES) return openInPieces(store, head);
  try {
    const { bytes, ...wholeHead } = await store.get(key, { maxBytes: WHOLE_READ_BYTES });
    return { head: wholeHead, read: ({ start, end }) => onePiece(bytes.subarray(start, end)) };
  } catch (failure) {
    if (isSearchIndexError(failure) && failure.code === "object-too-large") return openObject(store, key);
    throw failure;
  }
}

async function* onePiece(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes;
}

function openInPieces(store: ObjectStore, head: ObjectHead): OpenedObject {
  return {
    head,
    read: async function* ({ start, end }) {
      for (let at = start; at < end; at += PIECE_BYTES) {
        yield await readPiece(store, head, { start: at, end: Math.min(at + PIECE_BYTES, end) });
      }
    },
  };
}

/** The version is looked at after the bytes are read: reads see every write that finished before them. */
async function readPiece(store: ObjectStore, head: ObjectHead, { start, end }: ByteRange): Promise<Uint8Array> {
  try {
    const piece = await store.getRange(head.key, start, end);
    const present = await store.head(head.key);
    if (present.etag === head.etag && present.lastModifiedMs === head.lastModifiedMs) return piece;
  } catch (failure) {
    if (!isSearchIndexError(failure) || !CODES_OF_CHANGE.has(failure.code)) throw failure;
  }
  throw new VersionChanged(`The object ${head.key} changed while it was read.`);
}

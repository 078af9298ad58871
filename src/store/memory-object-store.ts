/**
 * ObjectStore in memory: for tests, for the simulation of the commit protocol and for indexes that live as
 * long as their process. Every call takes effect at once and whole, so one call is one step of a simulation.
 */
import { concatBytes } from "../bytes.ts";
import { type Clock, systemClock } from "../clock.ts";
import { md5Hex } from "./object-store/content-md5.ts";
import {
  checkRange,
  etagMismatch,
  objectExists,
  objectNotFound,
  objectTooLarge,
  rangeNotSatisfiable,
  storeOptions,
} from "./object-store/contract.ts";
import { compareUtf8, firstAfter, firstAtOrAfter, listCursorAfter, parseListOptions } from "./object-store/listing.ts";
import { parseObjectKey } from "./object-store/object-keys.ts";
import type {
  ETag,
  GetOptions,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectStore,
  ObjectSummary,
  PutOptions,
  StoredObject,
} from "./object-store/object-store.ts";

/** An object as it is kept; when it is read is told by each reading. */
type KeptObject = Omit<StoredObject, "readAtMs">;

/** Objects in a Map. ETags are the MD5 of the bytes: equal bytes have equal ETags, as on S3. */
export class MemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, KeptObject>();
  readonly #clock: Clock;
  /** The keys in order; null when a key came or went since. */
  #sortedKeys: string[] | null = null;

  constructor(options: { readonly clock?: Clock } = {}) {
    this.#clock = options.clock ?? systemClock;
  }

  async get(key: ObjectKey, options: GetOptions = {}): Promise<StoredObject> {
    const object = this.#find(key);
    if (options.maxBytes !== undefined && object.sizeBytes > options.maxBytes) {
      throw objectTooLarge(key, object.sizeBytes, options.maxBytes);
    }
    return this.#readNow(object);
  }

  async getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    const object = this.#find(key);
    return object.etag === etag ? null : this.#readNow(object);
  }

  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    checkRange(key, start, end);
    if (start === end) return new Uint8Array(0);
    const { bytes } = this.#find(key);
    if (end > bytes.length) throw rangeNotSatisfiable(key, [start, end], bytes.length);
    return bytes.subarray(start, end);
  }

  async head(key: ObjectKey): Promise<ObjectHead> {
    const { bytes: _, ...head } = this.#readNow(this.#find(key));
    return head;
  }

  async putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    if (this.#objects.has(parseObjectKey(key))) throw objectExists(key);
    return this.#put(key, bytes, options);
  }

  async putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    const parts: Uint8Array[] = [];
    for await (const chunk of chunks) parts.push(new Uint8Array(chunk));
    return this.putIfAbsent(key, concatBytes(parts), options);
  }

  async putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    if (this.#objects.get(parseObjectKey(key))?.etag !== etag) throw etagMismatch(key, etag);
    return this.#put(key, bytes, options);
  }

  async list(options: ListOptions): Promise<ListPage> {
    const { prefix, after, limit } = parseListOptions(options);
    this.#sortedKeys ??= [...this.#objects.keys()].sort(compareUtf8);
    const keys = this.#sortedKeys;
    const index = compareUtf8(after, prefix) < 0 ? firstAtOrAfter(keys, prefix) : firstAfter(keys, after);
    const page = keys.slice(index, index + limit).filter((key) => key.startsWith(prefix));
    const next = keys[index + limit];
    const last = page.at(-1);
    const isLastPage = last === undefined || next === undefined || !next.startsWith(prefix);
    return { objects: page.map((key) => this.#summary(key)), nextCursor: isLastPage ? null : listCursorAfter(last) };
  }

  async delete(key: ObjectKey): Promise<void> {
    if (this.#objects.delete(parseObjectKey(key))) this.#sortedKeys = null;
  }

  async deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    if (this.#objects.get(parseObjectKey(key))?.etag !== etag) throw etagMismatch(key, etag);
    return this.delete(key);
  }

  #find(key: string): KeptObject {
    const object = this.#objects.get(parseObjectKey(key));
    if (object === undefined) throw objectNotFound(key);
    return object;
  }

  #readNow(object: KeptObject): StoredObject {
    return { ...object, readAtMs: this.#clock.nowMs() };
  }

  #summary(key: string): ObjectSummary {
    const object = this.#objects.get(key);
    if (object === undefined) throw objectNotFound(key);
    const { etag, sizeBytes, lastModifiedMs } = object;
    return { key: key as ObjectKey, etag, sizeBytes, lastModifiedMs };
  }

  /** The bytes are copied: what the caller does to them afterwards is not our business. */
  #put(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): ETag {
    const etag = md5Hex(bytes) as ETag;
    const lastModifiedMs = Math.floor(this.#clock.nowMs() / 1000) * 1000;
    const stored = storeOptions(options);
    if (!this.#objects.has(key)) this.#sortedKeys = null;
    this.#objects.set(key, {
      key,
      etag,
      sizeBytes: bytes.length,
      lastModifiedMs,
      ...stored,
      bytes: new Uint8Array(bytes),
    });
    return etag;
  }
}

/**
 * Decorator that keeps what it read of immutable objects (layer 1): whole ones and ranges, least recently used first
 * out, bounded in bytes; it lives across the warm calls of a process. The same bytes asked for twice at once are read
 * once. Objects that may change go through untouched, since a read must see every write that finished before it.
 */
import { ByteBoundedCache } from "./byte-bounded-cache.ts";
import type {
  ETag,
  GetOptions,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectStore,
  PutOptions,
  StoredObject,
} from "./object-store.ts";
import { checkRange, objectTooLarge, rangeNotSatisfiable } from "./store-errors.ts";

export interface CacheOptions {
  /** Bytes kept at most, with an allowance for the entries themselves. */
  readonly maxBytes: number;
  /** Whether no bytes but the present ones will ever be under this key. */
  readonly isImmutable: (key: ObjectKey) => boolean;
}

/** What the cache was good for, since it was made. A read that joined another's counts as a hit. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  readonly usedBytes: number;
}

/** What keys cannot hold, so that no key's names begin as another's. */
const SEPARATOR = "\0";

export class CachingObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #isImmutable: (key: ObjectKey) => boolean;
  /** Whole objects, and ranges as bare bytes. */
  readonly #cache: ByteBoundedCache<StoredObject | Uint8Array>;
  /** Reads under way, by the names of what they read. One that was dropped meanwhile is here no more. */
  readonly #pending = new Map<string, Promise<StoredObject | Uint8Array>>();
  #hits = 0;
  #misses = 0;

  constructor(inner: ObjectStore, options: CacheOptions) {
    this.#inner = inner;
    this.#isImmutable = options.isImmutable;
    this.#cache = new ByteBoundedCache(options.maxBytes);
  }

  /** Forgets all of a key, also what is being read just now. */
  drop(key: ObjectKey): void {
    this.#cache.deleteAllUnder(key + SEPARATOR);
    for (const name of [...this.#pending.keys()]) if (name.startsWith(key + SEPARATOR)) this.#pending.delete(name);
  }

  counts(): CacheCounts {
    return { hits: this.#hits, misses: this.#misses, usedBytes: this.#cache.usedBytes };
  }

  async get(key: ObjectKey, options: GetOptions = {}): Promise<StoredObject> {
    if (!this.#isImmutable(key)) return this.#inner.get(key, options);
    const kept = this.#keptWhole(key);
    if (kept === null) {
      // A read with another bound may fail where this one would not: only equal ones are joined.
      const readName = `${key}${SEPARATOR}at most ${options.maxBytes ?? "all"}`;
      return this.#readOnce(readName, wholeName(key), () => this.#inner.get(key, options));
    }
    this.#hits += 1;
    if (options.maxBytes !== undefined && kept.sizeBytes > options.maxBytes) {
      throw objectTooLarge(key, kept.sizeBytes, options.maxBytes);
    }
    return kept;
  }

  /** Not kept: whoever asks has the object already, and wants to know whether there is another. */
  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#inner.getIfNoneMatch(key, etag);
  }

  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    if (!this.#isImmutable(key) || start === end) return this.#inner.getRange(key, start, end);
    const name = `${key}${SEPARATOR}${start}-${end}`;
    const whole = this.#keptWhole(key);
    const kept = whole === null ? this.#cache.get(name) : rangeOf(whole, start, end);
    if (!(kept instanceof Uint8Array)) return this.#readOnce(name, name, () => this.#inner.getRange(key, start, end));
    this.#hits += 1;
    return kept;
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#inner.head(key);
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.#inner.putIfAbsent(key, bytes, options);
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#inner.putStreamIfAbsent(key, chunks, options);
  }

  /** Whoever replaces or deletes an object through this store does not get the old one from it afterwards. */
  async putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    try {
      return await this.#inner.putIfMatch(key, bytes, etag, options);
    } finally {
      this.drop(key);
    }
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#inner.list(options);
  }

  async delete(key: ObjectKey): Promise<void> {
    try {
      await this.#inner.delete(key);
    } finally {
      this.drop(key);
    }
  }

  #keptWhole(key: ObjectKey): StoredObject | null {
    const kept = this.#cache.get(wholeName(key));
    return kept === undefined || kept instanceof Uint8Array ? null : kept;
  }

  /** Joins a read of the same name, or reads and keeps under `keptName`. A failure is told to all, and not kept. */
  #readOnce<T extends StoredObject | Uint8Array>(
    readName: string,
    keptName: string,
    read: () => Promise<T>,
  ): Promise<T> {
    const pending = this.#pending.get(readName);
    if (pending !== undefined) {
      this.#hits += 1;
      // Of the same name, so of the same kind.
      return pending as Promise<T>;
    }
    this.#misses += 1;
    const reading: Promise<T> = read().then(
      (found) => {
        if (this.#endReading(readName, reading)) this.#cache.set(keptName, found, heldBytes(found));
        return found;
      },
      (error: unknown) => {
        this.#endReading(readName, reading);
        throw error;
      },
    );
    this.#pending.set(readName, reading);
    return reading;
  }

  /** False where the key was dropped while it was read: what was read may be the past. */
  #endReading(readName: string, reading: Promise<StoredObject | Uint8Array>): boolean {
    return this.#pending.get(readName) === reading && this.#pending.delete(readName);
  }
}

function wholeName(key: ObjectKey): string {
  return `${key}${SEPARATOR}whole`;
}

function rangeOf(object: StoredObject, start: number, end: number): Uint8Array {
  checkRange(object.key, start, end);
  if (end > object.sizeBytes) throw rangeNotSatisfiable(object.key, [start, end], object.sizeBytes);
  return object.bytes.subarray(start, end);
}

/** The stores give buffers of just this size, not views of larger ones, which would be kept alive whole. */
function heldBytes(found: StoredObject | Uint8Array): number {
  return found instanceof Uint8Array ? found.length : found.bytes.length;
}

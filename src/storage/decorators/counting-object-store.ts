/**
 * Decorator that counts requests and bytes (layer 1): the figures in answers, benches and budgets. It counts what the
 * port says a call costs, so it stands directly over the store, below any cache.
 */
import {
  type ETag,
  type GetOptions,
  type ListOptions,
  type ListPage,
  type ObjectHead,
  type ObjectKey,
  type ObjectStore,
  type PutOptions,
  STREAM_PART_BYTES,
  type StoredObject,
} from "../object-store/object-store.ts";

/** What was asked of a store. Failed calls count as requests, and their bytes not. */
export interface StoreCounts {
  readonly requests: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly byMethod: Readonly<Record<StoreMethod, number>>;
}

type StoreMethod = keyof ObjectStore;

const METHODS: readonly StoreMethod[] = [
  "get",
  "getIfNoneMatch",
  "getRange",
  "head",
  "putIfAbsent",
  "putStreamIfAbsent",
  "putIfMatch",
  "list",
  "delete",
  "deleteIfMatch",
];

/** What was asked between two snapshots. */
export function countsBetween(before: StoreCounts, after: StoreCounts): StoreCounts {
  return {
    requests: after.requests - before.requests,
    bytesRead: after.bytesRead - before.bytesRead,
    bytesWritten: after.bytesWritten - before.bytesWritten,
    byMethod: countEach((method) => after.byMethod[method] - before.byMethod[method]),
  };
}

function countEach(count: (method: StoreMethod) => number): Record<StoreMethod, number> {
  return Object.fromEntries(METHODS.map((method) => [method, count(method)])) as Record<StoreMethod, number>;
}

export class CountingObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #byMethod = countEach(() => 0);
  #requests = 0;
  #bytesRead = 0;
  #bytesWritten = 0;

  constructor(inner: ObjectStore) {
    this.#inner = inner;
  }

  /** A snapshot that does not change any more. */
  counts(): StoreCounts {
    return {
      requests: this.#requests,
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      byMethod: { ...this.#byMethod },
    };
  }

  async get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    this.#count("get");
    const object = await this.#inner.get(key, options);
    this.#bytesRead += object.bytes.length;
    return object;
  }

  async getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    this.#count("getIfNoneMatch");
    const object = await this.#inner.getIfNoneMatch(key, etag);
    this.#bytesRead += object?.bytes.length ?? 0;
    return object;
  }

  async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    if (start !== end) this.#count("getRange");
    const bytes = await this.#inner.getRange(key, start, end);
    this.#bytesRead += bytes.length;
    return bytes;
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    this.#count("head");
    return this.#inner.head(key);
  }

  async putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    this.#count("putIfAbsent");
    const etag = await this.#inner.putIfAbsent(key, bytes, options);
    this.#bytesWritten += bytes.length;
    return etag;
  }

  /** Bytes of a stream count as they go, since each part is sent whether or not the last request succeeds. */
  async putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    this.#count("putStreamIfAbsent");
    let sizeBytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        yield chunk;
      }
    };
    try {
      return await this.#inner.putStreamIfAbsent(key, counted(), options);
    } finally {
      this.#bytesWritten += sizeBytes;
      // Of more than one part it costs a request a part, and two, of which one is counted.
      if (sizeBytes > STREAM_PART_BYTES) this.#requests += Math.ceil(sizeBytes / STREAM_PART_BYTES) + 1;
    }
  }

  async putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    this.#count("putIfMatch");
    const next = await this.#inner.putIfMatch(key, bytes, etag, options);
    this.#bytesWritten += bytes.length;
    return next;
  }

  list(options: ListOptions): Promise<ListPage> {
    this.#count("list");
    return this.#inner.list(options);
  }

  delete(key: ObjectKey): Promise<void> {
    this.#count("delete");
    return this.#inner.delete(key);
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    this.#count("deleteIfMatch");
    return this.#inner.deleteIfMatch(key, etag);
  }

  #count(method: StoreMethod): void {
    this.#requests += 1;
    this.#byMethod[method] += 1;
  }
}

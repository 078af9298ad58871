/**
 * Decorators that count requests and bytes: the figures in answers, benches and budgets. They count what the
 * port says a call costs, which is what is billed, so they stand directly over the store, below any cache and retries.
 */
import { nodeModule } from "../../node-module.ts";
import type { QueryCost } from "../../search-api.ts";
import {
  type ETag,
  type GetOptions,
  type ObjectKey,
  type PutOptions,
  STREAM_PART_BYTES,
  type StoredObject,
} from "../object-store/object-store.ts";
import { ForwardingObjectStore, type StoreCall, type StoreMethod } from "./forwarding-object-store.ts";

/** Counts of a store's requests and bytes. Failed calls count as requests, without bytes. */
export interface StoreCounts {
  readonly requests: number;
  readonly bytesRead: number;
  readonly bytesWritten: number;
  readonly byMethod: Readonly<Record<StoreMethod, number>>;
}

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

function countEach(count: (method: StoreMethod) => number): Record<StoreMethod, number> {
  return Object.fromEntries(METHODS.map((method) => [method, count(method)])) as Record<StoreMethod, number>;
}

export class CountingObjectStore extends ForwardingObjectStore {
  readonly #byMethod = countEach(() => 0);
  #requests = 0;
  #bytesRead = 0;
  #bytesWritten = 0;

  /** A snapshot that does not change any more. */
  counts(): StoreCounts {
    return {
      requests: this.#requests,
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      byMethod: { ...this.#byMethod },
    };
  }

  /** Counts a request that no method stands for: the session that a store begins before another request. */
  countRequest(): void {
    this.#requests += 1;
  }

  override async get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    const object = await super.get(key, options);
    this.#bytesRead += object.bytes.length;
    return object;
  }

  override async getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    const object = await super.getIfNoneMatch(key, etag);
    this.#bytesRead += object?.bytes.length ?? 0;
    return object;
  }

  override async getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    if (start === end) return this.inner.getRange(key, start, end);
    const bytes = await super.getRange(key, start, end);
    this.#bytesRead += bytes.length;
    return bytes;
  }

  override async putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    const etag = await super.putIfAbsent(key, bytes, options);
    this.#bytesWritten += bytes.length;
    return etag;
  }

  /** Bytes of a stream count as they go, since each part is sent whether or not the last request succeeds. */
  override async putStreamIfAbsent(
    key: ObjectKey,
    chunks: AsyncIterable<Uint8Array>,
    options?: PutOptions,
  ): Promise<ETag> {
    let sizeBytes = 0;
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for await (const chunk of chunks) {
        sizeBytes += chunk.length;
        yield chunk;
      }
    };
    try {
      return await super.putStreamIfAbsent(key, counted(), options);
    } finally {
      this.#bytesWritten += sizeBytes;
      // Of more than one part it costs a request a part, and two, of which one is counted.
      if (sizeBytes > STREAM_PART_BYTES) this.#requests += Math.ceil(sizeBytes / STREAM_PART_BYTES) + 1;
    }
  }

  override async putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    const next = await super.putIfMatch(key, bytes, etag, options);
    this.#bytesWritten += bytes.length;
    return next;
  }

  protected override forward<T>(method: StoreMethod, call: StoreCall<T>): Promise<T> {
    this.#requests += 1;
    this.#byMethod[method] += 1;
    return call(this.inner);
  }
}

/**
 * Tells what one piece of asynchronous work costs, while others are under way in the same process: each piece reads
 * through a CountingObjectStore of its own, found by the asynchronous context of the call. Work that two pieces share
 * (one revalidation of the manifest, say) counts for the one that began it. Where the runtime has no asynchronous
 * contexts, as in a browser, nothing is counted, and all costs are zero.
 */
export class MeteredObjectStore extends ForwardingObjectStore {
  readonly #work = newWork();

  /** Runs a piece of work on an account of its own, also inside another one. */
  measure<T>(work: () => Promise<T>): Promise<T> {
    return this.#work === null ? work() : this.#work.run(new CountingObjectStore(this.inner), work);
  }

  /** Counts as {@link CountingObjectStore.countRequest}, for the piece of work that calls it. */
  countRequest(): void {
    this.#work?.getStore()?.countRequest();
  }

  /** Cost of the current piece of work so far: requests, and bytes read. Zero outside of any. */
  get cost(): QueryCost {
    const counts = this.#work?.getStore()?.counts();
    return { requests: counts?.requests ?? 0, bytes: counts?.bytesRead ?? 0 };
  }

  protected override forward<T>(_method: StoreMethod, call: StoreCall<T>): Promise<T> {
    return call(this.#work?.getStore() ?? this.inner);
  }
}

function newWork() {
  const hooks = nodeModule("node:async_hooks");
  return hooks === undefined ? null : new hooks.AsyncLocalStorage<CountingObjectStore>();
}

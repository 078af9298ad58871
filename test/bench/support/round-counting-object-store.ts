/**
 * Counts dependent rounds of requests: how many times the work waited for an answer before it could ask on. A request
 * belongs to the round after the last one of which an answer had come when it was sent. Exact where the answers of one
 * round come closer together than a request takes, as behind a store of even latency; else an upper bound.
 */
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
} from "../../../src/storage/object-store/object-store.ts";

export class RoundCountingObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  #sent = 0;
  #answered = 0;

  constructor(inner: ObjectStore) {
    this.#inner = inner;
  }

  /** Rounds since the last call of this, and begins to count anew. Only while no request is under way. */
  takeRounds(): number {
    const rounds = this.#sent;
    this.#sent = 0;
    this.#answered = 0;
    return rounds;
  }

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.#count(() => this.#inner.get(key, options));
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#count(() => this.#inner.getIfNoneMatch(key, etag));
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    const read = () => this.#inner.getRange(key, start, end);
    return start === end ? read() : this.#count(read);
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#count(() => this.#inner.head(key));
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    return this.#count(() => this.#inner.putIfAbsent(key, bytes, options));
  }

  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    return this.#count(() => this.#inner.putStreamIfAbsent(key, chunks, options));
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    return this.#count(() => this.#inner.putIfMatch(key, bytes, etag, options));
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#count(() => this.#inner.list(options));
  }

  delete(key: ObjectKey): Promise<void> {
    return this.#count(() => this.#inner.delete(key));
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#count(() => this.#inner.deleteIfMatch(key, etag));
  }

  async #count<T>(act: () => Promise<T>): Promise<T> {
    const round = this.#answered + 1;
    this.#sent = Math.max(this.#sent, round);
    try {
      return await act();
    } finally {
      this.#answered = Math.max(this.#answered, round);
    }
  }
}

/**
 * Writes objects with S3's meaning over a store that knows only compare-and-swap: overwriting is a loop of looking and
 * swapping, so that it too never loses another's write half seen. Each write is told of after it is in the store, one
 * key's writes in their order.
 */
import { isErrorOfKind, isSearchIndexError } from "../../../src/errors.ts";
import type { ETag, ObjectKey, ObjectStore, PutOptions } from "../../../src/storage/object-store/object-store.ts";
import type { WriteCondition } from "./conditions.ts";
import { KeyLock } from "./key-lock.ts";
import type { Notifier, S3EventName } from "./notifications.ts";
import type { Payload } from "./payload.ts";
import { noSuchKey, preconditionFailed, S3Error } from "./s3-error.ts";

/** Where a change came from, for its notification. */
export interface ChangeOrigin {
  readonly requestId: string;
  readonly sourceAddress: string;
}

/** One write: what, where, and what must hold. */
export interface ObjectWrite {
  readonly key: ObjectKey;
  readonly payload: Payload;
  readonly options: PutOptions;
  readonly condition: WriteCondition;
  readonly eventName: S3EventName;
  readonly origin: ChangeOrigin;
}

/**
 * A store that puts on either condition or on none, whole or in pieces, as S3 does; the file store is one. Where a
 * store is not, overwriting is a loop over the port, and replacing a large object holds it whole in memory.
 */
interface OverwritingStore extends ObjectStore {
  write(
    key: ObjectKey,
    content: Uint8Array | AsyncIterable<Uint8Array>,
    options: PutOptions,
    condition: { readonly ifAbsent?: boolean; readonly ifMatch?: ETag },
  ): Promise<ETag>;
}

/** Rounds of look and swap until giving up; each lost round is a write of another process that went through. */
const MAX_ROUNDS = 100;
/** Larger bodies are streamed where the store can, and else only one at a time is held whole. */
const LARGE_BODY_BYTES = 8 * 1024 * 1024;

export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #overwritingStore: OverwritingStore | null;
  readonly #notifier: Notifier;
  readonly #keyLock = new KeyLock();
  readonly #largeReplaceLock = new KeyLock();

  constructor(store: ObjectStore, notifier: Notifier) {
    this.#store = store;
    this.#overwritingStore = isOverwritingStore(store) ? store : null;
    this.#notifier = notifier;
  }

  /**
   * Writes the object and gives its new ETag. A failed condition is `PreconditionFailed`; If-Match on an absent key is
   * `NoSuchKey`, as on AWS. The payload stays the caller's to dispose of.
   */
  write(write: ObjectWrite): Promise<ETag> {
    return this.#keyLock.run(write.key, async () => {
      const etag = await this.#writeUnder(write, write.condition);
      const { key, eventName, origin, payload } = write;
      this.#notifier.notify({ eventName, key, written: { sizeBytes: payload.sizeBytes, etag }, ...origin });
      return etag;
    });
  }

  /**
   * Deletes the object. An absent one is told of too: a client that tries again may have lost only the answer. Where a
   * condition fails, it throws as a write does.
   */
  delete(key: ObjectKey, condition: WriteCondition, origin: ChangeOrigin): Promise<void> {
    return this.#keyLock.run(key, async () => {
      await this.#deleteUnder(key, condition);
      this.#notifier.notify({ eventName: "ObjectRemoved:Delete", key, written: null, ...origin });
    });
  }

  async #writeUnder(write: ObjectWrite, condition: WriteCondition): Promise<ETag> {
    if (condition.kind === "absent") {
      const created = await this.#create(write);
      if (created === null) throw preconditionFailed("If-None-Match");
      return created;
    }
    if (condition.kind === "etag") return this.#replaceMatching(write, condition.etag);
    if (condition.kind === "none" && this.#overwritingStore !== null) {
      return this.#overwritingStore.write(write.key, await contentOf(write.payload), write.options, {});
    }
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const present = await this.#presentETag(write.key);
      if (present === null && condition.kind === "present") throw noSuchKey(write.key);
      const etag = present === null ? await this.#create(write) : await this.#replace(write, present);
      if (etag !== null) return etag;
    }
    throw new S3Error("OperationAborted", "Too many other writes of this object are in progress. Please try again.");
  }

  async #deleteUnder(key: ObjectKey, condition: WriteCondition): Promise<void> {
    if (condition.kind === "none") return this.#store.delete(key);
    const present = await this.#presentETag(key);
    if (present === null) throw noSuchKey(key);
    if (condition.kind !== "etag") return this.#store.delete(key);
    const { etag } = condition;
    const deleted = await nullOnConflict(this.#store.deleteIfMatch(key, etag).then(() => etag));
    if (deleted === null) throw preconditionFailed("If-Match");
  }

  async #replaceMatching(write: ObjectWrite, expected: ETag): Promise<ETag> {
    const etag = await this.#replace(write, expected);
    if (etag !== null) return etag;
    const present = await this.#presentETag(write.key);
    throw present === null ? noSuchKey(write.key) : preconditionFailed("If-Match");
  }

  /** The new ETag, or null where there is an object already. */
  async #create(write: ObjectWrite): Promise<ETag | null> {
    const { key, payload, options } = write;
    return nullOnConflict(
      isLarge(payload)
        ? this.#store.putStreamIfAbsent(key, payload.chunks(), options)
        : this.#store.putIfAbsent(key, await payload.bytes(), options),
    );
  }

  /** The new ETag, or null where the object is not the expected one. */
  async #replace(write: ObjectWrite, expected: ETag): Promise<ETag | null> {
    const { key, payload, options } = write;
    if (this.#overwritingStore !== null) {
      const content = await contentOf(payload);
      return nullOnConflict(this.#overwritingStore.write(key, content, options, { ifMatch: expected }));
    }
    const put = async () => this.#store.putIfMatch(key, await payload.bytes(), expected, options);
    return nullOnConflict(isLarge(payload) ? this.#largeReplaceLock.run("", put) : put());
  }

  async #presentETag(key: ObjectKey): Promise<ETag | null> {
    try {
      return (await this.#store.head(key)).etag;
    } catch (failure) {
      if (isErrorOfKind(failure, "not-found")) return null;
      throw failure;
    }
  }
}

function isOverwritingStore(store: ObjectStore): store is OverwritingStore {
  return "write" in store && typeof store.write === "function";
}

function isLarge(payload: Payload): boolean {
  return payload.sizeBytes > LARGE_BODY_BYTES;
}

async function contentOf(payload: Payload): Promise<Uint8Array | AsyncIterable<Uint8Array>> {
  return isLarge(payload) ? payload.chunks() : payload.bytes();
}

async function nullOnConflict(put: Promise<ETag>): Promise<ETag | null> {
  try {
    return await put;
  } catch (failure) {
    if (isSearchIndexError(failure) && (failure.code === "object-exists" || failure.code === "etag-mismatch")) {
      return null;
    }
    throw failure;
  }
}

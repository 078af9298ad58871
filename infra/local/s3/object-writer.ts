/**
 * Writes objects with S3's meaning over a store that knows only compare-and-swap: overwriting is a loop of looking and
 * swapping. Each write is told of after it is in the store, one key's writes in their order.
 */
import { isSearchIndexError } from "../../../src/errors.ts";
import {
  type ETag,
  headIfPresent,
  type ObjectKey,
  type ObjectStore,
  type PutOptions,
} from "../../../src/store/store.ts";
import type { ObjectChange, S3EventName } from "./notifications.ts";
import { S3Error } from "./s3-error.ts";
import type { S3Request, WriteCondition } from "./s3-request.ts";

/** Rounds of look and swap until giving up; each lost round is a write of another process that went through. */
const MAX_ROUNDS = 100;

export class ObjectWriter {
  readonly #store: ObjectStore;
  readonly #notify: (change: ObjectChange) => void;
  /** The last write of each key that is in work. */
  readonly #tails = new Map<string, Promise<unknown>>();

  constructor(store: ObjectStore, notify: (change: ObjectChange) => void) {
    this.#store = store;
    this.#notify = notify;
  }

  /**
   * Writes the object and gives its new ETag. A failed condition is `PreconditionFailed`; If-Match on an absent key is
   * `NoSuchKey`, as on AWS.
   */
  write(
    request: S3Request,
    write: {
      readonly key: ObjectKey;
      readonly bytes: Uint8Array;
      readonly options: PutOptions;
      readonly condition: WriteCondition;
      readonly eventName: S3EventName;
    },
  ): Promise<ETag> {
    const { key, bytes, options, condition, eventName } = write;
    return this.#inTurn(key, async () => {
      const etag = await this.#swap(key, condition, (present) =>
        present === null
          ? this.#store.putIfAbsent(key, bytes, options)
          : this.#store.putIfMatch(key, bytes, present, options),
      );
      this.#notify({ ...request, eventName, key, written: { sizeBytes: bytes.length, etag } });
      return etag;
    });
  }

  /**
   * Deletes the object. An absent one is told of too: a client that tries again may have lost only the answer. Where a
   * condition fails, it throws as a write does.
   */
  delete(request: S3Request, key: ObjectKey, condition: WriteCondition): Promise<void> {
    return this.#inTurn(key, async () => {
      if (condition === "none") await this.#store.delete(key);
      else await this.#swap(key, condition, (present) => this.#store.deleteIfMatch(key, present as ETag));
      this.#notify({ ...request, eventName: "ObjectRemoved:Delete", key, written: null });
    });
  }

  /**
   * Runs `change` on the ETag that the condition names, or on that of the present object until no other write comes
   * between.
   */
  async #swap<T>(key: ObjectKey, condition: WriteCondition, change: (present: ETag | null) => Promise<T>): Promise<T> {
    const known = typeof condition === "object" ? condition.etag : condition === "absent" ? null : undefined;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const expected = known === undefined ? await this.#presentETag(key) : known;
      if (expected === null && condition === "present") throw new S3Error("NoSuchKey");
      try {
        return await change(expected);
      } catch (failure) {
        const isLost = isSearchIndexError(failure) && ["object-exists", "etag-mismatch"].includes(failure.code);
        if (!isLost) throw failure;
        if (known === null) throw new S3Error("PreconditionFailed");
        if (known !== undefined) {
          throw new S3Error((await this.#presentETag(key)) === null ? "NoSuchKey" : "PreconditionFailed");
        }
      }
    }
    throw new S3Error("OperationAborted");
  }

  async #presentETag(key: ObjectKey): Promise<ETag | null> {
    return (await headIfPresent(this.#store, key))?.etag ?? null;
  }

  /** Runs the task after all that were given before it for this key, whether those succeeded or failed. */
  async #inTurn<T>(key: string, task: () => Promise<T>): Promise<T> {
    const result = (this.#tails.get(key) ?? Promise.resolve()).then(task, task);
    this.#tails.set(key, result);
    try {
      return await result;
    } finally {
      if (this.#tails.get(key) === result) this.#tails.delete(key);
    }
  }
}

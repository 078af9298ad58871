/**
 * An ObjectStore that fails on command, for fault tests and the simulation of the commit protocol.
 *
 * A policy is asked before each call and gives a fault or null. What can go wrong with a request to object storage:
 *   before   it never reached the store: no effect, and an error
 *   after    it took effect, and the answer was lost: an error (a read just fails)
 *   late     an error now; a write takes effect later, when the test says so (`landLateWrites`), on the conditions
 *            that hold then, and nobody hears how it went
 *   kill     the process dies, before or after the effect: KilledError, from this call and from all later ones
 * `error` is what the caller is told (for `kill`, nothing).
 */
import { type ErrorCode, isSearchIndexError, SearchIndexError } from "../../src/errors.ts";
import type {
  ETag,
  ListOptions,
  ListPage,
  ObjectHead,
  ObjectKey,
  ObjectStore,
  PutOptions,
  StoredObject,
} from "../../src/store/store.ts";
import { seededRandom32 } from "./deterministic.ts";
import type { StoreMethod } from "./inside/store-decorators.ts";
import type { GetOptions } from "./inside/store-object-store.ts";

/** One call that is about to be made. `number` counts from 1 over all methods. */
export interface StoreCall {
  readonly number: number;
  readonly method: StoreMethod;
  readonly key: string;
}

/** `http-409`: a store that would not decide; `http-412`: a failed condition, whatever is there. */
export type FaultError = "http-409" | "http-412" | "http-500" | "http-503" | "timeout";

export type Fault =
  | { readonly when: "before" | "after"; readonly error: FaultError }
  | { readonly when: "late"; readonly error: "http-500" | "timeout" }
  | { readonly when: "killed before" | "killed after" };

/** Faults that may end a piece of work in its midst. */
export const CUTS: readonly Fault[] = [
  { when: "before", error: "http-503" },
  { when: "after", error: "timeout" },
  { when: "late", error: "timeout" },
  { when: "before", error: "http-409" },
  { when: "killed before" },
  { when: "killed after" },
];

/**
 * Does work over a store with one fault at the call of a number, none at 0, whatever it ends with of that; gives how
 * many calls there were.
 */
export async function cutAt(
  store: ObjectStore,
  number: number,
  fault: Fault,
  work: (failing: ObjectStore) => Promise<unknown>,
): Promise<number> {
  const failing = new FailingObjectStore(store, faultsAt({ [number]: fault }));
  try {
    await work(failing);
  } catch (error) {
    if (!(error instanceof KilledError) && !isSearchIndexError(error)) throw error;
  }
  await failing.landLateWrites();
  return failing.callCount;
}

export type FaultPolicy = (call: StoreCall) => Fault | null;

/** The end of a simulated process: nothing of poisk catches it, as nothing survives kill -9. */
export class KilledError extends Error {
  override readonly name = "KilledError";
}

/** Fails just the calls of these numbers. */
export function faultsAt(faults: Readonly<Record<number, Fault>>): FaultPolicy {
  return (call) => faults[call.number] ?? null;
}

/** Makes one of the faults at each call with this probability, the same ones for the same seed. */
export function seededFaults(seed: number, probability: number, faults: readonly Fault[]): FaultPolicy {
  const random32 = seededRandom32(seed);
  const random = (): number => random32() / 2 ** 32;
  return () => (random() < probability ? (faults[Math.floor(random() * faults.length)] ?? null) : null);
}

const WRITES: ReadonlySet<StoreMethod> = new Set([
  "putIfAbsent",
  "putStreamIfAbsent",
  "putIfMatch",
  "delete",
  "deleteIfMatch",
]);

export class FailingObjectStore implements ObjectStore {
  readonly #inner: ObjectStore;
  readonly #policy: FaultPolicy;
  readonly #lateWrites: (() => Promise<unknown>)[] = [];
  #callCount = 0;
  #isKilled = false;

  constructor(inner: ObjectStore, policy: FaultPolicy = () => null) {
    this.#inner = inner;
    this.#policy = policy;
  }

  get callCount(): number {
    return this.#callCount;
  }

  get isKilled(): boolean {
    return this.#isKilled;
  }

  get lateWriteCount(): number {
    return this.#lateWrites.length;
  }

  /** Lets the oldest late writes reach the store now, at most so many; how each went is nobody's to know. */
  async landLateWrites(count = this.#lateWrites.length): Promise<void> {
    for (const write of this.#lateWrites.splice(0, count)) await write().catch(() => undefined);
  }

  get(key: ObjectKey, options?: GetOptions): Promise<StoredObject> {
    return this.#call("get", key, () => this.#inner.get(key, options));
  }

  getIfNoneMatch(key: ObjectKey, etag: ETag): Promise<StoredObject | null> {
    return this.#call("getIfNoneMatch", key, () => this.#inner.getIfNoneMatch(key, etag));
  }

  getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return this.#call("getRange", key, () => this.#inner.getRange(key, start, end));
  }

  head(key: ObjectKey): Promise<ObjectHead> {
    return this.#call("head", key, () => this.#inner.head(key));
  }

  putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    const sent = new Uint8Array(bytes);
    return this.#call("putIfAbsent", key, () => this.#inner.putIfAbsent(key, sent, options));
  }

  /** Late, a stream is read whole now and lands whole later. */
  putStreamIfAbsent(key: ObjectKey, chunks: AsyncIterable<Uint8Array>, options?: PutOptions): Promise<ETag> {
    const sent: Uint8Array[] = [];
    const read = async (): Promise<void> => {
      for await (const chunk of chunks) sent.push(new Uint8Array(chunk));
    };
    return this.#call(
      "putStreamIfAbsent",
      key,
      async () => {
        if (sent.length === 0) await read();
        return this.#inner.putStreamIfAbsent(key, replay(sent), options);
      },
      read,
    );
  }

  putIfMatch(key: ObjectKey, bytes: Uint8Array, etag: ETag, options?: PutOptions): Promise<ETag> {
    const sent = new Uint8Array(bytes);
    return this.#call("putIfMatch", key, () => this.#inner.putIfMatch(key, sent, etag, options));
  }

  list(options: ListOptions): Promise<ListPage> {
    return this.#call("list", options.prefix, () => this.#inner.list(options));
  }

  delete(key: ObjectKey): Promise<void> {
    return this.#call("delete", key, () => this.#inner.delete(key));
  }

  deleteIfMatch(key: ObjectKey, etag: ETag): Promise<void> {
    return this.#call("deleteIfMatch", key, () => this.#inner.deleteIfMatch(key, etag));
  }

  async #call<T>(method: StoreMethod, key: string, act: () => Promise<T>, prepare?: () => Promise<void>): Promise<T> {
    if (this.#isKilled) throw new KilledError(`${method} of ${key} by a process that was killed`);
    this.#callCount += 1;
    const call = { number: this.#callCount, method, key };
    const fault = this.#policy(call);
    if (fault === null) return act();
    if (fault.when === "after" || fault.when === "killed after") await act();
    if (fault.when === "late" && WRITES.has(method)) {
      await prepare?.();
      this.#lateWrites.push(act);
    }
    if (!("error" in fault)) {
      this.#isKilled = true;
      throw new KilledError(`killed at call ${call.number}, ${method} of ${key}`);
    }
    throw toldError(fault.error, call);
  }
}

async function* replay(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function toldError(error: FaultError, call: StoreCall): SearchIndexError {
  const conditionCode: ErrorCode =
    call.method === "putIfMatch" || call.method === "deleteIfMatch" ? "etag-mismatch" : "object-exists";
  const code: ErrorCode =
    error === "http-409" ? "commit-conflict" : error === "http-412" ? conditionCode : "store-unavailable";
  return new SearchIndexError(code, `Simulated ${error} at call ${call.number}, ${call.method} of ${call.key}.`, {
    details: { ...call, fault: error },
  });
}

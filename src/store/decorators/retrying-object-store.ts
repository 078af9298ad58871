/**
 * Asking again where the store did not answer: bounded in attempts and in time, with full jitter ("Exponential
 * Backoff And Jitter", AWS Architecture Blog, 2015).
 */
import type { Clock } from "../../clock.ts";
import { isSearchIndexError } from "../../errors.ts";
import { yieldToEventLoop } from "../../event-loop.ts";
import type { IdSource } from "../../id-source.ts";
import type { ObjectStore } from "../object-store/object-store.ts";
import { ForwardingObjectStore, type StoreCall, type StoreMethod } from "./forwarding-object-store.ts";

export interface RepeatOptions {
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Number of attempts, the first included. Default 4. */
  readonly maxAttempts?: number;
  /** The first wait is up to this, each further one up to twice as much. Default 50. */
  readonly baseDelayMs?: number;
  /** No wait is longer. Default 2,000. */
  readonly maxDelayMs?: number;
  /** Time from the first attempt on: no wait begins that would end later. Default 10,000. */
  readonly budgetMs?: number;
}

/**
 * Calls again while `call` rejects with `store-unavailable`; answers or rejects as the last call did. For calls that
 * may be done twice alone.
 */
export async function retryWithBackoff<T>(
  call: () => Promise<T>,
  { clock, ids, maxAttempts = 4, baseDelayMs = 50, maxDelayMs = 2_000, budgetMs = 10_000 }: RepeatOptions,
): Promise<T> {
  const startMs = clock.monotonicMs();
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await call();
    } catch (error) {
      if (!isSearchIndexError(error) || error.code !== "store-unavailable" || attempt >= maxAttempts) throw error;
      const delayMs = jitteredDelayMs(ids, attempt, baseDelayMs, maxDelayMs);
      if (clock.monotonicMs() - startMs + delayMs > budgetMs) throw error;
      await clock.sleep(delayMs);
    }
  }
}

/**
 * Computes the wait after so many attempts: a random part of `baseMs`, doubled with each attempt, of `maxMs` at the
 * most.
 */
export function jitteredDelayMs(ids: IdSource, attempts: number, baseMs: number, maxMs: number): number {
  return (Math.min(maxMs, baseMs * 2 ** (attempts - 1)) * ids.random32()) / 2 ** 32;
}

/**
 * Only what may be done twice is: reading, listing, deleting. A failed condition is an answer and never repeated, and
 * a conditional write without an answer is a doubt that only the caller can settle, by looking: it may have landed,
 * and its repetition would then be told that another was faster.
 */
const REPEATED: ReadonlySet<StoreMethod> = new Set(["get", "getIfNoneMatch", "getRange", "head", "list", "delete"]);

/** Decorator that asks again, where that may be done. */
export class RetryingObjectStore extends ForwardingObjectStore {
  readonly #options: RepeatOptions;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(inner: ObjectStore, options: RepeatOptions) {
    super(inner);
    this.#options = options;
  }

  protected override forward<T>(method: StoreMethod, call: StoreCall<T>): Promise<T> {
    const once = (): Promise<T> => call(this.inner);
    const result = REPEATED.has(method) ? retryWithBackoff(once, this.#options) : once();
    this.#underWay.add(result);
    const forget = (): unknown => this.#underWay.delete(result);
    result.then(forget, forget);
    return result;
  }

  /** Resolves when no call is under way. */
  async settled(): Promise<void> {
    // What was decided in this turn begins in the next.
    await yieldToEventLoop();
    while (this.#underWay.size > 0) {
      await Promise.allSettled(this.#underWay);
      await yieldToEventLoop();
    }
  }
}

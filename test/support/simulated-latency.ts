/**
 * A store whose every request takes as long by a clock of its own, which stands still while the process works: what is
 * asked for at once is answered at once, so that the time of many requests is that of those in a row.
 */
import type { ObjectStore } from "../../src/store/store.ts";
import { interceptStore } from "./intercepting-object-store.ts";

export class SimulatedLatency {
  readonly store: ObjectStore;
  /** Time since the beginning. */
  elapsedMs = 0;
  /** Requests by method and the first folder of the key. */
  readonly requests = new Map<string, number>();
  readonly #latencyMs: number;
  /** Pending requests in the order of their due times, since all take as long. */
  readonly #pending: { readonly dueMs: number; readonly resolve: () => void }[] = [];

  constructor(inner: ObjectStore, latencyMs: number) {
    this.#latencyMs = latencyMs;
    this.store = interceptStore(inner, {
      before: (method, key) => {
        const of = `${method} ${key.split("/")[0]}`;
        this.requests.set(of, (this.requests.get(of) ?? 0) + 1);
        return this.#wait();
      },
    });
  }

  #wait(): Promise<void> {
    return new Promise((resolve) => {
      this.#pending.push({ dueMs: this.elapsedMs + this.#latencyMs, resolve });
      if (this.#pending.length === 1) setImmediate(() => this.#answer());
    });
  }

  /** Answers those that are due next; whatever these lead to is asked for before the next turn. */
  #answer(): void {
    const dueMs = this.#pending[0]?.dueMs ?? this.elapsedMs;
    this.elapsedMs = dueMs;
    while (this.#pending[0]?.dueMs === dueMs) this.#pending.shift()?.resolve();
    if (this.#pending.length > 0) setImmediate(() => this.#answer());
  }
}

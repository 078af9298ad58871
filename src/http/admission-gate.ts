/**
 * Bounds what is worked on at once (layer 5), so that more requests than a process can answer make it refuse some, not fall
 * over. First come, first served. On Lambda, which hands a process one request at a time, nobody ever waits.
 */

export interface AdmissionLimits {
  /** Requests in work: while one waits for the store, others use the processor. Each may hold some megabytes. */
  readonly maxConcurrent: number;
  /** Requests that wait for their turn; the next one is refused. They hold little, and wait about their number × 10 ms. */
  readonly maxWaiting: number;
}

/** `admitted`: call `leave` once, when it is answered. `refused`: too many wait. `gone`: its client left meanwhile. */
export type Admission = { readonly kind: "admitted"; leave(): void } | { readonly kind: "refused" | "gone" };

/** What a process lets in at once. */
export class AdmissionGate {
  readonly #limits: AdmissionLimits;
  /** In the order in which they came. */
  readonly #waiting = new Set<() => void>();
  #inWork = 0;

  constructor(limits: AdmissionLimits) {
    this.#limits = limits;
  }

  /** Resolves at once, or when its turn comes, or when `signal` says that nobody wants the answer any more. */
  enter(signal: AbortSignal): Promise<Admission> {
    if (signal.aborted) return Promise.resolve({ kind: "gone" });
    if (this.#inWork < this.#limits.maxConcurrent) return Promise.resolve(this.#admit());
    if (this.#waiting.size >= this.#limits.maxWaiting) return Promise.resolve({ kind: "refused" });
    return new Promise((resolve) => {
      const begin = () => {
        signal.removeEventListener("abort", giveUp);
        resolve(this.#admit());
      };
      const giveUp = () => {
        this.#waiting.delete(begin);
        resolve({ kind: "gone" });
      };
      this.#waiting.add(begin);
      signal.addEventListener("abort", giveUp, { once: true });
    });
  }

  #admit(): Admission {
    this.#inWork += 1;
    return { kind: "admitted", leave: () => this.#leave() };
  }

  #leave(): void {
    this.#inWork -= 1;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#waiting.delete(next);
    next();
  }
}

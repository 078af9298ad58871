/**
 * Counts dependent rounds of requests: how many times the work waited for an answer before it could ask on. A request
 * belongs to the round after the last one of which an answer had come when it was sent. Exact where the answers of one
 * round come closer together than a request takes, as behind a store of even latency; else an upper bound.
 */

import { ForwardingObjectStore, type ObjectKey, type ObjectStore } from "../../../src/store/store.ts";
import type { StoreMethod } from "../../support/inside/store-decorators.ts";

export class RoundCountingObjectStore extends ForwardingObjectStore {
  #sent = 0;
  #answered = 0;

  /** Rounds since the last call of this, and begins to count anew. Only while no request is under way. */
  takeRounds(): number {
    const rounds = this.#sent;
    this.#sent = 0;
    this.#answered = 0;
    return rounds;
  }

  override getRange(key: ObjectKey, start: number, end: number): Promise<Uint8Array> {
    return start === end ? this.inner.getRange(key, start, end) : super.getRange(key, start, end);
  }

  protected override async forward<T>(_method: StoreMethod, call: (store: ObjectStore) => Promise<T>): Promise<T> {
    const round = this.#answered + 1;
    this.#sent = Math.max(this.#sent, round);
    try {
      return await call(this.inner);
    } finally {
      this.#answered = Math.max(this.#answered, round);
    }
  }
}

/**
 * Decorator that lets an index be created only in a store that compares and swaps: before the first object of an index
 * is put, the store is tried. The manifest is the memory of it: where one is, nothing is asked, and no request added.
 */

import { type ETag, ForwardingObjectStore, type ObjectKey, type PutOptions } from "../../store/store.ts";
import { begunKey, manifestKey } from "../keys.ts";
import { type ProbeContext, requireTrustedStore } from "./conformance-probe.ts";

export class VerifiedObjectStore extends ForwardingObjectStore {
  readonly #context: ProbeContext;
  #proof: Promise<void> | null = null;

  /** `context.store` is the store to be proven. */
  constructor(context: ProbeContext) {
    super(context.store);
    this.#context = context;
  }

  /** Puts an object. The manifest, and all objects before it, fail with `store-unsafe` if the store fails the probe. */
  override async putIfAbsent(key: ObjectKey, bytes: Uint8Array, options?: PutOptions): Promise<ETag> {
    const { layout } = this.#context;
    if (key === begunKey(layout) || key === manifestKey(layout)) await this.#prove();
    return super.putIfAbsent(key, bytes, options);
  }

  /** Once a process for all writers; a failure may pass, so that it is asked again. */
  async #prove(): Promise<void> {
    this.#proof ??= requireTrustedStore(this.#context);
    try {
      await this.#proof;
    } catch (error) {
      this.#proof = null;
      throw error;
    }
  }
}

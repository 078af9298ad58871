/**
 * A least-recently-used cache bounded in bytes (layer 2).
 */

/** Beside the bytes: the entry, its name and the objects around them, roughly (measured on V8: 250 to 400). */
const ENTRY_OVERHEAD_BYTES = 400;

interface Entry<T> {
  readonly value: T;
  readonly costBytes: number;
}

export class ByteBoundedCache<T> {
  readonly #maxBytes: number;
  /** A Map iterates in order of insertion: the first is the one not used for longest. */
  readonly #entries = new Map<string, Entry<T>>();
  #usedBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  get(name: string): T | undefined {
    const entry = this.#entries.get(name);
    if (entry === undefined) return undefined;
    this.#entries.delete(name);
    this.#entries.set(name, entry);
    return entry.value;
  }

  /** What is larger than the whole cache is not kept. */
  set(name: string, value: T, sizeBytes: number): void {
    this.delete(name);
    const costBytes = sizeBytes + 2 * name.length + ENTRY_OVERHEAD_BYTES;
    if (costBytes > this.#maxBytes) return;
    this.#entries.set(name, { value, costBytes });
    this.#usedBytes += costBytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#usedBytes <= this.#maxBytes) break;
      this.delete(oldest);
    }
  }

  delete(name: string): void {
    const entry = this.#entries.get(name);
    if (entry === undefined) return;
    this.#entries.delete(name);
    this.#usedBytes -= entry.costBytes;
  }

  /** Looks at every entry: for what is rare. */
  deleteAllUnder(prefix: string): void {
    for (const name of [...this.#entries.keys()]) if (name.startsWith(prefix)) this.delete(name);
  }
}

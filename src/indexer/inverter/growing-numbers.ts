/**
 * A list of 32-bit numbers in one typed array that doubles as it fills (layer 4).
 */
export class GrowingNumbers {
  #numbers = new Uint32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  get(place: number): number {
    return this.#numbers[place] ?? 0;
  }

  /** `place` is below the length. */
  set(place: number, value: number): void {
    this.#numbers[place] = value;
  }

  push(value: number): void {
    if (this.#length === this.#numbers.length) {
      const grown = new Uint32Array(this.#numbers.length * 2);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[this.#length++] = value;
  }

  /** The array itself, for loops that only read and write what is there; not the same after the next push. */
  get array(): Uint32Array {
    return this.#numbers;
  }
}

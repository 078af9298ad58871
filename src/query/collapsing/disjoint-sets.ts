/**
 * Sets of the numbers below a count, put together step by step (layer 4): union-find, each set named by its least member.
 */

export class DisjointSets {
  /** Of each number one at most itself that is in its set; a least member has itself. */
  readonly #parents: Uint32Array;

  constructor(count: number) {
    this.#parents = Uint32Array.from({ length: count }, (_, i) => i);
  }

  /** The least member of a number's set. */
  find(number: number): number {
    const parents = this.#parents;
    let at = number;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      const grandparent = parents[parent] ?? parent;
      parents[at] = grandparent;
      at = grandparent;
    }
    return at;
  }

  /** Makes one set of the sets of two numbers. */
  unite(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a < b) this.#parents[b] = a;
    else this.#parents[a] = b;
  }

  /** The least member of each number's set. */
  toArray(): Uint32Array {
    return this.#parents.map((_, number) => this.find(number));
  }
}

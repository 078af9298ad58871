/**
 * The choices of one history: each is drawn from the seed, the step and its own name alone. So a happening can be left
 * out and all others stay as they were, which is what makes a failing history shrinkable; a single stream of random
 * numbers would give another history from there on.
 */

/** A happening that took place: `STEP NAME`. */
export type Happening = string;

const SHORTEST_MS = 200;

export class Choices {
  readonly #seed: number;
  readonly #omitted: ReadonlySet<Happening>;
  readonly #happenings: Happening[] = [];
  #step = 0;
  #counts = new Map<string, number>();

  constructor(seed: number, omitted: ReadonlySet<Happening> = new Set()) {
    this.#seed = seed;
    this.#omitted = omitted;
  }

  /** All that took place so far and could be left out, in order. */
  get happenings(): readonly Happening[] {
    return this.#happenings;
  }

  beginStep(step: number): void {
    this.#step = step;
    this.#counts = new Map();
  }

  /** Decides whether it happens now. Noted if it does. */
  happens(name: string, odds: number): boolean {
    if (this.#fraction(name) >= odds) return false;
    const happening = `${this.#step} ${name}`;
    if (this.#omitted.has(happening)) return false;
    this.#happenings.push(happening);
    return true;
  }

  /** Decides as `happens` does, for a detail of a happening: it cannot be left out by itself. */
  chance(name: string, odds: number): boolean {
    return this.#fraction(name) < odds;
  }

  /** An integer in [0, bound). */
  below(name: string, bound: number): number {
    return Math.floor(this.#fraction(name) * bound);
  }

  /**
   * A time up to the longest, at times of any order of magnitude from a step's on: what matters may be a second or an
   * hour late.
   */
  durationMs(name: string, longestMs: number): number {
    if (this.chance(`${name}, evenly`, 0.4)) return this.below(name, longestMs);
    return SHORTEST_MS * (longestMs / SHORTEST_MS) ** this.#fraction(name);
  }

  pick<T>(name: string, items: readonly T[]): T {
    return items[this.below(name, items.length)]!;
  }

  /** Computes a number in [0, 1). FNV-1a over the name, then the finish of MurmurHash3 (both public domain). */
  #fraction(name: string): number {
    const count = this.#counts.get(name) ?? 0;
    this.#counts.set(name, count + 1);
    let hash = 0x811c9dc5 ^ Math.imul(this.#seed, 0x9e3779b1);
    for (const word of [this.#step, count]) hash = mix(hash ^ Math.imul(word + 1, 0x85ebca6b));
    for (let i = 0; i < name.length; i += 1) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
    return mix(hash) / 0x100000000;
  }
}

function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/**
 * The edits between a word and the prefixes of terms (layer 4), one unit at a time, with a way back: the state of every
 * prefix of the present term is kept, so that the next term goes on from what it shares. UTF-16 units.
 */

/** The edits between one word and a term that grows unit by unit. */
export interface EditAutomaton {
  /** Puts `unit` after the first `depth` units of the term; false where no longer term can come near any more. */
  push(depth: number, unit: number): boolean;
  /** The edits between the word and the first `depth` units; infinity where they are too many. */
  distance(depth: number): number;
}

/** State bits in a word of JavaScript's bitwise operators: one more than the longest word. */
const STATE_BITS = 32;

/** MiniSearch's own bound of a fuzzy distance; above it rows are as fast. */
const MAX_BIT_DISTANCE = 6;

/**
 * Levenshtein's automaton of a word, in which a swap of neighbours is two edits, as in MiniSearch: `maxDistance` a number from
 * 0 on.
 */
export function createEditAutomaton(word: string, maxDistance: number): EditAutomaton {
  return createAutomaton(word, maxDistance, false);
}

/** The same with a swap as one edit: optimal string alignment (Boytsov 2011, 2.2.1). */
export function createSwapAutomaton(word: string, maxDistance: number): EditAutomaton {
  return createAutomaton(word, maxDistance, true);
}

function createAutomaton(word: string, maxDistance: number, hasSwaps: boolean): EditAutomaton {
  const isShort = word.length < STATE_BITS && maxDistance <= MAX_BIT_DISTANCE;
  return isShort
    ? new BitAutomaton(word, Math.floor(maxDistance), hasSwaps)
    : new RowAutomaton(word, maxDistance, hasSwaps);
}

/**
 * The nondeterministic automaton of a word, a state a bit (Wu and Manber, "Fast text searching allowing errors", 1992,
 * matched from the beginning). Bit i of vector d of a prefix: the word's first i units are within d edits of it. A swap leads
 * from the prefix before the last over two units; that prefix is never too far where the swap is not, since the first of the
 * two may as well stand for another.
 */
class BitAutomaton implements EditAutomaton {
  /** Bit i of a unit's mask: the word has it at i. Units above the word's highest are left out. */
  readonly #masks: Int32Array;
  readonly #all: number;
  readonly #accepting: number;
  /** `vectors` numbers a depth. */
  #states: Int32Array<ArrayBuffer>;
  readonly #vectors: number;
  readonly #hasSwaps: boolean;
  /** By depth, the mask of the unit put there. */
  #pushed = new Int32Array(64);

  constructor(word: string, maxDistance: number, hasSwaps: boolean) {
    this.#hasSwaps = hasSwaps;
    let highest = -1;
    for (let i = 0; i < word.length; i += 1) highest = Math.max(highest, word.charCodeAt(i));
    this.#masks = new Int32Array(highest + 1);
    for (let i = 0; i < word.length; i += 1) {
      const unit = word.charCodeAt(i);
      this.#masks[unit] = (this.#masks[unit] ?? 0) | (1 << i);
    }
    this.#all = (-1 >>> (STATE_BITS - 1 - word.length)) | 0;
    this.#accepting = 1 << word.length;
    this.#vectors = maxDistance + 1;
    this.#states = new Int32Array(64 * this.#vectors);
    for (let d = 0; d <= maxDistance; d += 1) this.#states[d] = ((1 << (d + 1)) - 1) & this.#all;
  }

  push(depth: number, unit: number): boolean {
    const vectors = this.#vectors;
    const from = depth * vectors;
    if (from + 2 * vectors > this.#states.length) this.#grow();
    const states = this.#states;
    const mask = unit < this.#masks.length ? (this.#masks[unit] ?? 0) : 0;
    this.#pushed[depth] = mask;
    // The word has the last two units the other way round, from these places on.
    const swapped = this.#hasSwaps && depth > 0 ? mask & ((this.#pushed[depth - 1] ?? 0) >>> 1) : 0;
    let oneEditLess = 0;
    let nextOneEditLess = 0;
    for (let d = 0; d < vectors; d += 1) {
      const state = states[from + d] ?? 0;
      // The unit matches; or the term has one more; or it stands for another; or the word has one more.
      let next = (((state & mask) << 1) | oneEditLess | ((oneEditLess | nextOneEditLess) << 1)) & this.#all;
      if (swapped !== 0 && d > 0) next |= (((states[from - vectors + d - 1] ?? 0) & swapped) << 2) & this.#all;
      states[from + vectors + d] = next;
      oneEditLess = state;
      nextOneEditLess = next;
    }
    return nextOneEditLess !== 0;
  }

  distance(depth: number): number {
    for (let d = 0; d < this.#vectors; d += 1) {
      if (((this.#states[depth * this.#vectors + d] ?? 0) & this.#accepting) !== 0) return d;
    }
    return Number.POSITIVE_INFINITY;
  }

  #grow(): void {
    this.#states = grown(this.#states);
    this.#pushed = grown(this.#pushed);
  }
}

function grown(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(numbers.length * 2);
  longer.set(numbers);
  return longer;
}

/**
 * Rows of the matrix (Wagner and Fischer, "The string-to-string correction problem", 1974), for long words and large
 * distances. Row i holds the edits between a prefix of i units and each prefix of the word.
 */
class RowAutomaton implements EditAutomaton {
  readonly #word: Uint16Array;
  readonly #rows: Uint32Array[];
  readonly #maxDistance: number;
  readonly #hasSwaps: boolean;
  readonly #pushed: number[] = [];

  constructor(word: string, maxDistance: number, hasSwaps: boolean) {
    this.#hasSwaps = hasSwaps;
    this.#word = Uint16Array.from({ length: word.length }, (_, i) => word.charCodeAt(i));
    this.#rows = [Uint32Array.from({ length: word.length + 1 }, (_, i) => i)];
    this.#maxDistance = maxDistance;
  }

  push(depth: number, unit: number): boolean {
    const word = this.#word;
    const above = this.#rows[depth] ?? new Uint32Array();
    const row = this.#rows[depth + 1] ?? new Uint32Array(word.length + 1);
    this.#rows[depth + 1] = row;
    let left = depth + 1;
    row[0] = left;
    let least = left;
    let diagonal = above[0] ?? 0;
    this.#pushed[depth] = unit;
    const beforeLast = this.#hasSwaps && depth > 0 ? this.#rows[depth - 1] : undefined;
    for (let i = 1; i <= word.length; i += 1) {
      const up = above[i] ?? 0;
      let edits = diagonal + (word[i - 1] === unit ? 0 : 1);
      if (up + 1 < edits) edits = up + 1;
      if (left + 1 < edits) edits = left + 1;
      if (beforeLast !== undefined && word[i - 2] === unit && word[i - 1] === this.#pushed[depth - 1]) {
        edits = Math.min(edits, (beforeLast[i - 2] ?? 0) + 1);
      }
      row[i] = edits;
      if (edits < least) least = edits;
      left = edits;
      diagonal = up;
    }
    return least <= this.#maxDistance;
  }

  distance(depth: number): number {
    const distance = this.#rows[depth]?.[this.#word.length] ?? Number.POSITIVE_INFINITY;
    return distance <= this.#maxDistance ? distance : Number.POSITIVE_INFINITY;
  }
}

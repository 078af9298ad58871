/**
 * The edits between a word and the prefixes of terms, one unit at a time, with a way back: the state of every
 * prefix of the present term is kept, so that the next term goes on from what it shares. UTF-16 units.
 */
import { type LexiconBlock, LexiconCursor } from "../../segment/lexicon/lexicon.ts";
import type { MayHold } from "../../segment/reader/segment-reader.ts";

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
 * The edits of Levenshtein, `maxDistance` a number from 0 on. A swap of neighbours costs two of them, as in MiniSearch,
 * or one: optimal string alignment (Boytsov 2011, 2.2.1).
 */
export function createEditAutomaton(word: string, maxDistance: number, swapCost: 1 | 2 = 2): EditAutomaton {
  const isShort = word.length < STATE_BITS && maxDistance <= MAX_BIT_DISTANCE;
  return isShort
    ? new BitAutomaton(word, Math.floor(maxDistance), swapCost === 1)
    : new RowAutomaton(word, maxDistance, swapCost === 1);
}

/**
 * The nondeterministic automaton of a word, a state a bit (Wu and Manber, "Fast text searching allowing errors", 1992,
 * matched from the beginning). Bit i of vector d of a prefix: the word's first i units are within d edits of it. A swap
 * leads from the prefix before the last over two units; that prefix is never too far where the swap is not, since the
 * first of the two may as well stand for another.
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
  /** Mask of the unit at each depth. */
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
 * distances. Row i holds the edits between a prefix of i units and the prefixes of the word of i - maxDistance to i +
 * maxDistance units: all others are further away (Ukkonen, "Algorithms for approximate string matching", 1985), and a
 * whole matrix of two words of 20,000 units would take 1.6 GB.
 */
class RowAutomaton implements EditAutomaton {
  readonly #word: Uint16Array;
  /** Rows by depth, from the first prefix of the word that is near. */
  readonly #rows: Uint32Array[];
  readonly #maxDistance: number;
  /** Number of prefixes that a row holds to either side of its own length. */
  readonly #reach: number;
  readonly #hasSwaps: boolean;
  readonly #pushed: number[] = [];

  constructor(word: string, maxDistance: number, hasSwaps: boolean) {
    this.#hasSwaps = hasSwaps;
    this.#word = Uint16Array.from({ length: word.length }, (_, i) => word.charCodeAt(i));
    this.#maxDistance = maxDistance;
    this.#reach = Math.max(0, Math.floor(maxDistance));
    this.#rows = [this.#makeRow().map((_, i) => i)];
  }

  push(depth: number, unit: number): boolean {
    const word = this.#word;
    const first = this.#firstOf(depth + 1);
    const last = Math.min(word.length, depth + 1 + this.#reach);
    const row = this.#rows[depth + 1] ?? this.#makeRow();
    this.#rows[depth + 1] = row;
    this.#pushed[depth] = unit;
    let least = Number.POSITIVE_INFINITY;
    let left = Number.POSITIVE_INFINITY;
    let diagonal = this.#editsAt(depth, first - 1);
    for (let i = first; i <= last; i += 1) {
      const up = this.#editsAt(depth, i);
      let edits = i === 0 ? depth + 1 : diagonal + (word[i - 1] === unit ? 0 : 1);
      if (up + 1 < edits) edits = up + 1;
      if (left + 1 < edits) edits = left + 1;
      if (this.#hasSwaps && depth > 0 && word[i - 2] === unit && word[i - 1] === this.#pushed[depth - 1]) {
        edits = Math.min(edits, this.#editsAt(depth - 1, i - 2) + 1);
      }
      row[i - first] = edits;
      if (edits < least) least = edits;
      left = edits;
      diagonal = up;
    }
    return least <= this.#maxDistance;
  }

  distance(depth: number): number {
    const distance = this.#editsAt(depth, this.#word.length);
    return distance <= this.#maxDistance ? distance : Number.POSITIVE_INFINITY;
  }

  /**
   * The edits between the first `depth` units of the term and the first `length` of the word; infinity for what no row
   * holds.
   */
  #editsAt(depth: number, length: number): number {
    const isHeld = length >= this.#firstOf(depth) && length <= Math.min(this.#word.length, depth + this.#reach);
    return (isHeld ? this.#rows[depth]?.[length - this.#firstOf(depth)] : undefined) ?? Number.POSITIVE_INFINITY;
  }

  /** The shortest prefix of the word that a row holds. */
  #firstOf(depth: number): number {
    return Math.max(0, depth - this.#reach);
  }

  #makeRow(): Uint32Array {
    return new Uint32Array(Math.min(this.#word.length, 2 * this.#reach) + 1);
  }
}

/** A term of a segment near a word. */
export interface NearTerm {
  readonly term: string;
  readonly distance: number;
  readonly documentFrequency: number;
}

/**
 * The terms of some lexicon blocks at most `maxDistance` (any number) from `word`, ascending. Neighbours share a
 * prefix, and so the work for it, and once a prefix is too far, all terms that begin with it are passed over undecoded.
 * Time: a step a group of terms passed over, and a step of the automaton a unit of each prefix that is not yet too far.
 */
export function findNearTerms(
  blocks: Iterable<LexiconBlock>,
  word: string,
  maxDistance: number,
  automaton: EditAutomaton = createEditAutomaton(word, maxDistance),
): NearTerm[] {
  if (!(maxDistance >= 0)) return [];
  const found: NearTerm[] = [];
  for (const block of blocks) {
    const cursor = new LexiconCursor(block);
    let hopelessLength: number | undefined;
    while (cursor.advance(hopelessLength)) {
      hopelessLength = pushUnits(automaton, cursor);
      if (hopelessLength !== undefined) continue;
      const distance = automaton.distance(cursor.length);
      if (distance > maxDistance) continue;
      found.push({ term: cursor.term, distance, documentFrequency: cursor.documentFrequency });
    }
  }
  return found;
}

/** Follows the units that are new in a term; the length of the first prefix that is too far, or undefined. */
function pushUnits(automaton: EditAutomaton, cursor: LexiconCursor): number | undefined {
  for (let depth = cursor.sharedLength; depth < cursor.length; depth += 1) {
    if (!automaton.push(depth, cursor.unitAt(depth))) return depth + 1;
  }
  return undefined;
}

/** Bounds below and above every UTF-16 unit. */
const NO_UNIT = -1;
const UNIT_END = 0x10000;

/**
 * Says of ranges of a sorted list of terms whether one of them may be near `word`: false only where none can be.
 * Decided by the ends of a range alone, so that the other blocks of a lexicon need not be read.
 */
export function nearRanges(word: string, automaton: EditAutomaton): MayHold {
  /** Its distinct units. One that it lacks stands for all others. */
  const wordUnits = new Set(Array.from({ length: word.length }, (_, i) => word.charCodeAt(i)));

  /** Tells whether some unit of [from, to) after a prefix leads to a prefix that is near enough. */
  const mayGoOn = (depth: number, from: number, to: number): boolean => {
    for (const unit of wordUnits) if (unit >= from && unit < to && automaton.push(depth, unit)) return true;
    let other = from;
    while (other < to && wordUnits.has(other)) other += 1;
    return other < to && automaton.push(depth, other);
  };

  /**
   * Tells whether a range may hold terms that begin with the first `start` units of an end of it, whose state the
   * automaton has, and which is not too far. A null `first` is that prefix itself. Goes no deeper than a prefix may
   * come near, and calls itself but once, where the ends part: they may share thousands of units.
   */
  const mayHold = (first: string | null, end: string | null, start: number): boolean => {
    let low = first;
    for (let depth = start; ; depth += 1) {
      if (end !== null && end.length === depth) return false;
      const from = low === null || low.length === depth ? NO_UNIT : low.charCodeAt(depth);
      const to = end === null ? UNIT_END : end.charCodeAt(depth);
      if (from === NO_UNIT && to === UNIT_END) return true;
      if (from !== to) {
        // The prefix itself is a term of the range.
        if (from === NO_UNIT && automaton.distance(depth) !== Number.POSITIVE_INFINITY) return true;
        if (mayGoOn(depth, from + 1, to)) return true;
        if (to !== UNIT_END) {
          if (from !== NO_UNIT && automaton.push(depth, from) && mayHold(low, null, depth + 1)) return true;
          // All terms before the end that begin as it does are of the range.
          low = null;
        }
      }
      if (!automaton.push(depth, to === UNIT_END ? from : to)) return false;
    }
  };
  return (first, end) => mayHold(first, end, 0);
}

/**
 * Which ranges of a sorted list of terms can hold one near a word (layer 4): decided by the ends of a range alone, so
 * that the other blocks of a lexicon need not be read.
 */
import type { EditAutomaton } from "./edit-automaton.ts";

/** Above every UTF-16 unit. */
const UNIT_END = 0x10000;

/** Says of ranges of terms whether one of them may be near `word`: false only where none can be. */
export class NearRangeFilter {
  readonly #automaton: EditAutomaton;
  /** Its distinct units, and one that it lacks, standing for all of these. */
  readonly #wordUnits: ReadonlySet<number>;

  constructor(word: string, automaton: EditAutomaton) {
    this.#automaton = automaton;
    this.#wordUnits = new Set(Array.from({ length: word.length }, (_, i) => word.charCodeAt(i)));
  }

  /** Of terms from `first` on and before `end`; null for all terms from `first` on. */
  mayHold(first: string, end: string | null): boolean {
    return this.#mayHold(first, end, 0);
  }

  /**
   * The same of those terms that begin with the first `start` units of an end of the range, whose state the automaton
   * has, and which is not too far. A null `first` is that prefix itself. Goes no deeper than a prefix may come near, and
   * calls itself but once, where the ends part: they may share thousands of units.
   */
  #mayHold(first: string | null, end: string | null, start: number): boolean {
    let low = first;
    for (let depth = start; ; depth += 1) {
      if (end !== null && end.length === depth) return false;
      const from = low === null || low.length === depth ? null : low.charCodeAt(depth);
      const to = end === null ? null : end.charCodeAt(depth);
      if (from === null && to === null) return true;
      if (from !== to) {
        // The prefix itself is a term of the range.
        if (from === null && this.#automaton.distance(depth) !== Number.POSITIVE_INFINITY) return true;
        if (this.#mayGoOn(depth, from === null ? 0 : from + 1, to ?? UNIT_END)) return true;
        if (to !== null) {
          if (from !== null && this.#automaton.push(depth, from) && this.#mayHold(low, null, depth + 1)) return true;
          // All terms before the end that begin as it does are of the range.
          low = null;
        }
      }
      if (!this.#automaton.push(depth, to ?? from ?? 0)) return false;
    }
  }

  /** Whether some unit of [from, to) after a prefix leads to one that is not too far. */
  #mayGoOn(depth: number, from: number, to: number): boolean {
    for (const unit of this.#wordUnits) {
      if (unit >= from && unit < to && this.#automaton.push(depth, unit)) return true;
    }
    let other = from;
    while (other < to && this.#wordUnits.has(other)) other += 1;
    return other < to && this.#automaton.push(depth, other);
  }
}

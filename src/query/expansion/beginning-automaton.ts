/**
 * The edits between a word and the beginnings of terms (layer 4): an automaton that has arrived where some prefix of the term is
 * near, however the term goes on. What a mistyped word may become that is not whole yet.
 */
import { createSwapAutomaton, type EditAutomaton } from "./edit-automaton.ts";

/** A swap of neighbours is one edit. */
export function createBeginningAutomaton(word: string, maxDistance: number): EditAutomaton {
  return new BeginningAutomaton(createSwapAutomaton(word, maxDistance));
}

class BeginningAutomaton implements EditAutomaton {
  readonly #inner: EditAutomaton;
  /** By depth, the edits of the shortest prefix that is near; infinity where none is. */
  readonly #arrived: number[];

  constructor(inner: EditAutomaton) {
    this.#inner = inner;
    this.#arrived = [inner.distance(0)];
  }

  push(depth: number, unit: number): boolean {
    const before = this.#arrived[depth] ?? Number.POSITIVE_INFINITY;
    if (before !== Number.POSITIVE_INFINITY) {
      this.#arrived[depth + 1] = before;
      return true;
    }
    const mayGoOn = this.#inner.push(depth, unit);
    this.#arrived[depth + 1] = this.#inner.distance(depth + 1);
    return mayGoOn;
  }

  distance(depth: number): number {
    return this.#arrived[depth] ?? Number.POSITIVE_INFINITY;
  }
}

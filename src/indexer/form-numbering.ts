/**
 * Numbers of surface forms (layer 4): an inverter numbers the forms of all terms together, a segment those of each term by
 * themselves.
 */
import { compareText } from "../segment/document-order.ts";
import { type FormNumbers, makeFormNumbers } from "../segment/term-occurrences.ts";

/** From the numbers that forms have for all terms to those that they have for one. */
export class FormNumbering {
  readonly #names: readonly string[];
  /** By number: the term for which the form was last seen, and its number there. */
  readonly #lastTerms: Uint32Array;
  readonly #numbers: Uint32Array;
  #term = 0;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#lastTerms = new Uint32Array(names.length);
    this.#numbers = new Uint32Array(names.length);
  }

  /** The forms of the next term, ascending; after it {@link numbersOf} is of these. */
  renumber(lists: readonly Uint32Array[]): string[] {
    this.#term += 1;
    const found: number[] = [];
    for (const list of lists) {
      for (let i = 0; i < list.length; i += 1) {
        const form = list[i] ?? 0;
        if (this.#lastTerms[form] === this.#term) continue;
        this.#lastTerms[form] = this.#term;
        found.push(form);
      }
    }
    found.sort((a, b) => compareText(this.#names[a] ?? "", this.#names[b] ?? ""));
    for (const [number, form] of found.entries()) this.#numbers[form] = number;
    return found.map((form) => this.#names[form] ?? "");
  }

  numbersOf(list: Uint32Array, formCount: number): FormNumbers {
    const numbers = makeFormNumbers(list.length, formCount);
    for (let i = 0; i < list.length; i += 1) numbers[i] = this.#numbers[list[i] ?? 0] ?? 0;
    return numbers;
  }
}

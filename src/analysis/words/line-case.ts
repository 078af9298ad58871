/**
 * What capitals mean in a line of text (layer 1, pure): nothing in a line that has none, or nothing else.
 */

const CAPITAL = /[\p{Lu}\p{Lt}]/u;
const SMALL = /\p{Ll}/u;
const LINE_BREAK = /[\n\r\u2028\u2029]/g;

/** `mixed`: capitals mark names and abbreviations. `small` and `capitals`: any word may be a name. */
export type LineCase = "mixed" | "small" | "capitals";

/** Tells the case of the line around a place; asked from left to right it reads each line once. */
export class LineCases {
  readonly #text: string;
  #lineEnd = -1;
  #lineCase: LineCase = "mixed";

  constructor(text: string) {
    this.#text = text;
  }

  at(position: number): LineCase {
    if (position > this.#lineEnd) this.#readLine(position);
    return this.#lineCase;
  }

  /** From the line's first word on: numbers and addresses before it say nothing about capitals. */
  #readLine(position: number): void {
    LINE_BREAK.lastIndex = position;
    this.#lineEnd = LINE_BREAK.exec(this.#text)?.index ?? this.#text.length;
    const line = this.#text.slice(position, this.#lineEnd);
    if (!CAPITAL.test(line)) this.#lineCase = "small";
    else this.#lineCase = SMALL.test(line) ? "mixed" : "capitals";
  }
}

/**
 * Which quotation marks of a query belong together (layer 1, pure): «ёлочки», „лапки“, “curly”, "straight", and those
 * who open with one kind and close with another. One pass over the text; every look-up is constant or amortised.
 */

import { characterClassAt, isWordCharacter } from "../words/character-class.ts";

/** What may close a phrase that such a mark opens: first its own, else any. */
const OWN_CLOSING: ReadonlyMap<string, string> = new Map([
  ["«", "»"],
  ["‹", "›"],
  ["„", "“”"],
  ["“", "”"],
  ["”", "”"],
  ['"', '"'],
  ["＂", "＂"],
]);
const ANY_CLOSING = '»›“”"＂';

/** The text between two marks, [start, end); the closing mark stands at `end`. */
interface QuotedText {
  readonly start: number;
  readonly end: number;
}

/** The quotation marks of one query; asked from left to right. */
export class QuotationMarks {
  readonly #text: string;
  /** Of each « the » on its own level. */
  readonly #partners: ReadonlyMap<number, number>;
  /** By set of closing marks the place of the next one, found last: every stretch is looked through once a set. */
  readonly #nextPlaces = new Map<string, number>();
  #nextWord = -1;

  constructor(text: string) {
    this.#text = text;
    this.#partners = pairAngles(text);
  }

  /** The phrase whose opening mark stands at a place; undefined where none does, it is never closed, or has no word. */
  phraseAt(position: number): QuotedText | undefined {
    const own = OWN_CLOSING.get(this.#text[position] ?? "");
    if (own === undefined) return undefined;
    const start = position + 1;
    const end = this.#partners.get(position) ?? this.#next(own, start) ?? this.#next(ANY_CLOSING, start);
    return end === undefined || this.#nextWordFrom(start) >= end ? undefined : { start, end };
  }

  opensAt(position: number): boolean {
    return OWN_CLOSING.has(this.#text[position] ?? "");
  }

  #next(marks: string, from: number): number | undefined {
    let place = this.#nextPlaces.get(marks) ?? -1;
    if (place < from) {
      place = from;
      while (place < this.#text.length && !marks.includes(this.#text[place] ?? " ")) place += 1;
      this.#nextPlaces.set(marks, place);
    }
    return place < this.#text.length ? place : undefined;
  }

  #nextWordFrom(from: number): number {
    if (this.#nextWord < from) {
      this.#nextWord = from;
      while (this.#nextWord < this.#text.length && !this.#isWordAt(this.#nextWord)) this.#nextWord += 1;
    }
    return this.#nextWord;
  }

  #isWordAt(position: number): boolean {
    return isWordCharacter(characterClassAt(this.#text, position));
  }
}

/** «Фонд «Русский мир» заявил» closes at the last one. */
function pairAngles(text: string): Map<number, number> {
  const partners = new Map<number, number>();
  const open: number[] = [];
  for (let i = 0; i < text.length; i += 1) {
    if (text[i] === "«") open.push(i);
    else if (text[i] === "»") {
      const opening = open.pop();
      if (opening !== undefined) partners.set(opening, i);
    }
  }
  return partners;
}

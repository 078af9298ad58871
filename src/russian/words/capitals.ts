/**
 * Judges the meaning of a word's capital (pure): none in a line that has none or nothing else, nor at the beginning of
 * a sentence.
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

  /** Reads the line from its first word on: numbers and addresses before it carry no meaning about capitals. */
  #readLine(position: number): void {
    LINE_BREAK.lastIndex = position;
    this.#lineEnd = LINE_BREAK.exec(this.#text)?.index ?? this.#text.length;
    const line = this.#text.slice(position, this.#lineEnd);
    if (!CAPITAL.test(line)) this.#lineCase = "small";
    else this.#lineCase = SMALL.test(line) ? "mixed" : "capitals";
  }
}

// Whether a capital says anything: at the start of a sentence every word has one.

/** Spaces, opening quotation marks and brackets, dashes: what may stand between a word and the one before it. */
const BETWEEN = " \u00a0\u2009\u202f«\"“„'‘([-–—";
/** Most words that are passed over; beyond them the result is unknown. */
const MAX_BETWEEN = 6;
const SENTENCE_END = ".!?…:;";
const LINE_END = "\n\r\u2028\u2029";

/**
 * Tells whether a word at `start` certainly stands inside a sentence: behind another word or a comma, or behind an
 * initial («А. Лавров»). A colon and direct speech begin a sentence. In constant time.
 */
export function isInsideSentence(text: string, start: number): boolean {
  let at = start - 1;
  while (at >= 0 && start - at <= MAX_BETWEEN && BETWEEN.includes(text.charAt(at))) at--;
  if (at < 0) return false;
  const before = text.charAt(at);
  if (before === ".") return isInitial(text, at - 1);
  return !BETWEEN.includes(before) && !SENTENCE_END.includes(before) && !LINE_END.includes(before);
}

/** One capital letter alone, or behind another initial («С.В.»). */
function isInitial(text: string, at: number): boolean {
  return /[А-ЯЁ]/.test(text.charAt(at)) && !/[\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

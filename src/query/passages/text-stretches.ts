/**
 * Which stretches of a text are worth analysing for marks (layer 4, pure). Most paragraphs of an article hold no word of a
 * query, which a plain search for its terms tells at a hundredth of the cost; of those that may, the richest are taken.
 */
import { normalizeUnicode } from "../../analysis/words/unicode-normalization.ts";
import { foldCaseAndYo } from "../../analysis/words/word-folding.ts";
import { wholeCharacterEnd } from "./character-edge.ts";
import type { TextRange } from "./highlighter.ts";
import type { QueryMarks } from "./query-marks.ts";

/**
 * UTF-16 units that are analysed of one text, but for the last stretch. Ten texts cost 3 to 5 ms of CPU then; more of an
 * article only finds other passages as rich as those found (docs/decisions/0021-passages-and-similar-articles.md).
 */
export const ANALYSED_LENGTH = 2_500;

/** Longer paragraphs are cut at the end of a sentence, or at a space. */
const STRETCH_LENGTH = 800;

/**
 * Where a word may hold a term without showing it: Latin and Cyrillic letters in one word, Latin letters with signs. Looked
 * for only where nothing is found without, since few texts have such words and the search costs more than the other.
 */
const DISGUISED = /[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]|[\u00c0-\u024f]/i;

/** Signs inside words that texts have many of, if any: soft hyphens, accents, letters in two pieces, zero width, BOM. */
const SIGNS_IN_WORDS = ["\u00ad", "\u0301", "\u0300", "\u0306", "\u0308", "\u200b", "\u2060", "\ufeff"];

/** What of a text is worth reading. */
interface WorthyStretches {
  /** Ascending, not touching one another. */
  readonly stretches: readonly TextRange[];
  /** Whether nothing that may hold a term was left out for its cost. */
  readonly isAll: boolean;
}

/** All that may hold a term, where that is not too much; else what may hold most, the first of those that are as good. */
export function stretchesToAnalyse(text: string, marks: QueryMarks): WorthyStretches {
  if (marks.terms.length === 0) return { stretches: [], isAll: true };
  const seeker = new TermSeeker(text, marks);
  const ranges = splitText(text);
  const plain = ranges.map((range) => ({ range, weight: seeker.rate(range) })).filter(({ weight }) => weight > 0);
  const rated =
    plain.length > 0 ? plain : ranges.flatMap((range) => (mayHide(text, range) ? [{ range, weight: 0 }] : []));
  const kept: TextRange[] = [];
  let room = ANALYSED_LENGTH;
  for (const { range } of rated.sort((a, b) => b.weight - a.weight || a.range[0] - b.range[0])) {
    if (room <= 0) break;
    kept.push(range);
    room -= range[1] - range[0];
  }
  return { stretches: joinTouching(kept.sort((a, b) => a[0] - b[0])), isAll: kept.length === rated.length };
}

/** The paragraphs of a text, long ones in pieces; together all of it. */
export function splitText(text: string): TextRange[] {
  const ranges: TextRange[] = [];
  for (let start = 0; start < text.length; ) {
    const lineEnd = text.indexOf("\n", start);
    const end = lineEnd < 0 ? text.length : lineEnd + 1;
    const cut = end - start <= STRETCH_LENGTH ? end : cutParagraph(text, start);
    ranges.push([start, cut]);
    start = cut;
  }
  return ranges;
}

function cutParagraph(text: string, start: number): number {
  const last = start + STRETCH_LENGTH;
  const sentence = text.lastIndexOf(". ", last);
  if (sentence > start + STRETCH_LENGTH / 2) return sentence + 2;
  const space = text.lastIndexOf(" ", last);
  return space > start ? space + 1 : wholeCharacterEnd(text, last);
}

/** Of a stretch together with its neighbours a phrase may go on from one into the other. */
function joinTouching(ranges: readonly TextRange[]): TextRange[] {
  const joined: TextRange[] = [];
  for (const range of ranges) {
    const before = joined.at(-1);
    if (before !== undefined && before[1] >= range[0]) joined[joined.length - 1] = [before[0], range[1]];
    else joined.push(range);
  }
  return joined;
}

/** Tells by plain search what a stretch may hold. */
class TermSeeker {
  readonly #text: string;
  /** The text folded, unit for unit; null where that is not to be had, and each stretch is folded by itself. */
  readonly #folded: string | null;
  readonly #marks: QueryMarks;

  constructor(text: string, marks: QueryMarks) {
    const folded = foldCaseAndYo(text);
    const isPlain = folded.length === text.length && !SIGNS_IN_WORDS.some((sign) => text.includes(sign));
    this.#text = text;
    this.#folded = isPlain ? folded : null;
    this.#marks = marks;
  }

  /** The sum of what the words are worth that may stand there; a little for any number where one is asked for. */
  rate([start, end]: TextRange): number {
    const folded =
      this.#folded?.slice(start, end) ?? foldCaseAndYo(normalizeUnicode(this.#text.slice(start, end)).text);
    const joined = folded.includes("-") ? folded.replaceAll("-", "") : "";
    let weight = this.#marks.asksForNumbers && /\p{N}/u.test(folded) ? LEAST_WEIGHT : 0;
    for (const word of this.#marks.sought) {
      if (word.keys.some((key) => folded.includes(key) || joined.includes(key))) weight += word.weight + LEAST_WEIGHT;
    }
    return weight;
  }
}

function mayHide(text: string, [start, end]: TextRange): boolean {
  const stretch = text.slice(start, end);
  return DISGUISED.test(stretch) || normalizeUnicode(stretch).text !== stretch;
}

/** More than nothing. */
const LEAST_WEIGHT = 1e-6;

/**
 * Which passage of a text best shows why it was found (layer 4, pure): of those that begin at a sentence with a marked word,
 * or near one, the one whose marked words are worth most together.
 */
import { wholeCharacterEnd } from "./character-edge.ts";
import type { MarkedWord, TextRange } from "./highlighter.ts";
import { isSentenceStart } from "./sentence-boundary.ts";

/** About three lines of a result; long enough for two sentences of a news text. */
const PASSAGE_LENGTH = 240;

/** How far back a sentence may begin for the passage to open with it. */
const SENTENCE_REACH = 120;

/** A repeated word tells little more; enough to prefer the denser of two passages. */
const REPEAT_SHARE = 0.1;

/** Two words of the query side by side, in whichever order, tell more than far from each other. */
const NEAR_SHARE = 0.3;
const NEAR_LENGTH = 15;

/** The best passage, the first of those that are as good; the beginning where nothing is marked. It ends at a word. */
export function choosePassage(text: string, marked: readonly MarkedWord[]): TextRange {
  let best = { score: 0, start: 0 };
  let tried = -1;
  const sentences = new SentenceStarts(text);
  for (const [i, { range }] of marked.entries()) {
    const start = openAtSentence(text, range[0], sentences);
    // What begins with the same sentence holds the same words.
    if (start <= tried) continue;
    tried = start;
    const score = scoreWords(marked, firstFrom(marked, start, i), start + PASSAGE_LENGTH);
    if (score > best.score) best = { score, start };
  }
  return [best.start, closeAtWord(text, best.start)];
}

/** The first marked word that begins at or behind a place; `known` is one that does. */
function firstFrom(marked: readonly MarkedWord[], start: number, known: number): number {
  let first = known;
  while (first > 0 && (marked[first - 1]?.range[0] ?? 0) >= start) first -= 1;
  return first;
}

/** What different words are worth, a little for each repeated one, and more where two are near each other. */
function scoreWords(marked: readonly MarkedWord[], first: number, end: number): number {
  const seen = new Set<number>();
  const pairs = new Set<string>();
  let score = 0;
  for (let i = first; i < marked.length && (marked[i]?.range[1] ?? 0) <= end; i += 1) {
    for (const { item, weight } of marked[i]?.rules ?? []) {
      score += seen.has(item) ? weight * REPEAT_SHARE : weight;
      seen.add(item);
    }
    if (i > first) score += nearness(marked[i - 1], marked[i], pairs);
  }
  return score;
}

function nearness(before: MarkedWord | undefined, word: MarkedWord | undefined, pairs: Set<string>): number {
  const [a, b] = [before?.rules[0], word?.rules[0]];
  if (a === undefined || b === undefined || a.item === b.item) return 0;
  if ((word?.range[0] ?? 0) - (before?.range[1] ?? 0) > NEAR_LENGTH) return 0;
  const pair = `${Math.min(a.item, b.item)} ${Math.max(a.item, b.item)}`;
  if (pairs.has(pair)) return 0;
  pairs.add(pair);
  return NEAR_SHARE * Math.min(a.weight, b.weight);
}

/** The start of the sentence that holds `position`, or a word some way before it. */
function openAtSentence(text: string, position: number, sentences: SentenceStarts): number {
  const reach = Math.max(0, position - SENTENCE_REACH);
  const start = sentences.lastIn(reach, position);
  if (start !== null || reach === 0) return start ?? 0;
  const space = text.indexOf(" ", Math.max(0, position - SENTENCE_REACH / 2));
  return space >= 0 && space < position ? space + 1 : position;
}

/** Finds sentences, no part of a text looked at twice as long as places ascend: many words may be marked in one. */
class SentenceStarts {
  readonly #text: string;
  /** The last start in [#from, #to], null for none. */
  #start: number | null = null;
  #from = 0;
  #to = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The last place in [from, to] at which a sentence begins. */
  lastIn(from: number, to: number): number | null {
    const isKnown = from >= this.#from && to >= this.#to;
    const known = isKnown && this.#start !== null && this.#start >= from ? this.#start : null;
    let at = to;
    const end = isKnown ? Math.max(from, this.#to + 1) : from;
    while (at >= end && !isSentenceStart(this.#text, at)) at -= 1;
    this.#start = at >= end ? at : known;
    this.#from = from;
    this.#to = to;
    return this.#start;
  }
}

/** The last white space of the passage; not so early that a match at its beginning is cut off for it. */
function closeAtWord(text: string, start: number): number {
  const end = wholeCharacterEnd(text, Math.min(text.length, start + PASSAGE_LENGTH));
  if (end >= text.length) return end;
  for (let at = end; at > start + SENTENCE_REACH; at -= 1) if (/\s/.test(text[at] ?? "")) return at;
  return end;
}

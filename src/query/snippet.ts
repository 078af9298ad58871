/**
 * The passage of an article that best shows why it was found (layer 4): a window slid over the marked words, scored by
 * how many different terms it holds, opened at the start of a sentence where one is near.
 */
import type { PhraseGraph } from "../analysis/query-phrase.ts";
import type { MarkedText } from "../search-api.ts";
import { wholeCharacterEnd } from "./character-edge.ts";
import { findMarkedWords, type MarkedWord, rangesWithin } from "./highlighter.ts";

/** About three lines of a result; long enough for two sentences of a news text. */
const SNIPPET_LENGTH = 240;

/** How far back a sentence may begin for the passage to open with it. */
const SENTENCE_REACH = 120;

/** A repeated word tells little more; enough to prefer the denser of two passages. */
const REPEAT_SCORE = 0.1;

/** Marks are looked for in so much of a text, so that a very long one costs no more than a long one. */
const SCANNED_LENGTH = 20_000;

/** The best passage of a text, with its marks (findMarkedWords); the beginning where nothing matches. */
export function makeSnippet(
  text: string,
  terms: ReadonlySet<string>,
  phrases: readonly PhraseGraph[] = [],
): MarkedText {
  const scanned = text.slice(0, wholeCharacterEnd(text, SCANNED_LENGTH));
  const marked = findMarkedWords(scanned, terms, phrases);
  const [start, end] = choosePassage(scanned, marked);
  return cutPassage(text, start, end, marked);
}

function choosePassage(text: string, marked: readonly MarkedWord[]): [number, number] {
  let best = { score: -1, start: 0 };
  for (const [i, word] of marked.entries()) {
    const score = scoreWindow(marked, i);
    if (score > best.score) best = { score, start: word.range[0] };
  }
  const start = openSentence(text, best.start);
  return [start, wholeCharacterEnd(text, Math.min(text.length, start + SNIPPET_LENGTH))];
}

/** Different terms in the window that begins with a marked word, and a little for each repeated one. */
function scoreWindow(marked: readonly MarkedWord[], first: number): number {
  const end = (marked[first]?.range[0] ?? 0) + SNIPPET_LENGTH - SENTENCE_REACH;
  const seen = new Set<string>();
  let score = 0;
  for (let i = first; i < marked.length && (marked[i]?.range[1] ?? 0) <= end; i += 1) {
    const terms = marked[i]?.terms ?? [];
    score += terms.some((term) => !seen.has(term)) ? 1 : REPEAT_SCORE;
    for (const term of terms) seen.add(term);
  }
  return score;
}

/** The start of the sentence that holds `position`, or a word some way before it. */
function openSentence(text: string, position: number): number {
  const reach = Math.max(0, position - SENTENCE_REACH);
  for (let i = position; i > reach; i -= 1) {
    const isParagraph = text[i - 1] === "\n";
    const isSentence = text[i - 1] === " " && '.!?…»"'.includes(text[i - 2] ?? "") && isCapital(text[i]);
    if (isParagraph || isSentence) return i;
  }
  if (reach === 0) return 0;
  const space = text.indexOf(" ", Math.max(0, position - SENTENCE_REACH / 2));
  return space >= 0 && space < position ? space + 1 : position;
}

function isCapital(character: string | undefined): boolean {
  return character !== undefined && character !== character.toLowerCase();
}

/** The passage with white space made single, closed at a word; an ellipsis says where text is left out. */
function cutPassage(text: string, start: number, end: number, marked: readonly MarkedWord[]): MarkedText {
  const cut = text.slice(start, closeAtWord(text, start, end));
  const body = cut.trimEnd();
  const opening = start > 0 && !isSentenceStart(text, start) ? "…" : "";
  const closing = start + body.length < text.trimEnd().length ? "…" : "";
  const highlights = rangesWithin(marked, start, start + body.length).map(([from, to]): [number, number] => [
    from + opening.length,
    to + opening.length,
  ]);
  // One unit for one unit, so that the ranges stay right.
  return { text: `${opening}${body.replace(/\s/g, " ")}${closing}`, highlights };
}

/** The last white space of the passage; not before its first match can stand, so that no match is cut off for it. */
function closeAtWord(text: string, start: number, end: number): number {
  if (end >= text.length) return end;
  for (let i = end; i > start + SENTENCE_REACH; i -= 1) if (/\s/.test(text[i] ?? "")) return i;
  return end;
}

function isSentenceStart(text: string, start: number): boolean {
  return text[start - 1] === "\n" || '.!?…»"'.includes(text[start - 2] ?? " ");
}

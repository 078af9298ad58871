/**
 * Which part of a passage is seen where its lines hold less than all of it (pure): chosen over the whole passage, by
 * the widths of its words.
 */

/** The text between two places at which a line may end. */
export interface Piece {
  /** Width on the screen, without the space behind it. */
  readonly width: number;
  readonly isMarked: boolean;
  /** The part of the text that begins here: text shown from such a place needs less of what precedes it. */
  readonly opens: "sentence" | "clause" | "word" | "nothing";
  /** True if a space follows, not only a hyphen at its end. */
  readonly hasSpace: boolean;
}

export interface Lines {
  readonly count: number;
  readonly width: number;
  readonly space: number;
  readonly ellipsis: number;
}

/** Pieces [from, to), with an ellipsis where the passage is cut inside a sentence. */
export interface PassageWindow {
  readonly from: number;
  readonly to: number;
  readonly isCutBefore: boolean;
  readonly isCutBehind: boolean;
}

// What a window is worth. A mark outweighs all else together. Untuned.
const MARK = 100;
const OPENING = { sentence: 30, clause: 12, word: 0, nothing: 0 } as const;
const FULL_LINES = 25;
const SENTENCE_END = 8;
const BEFORE_MARK = 25;
const EMPTY_END = 25;
const BARE_MARK = 10;

/** Less of the last line reads as if the text ended there. */
const FILLED_SHARE = 2 / 3;
/** Pieces that tell what a mark is about, where a window begins inside a sentence. */
const PIECES_BEFORE_MARK = 2;

/**
 * The window that shows most marks, begins best and hides least; the first of those that are as good. At least one
 * piece.
 */
export function chooseWindow(pieces: readonly Piece[], lines: Lines): PassageWindow {
  let best: PassageWindow = { from: 0, to: Math.min(1, pieces.length), isCutBefore: false, isCutBehind: true };
  let bestWorth = Number.NEGATIVE_INFINITY;
  for (const [from, { opens }] of pieces.entries()) {
    if (opens === "nothing") continue;
    for (const { window, worth } of windowsFrom(from, opens, pieces, lines)) {
      if (worth <= bestWorth) continue;
      bestWorth = worth;
      best = window;
    }
  }
  return best;
}

/** Yields the windows that begin at a piece and fit the lines, each with its worth. */
function* windowsFrom(
  from: number,
  opens: Exclude<Piece["opens"], "nothing">,
  pieces: readonly Piece[],
  lines: Lines,
): Generator<{ readonly window: PassageWindow; readonly worth: number }, void> {
  const isCutBefore = from > 0 && opens !== "sentence";
  let [line, right] = [1, isCutBefore ? lines.ellipsis : 0];
  let [marks, bareMark] = [0, 0];
  for (let to = from + 1; to <= pieces.length; to += 1) {
    const { width, isMarked, hasSpace } = pieces[to - 1] as Piece;
    const isFirst = to - 1 === from;
    const space = !isFirst && pieces[to - 2]?.hasSpace ? lines.space : 0;
    const isNextLine = !isFirst && right + space + width > lines.width;
    if (isNextLine) line += 1;
    right = isNextLine ? width : right + space + width;
    if (line > lines.count) return;
    if (isMarked) marks += MARK;
    if (isMarked && isCutBefore && to - 1 - from < PIECES_BEFORE_MARK) bareMark = BARE_MARK;
    const next = pieces[to];
    if (next !== undefined && !hasSpace) continue;
    const isCutBehind = next !== undefined && next.opens !== "sentence";
    if (isCutBehind && right + lines.ellipsis > lines.width) continue;
    yield {
      window: { from, to, isCutBefore, isCutBehind },
      worth: marks - bareMark + OPENING[opens] + worthOfEnd(line, right, next, isCutBehind, lines),
    };
  }
}

/** The worth of an end at `right` of a line, before the piece `next`. */
function worthOfEnd(line: number, right: number, next: Piece | undefined, isCutBehind: boolean, lines: Lines): number {
  const isEmptyEnd = next !== undefined && (line < lines.count || right < lines.width * FILLED_SHARE);
  return (
    (FULL_LINES * (line - 1 + right / lines.width)) / lines.count +
    (isCutBehind ? 0 : SENTENCE_END) -
    (next?.isMarked ? BEFORE_MARK : 0) -
    (isEmptyEnd ? EMPTY_END : 0)
  );
}

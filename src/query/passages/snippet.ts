/**
 * What of an article a hit shows (layer 4): its title and its best passage, with the words marked that it was found by. Each
 * text is read as far as that needs, whatever its length.
 */
import type { MarkedText } from "../../search-api.ts";
import { wholeCharacterEnd } from "./character-edge.ts";
import {
  type MarkedWord,
  markWords,
  rangesWithin,
  type ScannedText,
  scanStretches,
  type TextRange,
} from "./highlighter.ts";
import { choosePassage } from "./passage.ts";
import type { QueryMarks } from "./query-marks.ts";
import { isSentenceStart } from "./sentence-boundary.ts";
import { splitText, stretchesToAnalyse } from "./text-stretches.ts";

/** A passage is looked for in so much of a text, so that a very long one costs no more than a long one. */
const SCANNED_LENGTH = 20_000;

/** Longer titles are shown whole, and marked so far. */
const MARKED_TITLE_LENGTH = 2_000;

/** A title and a passage, marked. */
interface MarkedArticle {
  readonly title: MarkedText;
  readonly snippet: MarkedText;
}

/** The title with its marks, and the best passage of the text with its own; the beginning where nothing matches. */
export function markArticle(title: string, text: string, marks: QueryMarks): MarkedArticle {
  const scanned = text.slice(0, wholeCharacterEnd(text, Math.min(text.length, SCANNED_LENGTH)));
  const titleEnd = wholeCharacterEnd(title, Math.min(title.length, MARKED_TITLE_LENGTH));
  const heading = scanStretches(title, [[0, titleEnd]], marks, true);
  const worthy = stretchesToAnalyse(scanned, marks);
  const body = scanStretches(scanned, worthy.stretches, marks);
  const [inTitle = [], inBody = []] = markWords([heading, body], marks);
  const passage = choosePassage(scanned, inBody);
  const shown = worthy.isAll ? inBody : marksOfPassage(scanned, passage, [heading, body], marks);
  return {
    title: { text: title, highlights: rangesWithin(inTitle, 0, title.length) },
    snippet: cutPassage(text, passage, shown),
  };
}

/** The marks that stand in a passage: its lines are read once more, in the light of what was read already. */
function marksOfPassage(
  text: string,
  [start, end]: TextRange,
  read: readonly ScannedText[],
  marks: QueryMarks,
): readonly MarkedWord[] {
  const shown = splitText(text).filter(([from, to]) => from < end && to > start);
  const stretch: TextRange = [shown[0]?.[0] ?? start, shown.at(-1)?.[1] ?? end];
  return markWords([scanStretches(text, [stretch], marks), ...read], marks)[0] ?? [];
}

/** The passage with white space made single; an ellipsis says where text is left out. */
function cutPassage(text: string, [start, end]: TextRange, marked: readonly MarkedWord[]): MarkedText {
  const body = text.slice(start, end).trimEnd();
  const opening = start > 0 && !isSentenceStart(text, start) ? "…" : "";
  const closing = start + body.length < text.trimEnd().length ? "…" : "";
  const highlights = rangesWithin(marked, start, start + body.length).map(([from, to]): TextRange => {
    return [from + opening.length, to + opening.length];
  });
  // One unit for one unit, so that the ranges stay right.
  return { text: `${opening}${body.replace(/\s/g, " ")}${closing}`, highlights };
}

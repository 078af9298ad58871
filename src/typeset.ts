/**
 * Sets a line of text as Russian printers do (pure): «guillemets» for straight quotation marks, a dash for a lone
 * hyphen, and no-break spaces that keep short words, numbers and dashes by what they belong to.
 *
 * Each sign is replaced by one of the same length in UTF-16: ranges to mark hold for the result. Where it is not sure what a
 * sign stands for it is left as it is; words never change.
 */

/** Of any other writing the rules are others. */
const CYRILLIC = /\p{Script=Cyrillic}/u;

const NO_BREAK_SPACE = "\u00a0";

/** Between words; between numbers it may be a minus or a score. */
const LONE_HYPHEN = /(?<=[^\s\d]) [-–—] (?=\S)|(?<=\S) [-–—] (?=[^\s\d])/gu;

/** Behind a word of one or two letters, a number or the end of one, a № or an initial. */
const SPACE_BEHIND =
  /(?<=(?<![\p{L}\d])(?:(?!(?:бы?|же?|ли?) )\p{Script=Cyrillic}{1,2}|\d{1,3}|\d{4}|№|\p{Lu}\.)) (?=[\p{L}\d«„])/gu;

/** Before a particle of one or two letters, which belongs to the word before it. */
const SPACE_BEFORE = / (?=(?:бы?|же?|ли?)(?!\p{L}))/gu;

/** A unit or a pair of short words: «м/с», «руб./кг», «и/или». Browsers end a line behind its stroke. */
const STROKE = /(?<=(?<![\p{L}\d/])\p{Script=Cyrillic}{1,4}\.?\/)(?=\p{Script=Cyrillic}{1,4}(?![\p{L}/]))/gu;

/**
 * A hyphen beside a short part or a number: «из-за», «что-то», «кто-либо», «2019-м», «COVID-19». Browsers end a line
 * behind it.
 */
const HYPHEN =
  /(?<=(?<![\p{L}\d-])(?:[\p{L}\d]{1,3}|\d+)-)(?=[\p{L}\d])|(?<=[\p{L}\d]-)(?=(?:[\p{L}\d]{1,3}|\d+|либо|нибудь)(?![\p{L}\d-]))/gu;

const WORD_JOINER = "\u2060";

/**
 * Keeps such words of [start, end) on one line by word joiners, which no range counts: the last that is done to a text.
 * Linear.
 */
export function joinWords(text: string, start = 0, end = text.length): string {
  const places = [STROKE, HYPHEN].flatMap((joined) => [...text.matchAll(joined)].map(({ index }) => index));
  let joined = "";
  let written = start;
  for (const place of places.sort((a, b) => a - b)) {
    if (place <= start || place > end) continue;
    joined += text.slice(written, place) + WORD_JOINER;
    written = place;
  }
  return joined + text.slice(written, end);
}

/** One paragraph; quotation marks are pairs within it. Linear. */
export function typeset(text: string): string {
  if (!CYRILLIC.test(text)) return text;
  return setQuotes(text)
    .replace(LONE_HYPHEN, `${NO_BREAK_SPACE}— `)
    .replace(SPACE_BEFORE, NO_BREAK_SPACE)
    .replace(SPACE_BEHIND, NO_BREAK_SPACE);
}

/**
 * All quotation marks of the text, or none where they are not pairs. Where an ellipsis begins or ends it, one of a pair
 * may be cut off.
 */
function setQuotes(text: string): string {
  const isCutBehind = text.endsWith("…");
  let depth = 0;
  let mayBeInside = text.startsWith("…");
  let isSure = true;
  const set = text.replace(/["«»„“”]/g, (mark, place: number) => {
    const before = text[place - 1] ?? " ";
    const after = text[place + 1] ?? " ";
    const isOpening = /[\s([{—–«„"-]/.test(before) && !/[\s)\]}.,:;!?…»“]/.test(after);
    const isClosing = !/[\s([{«„]/.test(before) && !/[\p{L}\d]/u.test(after);
    if (isOpening === isClosing) isSure = false;
    if (isOpening) depth += 1;
    const pair = depth > 1 ? "„“" : "«»";
    if (isClosing && depth === 0 && mayBeInside) mayBeInside = false;
    else if (isClosing) depth -= 1;
    if (depth < 0 || depth > 2) isSure = false;
    return mark === '"' ? (pair[isOpening ? 0 : 1] ?? mark) : mark;
  });
  return isSure && (depth === 0 || (depth > 0 && isCutBehind)) ? set : text;
}

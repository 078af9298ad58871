/**
 * Sets a line of text as Russian printers do (pure): «guillemets» for straight quotation marks, a dash for a lone
 * hyphen, and no-break spaces that keep short words, numbers and dashes by what they belong to.
 *
 * Each sign is replaced by one of the same length in UTF-16: ranges to mark hold for the result. Where it is not sure
 * what a sign stands for it is left as it is; words never change.
 */

/** Only Cyrillic text is changed: other writing has other rules. */
const CYRILLIC = /\p{Script=Cyrillic}/u;

const NO_BREAK_SPACE = "\u00a0";

/** A hyphen between words; between numbers it may be a minus or a score. */
const LONE_HYPHEN = /(?<=[^\s\d]) [-–—] (?=\S)|(?<=\S) [-–—] (?=[^\s\d])/gu;

/** A space behind a word of one or two letters, a number or the end of one, a № or an initial. */
const SPACE_BEHIND =
  /(?<=(?<![\p{L}\d])(?:(?!(?:бы?|же?|ли?) )\p{Script=Cyrillic}{1,2}|\d{1,3}|\d{4}|№|\p{Lu}\.)) (?=[\p{L}\d«„])/gu;

/** A space before a particle of one or two letters, which belongs to the word before it. */
const SPACE_BEFORE = / (?=(?:бы?|же?|ли?)(?!\p{L}))/gu;

/** Browsers end a line behind each. */
const JOINT = /[-/]/g;

/** A unit or a pair of short words: «м/с», «руб./кг», «и/или». */
const BEFORE_STROKE = /(?<![\p{L}\d/])\p{Script=Cyrillic}{1,4}\.?$/u;
const BEHIND_STROKE = /^\p{Script=Cyrillic}{1,4}(?![\p{L}/])/u;

/** A hyphen beside a short part or a number: «из-за», «что-то», «кто-либо», «2019-м», «COVID-19». */
const SHORT_BEFORE_HYPHEN = /(?<![\p{L}\d-])(?:[\p{L}\d]{1,3}|\d+)$/u;
const SHORT_BEHIND_HYPHEN = /^(?:[\p{L}\d]{1,3}|\d+|либо|нибудь)(?![\p{L}\d-])/u;

/** UTF-16 units beside a joint in which its short parts fit; of a longer number so many digits are looked at. */
const JOINT_REACH = 24;

const WORD_JOINER = "\u2060";

/**
 * Keeps such words of [start, end) on one line by word joiners, which no range counts: the last that is done to a text.
 * Linear: looks at the neighbours of hyphens and strokes alone.
 */
export function joinWords(text: string, start = 0, end = text.length): string {
  let joined = "";
  let written = start;
  for (const { 0: joint, index } of text.matchAll(JOINT)) {
    const place = index + 1;
    if (place <= start || place > end || !isJoined(text, joint, place)) continue;
    joined += text.slice(written, place) + WORD_JOINER;
    written = place;
  }
  return joined + text.slice(written, end);
}

/** Tells that no line may end behind the joint before this place. */
function isJoined(text: string, joint: string, place: number): boolean {
  const before = text.slice(Math.max(0, place - 1 - JOINT_REACH), place - 1);
  const behind = text.slice(place, place + JOINT_REACH);
  if (joint === "/") return BEFORE_STROKE.test(before) && BEHIND_STROKE.test(behind);
  if (!/[\p{L}\d]$/u.test(before) || !/^[\p{L}\d]/u.test(behind)) return false;
  return SHORT_BEFORE_HYPHEN.test(before) || SHORT_BEHIND_HYPHEN.test(behind);
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

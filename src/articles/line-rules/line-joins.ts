/**
 * Sentences that scraping broke, made whole again: text wrapped at a fixed width, names and full stops that
 * stood in a link and came out on lines of their own, a dateline alone on its line; and what was glued is parted again.
 */

import { isDateLine } from "../dates/date-formats.ts";
import { findGluedDateline, parseDateline } from "../news/dateline.ts";
import { monthPattern } from "../news/month-names.ts";
import { isFinished, type LineShape } from "../text/line-shape.ts";
import { foldOf, type PageLine, shapeOf } from "../text/page-lines.ts";
import { findNoise } from "./boilerplate.ts";
import { isPhotoCredit } from "./photo-credit.ts";

/** A linked name is at most so long, and so many of them stand in a row. */
const MAX_PIECE_WORDS = 6;
const MAX_PIECES = 6;
/** Shorter things that go on with a small letter are buttons. */
const MIN_JOINED_WORDS = 8;
const MIN_HEAD_WORDS = 4;
const MIN_TAIL_WORDS = 3;
/** Widths at which programs wrap text. */
const MIN_WRAP_WIDTH = 50;
const MAX_WRAP_WIDTH = 120;
/** A short note has two lines that go on. */
const MIN_WRAPPED_LINES = 2;

/** The lines with every break joined; order kept. Linear: each line is looked at a bounded number of times. */
export function joinBrokenLines(lines: readonly PageLine[]): PageLine[] {
  return joinDatelines(splitGluedLines(joinAroundLinks(unwrap(joinIndented(joinCues(lines))))));
}

/** A time of a transcript, alone on its line above the spoken one. */
const CUE = /^(?:(\d{1,2}):)?(\d{1,2}):(\d{2})$/;
/** So many seconds after the beginning the first is spoken, and so many cues make a transcript. Untuned. */
const MAX_FIRST_CUE_SECONDS = 15;
const MIN_CUES = 6;
/** The next stands so many lines below it. */
const MAX_CUE_LINES = 3;
/** A paragraph of a transcript ends with the sentence that has so many words before it. Untuned. */
const MIN_CUED_WORDS = 30;
/** «[музыка]». */
const HEARD = /^[[(][\p{L} ]{3,30}[\])]$/u;

/** Joins the speech between the cues of a transcript to paragraphs; the cues go. */
function joinCues(lines: readonly PageLine[]): readonly PageLine[] {
  let cues: number[] = [];
  let last = -1;
  for (const [i, { text }] of lines.entries()) {
    const match = text.length <= 8 ? CUE.exec(text) : null;
    const isApart = i - (cues.at(-1) ?? i) > MAX_CUE_LINES;
    if (isApart && cues.length >= MIN_CUES) break;
    if (isApart) [cues, last] = [[], -1];
    if (match === null) continue;
    const seconds = 3_600 * Number(match[1] ?? 0) + 60 * Number(match[2]) + Number(match[3]);
    if (last < 0 ? seconds > MAX_FIRST_CUE_SECONDS : seconds < last) continue;
    last = seconds;
    cues.push(i);
  }
  const [first = 0] = cues;
  const end = (cues.at(-1) ?? 0) + 2;
  if (cues.length < MIN_CUES) return lines;
  const places = new Set(cues);
  const joined: PageLine[] = [];
  let run: PageLine[] = [];
  let words = 0;
  for (const [n, line] of lines.slice(first, end).entries()) {
    if (places.has(first + n) || HEARD.test(line.text)) continue;
    run.push(line);
    words += shapeOf(line).words;
    if (words < MIN_CUED_WORDS || !isFinished(line.text)) continue;
    joined.push({ ...joinRun(run), isAfterGap: true });
    run = [];
    words = 0;
  }
  if (run.length > 0) joined.push({ ...joinRun(run), isAfterGap: true });
  return [...lines.slice(0, first), ...joined, ...lines.slice(end)];
}

/** So many paragraphs tell that indents open them. Untuned. */
const MIN_INDENTED = 3;
const MAX_INDENT = 12;

/**
 * Joins paragraphs that open with an indent if their other lines have none, and lines that are centred below each
 * other.
 */
function joinIndented(lines: readonly PageLine[]): readonly PageLine[] {
  const opening = lines.filter(({ indent = 0 }, i) => {
    const below = lines[i + 1];
    return indent > 1 && indent <= MAX_INDENT && below?.isAfterGap === false && below.indent === undefined;
  });
  const indents = new Set(opening.map(({ indent }) => indent));
  const [width = 0] = indents;
  // Lists and verse have as many indents as lines.
  const others = lines.filter(({ indent, isAfterGap }) => indent === undefined && !isAfterGap).length;
  if (opening.length < MIN_INDENTED || indents.size > 1 || others < opening.length) return lines;
  const runs: [PageLine, ...PageLine[]][] = [];
  for (const line of lines) {
    const run = runs.at(-1);
    const { indent = 0 } = run?.[0] ?? {};
    const goesOn = line.indent === undefined ? indent === width : line.indent > width && indent > width;
    if (run !== undefined && goesOn && !line.isAfterGap) run.push(line);
    else runs.push([line]);
  }
  return runs.map(joinRun);
}

/**
 * Greedy wrapping puts a word on the next line only where it did not fit: that tells a wrapped line from a short one.
 */
function unwrap(lines: readonly PageLine[]): readonly PageLine[] {
  const width = findWrapWidth(lines);
  if (width === null) return lines;
  const hyphenated = lines.filter(({ text }) => endsHyphenated(text)).length;
  const partsWords = hyphenated >= Math.max(MIN_HYPHENATED_LINES, HYPHENATED_SHARE * lines.length);
  const runs: [PageLine, ...PageLine[]][] = [];
  for (const [i, line] of lines.entries()) {
    const [run, above] = [runs.at(-1), lines[i - 1]];
    // A line with more text than that was not wrapped.
    const isWrapped = above !== undefined && above.text.length <= width;
    const isContinued = isWrapped && !line.isAfterGap && isFull(above, line, width);
    if (run !== undefined && isContinued && !isTitleAbove(lines, i - 1, width)) run.push(line);
    else runs.push([line]);
  }
  return runs.map((run) => {
    const [first] = run;
    return run.length === 1
      ? first
      : {
          ...first,
          text: joinTexts(
            run.map(({ text }) => text),
            partsWords,
          ),
        };
  });
}

/**
 * So many lines of a page end with a hyphen where a program parts words; on others a word that has one is broken there.
 * Untuned.
 */
const MIN_HYPHENATED_LINES = 2;
const HYPHENATED_SHARE = 0.05;

function endsHyphenated(text: string): boolean {
  return /\p{L}[-¬]$/u.test(text.slice(-2));
}

/** «обой-» and «дётся» are one word, by «¬» surely; «кое-» and «где», «какой-» and «то» keep their hyphen. */
function isOneWord(left: string, right: string, partsWords: boolean): boolean {
  if (left.endsWith("¬")) return true;
  if (!partsWords) return false;
  if (!endsHyphenated(left) || !/^\p{Ll}/u.test(right)) return false;
  const keepsHyphen =
    /(?<!\p{L})(?:по|кое|кой|во|в|из|юго|северо)-$/iu.test(left.slice(-8)) ||
    /^(?:то|либо|нибудь|таки|ка|на)(?!\p{L})/u.test(right);
  return !keepsHyphen;
}

/**
 * Tells whether a line is rather a title as long as a wrapped line: it stands under a date or a label, and a capital
 * begins the next one.
 */
function isTitleAbove(lines: readonly PageLine[], i: number, width: number): boolean {
  const [above, line, next] = [lines[i - 1], lines[i], lines[i + 1]];
  if (above === undefined || line === undefined || next === undefined || line.isAfterGap) return false;
  // The rest of a title is short and ends nowhere.
  const after = lines[i + 2];
  const opensText = isFinished(next.text) || (after?.isAfterGap === false && isFull(next, after, width));
  if (!opensText || isFull(above, line, width)) return false;
  const isHead = isDateLine(above.text) || (above.text.length < MIN_WRAP_WIDTH / 2 && !/[.!?…,;]$/.test(above.text));
  return (
    isHead && /^\p{Lu}/u.test(next.text) && !goesOnOddly(next.text) && !isFinished(line.text) && !mustGoOn(line.text)
  );
}

/** An unfinished line, and what follows it. */
interface OpenLine extends Pick<PageLine, "text" | "width"> {
  readonly next: PageLine;
}

/** So many widths are tried: a title may be wider than the text, which nobody wrapped. */
const MAX_WIDTHS = 4;
const MANY_WRAPPED_LINES = 6;
const MAX_WIDER_SHARE = 0.1;

/** The width at which most unfinished lines are full, or null for a page that is not wrapped. */
function findWrapWidth(lines: readonly PageLine[]): number | null {
  const open: OpenLine[] = [];
  for (const [i, line] of lines.entries()) {
    const next = lines[i + 1];
    if (next === undefined || next.isAfterGap || line.isLink || line.width > MAX_WRAP_WIDTH) continue;
    if (/^(?:[*•●▪■·+]|\d{1,3}[.)])\s/.test(next.text)) continue;
    // A date of its own goes on with nothing: «13:11, 17 декабря 2020» under a title.
    if (!/[.!?…:;»"]$/.test(line.text) && !isDateLine(next.text))
      open.push({ width: line.width, text: line.text, next });
  }
  const longLines = lines.filter((line) => line.text.length > 2 * MAX_WRAP_WIDTH).length;
  if (open.length < MIN_WRAPPED_LINES || longLines > open.length / 4) return null;
  const widths = [...new Set(open.map((line) => line.width))].sort((a, b) => b - a).slice(0, MAX_WIDTHS);
  return widths.find((width, i) => isWrappedAt(open, width, i === 0 ? MIN_WRAPPED_LINES : MANY_WRAPPED_LINES)) ?? null;
}

function isWrappedAt(lines: readonly OpenLine[], width: number, minLines: number): boolean {
  const open = lines.filter((line) => line.width <= width);
  if (width < MIN_WRAP_WIDTH || lines.length - open.length > MAX_WIDER_SHARE * lines.length) return false;
  const full = open.filter((line) => isFull(line, line.next, width));
  const small = full.filter(
    ({ next, text }) => goesOnOddly(next.text) || /^[\p{Ll}(—–-]/u.test(next.text) || mustGoOn(text),
  );
  // Headings and labels are short and end nowhere in every page; a long line that stops early was not wrapped.
  const stopped = open.filter(
    (line) => !isFull(line, line.next, width) && (line.width >= width / 2 || /^\p{Ll}/u.test(line.next.text)),
  );
  const isMost = full.length >= minLines && full.length >= 3 * stopped.length;
  return isMost && small.length >= 0.4 * full.length;
}

/** Tells whether a line had no room for the first word of the next one. */
function isFull(line: Pick<PageLine, "text" | "width">, next: PageLine, width: number): boolean {
  if (endsHyphenated(line.text)) return true;
  const firstWord = next.text.slice(0, MAX_WRAP_WIDTH).split(" ", 1)[0] ?? "";
  return line.width + 1 + (next.addressWidth ?? firstWord.length) > width;
}

/** Tells whether a text may continue a sentence without a small letter: a Latin word, a figure, a quotation. */
function goesOnOddly(text: string): boolean {
  return /^[«"„(]?[A-Za-z\d«"„№$€]/.test(text);
}

/** Tells whether no heading and no sentence ends so: with a comma, a dash or a preposition. */
function mustGoOn(text: string): boolean {
  return /(?:,|\s[—–-]|(?<![\p{L}-])(?:в|во|на|с|со|к|ко|о|об|и|а|но|из|от|до|по|за|у|для|при|под|над|без|через|про|что|как|или|не|ни|его|её|ее|их|это|который|которая|которые|которое))$/iu.test(
    text.slice(-20),
  );
}

/** An unfinished line, short pieces, then the middle of a sentence: one line. */
function joinAroundLinks(lines: readonly PageLine[]): PageLine[] {
  const isAllSmall = !lines.some((line) => /\p{Lu}/u.test(line.text.slice(0, 2_000)));
  // Nothing goes on after a line that is finished; the shape of a line costs more than all else here.
  const isAllFinished = lines.slice(0, -1).every(({ text }) => isFinished(text));
  if (isAllSmall || isAllFinished) return [...lines];
  const breaks = breaksOf(lines);
  const joined: PageLine[] = [];
  for (let i = 0; i < lines.length; ) {
    const end = runEnd(lines, i, breaks);
    joined.push(joinRun(lines.slice(i, end)));
    i = end;
  }
  return joined;
}

const MIN_GAPS = 3;
const GAPPED_SHARE = 0.7;

/**
 * Tells whether the page has a blank line behind most of its sentences, so that two lines without one are a paragraph.
 */
function arePartedByGaps(lines: readonly PageLine[]): boolean {
  const isEnded = (i: number) => (lines[i]?.text.length ?? 0) > 2 * MIN_WRAP_WIDTH && isFinished(lines[i]?.text ?? "");
  const after = lines.filter((_, i) => i > 0 && isEnded(i - 1));
  const parted = after.filter(({ isAfterGap }) => isAfterGap).length;
  return parted >= MIN_GAPS && parted >= GAPPED_SHARE * after.length;
}

/** The end of the run of lines that begin with line `start` and make one sentence or paragraph. */
function runEnd(lines: readonly PageLine[], start: number, breaks: Breaks): number {
  let end = start + 1;
  if (isFinished(lines[start]?.text ?? "")) return end;
  let words = wordsIn(lines, start, end);
  for (;;) {
    const next = continuationAfter(lines, end - 1, words, breaks);
    if (next === null) return end;
    words += wordsIn(lines, end, next);
    end = next;
  }
}

function wordsIn(lines: readonly PageLine[], from: number, to: number): number {
  return lines.slice(from, to).reduce((sum, line) => sum + shapeOf(line).words, 0);
}

/** Finds the end of the line that continues the unfinished line `last`, or null. */
function continuationAfter(lines: readonly PageLine[], last: number, words: number, breaks: Breaks): number | null {
  const line = lines[last];
  if (line === undefined || !mayGoOn(line, last + 1 < lines.length)) return null;
  const head: JoinHead = { line, shape: shapeOf(line), words };
  const next = lines[last + 1];
  if (next === undefined || !mayBePiece(next, head)) return null;
  if (isInsideParagraph(head, next) || isBrokenBefore(lines, last + 1, breaks)) return last + 2;
  let total = words;
  for (let i = last + 1; i <= last + MAX_PIECES; i += 1) {
    const piece = lines[i];
    if (piece === undefined || !mayBePiece(piece, head)) return null;
    const shape = shapeOf(piece);
    total += shape.words;
    if (shape.startsOpen && goesOnAs(piece, shape, head, total)) return i + 1;
    if (!mayPieceGoOn(piece, shape, head)) return null;
  }
  return null;
}

/** The unfinished line of a run, and the words of the run. */
interface JoinHead {
  readonly line: PageLine;
  readonly shape: LineShape;
  readonly words: number;
}

/** Tells whether a line may be continued; the last of a page may be anything. */
function mayGoOn(line: PageLine, hasNext: boolean): boolean {
  const shape = shapeOf(line);
  return !shape.endsSentence && !shape.endsOpen && !(hasNext && isApart(line.text));
}

/** Tells whether a line may be a piece of the sentence that the head begins. */
function mayBePiece(piece: PageLine, { words }: JoinHead): boolean {
  const shape = shapeOf(piece);
  if (piece.isAfterGap && (words < 2 * MIN_HEAD_WORDS || shape.startsItem)) return false;
  return !isApart(piece.text) && !isPhotoCredit(piece.text, shape);
}

/** Tells whether a piece ends the sentence: a linked word inside of it, or the rest of it. */
function goesOnAs(piece: PageLine, shape: LineShape, { words }: JoinHead, total: number): boolean {
  const isLinkedWord = piece.isLink && !piece.isAfterGap && words >= MIN_HEAD_WORDS;
  return isLinkedWord || isSentence(piece.text, shape, words, total);
}

/** Tells whether the sentence may go on behind a piece that does not end it. */
function mayPieceGoOn(piece: PageLine, shape: LineShape, head: JoinHead): boolean {
  const isSurelyHead = head.shape.words >= MIN_JOINED_WORDS;
  // A linked word in small letters: what goes on behind it tells.
  if (shape.startsOpen && !(isSurelyHead && /^\p{Ll}/u.test(piece.text))) return false;
  // A piece that could be the head itself is one, unless the head is surely the beginning of a sentence.
  if (shape.words >= MIN_HEAD_WORDS && !isSurelyHead) return false;
  return shape.words <= MAX_PIECE_WORDS && !shape.endsSentence && !shape.endsOpen;
}

/** The rest of a sentence is short, where nothing else tells it from a paragraph under a heading. */
const MAX_REST_WORDS = 12;
const MAX_HEADLINE_WORDS = 15;
const QUOTED_NAME = /^[«"„][^»"“]{1,40}[»"“]\s\p{Ll}/u;
/** The page's breaks of paragraphs, as far as they tell whether two lines are one. */
interface Breaks {
  /** It has blank lines between them. */
  readonly areParted: boolean;
  /** One sentence is surely broken before a Latin word, a figure or a quotation, so that others are too. */
  readonly areBroken: boolean;
}

function breaksOf(lines: readonly PageLine[]): Breaks {
  const known: Breaks = { areParted: false, areBroken: false };
  return {
    areParted: arePartedByGaps(lines),
    areBroken: lines.some((_, i) => i > 0 && isBrokenBefore(lines, i, known)),
  };
}

/**
 * Tells whether line `i` is the rest of the sentence above it though it begins with a Latin word, a figure or a
 * quotation.
 */
function isBrokenBefore(lines: readonly PageLine[], i: number, breaks: Breaks): boolean {
  const [head, rest] = [lines[i - 1], lines[i]];
  if (head === undefined || rest === undefined || !mayBeBroken(head, rest)) return false;
  if (mustGoOn(head.text)) return true;
  // A quotation stands under a title of another article as often as in a sentence; the name of a company does not.
  const isSpeech = /^[«"„]/.test(rest.text) && !QUOTED_NAME.test(rest.text);
  if (/[»"”]$/.test(head.text) || (isSpeech && !breaks.areBroken)) return false;
  if (breaks.areParted) return true;
  if (!isUnderText(head, lines[i - 2]?.text ?? "")) return false;
  return breaks.areBroken || shapeOf(head).words >= MAX_HEADLINE_WORDS || shapeOf(rest).words < MAX_REST_WORDS;
}

/**
 * Tells whether two lines may be one sentence: an unfinished line, and right below it one that ends as a sentence and
 * begins as none.
 */
function mayBeBroken(head: PageLine, rest: PageLine): boolean {
  if (rest.isAfterGap || head.isHeading === true || !goesOnOddly(rest.text) || isFinished(head.text)) return false;
  const shape = shapeOf(head);
  if (!shapeOf(rest).endsSentence || shape.startsItem || shape.words < 2) return false;
  return !isApart(head.text) && !isApart(rest.text) && findNoise(head.text, shape, foldOf(head)) === null;
}

/** The title stands under no sentence, and under no other line of some words. */
function isUnderText(head: PageLine, above: string): boolean {
  if (head.isAfterGap || isDateLine(above)) return false;
  return isFinished(above) || above.split(" ").length >= MIN_HEAD_WORDS;
}

/** Tells whether a link and its next line belong to a paragraph that goes on, whatever they begin with. */
function isInsideParagraph({ line, words, shape }: JoinHead, piece: PageLine): boolean {
  const isRunning = words >= MIN_JOINED_WORDS && (!line.isLink || words > shape.words);
  return isRunning && !piece.isAfterGap && (line.isLink || piece.isLink);
}

function isSentence(text: string, shape: LineShape, headWords: number, totalWords: number): boolean {
  if (shape.words === 0) return headWords >= MIN_HEAD_WORDS && /^[,.;:!?)»…"]{1,3}$/.test(text);
  if (totalWords < MIN_JOINED_WORDS) return false;
  if (headWords >= MIN_JOINED_WORDS && shape.endsSentence && /^\p{Ll}/u.test(text)) return true;
  return shape.words >= MIN_TAIL_WORDS && (headWords >= MIN_HEAD_WORDS || shape.words >= MIN_JOINED_WORDS);
}

/**
 * Small letters begin a few labels too: «сегодня в 05:46, просмотров: 237»; and neither a credit nor an address alone
 * is a word of a text.
 */
function isApart(text: string): boolean {
  return (
    isDateLine(text) ||
    /^https?:\/\/\S{1,2000}$/i.test(text) ||
    /^(?:©|\(c\)|просмотр|коммент|фото|обновлено|опубликовано|читайте|еще$|ещё$|подробнее|тег)/i.test(text)
  );
}

function joinRun(run: readonly PageLine[]): PageLine {
  const [first] = run;
  if (first === undefined || run.length === 1) return first ?? { text: "", isAfterGap: false, isLink: false, width: 0 };
  const text = joinTexts(
    run.map((line) => line.text),
    false,
  );
  return { text, isAfterGap: first.isAfterGap, isLink: false, width: first.width };
}

/** Two pieces of a sentence: no space stands before its marks, and none inside of a word with a hyphen. */
export function joinText(left: string, right: string): string {
  return joinTexts([left, right], false);
}

/**
 * The same of many; `partsWords` where hyphens at their ends may be those of a program. Only pieces are looked at, so
 * that it is linear.
 */
function joinTexts(texts: readonly string[], partsWords: boolean): string {
  const pieces = texts.map((text, i) => {
    const next = texts[i + 1];
    if (next === undefined) return text;
    if (isOneWord(text, next, partsWords)) return text.slice(0, -1);
    const isOne = /^[,.;:!?)\]»…]/.test(next) || (endsHyphenated(text) && /^\p{L}/u.test(next));
    return isOne ? text : `${text} `;
  });
  return pieces.join("");
}

/** A dateline alone in its line is at most so long. */
const MAX_DATELINE_LENGTH = 120;

/** `ВЛАДИВОСТОК, 10 авг – РИА Новости.` alone on its line opens the next one. */
export function joinDatelines<Line extends PageLine>(lines: readonly Line[]): Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    const dateline = last === undefined || last.text.length > MAX_DATELINE_LENGTH ? null : parseDateline(last.text);
    if (last !== undefined && dateline?.agency != null && dateline.end >= last.text.length)
      joined[joined.length - 1] = { ...line, text: joinText(last.text, line.text), isAfterGap: last.isAfterGap };
    else joined.push(line);
  }
  return joined;
}

// What scraping glued into one line, parted again: a dateline behind a teaser, and teasers, labels and credits
// behind a sentence without the space that a sentence needs: «…сказал он.Читайте также: …», «…сказал он.Мост закрыли на
// ремонтПо его словам, …».

/** Longer lines are no paragraphs of a page. */
const MAX_LINE_LENGTH = 20_000;
/** So many pieces are parted from one line. */
const MAX_GLUED_PIECES = 8;
const MIN_TEASER_WORDS = 3;
const MAX_TEASER_WORDS = 16;

/** A sentence's end, and right behind it what begins no sentence. */
const LABEL_AT =
  /(?<=[\p{Ll}\d»"”)][.!?…][»"”)]?|[\p{Ll}\d][»"”][.])(?=(?:Читайте (?:также|нас|ещ[её]|подробнее)|Читать также|Смотрите также|Также читайте|По теме|Материалы по теме|Подпи(?:сывайтесь|шитесь)|Ошибка в тексте|Нашли (?:ошибку|опечатку)|Фото\s?:|©|Поделиться|Источник\s?:|Теги\s?:|Автор(?:ы)?\s?:)(?!\p{L}))/gu;
const RUBRIC_AT = new RegExp(`(?<=[.!?…»"”)])(?=\\p{Lu}[\\p{L} -]{1,30}\\d{1,2}\\s${monthPattern}\\s\\d{4})`, "gu");
/** «…сказал он. Фото: Иван Петров / ТАСС», at the end of a line. */
const CREDIT_AT =
  /(?<=[.!?…»"”)])\s(?=(?:Фото(?:\sиз\sархива)?|Снимок|Иллюстрация|Коллаж)\s?(?::|©)\s?\S[^.!?]{1,60}\.?$|©\s?\p{Lu}[^.!?]{1,60}$)/gu;
const CREDIT_WORDS = ["Фото", "Снимок", "Иллюстрация", "Коллаж", "©"];
/** A credit alone is longer. */
const MIN_BEFORE_CREDIT = 40;
/** «…Читать подробнееПо его словам»: the link's words, glued to the sentence after them. */
const MORE_AT = /(?<=(?:Читать (?:подробнее|далее|полностью)|Подробнее))(?=\p{Lu})/gu;
/** A sentence's end without its space, up to a word that another one is glued to. */
const TEASER =
  /(?<=\p{Ll}[.!?»"”]|→\s?)(?!(?:Ru|RU|Com|COM|Net|Org|Рф|РФ|Ua|By|Kz)(?!\p{L}))\p{Lu}[^.!?…]{10,200}?(?:\p{Ll}{3,}|[»"”])(?=\p{Lu}[\p{Ll}\s])/gu;

/** Classes of units at the two sides of a seam, before and behind it: ASCII, Latin and Cyrillic. */
const ENDS_BEFORE = 1;
const BEGINS_BEHIND = 2;
const SEAM_SIDES = Uint8Array.from({ length: 0x530 }, (_, unit) => {
  const character = String.fromCharCode(unit);
  return /[\p{Lu}©]/u.test(character) ? BEGINS_BEHIND : /[\p{Ll}.!?"»)]/u.test(character) ? ENDS_BEFORE : 0;
});

/** The lines with all that was glued on lines of its own; links that were glued are marked as links. Linear. */
export function splitGluedLines(lines: readonly PageLine[]): PageLine[] {
  return lines
    .flatMap(splitDateline)
    .flatMap((line) => (mayBeSplit(line) ? splitLabels(line).flatMap(splitTeaser) : [line]))
    .flatMap(splitCredit);
}

/** A credit behind a sentence on a line of its own. */
export function splitCredit<Line extends PageLine>(line: Line): Line[] {
  const tail = Math.max(0, line.text.length - 2 * MAX_DATELINE_LENGTH);
  const end = line.text.slice(tail);
  // Nearly no line holds any of them.
  if (!CREDIT_WORDS.some((word) => end.includes(word))) return [line];
  const [cut] = [...end.matchAll(CREDIT_AT)];
  if (cut === undefined || tail + cut.index < MIN_BEFORE_CREDIT) return [line];
  const at = tail + cut.index;
  return [
    { ...line, text: line.text.slice(0, at) },
    { ...line, text: line.text.slice(at).trim(), isAfterGap: false },
  ];
}

/**
 * Tells whether a line may be split: it is not too long, and has a seam. All pieces of such a line are short enough.
 */
function mayBeSplit({ text }: PageLine): boolean {
  return text.length <= MAX_LINE_LENGTH && mayHaveSeam(text);
}

function splitDateline(line: PageLine): PageLine[] {
  const dateline = findGluedDateline(line.text);
  if (dateline === null || parseDateline(line.text) !== null) return [line];
  return [
    { ...line, text: line.text.slice(0, dateline.start).trim(), isLink: true },
    { text: line.text.slice(dateline.start), isAfterGap: false, isLink: line.isLink, width: line.width },
  ];
}

/**
 * Tells whether a capital or © stands right behind a small letter or a sentence's end, as all matches of the patterns
 * of labels and teasers do: most lines have no such place, and one look is cheaper than four patterns. Other alphabets
 * and signs count as both.
 */
function mayHaveSeam(text: string): boolean {
  const both = ENDS_BEFORE | BEGINS_BEHIND;
  let before = 0;
  for (let i = 0; i < text.length; i += 1) {
    const side = SEAM_SIDES[text.charCodeAt(i)] ?? both;
    if ((before & ENDS_BEFORE) !== 0 && (side & BEGINS_BEHIND) !== 0) return true;
    before = side;
  }
  return false;
}

function splitLabels(line: PageLine): PageLine[] {
  const cuts = [LABEL_AT, RUBRIC_AT, MORE_AT].flatMap((pattern) =>
    [...line.text.matchAll(pattern)].slice(0, MAX_GLUED_PIECES).map(({ index }) => index),
  );
  if (cuts.length === 0) return [line];
  cuts.sort((a, b) => a - b);
  const pieces: PageLine[] = [];
  let from = 0;
  for (const cut of [...cuts, line.text.length]) {
    const text = line.text.slice(from, cut).trim();
    if (text !== "") pieces.push({ ...line, text, isAfterGap: from === 0 && line.isAfterGap });
    from = cut;
  }
  return pieces;
}

/** A headline between two sentences, glued to both. */
function splitTeaser(line: PageLine): PageLine[] {
  const pieces: PageLine[] = [];
  let from = 0;
  for (const { index, 0: teaser } of [...line.text.matchAll(TEASER)].slice(0, MAX_GLUED_PIECES)) {
    const words = teaser.split(" ").length;
    const isNamed = line.text.slice(Math.max(0, index - 2), index).includes("→");
    if (words < MIN_TEASER_WORDS || words > MAX_TEASER_WORDS || !(isNamed || isHeadline(teaser))) continue;
    pieces.push({ ...line, text: line.text.slice(from, index).trim(), isLink: false });
    pieces.push({ ...line, text: teaser, isAfterGap: false, isLink: true });
    from = index + teaser.length;
  }
  if (pieces.length === 0) return [line];
  return [...pieces, { ...line, text: line.text.slice(from).trim(), isAfterGap: false }];
}

/** «ВКонтакте» and «iPhone» are words: what is glued ends with a whole small word, and opens no bracket or quote. */
function isHeadline(text: string): boolean {
  const last = text.slice(text.lastIndexOf(" ") + 1);
  if (!/^[\p{Ll}«"„(]/u.test(last) && !/[»"”]$/.test(last)) return false;
  const quotes = text.match(/"/g)?.length ?? 0;
  return quotes % 2 === 0 && (text.match(/«/g)?.length ?? 0) === (text.match(/»/g)?.length ?? 0);
}

/**
 * A page as the rules see it: each line with its shape, its noise and its neighbours, worked out once, and with what
 * the rules then decide of it: whether it is of the article, or why it is left out.
 */

import { findNoise, type NoiseKind } from "../line-rules/boilerplate.ts";
import { isOpenCredit } from "../line-rules/photo-credit.ts";
import { stripGluedMore } from "../line-rules/teaser.ts";
import type { DroppedKind } from "../news/article.ts";
import { type Dateline, parseDateline } from "../news/dateline.ts";
import { isFinished, type LineShape, lineShape } from "../text/line-shape.ts";
import { foldOf, type PageLine, shapeOf } from "../text/page-lines.ts";

/**
 * The role of a line. `story`: a full sentence of some length. `sentence`: a shorter one. `short`: a few words with a
 * full stop. `item`: of a list or a dialogue. `long`: many words without an end. `heading`: few words without an end.
 * `noise`: no article text, by its own look. `repeat`: said elsewhere on the page, as captions and menus are.
 */
type LineRole = "story" | "sentence" | "short" | "item" | "long" | "heading" | "noise" | "repeat";

/** One line with all that is known of it alone, and what was decided of it. */
export interface ModelLine<Source extends PageLine = PageLine> {
  readonly source: Source;
  /** Its place among the lines of the page. */
  readonly index: number;
  readonly above: ModelLine<Source> | undefined;
  below: ModelLine<Source> | undefined;
  readonly text: string;
  readonly shape: LineShape;
  readonly fold: string;
  readonly isAfterGap: boolean;
  readonly isLink: boolean;
  readonly dateline: Dateline | null;
  /** Noise by the line's own look; the markup may know better. */
  noise: NoiseKind | null;
  role: LineRole;
  /** Place of the line in the markup: equal for paragraphs of one block. Null on a page without markup. */
  flow: unknown;
  /** Part of the article; null for a line that is left out. */
  part: "title" | "lead" | "body" | null;
  /** Reason why it is left out, if it says more than its noise and role. */
  dropped: DropReason | null;
}

/** The lines of a page, and which of them are its article, in their order. */
export interface Story<Line extends ModelLine = ModelLine> {
  readonly lines: readonly Line[];
  /** Those that say the title. */
  readonly titles: readonly Line[];
  readonly lead: readonly Line[];
  readonly body: readonly Line[];
}

/** The story as its lines have it. */
export function storyOf<Line extends ModelLine>(lines: readonly Line[]): Story<Line> {
  return {
    lines,
    titles: lines.filter(({ part }) => part === "title"),
    lead: lines.filter(({ part }) => part === "lead"),
    body: lines.filter(({ part }) => part === "body"),
  };
}

/** Leaves lines out. */
export function drop(lines: Iterable<ModelLine>, reason: DropReason): void {
  for (const line of lines) {
    line.part = null;
    line.dropped = reason;
  }
}

/**
 * RUSSIAN news prose: a paragraph has at least so many words, and such a share of small words. Measured on real pages.
 */
export const STORY_WORDS = 12;
const STORY_SMALL_WORD_SHARE = 0.08;
/** A long sentence of names and figures needs fewer. */
const LONG_STORY_WORDS = 20;
const LONG_STORY_SMALL_WORD_SHARE = 0.03;
/** No caption is so long: a paragraph that lost its full stop. */
export const UNENDED_STORY_WORDS = 40;
const SENTENCE_WORDS = 5;
const LONG_WORDS = 14;
/** A title that asks or calls has so many words. */
const MIN_QUESTION_WORDS = 4;
const MAX_QUESTION_WORDS = 25;
/** A name under an open credit is at most so long. */
const CREDIT_NAME_WORDS = 6;

/** The model of a page's joined lines. Linear. */
export function modelPage<Line extends PageLine>(lines: readonly Line[]): ModelLine<Line>[] {
  const seen = new Map<string, number>();
  for (const line of lines) seen.set(foldOf(line), (seen.get(foldOf(line)) ?? 0) + 1);
  const told = new Set<string>();
  const speakers = findSpeakers(lines);
  const isRussian = lines.filter(({ text }) => isLatin(text)).length < lines.length * MAX_LATIN_SHARE;
  const model: ModelLine<Line>[] = [];
  for (const line of lines) {
    const above: ModelLine<Line> | undefined = model.at(-1);
    const text = stripGluedMore(line.text);
    const shape = text === line.text ? shapeOf(line) : lineShape(text);
    const fold = foldOf(line);
    const isShort = shape.words <= CREDIT_NAME_WORDS && !/[!?…]$/.test(text);
    const isCreditName: boolean =
      isShort && (isOpenCredit(above?.text ?? "") || (above?.noise === "credit" && /^[/,]/.test(text)));
    const dateline = parseDateline(text);
    const noise: NoiseKind | null = isCreditName
      ? "credit"
      : dateline !== null && shape.words >= STORY_WORDS
        ? null
        : (findNoise(text, shape, text === line.text ? fold : undefined) ??
          (isRussian && isEmbed(text, shape) ? "embed" : null));
    const isRepeat = noise === null && isRepeated(text, fold, shape, seen, told);
    told.add(fold);
    const isTitle = above === undefined && isQuestion(text, shape);
    const role =
      noise !== null || line.isRow === true
        ? "noise"
        : isRepeat
          ? "repeat"
          : isTitle
            ? "heading"
            : roleOf(line, shape, shape.startsItem || speakers.has(speakerOf(text)));
    const read: ModelLine<Line> = {
      source: line,
      index: model.length,
      above,
      below: undefined,
      text,
      shape,
      fold,
      isAfterGap: line.isAfterGap,
      isLink: line.isLink,
      dateline,
      noise,
      role,
      flow: null,
      part: null,
      dropped: line.isRow === true ? ROW : null,
    };
    model.push(read);
    if (above !== undefined) above.below = read;
  }
  return model;
}

const ROW: DropReason = { kind: "other", reason: "a row of a table" };

/** A page with more lines without a Russian letter is not in Russian. */
const MAX_LATIN_SHARE = 0.4;
const MIN_LATIN_WORDS = 5;
/** Signatures of posts: «— Pacific Ports (@pacificports) May 5, 2020», «A post shared by …», and their places. */
const POST_SIGNATURE =
  /^[—–-]\s[^()]{1,60}\(@\w{2,30}\)|^A post shared by |^\S{0,3}pic\.(?:twitter|x)\.com\/|^Посмотреть эту публикацию в Instagram/i;

/** Tells whether a line is of a post in another language. */
function isEmbed(text: string, shape: LineShape): boolean {
  return POST_SIGNATURE.test(text.slice(0, 200)) || (shape.words >= MIN_LATIN_WORDS && isLatin(text));
}

/** Tells whether it has Latin letters and no others. */
function isLatin(text: string): boolean {
  const head = text.slice(0, 1_000);
  return /[A-Za-z]/.test(head) && !/\p{Script=Cyrillic}/u.test(head);
}

/** A headline or caption that stands twice is neither of them body text; a sentence is, where it stands first. */
function isRepeated(
  line: string,
  fold: string,
  shape: LineShape,
  seen: ReadonlyMap<string, number>,
  told: ReadonlySet<string>,
): boolean {
  if ((seen.get(fold) ?? 0) < 2 || shape.startsItem || shape.words < 2) return false;
  if (isQuestion(line, shape)) return true;
  return shape.endsSentence && !shape.endsCut ? shape.words >= SENTENCE_WORDS && told.has(fold) : true;
}

/** Titles may end so, but seldom with a full stop. */
function isQuestion(line: string, shape: LineShape): boolean {
  return shape.words >= MIN_QUESTION_WORDS && shape.words <= MAX_QUESTION_WORDS && /[?!][»"”]?$/.test(line);
}

/** So many lines open with the same name or initials before a colon where somebody is asked and answers. Untuned. */
const MIN_SPEECHES = 3;
const SPEAKER = /^(?:(?:\p{Lu}\.\s?){1,3}|\p{Lu}[\p{L}.-]{1,25}(?:\s\p{Lu}[\p{L}.-]{0,25}){0,2}):(?=\s)/u;

function speakerOf(text: string): string {
  return SPEAKER.exec(text.slice(0, 100))?.[0] ?? "";
}

/**
 * Finds the speakers on a page: most lines behind such a name end as a sentence, which titles under their rubrics do
 * not.
 */
function findSpeakers(lines: readonly PageLine[]): ReadonlySet<string> {
  const speeches = new Map<string, number>();
  for (const { text } of lines) {
    const speaker = speakerOf(text);
    if (speaker !== "") speeches.set(speaker, (speeches.get(speaker) ?? 0) + (isFinished(text) ? 1 : -1));
  }
  return new Set([...speeches].filter(([, count]) => count >= MIN_SPEECHES).map(([speaker]) => speaker));
}

function roleOf(line: PageLine, shape: LineShape, isItem: boolean): LineRole {
  if (line.isLink && !shape.endsSentence) return "noise";
  if (shape.words === 0) return "noise";
  if (isItem) return isStory(shape) ? "story" : "item";
  if (isStory(shape)) return "story";
  if (/[;,]\s?$/.test(line.text.slice(-3))) return "item";
  if (shape.endsSentence) return shape.words >= SENTENCE_WORDS ? "sentence" : "short";
  return shape.words >= LONG_WORDS ? "long" : "heading";
}

/** A paragraph may end with a colon, before a list or another's words. */
function isStory({ words, endsSentence, endsOpen, smallWordShare }: LineShape): boolean {
  if (words >= UNENDED_STORY_WORDS) return smallWordShare >= STORY_SMALL_WORD_SHARE;
  if (words < STORY_WORDS || !(endsSentence || endsOpen)) return false;
  return smallWordShare >= (words >= LONG_STORY_WORDS ? LONG_STORY_SMALL_WORD_SHARE : STORY_SMALL_WORD_SHARE);
}

/** The kind of a line, and one phrase for the owner that says why it is left out. */
export interface DropReason {
  readonly kind: DroppedKind;
  readonly reason: string;
}

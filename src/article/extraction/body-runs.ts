/**
 * What stands between two paragraphs of a story, and after its last one (layer 1). A short line without an end is a
 * subheading, a caption or a teaser, and only its neighbours tell which.
 */
import { publisherOf } from "../../news/agencies.ts";
import type { DropReason, ModelLine } from "./page-model.ts";
import { isOffTopic, type TopicWords } from "./topic-words.ts";

/** What stands between two paragraphs. */
export function keepBetween(
  lines: readonly ModelLine[],
  run: readonly number[],
  reasons: Map<number, DropReason>,
  topic: TopicWords,
): number[] {
  const isRelated = run.some((i) => lines[i]?.noise === "related" || lines[i]?.noise === "feed");
  const hasSignal = run.some((i) => isTeaserSignal(lines[i]));
  let isInList = endsWithColon(lines[(run[0] ?? 0) - 1]);
  return run.filter((i, n) => {
    const line = lines[i];
    isInList &&= line?.role === "heading" || line?.role === "item" || line?.role === "long";
    if (isInList && !hasSignal) return true;
    if (line === undefined || line.role === "noise" || line.role === "repeat") return false;
    isInList = endsWithColon(line);
    const isLast = n === run.length - 1;
    const verdict = isTitleOfMore(lines, i)
      ? teaser("a link to its article follows")
      : isCutAboveTime(lines, i)
        ? teaser("it breaks off above a time")
        : line.role === "heading" && isUnderPictureOrTime(lines, i)
          ? teaser("it stands under a picture or a time")
          : judgeBetween(line, {
              isRelated,
              hasSignal,
              headings: headingsAround(lines, i),
              isLast,
              opensItems: opensItems(lines, i),
              topic,
            });
    if (verdict !== null) reasons.set(i, verdict);
    return verdict === null;
  });
}

/** Counted to four: more say no more. */
function headingsAround(lines: readonly ModelLine[], i: number): number {
  let first = i;
  while (first > i - 3 && lines[first - 1]?.role === "heading") first -= 1;
  let last = i;
  while (last < i + 3 && lines[last + 1]?.role === "heading") last += 1;
  return last - first + 1;
}

function endsWithColon(line: ModelLine | undefined): boolean {
  return line !== undefined && line.noise === null && /:\s?$/.test(line.text.slice(-2));
}

interface RunFacts {
  readonly isRelated: boolean;
  readonly hasSignal: boolean;
  /** How many headings stand in a row here. */
  readonly headings: number;
  readonly isLast: boolean;
  readonly opensItems: boolean;
  readonly topic: TopicWords;
}

/**
 * A subheading is short, and what has a verb is rather the title of another article, unless it asks. Counted on the lines
 * between the paragraphs of real articles, and on real titles put there.
 */
const MAX_SUBHEADING_WORDS = 6;
const MAX_VERBAL_SUBHEADING_WORDS = 3;
const MAX_ASKING_SUBHEADING_WORDS = 8;
const ASKING =
  /^(?:что|как|почему|зачем|кто|где|когда|чем|сколько|с чего|откуда|куда|чего|чей|какой|какие|какая)(?!\p{L})/iu;
const MAX_SURE_SUBHEADING_WORDS = 4;
const MAX_DOUBTED_SUBHEADING_WORDS = 6;

/** Titles that a column cuts have no more words. */
const MAX_CUT_WORDS = 12;

const UNDER_HEADING = teaser("it stands under a heading for teasers");
const CAPTION: DropReason = { kind: "caption", reason: "a caption" };

function teaser(reason: string): DropReason {
  return { kind: "teaser", reason: `a teaser: ${reason}` };
}

/** Null for a line that stays, else why it goes. */
function judgeBetween(line: ModelLine, facts: RunFacts): DropReason | null {
  const { role, shape } = line;
  if (role === "item") return null;
  if (role === "sentence" || role === "short")
    return facts.isRelated && !isOwnSentence(line, facts) ? UNDER_HEADING : null;
  if (role === "story") return teaser("it breaks off");
  if (facts.opensItems || (shape.endsOpen && !facts.hasSignal)) return null;
  if (role === "heading" && shape.startsOpen) return { kind: "other", reason: "neither a heading nor a sentence" };
  if (role === "long") {
    if (facts.hasSignal || facts.isRelated) return CAPTION;
    return isOffTopic(line.text, facts.topic) ? teaser("the article does not speak of it") : null;
  }
  if (facts.isRelated) {
    const isSubheading =
      facts.isLast && line.isAfterGap && isPlainSubheading(line) && shape.words <= MAX_SURE_SUBHEADING_WORDS;
    return isSubheading ? null : UNDER_HEADING;
  }
  if (facts.hasSignal)
    return facts.isLast && isPlainSubheading(line) ? null : { kind: "caption", reason: "a caption or a teaser" };
  if (facts.headings > 2) return teaser("one of several titles");
  const isSubheading = shape.words <= maxSubheadingWords(line) && !isOffTopic(line.text, facts.topic);
  return isSubheading && (facts.isLast || facts.headings === 1)
    ? null
    : { kind: "teaser", reason: "a teaser or a caption" };
}

function maxSubheadingWords({ text, shape }: ModelLine): number {
  if (isQuote(text) || ASKING.test(text)) return MAX_ASKING_SUBHEADING_WORDS;
  return shape.hasVerb ? MAX_VERBAL_SUBHEADING_WORDS : MAX_SUBHEADING_WORDS;
}

/** Titles of other articles end without a full stop; a question right above a paragraph may be a subheading. */
function isOwnSentence(line: ModelLine, { isLast }: RunFacts): boolean {
  return !line.shape.endsCut && (endsWithStop(line) || (isLast && line.shape.words <= MAX_SURE_SUBHEADING_WORDS));
}

function isQuote(text: string): boolean {
  return /^[«"„].*[»"“]$/u.test(text);
}

function isPlainSubheading({ shape, isLink }: ModelLine): boolean {
  return shape.words <= MAX_DOUBTED_SUBHEADING_WORDS && !shape.hasVerb && !isLink;
}

/** Pictures, times, links and other articles near by. */
function isTeaserSignal(line: ModelLine | undefined): boolean {
  if (line === undefined) return false;
  if (line.role === "repeat" || line.isLink) return true;
  return line.noise !== null && line.noise !== "notice" && line.noise !== "counter" && line.noise !== "interface"
    ? true
    : line.noise === "interface" && !/^реклама/i.test(line.text);
}

/** «Подробнее» alone on the next line makes this one a teaser, whatever it ends with. */
function isTitleOfMore(lines: readonly ModelLine[], i: number): boolean {
  return lines[i + 1]?.noise === "more" && (lines[i]?.shape.words ?? 0) <= 25;
}

/** A headline that breaks off, and its time right below: «Биржа увеличила число складов... / 10 апреля, 15:20». */
function isCutAboveTime(lines: readonly ModelLine[], i: number): boolean {
  const line = lines[i];
  return line?.shape.endsCut === true && line.shape.words <= MAX_CUT_WORDS && lines[i + 1]?.noise === "date";
}

/** A title right under the time or the picture of another article is that article's. */
function isUnderPictureOrTime(lines: readonly ModelLine[], i: number): boolean {
  const before = lines[i - 1];
  if (before?.noise === "date") return true;
  const isPicture = before?.noise === "credit" || (before?.noise === "interface" && /фотобанк/iu.test(before.text));
  return isPicture && lines[i]?.isAfterGap === false && (lines[i]?.shape.words ?? 0) >= 2;
}

/** A line without an end before a list opens the list. */
function opensItems(lines: readonly ModelLine[], i: number): boolean {
  return lines[i + 1]?.role === "item" && endsWithColon(lines[i]);
}

/** So many lines of pictures and teasers may part the last short paragraph from the others. */
const MAX_TAIL_INSERTS = 5;

/** «Иван ЗУЕВ.», «И. ЗУЕВ, соб. корр.»: how papers sign an article. */
const SIGNATURE = /^(?:\p{Lu}\p{Ll}{1,20}|\p{Lu}\.)\s?\p{Lu}{4,25}(?:,\s[^.]{3,40}(?:\.[^.]{0,20})?)?\.?$/u;
const MAX_SIGNATURE_WORDS = 8;

/** What follows the last paragraph: lists and short sentences, up to the first thing that is neither. */
export function keepTail(
  lines: readonly ModelLine[],
  run: readonly number[],
  reasons: Map<number, DropReason>,
): number[] {
  const kept: number[] = [];
  let isInList = endsWithColon(lines[(run[0] ?? 0) - 1]);
  let inserts = 0;
  for (const i of run) {
    const line = lines[i];
    if (line === undefined) break;
    if (line.noise === "credit" || line.noise === "notice" || line.role === "repeat") continue;
    if (isSignature(line)) break;
    const isText = isTailText(lines, i) || (isInList && line.role === "heading");
    if (isText && !isTitleOfMore(lines, i) && !isCutAboveTime(lines, i) && (inserts === 0 || isLastParagraph(line))) {
      isInList = endsWithColon(line) || (isInList && !line.shape.endsSentence);
      inserts = 0;
      kept.push(i);
      continue;
    }
    if (line.role !== "noise") reasons.set(i, afterEnd(line));
    inserts += 1;
    if (!isInsert(line) || inserts > MAX_TAIL_INSERTS) break;
  }
  return kept;
}

/** «Сообщает ТАСС.» ends a text, too. */
function isSignature({ text, shape }: ModelLine): boolean {
  if (shape.words > MAX_SIGNATURE_WORDS || !SIGNATURE.test(text)) return false;
  return text.split(/[\s.,]+/u).every((word) => publisherOf(word) === null);
}

function afterEnd({ role }: ModelLine): DropReason {
  return { kind: role === "heading" ? "teaser" : "other", reason: "after the end of the article" };
}

/** What somebody says behind a dash has so many words; shorter items are of a menu. */
const MIN_SPOKEN_WORDS = 5;

/** Things that stand between paragraphs too. */
function isInsert({ noise, role, text }: ModelLine): boolean {
  if (noise === "interface") return /фотобанк|^реклама/iu.test(text);
  return role === "heading" || noise === "teaser" || noise === "more" || noise === "date" || noise === "related";
}

function isLastParagraph(line: ModelLine): boolean {
  const isWhole = line.role === "sentence" || (line.role === "item" && line.shape.words >= MIN_SPOKEN_WORDS);
  return isWhole && endsWithStop(line) && !line.shape.endsCut;
}

function isTailText(lines: readonly ModelLine[], i: number): boolean {
  const line = lines[i];
  if (line === undefined) return false;
  if (line.role === "item" || line.role === "sentence" || line.role === "short") return true;
  if (line.role === "long" && isUnendedParagraph(line) && lines[i + 1]?.noise !== "credit") return true;
  const opensList = (line.role === "heading" || line.role === "long") && endsWithColon(line);
  return opensList || (line.role === "heading" && lines[i + 1]?.role === "item" && lines[i + 1]?.isAfterGap === false);
}

/** No caption has so many words in two sentences. */
const MIN_UNENDED_WORDS = 20;

/** A paragraph that lost its end: a sentence that is whole, and the beginning of another. */
export function isUnendedParagraph({ text, shape }: ModelLine): boolean {
  return shape.words >= MIN_UNENDED_WORDS && /[.!?] \p{Lu}/u.test(text);
}

/** Titles end with other marks, so that without a title only a full stop tells a sentence. */
export function endsWithStop(line: ModelLine | undefined): boolean {
  return /\.[»"”)]?$/.test(line?.text.slice(-3) ?? "");
}

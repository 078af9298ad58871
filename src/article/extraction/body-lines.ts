/**
 * Which lines of a page are the article (layer 1): where the story begins and where it ends, what between two paragraphs
 * belongs to it, and which words tell that a headline is of another story.
 */

import { publisherOf } from "../../news/agencies.ts";
import { isImprint } from "../line-rules/boilerplate.ts";
import { isLastCall } from "../line-rules/call-to-action.ts";
import type { DropReason, ModelLine } from "./page-model.ts";
import {
  addToTopic,
  isOffTopic,
  isOneOfSummaries,
  newTopic,
  storyEvidence,
  type TopicWords,
  topicWords,
} from "./story-evidence.ts";

/** The lines chosen, and why each other line was not. Indices ascend. */
export interface BodyChoice {
  readonly lead: readonly number[];
  readonly body: readonly number[];
  readonly reasons: ReadonlyMap<number, DropReason>;
}

/** The dateline that a line of the body opens with, or null. */
export function datelineOf(lines: readonly ModelLine[], { body }: BodyChoice): ModelLine["dateline"] {
  return body.map((i) => lines[i]?.dateline ?? null).find((dateline) => dateline !== null) ?? null;
}

/** Words of the lead and the body. */
export function countWords(lines: readonly ModelLine[], { lead, body }: BodyChoice): number {
  return [...lead, ...body].reduce((sum, i) => sum + (lines[i]?.shape.words ?? 0), 0);
}

/** Stretches of the body whose lines follow each other on the page: how many lines and words each has. */
export function runsOf(lines: readonly ModelLine[], { body }: BodyChoice) {
  const runs: { lines: number; words: number }[] = [];
  for (const [n, i] of body.entries()) {
    const last = runs.at(-1);
    const words = lines[i]?.shape.words ?? 0;
    if (last === undefined || body[n - 1] !== i - 1) runs.push({ lines: 1, words });
    else runs[runs.length - 1] = { lines: last.lines + 1, words: last.words + words };
  }
  return runs;
}

/** More than so many words before a dateline are a story of their own, and the dateline is quoted in it. */
const MAX_LEAD_WORDS = 100;
/** So many words of story make the end of the page's article believable. */
const MIN_STORY_WORDS = 20;
/** A count of comments stands under a story, or over one: under its title, or under its first paragraph. */
const MIN_COMMENTED_STORIES = 2;
/** So many lines in a row that are no text may part the story from other texts of the page. */
const GAP_LINES = 6;
const TITLE_NEAR_LINES = 6;
/** Date, credit and counter may stand between a title and its first sentence. */
const TITLE_COMPANIONS = 4;
/** And menus, buttons and a caption too, before a first sentence that is plainly one. */
const TITLE_FURNITURE = 9;

/** Why sentences behind a label or a list of other articles are left out. */
export const OF_OTHERS: DropReason = {
  kind: "teaser",
  reason: "of other articles: it stands behind their label or titles",
};

/** The lines of the story. `titleLines` are those that say the title. Linear. */
export function chooseBody(lines: readonly ModelLine[], titleLines: readonly number[]): BodyChoice {
  const reasons = new Map<number, DropReason>();
  const titles = new Set(titleLines);
  const start = findStart(lines, titleLines);
  const extent = findExtent(lines, start.index, titleLines);
  const insets = findInsetSummaries(lines);
  for (const i of extent.islands) reasons.set(i, OF_OTHERS);
  for (const i of insets)
    reasons.set(i, { kind: "teaser", reason: "a teaser: it sums up the article of the title above" });
  const anchors: number[] = [];
  for (let i = start.index; i < extent.end; i += 1) {
    const isOpening = i === start.index && isLeading(lines, i);
    if (insets.has(i) || extent.islands.has(i)) continue;
    if ((isOpening || isAnchor(lines, i, start.isRelaxed)) && !titles.has(i)) anchors.push(i);
  }
  const first = anchors[0];
  const body = first === undefined ? [] : keepRuns(lines, anchors, extent, titles, reasons);
  const lead = start.isDateline
    ? findLead(lines, titleLines, start.index)
    : findLeadBetweenTitles(lines, titleLines, first);
  return { lead, body: withoutSiteBoilerplate(lines, body, reasons), reasons };
}

interface Start {
  readonly index: number;
  readonly isDateline: boolean;
  /** No line is a story line: shorter sentences have to do. */
  readonly isRelaxed: boolean;
}

/** The dateline, else the first paragraph after the title that the most text follows. */
function findStart(lines: readonly ModelLine[], titleLines: readonly number[]): Start {
  const dateline = lines.findIndex(({ dateline, noise }) => dateline !== null && noise === null);
  const isRelaxed = !lines.some(({ role }) => role === "story");
  const after = lastTitleBefore(lines, titleLines);
  if (dateline >= 0) {
    const before = lines.slice(Math.max(0, after + 1), dateline);
    const wordsBefore = before.reduce((sum, line) => sum + (line.role === "story" ? line.shape.words : 0), 0);
    if (wordsBefore <= MAX_LEAD_WORDS || dateline < after) return { index: dateline, isDateline: true, isRelaxed };
  }
  for (let i = after + 1; i < lines.length; i += 1) {
    if (isAnchor(lines, i, isRelaxed))
      return { index: withLeadingSentences(lines, i, after), isDateline: false, isRelaxed };
  }
  return { index: after + 1, isDateline: false, isRelaxed };
}

/** The first line of the story as far as it is known before the title is: a plain sentence near above counts. */
export function findFirstText(lines: readonly ModelLine[]): number {
  const { index } = findStart(lines, []);
  for (let i = Math.max(0, index - TITLE_FURNITURE); i < index; i += 1) {
    const line = lines[i];
    if (line?.role === "sentence" && endsWithStop(line) && !line.shape.endsCut && !isUnderCredit(lines, i)) return i;
  }
  return index;
}

/**
 * What stands right between the title and the first paragraph opens the story: short sentences, items, a paragraph
 * without its full stop. A sentence right under the title does so even where teasers follow it.
 */
function withLeadingSentences(lines: readonly ModelLine[], start: number, after: number): number {
  let index = start;
  while (index - 1 > after && isLeading(lines, index - 1) && (after >= 0 || endsWithStop(lines[index - 1]))) index -= 1;
  if (after < 0) return index;
  for (let i = after + 1; i < index && i <= after + TITLE_FURNITURE; i += 1) {
    const line = lines[i];
    if (line?.role !== "sentence" || !endsWithStop(line) || line.shape.endsCut || isUnderCredit(lines, i)) continue;
    if (lines[i + 1]?.noise !== "more") return i;
  }
  for (let i = after + 1; i < index && i <= after + TITLE_COMPANIONS; i += 1) {
    const line = lines[i];
    if (line?.role === "long" && isLeading(lines, i) && (line.shape.endsOpen || /[.!?] \p{Lu}/u.test(line.text)))
      return i;
    if (line?.noise !== "date" && line?.noise !== "credit" && line?.noise !== "counter") break;
  }
  return index;
}

/** Beside the credit of a picture a sentence is rather its caption. */
function isUnderCredit(lines: readonly ModelLine[], i: number): boolean {
  return lines[i + 1]?.noise === "credit";
}

function isLeading(lines: readonly ModelLine[], i: number): boolean {
  const line = lines[i];
  if (line === undefined) return false;
  if (line.role === "sentence" || line.role === "item" || line.role === "short") return true;
  if (line.role === "long") {
    return isUnendedParagraph(line) || (lines[i - 1]?.noise !== "credit" && lines[i + 1]?.noise !== "credit");
  }
  return line.role === "heading" && line.shape.endsOpen;
}

/** The last line of the title that more than half of the page's text still follows; -1 where there is none. */
function lastTitleBefore(lines: readonly ModelLine[], titleLines: readonly number[]): number {
  const following = new Array<number>(lines.length + 1).fill(0);
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i];
    const weight = line?.role === "story" || line?.role === "sentence" ? line.shape.words : 0;
    following[i] = (following[i + 1] ?? 0) + weight;
  }
  const first = titleLines[0];
  if (first === undefined) return -1;
  const needed = (following[first] ?? 0) / 2;
  return titleLines.findLast((i) => (following[i] ?? 0) >= needed) ?? first;
}

function isAnchor(lines: readonly ModelLine[], i: number, isRelaxed: boolean): boolean {
  const line = lines[i];
  if (line === undefined) return false;
  if (isCutTeaser(lines, i)) return false;
  if (line.role === "story" || (line.dateline !== null && line.noise === null)) return true;
  return isRelaxed && (line.role === "sentence" || line.role === "short" || line.role === "long");
}

/** «Заголовок / Первое предложение. Второе…»: an excerpt of another article under its title. */
function isCutTeaser(lines: readonly ModelLine[], i: number): boolean {
  const line = lines[i];
  if (line === undefined || !line.shape.endsCut || /[»"”]$/.test(line.text)) return false;
  const before = lines[i - 1]?.role;
  const after = lines[i + 1]?.role;
  return (before === "heading" || before === "noise") && after !== "story" && after !== "sentence";
}

interface Extent {
  /** One past the last line that may be the article's. */
  readonly end: number;
  /** Sentences of others between those of the story. */
  readonly islands: ReadonlySet<number>;
  /** Sentences of the story behind a label or titles of others. */
  readonly resumed: ReadonlySet<number>;
}

/**
 * How far the story goes. Readers' words and the foot of the page end it. A label of other articles, or many lines that are no
 * text, end nothing: each stretch of sentences behind them is weighed.
 */
function findExtent(lines: readonly ModelLine[], start: number, titleLines: readonly number[]): Extent {
  const wordsUntilEnd = sumUntilEnd(lines, ({ role }) => role === "story");
  const textUntilEnd = sumUntilEnd(lines, isText);
  const storyTitle = titleLines.findLast((i) => i < start) ?? Number.NEGATIVE_INFINITY;
  const isUnderTitle = start - storyTitle <= TITLE_NEAR_LINES;
  const topic = newTopic();
  const islands = new Set<number>();
  const resumed = new Set<number>();
  let words = 0;
  let textWords = 0;
  let gap = 0;
  let stories = 0;
  let isBehindFeed = false;
  let isBehindRelated = false;
  for (let i = start; i < lines.length; i += 1) {
    const line = lines[i];
    if (line === undefined) break;
    const isRestLess = stories > 0 && (textUntilEnd[i + 1] ?? 0) < textWords;
    if (line.noise === "end" && (words >= MIN_STORY_WORDS || (textWords >= MIN_STORY_WORDS && isRestLess)))
      return { end: i, islands, resumed };
    if (
      line.noise === "legal" &&
      words >= MIN_STORY_WORDS &&
      isImprint(line.text) &&
      (isUnderTitle || (wordsUntilEnd[i] ?? 0) < words)
    )
      return { end: i, islands, resumed };
    if (line.noise === "comments" && stories >= MIN_COMMENTED_STORIES) return { end: i, islands, resumed };
    if (line.noise === "feed" && textWords >= MIN_STORY_WORDS && stories > 0) isBehindFeed = true;
    if (line.noise === "related" && textWords >= MIN_STORY_WORDS && stories > 0) isBehindRelated = true;
    if (!isText(line)) {
      gap += 1;
      continue;
    }
    const isGap = gap >= GAP_LINES && words >= MIN_STORY_WORDS && (isUnderTitle || (wordsUntilEnd[i] ?? 0) < words);
    isBehindRelated &&= isOneOfSummaries(lines, i);
    if (isBehindFeed || isBehindRelated || isGap) {
      const to = endOfStretch(lines, i);
      if (storyEvidence(lines, i, to, topic) <= 0) {
        for (let other = i; other < to; other += 1) islands.add(other);
        i = to - 1;
        continue;
      }
      for (let own = i; own < to; own += 1) resumed.add(own);
      isBehindFeed = false;
      isBehindRelated = false;
      gap = 0;
    }
    textWords += line.shape.words;
    addToTopic(topic, line);
    if (line.role === "story") {
      words += line.shape.words;
      stories += 1;
      gap = 0;
    }
  }
  return { end: lines.length, islands, resumed };
}

/** One past the last of the lines of text that begin at `from` and follow each other. */
function endOfStretch(lines: readonly ModelLine[], from: number): number {
  let to = from + 1;
  for (let line = lines[to]; line !== undefined && isText(line); line = lines[to]) to += 1;
  return to;
}

function isText({ role }: ModelLine): boolean {
  return role === "story" || role === "sentence" || role === "item" || role === "short";
}

/** For each line the words of what counts, from there to the next sure end of an article. */
function sumUntilEnd(lines: readonly ModelLine[], isCounted: (line: ModelLine) => boolean): number[] {
  const sums = new Array<number>(lines.length + 1).fill(0);
  for (let i = lines.length - 1; i >= 0; i -= 1) {
    const line = lines[i];
    if (line !== undefined && line.noise !== "end")
      sums[i] = (sums[i + 1] ?? 0) + (isCounted(line) ? line.shape.words : 0);
  }
  return sums;
}

/** Walks from paragraph to paragraph and judges what stands between. */
function keepRuns(
  lines: readonly ModelLine[],
  anchors: readonly number[],
  { end, islands, resumed }: Extent,
  titles: ReadonlySet<number>,
  reasons: Map<number, DropReason>,
): number[] {
  const body: number[] = [];
  const topic = topicWords([...titles, ...anchors].map((i) => lines[i]));
  for (const [n, anchor] of anchors.entries()) {
    body.push(anchor);
    const next = anchors[n + 1];
    const run = range(anchor + 1, next ?? end).filter((i) => !titles.has(i) && !islands.has(i));
    body.push(
      ...(next === undefined ? keepTail(lines, run, resumed, reasons) : keepBetween(lines, run, reasons, topic)),
    );
  }
  return body;
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
}

// Insets in a story that show another article by its title and its first sentences: «Также по теме / Лозы
// Дербента / На склонах под Дербентом спасают лозы…». The sentences look like a paragraph; that they say what their title
// says, in words that the rest of the story does not have, gives them away.

/** So many words that only title and summary have; a name alone is not enough. Untuned. */
const MIN_OWN_WORDS = 2;

/** The lines that sum up another article under a label and its title. Linear. */
function findInsetSummaries(lines: readonly ModelLine[]): ReadonlySet<number> {
  const candidates = [...lines.keys()].filter((i) => isUnderLabelAndTitle(lines, i));
  if (candidates.length === 0) return new Set();
  const counts = countLinesByWord(lines);
  return new Set(
    candidates.filter((i) => {
      const title = topicWords([lines[i - 1]]);
      const own = [...topicWords([lines[i]])].filter((word) => title.has(word) && counts.get(word) === 1);
      return own.length >= MIN_OWN_WORDS;
    }),
  );
}

function isUnderLabelAndTitle(lines: readonly ModelLine[], i: number): boolean {
  const title = lines[i - 1];
  const isTitle = title?.role === "heading" || title?.role === "long";
  return isTitle && lines[i]?.role === "story" && lines[i]?.dateline === null && lines[i - 2]?.noise === "related";
}

/** In how many sentences of the page each word stands. */
function countLinesByWord(lines: readonly ModelLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (line.role !== "story" && line.role !== "sentence") continue;
    for (const word of topicWords([line])) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/**
 * The stand-first of a story (layer 1): what a page says between its title and its dateline, or between its title and the
 * same title again.
 */
const MAX_LEAD_LINES = 3;
const MIN_LEAD_WORDS = 6;
/** The title and its repetition stand so near each other. */
const TITLES_NEAR_LINES = 6;

/** The stand-first: the sentences between title and dateline that are nearest to it. */
function findLead(lines: readonly ModelLine[], titleLines: readonly number[], dateline: number): number[] {
  const after = titleLines.findLast((i) => i < dateline) ?? -1;
  const lead: number[] = [];
  for (let i = dateline - 1; i > after && lead.length < MAX_LEAD_LINES; i -= 1) {
    const line = lines[i];
    if (line === undefined) break;
    const isSentence = line.role === "story" || (line.role === "sentence" && line.shape.words >= MIN_LEAD_WORDS);
    if (isSentence && !line.shape.endsCut) lead.unshift(i);
    else if (lead.length > 0) break;
  }
  return lead;
}

/** The stand-first of a page that says its title again below it, as the text of a picture. */
function findLeadBetweenTitles(lines: readonly ModelLine[], titleLines: readonly number[], first = 0): number[] {
  const above = titleLines.filter((i) => i < first);
  const [upper, lower] = above.slice(-2);
  if (upper === undefined || lower === undefined || lower - upper > TITLES_NEAR_LINES) return [];
  const lead: number[] = [];
  for (let i = lower - 1; i > upper && lines[i]?.role === "story" && lines[i]?.shape.endsCut === false; i -= 1)
    lead.unshift(i);
  return lead.length <= MAX_LEAD_LINES ? lead : [];
}

// What a site says of itself below a story, in sentences that look like paragraphs.

/** A sentence with this many words of a site's trade is boilerplate. Measured: 1.2 % of 11,000 paragraphs of news have them. */
const MIN_TRADE_WORDS = 3;
/** As many as this where it stands right below the story. Untuned. */
const MIN_SURE_TRADE_WORDS = 5;
/** A text of fewer paragraphs is a note, whose every sentence may be news. Untuned. */
const MIN_CALLED_LINES = 2;

/** The body without the site's own sentences and calls at its end. They stand below the story, behind lines that are no text. */
function withoutSiteBoilerplate(
  lines: readonly ModelLine[],
  body: number[],
  reasons: Map<number, DropReason>,
): number[] {
  const trade = body.map((i) => (lines[i]?.dateline === null ? countSiteBoilerplate(lines[i]?.text ?? "") : 0));
  let end = withoutLastCalls(lines, body);
  for (let n = end - 1; n > 0; n -= 1) {
    const i = body[n] ?? 0;
    const needed = n === end - 1 ? MIN_TRADE_WORDS : MIN_TRADE_WORDS - 1;
    if ((trade[n] ?? 0) < needed) break;
    if ((body[n - 1] ?? 0) < i - 1 || (trade[n] ?? 0) >= MIN_SURE_TRADE_WORDS) end = n;
  }
  end = Math.min(end, endBeforeNotices(lines, body, trade));
  // A heading of the notices is none of the story.
  while (end > 1 && end < body.length && isBareHeading(lines[body[end - 1] ?? -1])) end -= 1;
  for (const i of body.slice(end)) reasons.set(i, { kind: "notice", reason: "a notice to readers" });
  return body.slice(0, end);
}

/** Where the calls and sources begin that a text ends with; its first paragraphs are none. */
function withoutLastCalls(lines: readonly ModelLine[], body: readonly number[]): number {
  let end = body.length;
  while (end > MIN_CALLED_LINES) {
    const line = lines[body[end - 1] ?? -1];
    if (line === undefined || line.dateline !== null || !isLastCall(line.text, line.shape.words)) break;
    end -= 1;
  }
  return end;
}

function isBareHeading(line: ModelLine | undefined): boolean {
  return line?.role === "heading" && !line.shape.endsOpen;
}

/** Behind a notice that is surely one all goes, if every line has a word of the trade, and the story is longer. */
function endBeforeNotices(lines: readonly ModelLine[], body: readonly number[], trade: readonly number[]): number {
  const wordsAt = (n: number) => lines[body[n] ?? -1]?.shape.words ?? 0;
  let after = 0;
  let best = body.length;
  for (let n = body.length - 1; n > 0 && (trade[n] ?? 0) > 0; n -= 1) {
    after += wordsAt(n);
    if (lines[(body[n] ?? 0) - 1]?.noise === "legal") best = n;
  }
  const before = body.slice(0, best).reduce((sum, _, n) => sum + wordsAt(n), 0);
  return before > after ? best : body.length;
}

// Sentences in which a site speaks of itself: who may reprint it, how to comment, what it stores of its readers.
// No phrase tells them all; that several words of this trade meet in one line does.

/** Beginnings of words; each counts once a line. A line of news on such a matter has some of them too, so place decides. */
const TRADE_WORDS =
  "сайт|портал|редакци|пользовател|посетител|читател|комментари|модера|авторск|правооблада|перепечат|гиперссыл|ссылк|копирован|" +
  "материал|учредител|сетев|издани|регистрац|зарегистрир|свидетельств|роскомнадзор|персональн|cookie|куки|файл|метрик|" +
  "рекомендательн|публикац|рекламодател|реклам|администрац|аккаунт|парол|подписк|подпи|соглашени|конфиденциальн|" +
  "использовани|цитировани|воспроизведени|размещен|разреш|согласи|ответственност|оскорблен|нецензурн|ненормативн|спам|" +
  "удал|сообщени|телеграм|telegram|канал|рассылк|уведомлен|баннер|фс77|контент|интеллектуальн|мнени|дискусси|обсужден|ресурс";
const TRADE_WORD = new RegExp(`(?<!\\p{L})(?:${TRADE_WORDS})`, "giu");
const MAX_LENGTH = 800;

/** How many different words of the trade are in a line; lines longer than 800 characters are read so far. */
export function countSiteBoilerplate(line: string): number {
  return new Set([...line.slice(0, MAX_LENGTH).matchAll(TRADE_WORD)].map(([word]) => word.toLowerCase())).size;
}

// What stands between two paragraphs of a story, and after its last one. A short line without an end is a
// subheading, a caption or a teaser, and only its neighbours tell which.

/** What stands between two paragraphs. */
function keepBetween(
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

/** How many headings stand in a row around a line, counted up to three on each side. */
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

/**
 * What follows the last paragraph: lists and short sentences, up to the first thing that is neither, and what goes on behind
 * titles of others.
 */
function keepTail(
  lines: readonly ModelLine[],
  run: readonly number[],
  resumed: ReadonlySet<number>,
  reasons: Map<number, DropReason>,
): number[] {
  const kept: number[] = [];
  let isInList = endsWithColon(lines[(run[0] ?? 0) - 1]);
  let inserts = 0;
  let isOver = false;
  for (const i of run) {
    const line = lines[i];
    if (line === undefined) break;
    if (resumed.has(i)) {
      isOver = false;
      inserts = 0;
      kept.push(i);
      continue;
    }
    if (isOver || line.noise === "credit" || line.noise === "notice" || line.role === "repeat") continue;
    isOver = isSignature(line);
    if (isOver) continue;
    const isText = isTailText(lines, i) || (isInList && line.role === "heading");
    if (isText && !isTitleOfMore(lines, i) && !isCutAboveTime(lines, i) && (inserts === 0 || isLastParagraph(line))) {
      isInList = endsWithColon(line) || (isInList && !line.shape.endsSentence);
      inserts = 0;
      kept.push(i);
      continue;
    }
    if (line.role !== "noise") reasons.set(i, afterEnd(line));
    inserts += 1;
    isOver = !isInsert(line) || inserts > MAX_TAIL_INSERTS;
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
  return (
    role === "heading" ||
    noise === "teaser" ||
    noise === "embed" ||
    noise === "more" ||
    noise === "date" ||
    noise === "related"
  );
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
function isUnendedParagraph({ text, shape }: ModelLine): boolean {
  return shape.words >= MIN_UNENDED_WORDS && /[.!?] \p{Lu}/u.test(text);
}

/** Titles end with other marks, so that without a title only a full stop tells a sentence. */
function endsWithStop(line: ModelLine | undefined): boolean {
  return /\.[»"”)]?$/.test(line?.text.slice(-3) ?? "");
}

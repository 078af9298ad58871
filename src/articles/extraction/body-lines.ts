/**
 * Which lines of a page are the article: where the story begins and where it ends, what between two paragraphs
 * belongs to it, and which words tell that a headline is of another story.
 */

import { isMessageHead } from "../dates/date-formats.ts";
import { isImprint } from "../line-rules/boilerplate.ts";
import { isLastCall } from "../line-rules/call-to-action.ts";
import { publisherOf } from "../news/agencies.ts";
import { type DropReason, drop, type ModelLine, type Story, storyOf } from "./page-model.ts";
import {
  isOffTopic,
  isOneOfSummaries,
  MIN_FENCED_EVIDENCE,
  StoryTopic,
  storyEvidence,
  type TopicWords,
  topicWords,
} from "./story-evidence.ts";

/** The dateline that a line of the body opens with, or null. */
export function datelineOf({ body }: Pick<Story, "body">): ModelLine["dateline"] {
  return body.find(({ dateline }) => dateline !== null)?.dateline ?? null;
}

/** Words of some lines. */
export function countWords(lines: readonly ModelLine[]): number {
  return lines.reduce((sum, { shape }) => sum + shape.words, 0);
}

/** Stretches of the body whose lines follow each other on the page. */
export function runsOf({ body }: Story): ModelLine[][] {
  const runs: ModelLine[][] = [];
  for (const line of body) {
    if (line.above?.part === "body") runs.at(-1)?.push(line);
    else runs.push([line]);
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

/** Reason of leaving out sentences behind a label or a list of other articles. */
export const OF_OTHERS: DropReason = {
  kind: "teaser",
  reason: "of other articles: it stands behind their label or titles",
};

/**
 * Decides which of the lines are the lead and the body, and gives them. Those that say the title are told apart
 * already. Linear.
 */
export function chooseBody<Line extends ModelLine>(lines: readonly Line[]): Story<Line> {
  const titles = lines.filter(({ part }) => part === "title");
  const start = findStart(lines, titles);
  const extent = new ExtentWalk(lines, start.index, titles).run();
  drop(extent.islands, OF_OTHERS);
  const insets = findInsetSummaries(lines);
  drop(insets, { kind: "teaser", reason: "a teaser: it sums up the article of the title above" });
  const anchors = lines.slice(start.index, extent.end).filter((line) => {
    if (insets.has(line) || extent.islands.has(line) || line.part === "title") return false;
    return (line.index === start.index && isLeading(line)) || isAnchor(line, start.isRelaxed);
  });
  keepRuns(lines, anchors, extent, titles);
  const lead = start.isDateline
    ? findLead(lines, titles, start.index)
    : findLeadBetweenTitles(lines, titles, anchors[0]?.index ?? 0);
  for (const line of lead) line.part = "lead";
  if (lead.length === 0 && !start.isDateline) markSubtitle(lines, anchors);
  dropSiteBoilerplate(storyOf(lines).body);
  return storyOf(lines);
}

interface Start {
  readonly index: number;
  readonly isDateline: boolean;
  /** No line is a story line: shorter sentences have to do. */
  readonly isRelaxed: boolean;
}

/** The dateline, else the first paragraph after the title that the most text follows. */
function findStart(lines: readonly ModelLine[], titles: readonly ModelLine[]): Start {
  const dateline = lines.find(({ dateline, noise }) => dateline !== null && noise === null);
  const isRelaxed = !lines.some(({ role }) => role === "story");
  const after = lastTitleBefore(lines, titles);
  if (dateline !== undefined) {
    const before = lines.slice(after + 1, dateline.index).filter(({ role }) => role === "story");
    if (countWords(before) <= MAX_LEAD_WORDS || dateline.index < after)
      return { index: dateline.index, isDateline: true, isRelaxed };
  }
  const first = lines.slice(after + 1).find((line) => isAnchor(line, isRelaxed));
  const index = first === undefined ? after + 1 : withLeadingSentences(lines, first, after);
  return { index, isDateline: false, isRelaxed };
}

/** The first line of the story as far as it is known before the title is: a plain sentence near above counts. */
export function findFirstText(lines: readonly ModelLine[]): number {
  const { index } = findStart(lines, []);
  return lines.slice(Math.max(0, index - TITLE_FURNITURE), index).find(isPlainSentence)?.index ?? index;
}

/** A sentence that is no caption: the credit of its picture would stand below. */
function isPlainSentence(line: ModelLine): boolean {
  return line.role === "sentence" && endsWithStop(line) && !line.shape.endsCut && line.below?.noise !== "credit";
}

/**
 * Adds the lines right between the title and the first paragraph, which open the story: short sentences, items, a
 * paragraph without its full stop. A sentence right under the title does so even where teasers follow it.
 */
function withLeadingSentences(lines: readonly ModelLine[], start: ModelLine, after: number): number {
  let first = start;
  const isFigures = ({ text, flow }: ModelLine) => flow !== start.flow && /^\d/.test(text);
  for (let line = start.above; line !== undefined && line.index > after; line = line.above) {
    if (!isLeading(line) || isFigures(line) || (after < 0 && !endsWithStop(line) && !isSpoken(line))) break;
    first = line;
  }
  if (after < 0) return first.index;
  const between = lines.slice(after + 1, first.index);
  const sentence = between
    .slice(0, TITLE_FURNITURE)
    .find((line) => isPlainSentence(line) && !isFigures(line) && line.below?.noise !== "more");
  if (sentence !== undefined) return sentence.index;
  for (const line of between.slice(0, TITLE_COMPANIONS)) {
    const isUnended = line.shape.endsOpen || /[.!?] \p{Lu}/u.test(line.text);
    if (line.role === "long" && isLeading(line) && isUnended) return line.index;
    if (line.noise !== "date" && line.noise !== "credit" && line.noise !== "counter") break;
  }
  return first.index;
}

function isSpoken({ role, shape }: ModelLine): boolean {
  return role === "item" && shape.endsSentence;
}

function isLeading(line: ModelLine): boolean {
  if (line.role === "sentence" || line.role === "item" || line.role === "short") return true;
  if (line.role === "long")
    return isUnendedParagraph(line) || (line.above?.noise !== "credit" && line.below?.noise !== "credit");
  return line.role === "heading" && line.shape.endsOpen;
}

/** The last line of the title that more than half of the page's text still follows; -1 where there is none. */
function lastTitleBefore(lines: readonly ModelLine[], titles: readonly ModelLine[]): number {
  const [first] = titles;
  if (first === undefined) return -1;
  const following = new Array<number>(lines.length + 1).fill(0);
  for (const { index, role, shape } of lines.toReversed()) {
    const weight = role === "story" || role === "sentence" ? shape.words : 0;
    following[index] = (following[index + 1] ?? 0) + weight;
  }
  const needed = (following[first.index] ?? 0) / 2;
  return (titles.findLast(({ index }) => (following[index] ?? 0) >= needed) ?? first).index;
}

function isAnchor(line: ModelLine, isRelaxed: boolean): boolean {
  if (isCutTeaser(line)) return false;
  if (line.role === "story" || (line.dateline !== null && line.noise === null)) return true;
  return isRelaxed && (line.role === "sentence" || line.role === "short" || line.role === "long");
}

/** «Заголовок / Первое предложение. Второе…»: an excerpt of another article under its title. */
function isCutTeaser({ text, shape, above, below }: ModelLine): boolean {
  if (!shape.endsCut || /[»"”]$/.test(text)) return false;
  const isUnderTitle = above?.role === "heading" || above?.role === "noise";
  return isUnderTitle && below?.role !== "story" && below?.role !== "sentence";
}

interface Extent {
  /** One past the last line that may be the article's. */
  readonly end: number;
  /** Sentences of others between those of the story. */
  readonly islands: ReadonlySet<ModelLine>;
  /** Sentences of the story behind a label or titles of others. */
  readonly resumed: ReadonlySet<ModelLine>;
}

/**
 * Finds the end of the story. Readers' words and the foot of the page end it; so does a button to comment, unless much
 * speaks for what follows. A label of other articles, or many lines that are no text, end nothing: each stretch of
 * sentences behind them is weighed.
 */
class ExtentWalk {
  readonly #lines: readonly ModelLine[];
  readonly #start: number;
  /** Words from each line to the next sure end, in paragraphs and in all text. */
  readonly #wordsUntilEnd: readonly number[];
  readonly #textUntilEnd: readonly number[];
  /** True if the walk begins beside the title. */
  readonly #isUnderTitle: boolean;
  readonly #topic = new StoryTopic();
  readonly #islands = new Set<ModelLine>();
  readonly #resumed = new Set<ModelLine>();
  /** Number of words taken so far. */
  #words = 0;
  #textWords = 0;
  #stories = 0;
  /** Lines without text since the last paragraph. */
  #gap = 0;
  #isBehindFeed = false;
  #isBehindRelated = false;
  /** Place of the button to comment. */
  #reply: number | null = null;

  constructor(lines: readonly ModelLine[], start: number, titles: readonly ModelLine[]) {
    this.#lines = lines;
    this.#start = start;
    this.#wordsUntilEnd = sumUntilEnd(lines, ({ role }) => role === "story");
    this.#textUntilEnd = sumUntilEnd(lines, isText);
    const storyTitle = titles.findLast(({ index }) => index < start)?.index ?? Number.NEGATIVE_INFINITY;
    this.#isUnderTitle = start - storyTitle <= TITLE_NEAR_LINES;
  }

  run(): Extent {
    for (const line of this.#lines.slice(this.#start)) {
      if (this.#islands.has(line)) continue;
      if (line.noise === "reply" && this.#isTold(line)) this.#reply ??= line.index;
      if (this.#isEnd(line)) return this.#extent(beforeAbout(this.#lines, line.index));
      this.#noteLabel(line);
      if (!isText(line)) {
        this.#gap += 1;
        continue;
      }
      if (this.#reply !== null && this.#isReader(line, this.#reply)) return this.#extent(this.#reply);
      this.#reply = null;
      const others = this.#othersFrom(line);
      for (const other of others) this.#islands.add(other);
      if (others.length === 0) this.#take(line);
    }
    return this.#extent(this.#reply ?? this.#lines.length);
  }

  #extent(end: number): Extent {
    return { end, islands: this.#islands, resumed: this.#resumed };
  }

  #isTold({ index }: ModelLine): boolean {
    if (this.#words >= MIN_STORY_WORDS) return true;
    const isRestLess = this.#stories > 0 && (this.#textUntilEnd[index + 1] ?? 0) < this.#textWords;
    return this.#textWords >= MIN_STORY_WORDS && isRestLess;
  }

  /** Tells whether the story is rather before than behind the line, or beside its title. */
  #isBelieved({ index }: ModelLine): boolean {
    const isLess = (this.#wordsUntilEnd[index] ?? 0) < this.#words;
    return this.#words >= MIN_STORY_WORDS && (this.#isUnderTitle || isLess);
  }

  #isEnd(line: ModelLine): boolean {
    if (line.noise === "end") return this.#isTold(line);
    if (line.noise === "legal") return this.#isBelieved(line) && isImprint(line.text);
    return line.noise === "comments" && this.#stories >= MIN_COMMENTED_STORIES;
  }

  #noteLabel({ noise, text }: ModelLine): void {
    if (this.#textWords < MIN_STORY_WORDS || this.#stories === 0) return;
    if (noise === "feed" || isMessageHead(text)) this.#isBehindFeed = true;
    if (noise === "related") this.#isBehindRelated = true;
  }

  /**
   * Tells whether the text behind a button to comment is a reader's: it stands under a name or a time, or is not of the
   * story.
   */
  #isReader(line: ModelLine, reply: number): boolean {
    const between = this.#lines.slice(reply, line.index);
    if (between.some(({ role, noise }) => role === "heading" || noise === "date")) return true;
    const behind = stretchFrom(line);
    return behind.length < 2 || storyEvidence(behind, this.#topic) <= MIN_FENCED_EVIDENCE;
  }

  /** The sentences from a line on that are of other articles; none where the story goes on. */
  #othersFrom(line: ModelLine): readonly ModelLine[] {
    this.#isBehindRelated &&= isOneOfSummaries(line);
    const isFar = this.#gap >= GAP_LINES && this.#isBelieved(line);
    if (!this.#isBehindFeed && !this.#isBehindRelated && !isFar) return [];
    const stretch = stretchFrom(line);
    if (storyEvidence(stretch, this.#topic) <= 0) return stretch;
    for (const own of stretch) this.#resumed.add(own);
    this.#isBehindFeed = false;
    this.#isBehindRelated = false;
    this.#gap = 0;
    return [];
  }

  #take(line: ModelLine): void {
    this.#textWords += line.shape.words;
    this.#topic.add(line);
    if (line.role !== "story") return;
    this.#words += line.shape.words;
    this.#stories += 1;
    this.#gap = 0;
  }
}

/** Most lines between a press release's text about its sender and the contacts that end it. */
const ABOUT_NEAR_LINES = 6;
const ABOUT =
  /^(?:о компании|об организации|о группе|о проекте|о холдинге|справка о компании)(?: [«"\p{Lu}].{1,40})?:?$/iu;

function beforeAbout(lines: readonly ModelLine[], end: number): number {
  const near = Math.max(0, end - ABOUT_NEAR_LINES);
  const about = lines.slice(near, end).findIndex(({ text, shape }) => !shape.endsSentence && ABOUT.test(text));
  return about < 0 ? end : near + about;
}

/** The lines of text that begin with one and follow each other. */
function stretchFrom(first: ModelLine): [ModelLine, ...ModelLine[]] {
  const stretch: [ModelLine, ...ModelLine[]] = [first];
  for (let line = first.below; line !== undefined && isText(line); line = line.below) stretch.push(line);
  return stretch;
}

function isText({ role }: ModelLine): boolean {
  return role === "story" || role === "sentence" || role === "item" || role === "short";
}

/** Sums, for each line, the counted words from there to the next certain end of an article. */
function sumUntilEnd(lines: readonly ModelLine[], isCounted: (line: ModelLine) => boolean): number[] {
  const sums = new Array<number>(lines.length + 1).fill(0);
  for (const line of lines.toReversed()) {
    if (line.noise !== "end" && line.noise !== "reply")
      sums[line.index] = (sums[line.index + 1] ?? 0) + (isCounted(line) ? line.shape.words : 0);
  }
  return sums;
}

/** Walks from paragraph to paragraph and judges what stands between. */
function keepRuns(
  lines: readonly ModelLine[],
  anchors: readonly ModelLine[],
  { end, islands, resumed }: Extent,
  titles: readonly ModelLine[],
): void {
  const topic = topicWords([...titles, ...anchors]);
  for (const [n, anchor] of anchors.entries()) {
    const next = anchors[n + 1];
    const run = lines
      .slice(anchor.index + 1, next?.index ?? end)
      .filter((line) => line.part !== "title" && !islands.has(line));
    for (const line of [anchor, ...(next === undefined ? keepTail(run, resumed) : keepBetween(run, topic))])
      line.part = "body";
  }
}

// Insets in a story that show another article by its title and its first sentences: «Также по теме / Лозы Дербента / На
// склонах под Дербентом спасают лозы…». The sentences look like a paragraph; that they say what their title says, in
// words that the rest of the story does not have, gives them away.

/** So many words that only title and summary have; a name alone is not enough. Untuned. */
const MIN_OWN_WORDS = 2;

/** The lines that sum up another article under a label and its title. Linear. */
function findInsetSummaries(lines: readonly ModelLine[]): ReadonlySet<ModelLine> {
  const candidates = lines.filter(isUnderLabelAndTitle);
  if (candidates.length === 0) return new Set();
  const counts = countLinesByWord(lines);
  return new Set(
    candidates.filter((line) => {
      const title = topicWords([line.above]);
      const own = [...topicWords([line])].filter((word) => title.has(word) && counts.get(word) === 1);
      return own.length >= MIN_OWN_WORDS;
    }),
  );
}

function isUnderLabelAndTitle({ role, dateline, above: title }: ModelLine): boolean {
  const isTitle = title?.role === "heading" || title?.role === "long";
  return isTitle && role === "story" && dateline === null && title.above?.noise === "related";
}

/** Counts the sentences of the page with each word. */
function countLinesByWord(lines: readonly ModelLine[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    if (line.role !== "story" && line.role !== "sentence") continue;
    for (const word of topicWords([line])) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/**
 * The stand-first of a story: what a page says between its title and its dateline, or between its title and the
 * same title again.
 */
const MAX_LEAD_LINES = 3;
const MIN_LEAD_WORDS = 6;
/** The title and its repetition stand so near each other. */
const TITLES_NEAR_LINES = 6;

/** A line of more words under the title is a paragraph. */
const MIN_SUBTITLE_WORDS = 5;
const MAX_SUBTITLE_WORDS = 30;

/** A line with a verb right under the title. Names, rubrics and captions have none. */
export function isSubtitle({ above, below, noise, role, shape, isLink, text }: ModelLine): boolean {
  if (above?.part !== "title" || noise !== null || role === "noise" || role === "repeat" || isLink) return false;
  // «Заголовок | Сайт» is the browser's title.
  if (text.includes("|")) return false;
  const isCaption = below?.noise === "credit" && !below.isAfterGap;
  const isLength = shape.words >= MIN_SUBTITLE_WORDS && shape.words <= MAX_SUBTITLE_WORDS;
  return isLength && shape.hasVerb && !shape.endsOpen && !shape.endsCut && !isCaption;
}

/** Takes the subtitle of a page without markup for its lead; with markup, its blocks say more (html/story.ts). */
function markSubtitle(lines: readonly ModelLine[], anchors: readonly ModelLine[]): void {
  const subtitle = lines.slice(0, anchors[0]?.index ?? 0).findLast(isSubtitle);
  if (subtitle === undefined || subtitle.flow !== null || subtitle.part !== null) return;
  // Titles of other articles are shorter.
  if (subtitle.role === "long" || !isOffTopic(subtitle.text, topicWords(anchors))) subtitle.part = "lead";
}

/** The stand-first: the sentences between title and dateline that are nearest to it. */
function findLead(lines: readonly ModelLine[], titles: readonly ModelLine[], dateline: number): ModelLine[] {
  const after = titles.findLast(({ index }) => index < dateline)?.index ?? -1;
  const lead: ModelLine[] = [];
  for (const line of lines.slice(after + 1, dateline).reverse()) {
    if (lead.length === MAX_LEAD_LINES) break;
    const isSentence = line.role === "story" || (line.role === "sentence" && line.shape.words >= MIN_LEAD_WORDS);
    if (isSentence && !line.shape.endsCut) lead.push(line);
    else if (lead.length > 0) break;
  }
  return lead;
}

/** The stand-first of a page that says its title again below it, as the text of a picture. */
function findLeadBetweenTitles(
  lines: readonly ModelLine[],
  titles: readonly ModelLine[],
  first: number,
): readonly ModelLine[] {
  const [upper, lower] = titles.filter(({ index }) => index < first).slice(-2);
  if (upper === undefined || lower === undefined || lower.index - upper.index > TITLES_NEAR_LINES) return [];
  const between = lines.slice(upper.index + 1, lower.index);
  const lead = between.slice(between.findLastIndex(({ role, shape }) => role !== "story" || shape.endsCut) + 1);
  return lead.length <= MAX_LEAD_LINES ? lead : [];
}

// What a site says of itself below a story, in sentences that look like paragraphs.

/**
 * A sentence with this many words of a site's trade is boilerplate. Measured: 1.2 % of 11,000 paragraphs of news have
 * them.
 */
const MIN_TRADE_WORDS = 3;
/** Number of words of the trade that suffice right below the story. Untuned. */
const MIN_SURE_TRADE_WORDS = 5;
/** A text of fewer paragraphs is a note, whose every sentence may be news. Untuned. */
const MIN_CALLED_LINES = 2;

/**
 * Leaves out the site's own sentences and calls at the end of a body. They stand below the story, behind lines that are
 * no text.
 */
function dropSiteBoilerplate(body: readonly ModelLine[]): void {
  const trade = (line: ModelLine | undefined) =>
    line === undefined || line.dateline !== null ? 0 : countSiteBoilerplate(line.text);
  let end = withoutLastCalls(body);
  for (let n = end - 1; n > 0; n -= 1) {
    const count = trade(body[n]);
    if (count < (n === end - 1 ? MIN_TRADE_WORDS : MIN_TRADE_WORDS - 1)) break;
    if (body[n]?.above?.part !== "body" || count >= MIN_SURE_TRADE_WORDS) end = n;
  }
  end = Math.min(end, endBeforeNotices(body, trade), endBeforeReminder(body));
  // A heading of the notices is none of the story.
  while (end > 1 && end < body.length && isBareHeading(body[end - 1])) end -= 1;
  drop(body.slice(end), { kind: "notice", reason: "a notice to readers" });
}

/** Finds the beginning of the calls and sources that end a text; its first paragraphs are none. */
function withoutLastCalls(body: readonly ModelLine[]): number {
  const isLast = ({ dateline, text, shape }: ModelLine) => dateline === null && isLastCall(text, shape.words);
  return Math.max(body.findLastIndex((line) => !isLast(line)) + 1, Math.min(MIN_CALLED_LINES, body.length));
}

/** Lines above an authority's appeal to everybody: «Уважаемые жители!», «МЧС напоминает:», «Памятка пассажирам». */
const REMINDER =
  /^(?:(?:уважаемые|дорогие)(?: \p{L}{1,20}){1,6}!|памятка(?: \p{L}{3,20}){0,4}[.:!]?$|(?:[\p{L}«»"-]{1,30} ){0,5}(?:напомина|предупрежда|рекоменду|сове|призыва)(?:ю|е)(?:т|м)(?: (?:жителям|гражданам|жителей|граждан|о правилах безопасности|вам))?[.:!]?$)/iu;
const ORDER = /(?<!\p{L})\p{L}{1,20}(?:йте|ите|ьте)(?:сь)?(?!\p{L})/iu;

/**
 * Finds the beginning of an authority's appeal to everybody, if it ends a text and each of its lines asks for
 * something.
 */
function endBeforeReminder(body: readonly ModelLine[]): number {
  const isHead = (line: ModelLine | undefined) => line !== undefined && REMINDER.test(line.text.slice(0, 120));
  for (let n = body.length - 1; n >= MIN_CALLED_LINES; n -= 1) {
    const line = body[n];
    if (isHead(line)) return n;
    if (line === undefined || line.dateline !== null || !ORDER.test(line.text.slice(0, 400))) break;
    if (isHead(line.above)) return line.above?.part === "body" ? n - 1 : n;
  }
  return body.length;
}

function isBareHeading(line: ModelLine | undefined): boolean {
  return line?.role === "heading" && !line.shape.endsOpen;
}

/** Ends the text at a certain notice, if every line behind it has a word of the trade, and the story is longer. */
function endBeforeNotices(body: readonly ModelLine[], trade: (line: ModelLine | undefined) => number): number {
  let best = body.length;
  let last = body.length;
  for (; last > 1 && trade(body[last - 1]) > 0; last -= 1)
    if (body[last - 1]?.above?.noise === "legal") best = last - 1;
  return countWords(body.slice(0, best)) > countWords(body.slice(last)) ? best : body.length;
}

// Sentences in which a site speaks of itself: who may reprint it, how to comment, what it stores of its readers.
// No phrase tells them all; that several words of this trade meet in one line does.

/**
 * Beginnings of words; each counts once a line. A line of news on such a matter has some of them too, so place decides.
 */
const TRADE_WORDS =
  "сайт|портал|редакци|пользовател|посетител|читател|комментари|модера|авторск|правооблада|перепечат|гиперссыл|ссылк|копирован|" +
  "материал|учредител|сетев|издани|регистрац|зарегистрир|свидетельств|роскомнадзор|персональн|cookie|куки|файл|метрик|" +
  "рекомендательн|публикац|рекламодател|реклам|администрац|аккаунт|парол|подписк|подпи|соглашени|конфиденциальн|" +
  "использовани|цитировани|воспроизведени|размещен|разреш|согласи|ответственност|оскорблен|нецензурн|ненормативн|спам|" +
  "удал|сообщени|телеграм|telegram|канал|рассылк|уведомлен|баннер|фс77|контент|интеллектуальн|мнени|дискусси|обсужден|ресурс";
const TRADE_WORD = new RegExp(`(?<!\\p{L})(?:${TRADE_WORDS})`, "giu");
const MAX_LENGTH = 800;

/** Counts the different words of the trade in a line; of lines longer than 800 characters only these are read. */
export function countSiteBoilerplate(line: string): number {
  return new Set([...line.slice(0, MAX_LENGTH).matchAll(TRADE_WORD)].map(([word]) => word.toLowerCase())).size;
}

// What stands between two paragraphs of a story, and after its last one. A short line without an end is a
// subheading, a caption or a teaser, and only its neighbours tell which.

/** Chooses the lines between two paragraphs that stay. */
function keepBetween(run: readonly ModelLine[], topic: TopicWords): ModelLine[] {
  const isRelated = run.some(({ noise }) => noise === "related" || noise === "feed");
  const hasSignal = run.some(isTeaserSignal);
  let isInList = endsWithColon(run[0]?.above);
  return run.filter((line, n) => {
    isInList &&= line.role === "heading" || line.role === "item" || line.role === "long";
    if (isInList && !hasSignal) return true;
    if (line.role === "noise" || line.role === "repeat") return false;
    isInList = endsWithColon(line);
    const verdict =
      judgeByNeighbours(line) ?? judgeBetween(line, { isRelated, hasSignal, isLast: n === run.length - 1, topic });
    if (verdict !== null) line.dropped = verdict;
    return verdict === null;
  });
}

/** Finds the reason why a line is a teaser by its neighbours, or null. */
function judgeByNeighbours(line: ModelLine): DropReason | null {
  if (isTitleOfMore(line)) return teaser("a link to its article follows");
  if (isCutAboveTime(line)) return teaser("it breaks off above a time");
  if (line.role === "heading" && isAmongFigures(line)) return { kind: "counter", reason: "a name among figures" };
  return line.role === "heading" && isUnderPictureOrTime(line) ? teaser("it stands under a picture or a time") : null;
}

/** «Калугаэнерго» between «112,40 +1,2%» and «0,381 −0,5%». */
function isAmongFigures({ above, below }: ModelLine): boolean {
  return above?.noise === "counter" && below?.noise === "counter";
}

/** Counts the headings in a row around a line, up to three on each side. */
function headingsAround(line: ModelLine): number {
  let count = 1;
  for (const way of ["above", "below"] as const) {
    for (let n = 0, next = line[way]; n < 3 && next?.role === "heading"; n += 1, next = next[way]) count += 1;
  }
  return count;
}

function endsWithColon(line: ModelLine | undefined): boolean {
  return line !== undefined && line.noise === null && /:\s?$/.test(line.text.slice(-2));
}

/** The facts about the lines between two paragraphs. */
interface RunFacts {
  readonly isRelated: boolean;
  readonly hasSignal: boolean;
  readonly isLast: boolean;
  readonly topic: TopicWords;
}

/**
 * A subheading is short, and what has a verb is rather the title of another article, unless it asks. Counted on the
 * lines between the paragraphs of real articles, and on real titles put there.
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

/** Finds the reason why a line of a role is dropped; null if it stays. */
type Judge = (line: ModelLine, run: RunFacts) => DropReason | null;

const judgeSentence: Judge = (line, { isRelated, isLast }) =>
  isRelated && !isOwnSentence(line, isLast) ? UNDER_HEADING : null;

const JUDGES: Partial<Record<ModelLine["role"], Judge>> = {
  item: () => null,
  sentence: judgeSentence,
  short: judgeSentence,
  story: () => teaser("it breaks off"),
  long: (line, run) => {
    if (leadsOn(line, run)) return null;
    if (run.hasSignal || run.isRelated) return CAPTION;
    return isOffTopic(line.text, run.topic) ? teaser("the article does not speak of it") : null;
  },
  heading: (line, run) => {
    if (leadsOn(line, run)) return null;
    if (line.shape.startsOpen) return { kind: "other", reason: "neither a heading nor a sentence" };
    return judgeTitle(line, run);
  },
};

/** Null for a line that stays, else why it goes. */
const judgeBetween: Judge = (line, run) => {
  const judge = JUDGES[line.role];
  if (judge !== undefined) return judge(line, run);
  return leadsOn(line, run) ? null : judgeTitle(line, run);
};

/** Tells whether a line announces the next one: a list, or a sentence that goes on. */
function leadsOn(line: ModelLine, { hasSignal }: RunFacts): boolean {
  return opensItems(line) || (line.shape.endsOpen && !hasSignal);
}

/** A subheading stays; the title of another article goes. */
function judgeTitle(line: ModelLine, { isRelated, hasSignal, isLast, topic }: RunFacts): DropReason | null {
  const isPlain = isLast && isPlainSubheading(line);
  if (isRelated) {
    const isSure = isPlain && line.isAfterGap && line.shape.words <= MAX_SURE_SUBHEADING_WORDS;
    return isSure ? null : UNDER_HEADING;
  }
  if (hasSignal) return isPlain ? null : { kind: "caption", reason: "a caption or a teaser" };
  const headings = headingsAround(line);
  if (headings > 2) return teaser("one of several titles");
  const isSubheading = line.shape.words <= maxSubheadingWords(line) && !isOffTopic(line.text, topic);
  return isSubheading && (isLast || headings === 1) ? null : { kind: "teaser", reason: "a teaser or a caption" };
}

function maxSubheadingWords({ text, shape }: ModelLine): number {
  if (isQuote(text) || ASKING.test(text)) return MAX_ASKING_SUBHEADING_WORDS;
  return shape.hasVerb ? MAX_VERBAL_SUBHEADING_WORDS : MAX_SUBHEADING_WORDS;
}

/** Titles of other articles end without a full stop; a question right above a paragraph may be a subheading. */
function isOwnSentence(line: ModelLine, isLast: boolean): boolean {
  return !line.shape.endsCut && (endsWithStop(line) || (isLast && line.shape.words <= MAX_SURE_SUBHEADING_WORDS));
}

function isQuote(text: string): boolean {
  return /^[«"„].*[»"“]$/u.test(text);
}

function isPlainSubheading({ shape, isLink }: ModelLine): boolean {
  return shape.words <= MAX_DOUBTED_SUBHEADING_WORDS && !shape.hasVerb && !isLink;
}

/** Pictures, times, links and other articles near by. */
function isTeaserSignal({ role, isLink, noise, text }: ModelLine): boolean {
  if (role === "repeat" || isLink) return true;
  if (noise === "interface") return !/^реклама/i.test(text);
  return noise !== null && noise !== "notice" && noise !== "counter";
}

/** «Подробнее» alone on the next line makes this one a teaser, whatever it ends with. */
function isTitleOfMore({ shape, below }: ModelLine): boolean {
  return below?.noise === "more" && shape.words <= 25;
}

/** A headline that breaks off, and its time right below: «Биржа увеличила число складов... / 10 апреля, 15:20». */
function isCutAboveTime({ shape, below }: ModelLine): boolean {
  return shape.endsCut && shape.words <= MAX_CUT_WORDS && below?.noise === "date";
}

/** A title right under the time or the picture of another article is that article's. */
function isUnderPictureOrTime({ above, isAfterGap, shape }: ModelLine): boolean {
  if (above?.noise === "date") return true;
  const isPicture = above?.noise === "credit" || (above?.noise === "interface" && /фотобанк/iu.test(above.text));
  return isPicture && !isAfterGap && shape.words >= 2;
}

/** A line without an end before a list opens the list. */
function opensItems(line: ModelLine): boolean {
  return line.below?.role === "item" && endsWithColon(line);
}

/** So many lines of pictures and teasers may part the last short paragraph from the others. */
const MAX_TAIL_INSERTS = 5;

/** «Иван ЗУЕВ.», «И. ЗУЕВ, соб. корр.»: how papers sign an article. */
const SIGNATURE = /^(?:\p{Lu}\p{Ll}{1,20}|\p{Lu}\.)\s?\p{Lu}{4,25}(?:,\s[^.]{3,40}(?:\.[^.]{0,20})?)?[.,]?$/u;
const MAX_SIGNATURE_WORDS = 8;

/**
 * Keeps lists and short sentences behind the last paragraph, up to the first other line, and the text that goes on
 * behind titles of others.
 */
function keepTail(run: readonly ModelLine[], resumed: ReadonlySet<ModelLine>): ModelLine[] {
  const kept: ModelLine[] = [];
  let isInList = endsWithColon(run[0]?.above);
  let inserts = 0;
  let isOver = false;
  for (const line of run) {
    if (resumed.has(line)) {
      isOver = false;
      inserts = 0;
      kept.push(line);
      continue;
    }
    if (isOver || line.noise === "credit" || line.noise === "notice" || line.role === "repeat") continue;
    isOver = isSignature(line);
    if (isOver) continue;
    const isText = isTailText(line) || (isInList && line.role === "heading");
    if (isText && !isTitleOfMore(line) && !isCutAboveTime(line) && (inserts === 0 || isLastParagraph(line))) {
      isInList = endsWithColon(line) || (isInList && !line.shape.endsSentence);
      inserts = 0;
      kept.push(line);
      continue;
    }
    if (line.role !== "noise")
      line.dropped = { kind: line.role === "heading" ? "teaser" : "other", reason: "after the end of the article" };
    inserts += 1;
    isOver = !isInsert(line) || inserts > MAX_TAIL_INSERTS;
  }
  return kept;
}

/** Tells whether a line is the author's name as papers sign with; «Сообщает ТАСС.» ends a text, too. */
export function isSignature({ text, shape }: ModelLine): boolean {
  if (shape.words > MAX_SIGNATURE_WORDS || !SIGNATURE.test(text)) return false;
  return text.split(/[\s.,]+/u).every((word) => publisherOf(word) === null);
}

/** Least number of words spoken behind a dash; shorter items are of a menu. */
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

function isTailText(line: ModelLine): boolean {
  const { role, below } = line;
  if (role === "item" || role === "sentence" || role === "short") return true;
  if (role === "long" && isUnendedParagraph(line) && below?.noise !== "credit") return true;
  if (role !== "heading" && role !== "long") return false;
  return endsWithColon(line) || (role === "heading" && below?.role === "item" && !below.isAfterGap);
}

/** No caption has so many words in two sentences. */
const MIN_UNENDED_WORDS = 20;

/** A paragraph that lost its end: a sentence that is whole, and the beginning of another. */
export function isUnendedParagraph({ text, shape }: ModelLine, minWords = MIN_UNENDED_WORDS): boolean {
  return shape.words >= minWords && /[.!?][»"”]? \p{Lu}/u.test(text);
}

/** Titles end with other marks, so that without a title only a full stop tells a sentence. */
function endsWithStop({ text }: ModelLine): boolean {
  return /\.[»"”)]?$/.test(text.slice(-3));
}

/**
 * The fields of an article from what the reader of its format found: the owner's word first, then what the format says,
 * then the text. Of a page, from its lines: the dates that it shows, who wrote it, its legal marks, and the lines that
 * were left out.
 */

import {
  type DateContext,
  type FoundDate,
  findDates,
  inTimeZone,
  isDateLine,
  readingDay,
} from "../dates/date-formats.ts";
import {
  type Clock,
  type DateClue,
  type DateEvidence,
  type FoundClue,
  findAddressDate,
  publicationDate,
} from "../dates/publication-date.ts";
import { statedAt } from "../dates/stated-at.ts";
import { documentId, givenId } from "../identity/document-id.ts";
import type { UploadMetadata } from "../identity/upload-metadata.ts";
import type { NoiseKind } from "../line-rules/boilerplate.ts";
import { isImageText } from "../line-rules/photo-credit.ts";
import type { Article, ArticleNote, DroppedLine } from "../news/article.ts";
import type { CalendarDay } from "../news/calendar-date.ts";
import { addressIdentity } from "../news/canonical-url.ts";
import { type Dateline, openingPlace } from "../news/dateline.ts";
import { monthNumber, monthPattern } from "../news/month-names.ts";
import { type Found, foundIn, foundValue, joinOrigins, type Origin, type Origins, originsOf } from "../news/origin.ts";
import { type Rubrics, rubricsOf } from "../news/rubrics.ts";
import { siteName } from "../news/site-name.ts";
import { maySpeakFor } from "../news/speaking-hosts.ts";
import { articleTimeZone } from "../news/time-zone.ts";
import { countWords, datelineOf } from "./body-lines.ts";
import type { DropReason, ModelLine, Story } from "./page-model.ts";
import { MIN_FENCED_EVIDENCE, StoryTopic, storyEvidence } from "./story-evidence.ts";
import { type FoundTitle, partsOf } from "./title.ts";

/** The context of an upload besides its text. */
export interface ReaderContext {
  readonly key: string;
  readonly metadata: UploadMetadata;
  /**
   * When the upload was put, to the day at the least, by the site's clock, and the words that tell it to the second; or
   * null.
   */
  readonly put: DateClue | null;
  readonly encoding: string;
  readonly encodingConfidence: number;
  /** Misreading that was undone, as in {@link Article}, or null. */
  readonly repairedFrom: string | null;
  /** True if the upload holds many articles, so that a date in its key does not belong to each. */
  readonly isOneOfMany?: boolean;
  /** The date and the author that a scraper wrote above the text, if it did. */
  readonly head?: { readonly published: FoundClue | null; readonly author: Found<string> | null };
  /** Origins of the fields of a JSON article that the caller made of something else. Default: the JSON itself. */
  readonly fieldOrigins?: Origins;
  /** The same, for each line of a file of many. */
  readonly lineOrigins?: readonly Origins[];
}

/**
 * The fields that a reader found; the owner's title, source and day beat it. The agency, author and place default to
 * the dateline's.
 */
interface FoundFields {
  readonly ownId?: Found<string> | null;
  readonly title: Found<string> | null;
  readonly lead: Found<string> | null;
  readonly paragraphs: Found<readonly string[]>;
  readonly dateline: Dateline | null;
  /** The owner's, or what was found. */
  readonly url: Found<string> | null;
  /** The address that the id is made of; `url` where it is not given. */
  readonly identifyingUrl?: Found<string> | null;
  readonly source: Found<string> | null;
  readonly agency?: Found<string> | null;
  readonly author: Found<string> | null;
  /** Default none. */
  readonly rubrics?: Rubrics;
  readonly place?: Found<Place> | null;
  readonly image: Found<string> | null;
  readonly notice: Found<string> | null;
  readonly dates: Pick<DateEvidence, "field" | "markup" | "visible" | "clock" | "bounds" | "teasers">;
  /** Time of its last change, by its own words. Default never. */
  readonly changed?: readonly DateClue[];
  readonly isFallback: boolean;
  readonly droppedLines: readonly DroppedLine[];
  readonly leftOut?: Article["leftOut"];
}

type Place = Pick<Dateline, "place" | "placeAsWritten">;

/** The day of the upload, against which a date in words, such as «сегодня», is read. */
export function uploadDay({ put }: Pick<ReaderContext, "put">): DateContext {
  return { today: put && readingDay(put.reading) };
}

const MAX_TOLD_ADDRESS = 200;
/** The longest name of IANA has 32 characters. */
const MAX_TOLD_ZONE = 50;

/** Lines left out of a text that came without a page around it: none. */
const NOTHING_LEFT_OUT: Article["leftOut"] = { share: 0, reasons: [] };

/** Puts the article together. */
export function buildArticle(given: FoundFields, context: ReaderContext): Article {
  const { metadata } = context;
  const zone = metadata.timeZone;
  const fields = inSitesZone(given, zone.value);
  const { lead, paragraphs, dateline, image, notice } = fields;
  const { url, foreign, identifyingUrl, ownId, statedAt } = claimsOf(fields, context);
  const text = paragraphs.value.join("\n\n");
  const title = metadata.title ?? fields.title;
  const {
    notes,
    futureDate,
    origins: dateOrigins,
    ...date
  } = publicationDate({
    ...fields.dates,
    metadata: metadata.published,
    dateline: dateline === null ? null : { ...dateline, raw: dateline.dateAsWritten },
    addresses: [
      ...addressDates(foundValue(url), "address"),
      ...addressDates(context.isOneOfMany === true ? null : context.key, "key"),
    ],
    text: [lead?.value ?? "", text].join("\n\n"),
    uploaded: context.put?.reading ?? null,
    timeZone: zone.value,
  });
  const place = fields.place ?? foundPlace(dateline, "dateline") ?? foundPlace(openingPlace(text), "text");
  const bySite = metadata.source ?? fields.source ?? siteName(foundValue(url), context.key);
  const source = foreign === null ? bySite : ownSource(context);
  const agency = fields.agency ?? foundIn(dateline?.agency, "dateline");
  const author = fields.author ?? foundIn(dateline?.author, "dateline");
  const { section, tags } = fields.rubrics ?? rubricsOf([], []);
  const id = idOf(ownId, identifyingUrl, context.key, foundValue(title), text);
  return {
    id: id.value,
    title: foundValue(title),
    lead: lead?.value ?? "",
    text,
    paragraphs: paragraphs.value,
    url: foundValue(url),
    statedAt,
    source: foundValue(source),
    agency: foundValue(agency),
    author: foundValue(author),
    section: foundValue(section),
    tags: tags?.value ?? [],
    place: place?.value.place ?? null,
    placeAsWritten: place?.value.placeAsWritten ?? null,
    image: foundValue(image),
    notice: foundValue(notice),
    ...date,
    timeZone: zone.value,
    origins: originsOf({
      title,
      lead,
      date: dateOrigins.length === 0 ? null : { value: date, origins: dateOrigins },
      zone,
      place,
      agency,
      source,
      author,
      section,
      tags,
      url,
      image,
      notice,
      id,
      text: paragraphs,
    }),
    encoding: context.encoding,
    encodingConfidence: context.encodingConfidence,
    repairedFrom: context.repairedFrom,
    isFallback: fields.isFallback,
    droppedLines: [...fields.droppedLines, ...notes],
    leftOut: fields.leftOut ?? NOTHING_LEFT_OUT,
    notes: [
      ...(futureDate === null ? [] : [futureNote(futureDate, date.publishedAt, dateOrigins)]),
      ...(foreign === null ? [] : [foreignNote(foreign, context)]),
      ...(metadata.unknownZone ? [zoneNote(metadata.unknownZone)] : []),
    ],
  };
}

function addressDates(address: string | null, origin: "address" | "key"): DateEvidence["addresses"] {
  const date = address === null ? null : findAddressDate(address);
  return date === null ? [] : [{ ...date, origin }];
}

/** Null where no place is named. */
function foundPlace(told: Place | null, origin: Origin): Found<Place> | null {
  return told === null || told.place === null ? null : foundIn(told, origin);
}

function idOf(
  ownId: Found<string> | null,
  url: Found<string> | null,
  key: string,
  title: string | null,
  text: string,
): Found<string> {
  const value = documentId({ key, ownId: foundValue(ownId), url: foundValue(url), title, text });
  if (ownId !== null) return { value, origins: ownId.origins };
  return { value, origins: [addressIdentity(foundValue(url)) === null ? "key and text" : "address"] };
}

/**
 * The fields with their dates by the site's clock, by which these are compared with each other and with the dateline.
 */
function inSitesZone({ dates, changed = [], ...others }: FoundFields, timeZone: string): FoundFields {
  const moved = <Clue extends DateClue>(clue: Clue): Clue => ({ ...clue, reading: inTimeZone(clue.reading, timeZone) });
  return {
    ...others,
    changed: changed.map(moved),
    dates: {
      ...dates,
      field: dates.field && moved(dates.field),
      markup: (dates.markup ?? []).map(moved),
      visible: dates.visible && moved(dates.visible),
      bounds: dates.bounds.map(moved),
      teasers: dates.teasers.map(moved),
    },
  };
}

/** The owners of articles that an upload may name. */
interface Claims {
  readonly url: Found<string> | null;
  /** An address that it may not name; else null. */
  readonly foreign: string | null;
  readonly identifyingUrl: Found<string> | null;
  readonly ownId: Found<string> | null;
  readonly statedAt: number | null;
}

function claimsOf(fields: FoundFields, { metadata, put }: ReaderContext): Claims {
  const { ownId, changed = [] } = fields;
  const isOwn = fields.url === null || maySpeakFor(metadata.hosts, fields.url.value);
  const url = isOwn ? fields.url : null;
  const identifyingUrl = isOwn && fields.identifyingUrl !== undefined ? fields.identifyingUrl : url;
  const since = changed.length > 0 || !metadata.stated ? changed : [metadata.stated];
  return {
    url,
    foreign: isOwn ? null : foundValue(fields.url),
    identifyingUrl,
    ownId: ownId ? foundIn(givenId(metadata.hosts, ownId.value), ...ownId.origins) : null,
    statedAt:
      addressIdentity(foundValue(identifyingUrl)) === null ? null : statedAt(since, put, metadata.timeZone.value),
  };
}

/** Who put an article that is said to be another's: what it says of its source is said of the other. */
function ownSource({ key, metadata: { hosts } }: ReaderContext): Found<string> | null {
  const own = hosts?.[0];
  return own === undefined ? siteName(null, key) : foundIn(siteName(`https://${own}`, key)?.value, "upload metadata");
}

function foreignNote(address: string, { metadata: { hosts } }: ReaderContext): ArticleNote {
  const own = hosts?.length ? `those of ${hosts.join(", ")}` : "none";
  const reason =
    `The address ${address.slice(0, MAX_TOLD_ADDRESS)} is another's: this upload may name ${own}. The article is in without it, under its own source. ` +
    "Name the host beside the feed or in the token's entry, and bring the article in again.";
  return { code: "foreign-address", reason };
}

function zoneNote(zone: string): ArticleNote {
  const reason =
    `There is no time zone ${zone.slice(0, MAX_TOLD_ZONE)}. The article counts under the days of ${articleTimeZone}. ` +
    "Set the metadata zone to a name such as Asia/Vladivostok, and put the upload again.";
  return { code: "unknown-zone", reason };
}

function futureNote(written: string, publishedAt: string | null, origins: readonly Origin[]): ArticleNote {
  const counted = origins.includes("time of the upload")
    ? `when it was put, ${publishedAt}`
    : `at ${publishedAt}, which it says besides`;
  const reason = `The date «${written}» is more than two days after the upload. The article counts as published ${counted}. Correct the date.`;
  return { code: "future-date", reason };
}

/** A page whose story was chosen, line by line, and what its format says besides. */
interface PageStory extends Story, Pick<FoundFields, "url" | "source" | "author" | "rubrics" | "isFallback"> {
  readonly identifyingUrl?: Found<string> | null;
  readonly image?: Found<string> | null;
  readonly title: FoundTitle;
  /** The origin of the story. Default: the lines of the page. */
  readonly storyOrigin?: Origin;
  /** The line below which the page may show its date. */
  readonly storyEnd: number;
  /** When the markup says that it was published and changed. */
  readonly published?: readonly FoundClue[];
  readonly modified?: readonly DateClue[];
  /** The moments of elements below the story: they count where the page shows no date of its own above it. */
  readonly publishedBelow?: readonly FoundClue[];
  /** Lines of the page that were not looked at for the story. */
  readonly outside?: readonly ModelLine[];
}

const PAGE = "page text";

/** The article of a page's lines. */
export function buildPageArticle(page: PageStory, context: ReaderContext): Article {
  const { lines, lead, body, title, outside = [], storyOrigin = PAGE } = page;
  const dateline = datelineOf(page);
  const start = body[0]?.index ?? lines.length;
  const dates = findPageDates(page, start, uploadDay(context));
  return buildArticle(
    {
      ...page,
      title: foundIn(title.title, ...title.origins),
      lead: lead.length === 0 ? null : foundIn(lead.map(({ text }) => text).join(" "), storyOrigin),
      paragraphs: { value: body.map(({ text }) => text), origins: [storyOrigin] },
      dateline,
      author:
        page.author ??
        foundIn(dateline?.author, "dateline") ??
        foundIn(findAuthor(page, start), PAGE) ??
        context.head?.author ??
        null,
      changed: page.modified ?? [],
      image: page.image ?? null,
      notice: findNotice([...lines, ...outside]),
      dates: {
        ...dates,
        field: context.head?.published ?? null,
        markup: [...(page.published ?? []), ...(dates.visible === null ? (page.publishedBelow ?? []) : [])],
        bounds: [...dates.bounds, ...(page.modified ?? [])],
      },
      droppedLines: [...lines, ...outside].flatMap(droppedLine),
      leftOut: page.isFallback ? NOTHING_LEFT_OUT : leftOutOf(page),
    },
    context,
  );
}

// Which dates stand where on a page: the one that it shows beside its title, those of edits and pictures, those
// of teasers. publication-date.ts weighs them.

/** The dates of a page by their part in it. */
interface PageDates {
  readonly visible: FoundClue | null;
  readonly bounds: readonly DateClue[];
  readonly teasers: readonly DateClue[];
  /** «25 ноября, 14:05» beside the title: it tells the minute of a day that something else tells. */
  readonly clock: Clock | null;
}

/** A date belongs to a title at most so many lines away. */
const NEAR_LINES = 6;
/** And a lead stands right under it. */
const MAX_TITLE_TO_LEAD = 2;
/** Titles of other articles are at least so long; a place is shorter. */
const MIN_HEADLINE_WORDS = 4;
const MAX_BYLINE_WORDS = 10;
/**
 * «Газета "Коммерсантъ" №165 от 13.09.2019», «№ 46 (3108), 25 ноября 2016»: the day of print, where nothing else tells.
 */
const ISSUE = /№\s?\d{1,6}(?:[^.]{0,20}\sот\s|\s?\(\d{1,6}\)|,\s\d{1,2}[\s.])/i;
/** A title that stands more often says nothing by its place. */
const MAX_TITLES = 8;
const DAY = `(?<day>\\d{1,2})\\s(?<month>${monthPattern})`;
const TIME = "(?<hour>[01]?\\d|2[0-3]):(?<minute>[0-5]\\d)";
const DAY_THEN_TIME = new RegExp(`^(?:\\p{L}{2,11},\\s)?${DAY}(?:,?\\s(?:в\\s)?|\\s?[|•·—–-]\\s?)${TIME}(?!\\d)`, "iu");
const TIME_THEN_DAY = new RegExp(`^${TIME}(?:,?\\s|\\s?[|•·—–-]\\s?)${DAY}(?!\\s\\d{4})`, "iu");
/** And what was done with a copy of the page. */
const EDITED =
  /^(?:обновлено|изменено|отредактировано|последнее (?:обновление|изменение)|сохранено|напечатано|распечатано|скопировано|дата (?:обращения|печати))/i;

/**
 * The dates of a page. `today` is the day of the upload, or null: «сегодня» means the day that the page's head shows,
 * else that.
 */
function findPageDates(page: PageStory, storyStart: number, { today }: DateContext): PageDates {
  const { lines, title, storyEnd } = page;
  const context = { today: bannerDay(lines, storyStart) ?? today };
  const bounds: DateClue[] = title.date === null ? [] : [title.date];
  const teasers: DateClue[] = [];
  for (const { text, noise } of lines) {
    if (noise === "credit" && isImageText(text)) bounds.push(...findDates(text.slice(-40), { today: null }));
    if (noise === "teaser") teasers.push(...findDates(text, { today: null }).slice(0, 1));
    if (noise !== null && EDITED.test(text)) bounds.push(...findDates(text, { today: null }));
  }
  // A page that dates its article below it does so right there; above a title a date is of another article.
  const below = lines[storyEnd + 1];
  if (below?.noise === "date" && lines[storyEnd + 2]?.role !== "heading")
    bounds.push(...findDates(below.text, { today: null }).slice(0, 1));
  return {
    visible: foundClue(findVisible(page, storyStart, context), PAGE) ?? findTitleDay(title),
    bounds,
    teasers,
    clock: findClock(page, storyStart),
  };
}

function foundClue(date: FoundDate | null, origin: Origin): FoundClue | null {
  return date === null ? null : { reading: date.reading, raw: date.raw, origins: [origin] };
}

/** The date line next to the title or the story; edits do not count. */
function findVisible(page: Story, storyStart: number, context: DateContext): FoundDate | null {
  const { lines } = page;
  const marks = marksOf(page, storyStart);
  let best: FoundDate | null = null;
  let bestDistance = NEAR_LINES;
  for (const [i, { text, noise, role, shape }] of lines.slice(0, storyStart + 1).entries()) {
    const isByline = role === "heading" && shape.words <= MAX_BYLINE_WORDS;
    if ((noise !== "date" && noise !== "label" && !isByline) || EDITED.test(text)) continue;
    const date = findDates(text, context).find(({ reading }) => noise === "date" || reading.precision === "minute");
    const distance = distanceTo(marks, i);
    if (date === undefined || distance > bestDistance) continue;
    // Of two as near, the page's own has a time of day, and a day that the story tells of has none.
    if (best?.reading.precision === "minute" && date.reading.precision !== "minute" && distance === bestDistance)
      continue;
    best = date;
    bestDistance = distance;
  }
  return best ?? findBelowLead(page, storyStart, context) ?? findIssueDate(lines.slice(0, storyStart + 1));
}

/** «Заголовок - 6 Февраля 2012 - Сайт»: a day beside the name of a publisher is that of an edit, one apart is not. */
function findTitleDay({ tail, tailOrigin }: FoundTitle): FoundClue | null {
  const part = partsOf(tail).find(isDateLine);
  return part === undefined ? null : foundClue(findDates(part, { today: null })[0] ?? null, tailOrigin);
}

/** The first such line near title or story; a line with a year is a date of its own. */
function findClock(page: Story, storyStart: number): Clock | null {
  const marks = marksOf(page, storyStart);
  for (const [i, { text, noise }] of page.lines.slice(0, storyStart + 2).entries()) {
    if (noise !== "date" || EDITED.test(text) || distanceTo(marks, i) > NEAR_LINES) continue;
    const groups = (DAY_THEN_TIME.exec(text) ?? TIME_THEN_DAY.exec(text))?.groups;
    if (groups === undefined) continue;
    const { day, month, hour, minute } = groups;
    return {
      month: monthNumber(month ?? ""),
      day: Number(day),
      hour: Number(hour),
      minute: Number(minute),
      raw: text,
    };
  }
  return null;
}

function marksOf({ titles }: Story, storyStart: number): number[] {
  const above = titles.map(({ index }) => index).filter((i) => i <= storyStart);
  return [...above.slice(-MAX_TITLES), storyStart];
}

/** Title, lead, date, text: the lead is taken for the first paragraph where nothing names it. */
function findBelowLead({ lines, titles }: Story, storyStart: number, context: DateContext): FoundDate | null {
  if (!titles.some(({ index }) => index < storyStart && storyStart - index <= MAX_TITLE_TO_LEAD)) return null;
  const date = lines[storyStart + 1];
  const next = lines[storyStart + 2];
  const isOfNext = next?.role === "heading" && next.shape.words >= MIN_HEADLINE_WORDS;
  const isInside = date?.noise === "date" && !isOfNext;
  return isInside ? (findDates(date.text, context)[0] ?? null) : null;
}

/** Finds the date of the issue, only above the story: text about print below it is often of the next day. */
function findIssueDate(lines: readonly ModelLine[]): FoundDate | null {
  const issue = lines.find(({ text, role }) => role !== "story" && ISSUE.test(text.slice(0, 200)));
  return issue === undefined ? null : (findDates(issue.text, { today: null })[0] ?? null);
}

/** Lines to the nearest mark; marks are few and ascend. */
function distanceTo(marks: readonly number[], i: number): number {
  const next = marks.find((mark) => mark >= i) ?? Number.POSITIVE_INFINITY;
  const last = marks.findLast((mark) => mark <= i) ?? Number.NEGATIVE_INFINITY;
  return Math.min(next - i, i - last);
}

/** The day that a page's head shows: the first date line that holds a full date, above the story. */
function bannerDay(lines: readonly ModelLine[], storyStart: number): CalendarDay | null {
  for (const { text, noise } of lines.slice(0, storyStart)) {
    if (noise !== "date" || !/^\D{0,14}\d{1,2}[\s./]\S{2,9}[\s./]\d{4}\D{0,10}$/.test(text)) continue;
    const date = findDates(text, { today: null })[0];
    const day = date === undefined ? null : readingDay(date.reading);
    if (day !== null) return day;
  }
  return null;
}

// Who wrote a page's article: «Автор: Иван Петров», or names alone between title and story, or right below it.

const LABELLED =
  /^(?:авторы?|текст|автор текста|автор статьи|корреспонденты?|материал подготовил[аи]?)\s?:\s?(.{3,150})$/iu;
/** «Автор Иван Петров» without its colon. */
const LABELLED_NAME = /^(?:Авторы?|Текст|Корреспондент)\s(\p{Lu}[\p{Ll}ё-]{1,20}\s\p{Lu}[\p{Ll}ё-]{1,25})$/u;
/** «Иван ЗУЕВ.», «И. ЗУЕВ, соб. корр.» */
const SIGNED = /^((?:\p{Lu}\p{Ll}{1,20}|\p{Lu}\.)\s?\p{Lu}{4,25})(?:[.,]|$)/u;
/** «Лидия Мисник», «А. С. Петров», «Ирина СТАЦЕНКО». */
const PERSON =
  "(?:\\p{Lu}\\p{Ll}?\\.|\\p{Lu}[\\p{Ll}-]{1,20})(?:\\s\\p{Lu}(?:\\p{Lu}{1,25}|\\p{Ll}{0,25})(?:-\\p{Lu}\\p{L}{1,25})?\\.?){1,2}";
const NAME = new RegExp(`^${PERSON}$`, "u");
const PERSONS = new RegExp(`^${PERSON}(?:,\\s${PERSON}){0,4}$`, "u");
/** «Ирина Белова, Глеб Серов; Рязань». */
const NAMES = new RegExp(`^(${PERSON}(?:(?:,|\\sи)\\s${PERSON}){0,3})(?:[;,]\\s\\p{Lu}[\\p{L}-]{2,25})?$`, "u");
/** A byline is so near to the title or the story. */
const BYLINE_NEAR_LINES = 4;

/** Tells whether a text is the name of somebody, or of several separated by commas. */
export function isPersons(text: string): boolean {
  return PERSONS.test(text);
}

/** The author, or null. */
function findAuthor(page: Story, storyStart: number): string | null {
  return findLabelled(page.lines) ?? findAboveStory(page, storyStart) ?? findBelowStory(page.body.at(-1));
}

function findLabelled(lines: readonly ModelLine[]): string | null {
  for (const { text, noise } of lines) {
    if (noise === "label" || noise === "interface") {
      // «Автор: Иван Петров | Категория: Погода | 12-10-2015»
      const names = LABELLED.exec(text.slice(0, 200))?.[1]?.split(/\s?\|/u, 1)[0];
      if (names !== undefined && /\p{Lu}/u.test(names)) return names.replace(/\.$/, "").trim();
    }
    const name = text.length > 80 ? undefined : LABELLED_NAME.exec(text)?.[1];
    if (name !== undefined) return name;
  }
  return null;
}

/** A name between title and story: beside a date, or among the lines that belong to the title. */
function findAboveStory({ lines, titles }: Story, storyStart: number): string | null {
  const lastTitle = titles.findLast(({ index }) => index < storyStart)?.index;
  if (lastTitle === undefined) return null;
  const from = Math.max(0, lastTitle - 2, storyStart - BYLINE_NEAR_LINES);
  for (let i = from; i < storyStart; i += 1) {
    const line = lines[i];
    const part =
      line?.noise === "date" ? line.text.split(/\s?[/|•·]\s?/u).findLast((text) => NAME.test(text)) : undefined;
    if (part !== undefined) return part;
    if (line === undefined || !NAME.test(line.text) || line.noise === "credit") continue;
    if (lines[i - 1]?.noise === "date" || lines[i + 1]?.noise === "date") return line.text;
    const isAfterTitle = i - 1 === lastTitle || isTitleCompanion(lines[i - 1]);
    if (i > lastTitle && isAfterTitle && (i + 1 === storyStart || isTitleCompanion(lines[i + 1]))) return line.text;
  }
  return null;
}

function isTitleCompanion(line: ModelLine | undefined): boolean {
  return line?.noise === "date" || line?.noise === "label" || line?.noise === "counter";
}

/** Names alone on the line right after the last paragraph, as papers sign. */
function findBelowStory(last: ModelLine | undefined): string | null {
  const line = last?.below;
  if (line === undefined || line.noise === "credit" || line.isLink || line.text.length > 120) return null;
  const isCaption = line.below?.noise === "credit";
  return isCaption ? null : ((SIGNED.exec(line.text) ?? NAMES.exec(line.text))?.[1] ?? null);
}

// The legal marks of a page: «18+», «на правах рекламы», who is a foreign agent: shown with the article, never
// searched.

/** Notices beyond this are not worth showing. */
const MAX_NOTICES = 3;
const MAX_NOTICE_LENGTH = 300;

function findNotice(lines: readonly ModelLine[]): Found<string> | null {
  const marks = lines.filter(({ noise }) => noise === "notice");
  return noticeOf(marks.map(({ text }) => ({ value: text, origins: [PAGE] })));
}

/** The marks in one line, or null where there are none. */
export function noticeOf(marks: readonly Found<string>[]): Found<string> | null {
  const texts = [...new Set(marks.map(({ value }) => value))].slice(0, MAX_NOTICES);
  const shown = texts.join(" ").slice(0, MAX_NOTICE_LENGTH).trimEnd();
  const origins = joinOrigins(marks.filter(({ value }) => texts.includes(value)));
  return shown === "" ? null : { value: shown.toWellFormed(), origins };
}

// The lines of a page that are not the article, each with what it is and why it went: kept apart, not lost, so
// that an owner sees them. What goes is decided in body-lines.ts.

const BY_NOISE: Readonly<Record<NoiseKind, DropReason>> = {
  end: { kind: "menu", reason: "a heading that no more of the article follows" },
  reply: { kind: "menu", reason: "a button to comment" },
  feed: { kind: "menu", reason: "a heading over other articles" },
  related: { kind: "menu", reason: "a heading over other articles" },
  more: { kind: "menu", reason: "a link to another article" },
  gallery: { kind: "menu", reason: "a heading over pictures" },
  wall: { kind: "notice", reason: "a call to log in or to subscribe" },
  legal: { kind: "notice", reason: "a notice to readers" },
  notice: { kind: "notice", reason: "a legal mark" },
  credit: { kind: "credit", reason: "the credit of a picture" },
  date: { kind: "date", reason: "a date of the page" },
  comments: { kind: "counter", reason: "a count of comments" },
  counter: { kind: "counter", reason: "a count" },
  address: { kind: "address", reason: "an address" },
  label: { kind: "label", reason: "a labelled line" },
  teaser: { kind: "teaser", reason: "a teaser of another article" },
  embed: { kind: "other", reason: "a post of another site" },
  interface: { kind: "menu", reason: "a button or a part of a menu" },
};

// How much of what reads like the story was left out: told to the owner, who cannot see it otherwise.

/**
 * Least evidence for sentences that were left out to count as the story's; behind readers' words, or in another block,
 * more is needed.
 */
const MIN_EVIDENCE = 1.5;

/** The share of the story's words that was left out, with the reasons. Linear. */
function leftOutOf({ lines, lead, body, outside = [] }: PageStory): Article["leftOut"] {
  const topic = new StoryTopic();
  for (const line of [...lead, ...body]) topic.add(line);
  const lost = [...leftOutLines(lines, topic, MIN_EVIDENCE), ...leftOutLines(outside, topic, MIN_FENCED_EVIDENCE)];
  const words = countWords(lost);
  const share = words / Math.max(1, words + countWords([...lead, ...body]));
  return {
    share: Math.round(100 * share) / 100,
    reasons: [...new Set(lost.map((line) => (line.dropped ?? reasonOf(line)).reason))],
  };
}

/** The sentences of some length that were left out, and not as notices, and are rather of the story. */
function leftOutLines(lines: readonly ModelLine[], topic: StoryTopic, minEvidence: number): ModelLine[] {
  const found: ModelLine[] = [];
  let needed = minEvidence;
  for (let from = 0; from < lines.length; from += 1) {
    const first = lines[from];
    if (first?.noise === "end" || first?.noise === "reply" || first?.noise === "comments") needed = MIN_FENCED_EVIDENCE;
    if (first === undefined || !isLeftOut(first)) continue;
    const stretch: [ModelLine, ...ModelLine[]] = [first];
    for (let line = first.below; line !== undefined && isLeftOut(line); line = line.below) stretch.push(line);
    const isStory = stretch.some(({ role }) => role === "story");
    if (isStory && storyEvidence(stretch, topic) >= needed) found.push(...stretch);
    from += stretch.length - 1;
  }
  return found;
}

function isLeftOut({ part, role, dropped }: ModelLine): boolean {
  return part === null && (role === "story" || role === "sentence") && dropped?.kind !== "notice";
}

const TITLE: DropReason = { kind: "title", reason: "the title" };
const REPEAT: DropReason = { kind: "repeat", reason: "stands on the page more than once" };
const LINK: DropReason = { kind: "menu", reason: "a link" };

/** Describes a line that is neither body nor lead. */
function droppedLine(line: ModelLine): DroppedLine[] {
  if (line.part === "body" || line.part === "lead") return [];
  return [{ text: line.text, ...(line.part === "title" ? TITLE : (line.dropped ?? reasonOf(line))) }];
}

function reasonOf({ noise, role, shape }: ModelLine): DropReason {
  if (role === "repeat") return REPEAT;
  if (noise !== null) return BY_NOISE[noise];
  if (role === "noise") return LINK;
  const isHeadline = (role === "heading" || role === "long") && shape.words >= MIN_HEADLINE_WORDS;
  const kind = isHeadline ? "teaser" : role === "heading" ? "menu" : "other";
  return { kind, reason: "outside the article" };
}

/**
 * Which dates stand where on a page (layer 1): the one that it shows beside its title, those of edits and pictures, those
 * of teasers. publication-date.ts weighs them.
 */
import { type CalendarDay, monthNumber, monthPattern } from "../../news/calendar-date.ts";
import { type DateContext, type FoundDate, findDates, readingDay } from "../dates/date-formats.ts";
import type { Clock, DateClue } from "../dates/publication-date.ts";
import { isImageText } from "../line-rules/photo-credit.ts";
import type { ModelLine } from "./page-model.ts";
import type { FoundTitle } from "./title.ts";

/** The dates of a page by their part in it. */
interface PageDates {
  readonly visible: DateClue | null;
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
/** «Газета "Коммерсантъ" №165 от 13.09.2019»: the day of print, where nothing else tells. */
const ISSUE = /№\s?\d{1,6}[^.]{0,20}\sот\s/i;
/** A title that stands more often says nothing by its place. */
const MAX_TITLES = 8;
const DAY = `(?<day>\\d{1,2})\\s(?<month>${monthPattern})`;
const TIME = "(?<hour>[01]?\\d|2[0-3]):(?<minute>[0-5]\\d)";
const DAY_THEN_TIME = new RegExp(`^(?:\\p{L}{2,11},\\s)?${DAY}(?:,?\\s(?:в\\s)?|\\s?[|•·—–-]\\s?)${TIME}(?!\\d)`, "iu");
const TIME_THEN_DAY = new RegExp(`^${TIME}(?:,?\\s|\\s?[|•·—–-]\\s?)${DAY}(?!\\s\\d{4})`, "iu");
const EDITED = /^(?:обновлено|изменено|отредактировано|последнее (?:обновление|изменение))/i;

/** Finds them. `today` is the day of the upload, or null: «сегодня» means the day that the page's head shows, else that. `storyEnd` is the last line of the story. */
export function findPageDates(
  lines: readonly ModelLine[],
  title: FoundTitle,
  storyStart: number,
  today: CalendarDay | null,
  storyEnd = lines.length,
): PageDates {
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
    visible: findVisible(lines, title, storyStart, context),
    bounds,
    teasers,
    clock: findClock(lines, title, storyStart),
  };
}

/** The date line next to the title or the story; edits do not count. */
function findVisible(
  lines: readonly ModelLine[],
  title: FoundTitle,
  storyStart: number,
  context: DateContext,
): FoundDate | null {
  const marks = marksOf(title, storyStart);
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
  return best ?? findBelowLead(lines, title, storyStart, context) ?? findIssueDate(lines.slice(0, storyStart + 1));
}

/** The first such line near title or story; a line with a year is a date of its own. */
function findClock(lines: readonly ModelLine[], title: FoundTitle, storyStart: number): Clock | null {
  const marks = marksOf(title, storyStart);
  for (const [i, { text, noise }] of lines.slice(0, storyStart + 2).entries()) {
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

function marksOf(title: FoundTitle, storyStart: number): number[] {
  return [...title.lines.filter((i) => i <= storyStart).slice(-MAX_TITLES), storyStart];
}

/** Title, lead, date, text: the lead is taken for the first paragraph where nothing names it. */
function findBelowLead(
  lines: readonly ModelLine[],
  title: FoundTitle,
  storyStart: number,
  context: DateContext,
): FoundDate | null {
  if (!title.lines.some((i) => i < storyStart && storyStart - i <= MAX_TITLE_TO_LEAD)) return null;
  const date = lines[storyStart + 1];
  const next = lines[storyStart + 2];
  const isOfNext = next?.role === "heading" && next.shape.words >= MIN_HEADLINE_WORDS;
  const isInside = date?.noise === "date" && !isOfNext;
  return isInside ? (findDates(date.text, context)[0] ?? null) : null;
}

/** Only above the story: what is said of print below it is often of the next day. */
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

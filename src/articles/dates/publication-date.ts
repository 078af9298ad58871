/**
 * When an article was published: the evidence in order of trust, and what may be said where it does not suffice. A year
 * is taken from evidence or inferred from the text, never invented.
 *
 * The order: metadata, the JSON's field, the page's markup where it agrees with the dateline, a dateline with a year,
 * the address or key where it agrees with the dateline, the page's visible date, the dateline with the year of a day up
 * to a week after it, the text's own words. A date in the future is none of these: where there is no other, the article
 * counts as published when it was put. Else nothing.
 */

import type { DatePrecision, DroppedLine } from "../news/article.ts";
import {
  type CalendarDay,
  daysBetween,
  isCalendarDay,
  isMonthDay,
  isoDay,
  isoMonth,
  isYear,
  lastDayOfMonth,
} from "../news/calendar-date.ts";
import { monthNumber } from "../news/month-names.ts";
import type { Origin } from "../news/origin.ts";
import { isoMinute } from "../news/time-zone.ts";
import { type DateReading, readingDay } from "./date-formats.ts";

/** A date and the words that say it. */
export interface DateClue {
  readonly reading: DateReading;
  readonly raw: string;
}

/** A date, and where it was found. */
export interface FoundClue extends DateClue {
  readonly origins: readonly Origin[];
}

/** A day without its year, and a time of day. */
export interface Clock {
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly raw: string;
}

/** All that an upload says of its date. Lists are in order of trust. */
export interface DateEvidence {
  readonly metadata: FoundClue | null;
  readonly field: FoundClue | null;
  readonly dateline: (MonthAndDay & { readonly year: number | null; readonly raw: string }) | null;
  readonly addresses: readonly FoundAddressDate[];
  /** The moment that the markup of a page calls that of publication. */
  readonly markup?: readonly FoundClue[];
  /** The date that the page shows beside its title. */
  readonly visible: FoundClue | null;
  /** The day without its year and the time that the page shows there. */
  readonly clock?: Clock | null;
  /** Days of edits and pictures: not before the article, often long after it. */
  readonly bounds: readonly DateClue[];
  /** Days of other articles that the page points to: seldom after it. */
  readonly teasers: readonly DateClue[];
  readonly text: string;
  /** The zone of all that is read here. */
  readonly timeZone: string;
  /** Time of the upload's put, to the day at the least; or null. */
  readonly uploaded: DateReading | null;
}

/** The article's fields that tell its date. */
interface PublicationDate {
  readonly publishedAt: string | null;
  readonly datePrecision: DatePrecision;
  readonly dateRange: readonly [string, string] | null;
  readonly dateAsWritten: string | null;
  /** None where there is neither a date nor words that say one. */
  readonly origins: readonly Origin[];
  /** Dates that were seen and not believed, told to the owner. */
  readonly notes: readonly DroppedLine[];
  /** A date in the future, as it is written, that the owner gave, or that would have been the article's; else null. */
  readonly futureDate: string | null;
}

type WrittenDate = Omit<PublicationDate, "notes" | "futureDate">;

/** A dateline and a page's own date differ by a day around midnight; a story is edited within a week. Untuned. */
const SAME_STORY_DAYS = 1;
const EDIT_DAYS = 7;
/** Teasers point to articles of the last weeks. Untuned. */
const TEASER_DAYS = 31;
/** Time zones and plans of tomorrow explain two days after the upload, and no more. */
const MAX_DAYS_AHEAD = 2;

/** A choice before it is written out. */
interface Choice {
  readonly reading: DateReading;
  readonly origins: readonly Origin[];
  readonly raw: string;
  /** A date that the owner gives is believed as it is. */
  readonly isOwnersWord?: true;
}

/** The date by the best evidence. Pure; linear in the text. */
export function publicationDate(evidence: DateEvidence): PublicationDate {
  const ahead: Choice[] = [];
  const choice = believed(evidence, ahead);
  const told = choice === null ? ahead[0] : ahead.find(({ isOwnersWord }) => isOwnersWord);
  const notes = ahead.map(({ raw }) => aheadNote(raw));
  return { ...dateOf(choice, told, evidence), notes, futureDate: told?.raw ?? null };
}

/** The first choice that is not in the future, or null; those before it go to `ahead`. */
function believed(evidence: DateEvidence, ahead: Choice[]): Choice | null {
  for (const choice of choicesOf(evidence)) {
    if (isAhead(choice.reading, evidence)) ahead.push(choice);
    else return choice.isOwnersWord ? choice : withMinute(choice, evidence);
  }
  return null;
}

function* choicesOf(evidence: DateEvidence): Generator<Choice> {
  const { metadata, field } = evidence;
  for (const clue of [metadata, field]) if (clue !== null) yield { ...clue, isOwnersWord: true };
  for (const rule of RULES) {
    const choice = rule(evidence);
    if (choice !== null) yield choice;
  }
}

function dateOf(choice: Choice | null, told: Choice | undefined, evidence: DateEvidence): WrittenDate {
  if (choice !== null) return written(choice, evidence);
  const { uploaded } = evidence;
  if (told === undefined || uploaded === null) return unknown(evidence);
  return written({ reading: uploaded, origins: ["time of the upload"], raw: told.raw }, evidence);
}

/**
 * Adds the page's time of day, if the page shows the same day. The day of an address is that of another time zone, or
 * of a draft, where the page shows the minute of the day before or after it, and no dateline has that of the address.
 */
function withMinute(choice: Choice, { visible, clock, dateline }: DateEvidence): Choice {
  if (choice.reading.precision === "day" && clock?.month === choice.reading.day.month) {
    const { day } = choice.reading;
    const reading = { precision: "minute", wall: { day, hour: clock.hour, minute: clock.minute } } as const;
    if (clock.day === day.day) return { ...choice, reading, origins: [...choice.origins, "page text"] };
  }
  if (visible?.reading.precision !== "minute" || choice.reading.precision !== "day") return choice;
  const isAddress = choice.origins[0] === "address" || choice.origins[0] === "key";
  const isOfAddress = isAddress && dateline?.day !== choice.reading.day.day;
  const daysApart = Math.abs(daysBetween(visible.reading.wall.day, choice.reading.day));
  return daysApart <= (isOfAddress ? SAME_STORY_DAYS : 0) ? visible : choice;
}

/** Rules in order of trust; each gives a choice or null. */
const RULES: readonly ((evidence: DateEvidence) => Choice | null)[] = [
  byMarkup,
  byDateline,
  byAddressDay,
  byVisibleDate,
  byBounds,
  byOwnWords,
  byTeasers,
  byAddressMonth,
];

function byMarkup({ dateline, markup }: DateEvidence): Choice | null {
  for (const clue of markup ?? []) {
    const choice = besideDateline(clue, dateline);
    if (choice !== null) return choice;
  }
  return null;
}

function byDateline({ dateline }: DateEvidence): Choice | null {
  if (dateline === null || dateline.year === null) return null;
  const day = { year: dateline.year, month: dateline.month, day: dateline.day };
  return isCalendarDay(day) ? dayChoice(day, dateline.raw, "dateline") : null;
}

function byAddressDay(evidence: DateEvidence): Choice | null {
  const { dateline, addresses } = evidence;
  for (const address of addresses) {
    if (address.precision !== "day") continue;
    if (dateline === null) return dayChoice(address.day, address.raw, address.origin);
    const near = datelineNear(dateline, address.day, SAME_STORY_DAYS, EDIT_DAYS);
    if (near === null) continue;
    if (isSameStory(near, address.day)) return dayChoice(address.day, address.raw, address.origin);
    return dayChoice(near, address.raw, address.origin, "dateline");
  }
  return byMonthOfDateline(evidence);
}

/** /2016/10/ and «9 окт» make a day. */
function byMonthOfDateline({ dateline, addresses }: DateEvidence): Choice | null {
  if (dateline === null) return null;
  for (const address of addresses) {
    if (address.precision !== "month" || address.month !== dateline.month) continue;
    const day = { year: address.year, month: dateline.month, day: dateline.day };
    if (isCalendarDay(day)) return dayChoice(day, address.raw, address.origin, "dateline");
  }
  return null;
}

function byVisibleDate({ dateline, visible }: DateEvidence): Choice | null {
  return visible === null ? null : besideDateline(visible, dateline);
}

/** A page's own date, or the dateline's day of the week before it; null where the two cannot be of one story. */
function besideDateline(clue: FoundClue, dateline: DateEvidence["dateline"]): Choice | null {
  const day = readingDay(clue.reading);
  if (dateline === null || day === null) return clue;
  const near = datelineNear(dateline, day, SAME_STORY_DAYS, EDIT_DAYS);
  if (near === null || (dateline.year !== null && dateline.year !== near.year)) return null;
  return isSameStory(near, day) ? clue : dayChoice(near, clue.raw, ...clue.origins, "dateline");
}

/** The day of an edit or a picture gives the dateline its year where it is of the same week. */
function byBounds({ dateline, bounds }: DateEvidence): Choice | null {
  if (dateline === null) return null;
  for (const bound of bounds) {
    const day = readingDay(bound.reading);
    const near = day === null ? null : datelineNear(dateline, day, SAME_STORY_DAYS, EDIT_DAYS);
    if (near !== null) return dayChoice(near, bound.raw, "dateline", "date of an edit");
  }
  return null;
}

function byOwnWords(evidence: DateEvidence): Choice | null {
  const { dateline, text } = evidence;
  if (dateline === null) return null;
  const inferred = inferYear(text, dateline);
  if (inferred === null) return null;
  const day = { year: inferred.year, month: dateline.month, day: dateline.day };
  const latest = latestDay(evidence);
  const isPossible = isCalendarDay(day) && (latest === null || daysBetween(day, latest) <= 0);
  return isPossible ? dayChoice(day, inferred.raw, "dateline", "text") : null;
}

/** The newest article that the page points to is hardly newer than the page, and seldom much older. */
function byTeasers({ dateline, teasers }: DateEvidence): Choice | null {
  if (dateline === null) return null;
  let newest: { day: CalendarDay; raw: string } | null = null;
  for (const { reading, raw } of teasers) {
    const day = readingDay(reading);
    if (day !== null && (newest === null || daysBetween(day, newest.day) > 0)) newest = { day, raw };
  }
  if (newest === null) return null;
  const near = datelineNear(dateline, newest.day, TEASER_DAYS, SAME_STORY_DAYS);
  return near === null ? null : dayChoice(near, newest.raw, "dateline", "teaser");
}

function byAddressMonth({ dateline, addresses }: DateEvidence): Choice | null {
  if (dateline !== null) return null;
  for (const { origin, ...address } of addresses) {
    if (address.precision !== "month") continue;
    const { raw, ...reading } = address;
    return { reading, raw, origins: [origin] };
  }
  return null;
}

/**
 * The dateline's day in the year that brings it nearest to another day, if it lies at most `after` days after and
 * `before` days before that day; else null.
 */
function datelineNear(dateline: MonthAndDay, other: CalendarDay, after: number, before: number): CalendarDay | null {
  for (const year of [other.year, other.year - 1, other.year + 1]) {
    const day = { year, month: dateline.month, day: dateline.day };
    if (!isCalendarDay(day)) continue;
    const distance = daysBetween(day, other);
    if (distance <= after && distance >= -before) return day;
  }
  return null;
}

function isSameStory(a: CalendarDay, b: CalendarDay): boolean {
  return Math.abs(daysBetween(a, b)) <= SAME_STORY_DAYS;
}

function dayChoice(day: CalendarDay, raw: string, ...origins: readonly Origin[]): Choice {
  return { reading: { precision: "day", day }, raw, origins };
}

function isAhead(reading: DateReading, { uploaded }: DateEvidence): boolean {
  return uploaded !== null && daysBetween(daysOf(reading)[0], daysOf(uploaded)[0]) > MAX_DAYS_AHEAD;
}

function aheadNote(raw: string): DroppedLine {
  return { text: raw, kind: "date", reason: "a date more than two days after the upload" };
}

/**
 * Makes an unknown date, perhaps with a range: of a dateline without a year, between the bounds in the text and those
 * of the page.
 */
function unknown(evidence: DateEvidence): WrittenDate {
  const { dateline, text } = evidence;
  const nothing = { publishedAt: null, datePrecision: "none", dateRange: null } as const;
  if (dateline === null) return { ...nothing, dateAsWritten: null, origins: [] };
  const told = { ...nothing, dateAsWritten: dateline.raw, origins: ["dateline"] } as const;
  const latest = latestDay(evidence);
  if (latest === null) return told;
  const earliest = earliestDay(text, latest.year);
  const first = earliest === null ? null : dayOfYear(dateline, earliest, 1);
  const last = dayOfYear(dateline, latest, -1);
  const isRange = first !== null && last !== null && daysBetween(first, last) <= 0;
  return { ...told, dateRange: isRange ? [isoDay(first), isoDay(last)] : null };
}

/** The first of the days that the article cannot be after. */
function latestDay({ bounds, visible, uploaded }: DateEvidence): CalendarDay | null {
  const readings = [...bounds, ...(visible === null ? [] : [visible])].map(({ reading }) => reading);
  const known = [...readings, ...(uploaded === null ? [] : [uploaded])].map(readingDay).filter((day) => day !== null);
  return known.reduce<CalendarDay | null>((a, b) => (a === null || daysBetween(b, a) < 0 ? b : a), null);
}

/**
 * The dateline's day in the year of another day, or the next of five years, forwards or back, that does not lie before
 * it.
 */
function dayOfYear(dateline: MonthAndDay, other: CalendarDay, step: 1 | -1): CalendarDay | null {
  const days = [0, 1, 2, 3, 4].map((n) => ({ year: other.year + n * step, month: dateline.month, day: dateline.day }));
  return days.find((day) => isCalendarDay(day) && daysBetween(day, other) * step >= 0) ?? null;
}

/** The first and the last day that a reading may mean. */
function daysOf(reading: DateReading): readonly [CalendarDay, CalendarDay] {
  if (reading.precision === "minute") return [reading.wall.day, reading.wall.day];
  if (reading.precision === "day") return [reading.day, reading.day];
  const { year } = reading;
  if (reading.precision === "month")
    return [{ year, month: reading.month, day: 1 }, lastDayOfMonth(year, reading.month)];
  return [
    { year, month: 1, day: 1 },
    { year, month: 12, day: 31 },
  ];
}

function written({ reading, origins, raw }: Choice, { timeZone }: DateEvidence): WrittenDate {
  const [first, last] = daysOf(reading);
  return {
    publishedAt: isoOf(reading, timeZone),
    datePrecision: reading.precision,
    dateRange: readingDay(reading) === null ? [isoDay(first), isoDay(last)] : null,
    dateAsWritten: raw,
    origins,
  };
}

function isoOf(reading: DateReading, timeZone: string): string {
  switch (reading.precision) {
    case "minute":
      return isoMinute(reading.wall, timeZone);
    case "day":
      return isoDay(reading.day);
    case "month":
      return isoMonth(reading.year, reading.month);
    case "year":
      return String(reading.year).padStart(4, "0");
  }
}

// What a story's own words say of its year: «чуть меньше года назад, в ноябре 2015 года» makes the year of its
// dateline likely; «еще в 2015 году направила» says that it is no older than that.

/** A day of the year, as a dateline gives it. */
interface MonthAndDay {
  readonly month: number;
  readonly day: number;
}

/** A year, and the words that it was inferred from. */
interface InferredYear {
  readonly year: number;
  readonly raw: string;
}

/** So much of the story is read. */
const MAX_TEXT_LENGTH = 50_000;
/** «Год назад» is a year give or take so many days. Untuned. */
const TOLERANCE_DAYS = 92;

const MONTH_IN = "(январе|феврале|марте|апреле|мае|июне|июле|августе|сентябре|октябре|ноябре|декабре)";
const NUMBER_WORDS: ReadonlyMap<string, number> = new Map([
  ["два", 2],
  ["двух", 2],
  ["три", 3],
  ["трех", 3],
  ["трёх", 3],
  ["четыре", 4],
  ["пять", 5],
  ["шесть", 6],
  ["семь", 7],
  ["восемь", 8],
  ["девять", 9],
  ["десять", 10],
]);
const YEARS_AGO = new RegExp(
  `(?<!\\p{L})(?:(два|двух|три|трех|трёх|четыре|пять|шесть|семь|восемь|девять|десять|\\d{1,2})\\s)?(?:года?|лет)\\sназад,?\\s` +
    `(?:еще\\s|ещё\\s)?в\\s(?:${MONTH_IN}\\s)?(\\d{4})(?!\\d)`,
  "giu",
);
/** «В этом, 2016 году», «в прошлом, 2015 году», «в следующем, 2017 году». */
const NAMED_YEAR =
  /(?<!\p{L})в\s(этом|текущем|нынешнем|прошлом|минувшем|следующем|будущем),?\s\(?(\d{4})\)?,?\s(?:году|г\.)/giu;
const YEARS_SINCE: ReadonlyMap<string, number> = new Map([
  ["прошлом", 1],
  ["минувшем", 1],
  ["следующем", -1],
  ["будущем", -1],
]);
const MENTION = new RegExp(`(?<!\\p{L})в\\s(?:${MONTH_IN}\\s)?(\\d{4})\\s?(?:году|года|г\\.)`, "giu");
/** Words beside which a year is yet to come. */
const FUTURE =
  /(?<!\p{L})(?:буд(?:ет|ут|ущ)|план|намерен|ожида|должн|предстоит|прогноз|состоится|пройдет|завершится|к\s\d{4}|до\s\d{4})/iu;
const PAST_VERB = /\p{Ll}{2}(?:л|ла|ло|ли)(?:ся|сь)?(?!\p{L})/u;

/** The year of a dateline by «N лет назад, в <месяце> YYYY», or by «в этом, YYYY году»; null where neither stands. */
export function inferYear(text: string, dateline: MonthAndDay): InferredYear | null {
  for (const match of text.slice(0, MAX_TEXT_LENGTH).matchAll(YEARS_AGO)) {
    const count = match[1] === undefined ? 1 : (NUMBER_WORDS.get(match[1].toLowerCase()) ?? Number(match[1]));
    const then = Number(match[3]);
    const year = match[2] === undefined ? then + count : nearestYear(then + count, monthInNumber(match[2]), dateline);
    if (year !== null && isYear(year) && isYear(then)) return { year, raw: match[0] };
  }
  return yearNamed(text);
}

/** The year that the text calls its own, or the one beside it. */
function yearNamed(text: string): InferredYear | null {
  for (const match of text.slice(0, MAX_TEXT_LENGTH).matchAll(NAMED_YEAR)) {
    const year = Number(match[2]) + (YEARS_SINCE.get((match[1] ?? "").toLowerCase()) ?? 0);
    if (isYear(year)) return { year, raw: match[0] };
  }
  return null;
}

/** The year in which the dateline's day comes nearest to the middle of that month; null where it is never near. */
function nearestYear(year: number, month: number, dateline: MonthAndDay): number | null {
  const target: CalendarDay = { year, month, day: 15 };
  const candidates = [year - 1, year, year + 1].map((candidate) => ({
    candidate,
    distance: Math.abs(daysBetween({ year: candidate, month: dateline.month, day: dateline.day }, target)),
  }));
  candidates.sort((a, b) => a.distance - b.distance);
  const best = candidates[0];
  return best !== undefined && best.distance <= TOLERANCE_DAYS ? best.candidate : null;
}

/** «ноябре» to 11. */
function monthInNumber(name: string): number {
  const stem = name.toLowerCase() === "мае" ? "май" : name.toLowerCase().slice(0, 3);
  return monthNumber(stem);
}

/**
 * The earliest day that a story may be of, by the latest year that it tells of as past; null where it tells of none.
 * Sentences that look ahead do not count, nor do years after `latestYear`.
 */
export function earliestDay(text: string, latestYear: number): CalendarDay | null {
  let earliest: CalendarDay | null = null;
  for (const sentence of text.slice(0, MAX_TEXT_LENGTH).split(/[.!?…\n]/)) {
    if (FUTURE.test(sentence) || !PAST_VERB.test(sentence)) continue;
    for (const match of sentence.matchAll(MENTION)) {
      const day = { year: Number(match[2]), month: match[1] === undefined ? 1 : monthInNumber(match[1]), day: 1 };
      if (!isYear(day.year) || day.year > latestYear || !isMonthDay(day.month, 1)) continue;
      if (earliest === null || daysBetween(day, earliest) > 0) earliest = day;
    }
  }
  return earliest;
}

// Dates in addresses and keys: /20161009/, /2016/10/09/, /2016-10-09/, /08/11/2017/, -09-10-2016, news/2016/10/.

/** The date in an address: a day, or a year and a month. */
type AddressDate =
  | { readonly precision: "day"; readonly day: CalendarDay; readonly raw: string }
  | { readonly precision: "month"; readonly year: number; readonly month: number; readonly raw: string };

/** The same, and which address it is. */
type FoundAddressDate = AddressDate & { readonly origin: "address" | "key" };

const MAX_ADDRESS_LENGTH = 2_048;
/** The web's news begins in the nineties: 19160509 in an address is an article's number. */
const MIN_ADDRESS_YEAR = 1990;

const COMPACT = /(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)/g;
const YEAR_FIRST = /(?<!\d)(\d{4})([/_.-])(\d{1,2})\2(\d{1,2})(?!\d)/g;
const DAY_FIRST = /(?<!\d)(\d{1,2})([/_.-])(\d{1,2})\2(\d{4})(?!\d)/g;
const MONTH = /(?<!\d)(\d{4})\/(\d{2})(?=\/)/g;

/** The first date of an address or key, days before months; null where it holds none. */
export function findAddressDate(address: string): AddressDate | null {
  const text = address.slice(0, MAX_ADDRESS_LENGTH);
  return (
    firstDay(text, YEAR_FIRST, (m) => [m[1], m[3], m[4]]) ??
    firstDay(text, DAY_FIRST, (m) => [m[4], m[3], m[1]]) ??
    firstDay(text, COMPACT, (m) => [m[1], m[2], m[3]]) ??
    firstMonth(text)
  );
}

type YearMonthDay = readonly [string | undefined, string | undefined, string | undefined];

function firstDay(text: string, pattern: RegExp, order: (match: RegExpMatchArray) => YearMonthDay): AddressDate | null {
  for (const match of text.matchAll(pattern)) {
    const [year, month, dayOfMonth] = order(match);
    const day = { year: Number(year), month: Number(month), day: Number(dayOfMonth) };
    if (day.year >= MIN_ADDRESS_YEAR && isCalendarDay(day)) return { precision: "day", day, raw: match[0] };
  }
  return null;
}

function firstMonth(text: string): AddressDate | null {
  for (const match of text.matchAll(MONTH)) {
    const year = Number(match[1]);
    const month = Number(match[2]);
    if (year >= MIN_ADDRESS_YEAR && isYear(year) && month >= 1 && month <= 12) {
      return { precision: "month", year, month, raw: match[0] };
    }
  }
  return null;
}

/**
 * Every way in which pages, metadata and JSON write a date, to what it says: how much of it is known is kept,
 * nothing is added. Which of several dates is the article's is decided in publication-date.ts.
 */

import { publisherOf } from "../news/agencies.ts";
import { type CalendarDay, isCalendarDay, isMonthDay, isYear } from "../news/calendar-date.ts";
import { mayNameMonth, monthNumber, monthPattern } from "../news/month-names.ts";
import {
  addDays,
  addMinutes,
  articleTimeZone,
  epochMsAt,
  epochMsOf,
  type WallTime,
  wallTimeAt,
} from "../news/time-zone.ts";

/**
 * A date as far as it is told. `wall` is by the clock of the site. Where the date names a zone (`isMoment`), `wall` is
 * by Moscow's clock until {@link inTimeZone} moves it.
 */
export type DateReading =
  | { readonly precision: "minute"; readonly wall: WallTime; readonly isMoment?: true }
  | { readonly precision: "day"; readonly day: CalendarDay }
  | { readonly precision: "month"; readonly year: number; readonly month: number }
  | { readonly precision: "year"; readonly year: number };

/** A date in the course of a text: what it says, its own words, and where it stands (UTF-16, [start, end)). */
export interface FoundDate {
  readonly reading: DateReading;
  readonly raw: string;
  readonly start: number;
  readonly end: number;
}

const time = (group: string) =>
  `(?<hour${group}>[01]?\\d|2[0-3]):(?<minute${group}>[0-5]\\d)(?::[0-5]\\d(?:[.,]\\d{1,9})?)?(?:\\s?(?<half${group}>[ap]m)(?![\\p{L}\\d]))?`;
const zone = (group: string) =>
  `(?:\\s?\\(?(?<zone${group}>Z|(?:UTC|GMT|мск|MSK)(?:\\s?[+-]\\s?\\d{1,2}(?::\\d{2})?)?|[+-]\\d{2}:?\\d{2})(?![\\p{L}\\d])\\)?)?`;
/** Text between a date and its time: «9 октября 2016, 12:30», «09.10.2016 в 12:30», «2016-10-09T12:30». */
const JOINT = "(?:,?\\s{0,2}(?:в|at|T|\\||—|–|-|/)?\\s{0,2})";

const worded = `(?<wordedDay>\\d{1,2})(?:-?го)?\\s(?<wordedMonth>${monthPattern})[\\s,]{1,2}(?<wordedYear>\\d{4})(?!\\d)(?:\\s?(?:года|год|г\\.?)(?![а-яё]))?`;
const iso = "(?<isoYear>\\d{4})[-./](?<isoMonth>\\d{2})[-./](?<isoDay>\\d{2})(?!\\d)";
const dotted =
  "(?<dottedDay>\\d{1,2})(?<separator>[./-])(?<dottedMonth>\\d{1,2})\\k<separator>(?<dottedYear>\\d{4}|\\d{2})(?!\\d)";
/** RFC 5322, section 3.3, and what is left of it where the name of the day is missing. */
const rfc =
  "(?<rfcDay>\\d{1,2})\\s(?<rfcMonth>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?,?\\s(?<rfcYear>\\d{4})(?!\\d)";
/** «Sep 13, 2019», as American systems write it. */
const american =
  "(?<!\\p{L})(?<americanMonth>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\\.?\\s(?<americanDay>\\d{1,2})(?:st|nd|rd|th)?,\\s(?<americanYear>\\d{4})(?!\\d)";
const relative = "(?<!\\p{L})(?<relative>сегодня|вчера|позавчера)(?!\\p{L})";

const FULL_DATE = new RegExp(
  `(?<![\\d.:/-])(?:${time("1")}${zone("1")}(?:\\s?,|\\s[|/—–-])?\\s)?` +
    `(?:${worded}|${iso}|${dotted}|${rfc}|${american}|${relative})(?:${JOINT}${time("2")}${zone("2")})?`,
  "giu",
);
const MONTH_ONLY = new RegExp(`^(${monthPattern})\\s(\\d{4})(?:\\s?(?:года|г\\.?))?$`, "iu");
const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$/;

/** The day that dates are relative to, «сегодня», or null if it is not known. */
export interface DateContext {
  readonly today: CalendarDay | null;
}

/**
 * The dates with a year in a line, in order; days that no calendar has are skipped. Linear; at most the first 500
 * characters.
 */
export function findDates(line: string, context: DateContext): FoundDate[] {
  const found: FoundDate[] = [];
  if (!/\d[./-]\d|сегодня|вчера/i.test(line) && !mayNameMonth(line)) return found;
  for (const match of line.slice(0, 500).matchAll(FULL_DATE)) {
    const reading = readMatch(match, context);
    if (reading === null) continue;
    found.push({ reading, raw: match[0].trim(), start: match.index, end: match.index + match[0].length });
  }
  return found;
}

function readMatch(match: RegExpMatchArray, context: DateContext): DateReading | null {
  const groups: Readonly<Record<string, string | undefined>> = match.groups ?? {};
  const day = calendarDayOf(matchedDay(groups, context));
  if (day === null) return null;
  const { hour1, minute1, zone1, half1, hour2, minute2, zone2, half2 } = groups;
  if (hour2 !== undefined) {
    return inMoscow({ day, hour: hourOf(hour2, half2), minute: Number(minute2) }, zone2 ?? null);
  }
  if (hour1 === undefined) return { precision: "day", day };
  return inMoscow({ day, hour: hourOf(hour1, half1), minute: Number(minute1) }, zone1 ?? null);
}

/** «3:15 PM» is 15:15, «12:05 am» is 0:05; an hour that no half of a day has stays as it is. */
function hourOf(hour: string, half: string | undefined): number {
  const written = Number(hour);
  if (half === undefined || written === 0 || written > 12) return written;
  return (written % 12) + (half.toLowerCase() === "pm" ? 12 : 0);
}

/** The day by whichever of the forms of FULL_DATE matched. */
function matchedDay(groups: Readonly<Record<string, string | undefined>>, context: DateContext): CalendarDay | null {
  if (groups.relative !== undefined) return relativeDay(groups.relative, context);
  for (const form of ["worded", "iso", "dotted", "rfc", "american"]) {
    const day = groups[`${form}Day`];
    const month = groups[`${form}Month`];
    const year = groups[`${form}Year`];
    if (day === undefined || month === undefined || year === undefined) continue;
    return { year: fullYear(year), month: /^\d/.test(month) ? Number(month) : monthNumber(month), day: Number(day) };
  }
  return null;
}

function calendarDayOf(day: CalendarDay | null): CalendarDay | null {
  return day !== null && isCalendarDay(day) ? day : null;
}

function relativeDay(word: string, { today }: DateContext): CalendarDay | null {
  if (today === null) return null;
  const small = word.toLowerCase();
  return addDays(today, small === "сегодня" ? 0 : small === "вчера" ? -1 : -2);
}

/** The reading by the clock of a zone. A moment is moved to it; any other date is of that clock already. */
export function inTimeZone(reading: DateReading, timeZone: string): DateReading {
  if (reading.precision !== "minute" || reading.isMoment !== true) return reading;
  const wall = timeZone === articleTimeZone ? reading.wall : wallTimeAt(epochMsAt(reading.wall), timeZone);
  return { precision: "minute", wall: wall ?? reading.wall };
}

/** A time with a zone of its own is moved to Moscow's; «МСК+4» is so many hours ahead of it. */
function inMoscow(wall: WallTime, zone: string | null): DateReading {
  if (zone === null) return { precision: "minute", wall };
  const ahead = zoneMinutes(zone);
  if (/^(?:мск|msk)/i.test(zone)) return moment(addMinutes(wall, -ahead));
  return moment(wallTimeAt(epochMsOf(wall, ahead)) ?? wall);
}

function moment(wall: WallTime): DateReading {
  return { precision: "minute", wall, isMoment: true };
}

/** The minutes that a zone adds to its name: «+03:00», «UTC+3», «МСК-1»; 0 for a bare name. */
function zoneMinutes(zone: string): number {
  const match = /([+-])\s?(\d{1,2}):?(\d{2})?$/.exec(zone);
  if (match === null) return 0;
  const size = Number(match[2]) * 60 + Number(match[3] ?? 0);
  return match[1] === "-" ? -size : size;
}

/** «16» is 2016: news pages of the last century are not on the web with two digits. */
function fullYear(digits: string): number {
  return digits.length === 4 ? Number(digits) : 2000 + Number(digits);
}

/**
 * The date that a whole value is: any form above, a month or a year alone, or seconds or milliseconds since the epoch.
 * Null where the value is something else.
 */
export function parseDate(value: string, context: DateContext): DateReading | null {
  const text = value.trim().slice(0, 200);
  if (/^\d{9,13}$/.test(text)) return readEpoch(Number(text));
  const compact = /^(\d{4})(\d{2})(\d{2})(?:T?(\d{2})(\d{2}))?/.exec(text);
  if (compact !== null && /^\d{8}(?:T?\d{4,6}Z?)?$/.test(text)) return readCompact(compact, text.endsWith("Z"));
  const month = /^(\d{4})-(\d{2})$/.exec(text);
  if (month !== null) return monthReading(Number(month[1]), Number(month[2]));
  const monthWords = MONTH_ONLY.exec(text);
  if (monthWords !== null) return monthReading(Number(monthWords[2]), monthNumber(monthWords[1] ?? ""));
  const year = /^(\d{4})(?:\s?(?:год|года|г\.?))?$/.exec(text);
  if (year !== null) return isYear(Number(year[1])) ? { precision: "year", year: Number(year[1]) } : null;
  return findDates(text, context)[0]?.reading ?? null;
}

/** Seconds below 10^11 (the year 5138), milliseconds above. */
export function readEpoch(value: number): DateReading | null {
  const wall = wallTimeAt(Math.abs(value) < 1e11 ? value * 1_000 : value);
  return wall === null ? null : moment(wall);
}

function readCompact(match: RegExpExecArray, isUtc: boolean): DateReading | null {
  const [, year, month, dayOfMonth, hour, minute] = match.map(Number);
  const day = calendarDayOf({ year: year ?? 0, month: month ?? 0, day: dayOfMonth ?? 0 });
  if (day === null) return null;
  if (match[4] === undefined || !WALL_TIME.test(`${match[4]}:${match[5]}`)) return { precision: "day", day };
  return inMoscow({ day, hour: hour ?? 0, minute: minute ?? 0 }, isUtc ? "Z" : null);
}

function monthReading(year: number, month: number): DateReading | null {
  return isYear(year) && isMonthDay(month, 1) ? { precision: "month", year, month } : null;
}

/** The day of a reading that knows one, else null. */
export function readingDay(reading: DateReading): CalendarDay | null {
  if (reading.precision === "minute") return reading.wall.day;
  return reading.precision === "day" ? reading.day : null;
}

// Lines that hold a date or a time and nothing else: «14:51 13.12.2019 (обновлено: 19:37 13.12.2019)»,
// «Вчера, 10:27», «сегодня в 05:46, просмотров: 237», «9 декабря, 21:34».

const MAX_LENGTH = 120;
/** Letters that may be left over: the name of a rubric before a date is more. */
const MAX_REST = 2;
const DAY_AND_MONTH = new RegExp(`(?<!\\d)\\d{1,2}\\s${monthPattern}`, "giu");
const YEAR = /(?<!\d)(?:19|20)\d{2}(?!\d)/g;
const TIME = /(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)/g;
const COMPANIONS =
  /(?<!\p{L})(?:дата(?:\sпубликации)?|время|новость|статья|материал|сообщение|пресс-релиз|выпуск|опубликовано|размещено|создано|добавлено|обновлено|изменено|последнее|изменение|обновление|публикация|просмотр(?:ов|ы|а)?|комментари(?:и|ев|й)|прочтений|мск|msk|utc|gmt|по\sмосковскому\sвремени|местн|местного\sвремени|сегодня|вчера|позавчера|назад|минут[ыу]?|час(?:а|ов)?|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun|года?|г|в|от|at|на\sчтение|чтения|мин|сохранено|напечатано)(?!\p{L})/giu;

/** «0:00 / 1:48»: what was played of a video, and how long it is. */
const PLAYED = /^\d{1,2}(?::\d{2}){1,2}\s?\/\s?\d{1,2}(?::\d{2}){1,2}$/;

/** Tells whether a line consists of dates, times and their labels. */
export function isDateLine(line: string): boolean {
  if (line.length > MAX_LENGTH || !/\d/.test(line) || PLAYED.test(line)) return false;
  const dated = removeDates(line).replace(DAY_AND_MONTH, " ");
  const timed = dated.replace(TIME, " ");
  const isDated = dated !== line || timed !== dated || /(?<!\p{L})(?:сегодня|вчера|назад)(?!\p{L})/iu.test(line);
  if (!isDated) return false;
  const rest = timed
    .replace(YEAR, " ")
    .replace(/#[\p{L}\p{N}_]{2,40}/gu, " ")
    .replace(COMPANIONS, " ")
    .replace(/[^\p{L}]+/gu, "");
  return rest.length <= MAX_REST;
}

/** «03.04.2013 16:50ПЛН, Псков»: whose news it is, glued to the time. */
const GLUED_SOURCE = /^\p{Lu}[\p{L}.-]{1,30}(?:,?\s[\p{L}.-]{1,30}){0,3}$/u;

/** «Край без границ, [12.03.2024 21:07]»: how messengers export who wrote a message, and when. */
const MESSAGE_HEAD = /^.{2,80}, \[\d{1,2}\.\d{2}\.\d{4},? \d{1,2}:\d{2}(?::\d{2})?\]:?$/u;

export function isMessageHead(line: string): boolean {
  return line.length <= MAX_LENGTH && line.includes(", [") && MESSAGE_HEAD.test(line);
}

/**
 * «9 декабря 2018, воскресенье. 20:47. Хоккей 48»: what is left of a line without its dates and numbers, where that is
 * a rubric.
 */
const RUBRIC_LEFT = /^\P{L}*\p{Lu}\p{Ll}{2,20}(?: \p{L}{3,20})?\P{L}*$/u;

/** «3 сентября 2023 Текст: Олег Пак 2 мин», «3 сентября 2023 Олег Пак»: who wrote it, behind the date. */
const BYLINE =
  /^,?\s(?:(?:[Тт]екст|[Аа]вторы?|[Фф]ото|[Кк]орреспондент)\s?:\s\p{Lu}[^.!?]{2,60}|\p{Lu}\p{Ll}{1,20}\s\p{Lu}\p{Ll}{1,20}(?:-\p{Lu}\p{Ll}{1,20})?)(?:\s\d{1,3}\sмин\p{Ll}{0,3}\.?)?$/u;

/** «ТАСС 14:22 11.02.2022», «Интерфакс | 9 октября 2016»: whose news it is, before the time. */
function isDateOfPublisher(line: string): boolean {
  const head = /^\D{2,40}/u.exec(line)?.[0] ?? "";
  const name = head.trimEnd().replace(/[,:|•·—–-]$/u, "");
  return publisherOf(name.trimEnd()) !== null && isDateLine(line.slice(head.length));
}

/**
 * «17 сентября 2020 Биология, Поведение животных Комментарии: 12»: rubrics, where a count of readers says that they are
 * none of the text.
 */
const COUNT_BEHIND =
  /(?:просмотр|комментари|прочтени|лайк)\p{L}{0,4}\s?:?\s?\d{1,7}$|\d\s(?:просмотр|комментари|прочтени|лайк)\p{L}{0,4}$/iu;
const MAX_RUBRICS_LENGTH = 60;

/**
 * A date with its rubric and author behind bars or slashes: «28.08.2019 / Военная авиация / Кирилл Белов», «Культура |
 * 09.10.16».
 */
export function isDatedByline(line: string): boolean {
  if (line.length > MAX_LENGTH || !/\d/.test(line)) return false;
  if (isDateUnderRubric(line) || isDateOfPublisher(line) || isMessageHead(line)) return true;
  if (!/^\d/.test(line) || /[.!?…]$/.test(line)) return false;
  const [first] = findDates(line, { today: null });
  if (first?.start !== 0) return false;
  const rest = line.slice(first.end);
  if (BYLINE.test(rest)) return true;
  if (rest.length <= MAX_RUBRICS_LENGTH && COUNT_BEHIND.test(rest)) return true;
  const left = rest.replace(TIME, " ").replace(COMPANIONS, " ");
  if (rest !== "" && /[,.]$/.test(rest.trim().slice(0, 1)) && RUBRIC_LEFT.test(left)) return true;
  return /^\s?[/|•·]\s?\p{L}/u.test(rest) || (first.reading.precision === "minute" && GLUED_SOURCE.test(rest));
}

/**
 * «Культура | 09.10.16», «Культура9 октября 2016, 12:00»: the rubric, a bar or nothing at all, and a date that ends the
 * line.
 */
function isDateUnderRubric(line: string): boolean {
  const rubric = /^\p{Lu}[\p{L} ]{2,30}?(?:\s?[|•·/]\s?|(?<=\p{Ll}))(?=\d)/u.exec(line)?.[0];
  return rubric !== undefined && isDateLine(line.slice(rubric.length));
}

function removeDates(line: string): string {
  let rest = "";
  let from = 0;
  for (const { start, end } of findDates(line, { today: null })) {
    rest += `${line.slice(from, start)} `;
    from = end;
  }
  return rest + line.slice(from);
}

/**
 * What a story's own words say of its year (layer 1): «чуть меньше года назад, в ноябре 2015 года» makes the year of its
 * dateline likely; «еще в 2015 году направила» says that it is no older than that.
 */
import { type CalendarDay, daysBetween, isMonthDay, isYear, monthNumber } from "../../news/calendar-date.ts";

/** A day of the year, as a dateline gives it. */
export interface MonthAndDay {
  readonly month: number;
  readonly day: number;
}

/** A year, and the words that it was inferred from. */
export interface InferredYear {
  readonly year: number;
  readonly raw: string;
}

/** So much of the story is read. */
const MAX_TEXT_LENGTH = 50_000;
/** «Год назад» is a year give or take so many days. Our decision. */
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

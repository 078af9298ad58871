/**
 * Lines that hold a date or a time and nothing else (layer 1): «14:51 13.12.2019 (обновлено: 19:37 13.12.2019)»,
 * «Вчера, 10:27», «сегодня в 05:46, просмотров: 237», «9 декабря, 21:34».
 */

import { monthPattern } from "../../news/calendar-date.ts";
import { findDates } from "./date-formats.ts";

const MAX_LENGTH = 120;
/** Letters that may be left over: the name of a rubric before a date is more. */
const MAX_REST = 2;
const DAY_AND_MONTH = new RegExp(`(?<!\\d)\\d{1,2}\\s${monthPattern}`, "giu");
const YEAR = /(?<!\d)(?:19|20)\d{2}(?!\d)/g;
const TIME = /(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)/g;
const COMPANIONS =
  /(?<!\p{L})(?:дата(?:\sпубликации)?|время|опубликовано|размещено|создано|добавлено|обновлено|изменено|последнее|изменение|обновление|публикация|просмотр(?:ов|ы|а)?|комментари(?:и|ев|й)|прочтений|мск|msk|utc|gmt|по\sмосковскому\sвремени|сегодня|вчера|позавчера|назад|минут[ыу]?|час(?:а|ов)?|понедельник|вторник|среда|четверг|пятница|суббота|воскресенье|пн|вт|ср|чт|пт|сб|вс|mon|tue|wed|thu|fri|sat|sun|года?|г|в|от|at)(?!\p{L})/giu;

/** Whether nothing but dates, times and their labels is in the line. */
export function isDateLine(line: string): boolean {
  if (line.length > MAX_LENGTH || !/\d/.test(line)) return false;
  const dated = removeDates(line).replace(DAY_AND_MONTH, " ");
  const timed = dated.replace(TIME, " ");
  const isDated = dated !== line || timed !== dated || /(?<!\p{L})(?:сегодня|вчера|назад)(?!\p{L})/iu.test(line);
  if (!isDated) return false;
  const rest = timed
    .replace(YEAR, " ")
    .replace(COMPANIONS, " ")
    .replace(/[^\p{L}]+/gu, "");
  return rest.length <= MAX_REST;
}

/** «03.04.2013 16:50ПЛН, Псков»: whose news it is, glued to the time. */
const GLUED_SOURCE = /^\p{Lu}[\p{L}.-]{1,30}(?:,?\s[\p{L}.-]{1,30}){0,3}$/u;

/** A date with its rubric and author behind bars or slashes: «28.08.2019 / Военная авиация / Кирилл Белов», «Культура | 09.10.16». */
export function isDatedByline(line: string): boolean {
  if (isDateUnderRubric(line)) return true;
  if (line.length > MAX_LENGTH || !/^\d/.test(line) || /[.!?…]$/.test(line)) return false;
  const [first] = findDates(line, { today: null });
  if (first?.start !== 0) return false;
  const rest = line.slice(first.end);
  return /^\s?[/|•·]\s?\p{L}/u.test(rest) || (first.reading.precision === "minute" && GLUED_SOURCE.test(rest));
}

/** «Культура | 09.10.16»: the rubric, a bar, and a date that ends the line. */
function isDateUnderRubric(line: string): boolean {
  const rubric = /^\p{Lu}[\p{L} ]{2,30}?\s?[|•·/]\s?(?=\d)/u.exec(line.slice(0, MAX_LENGTH))?.[0];
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

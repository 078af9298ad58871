/**
 * Token filter: whole dates (layer 1, pure): 09.10.2016, 9/10/2016, 09.10.16, 2016-10-09 and «9 октября 2016» are the same terms.
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { stem } from "../words/russian-stem.ts";

/** What was found at a place of a text, up to `end`. */
export interface LiteralMatch {
  readonly end: number;
  readonly alternatives: readonly TermAlternative[];
}

const MONTHS = [
  "января",
  "февраля",
  "марта",
  "апреля",
  "мая",
  "июня",
  "июля",
  "августа",
  "сентября",
  "октября",
  "ноября",
  "декабря",
] as const;

/** The month's number, by the first three letters of its genitive or of an abbreviation. */
const MONTH_NUMBER: ReadonlyMap<string, number> = new Map(MONTHS.map((name, index) => [name.slice(0, 3), index + 1]));

const ISO_DATE = /(\d{4})-(\d{2})-(\d{2})(?!\d|-\d)/y;
/** With one of three signs, and with two digits of the year where it is a full stop: 09.10.16. */
const SHORT_DATE = /(\d{1,2})([./-])(\d{1,2})\2(\d{4}|(?<=\.)\d{2})(?!\d|[./-]\d)/y;
/** The year may be glued to its «г.». All repetitions are bounded. */
const WRITTEN_DATE =
  /(\d{1,2})[ \u00a0\u2009\u202f]{1,3}(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|февр|мар|апр|июн|июл|авг|сен|сент|окт|ноя|нояб|дек)\.?[ \u00a0\u2009\u202f]{1,3}(\d{4})(?=г(?!\p{L})|гг|(?![\p{L}\p{N}]))/iuy;

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The date that starts at a digit of a normalised text, or undefined. Looks at most some 30 characters ahead. */
export function matchDate(text: string, position: number): LiteralMatch | undefined {
  const iso = matchAt(ISO_DATE, text, position);
  if (iso !== undefined) return dateOf(position, iso[0], Number(iso[1]), Number(iso[2]), Number(iso[3]));
  const short = matchAt(SHORT_DATE, text, position);
  if (short !== undefined) return dateOf(position, short[0], yearOf(short[4]), Number(short[3]), Number(short[1]));
  const written = matchAt(WRITTEN_DATE, text, position);
  if (written === undefined) return undefined;
  const month = MONTH_NUMBER.get((written[2] ?? "").slice(0, 3).toLowerCase()) ?? 0;
  return dateOf(position, written[0], Number(written[3]), month, Number(written[1]));
}

/** The months whose genitive begins so, in lower case: «октя» is of октября, which stands inside the form of a date. */
export function monthsBeginning(beginning: string): { readonly form: string; readonly term: string }[] {
  return MONTHS.filter((name) => name.startsWith(beginning)).map((form) => ({ form, term: stem(form) }));
}

/** Two digits of a year mean one of the hundred up to this one. */
const LAST_SHORT_YEAR = 2039;

function yearOf(digits = ""): number {
  const year = Number(digits);
  if (digits.length > 2) return year;
  return year <= LAST_SHORT_YEAR % 100 ? 2000 + year : 1900 + year;
}

function matchAt(pattern: RegExp, text: string, position: number): RegExpExecArray | undefined {
  pattern.lastIndex = position;
  return pattern.exec(text) ?? undefined;
}

/** Whether a way to match a date is its year alone, which is no mention of the day. */
export function isYearAlone({ terms: [term = "", second], weight }: TermAlternative): boolean {
  return second === undefined && weight === alternativeWeights.yearAlone && /^\d{4}$/.test(term);
}

function dateOf(position: number, found: string, year: number, month: number, day: number): LiteralMatch | undefined {
  const monthName = MONTHS[month - 1];
  if (monthName === undefined || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return undefined;
  const yearTerm = String(year).padStart(4, "0");
  const iso = `${yearTerm}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
  return {
    end: position + found.length,
    alternatives: [
      { terms: [iso], weight: alternativeWeights.exact },
      { terms: [String(day), stem(monthName)], weight: alternativeWeights.dayAndMonth },
      { terms: [yearTerm], weight: alternativeWeights.yearAlone },
    ],
  };
}

/**
 * The query understood (layer 4, pure): the pieces of what a reader typed that mean more than their words. Each is told in the answer, and
 * taken off by its id.
 */
import { blankOut, parseQuerySyntax } from "../../analysis/query-words/query-syntax.ts";
import { foldCaseAndYo } from "../../analysis/words/word-folding.ts";
import { throwUnavailablePart } from "../../errors.ts";
import { type CalendarDay, dayNumber } from "../../news/calendar-date.ts";
import type { CorrectionKind, UnderstoodPiece } from "../../search-api.ts";
import type { DateReading, DayRange } from "./dates.ts";
import { findQuestion } from "./question.ts";

/** What pieces are read by, and which of them are not wanted. */
interface UnderstandingOptions {
  /** The day in the owner's zone; asked for where the text may say when, since a process makes its first calendar in 20 ms. */
  readonly today: () => CalendarDay;
  /** Ids of pieces that the reader took off. */
  readonly ignore?: readonly string[] | undefined;
  /** The days are chosen already: none are read. */
  readonly hasDays?: boolean | undefined;
}

/** A piece that says when, as it is told. */
export interface DatePiece extends DateReading {
  readonly id: string;
  readonly text: string;
}

export interface UnderstoodQuery {
  readonly dates: readonly DatePiece[];
  /** The days that articles are narrowed to, null for none. */
  readonly days: DayRange | null;
  /** What is left to search for within these: the text with what narrows blanked out, so that offsets stay. */
  readonly text: string;
  /** Whether the same text may be understood otherwise on another day. */
  readonly dependsOnToday: boolean;
}

/** What each rule of dates.ts has at least one of: a digit, or the beginning of a word. Most queries have none, and no rule is loaded. */
const OF_A_DATE =
  /\d|(?<!\p{L})(?:сегодня|(?:поза)?вчера|выходн|час|сут|ден|дн|недел|месяц|(?:пол)?год|лет|зим|весн|осен|понедельник|вторник|сред|четверг|пятниц|суббот|воскресен|январ|феврал|март|апрел|ма[йяею]|июн|июл|август|сентябр|октябр|ноябр|декабр)/u;

const NO_DATES = { dates: [], days: null, dependsOnToday: false };

/** See the file's head. Time linear in the text. `store-unavailable` where the rules of dates cannot be loaded. */
export async function understandQuery(
  text: string,
  { today, ignore = [], hasDays = false }: UnderstandingOptions,
): Promise<UnderstoodQuery> {
  const { plainText } = parseQuerySyntax(text);
  if (hasDays || !OF_A_DATE.test(foldCaseAndYo(plainText))) return { ...NO_DATES, text };
  const { isFillerText, readDates } = await import("./dates.ts").catch(throwUnavailablePart);
  const { readings, dependsOnToday } = readDates(plainText, today);
  const pieces = readings.map((reading): DatePiece => {
    const typed = text.slice(reading.start, reading.end);
    return { ...reading, id: pieceId("date", typed), text: typed };
  });
  const dates = pieces.filter(({ id }) => !ignore.includes(id));
  const isAllOff = pieces.length > 0 && dates.length === 0;
  const narrowing = dates.filter(({ effect }) => effect === "narrow");
  return {
    dates,
    days: commonDays(narrowing),
    text: textWithout(text, narrowing, isFillerText),
    dependsOnToday: dependsOnToday && !isAllOff,
  };
}

interface TakenQuestion {
  readonly text: string;
  readonly piece: UnderstoodPiece | null;
  /** Beginnings of terms of what is asked for. */
  readonly raised: readonly string[];
}

/** The text with the words of a question blanked out, and what is told of them: null where nothing is asked. Never throws. */
export function takeQuestion(text: string, ignore: readonly string[] = []): TakenQuestion {
  const asTyped = { text, piece: null, raised: [] };
  const found = findQuestion(parseQuerySyntax(text).plainText);
  if (found === null) return asTyped;
  const typed = text.slice(found.start, found.end);
  const id = pieceId("question", typed);
  if (ignore.includes(id)) return asTyped;
  return {
    text: blankOut(text, found.start, found.end),
    raised: found.raised,
    piece: { id, kind: "question", text: typed, effect: "match" },
  };
}

/** `kind:text`, where the text is in small letters with ё folded and single spaces. */
export function pieceId(kind: UnderstoodPiece["kind"] | CorrectionKind, typed: string): string {
  return `${kind}:${foldCaseAndYo(typed).replace(/\s+/g, " ").trim()}`;
}

/** The days that all have, null of none; readings that narrow have one (dates.ts). */
function commonDays(readings: readonly DayRange[]): DayRange | null {
  return readings.reduce<DayRange | null>(
    (days, { from, to }) => ({
      from: days === null || dayNumber(days.from) < dayNumber(from) ? from : days.from,
      to: days === null || dayNumber(days.to) > dayNumber(to) ? to : days.to,
    }),
    null,
  );
}

/** Nothing is left where the rest only asks for news. */
function textWithout(text: string, narrowing: readonly DateReading[], isFillerText: (text: string) => boolean): string {
  if (narrowing.length === 0) return text;
  const blanked = narrowing.reduce((rest, { start, end }) => blankOut(rest, start, end), text);
  return isFillerText(blanked) ? "" : blanked;
}

/**
 * Finds the meaning of a text, as far as that is possible without the index: the words that only ask, the days that it
 * names, and the readings to try, in order. A reading is data: a text to search for, within which days, and when what
 * it finds is good enough. What depends on the index, a correction or a wider search, is made of a reading by a step
 * (ask.ts). Each piece that means more than its words is told in the answer, and taken off by its id.
 */

import { type CalendarDay, dayNumber } from "../articles/news.ts";
import { blankOut, parseQuerySyntax, type Synonyms } from "../russian/queries.ts";
import { foldCaseAndYo } from "../russian/words.ts";
import type { CorrectionKind, QueryCorrection, UnderstoodPiece } from "../search-api.ts";
import type { ArticleFilter } from "./filters/article-filter.ts";
import { loadLaterParts } from "./load-later-parts.ts";
import type { PageQuery } from "./ranking/ranked-page.ts";
import type { DateReading, DayRange } from "./understanding/dates.ts";
import { findQuestion, raisedBy } from "./understanding/question.ts";
/** The interpretation of a text's words. */
export interface TextQuery {
  readonly text: string;
  /** Ids of pieces that the reader took off. Default none. */
  readonly ignore?: readonly string[] | undefined;
  /** "off" takes no words for days («вчера»). Default "auto". */
  readonly dates?: "auto" | "off" | undefined;
  /** Days of the filter. If it has any, those in the text are not read. */
  readonly filter?: Pick<ArticleFilter, "from" | "to"> | undefined;
  /** The reader's day; asked for where a text may say when, since a process makes its first calendar in 20 ms. */
  readonly today: () => CalendarDay;
}

/** The whole request to an index: a text, and the page of its hits. */
export interface Asked extends PageQuery, TextQuery {
  readonly filter?: ArticleFilter | undefined;
  /** "off" searches for the text as it is. Default "auto". */
  readonly correct?: "auto" | "off" | undefined;
  /** Owner's words. Default null: none. */
  readonly ownerWords?: Synonyms | null | undefined;
}

/** The condition under which a page is good enough to stop trying. */
export type Enough = "always" | "a match" | "all words" | "a full page";

/** A text with words of it corrected. */
export interface CorrectedText {
  readonly text: string;
  readonly corrections: readonly QueryCorrection[];
}

/** One way to take a text, as data. */
export interface Reading {
  /**
   * Offsets are those of the typed text: what was taken out of it is blank. A corrected text has offsets of its own.
   */
  readonly text: string;
  /** Stretches of the text that say when; articles of these days are raised. */
  readonly dates: readonly DatePiece[];
  /** Beginnings of terms that raise what matches: of what is asked for. */
  readonly raised: readonly string[];
  readonly filter: ArticleFilter | undefined;
  /** Days that are none of the text, and that an article must be of or state. */
  readonly required: readonly DatePiece[];
  /** True if an article must have some word, if the text says more than days. */
  readonly isWordNeeded: boolean;
  /** True if equivalents that otherwise only boost find articles too. */
  readonly isWide: boolean;
  /** Start of the only name among common words, which counts more than all of these; null for none. */
  readonly onlyName: number | null;
  /** Lines of equivalents that the index itself gave. */
  readonly heard: readonly string[];
  readonly enough: Enough;
  /** Differences from the typed text. */
  readonly corrections: readonly QueryCorrection[];
  /** A likely correction that is not searched for; or null. */
  readonly offer: CorrectedText | null;
}

export interface Understood {
  /** The words that only ask, as they are told; null where there are none. */
  readonly question: UnderstoodPiece | null;
  /** Stretches of the typed text that say when. */
  readonly dates: readonly DatePiece[];
  /** Readings in the order of trying; the last one is always sufficient. */
  readonly readings: readonly Reading[];
}

/** A piece that says when, as it is told. */
export interface DatePiece extends DateReading {
  readonly id: string;
  readonly text: string;
}

/**
 * Reads a text: within the days that narrow it, if any article is of these or states them; else the whole text, with a
 * required word besides days, if something has one. Time linear in the text. `store-unavailable` where the rules of
 * dates cannot be loaded.
 */
export async function understand(asked: Asked): Promise<Understood> {
  const { text, piece, raised } = await takeQuestion(asked.text, asked.ignore);
  const { dates, days, required, rest } = await readDays({ ...asked, text });
  const anything: Reading = {
    text,
    dates,
    raised,
    filter: asked.filter,
    required: [],
    isWordNeeded: false,
    isWide: false,
    onlyName: null,
    heard: [],
    enough: "always",
    corrections: [],
    offer: null,
  };
  if (dates.length === 0) return { question: piece, dates, readings: [anything] };
  const whole: Reading = { ...anything, isWordNeeded: true, enough: "a match" };
  if (days === null && required.length === 0) return { question: piece, dates, readings: [whole, anything] };
  const within: Reading = {
    ...whole,
    ...(await readingOf(asked, rest)),
    filter: { ...asked.filter, ...days },
    required,
  };
  return { question: piece, dates, readings: [within, whole, anything] };
}

/** A text as part of a reading, with the days that it says itself. */
export async function readingOf(asked: TextQuery, text: string): Promise<Pick<Reading, "text" | "dates">> {
  return { text, dates: (await readDays({ ...asked, text })).dates };
}

interface TextDays {
  readonly dates: readonly DatePiece[];
  /** The days of publication that articles are narrowed to, null for none. */
  readonly days: DayRange | null;
  /** Dates that articles must be of or state. */
  readonly required: readonly DatePiece[];
  /** Text to search for within these: the parts that narrow are blanked out, so that offsets stay. */
  readonly rest: string;
  /** True if the same text may be understood differently on another day. */
  readonly dependsOnToday: boolean;
}

/**
 * A necessary part of each rule of dates.ts: a digit, or the beginning of a word. Most queries have none, so that no
 * rule is loaded.
 */
const OF_A_DATE =
  /\d|(?<!\p{L})(?:сегодня|(?:поза)?вчера|выходн|час|сут|ден|дн|недел|месяц|(?:пол)?год|лет|зим|весн|осен|понедельник|вторник|сред|четверг|пятниц|суббот|воскресен|январ|феврал|март|апрел|ма[йяею]|июн|июл|август|сентябр|октябр|ноябр|декабр)/u;

/**
 * The days that a text says. Time linear in the text. `store-unavailable` where the rules of dates cannot be loaded.
 */
export async function readDays({ text, ignore = [], dates, filter, today }: TextQuery): Promise<TextDays> {
  const { plainText } = parseQuerySyntax(text);
  const areChosen = dates === "off" || filter?.from !== undefined || filter?.to !== undefined;
  if (areChosen || !OF_A_DATE.test(foldCaseAndYo(plainText))) {
    return { dates: [], days: null, required: [], rest: text, dependsOnToday: false };
  }
  const { isFillerText, readDates } = await loadLaterParts();
  const { readings, dependsOnToday } = readDates(plainText, today);
  const pieces = readings.map((reading): DatePiece => {
    const typed = text.slice(reading.start, reading.end);
    return { ...reading, id: pieceId("date", typed), text: typed };
  });
  const kept = pieces.filter(({ id }) => !ignore.includes(id));
  const isAllOff = pieces.length > 0 && kept.length === 0;
  const narrowing = kept.filter(({ effect }) => effect === "narrow");
  return {
    dates: kept,
    days: commonDays(narrowing.filter(({ day }) => day === null)),
    required: narrowing.filter(({ day }) => day !== null),
    rest: textWithout(text, narrowing, isFillerText),
    dependsOnToday: dependsOnToday && !isAllOff,
  };
}

interface TakenQuestion {
  readonly text: string;
  readonly piece: UnderstoodPiece | null;
  /** Beginnings of terms of what is asked for. */
  readonly raised: readonly string[];
}

/**
 * The text with the words of a question blanked out, and what is told of them: null where nothing is asked. Never
 * throws.
 */
async function takeQuestion(text: string, ignore: readonly string[] = []): Promise<TakenQuestion> {
  const asTyped = { text, piece: null, raised: [] };
  const found = findQuestion(parseQuerySyntax(text).plainText);
  if (found === null) return asTyped;
  const typed = text.slice(found.start, found.end);
  const id = pieceId("question", typed);
  if (ignore.includes(id)) return asTyped;
  return {
    text: blankOut(text, found.start, found.end),
    raised: await raisedBy(found.asked),
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

/** Cuts the dates out; nothing remains if the rest only asks for news. */
function textWithout(text: string, narrowing: readonly DateReading[], isFillerText: (text: string) => boolean): string {
  if (narrowing.length === 0) return text;
  const blanked = narrowing.reduce((rest, { start, end }) => blankOut(rest, start, end), text);
  return isFillerText(blanked) ? "" : blanked;
}

/**
 * The dateline: place, day and agency before the first sentence of a wire story (layer 1).
 *
 * `ВЛАДИВОСТОК, 9 окт — РИА Новости.` `ЛОНДОН, 31 января. /ТАСС/.` `Москва. 9 октября. INTERFAX.RU -` `ТАСС, 10 августа.`
 */
import { leadingPublisher, publisherOf } from "./agencies.ts";
import { isMonthDay, isYear } from "./calendar-date.ts";
import { monthNumber, monthPattern } from "./date-formats.ts";
import { isKnownPlace, ordinaryPlace } from "./place.ts";

/** What a dateline says. `start` and `end` are UTF-16 offsets into the line; the text after `end` is the story. */
export interface Dateline {
  readonly place: string | null;
  readonly placeAsWritten: string | null;
  readonly agency: string | null;
  readonly author: string | null;
  readonly month: number;
  readonly day: number;
  readonly year: number | null;
  readonly dateAsWritten: string;
  readonly start: number;
  readonly end: number;
}

/** A dateline fits here: place, date, agency and a reporter's name. */
const MAX_DATELINE_LENGTH = 200;
/** Where a dateline may stand in a line that was glued to it: after a teaser, not deep in a story. */
const MAX_GLUED_OFFSET = 600;
const MAX_PLACE_LENGTH = 60;
const MAX_PLACE_WORDS = 6;

/** Small words in the names of places. */
const PLACE_WORDS: ReadonlySet<string> = new Set(
  "на де да ла ле дель и область край район округ республика обл. поселок посёлок село станица деревня аэропорт космодром г. пос.".split(
    " ",
  ),
);

const DAY_AND_MONTH = new RegExp(
  `(?<![\\d.])(\\d{1,2})\\s(${monthPattern})(?:\\s(\\d{4})(?!\\d)(?:\\s?(?:года|г\\.)(?![а-яё]))?)?`,
  "iu",
);
const DAY_AND_MONTH_ALL = new RegExp(DAY_AND_MONTH.source, "giu");

/** The dateline that a line begins with, or null. Looks at the first 200 characters only. */
export function parseDateline(line: string): Dateline | null {
  const head = line.slice(0, MAX_DATELINE_LENGTH);
  const date = DAY_AND_MONTH.exec(head);
  if (date === null || date.index > MAX_PLACE_LENGTH + 2) return null;
  const month = monthNumber(date[2] ?? "");
  const day = Number(date[1]);
  const year = date[3] === undefined ? null : Number(date[3]);
  if (!isMonthDay(month, day) || (year !== null && !isYear(year))) return null;
  const before = readBeforeDate(head.slice(0, date.index));
  if (before === null) return null;
  const afterDate = date.index + date[0].replace(/\.$/, "").length;
  const after = readAfterDate(head.slice(afterDate), before);
  if (after === null) return null;
  return {
    place: before.place === null ? null : ordinaryPlace(before.place),
    placeAsWritten: before.place,
    agency: after.agency ?? before.agency,
    author: after.author,
    month,
    day,
    year,
    dateAsWritten: date[0].trim(),
    start: 0,
    end: afterDate + after.length,
  };
}

interface BeforeDate {
  readonly place: string | null;
  readonly agency: string | null;
  /** Surely a dateline's beginning even where no agency follows. */
  readonly isSure: boolean;
}

/** «ГОРОД, », «Город. », «ТАСС, », «ГОРОД (страна), »; null for the beginning of a sentence. */
function readBeforeDate(text: string): BeforeDate | null {
  const match = /^(.{2,}?)\s?[,.]\s?$/u.exec(text);
  const name = match?.[1] ?? "";
  if (name === "" || name.length > MAX_PLACE_LENGTH || !/^[\p{L}«"]/u.test(name)) return null;
  const agency = publisherOf(name);
  if (agency !== null) return { place: null, agency, isSure: true };
  const words = name.split(/[\s/]+/u);
  if (words.length > MAX_PLACE_WORDS || /[!?:;«»"]|\.\s|\p{Ll}\p{Lu}/u.test(name)) return null;
  if (!isKnownPlace(name) && !isNameOfPlace(name, words)) return null;
  return { place: name, agency: null, isSure: isKnownPlace(name) || isCapitals(name) };
}

/** Capitals throughout, or in each word but «на», «область» and their like, or nowhere, as some feeds have it. */
function isNameOfPlace(name: string, words: readonly string[]): boolean {
  if (name === name.toUpperCase() || name === name.toLowerCase()) return true;
  return words.every((word) => /^[(\p{Lu}\d]/u.test(word) || PLACE_WORDS.has(word));
}

interface AfterDate {
  readonly agency: string | null;
  readonly author: string | null;
  readonly length: number;
}

/** «— РИА Новости.», «. /ТАСС/.», «. INTERFAX.RU -», «. » */
function readAfterDate(text: string, before: BeforeDate): AfterDate | null {
  const lead = /^\s?[.,]?\s?(?:[—–−-]{1,2}|\/|\()?\s?/u.exec(text)?.[0] ?? "";
  const rest = text.slice(lead.length);
  const prefix = /^(?:спец)?корр?\.?\s?/iu.exec(rest)?.[0] ?? "";
  const publisher = leadingPublisher(rest.slice(prefix.length));
  if (publisher !== null) {
    const nameEnd = lead.length + prefix.length + publisher.length;
    const tail = readTail(text.slice(nameEnd));
    if (tail !== null) return { agency: publisher.name, author: tail.author, length: nameEnd + tail.length };
  }
  if (!before.isSure) return null;
  const unknown = readUnknownAgency(lead, rest);
  if (unknown !== null) return { ...unknown, length: lead.length + unknown.length };
  const stop = /^\s?\.\s(?=[«"„\p{Lu}])/u.exec(text);
  return stop === null ? null : { agency: null, author: null, length: stop[0].length };
}

/** A reporter's name: after a comma in any case, since some feeds are in small letters; else two capitalised words. */
const REPORTER =
  "(?:,\\s(\\p{L}[\\p{L}-]{1,25}(?:\\s\\p{L}[\\p{L}.-]{0,25}){1,2})|\\s(\\p{Lu}[\\p{L}-]{1,25}\\s\\p{Lu}[\\p{L}-]{1,25}))";
const TAIL = new RegExp(`^(?:${REPORTER}|\\s\\p{Lu}\\p{L}{1,25})?\\s?(?:[/)]\\s?[.,]?|[.:]|[—–−-]{1,2})(?:\\s|$)`, "u");

/** What ends the name of the agency: a full stop, a dash, a slash; before it perhaps a branch or a reporter's name. */
function readTail(text: string): { author: string | null; length: number } | null {
  const match = TAIL.exec(text);
  if (match === null) return /^\s?$/.test(text) ? { author: null, length: text.length } : null;
  return { author: match[1] ?? match[2] ?? null, length: match[0].length };
}

/** «— АБН24.» after a place in capitals: an agency that the table does not know. */
function readUnknownAgency(lead: string, rest: string): AfterDate | null {
  if (!/[—–−\-/]/u.test(lead)) return null;
  const match = /^([\p{Lu}«"][\p{L}\p{N} .«»"-]{1,30}?)\s?(?:\/\s?\.?|\.|:)\s/u.exec(rest);
  if (match === null) return null;
  return { agency: match[1] ?? null, author: null, length: match[0].length };
}

function isCapitals(name: string): boolean {
  return name === name.toUpperCase() && /\p{L}{2}/u.test(name);
}

/**
 * The first dateline inside a line, which scrapers glue to what stood before it (`сценарииМосква. 6 октября. INTERFAX.RU
 * -`), or null. The agency must be a known one. Looks at the first 600 characters.
 */
export function findGluedDateline(line: string): Dateline | null {
  for (const match of line.slice(0, MAX_GLUED_OFFSET).matchAll(DAY_AND_MONTH_ALL)) {
    const start = placeStart(line, match.index);
    if (start === null || start === 0) continue;
    const dateline = parseDateline(line.slice(start, start + MAX_DATELINE_LENGTH));
    if (dateline === null || dateline.agency === null) continue;
    return { ...dateline, start, end: start + dateline.end };
  }
  return null;
}

/** Where the place before a date begins: the longest known place, else after a small letter that it is glued to. */
function placeStart(line: string, dateIndex: number): number | null {
  const from = Math.max(0, dateIndex - MAX_PLACE_LENGTH);
  const match = /(?:\p{Lu}[\p{L}-]*(?:\s\(?\p{Lu}[\p{L}-]*\)?){0,3})[.,]\s?$/u.exec(line.slice(from, dateIndex));
  if (match === null) return null;
  const words = match[0].replace(/[.,]\s?$/u, "");
  const starts = [...words.matchAll(/(?<![\p{Lu}-])\p{Lu}/gu)].map(({ index }) => index);
  const known = starts.find((start) => isKnownPlace(words.slice(start)));
  const glued = /^.*?[\p{Ll}\p{N}](?=\p{Lu})/u.exec(words)?.[0].length;
  return from + match.index + (known ?? glued ?? 0);
}

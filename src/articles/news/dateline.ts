/**
 * The dateline: place, day and agency before the first sentence of a wire story.
 *
 * `ВЛАДИВОСТОК, 9 окт — РИА Новости.` `ЛОНДОН, 31 января. /ТАСС/.` `Москва. 9 октября. INTERFAX.RU -`
 * `ТАСС, 10 августа.`
 */

import { leadingPublisher, publisherOf } from "./agencies.ts";
import { isMonthDay, isYear } from "./calendar-date.ts";
import { mayNameMonth, monthNumber, monthPattern } from "./month-names.ts";
import { isKnownPlace, ordinaryPlace } from "./place.ts";

/** A parsed dateline. `start` and `end` are UTF-16 offsets into the line; the text after `end` is the story. */
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
/** Largest offset of a dateline in a line that was glued to it: after a teaser, not deep in a story. */
const MAX_GLUED_OFFSET = 600;
const MAX_PLACE_LENGTH = 60;
const MAX_PLACE_WORDS = 6;

/** «МИНСК (Белоруссия)», «ЖУКОВСКИЙ (Московская область)». */
const COUNTRY = /\s?\([\p{L}\s.-]{2,40}\)$/u;

/** Small words in the names of places. */
const PLACE_WORDS: ReadonlySet<string> = new Set(
  "на де да ла ле дель и область край район округ республика обл. поселок посёлок село станица деревня аэропорт космодром г. пос.".split(
    " ",
  ),
);

const DAY_AND_MONTH = new RegExp(
  `(?<![\\d.])(\\d{1,2})\\s(${monthPattern})(?:,?\\s(\\d{4})(?!\\d)(?:\\s?(?:года|г\\.)(?![а-яё]))?)?(?:,?\\s\\d{1,2}:\\d{2}(?!\\d))?`,
  "iu",
);
const DAY_AND_MONTH_ALL = new RegExp(DAY_AND_MONTH.source, "giu");
/** «Симферополь, Август 05 (Новый День)». */
const MONTH_AND_DAY = new RegExp(`(?<!\\p{L})(${monthPattern})\\s(\\d{1,2})(?!\\d)`, "iu");
/** A day beside a month, either way round. */
const DAY_BY_MONTH = /\d\s[а-яё]|[а-яё.]\s\d/iu;
/** «5 августа, Минск /Корр. БЕЛТА/.» */
const PLACE_AFTER_DAY = /^,\s(\p{L}[\p{L} -]{1,40}?)\s?(?=[/(—–]|-\s)/u;

/** The dateline that a line begins with, or null. Looks at the first 200 characters only. */
export function parseDateline(line: string): Dateline | null {
  const head = line.slice(0, MAX_DATELINE_LENGTH);
  const date = findDay(head);
  if (date === null || date.index > MAX_PLACE_LENGTH + 2) return null;
  const before = date.index === 0 ? readAfterDay(head.slice(date.end)) : readBeforeDate(head.slice(0, date.index));
  if (before === null) return null;
  const start = date.end + before.length;
  const after = readDatelineByline(head.slice(start), before.isSure);
  if (after === null || (date.index === 0 && after.agency === null)) return null;
  return {
    place: before.place === null ? null : ordinaryPlace(before.place),
    placeAsWritten: before.place,
    agency: after.agency ?? before.agency,
    author: after.author,
    month: date.month,
    day: date.day,
    year: date.year,
    dateAsWritten: date.raw,
    start: 0,
    end: start + after.length,
  };
}

/** Most lines are passed over by it. */
function mayHoldDay(head: string): boolean {
  return /\d/.test(head) && DAY_BY_MONTH.test(head) && mayNameMonth(head);
}

interface FoundDay {
  readonly month: number;
  readonly day: number;
  readonly year: number | null;
  readonly raw: string;
  readonly index: number;
  readonly end: number;
}

/** The first day and month of a line, if the calendar has that day; the full stop of an abbreviation stays outside. */
function findDay(head: string): FoundDay | null {
  if (!mayHoldDay(head)) return null;
  const match = DAY_AND_MONTH.exec(head);
  const turned = match === null ? MONTH_AND_DAY.exec(head) : null;
  const [raw, day, month, year] = match ?? [turned?.[0], turned?.[2], turned?.[1]];
  const index = match?.index ?? turned?.index;
  if (raw === undefined || day === undefined || month === undefined || index === undefined) return null;
  const found = { month: monthNumber(month), day: Number(day), year: year === undefined ? null : Number(year) };
  if (!isMonthDay(found.month, found.day) || (found.year !== null && !isYear(found.year))) return null;
  return { ...found, raw: raw.trim(), index, end: index + raw.replace(/\.$/, "").length };
}

interface BeforeDate {
  readonly place: string | null;
  readonly agency: string | null;
  /** Surely a dateline's beginning even where no agency follows. */
  readonly isSure: boolean;
  /** Length of the place behind the day. */
  readonly length: number;
}

/** «, Минск » between day and agency. */
function readAfterDay(text: string): BeforeDate | null {
  const match = PLACE_AFTER_DAY.exec(text);
  const place = match?.[1] ?? "";
  if (!/^\p{Lu}/u.test(place) || !isNameOfPlace(place, place.split(" "))) return null;
  return { place, agency: null, isSure: false, length: match?.[0].length ?? 0 };
}

/** «ГОРОД, », «Город. », «ТАСС, », «ГОРОД (страна), »; null for the beginning of a sentence. */
function readBeforeDate(text: string): BeforeDate | null {
  const match = /^(.{2,}?)\s?[,.]\s?$/u.exec(text);
  const name = match?.[1] ?? "";
  if (name === "" || name.length > MAX_PLACE_LENGTH || !/^[\p{L}«"]/u.test(name)) return null;
  const agency = publisherOf(name);
  if (agency !== null) return { place: null, agency, isSure: true, length: 0 };
  const bare = name.replace(COUNTRY, "");
  const words = bare.split(/[\s/]+/u);
  if (words.length > MAX_PLACE_WORDS || /[!?:;«»"]|\.\s|\p{Ll}\p{Lu}/u.test(bare)) return null;
  if (!isKnownPlace(bare) && !isNameOfPlace(bare, words)) return null;
  return { place: name, agency: null, isSure: isKnownPlace(bare) || isCapitals(bare), length: 0 };
}

/** Capitals throughout, or in each word but «на», «область» and their like, or nowhere, as some feeds have it. */
function isNameOfPlace(name: string, words: readonly string[]): boolean {
  if (name === name.toUpperCase() || name === name.toLowerCase()) return true;
  return words.every((word) => /^[(\p{Lu}\d]/u.test(word) || PLACE_WORDS.has(word));
}

/** Endings of names of towns that few other words have: «Чистополь», «Троицк». */
const TOWN = /^\p{Lu}\p{Ll}{2,20}(?:[бвгдзйклмнпрт]ск|цк|поль|град|город|бург)$/u;
const OPENING_NAME = /^(\p{Lu}[\p{L}-]{2,25}(?:\s\p{L}[\p{L}-]{2,25}){0,2})\.\s(?=[«"„\p{Lu}\d])/u;
/** Words before the name of a place in a sentence. */
const IN_PLACE = "(?<!\\p{L})(?:[Вв]о?|[Ии]з|[Пп]од|до|около|г\\.|города?|городе|селе?|села|пос[её]лк[еа])\\s";

/**
 * A place alone that opens a story, without a day: «Чистополь. Завод снова наймёт людей…»; or null. It is in the table,
 * or ends as towns do, or the text says that something is in it. Linear in the text.
 */
export function openingPlace(text: string): Pick<Dateline, "place" | "placeAsWritten"> | null {
  const name = OPENING_NAME.exec(text.slice(0, MAX_DATELINE_LENGTH))?.[1];
  if (name === undefined) return null;
  const place = ordinaryPlace(name);
  const isPlace =
    isKnownPlace(name) ||
    TOWN.test(place) ||
    new RegExp(`${IN_PLACE}${place.slice(0, -1)}\\p{Ll}{1,2}(?!\\p{L})`, "u").test(text);
  return isPlace ? { place, placeAsWritten: name } : null;
}

function isCapitals(name: string): boolean {
  return name === name.toUpperCase() && /\p{L}{2}/u.test(name);
}

/**
 * The first dateline inside a line, which scrapers glue to what stood before it
 * (`сценарииМосква. 6 октября. INTERFAX.RU -`), or null. The agency must be a known one. Looks at the first 600
 * characters.
 */
export function findGluedDateline(line: string): Dateline | null {
  const head = line.slice(0, MAX_GLUED_OFFSET);
  if (!mayHoldDay(head)) return null;
  for (const match of head.matchAll(DAY_AND_MONTH_ALL)) {
    const start = placeStart(line, match.index);
    if (start === null || start === 0) continue;
    const dateline = parseDateline(line.slice(start, start + MAX_DATELINE_LENGTH));
    if (dateline === null || dateline.agency === null) continue;
    return { ...dateline, start, end: start + dateline.end };
  }
  return null;
}

/** «ТАССМОСКВА»: an agency's name in capitals, glued to a place in capitals. */
function afterGluedAgency(words: string): number | null {
  for (let i = 2; i < Math.min(words.length - 2, 30); i += 1) {
    if (isKnownPlace(words.slice(i)) && publisherOf(words.slice(0, i)) !== null) return i;
  }
  return null;
}

/**
 * Finds the start of the place before a date: the longest known place, else behind a small letter that it is glued to.
 */
function placeStart(line: string, dateIndex: number): number | null {
  const from = Math.max(0, dateIndex - MAX_PLACE_LENGTH);
  const match = /(?:\p{Lu}[\p{L}-]*(?:\s\(?\p{Lu}[\p{L}-]*\)?){0,3})[.,]\s?$/u.exec(line.slice(from, dateIndex));
  if (match === null) return null;
  const words = match[0].replace(/[.,]\s?$/u, "");
  const starts = [...words.matchAll(/(?<![\p{Lu}-])\p{Lu}/gu)].map(({ index }) => index);
  const known = starts.find((start) => isKnownPlace(words.slice(start)));
  const glued = /^.*?[\p{Ll}\p{N}](?=\p{Lu})/u.exec(words)?.[0].length;
  return from + match.index + (known ?? glued ?? afterGluedAgency(words) ?? 0);
}

// Who a wire story is from, as the rest of a dateline says it after the day: `— РИА Новости, Иван Белов.`
// `. /Корр. ТАСС Иван Белов/.` `(Новый День, Иван Белов) –` `. INTERFAX.RU -` `/Иван Белов - БЕЛТА/.`

/** The agency, its reporters, and how many UTF-16 units of the text say it, the spaces after it included. */
interface DatelineByline {
  /** Agency as readers know it; an unknown one as written; null if only a full stop follows the day. */
  readonly agency: string | null;
  readonly author: string | null;
  readonly length: number;
}

/** Agency, branch and two reporters fit here. */
const MAX_BYLINE_LENGTH = 110;
const LEAD = /^\s?[.,]?\s?(?:[—–−-]{1,2}|\/|\()?\s?/u;
/** The end of a byline that no bracket or slash closes. */
const END = /[.:](?=\s|$)|\s?[—–−]{1,2}(?=\s|$)|\s-{1,2}(?=\s|$)|(?=\s?$)/gu;
const CORRESPONDENT =
  /^(?:(?:спец(?:иальн(?:ый|ые))?|соб(?:ственн(?:ый|ые))?)?[.\s]{0,2}(?:корр?(?:еспондент)?ы?\.?)(?:\s|(?=\p{Lu})))/iu;
/** «Крым», «(Крым)», «-Москва», «/Прайм» after an agency's name: which of its offices. */
const BRANCH = /^(?:-\p{L}[\p{L}-]{1,20}|\s?\([\p{L} -]{2,25}\)|\/\p{L}[\p{L}-]{1,20}|\s\p{Lu}[\p{L}-]{2,20})?/u;
/** Some feeds are in small letters throughout, so that after a comma the case of a name tells nothing. */
const REPORTERS =
  /^(?:,?\s?\p{L}[\p{L}.-]{0,25}(?:\s\p{L}[\p{L}.-]{0,25}){1,2}(?:(?:,|\sи)\s\p{L}[\p{L}.-]{0,25}(?:\s\p{L}[\p{L}.-]{0,25}){1,2}){0,3})$/u;
const NAMES = /^\p{Lu}[\p{L}.-]{0,25}(?:\s\p{Lu}[\p{L}.-]{0,25}){1,2}$/u;
/** A name that no table knows: one to four words, the first with a capital or in quotes. */
const UNKNOWN_AGENCY =
  /^(?:(?:ИА|РИА|АН|СИА|МИА)\s)?[«"„]?\p{Lu}[\p{L}\p{N}.+-]{1,25}(?:\s[\p{L}\p{N}.+-]{1,20}){0,3}[»"“]?$/u;
/** An unknown name after a mere comma or full stop, where a sentence may begin: there each word is a name's. */
const UNKNOWN_NAME =
  /^(?:(?:ИА|РИА|АН|СИА|МИА)\s)?(?:[«"„][\p{L}\p{N} .+-]{2,30}[»"“]|\p{Lu}\p{Ll}+\p{Lu}[\p{L}\p{N}.-]{1,20})$/u;

/**
 * Reads the byline after the day of a dateline, or null if a sentence goes on. `isSure` tells that what stands before
 * the day is a place by itself, so that the agency may be one that no table knows, or missing. Looks at the first 110
 * characters.
 */
function readDatelineByline(text: string, isSure: boolean): DatelineByline | null {
  const head = text.slice(0, MAX_BYLINE_LENGTH);
  const lead = LEAD.exec(head)?.[0] ?? "";
  const opener = lead.trim().slice(-1);
  const rest = head.slice(lead.length);
  const byline = opener === "/" || opener === "(" ? readEnclosed(rest, opener, isSure) : readOpen(rest, opener, isSure);
  if (byline !== null) return { ...byline, length: lead.length + byline.length };
  if (!isSure) return null;
  const stop = /^\s?\.\s(?=[«"„\p{Lu}])/u.exec(head);
  return stop === null ? null : { agency: null, author: null, length: stop[0].length };
}

/** Words in the names of news services. */
const SERVICE = /(?<!\p{L})(?:ИА|РИА|МИА|агентств|служб|новост|пресс|инфо|медиа)/u;

/** `/…/.` and `(…) –`. */
function readEnclosed(text: string, opener: string, isSure: boolean): DatelineByline | null {
  for (const end of closersOf(text, opener === "/" ? "/" : ")")) {
    const name = text.slice(0, end).trim();
    const parts = readParts(name, isSure || SERVICE.test(name) ? UNKNOWN_AGENCY : null);
    const tail = /^.\s?(?:[.,:]|[—–−-]{1,2})?(?:\s|$)/u.exec(text.slice(end))?.[0];
    if (parts !== null && tail !== undefined) return { ...parts, length: end + tail.length };
  }
  return null;
}

/** The first and the second place of a mark: «/РИА Новости/Прайм/» has one inside. */
function closersOf(text: string, mark: string): number[] {
  const first = text.indexOf(mark);
  const second = first < 0 ? -1 : text.indexOf(mark, first + 1);
  return [first, second].filter((index) => index >= 0);
}

/** `РИА Новости.` `INTERFAX.RU -` `REGNUM Текст`: up to a full stop or dash that the name does not hold itself. */
function readOpen(text: string, opener: string, isSure: boolean): DatelineByline | null {
  const unknown = !isSure ? null : opener === "" || opener === "," || opener === "." ? UNKNOWN_NAME : UNKNOWN_AGENCY;
  for (const match of text.matchAll(END)) {
    const parts = readParts(text.slice(0, match.index).trim(), unknown);
    if (parts === null) continue;
    const end = match.index + match[0].length;
    return { ...parts, length: end + (/^\s/.test(text.slice(end)) ? 1 : 0) };
  }
  return isDash(opener) ? readUnended(text) : null;
}

function isDash(opener: string): boolean {
  return /^[—–−-]$/.test(opener);
}

/** `— REGNUM Губернатор…`: an agency that nothing parts from the sentence. */
function readUnended(text: string): DatelineByline | null {
  const publisher = leadingPublisher(text);
  const isOpen = publisher !== null && /^\s\p{Lu}/u.test(text.slice(publisher.length));
  return isOpen ? { agency: publisher.name, author: null, length: publisher.length + 1 } : null;
}

interface Parts {
  readonly agency: string;
  readonly author: string | null;
}

/** A byline without its marks: agency, then perhaps reporters; or reporters, a dash, the agency. */
function readParts(byline: string, unknown: RegExp | null): Parts | null {
  const bare = byline.replace(CORRESPONDENT, "");
  const known = leadingPublisher(bare.replace(/^[«"„]/, ""));
  if (known !== null) {
    const start = known.length + (/^[«"„]/.test(bare) ? 1 : 0);
    const author = readAuthor(bare.slice(start).replace(/^[»"“]/, ""));
    if (author !== undefined) return { agency: known.name, author };
  }
  const reversed = /^(.{3,60}?)\s[—–-]\s(.{2,40})$/u.exec(bare);
  const last = reversed?.[2] === undefined ? null : leadingPublisher(reversed[2]);
  if (last !== null && NAMES.test(reversed?.[1] ?? "")) return { agency: last.name, author: reversed?.[1] ?? null };
  if (unknown === null || known !== null) return null;
  const comma = bare.indexOf(", ");
  const name = comma < 0 ? bare : bare.slice(0, comma);
  const author = comma < 0 ? null : bare.slice(comma + 2);
  if (!unknown.test(name) || NAMES.test(name) || (author !== null && !NAMES.test(author))) return null;
  return { agency: name, author };
}

/** The reporters after an agency's name and office; null for none, undefined where the text is something else. */
function readAuthor(text: string): string | null | undefined {
  if (text.trim() === "") return null;
  for (const rest of [text, text.slice(BRANCH.exec(text)?.[0].length ?? 0)]) {
    if (rest.trim() === "") return null;
    const names = REPORTERS.test(rest) ? rest.replace(/^[,\s]+/, "") : "";
    if (names !== "" && (/^,/.test(rest) || isCapitalised(names))) return names;
  }
  return undefined;
}

function isCapitalised(names: string): boolean {
  return names.split(/,\s|\sи\s|\s/u).every((word) => /^\p{Lu}/u.test(word));
}

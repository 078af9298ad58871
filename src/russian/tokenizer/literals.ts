/**
 * Token filters of what is no word (pure): addresses, dates, numbers, and the signs beside numbers.
 */

import type { TermAlternative } from "../analyzer.ts";
import { alternativeWeights } from "../words/alternative-weights.ts";
import { characterClassAt, isWordCharacter } from "../words/character-class.ts";
import { cutTerm, foldYo } from "../words/word-folding.ts";
import { termOfWord } from "../words/word-terms.ts";
import { exactly, type LiteralUnit, type ScannedToken } from "./unit.ts";

/** Finds the literals of one text, asked from left to right; remembers what it has ruled out, so as to be linear. */
export class LiteralMatcher {
  readonly #text: string;
  readonly #addresses: AddressMatcher;

  constructor(text: string) {
    this.#text = text;
    this.#addresses = new AddressMatcher(text);
  }

  /** The address, date or number that starts at a letter or digit of the text, or undefined. */
  match(position: number, isDigit: boolean): LiteralMatch | undefined {
    const address = this.#addresses.match(position);
    if (address !== undefined || !isDigit) return address;
    return matchDate(this.#text, position) ?? matchNumber(this.#text, position);
  }
}

/** The literal at a place of a text, up to `end`. */
interface LiteralMatch extends Pick<LiteralUnit, "alternatives" | "indexed"> {
  readonly end: number;
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

/** Their terms, which need not be looked up for each date of a text: the dictionary's nominatives. */
const MONTH_TERMS = MONTHS.map((genitive) =>
  genitive === "мая" ? "май" : genitive.endsWith("я") ? `${genitive.slice(0, -1)}ь` : genitive.slice(0, -1),
);

/** The month's number, by the first three letters of its genitive or of an abbreviation. */
const MONTH_NUMBER: ReadonlyMap<string, number> = new Map(MONTHS.map((name, index) => [name.slice(0, 3), index + 1]));

const ISO_DATE = /(\d{4})([-./])(\d{2})\2(\d{2})(?!\d|[-./]\d)/y;
/** A date with one of three signs, and with two digits of the year only after full stops: 09.10.16. */
const SHORT_DATE = /(\d{1,2})([./-])(\d{1,2})\2(\d{4}|(?<=\.)\d{2})(?!\d|[./-]\d)/y;
/** The year may be glued to its «г.». All repetitions are bounded. */
const WRITTEN_DATE =
  /(\d{1,2})[ \u00a0\u2009\u202f]{1,3}(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|февр|мар|апр|июн|июл|авг|сен|сент|окт|ноя|нояб|дек)\.?[ \u00a0\u2009\u202f]{1,3}(\d{4})(?=г(?!\p{L})|гг|(?![\p{L}\p{N}]))/iuy;

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** The date that starts at a digit of a normalised text, or undefined. Looks at most some 30 characters ahead. */
function matchDate(text: string, position: number): LiteralMatch | undefined {
  const iso = matchAt(ISO_DATE, text, position);
  if (iso !== undefined) return dateOf(position, iso[0], Number(iso[1]), Number(iso[3]), Number(iso[4]));
  const short = matchAt(SHORT_DATE, text, position);
  if (short !== undefined) return dateOf(position, short[0], yearOf(short[4]), Number(short[3]), Number(short[1]));
  const written = matchAt(WRITTEN_DATE, text, position);
  if (written === undefined) return undefined;
  return dateOf(position, written[0], Number(written[3]), monthNumber(written[2]), Number(written[1]));
}

/** The months whose genitive begins so, in lower case: «октя» is of октября, which stands inside the form of a date. */
export function monthsBeginning(beginning: string): { readonly form: string; readonly term: string }[] {
  return MONTHS.flatMap((form, i) => (form.startsWith(beginning) ? [{ form, term: MONTH_TERMS[i] ?? form }] : []));
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

function monthNumber(name = ""): number {
  return MONTH_NUMBER.get(name.slice(0, 3).toLowerCase()) ?? 0;
}

function isMonthDay(month: number, day: number): boolean {
  return day >= 1 && day <= (DAYS_IN_MONTH[month - 1] ?? 0);
}

/**
 * A query asks for the date, or for its day where a text leaves the year out. The index has its day, month and year as
 * well.
 */
function dateOf(position: number, found: string, year: number, month: number, day: number): LiteralMatch | undefined {
  const monthTerm = MONTH_TERMS[month - 1];
  if (monthTerm === undefined || !isMonthDay(month, day)) return undefined;
  const own = { year, month, day };
  return {
    end: position + found.length,
    alternatives: [
      ...exactly(dateTerm(own)),
      { terms: [yearlessDateTerm(own)], weight: alternativeWeights.dayWithoutYear },
    ],
    indexed: [dateTerm(own), String(day), monthTerm, padded(year, 4), anyYearDateTerm(own)],
  };
}

// Dates as terms, which no word of a text is but the first. A text that states 9 May of 2022 has `2022-05-09` and
// `-05-09`, one that states 9 May and no year `--05-09` (as ISO 8601:2000 has it) and `-05-09`.

interface MonthDay {
  readonly month: number;
  readonly day: number;
}

/** The term of a day of a year. */
export function dateTerm({ year, ...own }: MonthDay & { readonly year: number }): string {
  return `${padded(year, 4)}${anyYearDateTerm(own)}`;
}

/** The term of a day of any year, whether a text writes the year or not. */
export function anyYearDateTerm({ month, day }: MonthDay): string {
  return `-${padded(month, 2)}-${padded(day, 2)}`;
}

/** The term of a day in a text that leaves the year out. */
export function yearlessDateTerm(own: MonthDay): string {
  return `-${anyYearDateTerm(own)}`;
}

/** The term of a month's name, 1 to 12. */
export function monthTerm(month: number): string {
  return MONTH_TERMS[month - 1] ?? "";
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, "0");
}

/**
 * The text from a day to its month, and to a year behind that: the ending of an ordinal, other days of the same month
 * («8 и 9 мая», «с 1 по 9 мая», «8-9 мая»). All repetitions are bounded.
 */
const MONTH_OF_DAY =
  /(?:-?(?:го|ое|е|ого))?(?:(?:, \d{1,2}){0,3}(?: ?[-–—] ?| и | или | по | до | на )\d{1,2}(?:-(?:го|ое|е|ого))?)?[ \u00a0\u2009\u202f]{1,3}(января|февраля|марта|апреля|мая|июня|июля|августа|сентября|октября|ноября|декабря|янв|фев|февр|мар|апр|июн|июл|авг|сен|сент|окт|ноя|нояб|дек)(?![\p{L}\p{N}])(?:\.?[ \u00a0\u2009\u202f]{1,3}(\d{4})(?=г(?!\p{L})|гг|(?![\p{L}\p{N}])))?/iuy;

/** The unit of a number of a normalised text, with the date that it is the day of. */
export function withDate(text: string, unit: LiteralUnit): LiteralUnit {
  const end = endOf(DIGITS, text, unit.start) ?? unit.start;
  const terms = end - unit.start > 2 ? [] : termsOfDay(text, Number(text.slice(unit.start, end)), end);
  return terms.length === 0 ? unit : { ...unit, alsoIndexed: [...(unit.alsoIndexed ?? []), ...terms] };
}

/** Lists the terms of a day that ends at a place of a text; none if no month follows. */
function termsOfDay(text: string, day: number, end: number): string[] {
  const [found, name, year] = matchAt(MONTH_OF_DAY, text, end) ?? [];
  const own = { month: monthNumber(name), day };
  if (found === undefined || !isMonthDay(own.month, day)) return [];
  return [year === undefined ? yearlessDateTerm(own) : dateTerm({ ...own, year: Number(year) }), anyYearDateTerm(own)];
}

// Token filter: addresses. A URL is its host, an e-mail address is itself, a bare host counts where
// it ends in a top-level domain that people know: ria.ru, while «слово.Другое» is two words.

/** Top-level domains that make a bare host, in any case. Any other needs `https://` before it. */
const TOP_LEVEL_DOMAINS: ReadonlySet<string> = new Set(
  `ru su рф com org net info biz edu gov mil int eu io tv fm uk de fr es pl cz fi se dk nl ch ua kz uz kg tj az ge lv lt
  ee cn jp kr il tr dev tatar`.split(/\s+/),
);

/** Domains that are words too: in lower case only, since «the end.It was» is no host. */
const WORD_LIKE_DOMAINS: ReadonlySet<string> = new Set(
  "me am us it no be at by in ai app media news press online site store club pro top agency academy moscow".split(" "),
);

const URL_HOST =
  /(?:https?|ftp):\/\/(?:www\.)?([\p{Script=Latin}\p{Script=Cyrillic}0-9-]{1,63}(?:\.[\p{Script=Latin}\p{Script=Cyrillic}0-9-]{1,63}){1,8})/iuy;
/** The rest of a URL behind its host, up to white space or a quotation mark: port, path, query, fragment. */
const URL_REST = /(?::\d{1,5})?(?:[/?#][^\s"'<>«»“”]*)?/y;
const EMAIL = /[a-z0-9][a-z0-9._%+-]{0,63}@([a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,8})/iy;
/** Latin labels up to the longest name in the DNS (RFC 1035), so that a long run is not read repeatedly. */
const LATIN_LABELS = /[a-z0-9.-]{1,253}/iy;
const CYRILLIC_LABELS = /[а-яё0-9.-]{1,253}/iy;
const LABEL_CONTINUES = /[_\p{Script=Latin}]/uy;

/** An e-mail's local part is at most 64 characters (RFC 5321), so an @ farther off is of another address. */
const MAX_LOCAL_LENGTH = 64;

/** Finds the addresses of one text, asked from left to right. */
class AddressMatcher {
  readonly #text: string;
  #nextAt: number;
  /** No bare host starts before these, by script. */
  #noLatinHostBefore = 0;
  #noCyrillicHostBefore = 0;

  constructor(text: string) {
    this.#text = text;
    this.#nextAt = text.indexOf("@");
  }

  /** The address that starts at the letter or digit at `position`, or undefined. */
  match(position: number): LiteralMatch | undefined {
    return this.#matchUrl(position) ?? this.#matchEmail(position) ?? this.#matchBareHost(position);
  }

  #matchUrl(position: number): LiteralMatch | undefined {
    if (!"hHfF".includes(this.#text.charAt(position))) return undefined;
    const found = matchAt(URL_HOST, this.#text, position);
    return found && literal(this.#endOfRest(position + found[0].length), found[1] ?? "");
  }

  #matchEmail(position: number): LiteralMatch | undefined {
    if (this.#nextAt !== -1 && this.#nextAt < position) this.#nextAt = this.#text.indexOf("@", position);
    if (this.#nextAt === -1 || this.#nextAt - position > MAX_LOCAL_LENGTH) return undefined;
    const found = matchAt(EMAIL, this.#text, position);
    return found && literal(position + found[0].length, found[0]);
  }

  #matchBareHost(position: number): LiteralMatch | undefined {
    const isLatin = this.#text.charCodeAt(position) < 0x80;
    if (position < (isLatin ? this.#noLatinHostBefore : this.#noCyrillicHostBefore)) return undefined;
    const labels = matchAt(isLatin ? LATIN_LABELS : CYRILLIC_LABELS, this.#text, position)?.[0] ?? "";
    if (isLatin) this.#noLatinHostBefore = position + labels.length;
    else this.#noCyrillicHostBefore = position + labels.length;
    return this.#hostOf(labels, position);
  }

  /** The longest beginning of a run of labels that ends in a known domain. */
  #hostOf(labels: string, position: number): LiteralMatch | undefined {
    const isCut = matchAt(LABEL_CONTINUES, this.#text, position + labels.length) !== undefined;
    let end = isCut ? labels.lastIndexOf(".") : labels.length;
    for (let dot = labels.lastIndexOf(".", end - 1); dot > 0; dot = labels.lastIndexOf(".", end - 1)) {
      const label = labels.slice(dot + 1, end);
      const isTopLevel = TOP_LEVEL_DOMAINS.has(label.toLowerCase()) || WORD_LIKE_DOMAINS.has(label);
      if (isTopLevel && labels[dot - 1] !== ".") {
        return literal(this.#endOfRest(position + end), labels.slice(0, end).replace(/^www\./i, ""));
      }
      end = dot;
    }
    return undefined;
  }

  #endOfRest(position: number): number {
    return endOf(URL_REST, this.#text, position) ?? position;
  }
}

function literal(end: number, address: string): LiteralMatch {
  return { end, alternatives: exactly(foldYo(address.toLowerCase().replace(/(?<!-)-+$/, ""))) };
}

// Token filter: numbers and times: «1 000 000» is 1000000, «5,2» is 5.2, «10:30» is one term.
//
// What stands around a number (%, №, $) is dropped. A number that is part of a word (5G, 9-летний) is not matched.

const TIME = /\d{1,2}:\d{2}(?::\d{2})?(?![:\d])/y;
/** One to three digits, then groups of three over one space each, of any width: at most 10^18. */
const GROUPED = /\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3}){1,5}/y;
const DIGITS = /\d+/y;
const DECIMAL_PART = /,(\d+)(?![\d]|,\d)/y;
/** 5.2, 7.2.0, 127.0.0.1 */
const DOTTED_PARTS = /(?:\.\d+)+/y;

/** The number or time that starts at a digit of a normalised text, or undefined where the digits belong to a word. */
function matchNumber(text: string, position: number): LiteralMatch | undefined {
  const time = endOf(TIME, text, position);
  if (time !== undefined) return { end: time, alternatives: exactly(text.slice(position, time)) };
  return matchGrouped(text, position) ?? matchDigits(text, position);
}

function matchGrouped(text: string, position: number): LiteralMatch | undefined {
  const end = endOf(GROUPED, text, position);
  if (end === undefined || continuesNumber(text, end)) return undefined;
  const groups = text.slice(position, end).split(/\D/);
  const whole = groups.join("");
  const decimalEnd = endOf(DECIMAL_PART, text, end);
  if (decimalEnd !== undefined) {
    return { end: decimalEnd, alternatives: exactly(`${whole}.${text.slice(end + 1, decimalEnd)}`) };
  }
  const parts = { terms: groups, weight: alternativeWeights.parts };
  return { end, alternatives: groups.length === 2 ? [...exactly(whole), parts] : exactly(whole) };
}

/** «15 3000» is two numbers, «8 800 555-35-35» a telephone. */
function continuesNumber(text: string, end: number): boolean {
  return isDigitAt(text, end) || (text[end] === "-" && isDigitAt(text, end + 1));
}

function matchDigits(text: string, position: number): LiteralMatch | undefined {
  const end = endOf(DIGITS, text, position) ?? position;
  const dottedEnd = endOf(DOTTED_PARTS, text, end);
  if (dottedEnd !== undefined) return { end: dottedEnd, alternatives: exactly(text.slice(position, dottedEnd)) };
  const decimalEnd = endOf(DECIMAL_PART, text, end);
  if (decimalEnd !== undefined) {
    return {
      end: decimalEnd,
      alternatives: exactly(`${text.slice(position, end)}.${text.slice(end + 1, decimalEnd)}`),
    };
  }
  const next = text[end] === "-" ? end + 1 : end;
  if (isWordCharacter(characterClassAt(text, next))) return undefined;
  return { end, alternatives: exactly(text.slice(position, end)) };
}

function endOf(pattern: RegExp, text: string, position: number): number | undefined {
  const found = matchAt(pattern, text, position);
  return found && position + found[0].length;
}

function isDigitAt(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  return unit >= 0x30 && unit <= 0x39;
}

// Token filter: signs that are read as words beside a number: «20 %» is found by «20 процентов», and «$100» by «100
// долларов». A sign has the place of its number; alone it is nothing.
//
// A text that has «20%» has the terms 20, 20% and процент. The second says that these two belong together: it raises
// what a query finds by 20 anyway, and finds nothing by itself.

/** Signs and the words that they are read as, which are their own terms. */
const SIGNS = [
  ["%", "процент"],
  ["$", "доллар"],
  ["€", "евро"],
  ["₽", "рубль"],
  ["£", "фунт"],
] as const;

const wordOfSign: ReadonlyMap<string, string> = new Map(SIGNS);
const signOfWord: ReadonlyMap<string, string> = new Map(SIGNS.map(([sign, word]) => [word, sign]));

/** The unit of a number of a normalised text, with what the sign beside it says. */
export function withSign(text: string, unit: LiteralUnit): LiteralUnit {
  const behind = signBehind(text, unit.end);
  const sign = wordOfSign.has(behind) ? behind : (text[unit.start - 1] ?? "");
  const word = wordOfSign.get(sign);
  if (word === undefined) return unit;
  const { kind, start, end, alternatives } = unit;
  return { kind, start, end, alternatives: [...alternatives, ...raisedBySign(unit, sign)], alsoIndexed: [word] };
}

/** Alternatives that «20» gains if «процентов» follows. */
export function raisedByWord({ units }: ScannedToken, next: ScannedToken | undefined): readonly TermAlternative[] {
  const [unit, second] = units;
  const [word] = next?.units ?? [];
  if (unit?.kind !== "literal" || second !== undefined || word?.kind !== "word") return [];
  const sign = signOfWord.get(termOfWord(word.text));
  return sign === undefined ? [] : raisedBySign(unit, sign);
}

function raisedBySign({ alternatives: [number] }: LiteralUnit, sign: string): TermAlternative[] {
  const [term, second] = number?.terms ?? [];
  if (term === undefined || second !== undefined) return [];
  return [{ terms: [term, cutTerm(term + sign)], weight: alternativeWeights.numberWithSign }];
}

/** The character behind a number, or behind one space behind it. */
function signBehind(text: string, end: number): string {
  const next = text[end] ?? "";
  return /[ \u00a0\u2009\u202f]/.test(next) ? (text[end + 1] ?? "") : next;
}

// Ordinal numbers in words: первого, девятое, двадцатый; of «двадцать пятое» the last word.

const ORDINAL_STEMS: readonly string[] = [
  ...["перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат"],
  ...["двенадцат", "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат"],
  "двадцат",
];
const ORDINAL_ENDING = "(?:ый|ой|ий|ое|ого|ому|ым|ом|ая|ую|ье|ьего|ьему|ьим|ьем|ья|ью|ьей)";
const ORDINAL = new RegExp(`^(?:(?<small>${ORDINAL_STEMS.join("|")})|(?<thirty>тридцат))${ORDINAL_ENDING}$`);

/** Tens before the last word of 21 to 31. */
const TENS: ReadonlyMap<string, number> = new Map([
  ["двадцать", 20],
  ["тридцать", 30],
]);

/** 1 to 20 or 30, of a folded word in any case; 0 of others. */
export function ordinalOf(word: string): number {
  const { small, thirty } = ORDINAL.exec(word)?.groups ?? {};
  if (thirty !== undefined) return 30;
  return small === undefined ? 0 : ORDINAL_STEMS.indexOf(small) + 1;
}

const SPACE_BEFORE_MONTH = /[ \u00a0\u2009\u202f]{1,3}[яфмаисонд]/iy;
const TENS_BEFORE = /(?:^|[^\p{L}])(двадцать|тридцать)[ \u00a0\u2009\u202f]$/iu;
/** «двадцать» with what stands around it. */
const MAX_TENS_LENGTH = 10;

const NO_TERMS: readonly string[] = [];

/** Tells whether a word may end as a day: with -ое, -ье or -го. Most words do not. */
function mayEndAsDay(text: string, end: number): boolean {
  const [before, last] = [text[end - 2], text[end - 1]];
  if (last === "е" || last === "Е") return before === "о" || before === "О" || before === "ь" || before === "Ь";
  return (last === "о" || last === "О") && (before === "г" || before === "Г");
}

/**
 * Lists the indexed terms of a word [start, end) of Russian letters that is the day of a date, «девятое» of «девятое
 * мая»; none for others.
 */
export function datesOfWord(text: string, start: number, end: number): readonly string[] {
  if (!mayEndAsDay(text, end) || matchAt(SPACE_BEFORE_MONTH, text, end) === undefined) return NO_TERMS;
  const ordinal = ordinalOf(foldYo(text.slice(start, end).toLowerCase()));
  if (ordinal === 0) return NO_TERMS;
  const [, tens = ""] = TENS_BEFORE.exec(text.slice(Math.max(0, start - MAX_TENS_LENGTH), start)) ?? [];
  return termsOfDay(text, ordinal + (ordinal < 10 ? tensOf(tens.toLowerCase()) : 0), end);
}

/**
 * The day of a month whose last word stands at a place, «пятое» of «двадцать пятое мая», and where its first word
 * stands; null where it says none. `wordAt` gives the folded words.
 */
export function dayInWords(wordAt: (place: number) => string, last: number): { day: number; first: number } | null {
  const ordinal = ordinalOf(wordAt(last));
  if (ordinal === 0 || !isMonth(wordAt(last + 1))) return null;
  const tens = ordinal < 10 ? tensOf(wordAt(last - 1)) : 0;
  return { day: tens + ordinal, first: tens === 0 ? last : last - 1 };
}

/** 20 or 30 of the folded word before an ordinal below ten; 0 of others. */
export function tensOf(word: string): number {
  return TENS.get(word) ?? 0;
}

const MONTH_IN_ANY_CASE =
  /^(?:янва|февра|сентяб|октяб|нояб|декаб)[рл](?:ь|я|ю|ем|е)$|^(?:ма|апрел|июн|июл)(?:й|я|ь|ю|е|ем)$|^(?:март|август)(?:а|у|ом|е)?$/;

/** Tells whether a folded word is a month in any case of the singular. */
export function isMonth(word: string): boolean {
  return MONTH_IN_ANY_CASE.test(word);
}

/**
 * Dates in a query (pure): which stretches of what a reader typed say when, which days they mean, and whether they
 * narrow.
 *
 * A stretch *narrows* to the articles published then where it can hardly mean anything else: «вчера», «на прошлой
 * неделе», «27.04.2020». It *raises* them where it may as well be part of a name or of what is told: a year, a month, a
 * season, a day without its year, «за сутки». Raised articles count as having the words of the stretch; those that say
 * the words still have them, and nothing is left out.
 */

import {
  addMonths,
  type CalendarDay,
  dayNumber,
  dayOfNumber,
  isCalendarDay,
  isMonthDay,
  isYear,
  lastDayOfMonth,
} from "../../articles/news.ts";
import { dayInWords, foldCaseAndYo } from "../../russian/words.ts";

/** Whole days, both inclusive. */
export interface DayRange {
  readonly from: CalendarDay;
  readonly to: CalendarDay;
}

/** One day, of a year or of any, which an article may state. */
export interface SaidDay extends Pick<CalendarDay, "month" | "day"> {
  readonly year: number | null;
}

/** A stretch [start, end) of the query, and the days that it means. */
export interface DateReading extends DayRange {
  readonly start: number;
  readonly end: number;
  readonly effect: "narrow" | "raise";
  /** The day of the calendar that it says; null where it says none, or more than one. */
  readonly day: SaidDay | null;
  /** True if articles published on the day may be meant, not only those about it: «погода на 22 мая». */
  readonly ofPublication: boolean;
}

/** The days in a text. */
interface DatesRead {
  /** Readings in the order of the text. */
  readonly readings: readonly DateReading[];
  /** True if the same text may be read differently on another day. */
  readonly dependsOnToday: boolean;
}

/** A longer text is a headline or a sentence that somebody pasted: what it says of days is told in it. Untuned. */
const MOST_OTHER_WORDS = 4;
/** Most other words of a text whose dates are read. Untuned. */
const MOST_WORDS = 12;
/** The longest stretch: «за последние двадцать четыре часа» has five, «с 1 мая по 5 мая 2020 года» eight. */
const MOST_STRETCH_WORDS = 8;

const NO_DATES: DatesRead = { readings: [], dependsOnToday: false };

/**
 * `text` with the stretches that have signs blanked out (query-syntax.ts): what is quoted is meant as it stands. Time
 * linear in the text; of a text that is too long to be typed nothing is read. Never throws.
 */
export function readDates(text: string, dayOfReading: () => CalendarDay): DatesRead {
  const typed = tokenize(text);
  if (typed.length > MOST_WORDS + MOST_STRETCH_WORDS) return NO_DATES;
  const today = dayOfReading();
  const tokens = withYearsInNumbers(typed, today);
  const found: Found[] = [];
  let dependsOnToday = tokens.length < typed.length;
  for (let place = 0; place < tokens.length; ) {
    const match = matchAt(tokens, place, today);
    dependsOnToday ||= match?.dependsOnToday ?? false;
    if (match?.days) found.push({ ...match, days: match.days, place });
    place += Math.max(1, match?.length ?? 1);
  }
  const others = tokens.length - found.reduce((sum, { length }) => sum + length, 0);
  if (others > MOST_WORDS) return NO_DATES;
  const inside = new Set(found.flatMap(({ place, length }) => [...Array(length).keys()].map((i) => place + i)));
  const rest = tokens.filter((_, place) => !inside.has(place)).map(({ word }) => word);
  const mayNarrow = others <= MOST_OTHER_WORDS && !rest.some(isOfTitle) && !areApart(found);
  const isListing = rest.every(isFiller) && rest.some(isNews);
  return {
    dependsOnToday,
    readings: found.map(({ place, length, days, day, effect, ofPublication = true }): DateReading => {
      const narrows = mayNarrow && (effect === "narrow" || (effect === "narrow-listing" && isListing));
      return {
        ...days,
        start: tokens[place]?.start ?? 0,
        end: tokens[place + length - 1]?.end ?? text.length,
        effect: narrows ? "narrow" : "raise",
        // Of news of a day the last one is meant.
        day: day?.year === null && narrows ? days.from : (day ?? null),
        ofPublication,
      };
    }),
  };
}

/** Tells whether a text besides its dates only says that news are wanted. */
export function isFillerText(text: string): boolean {
  return tokenize(text).every(({ word }) => isFiller(word));
}

/** Asks for news of whatever kind. */
function isNews(word: string): boolean {
  return /^(?:новост[ьией]|событи[яей]|главн(?:ое|ые)|итоги|случилось|произошло|лента|сводка)$/.test(word);
}

/** Says nothing beside such a word. */
function isFiller(word: string): boolean {
  return (
    isNews(word) || /^(?:последн|свеж|важн)[а-я]{2}$|^(?:все|что|было|нового|за|в|на|и|о|какие|дня|недели)$/.test(word)
  );
}

/**
 * Words for works and media, in every form, behind which a name comes; none that is a word of news as well (роман,
 * передача).
 */
const WORKS =
  "фильм|кино|сериал|мультфильм|песн|альбом|клип|книг|повест|рассказ|спектакл|пьес|опер|балет|шоу|программ|телепередач|газет|журнал|телеканал|агентств";
const WORK = new RegExp(`^(?:${WORKS})(?:[аеиоуыьюя]|[аоея]м|[ое]в|ью|[ое]й|[ая]ми|[ая]х)?$`);

/**
 * A word of somebody who speaks, as titles of films and songs do, or of such a work: what stands beside it may be its
 * name.
 */
function isOfTitle(word: string): boolean {
  return /^(?:я|ты|вы|мы|мне|тебя|меня|мой|моя|твой)$/.test(word) || WORK.test(word);
}

/** Tells whether two dates that narrow share no day: «вчера сегодня завтра». */
function areApart(found: readonly Found[]): boolean {
  const spans = found.filter(({ effect }) => effect === "narrow").map(({ days }) => days);
  const first = Math.max(...spans.map(({ from }) => dayNumber(from)));
  const last = Math.min(...spans.map(({ to }) => dayNumber(to)));
  return first > last;
}

interface Token {
  /** Word in small letters, ё as е. */
  readonly word: string;
  readonly start: number;
  readonly end: number;
}

/** Words, numbers, and numbers with signs of a date within. */
const TOKEN = /\d{1,4}(?:[.\-/–—]\d{1,4}){1,4}(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:-[\p{L}\p{N}]+)*/gu;

/** The day of a month in words is a number: «двадцать пятое мая». */
function tokenize(text: string): Token[] {
  const tokens = [...text.matchAll(TOKEN)].map(
    ({ 0: found, index }): Token => ({ word: foldCaseAndYo(found), start: index, end: index + found.length }),
  );
  const wordAt = (place: number): string => tokens[place]?.word ?? "";
  for (let place = tokens.length - 2; place >= 0; place -= 1) {
    const said = dayInWords(wordAt, place);
    const [first, last] = [tokens[said?.first ?? place], tokens[place]];
    if (said === null || first === undefined || last === undefined) continue;
    const token = { word: String(said.day), start: first.start, end: last.end };
    tokens.splice(said.first, place - said.first + 1, token);
  }
  return tokens;
}

/** «Прошлого года», behind a day, a month or a season too, is a year as a number is. */
function withYearsInNumbers(tokens: readonly Token[], today: CalendarDay): Token[] {
  const wordAt = (place: number): string => tokens[place]?.word ?? "";
  const yearsAgoAt = (place: number): number =>
    wordAt(place + 1) === "года" ? numberOfPattern(YEARS_AGO, wordAt(place)) : -1;
  return tokens.flatMap((token, place): Token[] => {
    const yearsAgo = yearsAgoAt(place);
    const end = tokens[place + 1]?.end ?? token.end;
    if (yearsAgo >= 0) return [{ word: String(today.year - yearsAgo), start: token.start, end }];
    return yearsAgoAt(place - 1) >= 0 ? [] : [token];
  });
}

/** Words by the number of years ago. */
const YEARS_AGO = ["этого|нынешнего|текущего", "прошлого|минувшего|прошедшего|предыдущего", "позапрошлого"];

/** The reading of a rule for the words that it matches. */
interface Said {
  /** Null where the words mean no day that articles can be of: they stay as they are. */
  readonly days: DayRange | null;
  /** "narrow-listing" narrows where nothing but news is asked for, and raises else. */
  readonly effect: "narrow" | "raise" | "narrow-listing";
  readonly dependsOnToday: boolean;
  /** Values as in a reading. Default null and true. */
  readonly day?: SaidDay;
  readonly ofPublication?: boolean;
}

interface Found extends Said {
  readonly days: DayRange;
  /** Its first word and how many it has. */
  readonly place: number;
  readonly length: number;
}

/** Around the words of a rule. */
interface Surroundings {
  readonly today: CalendarDay;
  /** The words right before and behind, empty at the ends. */
  readonly before: string;
  readonly after: string;
}

interface Rule {
  /** Pattern of words with one space between, from the first on. */
  readonly pattern: RegExp;
  /** Reads the groups of the pattern. Undefined if the rule does not apply after all. */
  readonly read: (groups: Readonly<Record<string, string | undefined>>, around: Surroundings) => Said | undefined;
}

function matchAt(tokens: readonly Token[], place: number, today: CalendarDay): (Said & { length: number }) | undefined {
  const words = tokens.slice(place, place + MOST_STRETCH_WORDS).map(({ word }) => word);
  const text = words.join(" ");
  for (const { pattern, read } of RULES) {
    const match = pattern.exec(text);
    if (match === null) continue;
    const length = match[0].split(" ").length;
    const around = { today, before: tokens[place - 1]?.word ?? "", after: tokens[place + length]?.word ?? "" };
    const said = read(match.groups ?? {}, around);
    if (said !== undefined) return { ...said, length };
  }
  return undefined;
}

// How rules are written.

const NAMED_NUMBERS: ReadonlyMap<string, number> = new Map([
  ["пару", 2],
  ["один", 1],
  ["одну", 1],
  ["два", 2],
  ["две", 2],
  ["двое", 2],
  ["три", 3],
  ["трое", 3],
  ["четыре", 4],
  ["пять", 5],
  ["шесть", 6],
  ["семь", 7],
  ["восемь", 8],
  ["девять", 9],
  ["десять", 10],
] as const);
const NUMBER = `(?<count>\\d{1,2}|${[...NAMED_NUMBERS.keys()].join("|")})`;

/** Full names in every case, then abbreviations, which only beside a number are months. */
const MONTH_NAMES = [
  "январ(?:ь|я|е|ю|ем)",
  "феврал(?:ь|я|е|ю|ем)",
  "март(?:а|е|у|ом)?",
  "апрел(?:ь|я|е|ю|ем)",
  "ма(?:й|я|е|ю|ем)",
  "июн(?:ь|я|е|ю|ем)",
  "июл(?:ь|я|е|ю|ем)",
  "август(?:а|е|у|ом)?",
  "сентябр(?:ь|я|е|ю|ем)",
  "октябр(?:ь|я|е|ю|ем)",
  "ноябр(?:ь|я|е|ю|ем)",
  "декабр(?:ь|я|е|ю|ем)",
];
const MONTH_ABBREVIATIONS = ["янв", "фев", "мар", "апр", "", "июн", "июл", "авг", "сент?", "окт", "нояб?", "дек"];
const MONTH_PATTERNS = MONTH_NAMES.map((name, i) => new RegExp(`^(?:${name}|${MONTH_ABBREVIATIONS[i] || name})$`));
const month = (group: string): string => `(?<${group}>${MONTH_NAMES.join("|")})`;
const shortMonth = (group: string): string =>
  `(?<${group}>${MONTH_NAMES.join("|")}|${MONTH_ABBREVIATIONS.filter((name) => name !== "").join("|")})`;
const day = (group: string): string => `(?<${group}>\\d{1,2})(?:-?(?:го|е|ое))?`;
const year = (group: string): string => `(?<${group}>(?:19|20)\\d\\d)(?:-?(?:й|го|му|м))?`;
const OF_YEAR = "(?: (?:года?|году|годом|г|гг|годы|годов|годах))?";

const WEEKDAYS = [
  "понедельника?",
  "вторника?",
  "сред[ауы]",
  "четверга?",
  "пятниц[ауы]",
  "суббот[ауы]",
  "воскресень[ея]",
];
/** Words by the number of days ago. */
const DAYS_AGO = ["сегодня", "вчера", "позавчера"];
/** The thirds of a month or a year. */
const THIRDS = ["начал[оеа]", "середин[ауеы]", "кон(?:ец|це|ца)"];
const SEASONS = ["зим(?:а|ой|у|ы)", "весн(?:а|ой|у|ы)", "лет(?:о|ом|а)", "осен(?:ь|ью|и)"];

function rule(pattern: string, read: Rule["read"]): Rule {
  return { pattern: new RegExp(`^(?:${pattern})(?= |$)`), read };
}

const LAST = "(?:последн|прошедш|минувш|истекш)[а-я]{1,3}";
const FORMER = "(?:прошл|минувш|предыдущ)[а-я]{1,3}";
const THIS = "(?:эт(?:ой|ом|им|у|от)|текущ[а-я]{2,3}|нынешн[а-я]{2,3})";

/** A rule whose words mean days that are told by today alone. */
function ofToday(pattern: string, say: (days: DayRange) => Said, daysOf: (today: CalendarDay) => DayRange): Rule {
  return rule(pattern, (_, { today }) => say(daysOf(today)));
}

function narrow(days: DayRange): Said {
  return { days, effect: "narrow", dependsOnToday: true };
}

function raise(days: DayRange): Said {
  return { days, effect: "raise", dependsOnToday: true };
}

/** Narrows where nothing but news is asked for. */
function narrowListing(days: DayRange): Said {
  return { days, effect: "narrow-listing", dependsOnToday: true };
}

/** Days that need no today. */
function fixed(days: DayRange, effect: "narrow" | "raise", today: CalendarDay): Said {
  const isFuture = dayNumber(days.from) > dayNumber(today);
  return { days: isFuture ? null : days, effect, dependsOnToday: isFuture };
}

/** Words that mean no day, and are not to be read by the rules below. */
const AS_TEXT: Said = { days: null, effect: "raise", dependsOnToday: false };
/** The same, of days that are near or far only today. */
const NOT_TODAY: Said = { ...AS_TEXT, dependsOnToday: true };

/**
 * Words behind which a day bounds or names something: a law is of it, a rule holds from it on, a forecast is for it.
 */
const BOUNDING = /^(?:с|со|до|к|ко|от|на|по|после|перед|накануне|начиная)$/;

/** Said of something else than when: «не сегодня завтра», «до сегодня», «как вчера». */
const OF_IDIOM = /^(?:не|до|с|от|после|как|только|лишь|русское)$/;

/** Recurring events, named by the planned year: Евро-2020 was played in 2021. */
const EDITION = /^(?:евро|чм|че|ои|экспо|expo|олимпиад[аыуе]|универсиад[аыуе]|суперсери[яию]|мундиал[ьяе])$/;

/**
 * The name of a state, before «сегодня» one of an agency or a newspaper: Россия сегодня, Казахстан сегодня. By its
 * ending.
 */
const STATE = /(?:.{2}ия|стан|раина|русь)$/;

/** A day without a year, or a month, that is so near ahead is rather that one than the last one. Untuned. */
const NEAR_FUTURE_MONTHS = 2;
/** A day without a year is the last one where it is no longer ago; else it may be of any year. Untuned. */
const RECENT_DAYS = 62;

/** A day before is one that articles tell of: few archives reach back further. Untuned. */
const FIRST_NARROWED_YEAR = 2000;

const RULES: readonly Rule[] = [
  // Relative to today.
  rule(
    "(?:за |на )?(?<word>сегодня|вчера|позавчера)(?: (?:утром|днем|вечером|ночью))?",
    ({ word = "" }, { today, before }) => {
      const isName = word === "сегодня" && STATE.test(before);
      const days = dayAgo(today, numberOfPattern(DAYS_AGO, word));
      return isName || OF_IDIOM.test(before) ? raise(days) : narrow(days);
    },
  ),
  rule("(?<word>сегодня|вчера|позавчера)шн[а-я]{2,3}", ({ word = "" }, { today }) =>
    narrowListing(dayAgo(today, numberOfPattern(DAYS_AGO, word))),
  ),
  ofToday("(?:за|в) (?:последн|прошл|минувш|прошедш|эт)[а-я]{1,2} выходные|за выходные", narrow, weekendOf),
  ofToday("в выходные|на (?:эт|прошл|минувш|прошедш)[а-я]{2} выходных", raise, weekendOf),
  rule(
    `за ${LAST} (?:${NUMBER} )?(?<unit>час[а-я]{0,2}|сутки|суток|день|дня|дней|недел[юиь]|недель|месяц[а-я]{0,2}|год[а-я]?|лет)`,
    ({ count, unit = "" }, { today }) =>
      /^(?:год|лет)/.test(unit) ? raise(agoToToday(today, unit, count)) : narrow(agoToToday(today, unit, count)),
  ),
  ofToday("(?:за|в) последние (?:дни|несколько дней)", raise, (today) => ({ from: daysAgo(today, 6), to: today })),
  rule(
    `за (?:${NUMBER} )?(?<unit>час(?:а|ов)?|сутки|суток|день|дня|дней|недел[юи]|недель|месяц[а]?|месяцев|год)`,
    ({ count, unit = "" }, { today, after }) =>
      /^(?:до|после|перед|от|с)$/.test(after) ? AS_TEXT : narrowListing(agoToToday(today, unit, count)),
  ),
  ofToday(`на ${FORMER} неделе|за (?:прошлую|минувшую|предыдущую|прошедшую) неделю`, narrow, (today) =>
    weekOf(daysAgo(today, 7)),
  ),
  ofToday(`на ${THIS} неделе|за эту неделю`, narrow, weekOf),
  ofToday(`(?:в|за) ${FORMER} месяц[е]?`, narrow, (today) => monthOf(addMonths(today, -1))),
  ofToday(`(?:в|за) ${THIS} месяц[е]?`, narrow, monthOf),
  ofToday(`(?:в|за) ${FORMER} году?`, narrow, (today) => yearsOf(today.year - 1)),
  ofToday(`(?:в|за) ${THIS} году?`, raise, (today) => yearsOf(today.year)),
  rule(`(?:прошл|минувш)[а-я]{2} (?<season>летом|осенью|зимой|весной)`, ({ season = "" }, { today }) =>
    narrow(lastSeason(season, daysAgo(today, 1), true)),
  ),
  rule(`(?:этим|этой|нынешн[а-я]{2}) (?<season>летом|осенью|зимой|весной)`, ({ season = "" }, { today }) =>
    raise(lastSeason(season, today, false)),
  ),
  rule(
    `(?:${NUMBER} )?(?<unit>час|часа|часов|сутки|суток|день|дня|дней|недел[юи]|недель|месяц|месяца|месяцев|полгода|год|года|лет) назад`,
    ({ count, unit = "" }, { today }) => longAgo(today, unit, numberOf(count)),
  ),
  rule(`с начала (?<unit>недели|месяца|года)`, ({ unit }, { today }) => {
    const { from } = unit === "недели" ? weekOf(today) : unit === "месяца" ? monthOf(today) : yearsOf(today.year);
    return raise({ from, to: today });
  }),
  rule(
    `(?:(?<preposition>во?|за) )?(?:(?<former>${FORMER}) )?(?<name>${WEEKDAYS.join("|")})`,
    ({ preposition, former, name = "" }, { today, before, after }) => {
      if (preposition === undefined && former === undefined && !isNews(before)) return undefined;
      if (/^\d/.test(after)) return AS_TEXT;
      const weekday = numberOfPattern(WEEKDAYS, name);
      const last = oneDay(daysAgo(today, (weekdayOf(today) - weekday + 7) % 7 || (former === undefined ? 0 : 7)));
      return former === undefined ? narrowListing(last) : narrow(last);
    },
  ),

  // Days.
  rule("(?<y>\\d{4})[-./](?<m>\\d\\d?)[-./](?<d>\\d\\d?)", ({ y, m, d }, around) => fullDate(y, m, d, around)),
  rule("(?<d>\\d\\d?)[./-](?<m>\\d\\d?)[./-](?<y>\\d{4}|\\d\\d)", ({ y = "", m, d }, around) =>
    fullDate(y.length === 2 ? `20${y}` : y, m, d, around),
  ),
  rule(
    `(?:с )?${day("d")}(?:(?: по |[-–—])| ${shortMonth("m")} по )${day("e")} ${shortMonth("n")}(?: ${year("y")}${OF_YEAR})?`,
    ({ d, m, e, n = "", y }, { today }) => {
      const [first, last] = [monthNumberOf(m ?? n), monthNumberOf(n)];
      const own = y === undefined ? latestYear({ month: last, day: Number(e) }, today) : Number(y);
      const days = {
        from: { year: own, month: first, day: Number(d) },
        to: { year: own, month: last, day: Number(e) },
      };
      if (!isRange(days)) return undefined;
      return y === undefined ? raiseIfRecent(days, today) : fixed(days, "narrow", today);
    },
  ),
  rule("(?<d>\\d\\d?)[-–—](?<e>\\d\\d?)", ({ d, e }, { today, after }) => {
    // «1-5 мая» is one token and a month.
    const number = monthNumberOf(after);
    if (number === 0) return undefined;
    const own = latestYear({ month: number, day: Number(e) }, today);
    const days = {
      from: { year: own, month: number, day: Number(d) },
      to: { year: own, month: number, day: Number(e) },
    };
    return isRange(days) ? raiseIfRecent(days, today) : undefined;
  }),
  rule(`${day("d")} ${shortMonth("m")} ${year("y")}${OF_YEAR}`, ({ y, m = "", d }, around) =>
    fullDate(y, String(monthNumberOf(m)), d, around),
  ),
  rule(`${day("d")} ${shortMonth("m")}`, ({ m = "", d }, around) => dayWithoutYear(d, monthNumberOf(m), around)),
  rule("(?<d>\\d\\d?)\\.(?<m>\\d\\d)", ({ m, d }, around) => recentDay(d, Number(m), around)),

  // Months and seasons.
  rule(
    `(?:(?:в|за|с) )?${month("m")}(?: по | и |-)${month("n")}(?: ${year("y")}${OF_YEAR})?`,
    ({ m = "", n = "", y }, { today }) => monthsOf(monthNumberOf(m), monthNumberOf(n), y, today),
  ),
  rule(
    `(?:(?:в|за) )?(?<third>${THIRDS.join("|")}) (?:${month("m")}(?: ${year("y")}${OF_YEAR})?|${year("z")}${OF_YEAR})`,
    ({ third = "", m, y, z }, { today }) => {
      const place = numberOfPattern(THIRDS, third);
      if (z !== undefined) return monthsOf(4 * place + 1, 4 * place + 4, z, today);
      const said = monthsOf(monthNumberOf(m ?? ""), monthNumberOf(m ?? ""), y, today);
      return said?.days ? { ...said, days: thirdOfMonth(said.days, place) } : said;
    },
  ),
  rule(`(?:(?:в|за) )?${shortMonth("m")} ${year("y")}${OF_YEAR}`, ({ m = "", y }, { today }) =>
    monthsOf(monthNumberOf(m), monthNumberOf(m), y, today),
  ),
  rule(`(?:(?<preposition>в|за|весь|за весь) )?${month("m")}`, ({ preposition, m = "" }, { today, before, after }) => {
    if (preposition === undefined && !isNews(before)) return undefined;
    // «В августе 91-го» is of that year.
    if (/^\d/.test(after)) return AS_TEXT;
    const number = monthNumberOf(m);
    const ahead = (number - today.month + 12) % 12;
    if (preposition === "в" && ahead > 0 && ahead <= NEAR_FUTURE_MONTHS) return NOT_TODAY;
    return monthsOf(number, number, undefined, today);
  }),
  rule(
    `(?<name>${SEASONS.join("|")}) ${year("y")}(?:[-–—/ ](?<last>(?:19|20)?\\d\\d))?${OF_YEAR}`,
    ({ name = "", y = "", last }, { today }) => {
      // «Зимой 2018/19» is the one that ends in 2019.
      const own = last === undefined ? Number(y) : Number(`${y.slice(0, 4 - last.length)}${last}`);
      return fixed(seasonOf(numberOfPattern(SEASONS, name), own), "raise", today);
    },
  ),

  // Years.
  rule(`с ${year("y")} по ${year("z")}${OF_YEAR}`, ({ y, z }, { today }) => yearsSaid(y, z, today)),
  rule(`${year("y")}[-–—]${year("z")}${OF_YEAR}`, ({ y, z }, { today }) => yearsSaid(y, z, today)),
  rule(`(?:в )?${year("y")}-?(?:е|х)${OF_YEAR}`, ({ y }, { today }) => yearsSaid(y, String(Number(y) + 9), today)),
  rule(`${year("y")}`, (_, { before }) => (EDITION.test(before) ? AS_TEXT : undefined)),
  rule(`(?:(?:в|за) )?${year("y")}${OF_YEAR}`, ({ y }, { today }) => yearsSaid(y, y, today)),
];

// What rules say.

/** Reads a full date; if it is none, the words stay as they are. */
function fullDate(
  y: string | undefined,
  m: string | undefined,
  d: string | undefined,
  { today, before }: Surroundings,
): Said | undefined {
  const own = { year: Number(y), month: Number(m), day: Number(d) };
  if (!isCalendarDay(own)) return undefined;
  const isFuture = dayNumber(own) > dayNumber(today);
  const isTold = BOUNDING.test(before) || own.year < FIRST_NARROWED_YEAR || isFuture;
  return { days: oneDay(own), effect: isTold ? "raise" : "narrow", dependsOnToday: isFuture, day: own };
}

/** Reads a day of any year; of the last one, if only news are wanted and it is recent. */
function dayWithoutYear(d: string | undefined, number: number, { today, before }: Surroundings): Said {
  const said = { month: number, day: Number(d) };
  if (!isMonthDay(number, said.day)) return AS_TEXT;
  const days = oneDay(latestDay(said, today));
  const effect = isRecent(days, today) ? "narrow-listing" : "raise";
  const day = { ...said, year: null };
  if (BOUNDING.test(before)) return { days, effect: "raise", dependsOnToday: false, day, ofPublication: false };
  return { days, effect, dependsOnToday: true, day };
}

/** A day in digits, which may be any number else. */
function recentDay(d: string | undefined, number: number, { today, before }: Surroundings): Said {
  const said = { month: number, day: Number(d) };
  if (!isMonthDay(number, said.day) || BOUNDING.test(before)) return AS_TEXT;
  const days = oneDay(latestDay(said, today));
  return isRecent(days, today) ? { ...narrowListing(days), day: { ...said, year: null } } : NOT_TODAY;
}

/** Hours and days narrow; of what is longer ago the days about it are meant, and of years the whole year. */
function longAgo(today: CalendarDay, unit: string, number: number): Said {
  if (unit.startsWith("час")) return narrow(agoToToday(today, unit, String(number)));
  if (/^(?:сут|д)/.test(unit)) return narrow(dayAgo(today, number));
  if (unit.startsWith("нед")) return raise(daysAbout(daysAgo(today, 7 * number), 1));
  if (unit.startsWith("мес")) return raise(daysAbout(addMonths(today, -number), 7));
  return raise(unit === "полгода" ? daysAbout(addMonths(today, -6), 30) : yearsOf(today.year - number));
}

function raiseIfRecent(days: DayRange, today: CalendarDay): Said {
  return isRecent(days, today) ? narrowListing(days) : NOT_TODAY;
}

function isRecent({ to }: DayRange, today: CalendarDay): boolean {
  return dayNumber(today) - dayNumber(to) <= RECENT_DAYS;
}

function yearsSaid(first: string | undefined, last: string | undefined, today: CalendarDay): Said | undefined {
  const [from, to] = [Number(first), Number(last)];
  return isYear(from) && from <= to ? fixed(yearsOf(from, to), "raise", today) : undefined;
}

/** Reads months; without a year the last ones that have begun. */
function monthsOf(first: number, last: number, y: string | undefined, today: CalendarDay): Said | undefined {
  const ofFirst = y === undefined ? latestYear({ month: first, day: 1 }, today) : Number(y);
  const ofLast = y === undefined && last < first ? ofFirst + 1 : ofFirst;
  const days = { from: { year: ofFirst, month: first, day: 1 }, to: lastDayOfMonth(ofLast, last) };
  if (!isRange(days)) return undefined;
  return y === undefined ? raise(days) : fixed(days, "raise", today);
}

// Days.

function oneDay(own: CalendarDay): DayRange {
  return { from: own, to: own };
}

function daysAgo(today: CalendarDay, days: number): CalendarDay {
  return dayOfNumber(dayNumber(today) - days);
}

function dayAgo(today: CalendarDay, days: number): DayRange {
  return oneDay(daysAgo(today, days));
}

function daysAbout(own: CalendarDay, days: number): DayRange {
  return { from: daysAgo(own, days), to: daysAgo(own, -days) };
}

/** The first, second or third ten days, the last of them to the month's end. */
function thirdOfMonth({ from, to }: DayRange, third: number): DayRange {
  return { from: { ...from, day: 10 * third + 1 }, to: third === 2 ? to : { ...from, day: 10 * third + 10 } };
}

function isRange({ from, to }: DayRange): boolean {
  return isCalendarDay(from) && isCalendarDay(to) && dayNumber(from) <= dayNumber(to);
}

function numberOf(count: string | undefined): number {
  return count === undefined ? 1 : (NAMED_NUMBERS.get(count) ?? Number(count));
}

/**
 * So many days, weeks, months or years up to today. Of days today is one, but one day, and twenty-four hours, reach
 * back into yesterday.
 */
function agoToToday(today: CalendarDay, unit: string, count: string | undefined): DayRange {
  const number = numberOf(count);
  const from = (): CalendarDay => {
    if (unit.startsWith("час")) return daysAgo(today, Math.ceil((number - 1) / 24));
    if (unit.startsWith("сут")) return daysAgo(today, number);
    if (unit.startsWith("нед")) return daysAgo(today, 7 * number);
    if (unit.startsWith("мес")) return addMonths(today, -number);
    if (unit.startsWith("год") || unit.startsWith("лет")) return addMonths(today, -12 * number);
    return daysAgo(today, Math.max(1, number - 1));
  };
  return { from: from(), to: today };
}

/** 0 for Monday to 6 for Sunday; 1970-01-01 was a Thursday. */
function weekdayOf(own: CalendarDay): number {
  return (((dayNumber(own) + 3) % 7) + 7) % 7;
}

/** Monday to Sunday. */
function weekOf(own: CalendarDay): DayRange {
  const monday = daysAgo(own, weekdayOf(own));
  return { from: monday, to: daysAgo(monday, -6) };
}

/** Saturday and Sunday, the last that have begun. */
function weekendOf(today: CalendarDay): DayRange {
  const saturday = daysAgo(today, (weekdayOf(today) + 2) % 7);
  return { from: saturday, to: daysAgo(saturday, -1) };
}

function monthOf({ year: own, month: number }: CalendarDay): DayRange {
  return { from: { year: own, month: number, day: 1 }, to: lastDayOfMonth(own, number) };
}

function yearsOf(first: number, last = first): DayRange {
  return { from: { year: first, month: 1, day: 1 }, to: { year: last, month: 12, day: 31 } };
}

/** 1 to 12, or 0. */
function monthNumberOf(name: string): number {
  return MONTH_PATTERNS.findIndex((pattern) => pattern.test(name)) + 1;
}

/** The year in which the day of a month was last. */
function latestYear({ month: number, day: own }: { month: number; day: number }, today: CalendarDay): number {
  const isAhead = number > today.month || (number === today.month && own > today.day);
  return today.year - (isAhead ? 1 : 0);
}

/** The last day that was such a day: 29 February is not of every year. */
function latestDay(said: Pick<CalendarDay, "month" | "day">, today: CalendarDay): CalendarDay {
  let last = { ...said, year: latestYear(said, today) };
  while (!isCalendarDay(last)) last = { ...last, year: last.year - 1 };
  return last;
}

/** Finds the number of the pattern that matches the whole word, from 0 on. */
function numberOfPattern(patterns: readonly string[], word: string): number {
  return patterns.findIndex((pattern) => new RegExp(`^(?:${pattern})$`).test(word));
}

/** 0 winter to 3 autumn; a winter is of the year that it ends in. */
function seasonOf(season: number, own: number): DayRange {
  const first = season * 3;
  return {
    from: season === 0 ? { year: own - 1, month: 12, day: 1 } : { year: own, month: first, day: 1 },
    to: lastDayOfMonth(own, first + 2),
  };
}

/** The last one that has begun, or ended. */
function lastSeason(name: string, today: CalendarDay, isOver: boolean): DayRange {
  const season = numberOfPattern(SEASONS, name);
  const years = [today.year + 1, today.year, today.year - 1].map((own) => seasonOf(season, own));
  const last = years.find(({ from, to }) => dayNumber(isOver ? to : from) <= dayNumber(today));
  return last ?? seasonOf(season, today.year - 1);
}

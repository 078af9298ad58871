/**
 * The title of a scraped page: the browser's title line «T - РИА Новости, 03.03.2020», the line that says the
 * same again, or the headline above the story. Never the site's name.
 */

import { type FoundDate, findDates, isDateLine } from "../dates/date-formats.ts";
import { findNoise } from "../line-rules/boilerplate.ts";
import { isImageText } from "../line-rules/photo-credit.ts";
import { publisherOf } from "../news/agencies.ts";
import { type Found, foundIn, type Origin } from "../news/origin.ts";
import { lineShape } from "../text/line-shape.ts";
import { foldLine } from "../text/normalize-text.ts";
import { foldOf, type PageLine } from "../text/page-lines.ts";
import type { ModelLine } from "./page-model.ts";

/** The title, and what its line says besides. */
export interface FoundTitle {
  readonly title: string | null;
  /** The publisher that the title line names, or null. */
  readonly source: Found<string> | null;
  /** The day in the title line: often that of the last edit, so only a bound. */
  readonly date: FoundDate | null;
  /** The rest of the title line after the title: rubrics, the site. */
  readonly tail: string;
  readonly tailOrigin: Origin;
  /** All that say the title. */
  readonly origins: readonly Origin[];
  /** Tells whether the title stands on more than one line, which front pages do not do. */
  readonly isConfirmed: boolean;
}

/** The possible title, and the places of the lines that say it, ascending. */
export interface TitleWithLines extends FoundTitle {
  readonly lines: readonly number[];
}

/** The browser's title is among the first lines that were scraped. */
const HEAD_LINES = 12;
const MIN_TITLE_WORDS = 3;
const MAX_TITLE_WORDS = 30;
/** No line of more characters is a title, nor is a longer title with all that a site adds. */
export const MAX_TITLE_LENGTH = 400;
const MAX_WRITTEN_LENGTH = 800;
/**
 * «Заголовок - РИА Новости», «Заголовок: Политика: Lenta.ru», «Заголовок | Сайт», «Сайт » Рубрика » Заголовок»,
 * «Вопрос? Сайт».
 */
const TITLE_SEPARATOR = /\s(?:[-–—|•·»→]|::|\/{1,2})\s|\s?\|\s?|:\s|\s\/|\.\s(?=\p{Lu}[\p{L}.]{2,20}$)/gu;
const QUESTION_END = /(?<=[?!])\s(?=\p{Lu})/gu;
const MAX_PARTS = 8;
const MAX_RUBRIC_WORDS = 3;
const MAX_SITE_WORDS = 5;
/** A site's domain in a title's tail, such as `Газета.Ru` or `Lenta.ru`. */
const SITE_DOMAIN =
  /^(?:www\.)?[\p{L}\d-]{2,30}(?:\.[\p{L}\d-]{2,30})?\.(?:ru|рф|com|net|org|su|ру|kz|by|ua|info|media|io|me|tv|press|news|online|today|life)$/iu;
/** Two or more words with a capital each are a name or a row of a menu. */
const NAME_OR_MENU = /^(?:\p{Lu}[\p{Ll}-]+ )+\p{Lu}[\p{Ll}-]+$/u;
/** «Невский листок / Петербург»: where on its site the page stands. */
const PATH = /^\p{Lu}\p{L}*(?: \p{L}+){0,2}(?: [/›>→] \p{Lu}\p{L}*(?: \p{L}+){0,2}){1,4}$/u;
/** Words that sites join in pairs to name their rubrics. */
const RUBRIC_WORDS: ReadonlySet<string> = new Set(
  "авто армия безопасность бизнес власть государство здоровье искусство история интернет культура медицина мир наука образование оборона общество политика право происшествия религия сми спорт техника технологии транспорт туризм финансы экология экономика".split(
    " ",
  ),
);
/** A title has more words than a rubric; beyond so many, more say nothing. */
const ENOUGH_TITLE_WORDS = 6;
/** Headings this near above the story may be its title, even among menus. */
const NEAR_LINES = 12;

/** The title of a page that has none. */
export const noTitle: FoundTitle = {
  title: null,
  source: null,
  date: null,
  tail: "",
  tailOrigin: "title line",
  origins: [],
  isConfirmed: false,
};

/**
 * The title by the page's own words; the lines that say it are marked as its part. `storyStart` is the line where the
 * story begins, or the number of lines. `known` is the title where something else tells it, of which only the lines are
 * looked for.
 */
export function findTitle(lines: readonly ModelLine[], storyStart: number, known: string | null = null): FoundTitle {
  const { lines: saying, ...found } = chooseTitle(lines, storyStart, known);
  for (const i of saying) if (lines[i] !== undefined) lines[i].part = "title";
  return found;
}

function chooseTitle(lines: readonly ModelLine[], storyStart: number, known: string | null): TitleWithLines {
  const linesByFold = indexFolds(lines);
  const written = new WrittenTitles(new Set(linesByFold.keys()), new Set());
  const told = known === null ? undefined : linesByFold.get(foldLine(known));
  if (told !== undefined) return { ...noTitle, title: known, lines: told, isConfirmed: told.length > 1 };
  const head = findHead(lines, written) ?? findRepeatedLine(lines, linesByFold, storyStart);
  const heading = head === null ? (findHeading(lines, storyStart) ?? findLinkedHeading(lines, storyStart)) : null;
  const line = heading === null ? undefined : lines[heading];
  const headline: TitleWithLines | null =
    line === undefined ? null : { ...noTitle, title: line.text, origins: ["headline"], lines: [line.index] };
  const found = head ?? headline;
  if (found === null) return { ...noTitle, lines: [] };
  const own = withoutBreadcrumbs(found, lines);
  const same = new Set([
    ...written.linesSaying(
      own.title ?? "",
      lines.map(({ source }) => source),
    ),
    ...own.lines,
  ]);
  return { ...own, lines: [...same].sort((a, b) => a - b), isConfirmed: same.size > 1 };
}

/** A line of rubrics and the title is the title's line, but not all of it is the title. */
function withoutBreadcrumbs(found: TitleWithLines, lines: readonly ModelLine[]): TitleWithLines {
  if (found.title === null) return found;
  const others = lines.slice(0, HEAD_LINES).map(({ fold }) => fold);
  return { ...found, title: withoutButton(cutBreadcrumbs(found.title, others)) };
}

/** Texts of a page beside its title: two words or more, or one with a capital, which no headline ends with. */
const BUTTON =
  /(?<=[\p{L}\p{N}»"”)?!%])\s?(?:(?:Получить )?[Кк]ороткая ссылка|Короткую ссылку|Перейти в «?Мою Ленту»?|Поделиться(?: новостью| ссылкой| в соцсетях)?|Версия для печати|Распечатать|(?:С|Ско)пировать ссылку|Копировать ссылку|Ссылка скопирована|(?:Добавить )?[Вв] (?:избранное|закладки)|Сохранить(?: в закладки)?|Комментировать|Комментарии(?: \(?\d{1,5}\)?)?|Оставить комментарий|\d{1,5} комментари(?:й|я|ев)|Обсудить|Слушать(?: новость| статью)?|Прослушать(?: новость)?|Озвучить текст|Подписаться|Отправить по почте|Читать в Telegram)$/u;

/** A title without the words of the button that stood behind it. */
export function withoutButton(title: string): string {
  const at = title.slice(-60).search(BUTTON);
  return at < 0 ? title : title.slice(0, Math.max(0, title.length - 60) + at).trim();
}

/** One of the first lines is another line and a tail, or ends with the name of a publisher. */
function findHead(lines: readonly ModelLine[], written: WrittenTitles): TitleWithLines | null {
  const head = lines.slice(0, HEAD_LINES).filter(({ text }) => text.length <= MAX_WRITTEN_LENGTH);
  for (const find of [written.saidPart, written.split]) {
    for (const line of head) {
      const isOther = line.noise === "credit" || line.noise === "label" || line.role === "story";
      const found = find === written.split && isOther ? null : find.call(written, line.text);
      if (found !== null && wordsOf(found.title) <= MAX_TITLE_WORDS) return headOf(found, line.index);
    }
  }
  return null;
}

/** One of the first lines stands again above the story: the browser's title without the site's name. */
function findRepeatedLine(
  lines: readonly ModelLine[],
  linesByFold: ReadonlyMap<string, readonly number[]>,
  storyStart: number,
): TitleWithLines | null {
  for (const [i, line] of lines.slice(0, Math.min(HEAD_LINES, storyStart)).entries()) {
    const { text, fold, noise, isLink, shape } = line;
    if (noise !== null || isLink || shape.startsItem || shape.endsOpen || shape.endsCut) continue;
    if (shape.words < (i === 0 ? MIN_TITLE_WORDS : MIN_TITLE_WORDS + 1) || shape.words > MAX_TITLE_WORDS) continue;
    if (/\.[»"”)]?$/.test(text) || publisherOf(text) !== null || (i > 0 && isByCredit(lines, i))) continue;
    const again = linesByFold.get(fold)?.find((other) => other > i);
    if (again !== undefined && again < storyStart && storyStart - again <= NEAR_LINES) {
      return { ...noTitle, title: text, origins: ["repeated line"], lines: [i] };
    }
  }
  return null;
}

function headOf({ title, tail }: SplitTitle, line: number): TitleWithLines {
  const date = findDates(tail, { today: null })[0] ?? null;
  const source = foundIn(siteOfTail(tail), "title line");
  return { ...noTitle, title, source, date, tail, origins: ["title line"], lines: [line] };
}

// What browsers show as the title of a page: the title, and behind it or before it the names of rubrics and of the
// site, and a day.

/** A title and what is written behind it. */
interface SplitTitle {
  readonly title: string;
  readonly tail: string;
}

/** Takes the titles of a page apart, by its lines and by the names of its site. */
export class WrittenTitles {
  readonly #said: ReadonlySet<string>;
  readonly #sites: ReadonlySet<string>;

  /** The folds of the lines that may say the title, and of the names of the site. */
  constructor(said: ReadonlySet<string>, sites: ReadonlySet<string>) {
    this.#said = said;
    this.#sites = sites;
  }

  /**
   * The longest run of a title's parts that a line of the page says: «Сайт :: Новости :: Заголовок», «Заголовок |
   * Сайт».
   */
  saidPart(text: string): SplitTitle | null {
    const cuts = cutsOf(text, QUESTION_END);
    const whole = foldLine(text);
    let best: SplitTitle | null = null;
    for (const { end: from } of [{ end: 0 }, ...cuts]) {
      for (const { start: to, end } of [...cuts, { start: text.length, end: text.length }]) {
        const title = text.slice(from, to).trim();
        const isLonger = wordsOf(title) >= MIN_TITLE_WORDS && title.length > (best?.title.length ?? 0);
        const fold = isLonger ? foldLine(title) : whole;
        if (fold !== whole && this.#said.has(fold)) best = { title, tail: text.slice(end) };
      }
    }
    return best;
  }

  /**
   * The parts before those that name the site, or in what is surely a title before a day alone; null where there is
   * neither.
   */
  split(text: string, isSure = false): SplitTitle | null {
    const minWords = isSure ? 1 : MIN_TITLE_WORDS;
    const isTail = (tail: string) => (isSure && isDateLine(partsOf(tail)[0] ?? "")) || this.#namesSite(tail);
    const titleOf = ({ start }: Cut) => text.slice(0, start).trim();
    let found: Cut | null = null;
    for (const cut of cutsOf(text)) {
      const title = titleOf(cut);
      if (wordsOf(title) < minWords || this.isSite(title) || !isTail(text.slice(cut.end))) continue;
      // «Заголовок: Россия: Lenta.ru» ends before the rubric, «Заголовок: главное | Forbes.ru» after it.
      if (found?.separator === cut.separator && isRubric(text.slice(found.end, cut.start))) continue;
      found = cut;
    }
    return found === null ? null : { title: titleOf(found), tail: text.slice(found.end).trim() };
  }

  /** Tells whether a text is a name of the site, or of any known site. */
  isSite(text: string): boolean {
    return knownSite(text) !== null || this.#sites.has(foldLine(withoutDay(text)));
  }

  /** The lines that say a title, alone or as the browser does. */
  linesSaying(title: string, lines: readonly PageLine[]): number[] {
    const fold = foldLine(title);
    return [...lines.keys()].filter((i) => {
      const line = lines[i];
      if (line === undefined || line.text.length > MAX_WRITTEN_LENGTH || !foldOf(line).startsWith(fold)) return false;
      return foldOf(line) === fold || foldLine(this.split(line.text)?.title ?? "") === fold;
    });
  }

  #namesSite(tail: string): boolean {
    return partsOf(tail).some((part) => this.isSite(part) || part.split(", ").some((piece) => this.isSite(piece)));
  }
}

/** A place to part a written title, as UTF-16 [start, end). */
interface Cut {
  readonly start: number;
  readonly end: number;
  readonly separator: string;
}

function cutsOf(text: string, more?: RegExp): Cut[] {
  const found = [TITLE_SEPARATOR, ...(more === undefined ? [] : [more])].flatMap((pattern) => [
    ...text.slice(0, MAX_WRITTEN_LENGTH).matchAll(pattern),
  ]);
  return found
    .map(({ index, 0: sign }) => ({ start: index, end: index + sign.length, separator: sign.trim() }))
    .sort((a, b) => a.start - b.start)
    .slice(0, MAX_PARTS);
}

/** The parts of a written title, trimmed. */
export function partsOf(text: string): string[] {
  return text
    .slice(0, MAX_WRITTEN_LENGTH)
    .split(TITLE_SEPARATOR)
    .map((part) => part.trim());
}

/**
 * Tells whether a text names a part of a site: one to three words with a capital, the name of a publisher, or a day.
 */
function isRubric(written: string): boolean {
  const text = written.trim();
  if (knownSite(text) !== null || isDateLine(text)) return true;
  return wordsOf(text) <= MAX_RUBRIC_WORDS && /^\p{Lu}/u.test(text) && !/[?!,]/.test(text);
}

/** The publisher or the domain that a part of a tail is, with its quotation marks and its day or without; or null. */
export function knownSite(part: string): string | null {
  const text = withoutDay(part);
  const name = text.replace(/^[«"„]|[»"“]$/gu, "").trim();
  return publisherOf(text) ?? publisherOf(name) ?? (SITE_DOMAIN.test(name) ? name : null);
}

/** Finds the site in a title's tail, by a table or as its last part: «Общество - МК Рязань». */
export function siteOfTail(tail: string): string | null {
  const parts = partsOf(tail);
  const known = parts.flatMap((part) => part.split(", ").map(knownSite)).find((site) => site !== null);
  return known ?? parts.map(withoutDay).findLast(isSiteName) ?? null;
}

/** «Край, 09.10.2016» is «Край»: the day is that of the last edit. */
function withoutDay(part: string): string {
  return part
    .split(", ")
    .filter((piece, i) => i === 0 || !isDateLine(piece))
    .join(", ")
    .replace(/\s\d{1,2}\.\d{2}\.\d{4}$/, "");
}

function isSiteName(text: string): boolean {
  const shape = lineShape(text);
  const isShort = shape.words > 0 && shape.words <= MAX_SITE_WORDS && !shape.hasVerb;
  return isShort && /^[\p{Lu}«"]/u.test(text) && !isDateLine(text) && findNoise(text, shape) !== "interface";
}

/** The headline above the story: by the date beside it, else the first of few lines, else the longest. */
function findHeading(lines: readonly ModelLine[], storyStart: number): number | null {
  const candidates: number[] = [];
  const credited: number[] = [];
  for (let i = 0; i < storyStart; i += 1) {
    if (!isHeadline(lines, i)) continue;
    const isUnderDate = lines[i - 1]?.noise === "date" && !candidates.includes(i - 2);
    if (i > 0 && !isUnderDate && isByCredit(lines, i)) credited.push(i);
    else candidates.push(i);
  }
  if (candidates.length === 0) candidates.push(...credited);
  const named = candidates.filter((i) => {
    const text = lines[i]?.text ?? "";
    return !NAME_OR_MENU.test(text) && !PATH.test(text) && !isRubricPair(lines[i]);
  });
  const telling = named.filter((i) => (lines[i]?.shape.words ?? 0) >= MIN_TITLE_WORDS && !isAskedFirst(lines, i));
  const best = [telling, named, candidates].find((list) => list.length > 0) ?? [];
  return best.find((i) => lines[i]?.source.isHeading === true) ?? chooseHeading(lines, best, storyStart);
}

/** The first of several questions that stand right above their answers, as in an interview. */
function isAskedFirst(lines: readonly ModelLine[], i: number): boolean {
  const isAsked = ({ text, below }: ModelLine) =>
    text.endsWith("?") && (below?.role === "story" || below?.role === "sentence");
  return lines[i] !== undefined && isAsked(lines[i]) && lines.slice(i + 1).some(isAsked);
}

/**
 * Finds the heading of a text browser, which shows the address of each: the linked line right above the story or its
 * date.
 */
function findLinkedHeading(lines: readonly ModelLine[], storyStart: number): number | null {
  for (let i = storyStart - 1; i >= Math.max(0, storyStart - 2); i -= 1) {
    const line = lines[i];
    if (line?.isLink === true && line.noise === null && line.shape.words >= MIN_TITLE_WORDS) return i;
    if (line?.noise !== "date") return null;
  }
  return null;
}

/** «Интернет и СМИ», «Культура и искусство»: a rubric by at least one of its words. */
function isRubricPair(line: ModelLine | undefined): boolean {
  const [first, joint, second, more] = line?.fold.split(" ") ?? [];
  if (joint !== "и" || first === undefined || second === undefined || more !== undefined) return false;
  return RUBRIC_WORDS.has(first) || RUBRIC_WORDS.has(second);
}

function chooseHeading(lines: readonly ModelLine[], candidates: readonly number[], storyStart: number): number | null {
  if (candidates[0] === 0 && /^(?:story|long|sentence)$/.test(lines[1]?.role ?? "")) return 0;
  const besideDate = findBesideDate(lines, candidates, storyStart);
  if (besideDate !== null) return besideDate;
  const first = candidates[0];
  if (first !== undefined && storyStart <= NEAR_LINES) return first;
  const near = candidates.filter((i) => storyStart - i <= NEAR_LINES);
  const wordsAt = (i: number) => Math.min(lines[i]?.shape.words ?? 0, ENOUGH_TITLE_WORDS);
  return near.reduce<number | null>((best, i) => (best === null || wordsAt(i) >= wordsAt(best) ? i : best), null);
}

function isHeadline(lines: readonly ModelLine[], i: number): boolean {
  const line = lines[i];
  if (line === undefined || line.noise !== null || line.isLink || line.shape.startsItem || line.role === "item")
    return false;
  const { words, endsSentence, endsOpen, endsCut } = line.shape;
  // «A- A A+» changes the size of letters.
  if (
    words < 2 ||
    words > MAX_TITLE_WORDS ||
    !/\p{L}{3}/u.test(line.text) ||
    endsOpen ||
    (endsCut && !/[»"”]$/.test(line.text))
  )
    return false;
  if (endsSentence && /\.[»"”)]?$/.test(line.text)) return false;
  if (line.role === "repeat" && i > 0) return false;
  return publisherOf(line.text) === null;
}

/** A line beside a picture's credit is rather its caption. */
function isByCredit(lines: readonly ModelLine[], i: number): boolean {
  return isCredit(lines[i - 1]) || isCredit(lines[i + 1]);
}

/** The text of a picture holds its own caption; other credits stand beside one. */
function isCredit(line: ModelLine | undefined): boolean {
  return line?.noise === "credit" && !isImageText(line.text);
}

/** The line under a date; else the line above one, or the one above that, if the lower is a subtitle. */
function findBesideDate(lines: readonly ModelLine[], candidates: readonly number[], storyStart: number): number | null {
  const under = candidates.findLast((i) => {
    // A paragraph that lost its full stop stands under the date of the title above both.
    const isParagraph = lines[i]?.role === "long" && candidates.includes(i - 2);
    return lines[i - 1]?.noise === "date" && !isParagraph;
  });
  const above = candidates.findLast((i) => lines[i + 1]?.noise === "date");
  // A column of news has bare times above its titles; the article's own date is a whole one.
  const isOfColumn = under !== undefined && above !== undefined && above > under && !isWholeDate(lines[under - 1]);
  // «Заголовок», the date, the words of a player: what begins a page, above its date, where no story stands below the
  // line under it.
  const isOpening = above === 0 && isWholeDate(lines[1]) && (lines[0]?.shape.words ?? 0) >= ENOUGH_TITLE_WORDS;
  const isBelowOpening = isOpening && under !== undefined && under > above && under + 1 < storyStart;
  if (under !== undefined && !isBelowOpening && !(isOfColumn && isWholeDate(lines[above + 1]))) return under;
  if (above === undefined) return null;
  const isPair = candidates.includes(above - 1) && !candidates.includes(above - 2);
  return isPair && (lines[above - 1]?.shape.words ?? 0) >= MIN_TITLE_WORDS ? above - 1 : above;
}

function isWholeDate(line: ModelLine | undefined): boolean {
  return line !== undefined && findDates(line.text, { today: null }).length > 0;
}

function indexFolds(lines: readonly ModelLine[]): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  for (const [i, { fold }] of lines.entries()) {
    const same = index.get(fold);
    if (same === undefined) index.set(fold, [i]);
    else same.push(i);
  }
  return index;
}

function wordsOf(text: string): number {
  return text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "").length;
}

// Breadcrumbs before a title: «Главная / Общество / Заголовок», «Вузы | ЕГЭ | Заголовок». The rubrics are
// no part of what the article is called.

/** Separators of rubrics. */
const BREADCRUMB_SEPARATOR = /\s(?:\/{1,2}|[|»›>→·•])\s/gu;
const MAX_BREADCRUMB_WORDS = 4;
/** The first rubric of most sites; it says that what follows are rubrics too. */
const HOME = /^(?:главная|на главную|home)(?: страница)?$/iu;

/**
 * Cuts the rubrics before a title, if they certainly are some: they begin with the front page's name, or the rest
 * stands by itself among `otherFolds`, alone or before more words.
 */
export function cutBreadcrumbs(title: string, otherFolds: readonly string[]): string {
  let from = 0;
  let isFromHome = false;
  for (const { index, 0: separator } of title.matchAll(BREADCRUMB_SEPARATOR)) {
    const rubric = title.slice(from, index).trim();
    if (!isBreadcrumb(rubric)) break;
    if (from === 0) isFromHome = HOME.test(rubric);
    const rest = title.slice(index + separator.length).trim();
    if (wordsOf(rest) < MIN_TITLE_WORDS) break;
    from = index + separator.length;
    const fold = foldLine(rest);
    if (otherFolds.some((other) => other === fold || other.startsWith(`${fold} `))) return rest;
  }
  return isFromHome ? title.slice(from).trim() : title;
}

/** A few words with a capital, which end no sentence. */
function isBreadcrumb(text: string): boolean {
  return wordsOf(text) <= MAX_BREADCRUMB_WORDS && /^[\p{Lu}\p{N}]/u.test(text) && !/[.?!:,]/.test(text);
}

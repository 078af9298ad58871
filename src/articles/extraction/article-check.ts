/**
 * Rejects pages that are no article: front pages, photo galleries, shells whose text did not come, login walls, by
 * their build and not by their site; errors and searches by their titles.
 */

import { findDates, readingDay } from "../dates/date-formats.ts";
import { isPhotoCounter } from "../line-rules/photo-credit.ts";
import { dayNumber } from "../news/calendar-date.ts";
import { foldLine } from "../text/normalize-text.ts";
import { countSiteBoilerplate, countWords, datelineOf, runsOf } from "./body-lines.ts";
import type { ModelLine, Story } from "./page-model.ts";
import { countStrangers } from "./story-evidence.ts";
import type { FoundTitle } from "./title.ts";

/** Titles of other articles are at least so long; shorter lines are menus. */
export const MIN_HEADLINE_WORDS = 4;
/** A title with its own summary and day may be shorter. */
const MIN_SUMMED_TITLE_WORDS = 3;
/** A page with so many of them has a column of news, or is one. */
export const MANY_HEADLINES = 15;
/** Shortest story in one place beside many headlines. */
const MIN_STORY_WORDS = 25;
const MAX_SCATTERED_WORDS = 150;
/** And has so many words for each of the headlines, if it is scattered. */
const SCATTERED_WORDS_PER_HEADLINE = 5;
/** So many words in so many lines with nothing between are a text; front pages show a title and its summary. */
const MIN_RUN_WORDS = 25;
const MIN_RUN_LINES = 3;
/** A title stands so near above its text. */
const TITLE_NEAR_LINES = 6;
const MAX_TITLES_BETWEEN = 2;
/** So many dates inside a text are those of other articles. Teasers bring one or two into a story. */
const MANY_DATES = 3;
/** A gallery's text is an introduction, a wall's the first paragraph. */
const MAX_GALLERY_WORDS = 150;
const MAX_WALL_WORDS = 60;
const GALLERY_TAIL = /(?:^|[|,/–—-]\s?)(?:фото|фоторепортаж|фотогалерея|галерея|фотолента)\s*$/iu;
const MANY_COUNTERS = 3;
const MANY_CREDITS = 6;
/** The shell of a page: so much noise, or so many lines of which none is long. */
const SHELL_NOISE_LINES = 5;
const SHELL_LINES = 6;
const SHELL_TEXT_WORDS = 8;
/** The label of a gallery stands above its title, or between title and text. */
const GALLERY_NEAR_LINES = 4;
/** A title that stands more often says nothing by its place. */
const MAX_TITLES = 8;
/** An error is named at the head of a page, below its menu. */
const HEAD_LINES = 12;

/**
 * Each paragraph under a headline of its own: so many are a list where nothing says the first headline again. Untuned.
 */
const MIN_SUMMARIES = 4;
const MAX_SUMMARY_WORDS = 60;
/** Summaries under links to what they sum up: so many, and such a share of the paragraphs. Untuned. */
export const MIN_LINKED_SUMMARIES = 3;
const LINKED_SHARE = 0.75;
const LINK_NEAR_LINES = 3;
export const LIST_REASON = "The page is a list of titles, such as a front page or a rubric, and not one article.";

export const EVENTS_REASON = "The page is a list of events or titles with their dates, and not one article.";
const ERROR_REASON = "The page says that something was not found or not allowed, and holds no article.";
export const GALLERY_REASON = "The page is a photo gallery: it holds captions and no story.";

/** The facts that the rules below judge. */
interface PageFacts {
  readonly story: Story;
  readonly title: FoundTitle;
  /** Words of the lead and the body. */
  readonly words: number;
  readonly hasDateline: boolean;
  /** Lines that may be titles of other articles. */
  readonly headlines: number;
  /** Many headlines beside few words: front pages have logins, subscriptions and pictures besides. */
  readonly isColumn: boolean;
}

/** A kind of page that is no article. */
interface PageKind {
  readonly matches: (page: PageFacts) => boolean;
  readonly reason: string;
  /** True if other articles on the page tell it, which also stand beside an article. */
  readonly isList?: true;
  /** The reason where the page is a column of headlines. Default: the same. */
  readonly columnReason?: string;
}

/** Kinds that a dateline does not save from. */
const SERVICE_PAGES: readonly PageKind[] = [
  {
    matches: ({ story, title, words }) =>
      !title.isConfirmed && words < MIN_STORY_WORDS && story.lines.slice(0, HEAD_LINES).some(saysLost),
    reason: ERROR_REASON,
  },
  {
    matches: ({ story, title, words }) => !title.isConfirmed && words > 0 && isConsent(story, words),
    reason: "The page asks to agree to cookies or terms before it shows its text.",
  },
  {
    matches: ({ story, words }) => endsAtWall(story) && words < MAX_WALL_WORDS,
    reason: "The page asks to log in or to subscribe before it shows its text.",
    columnReason: LIST_REASON,
  },
];

/** Kinds that have no dateline; the first that matches tells. */
const UNDATED_PAGES: readonly PageKind[] = [
  {
    matches: ({ story, title, words }) => isGallery(story, title) && words < MAX_GALLERY_WORDS,
    reason: GALLERY_REASON,
    columnReason: LIST_REASON,
  },
  {
    matches: ({ story, title, headlines }) =>
      (headlines < MANY_HEADLINES || title.isConfirmed) && isListOfEvents(story, title.isConfirmed),
    reason: EVENTS_REASON,
    isList: true,
  },
  { matches: ({ story, title }) => isListOfEvents(story, title.isConfirmed), reason: LIST_REASON, isList: true },
  { matches: ({ story }) => isListOfVoices(story.body), reason: LIST_REASON, isList: true },
  {
    matches: ({ story, words }) =>
      words > 0 &&
      words < MAX_GOODS_WORDS &&
      story.lines.filter(({ text }) => GOODS.test(text)).length >= MIN_GOODS_LINES,
    reason: "The page offers goods, and is not one article.",
  },
  {
    matches: ({ story }) => isDatedList(story),
    reason: "The page is a list of articles with their dates, and not one article.",
    isList: true,
  },
  { matches: ({ story, title }) => isListOfSummaries(story, title), reason: LIST_REASON, isList: true },
  {
    matches: ({ words, headlines }) => headlines >= MANY_HEADLINES && words < MIN_STORY_WORDS,
    reason: "The page holds titles of articles and menus, but no story of its own.",
    isList: true,
  },
  {
    matches: ({ story, title, words, headlines }) =>
      headlines >= MANY_HEADLINES &&
      words < Math.max(MAX_SCATTERED_WORDS, SCATTERED_WORDS_PER_HEADLINE * headlines) &&
      !isInOnePlace(story, title),
    reason: LIST_REASON,
    isList: true,
  },
];

/** Finds the reason why the page is no article, or null. One that calls itself an article is no list. */
export function findRejection(story: Story, title: FoundTitle, callsItselfArticle = false): string | null {
  const { lines, lead, body } = story;
  const words = countWords([...lead, ...body]);
  const opening = (body[0] ?? lines[0])?.text ?? "";
  const service = findServiceReason(title.title ?? lines[0]?.text ?? null, words) ?? findErrorText(opening, words);
  if (service !== null) return service;
  const headlines = countHeadlines(lines);
  const hasDateline = datelineOf(story) !== null;
  const isColumn = headlines >= MANY_HEADLINES && !title.isConfirmed && words < MAX_SCATTERED_WORDS;
  const page = { story, title, words, hasDateline, headlines, isColumn };
  const kind = [...SERVICE_PAGES, ...(hasDateline ? [] : UNDATED_PAGES)].find(
    ({ matches, isList }) => !(isList && callsItselfArticle) && matches(page),
  );
  if (kind === undefined) return null;
  return isColumn ? (kind.columnReason ?? kind.reason) : kind.reason;
}

/** Each line of what is left beside a site's notices has so many words of the trade of sites. Untuned. */
const MIN_LINE_TRADE_WORDS = 2;

/** Tells whether the notices of a page have half as many words as the rest of it, and the rest reads like them. */
function isConsent({ lines, body }: Story, words: number): boolean {
  const notices = lines.filter(({ noise }) => noise === "legal");
  return (
    2 * countWords(notices) >= words && body.every(({ text }) => countSiteBoilerplate(text) >= MIN_LINE_TRADE_WORDS)
  );
}

/**
 * So many days, each with titles and no sentence, are a calendar; so are such days or hours with where to go and what
 * it costs.
 */
const MANY_EVENTS = 5;
const EVENT_HEAD = /^\d{1,2}[:.]\d{2}(?:\s[—–-])?\s/;
const EVENT_PLACE =
  /вход (?:свободный|бесплатный|\d)|(?<!\p{L})(?:билет|взнос|стоимость|регистрация)(?!\p{Ll}* )|(?<!\p{L})(?:билет\p{Ll}{0,2} (?:от|—|–|\d)|ул\.|пл\.|пр\.)|\d\s?(?:₽|руб)|(?<!\d)\d{1,2}\+\.?$/iu;
const EVENT_PLACE_SHARE = 0.5;

const EVENT_LINES = 3;
const MAX_EVENT_WORDS = 20;

/** Day, title and place, again and again, and no sentence of some length but beside what an event costs. */
export function isListOfEvents({ lines, lead, body }: Story, isConfirmed = false): boolean {
  const isHead = ({ noise, text }: ModelLine) => noise === "date" || EVENT_HEAD.test(text);
  const isUnderHead = (line: ModelLine) =>
    lines.slice(Math.max(0, line.index - EVENT_LINES), line.index + 1).some(isHead);
  const heads = lines.filter(isHead).length;
  if (heads < MANY_EVENTS || lead.length > 0 || !body.every(isUnderHead)) return false;
  const places = lines.filter(({ role, text }) => role !== "story" && EVENT_PLACE.test(text.slice(-200))).length;
  if (places >= Math.max(MANY_EVENTS, EVENT_PLACE_SHARE * heads)) return true;
  const isLong = ({ role, shape }: ModelLine) => role === "story" && shape.words > MAX_EVENT_WORDS;
  const titles = lines.filter(({ role, shape }) => role === "heading" && shape.words >= MIN_SUMMED_TITLE_WORDS).length;
  return !isConfirmed && !body.some(isLong) && titles * 2 >= heads;
}

/** Texts of a shop beside its goods, in so many lines; a story about a shop has more words. Untuned. */
const GOODS =
  /^(?:(?:добавить )?в корзину|купить(?: в (?:1|один) клик)?|артикул\s?:?\s\S{1,20}|(?:есть )?в наличии(?:\s?:?\s.{1,20})?|нет в наличии|под заказ|с этим товаром покупают|характеристики товара|отзывы (?:покупателей|о товаре)|способы (?:оплаты|доставки))$/iu;
const MIN_GOODS_LINES = 2;
const MAX_GOODS_WORDS = 200;
/** So many paragraphs, each under a name. Untuned. */
const MANY_VOICES = 6;
const PERSON = /^\p{Lu}[\p{Ll}-]{1,20} \p{Lu}[\p{Ll}-]{1,25}$/u;
const STRANGERS_SHARE = 0.25;

/** Sentences under the names of their authors, many of which speak of something that no other does. */
function isListOfVoices(body: readonly ModelLine[]): boolean {
  const stories = body.filter(({ role }) => role === "story");
  const named = stories.filter(({ above }) =>
    [above, above?.above].some((line) => PERSON.test(line?.text.slice(0, 60) ?? "")),
  );
  if (named.length < MANY_VOICES || named.length * 2 < stories.length) return false;
  return countStrangers(stories.map(({ text }) => text)) >= STRANGERS_SHARE * stories.length;
}

/** Each paragraph is the summary of a title of its own, beside the day of that title, the newest first. */
function isDatedList({ titles, lead, body }: Story): boolean {
  // A digest has a title above all of its own.
  const isDigest =
    titles.length > 0 && !titles.some(({ below }) => below?.part === "body" || below?.below?.part === "body");
  if (body.length < MANY_DATES || lead.length > 0 || isDigest) return false;
  let before = Number.POSITIVE_INFINITY;
  for (const { above } of body) {
    const head = [above, above?.above];
    const title = head.find((line) => line?.role === "heading" && line.shape.words >= MIN_SUMMED_TITLE_WORDS);
    const day = head.map((line) => (line?.noise === "date" ? dayOf(line.text) : null)).find((found) => found !== null);
    if (title === undefined || day === undefined || day > before) return false;
    before = day;
  }
  return true;
}

/**
 * Paragraphs under links to other pages, or headline, time, summary, headline, time, summary: a front page. The title
 * of one article stands twice, or its parts have no times.
 */
function isListOfSummaries({ titles, lead, body }: Story, title: FoundTitle): boolean {
  const [first] = body;
  if (first === undefined || lead.length > 0) return false;
  const linked = body.filter(isLinkedSummary);
  if (linked[0] === first && linked.length >= Math.max(MIN_LINKED_SUMMARIES, LINKED_SHARE * body.length)) return true;
  if (title.isConfirmed || body.length < MIN_SUMMARIES) return false;
  const own = titles.findLast(({ index }) => index < first.index);
  if (own !== undefined && headlineAbove(first) !== own) return false;
  const dated = body.filter(({ above, below }) => [above, above?.above, below].some((near) => near?.noise === "date"));
  const isSummary = (line: ModelLine) => line.shape.words <= MAX_SUMMARY_WORDS && headlineAbove(line) !== null;
  return dated.length * 2 >= body.length && body.every(isSummary);
}

/** Tells whether a line is under a link to another article, or above «Читать далее». */
export function isLinkedSummary({ above, below }: ModelLine): boolean {
  if (below?.noise === "more") return true;
  for (let n = 0, line = above; n < LINK_NEAR_LINES && line?.part !== "body"; n += 1, line = line?.above)
    if (line?.isLink === true && line.shape.words >= MIN_HEADLINE_WORDS) return true;
  return false;
}

/** The headline right above a line, with nothing between but its date or rubric; or null. */
function headlineAbove({ above }: ModelLine): ModelLine | null {
  for (const line of [above, above?.above]) {
    if (line?.role === "heading" && line.shape.words >= MIN_SUMMED_TITLE_WORDS && !line.shape.endsOpen) return line;
    if (line?.role !== "noise") return null;
  }
  return null;
}

function dayOf(text: string): number | null {
  const [date] = findDates(text, { today: null });
  const day = date === undefined ? null : readingDay(date.reading);
  return day === null ? null : dayNumber(day);
}

/** Tells whether the text ends at a wall. If it goes on below the wall's words, they only offer something. */
function endsAtWall({ lines, body }: Story): boolean {
  const wall = lines.findIndex(({ noise }) => noise === "wall");
  const goesOn = body.some(({ index, role }) => index > wall && role === "story");
  return wall >= 0 && !(goesOn && body.some(({ index }) => index < wall));
}

function countHeadlines(lines: readonly ModelLine[]): number {
  return lines.filter(({ part, noise, role, shape }) => {
    if (part !== null || (noise !== null && noise !== "teaser")) return false;
    return !(role === "repeat" && shape.endsSentence) && shape.words >= MIN_HEADLINE_WORDS;
  }).length;
}

/** Chooses lines if none looks like a story: all that are not plainly something else. */
export function fallbackLines(lines: readonly ModelLine[]): ModelLine[] {
  return lines.filter(
    ({ part, noise, role, shape }) => part !== "title" && noise === null && role !== "repeat" && shape.words > 0,
  );
}

/** A fallback with much noise and no sentence is the shell of a page whose text did not come. */
export function isShell(lines: readonly ModelLine[], kept: readonly ModelLine[]): boolean {
  if (kept.some(({ shape }) => shape.endsSentence && shape.words >= MIN_HEADLINE_WORDS)) return false;
  const noise = lines.filter(({ role }) => role === "noise").length;
  const hasText = kept.some(({ shape }) => shape.words >= SHELL_TEXT_WORDS);
  return noise >= SHELL_NOISE_LINES || (lines.length >= SHELL_LINES && !hasText);
}

/** Two paragraphs in a row, one paragraph among sentences, or the page's own title right above the only one. */
function isInOnePlace(story: Story, title: FoundTitle): boolean {
  const { lines, titles, body } = story;
  const stories = body.filter(({ role }) => role === "story");
  // Three lines or more, one right after another, with some words in them.
  if (runsOf(story).some((run) => run.length >= MIN_RUN_LINES && countWords(run) >= MIN_RUN_WORDS)) return true;
  const isRow = stories.some(({ index }, n) => {
    const next = stories[n + 1]?.index ?? Number.POSITIVE_INFINITY;
    return next - index <= 3 && !lines.slice(index + 1, next).some(isApart);
  });
  const first = body[0]?.index ?? 0;
  const isNear = titles.some(({ index }) => index < first && first - index <= TITLE_NEAR_LINES);
  const isUnderTitle = isNear && (title.isConfirmed || (stories.length > 1 && isApartFromTitles(lines, stories)));
  return isRow || isUnderTitle || (titles[0]?.index === 0 && first <= 3);
}

/** Tells whether a line separates two paragraphs: it is none of the story, and no button either. */
function isApart({ part, noise }: ModelLine): boolean {
  return part !== "body" && (noise === null || noise === "date" || noise === "counter");
}

/**
 * Tells whether few titles, and not a date for each, stand between the first and the last paragraph; on a front page
 * most do.
 */
function isApartFromTitles(lines: readonly ModelLine[], stories: readonly ModelLine[]): boolean {
  const isTitle = ({ role, shape }: ModelLine) => role === "heading" && shape.words >= MIN_HEADLINE_WORDS;
  const between = lines.slice(stories[0]?.index, stories.at(-1)?.index);
  const dates = between.filter(({ noise }) => noise === "date").length;
  if (dates >= Math.max(MANY_DATES, stories.length - 1)) return false;
  const inside = between.filter(isTitle).length;
  return inside <= MAX_TITLES_BETWEEN * (stories.length - 1) && inside * 4 <= lines.filter(isTitle).length;
}

function isGallery({ lines, titles, body }: Story, title: FoundTitle): boolean {
  const counters = lines.filter(({ text }) => isPhotoCounter(text));
  if (goesOnAmongPictures(body, counters[0])) return false;
  if (GALLERY_TAIL.test(title.tail)) return true;
  const stories = body.filter(({ role }) => role === "story").length;
  const credits = lines.filter(({ noise }) => noise === "credit").length;
  if (counters.length >= MANY_COUNTERS || (credits >= MANY_CREDITS && credits >= stories)) return true;
  const first = body[0]?.index ?? lines.length;
  const marks = [first, ...titles.slice(0, MAX_TITLES).map(({ index }) => index)];
  return lines.some(
    ({ noise }, i) => noise === "gallery" && marks.some((mark) => i < mark && mark - i <= GALLERY_NEAR_LINES),
  );
}

/**
 * Number of paragraphs right behind another one that stand below the first picture of a story; captions stand alone.
 * Untuned.
 */
const MIN_PARAGRAPHS_AMONG_PICTURES = 2;

function goesOnAmongPictures(body: readonly ModelLine[], first: ModelLine | undefined): boolean {
  if (first === undefined) return false;
  const following = body.filter(({ index, role, above }) => {
    return index > first.index && role === "story" && above?.part === "body" && above.role === "story";
  });
  return following.length >= MIN_PARAGRAPHS_AMONG_PICTURES;
}

// Pages that a site or its guard shows in place of an article: errors, checks for robots, searches, logins, told by
// their titles. A title that only begins like one is an article's: «500 рублей вернут…», «Поиск рыбака продолжается».

/** A story of so many words is one, whatever the page calls itself. */
const SURE_STORY_WORDS = 80;
/** Separator of the name of the page from that of its site. */
const SEPARATOR = /\s[-–—|•·/]\s|\s?\|\s?|::?\s|\.\s/u;
/** A longer title than this names more than a page of service. */
const MAX_TITLE_LENGTH = 300;

/** RFC 9110, section 15: codes that pages show, alone or before their names. */
const ERROR_CODE =
  /^(?:(?:http )?(?:ошибка|error) |http )?(?:40[0-9]|410|429|451|50[0-4])(?: (?:ошибка|error|страница не|page not|not found|forbidden|bad|internal server|service|gateway|gone|доступ (?:запрещен|ограничен)|unauthorized|too many).*)?$/;
const ERROR_WORDS =
  /^(?:(?:извините|упс|к сожалению) )?(?:страница не (?:найдена|существует)|такой страницы|запрашиваемая (?:вами )?страница|page not found|access denied|just a moment|attention required|ddos guard|проверка браузера|подтвердите что вы не робот|подтвердите что запросы|вы не робот|are you a robot|captcha|service unavailable|bad gateway)/;
const ERROR_TITLE =
  /^(?:not found|forbidden|доступ (?:к (?:[а-я]{4,15} )?(?:сайту|ресурсу|странице|материалу) )?(?:ограничен|запрещен)(?: к (?:сайту|ресурсу|странице|материалу))?)$/;
/** Whole titles and sentences: a headline that only begins so is an article's. */
const CLOSED_SITE =
  /^(?:(?:наш )?сайт (?:временно |сейчас )?(?:недоступен|не работает|отключен|(?:находится )?на (?:техническом обслуживании|реконструкции))(?: по техническим причинам)?|(?:на (?:нашем )?сайте )?(?:ведутся|проводятся|идут) (?:технические|профилактические) работы(?: на сайте)?|внутренняя ошибка сервера|ошибка (?:базы данных|сервера|(?:установки )?(?:соединения|подключения)(?: (?:с базой|к базе) данных)?)|error establishing a database connection)$/;
const AGE_CHECK =
  /^(?:вам (?:уже )?(?:исполнилось|есть) 18(?: лет)?|(?:пожалуйста )?подтвердите (?:что вам (?:уже )?(?:исполнилось|есть) 18(?: лет)?|(?:свой |ваш )?возраст))$/;
/** Texts of a page that was not found. */
const LOST_PAGE =
  /^(?:(?:извините|упс|к сожалению) )?(?:страница не (?:найдена|существует)|такой страницы (?:нет|не )|запрашиваемая (?:вами )?страница)/;
/** Messages of a server that failed to make a page. */
const SERVER_MESSAGE =
  /^(?:(?:php )?(?:fatal error|parse error|warning|notice|deprecated): .{1,300} on line \d|(?:php )?fatal error: uncaught |traceback \(most recent call last\))/i;
/** Texts of a page whose scripts or frames did not run. */
const BARE_PAGE =
  /^(?:для (?:[а-я]{5,15} )?работы (?:сайта|портала|страницы) (?:необходимо|нужно|требуется) (?:включить )?(?:поддержк[ау] )?javascript|(?:пожалуйста )?включите (?:поддержку )?javascript|ваш браузер не поддерживает (?:фреймы|плавающие фреймы|javascript)|you need to enable javascript|please enable javascript)/;
const SEARCH_TITLE =
  /^(?:поиск(?: по (?:сайту|новостям|архиву))?|(?:поиск|результаты поиска) по запросу.*|результаты поиска|вы искали.*|search(?: results.*)?)$/;
const LOGIN_TITLE =
  /^(?:вход|войти|авторизация|регистрация|личный кабинет|log in|login|sign in)(?: (?:и регистрация|(?:на|в) (?:сайт|сайте|портал|портале|систему|личный кабинет|аккаунт)|(?:нового )?пользовател(?:я|ей)|для (?:[а-я]{5,20} )?(?:пользователей|подписчиков|читателей)))?$/;

/** Reason of rejecting an error page. */
/** Separator of the name of the page from that of its site that never stands inside a headline. */
const SITE_SEPARATOR = /\s[-–—|•·/]\s|\s?\|\s?|::/u;

/**
 * Finds the reason why a page of so many words whose text or heading begins so is no article, or null: an error need
 * not have a title.
 */
export function findErrorText(text: string, words: number): string | null {
  if (words >= SURE_STORY_WORDS) return null;
  const fold = foldLine(text, MAX_TITLE_LENGTH);
  if (BARE_PAGE.test(fold)) return "The page shows that its scripts did not run, and holds no text.";
  if (SERVER_MESSAGE.test(text) || LOST_PAGE.test(fold)) return ERROR_REASON;
  const [sentence = ""] = text.slice(0, MAX_TITLE_LENGTH).split(/[.!?]/, 1);
  return isNotice(sentence) ? ERROR_REASON : null;
}

/** Tells whether a line says that a page was not found, as no line of news does. */
function saysLost({ text }: { readonly text: string }): boolean {
  return LOST_PAGE.test(foldLine(text, MAX_TITLE_LENGTH));
}

function isNotice(written: string): boolean {
  const fold = foldLine(written);
  return CLOSED_SITE.test(fold) || AGE_CHECK.test(fold);
}

/** Finds the reason why a page of so many words with this title is no article, or null. */
export function findServiceReason(title: string | null, words: number): string | null {
  if (title === null || words >= SURE_STORY_WORDS || title.length > MAX_TITLE_LENGTH) return null;
  const parts = title.split(SEPARATOR).map((part) => foldLine(part));
  if (parts.some((part) => ERROR_CODE.test(part) || ERROR_WORDS.test(part) || ERROR_TITLE.test(part)))
    return ERROR_REASON;
  if (title.split(SITE_SEPARATOR).some(isNotice)) return ERROR_REASON;
  if (parts.some((part) => SEARCH_TITLE.test(part))) return "The page shows the results of a search.";
  return parts.some((part) => LOGIN_TITLE.test(part)) ? "The page asks to log in before it shows its text." : null;
}

/**
 * What the pages say themselves, by language (layer 5). One more language is one more table, and its tag in PAGE_LANGUAGES. `{…}` are
 * places for what fillText is given.
 */
import type { PageLanguage } from "../requests/http-options.ts";

/** A form for each plural category of the language (CLDR names). */
type PluralText = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

const russian = {
  label: "Поиск по статьям",
  submit: "Найти",
  newest: "Новые статьи",
  found: {
    one: "Найдена {n} статья",
    few: "Найдено {n} статьи",
    many: "Найдено {n} статей",
    other: "Найдено {n} статьи",
  } as PluralText,
  foundSome: "и {n}, где есть не все слова",
  anyWord: "Статей со всеми словами нет: показаны те, где есть хотя бы одно.",
  partial: "Не все слова",
  leftOut: "Запрос длинный, не искали: {text}",
  corrected: "Показаны результаты для «{text}».",
  literally: "Искать «{text}»",
  offer: "Возможно, вы искали:",
  remove: "убрать: {text}",
  undated: "ещё {n} без даты",
  noDays: "за эти дни ничего нет",
  question: "слова вопроса",
  duplicates: "ещё {n} о том же",
  sameSubject: "О том же",
  stored: "текст статьи",
  untitled: "Без заголовка",
  filters: "Уточнить",
  order: "Порядок",
  relevance: "сначала подходящие",
  newestFirst: "сначала новые",
  oldestFirst: "сначала старые",
  period: "Период",
  anyTime: "за всё время",
  today: "сегодня",
  week: "за неделю",
  month: "за месяц",
  year: "за год",
  years: "Годы",
  sources: "Источники",
  more: "ещё {n}",
  days: "{from} — {to}",
  since: "с {from}",
  until: "по {to}",
  allWords: "все слова",
  anyOfWords: "любое из слов",
  pages: "Страницы",
  page: "страница {n}",
  previous: "Назад",
  next: "Дальше",
  feed: "Лента RSS",
  nothing: "По запросу «{text}» ничего не нашлось",
  nothingHere: "Статей нет",
  noSuchPage: "Такой страницы нет: результаты кончились раньше.",
  firstPage: "К первой странице",
  advice: "Проверьте, нет ли опечатки, или уберите слово.",
  withoutFilters: "Искать без фильтров",
  meanwhile: "Новые статьи",
  toSearch: "← К поиску",
  toResults: "← К результатам по запросу «{text}»",
  original: "Оригинал на {text}",
  readAlso: "Читайте также",
  printed: "Запрос: {text}",
  request: "Номер запроса: {text}",
  problems: {
    setup: { title: "Поиск настраивается", advice: "Статьи ещё не загружены. Попробуйте позже." },
    wrongSearch: { title: "Запрос не понят", advice: "В адресе страницы ошибка:" },
    400: {
      title: "Неверный адрес",
      advice: "В адресе страницы ошибка. Откройте статью ещё раз из результатов поиска.",
    },
    404: { title: "Статья не найдена", advice: "Возможно, её удалили или заменили. Попробуйте найти её заново." },
    409: { title: "Статей несколько", advice: "Под этим адресом есть несколько статей. Выберите нужную:" },
    503: { title: "Поиск сейчас недоступен", advice: "Попробуйте ещё раз через несколько секунд." },
    other: {
      title: "Что-то пошло не так",
      advice: "Не удалось показать страницу. Если это повторяется, сообщите владельцу сайта номер запроса.",
    },
  },
  /** What a parameter must be. */
  wrong: {
    q: "запрос не длиннее 500 знаков",
    offset: "целое число от 0 до 1000",
    match: "auto, all или any",
    sort: "relevance, newest или oldest",
    from: "день от 1900-01-01 до 2100-12-31, например 2016-10-09, или today, week, month, year",
    to: "день от 1900-01-01 до 2100-12-31, например 2016-10-09, не раньше from",
    correct: "auto или off",
    key: "имя загрузки; только вместе с sameAs",
    other: "от 1 до 200 знаков, не больше 20 значений",
  } as Readonly<Record<string, string>> & { readonly other: string },
};

export type PageWords = typeof russian;

const english: PageWords = {
  label: "Search the articles",
  submit: "Search",
  newest: "Newest articles",
  found: { one: "{n} article found", other: "{n} articles found" },
  foundSome: "and {n} with some of the words",
  anyWord: "No article has all of the words: these have at least one.",
  partial: "Some of the words",
  leftOut: "The query is long; not searched for: {text}",
  corrected: "Showing results for “{text}”.",
  literally: "Search for “{text}”",
  offer: "Did you mean:",
  remove: "remove: {text}",
  undated: "{n} more without a date",
  noDays: "nothing on these days",
  question: "words of a question",
  duplicates: "{n} more on this",
  sameSubject: "On the same subject",
  stored: "full text",
  untitled: "Untitled",
  filters: "Refine",
  order: "Order",
  relevance: "best first",
  newestFirst: "newest first",
  oldestFirst: "oldest first",
  period: "Period",
  anyTime: "any time",
  today: "today",
  week: "past week",
  month: "past month",
  year: "past year",
  years: "Years",
  sources: "Sources",
  more: "{n} more",
  days: "{from} – {to}",
  since: "since {from}",
  until: "until {to}",
  allWords: "all words",
  anyOfWords: "any of the words",
  pages: "Pages",
  page: "page {n}",
  previous: "Previous",
  next: "Next",
  feed: "RSS feed",
  nothing: "Nothing found for “{text}”",
  nothingHere: "No articles",
  noSuchPage: "There is no such page: the results end before.",
  firstPage: "To the first page",
  advice: "Look for a typing error, or leave out a word.",
  withoutFilters: "Search without filters",
  meanwhile: "Newest articles",
  toSearch: "← Search",
  toResults: "← Results for “{text}”",
  original: "Original at {text}",
  readAlso: "Read also",
  printed: "Query: {text}",
  request: "Request: {text}",
  problems: {
    setup: { title: "The search is being set up", advice: "No articles are loaded yet. Try again later." },
    wrongSearch: { title: "The search was not understood", advice: "The address of the page is wrong:" },
    400: {
      title: "Wrong address",
      advice: "The address of the page is wrong. Open the article from the results again.",
    },
    404: { title: "No such article", advice: "It may have been deleted or replaced. Try to find it again." },
    409: { title: "Several articles", advice: "There are several articles at this address. Choose one:" },
    503: { title: "The search is unavailable", advice: "Try again in a few seconds." },
    other: {
      title: "Something went wrong",
      advice: "The page cannot be shown. If this happens again, tell the owner of the site the number of the request.",
    },
  },
  wrong: {
    q: "a query of at most 500 characters",
    offset: "a whole number from 0 to 1000",
    match: "auto, all or any",
    sort: "relevance, newest or oldest",
    from: "a day from 1900-01-01 to 2100-12-31, such as 2016-10-09, or today, week, month, year",
    to: "a day from 1900-01-01 to 2100-12-31, such as 2016-10-09, not before from",
    correct: "auto or off",
    key: "the name of an upload; with sameAs alone",
    other: "1 to 200 characters, at most 20 values",
  },
};

/** What the pages say in each language. */
export const pageWords: Readonly<Record<PageLanguage, PageWords>> = { ru: russian, en: english };

/** A text with its places filled in one pass, so that a value with braces stays as it is; by `n` in its form for that number. */
export function fillText(
  text: string | PluralText,
  language: PageLanguage,
  values: Readonly<Record<string, string | number>>,
): string {
  const form =
    typeof text === "string" ? text : (text[new Intl.PluralRules(language).select(Number(values.n))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name] ?? place;
    return typeof value === "number" ? new Intl.NumberFormat(language).format(value) : value;
  });
}

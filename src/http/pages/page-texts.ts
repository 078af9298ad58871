/**
 * The texts of the pages, by language. One more language is one more table, and its tag in PAGE_LANGUAGES. `{…}` are
 * places for what fillText is given.
 */
import {
  englishChoices,
  englishNothing,
  englishResults,
  russianChoices,
  russianNothing,
  russianResults,
} from "../../texts/texts.ts";
import type { PageLanguage } from "../requests/http-options.ts";

const russian = {
  ...russianResults,
  ...russianChoices,
  ...russianNothing,
  skip: "К содержанию",
  foundSome: "и {n}, где есть не все слова",
  remove: "убрать: {text}",
  sameSubject: "О том же",
  stored: "текст статьи",
  anyTime: "за всё время",
  byMonth: "{text} по месяцам",
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
  noSuchPage: "Такой страницы нет: результаты кончились раньше.",
  firstPage: "К первой странице",
  toSearch: "← К поиску",
  toResults: "← К результатам по запросу «{text}»",
  original: "Оригинал на {text}",
  readAlso: "Читайте также",
  cut: "Показано начало статьи: весь её текст слишком велик для страницы.",
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
  /** Sentences that say which value a parameter must have. */
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
  ...englishResults,
  ...englishChoices,
  ...englishNothing,
  skip: "Skip to content",
  foundSome: "and {n} with some of the words",
  remove: "remove: {text}",
  sameSubject: "On the same subject",
  stored: "full text",
  anyTime: "any time",
  byMonth: "{text} by month",
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
  noSuchPage: "There is no such page: the results end before.",
  firstPage: "To the first page",
  toSearch: "← Search",
  toResults: "← Results for “{text}”",
  original: "Original at {text}",
  readAlso: "Read also",
  cut: "This is the beginning of the article: its whole text is too long for a page.",
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

/** The words of the pages in each language. */
export const pageWords: Readonly<Record<PageLanguage, PageWords>> = { ru: russian, en: english };

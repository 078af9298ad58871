/**
 * The page's words in Russian and English, and their plural forms. Data and pure functions; no DOM.
 */

/**
 * A text with a form for each plural category of its language (CLDR names); `{n}` becomes the formatted number.
 * @typedef {Partial<Record<Intl.LDMLPluralRule, string>> & {other: string}} PluralText
 */

const russian = {
  language: "ru",
  pageTitle: "Поиск по новостям",
  queryTitle: "{query} — поиск по новостям",
  submit: "Найти",
  retry: "Повторить",
  more: "Показать ещё",
  newest: "Последние новости",
  untitled: "Без заголовка",
  shown: "Показано {n}",
  foundUncounted: "Результаты поиска",
  found: {
    one: "Найден {n} результат",
    few: "Найдено {n} результата",
    many: "Найдено {n} результатов",
    other: "Найдено {n} результата",
  },
  foundAtLeast: {
    one: "Найдено не меньше {n} результата",
    other: "Найдено не меньше {n} результатов",
  },
  newestCount: {
    one: "{n} статья, сначала новые",
    few: "{n} статьи, сначала новые",
    many: "{n} статей, сначала новые",
    other: "{n} статьи, сначала новые",
  },
  rest: "и ещё {n}, где есть не все слова",
  restDivider: "Есть не все слова запроса",
  anyWord: "Все слова вместе не встретились нигде; вот статьи, где есть хотя бы одно",
  nothingFound: "По запросу «{query}» ничего не нашлось",
  nothingAdvice: "Проверьте, нет ли опечатки, или уберите одно из слов.",
  emptyIndex: "Пока нет ни одной статьи",
  emptyAdvice: "Положите страницу в хранилище, и она найдётся через секунду.",
  problems: {
    network: "Не удалось связаться с сервером. Проверьте соединение и попробуйте ещё раз.",
    refused: "Сервер не принял запрос.",
    unavailable: "Поиск сейчас недоступен. Попробуйте ещё раз чуть позже.",
    failed: "Что-то пошло не так. Попробуйте ещё раз.",
  },
};

/** @type {typeof russian} */
const english = {
  language: "en",
  pageTitle: "News search",
  queryTitle: "{query} — news search",
  submit: "Search",
  retry: "Try again",
  more: "Show more",
  newest: "Latest news",
  untitled: "Untitled",
  shown: "{n} shown",
  foundUncounted: "Search results",
  found: { one: "{n} result", few: "{n} results", many: "{n} results", other: "{n} results" },
  foundAtLeast: { one: "At least {n} result", other: "At least {n} results" },
  newestCount: {
    one: "{n} article",
    few: "{n} articles, newest first",
    many: "{n} articles, newest first",
    other: "{n} articles, newest first",
  },
  rest: "and {n} more without some of the words",
  restDivider: "Some of the words are missing",
  anyWord: "No article has all of the words; these have at least one",
  nothingFound: "Nothing found for “{query}”",
  nothingAdvice: "Look for a typing error, or leave out one of the words.",
  emptyIndex: "There are no articles yet",
  emptyAdvice: "Put a page into the bucket, and it is found a second later.",
  problems: {
    network: "The server cannot be reached. Check the connection and try again.",
    refused: "The server did not accept the query.",
    unavailable: "Search is unavailable at the moment. Try again a little later.",
    failed: "Something went wrong. Please try again.",
  },
};

/** @typedef {typeof russian} Messages */

/**
 * Russian where the browser's first language is Russian, English for everybody else.
 * @param {string | undefined} browserLanguage a BCP 47 tag such as `ru-RU`
 * @returns {Messages}
 */
export function messagesFor(browserLanguage) {
  return /^ru\b/i.test(browserLanguage ?? "") ? russian : english;
}

/**
 * The locale for dates: the browser's own where it speaks the language of the texts (en-GB and en-US differ).
 * @param {Messages} messages
 * @param {string} browserLanguage
 */
export function dateLocaleFor(messages, browserLanguage) {
  return browserLanguage.toLowerCase().startsWith(messages.language) ? browserLanguage : messages.language;
}

/**
 * Puts `values` into the `{places}` of a text; one pass, so that a value with braces stays as it is.
 * @param {string} text
 * @param {Readonly<Record<string, string>>} values
 */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (place, name) => (Object.hasOwn(values, name) ? (values[name] ?? place) : place));
}

/**
 * The plural form that `count` asks for in `language`, with the number written as that language writes it.
 * @param {string} language
 * @param {PluralText} text
 * @param {number} count
 */
export function plural(language, text, count) {
  const form = text[new Intl.PluralRules(language).select(count)] ?? text.other;
  // A number is not parted from its word at the end of a line.
  return fill(form.replace("{n} ", "{n}\u00a0"), { n: formatCount(language, count) });
}

/**
 * @param {string} language
 * @param {number} count
 */
export function formatCount(language, count) {
  return new Intl.NumberFormat(language).format(count);
}

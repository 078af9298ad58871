/**
 * The widget's words in Russian and English (layer 5), and their plural forms. Data and pure functions; the host may replace
 * any of them.
 */

/** A form for each plural category of the language (CLDR names). */
export type PluralText = { readonly [form in Intl.LDMLPluralRule]?: string } & { readonly other: string };

/** `{n}` and `{query}` are places for a number and a text. */
export const russian = {
  label: "Поиск по новостям",
  submit: "Найти",
  clear: "Очистить",
  suggestions: "Подсказки и результаты",
  found: {
    one: "Найден {n} материал",
    few: "Найдено {n} материала",
    many: "Найдено {n} материалов",
    other: "Найдено {n} материала",
  } as PluralText,
  newestCount: {
    one: "{n} материал",
    few: "{n} материала",
    many: "{n} материалов",
    other: "{n} материала",
  } as PluralText,
  corrected: "Показаны результаты для «{query}»",
  literally: "Искать «{query}»",
  leftOut: "Запрос слишком длинный, часть слов не учтена",
  partial: "Найдены не все слова",
  anyWord: "Нет материалов со всеми словами, вот с некоторыми из них",
  duplicates: "ещё {n} по теме",
  nothing: "По запросу «{query}» ничего не нашлось",
  advice: "Проверьте, нет ли опечаток, или уберите одно из слов.",
  empty: "Пока нет ни одного материала",
  more: "Показать ещё",
  all: "Все результаты",
  untitled: "Без заголовка",
  filters: "Фильтры",
  reset: "Сбросить фильтры",
  sort: "Порядок",
  relevance: "Сначала подходящие",
  newest: "Сначала новые",
  oldest: "Сначала старые",
  source: "Источник",
  year: "Год",
  dates: "Даты",
  from: "с",
  to: "по",
  retry: "Повторить",
  offline: "Нет подключения к интернету. Поиск продолжится, как только оно появится.",
  network: "Не удалось связаться с поиском. Проверьте подключение.",
  unavailable: "Поиск сейчас недоступен. Попробуйте чуть позже.",
  refused: "Такой запрос не принят.",
  failed: "Что-то пошло не так.",
};

export type Messages = typeof russian;

export const english: Messages = {
  label: "News search",
  submit: "Search",
  clear: "Clear",
  suggestions: "Suggestions and results",
  found: { one: "{n} article found", other: "{n} articles found" },
  newestCount: { one: "{n} article", other: "{n} articles" },
  corrected: "Showing results for “{query}”",
  literally: "Search for “{query}”",
  leftOut: "The query is too long; some words were left out",
  partial: "Some of the words are missing",
  anyWord: "No article has all of the words; these have some",
  duplicates: "{n} more on this",
  nothing: "Nothing found for “{query}”",
  advice: "Look for a typing error, or leave out one of the words.",
  empty: "There are no articles yet",
  more: "Show more",
  all: "All results",
  untitled: "Untitled",
  filters: "Filters",
  reset: "Reset filters",
  sort: "Order",
  relevance: "Best first",
  newest: "Newest first",
  oldest: "Oldest first",
  source: "Source",
  year: "Year",
  dates: "Dates",
  from: "from",
  to: "to",
  retry: "Try again",
  offline: "You are offline. Search goes on as soon as you are back.",
  network: "The search cannot be reached. Check your connection.",
  unavailable: "Search is unavailable at the moment. Try again a little later.",
  refused: "This query was not accepted.",
  failed: "Something went wrong.",
};

/** Says things in one language. */
export interface Speech {
  /** A BCP 47 tag, for numbers and dates. */
  readonly language: string;
  readonly messages: Messages;
  /** A message with `values` in its places; one pass, so that a value with braces stays as it is. */
  say(name: keyof Messages, values?: { readonly n?: number; readonly query?: string }): string;
}

/** Russian unless the page says that it speaks something else. */
export function speechFor(language: string, replaced: Partial<Messages> = {}): Speech {
  const tag = isLanguageTag(language) ? language : "ru";
  const messages = { ...(/^ru\b/i.test(tag) ? russian : english), ...replaced };
  return {
    language: tag,
    messages,
    say(name, { n = 0, query = "" } = {}) {
      const message = messages[name];
      const text =
        typeof message === "string" ? message : (message[new Intl.PluralRules(tag).select(n)] ?? message.other);
      // A number is not parted from its word at the end of a line.
      return text.replace(/\{n\}( ?)|\{query\}/g, (place, space) =>
        place === "{query}" ? query : new Intl.NumberFormat(tag).format(n) + (space && "\u00a0"),
      );
    },
  };
}

function isLanguageTag(text: string): boolean {
  try {
    return Intl.getCanonicalLocales(text).length > 0;
  } catch {
    return false;
  }
}

/**
 * The widget's words in Russian (layer 5), and the shape of all languages.
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
  corrected: "Показаны результаты для «{query}»",
  literally: "Искать «{query}»",
  leftOut: "Запрос длинный: учтены не все слова",
  partial: "Найдено частично",
  anyWord: "Материалов со всеми словами нет",
  duplicates: "ещё {n} по теме",
  nothing: "По запросу «{query}» ничего не нашлось",
  advice: "Проверьте запрос, уберите слово или фильтр.",
  empty: "Материалов нет",
  more: "Показать ещё",
  all: "Все результаты",
  untitled: "Без заголовка",
  filters: "Фильтры",
  retry: "Повторить",
  offline: "Нет подключения к интернету. С ним поиск продолжится.",
  network: "Поиск не отвечает. Проверьте подключение.",
  setup: "Поиск ещё не готов. Попробуйте позже.",
  unavailable: "Поиск сейчас недоступен. Попробуйте позже.",
  refused: "Запрос не принят.",
  failed: "Поиск не удался.",
};

export type Words = typeof russian;

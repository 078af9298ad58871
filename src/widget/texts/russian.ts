/**
 * The widget's words in Russian, and the shape of all languages.
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
    many: "Найдено {n} материалов",
    other: "Найдено {n} материала",
  } as PluralText,
  corrected: "Показаны результаты для «{query}»",
  literally: "Искать «{query}»",
  alsoNames: "Ищем и «{query}».",
  onDays: "Показаны материалы за {query} или об этом времени.",
  daysFirst: "Сначала материалы за {query}.",
  noDays: "За {query} ничего нет, поэтому показаны все дни.",
  wordsAlone: "Только точные слова",
  leftOut: "Учтены не все слова запроса",
  latest: "Новые материалы",
  partial: "Найдено частично",
  anyWord: "Материалов со всеми словами нет",
  missing: {
    one: "Слова «{query}» нет ни в одной статье",
    other: "Этих слов нет ни в одной статье: {query}",
  } as PluralText,
  duplicates: "ещё {n} по теме",
  more: "Показать ещё",
  all: "Все результаты",
  untitled: "Без заголовка",
};

export type Words = typeof russian;

/**
 * The texts for readers in Russian, shared by the pages and the search box. `{…}` are places for what fillText is
 * given. A part that the box loads later has a table of its own.
 */
import type { PluralText } from "./fill-text.ts";

/** Texts about the results. */
export const russianResults = {
  label: "Поиск по статьям",
  submit: "Найти",
  found: {
    one: "Найдена {n} статья",
    few: "Найдено {n} статьи",
    many: "Найдено {n} статей",
    other: "Найдено {n} статьи",
  } as PluralText,
  latest: "Новые статьи",
  partial: "Не все слова",
  anyWord: "Статей со всеми словами нет: показаны те, где есть хотя бы одно.",
  leftOut: "Запрос длинный, не искали: {text}",
  corrected: "Показаны результаты для «{text}».",
  literally: "Искать «{text}»",
  offer: "Возможно, вы искали:",
  missing: {
    one: "Слова «{text}» нет ни в одной статье.",
    other: "Этих слов нет ни в одной статье: {text}.",
  } as PluralText,
  quoted: "«{text}»",
  alsoNames: "Ищем и {text}.",
  onDays: "Показаны статьи за {text} или об этом времени.",
  daysFirst: "Сначала статьи за {text}.",
  noDays: "За {text} ничего нет, поэтому показаны все дни.",
  wordsAlone: "Только точные слова",
  undated: "ещё {n} без даты",
  duplicates: "ещё {n} о том же",
  untitled: "Без заголовка",
};

/** Texts of the order and the filters. */
export const russianChoices = {
  filters: "Уточнить",
  sort: "Порядок",
  relevance: "сначала подходящие",
  newest: "сначала новые",
  oldest: "сначала старые",
  dates: "Период",
  today: "сегодня",
  week: "за неделю",
  month: "за месяц",
  year: "за год",
  times: "По времени",
  source: "Источники",
  section: "Рубрики",
};

/** Texts for an answer without hits. */
export const russianNothing = {
  nothing: "По запросу «{text}» ничего не нашлось",
  advice: "Проверьте, нет ли опечатки, или уберите слово.",
  unfiltered: "Искать без фильтров",
  empty: "Статей нет",
};

export type ResultTexts = typeof russianResults;
export type ChoiceTexts = typeof russianChoices;
export type NothingTexts = typeof russianNothing;

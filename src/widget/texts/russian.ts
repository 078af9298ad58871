/**
 * The widget's words in Russian that are there from the beginning, and the shape of all languages.
 */
import { russianResults } from "../../texts/texts.ts";

export const russian = {
  ...russianResults,
  clear: "Очистить",
  suggestions: "Подсказки и результаты",
  preparing: "Готовим поиск…",
  more: "Показать ещё",
  all: "Все результаты",
};

export type Words = typeof russian;

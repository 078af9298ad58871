/**
 * The words of the filters, which come with them.
 */
import { russianChoices } from "../../texts/texts.ts";

export const russianFilters = {
  ...russianChoices,
  reset: "Сбросить фильтры",
  find: "Найти в списке",
  dayForm: "дд.мм.гггг",
  badDay: "Такого дня нет",
  from: "с",
  to: "по",
};

export type FilterWords = typeof russianFilters;

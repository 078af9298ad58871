/**
 * The words of the filters, which come with them.
 */

export const russianFilters = {
  filters: "Фильтры",
  reset: "Сбросить фильтры",
  sort: "Порядок",
  relevance: "Сначала подходящие",
  newest: "Сначала новые",
  oldest: "Сначала старые",
  source: "Источник",
  findSource: "Найти источник",
  dates: "Дата",
  today: "Сегодня",
  week: "Неделя",
  month: "Месяц",
  year: "Год",
  dayForm: "дд.мм.гггг",
  badDay: "Такого дня нет",
  times: "По времени",
  undated: "без даты: {n}",
  from: "с",
  to: "по",
};

export type FilterWords = typeof russianFilters;

/**
 * The words of the filters (layer 5), which come with them.
 */

export const russianFilters = {
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
};

export type FilterWords = typeof russianFilters;

export const englishFilters: FilterWords = {
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
};

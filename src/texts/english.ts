/**
 * The texts for readers in English, shared by the pages and the search box.
 */
import type { ChoiceTexts, NothingTexts, ResultTexts } from "./russian.ts";

export const englishResults: ResultTexts = {
  label: "Search the articles",
  submit: "Search",
  found: { one: "{n} article found", other: "{n} articles found" },
  latest: "Newest articles",
  partial: "Some of the words",
  anyWord: "No article has all of the words: these have at least one.",
  leftOut: "The query is long; not searched for: {text}",
  corrected: "Showing results for “{text}”.",
  literally: "Search for “{text}”",
  offer: "Did you mean:",
  missing: { one: "No article has the word “{text}”.", other: "No article has any of these words: {text}." },
  quoted: "“{text}”",
  alsoNames: "Also searching for {text}.",
  onDays: "Showing articles of {text}, or about that time.",
  daysFirst: "Articles of {text} come first.",
  noDays: "There is nothing of {text}, so all days are shown.",
  wordsAlone: "Exact words only",
  undated: "{n} more without a date",
  duplicates: "{n} more on this",
  untitled: "Untitled",
};

export const englishChoices: ChoiceTexts = {
  filters: "Refine",
  sort: "Order",
  relevance: "best first",
  newest: "newest first",
  oldest: "oldest first",
  dates: "Period",
  today: "today",
  week: "past week",
  month: "past month",
  year: "past year",
  times: "By date",
  source: "Sources",
  section: "Sections",
};

export const englishNothing: NothingTexts = {
  nothing: "Nothing found for “{text}”",
  advice: "Look for a typing error, or leave out a word.",
  unfiltered: "Search without filters",
  empty: "No articles",
};

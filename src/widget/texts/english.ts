/**
 * The widget's words in English (layer 5). Loaded only where they are wanted.
 */
import type { Words } from "./russian.ts";

export const english: Words = {
  label: "News search",
  submit: "Search",
  clear: "Clear",
  suggestions: "Suggestions and results",
  found: { one: "{n} article found", other: "{n} articles found" },
  corrected: "Showing results for “{query}”",
  literally: "Search for “{query}”",
  leftOut: "The query is too long; some words were left out",
  latest: "Latest articles",
  partial: "Partial matches",
  anyWord: "No article has all of the words",
  duplicates: "{n} more on this",
  more: "Show more",
  all: "All results",
  untitled: "Untitled",
  filters: "Filters",
  network: "The search cannot be reached. Check your connection.",
};

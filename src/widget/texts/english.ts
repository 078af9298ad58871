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
  partial: "Partial matches",
  anyWord: "No article has all of the words",
  duplicates: "{n} more on this",
  nothing: "Nothing found for “{query}”",
  advice: "Look for a typing error, or leave out a word or a filter.",
  empty: "No articles",
  more: "Show more",
  all: "All results",
  untitled: "Untitled",
  filters: "Filters",
  retry: "Try again",
  offline: "You are offline. Search goes on as soon as you are back.",
  network: "The search cannot be reached. Check your connection.",
  setup: "The search is being set up. Try again a little later.",
  unavailable: "Search is unavailable at the moment. Try again a little later.",
  refused: "This query was not accepted.",
  failed: "Something went wrong.",
};

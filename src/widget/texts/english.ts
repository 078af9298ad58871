/**
 * The widget's words in English. Loaded only where they are wanted, all together.
 */
import { englishChoices, englishNothing, englishResults } from "../../texts/texts.ts";
import type { Messages } from "./messages.ts";

export const words: Messages = {
  ...englishResults,
  ...englishChoices,
  ...englishNothing,
  clear: "Clear",
  suggestions: "Suggestions and results",
  preparing: "Getting the search ready…",
  more: "Show more",
  all: "All results",

  retry: "Try again",
  offline: "You are offline. Search goes on as soon as you are back.",
  network: "The search does not answer. Try again.",
  setup: "The search is being set up. Try again a little later.",
  unavailable: "Search is unavailable at the moment. Try again a little later.",
  refused: "This query was not accepted.",
  failed: "Something went wrong.",

  reset: "Reset filters",
  find: "Find in the list",
  dayForm: "yyyy-mm-dd",
  badDay: "There is no such day",
  from: "from",
  to: "to",

  search: "Search",
  choose: "choose",
  follow: "open",
  close: "Close",
  recent: "Recent searches",
  forget: "Forget",
};

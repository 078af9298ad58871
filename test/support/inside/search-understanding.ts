/** Names inside search/understanding that tests import past its doors. Moving a file changes this list alone. */
export { readDates } from "../../../src/search/understanding/dates.ts";
export { findQuestion } from "../../../src/search/understanding/question.ts";

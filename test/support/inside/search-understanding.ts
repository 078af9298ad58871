/** What tests pin down inside of search, understanding, beside its doors. Moving a file touches this list alone. */
export { readDates } from "../../../src/search/understanding/dates.ts";
export { findQuestion } from "../../../src/search/understanding/question.ts";

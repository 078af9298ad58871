/** What tests pin down inside of articles, dates, beside its doors. Moving a file touches this list alone. */
export { findDates, isDatedByline, isDateLine, parseDate } from "../../../src/articles/dates/date-formats.ts";
export {
  type DateEvidence,
  earliestDay,
  findAddressDate,
  inferYear,
  publicationDate,
} from "../../../src/articles/dates/publication-date.ts";

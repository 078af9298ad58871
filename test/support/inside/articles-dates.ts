/** Names inside articles/dates that tests import past its doors. Moving a file changes this list alone. */
export { findDates, isDatedByline, isDateLine, parseDate } from "../../../src/articles/dates/date-formats.ts";
export {
  type DateEvidence,
  earliestDay,
  findAddressDate,
  inferYear,
  publicationDate,
} from "../../../src/articles/dates/publication-date.ts";

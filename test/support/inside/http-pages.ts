/** Names inside http/pages that tests import past its doors. Moving a file changes this list alone. */
export { publicationDate } from "../../../src/http/pages/publication-date.ts";

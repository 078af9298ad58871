/** What tests pin down inside of http, pages, beside its doors. Moving a file touches this list alone. */
export { publicationDate } from "../../../src/http/pages/publication-date.ts";

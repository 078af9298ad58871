/** What tests pin down inside of search, beside its doors. Moving a file touches this list alone. */
export { mayBeAccidental } from "../../../src/search/ask.ts";
export { readDays } from "../../../src/search/understand.ts";

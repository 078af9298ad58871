/** Names inside search that tests import past its doors. Moving a file changes this list alone. */
export { mayBeAccidental } from "../../../src/search/ask.ts";
export { readDays } from "../../../src/search/understand.ts";

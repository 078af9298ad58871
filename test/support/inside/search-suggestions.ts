/** Names inside search/suggestions that tests import past its doors. Moving a file changes this list alone. */
export { wordsOfForms } from "../../../src/search/suggestions/dictionary-form.ts";

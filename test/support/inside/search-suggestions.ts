/** What tests pin down inside of search, suggestions, beside its doors. Moving a file touches this list alone. */
export { wordsOfForms } from "../../../src/search/suggestions/dictionary-form.ts";

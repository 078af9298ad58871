/** What tests pin down inside of russian, titles, beside its doors. Moving a file touches this list alone. */
export { titlePhrases } from "../../../src/russian/titles/title-phrases.ts";

/** Names inside russian/titles that tests import past its doors. Moving a file changes this list alone. */
export { titlePhrases } from "../../../src/russian/titles/title-phrases.ts";

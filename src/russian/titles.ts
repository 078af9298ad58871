/**
 * The door to the words and phrases of titles, of which suggestions are made.
 */
export { isPreposition, mayBeGenitive, parsePhraseTerm, phraseTerms } from "./titles/title-phrases.ts";

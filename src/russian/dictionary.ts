/**
 * The door to the bytes of the dictionary, for what writes them.
 */
export { type EncodedLine, encodeDictionary } from "./dictionary/dictionary-writer.ts";
export { beginningOfForms, firstWordsOfLine, PLACE_SIGN } from "./query-words/equivalent-line.ts";

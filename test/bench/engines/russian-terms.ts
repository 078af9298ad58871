/**
 * poisk's own Russian terms of a text, for the engines that take a tokenizer: so that what differs is the engine.
 */
import { russianAnalyzer } from "../../../src/russian/words.ts";

/** In order of the text, as often as they stand in it. */
export function russianTerms(text: string): string[] {
  return russianAnalyzer.tokenize(text).flatMap((token) => russianAnalyzer.processTerm(token));
}

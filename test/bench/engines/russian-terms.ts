/**
 * poisk's own Russian terms of a text, for the engines that take a tokenizer: so that what differs is the engine.
 */
import { russianAnalyzer } from "../../../src/russian/words.ts";

/** Lists the terms in the order of the text, repetitions included. */
export function russianTerms(text: string): string[] {
  return russianAnalyzer.tokenize(text).flatMap((token) => russianAnalyzer.processTerm(token));
}

/**
 * How a query that somebody pasted is ranked, a headline or a whole sentence, in place of a few words that were typed (layer 4,
 * pure). Figures: docs/decisions/0019-sentences.md.
 */
import { rootOfSentenceWord } from "../../analysis/query-words/word-root.ts";
import { mapChildren, type QueryNode, type ShouldNode } from "../plan/query-plan.ts";
import type { WordWeights } from "./article-clause-nodes.ts";

/**
 * A query of more words is taken for a sentence that somebody pasted, whose quotation marks are its own: 134 of 1,510
 * headlines of real news quote two words or more, 128 of these are longer, and most of what they quote stands in no other
 * text. Shorter queries are typed, and mean what they quote. Trial: docs/decisions/0018-query-language.md.
 */
const MOST_TYPED_WORDS = 4;

export function isSentence(wordCount: number): boolean {
  return wordCount > MOST_TYPED_WORDS;
}

/**
 * Of a sentence. News of one kind has the same words from day to day (so many new cases, so many shellings), and the number
 * tells which day it was: it counts half as much again as any other word with its root.
 */
export const SENTENCE_WORD_WEIGHTS: WordWeights = { rootOf: rootOfSentenceWord, numberWeight: 3 };

/** What else counts in a sentence. */
interface SentenceRanking {
  /** What an article with all words scores beside the same without this, above 1. */
  readonly allWordsFactor: number;
  /** What a word counts in a title, beside 1 elsewhere. */
  readonly titleWeight: number;
}

/**
 * Of a sentence. Nobody who wrote on the same event used all of its words: one more is worth the less the longer it is. The
 * factor is 2 for five words, which may have been typed, 1.13 for six, 1.04 for seven, and endless where all words come first,
 * for four.
 */
export function sentenceRanking(wordCount: number): SentenceRanking {
  const beyond = Math.max(1, wordCount - MOST_TYPED_WORDS);
  return {
    allWordsFactor: 1 + 1 / beyond ** 3,
    titleWeight: Math.max(LEAST_TITLE_WEIGHT, 1 - TITLE_WEIGHT_STEP * beyond),
  };
}

/** The words of a sentence meet those of another title by chance more easily than those of a text. */
const LEAST_TITLE_WEIGHT = 0.7;
const TITLE_WEIGHT_STEP = 0.1;

/** The node with its terms weighed in titles. The same node for a weight of 1. */
export function weighTitles(node: QueryNode, weight: number): QueryNode {
  if (weight === 1) return node;
  if (node.kind === "term") return { ...node, fields: weighTitleField(node.fields, weight) };
  return mapChildren(node, (child) => weighTitles(child, weight));
}

/** As weighTitles. */
export function weighRootInTitles(node: ShouldNode, weight: number): ShouldNode {
  return { ...node, fields: weighTitleField(node.fields, weight) };
}

function weighTitleField(fields: ShouldNode["fields"], weight: number): ShouldNode["fields"] {
  return fields.map((field) => (field.name === "title" ? { ...field, boost: field.boost * weight } : field));
}

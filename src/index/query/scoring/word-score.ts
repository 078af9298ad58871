/**
 * Scores the alternatives of one query word (pure): the rarity of a term, the certainty that a word is a name, and the
 * occurrences that are of the word. Figures: docs/decisions/russian.md#marks-tell-names-from-words.
 */
import type { NameEvidence } from "../../language.ts";

/** ln(1 + (N - n + 0.5) / (n + 0.5)), as MiniSearch and Lucene have it; never negative. */
export function inverseDocumentFrequency(documentFrequency: number, documentCount: number): number {
  return Math.log(1 + (documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5));
}

/** The share of an occurrence that is taken off where a mark says that it is of another word. Untuned. */
const homographDiscount = 0.9;

/** The share of its weight that a guess loses where the word is surely a name. Untuned. */
export const guessDiscount = 0.6;

/** Computes the certainty that a query word is a name, in [0, 1], from the documents of its NameEvidence. */
export function nameCertainty(documentsOfTerm: number, documentsOfMark: number): number {
  return documentsOfTerm === 0 ? 0 : Math.min(1, documentsOfMark / documentsOfTerm);
}

/** Counts over the whole index. */
export interface IndexCounts {
  readonly documentCount: number;
  documentFrequency(term: string, field: number): number;
}

/** nameCertainty by the counts of some fields. */
export function nameCertaintyIn(
  counts: Pick<IndexCounts, "documentFrequency">,
  { term, mark }: NameEvidence,
  fields: readonly number[],
): number {
  const count = (one: string): number => fields.reduce((sum, field) => sum + counts.documentFrequency(one, field), 0);
  return nameCertainty(count(term), count(mark));
}

/**
 * Tells whether a guess at such a word is of another word, for parts that need the word itself: phrases, exclusions,
 * and parts with a sign. Грузия is a name in most of its documents, новая in few.
 */
export function isSurelyName(certainty: number): boolean {
  return certainty >= LEAST_CERTAINTY;
}

const LEAST_CERTAINTY = 0.6;

/** The least that is left of a frequency, so that what matches has a score. */
const LEAST_FREQUENCY = 0.05;

/** The frequency of a term in a field, less those of its homographs there. At most `frequency`, and above 0. */
export function ownFrequency(frequency: number, homographFrequency: number): number {
  return homographFrequency === 0
    ? frequency
    : Math.max(LEAST_FREQUENCY, frequency - homographDiscount * homographFrequency);
}

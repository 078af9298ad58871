/**
 * MiniSearch's BM25 (layer 4), operation for operation, so that scores are equal to the last bits but those that the
 * running averages of MiniSearch differ in (MiniSearch 7.2, calcBM25Score; Lv and Zhai 2011 for d, "BM25+").
 */
import type { BM25Params } from "minisearch";

/** What a term's score in a field has in common for all documents. */
export interface TermStatistics {
  readonly documentFrequency: number;
  readonly documentCount: number;
  readonly averageFieldLength: number;
}

/** A function from term frequency and field length to score; what does not depend on them is computed once. */
export function createBm25Scorer(
  { documentFrequency, documentCount, averageFieldLength }: TermStatistics,
  { k, b, d }: BM25Params,
): (termFrequency: number, fieldLength: number) => number {
  const inverseDocumentFrequency = Math.log(1 + (documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5));
  return (termFrequency, fieldLength) =>
    inverseDocumentFrequency *
    (d + (termFrequency * (k + 1)) / (termFrequency + k * (1 - b + (b * fieldLength) / averageFieldLength)));
}

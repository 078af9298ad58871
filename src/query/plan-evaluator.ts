/**
 * Scores one segment by a query plan (layer 4), in the order of MiniSearch's own sums: one accumulator a query term,
 * combined as MiniSearch combines.
 */
import { createBm25Scorer } from "./bm25-scorer.ts";
import type { DocumentsByOrdinal } from "./column-documents.ts";
import type { BestNode, BoostDocument, CombinationNode, QueryNode, TermNode, WildcardNode } from "./query-plan.ts";
import type { QueryPostings, SegmentPostings } from "./query-postings.ts";
import type { ScoreTable, ScoreTablePool } from "./score-table.ts";

/** Evaluates plans over one segment. */
export class SegmentEvaluator {
  readonly #postings: QueryPostings;
  readonly #segment: SegmentPostings;
  readonly #termCount: number;
  readonly #shown: DocumentsByOrdinal;

  /** `shown` is what boostDocument sees of the segment's documents. */
  constructor(postings: QueryPostings, segment: SegmentPostings, termCount: number, shown: DocumentsByOrdinal) {
    this.#postings = postings;
    this.#segment = segment;
    this.#termCount = termCount;
    this.#shown = shown;
  }

  /** The table is the caller's; give it back to the snapshot's pool before waiting for anything. */
  evaluate(node: QueryNode): ScoreTable {
    switch (node.kind) {
      case "term":
        return this.#evaluateTerm(node);
      case "combination":
        return this.#evaluateCombination(node);
      case "best":
        return this.#evaluateBest(node);
      case "wildcard":
        return this.#evaluateWildcard(node);
    }
  }

  /** MiniSearch.termResults over the exact term, then its prefix terms, then its fuzzy ones. */
  #evaluateTerm(node: TermNode): ScoreTable {
    const table = this.#takeTable();
    for (const { term, weight } of this.#postings.derivedTerms.get(node) ?? []) {
      const lists = this.#segment.lists.get(term);
      if (lists === undefined) continue;
      for (const { field, boost } of node.fields) {
        const list = lists.find((candidate) => candidate.field === field);
        const lengths = this.#segment.lengths.get(field);
        if (list === undefined || lengths === undefined) continue;
        const score = createBm25Scorer(this.#statistics(term, field), node.bm25);
        const factor = weight * node.termBoost * boost;
        for (let i = 0; i < list.ordinals.length; i += 1) {
          const ordinal = list.ordinals[i] ?? 0;
          const documentBoost = node.boostDocument === null ? 1 : this.#boost(node.boostDocument, ordinal, term);
          if (!documentBoost) continue;
          const rawScore = score(list.frequencies[i] ?? 1, lengths[ordinal] ?? 0);
          table.add(ordinal, factor * documentBoost * rawScore, node.termNumber);
        }
      }
    }
    return table;
  }

  #evaluateCombination({ operator, children }: CombinationNode): ScoreTable {
    const [first, ...rest] = children;
    if (first === undefined) return this.#takeTable();
    const result = this.evaluate(first);
    for (const child of rest) {
      const table = this.evaluate(child);
      if (operator === "or") result.unite(table);
      else if (operator === "and") result.intersect(table);
      else result.subtract(table);
      this.#tables.giveBack(table);
    }
    return result;
  }

  #evaluateBest({ children, termNumber }: BestNode): ScoreTable {
    const [first, ...rest] = children;
    if (first === undefined) return this.#takeTable();
    const result = this.evaluate(first);
    result.markAll(termNumber);
    for (const child of rest) {
      const table = this.evaluate(child);
      for (const document of table.documents) result.raise(document, table.scores[document] ?? 0, termNumber);
      this.#tables.giveBack(table);
    }
    return result;
  }

  #evaluateWildcard({ boostDocument }: WildcardNode): ScoreTable {
    const table = this.#takeTable();
    const { dead, segment } = this.#segment.open;
    for (let ordinal = 0; ordinal < segment.documents; ordinal += 1) {
      if (dead?.[ordinal] === 1) continue;
      table.add(ordinal, boostDocument === null ? 1 : this.#boost(boostDocument, ordinal, ""), null);
    }
    return table;
  }

  get #tables(): ScoreTablePool {
    return this.#postings.snapshot.scoreTables;
  }

  #takeTable(): ScoreTable {
    return this.#tables.take(this.#termCount);
  }

  #statistics(term: string, field: number) {
    const { snapshot } = this.#postings;
    return {
      documentFrequency: this.#postings.documentFrequency(term, field),
      documentCount: snapshot.documentCount,
      averageFieldLength: snapshot.averageFieldLengths[field] ?? 0,
    };
  }

  #boost(boostDocument: BoostDocument, ordinal: number, term: string): number {
    const document = this.#shown.get(ordinal);
    return boostDocument(document?.id, term, document?.fields);
  }
}

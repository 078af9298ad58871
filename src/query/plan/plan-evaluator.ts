/**
 * Scores one segment by a query plan (layer 4), window by window, in the order of MiniSearch's own sums: one accumulator a
 * query term, combined as MiniSearch combines.
 */

import type { DocumentsByOrdinal } from "../documents/column-documents.ts";
import { Bm25Scorer } from "../scoring/bm25-scorer.ts";
import { RivalFrequencies } from "../scoring/homograph-frequencies.ts";
import { TermScorer } from "../scoring/term-scorer.ts";
import { inverseDocumentFrequency } from "../scoring/word-score.ts";
import type { DocumentMask } from "../snapshot/document-mask.ts";
import type { CandidateSet, DocumentWindow } from "../snapshot/document-window.ts";
import type { ScoreAccumulator, ScoreAccumulatorPool } from "../snapshot/score-accumulator.ts";
import type {
  BooleanNode,
  BoostDocument,
  CombinationNode,
  DisjunctionMaxNode,
  PhraseNode,
  QueryNode,
  QueryPlan,
  ShouldNode,
  SourceNode,
  TermNode,
  WildcardNode,
} from "./query-plan.ts";
import { rootNodesOf, type SegmentPostings } from "./query-plan.ts";
import { leafNodes, type QueryPostings } from "./query-postings.ts";
import { WordStatistics } from "./word-statistics.ts";

/** What is scored: the documents of a window, or of these the candidates. */
export interface EvaluationScope {
  readonly window: DocumentWindow;
  readonly candidates: CandidateSet | null;
}

/** Evaluates a plan over one segment, once, by windows in ascending order. */
export class SegmentEvaluator {
  readonly #postings: QueryPostings;
  readonly #segment: SegmentPostings;
  readonly #termCount: number;
  readonly #statistics: WordStatistics;
  readonly #shown: DocumentsByOrdinal;
  readonly #lists = new Map<TermNode, readonly TermScorer[]>();
  readonly #rootLists = new Map<ShouldNode, readonly TermScorer[]>();
  #postingsScored = 0;

  constructor(
    postings: QueryPostings,
    segment: SegmentPostings,
    { root, queryTerms }: QueryPlan,
    shown: DocumentsByOrdinal = new Map(),
  ) {
    this.#postings = postings;
    this.#segment = segment;
    this.#termCount = queryTerms.length;
    this.#statistics = new WordStatistics(postings, root);
    this.#shown = shown;
    for (const node of leafNodes(root)) if (node.kind === "term") this.#lists.set(node, this.#makeLists(node));
    for (const node of rootNodesOf(root)) this.#rootLists.set(node, this.#makeRootLists(node));
  }

  get postingsScored(): number {
    return this.#postingsScored;
  }

  /** Documents of the segment, dead ones too. */
  get documents(): number {
    return this.#segment.open.segment.documents;
  }

  /** Where a phrase of the plan stands; undefined where it stands nowhere. */
  phraseMask(node: PhraseNode): DocumentMask | undefined {
    return this.#segment.phrases.get(node);
  }

  /** By slot. The table is the caller's; give it back to the pool before waiting for anything. */
  evaluate(node: QueryNode, scope: EvaluationScope): ScoreAccumulator {
    switch (node.kind) {
      case "term":
        return this.#evaluateTerm(node, scope);
      case "combination":
        return this.#evaluateCombination(node, scope);
      case "best":
        return this.#evaluateBest(node, scope);
      case "wildcard":
        return this.#evaluateWildcard(node, scope);
      case "phrase":
        return this.#evaluatePhrase(node, scope);
      case "source":
        return this.#evaluateSource(node, scope);
      case "boolean":
        return this.#evaluateBoolean(node, scope);
    }
  }

  giveBack(table: ScoreAccumulator): void {
    this.#tables.giveBack(table);
  }

  /** Every list that adds to the score of a term: the exact term's, then those of its prefix terms, then of its fuzzy ones. */
  listsOf(node: TermNode): readonly TermScorer[] {
    return this.#lists.get(node) ?? [];
  }

  /** As listsOf, which is the order of MiniSearch.termResults. */
  #makeLists(node: TermNode): TermScorer[] {
    const scored: TermScorer[] = [];
    if (node.needsOwn === true && this.#statistics.isOfOtherWord(node)) return scored;
    for (const { term, weight } of this.#postings.derivedTerms.get(node) ?? []) {
      const lists = this.#segment.lists.get(term);
      if (lists === undefined) continue;
      for (const { field, boost, openingWeight = 0 } of node.fields) {
        const list = lists.find((candidate) => candidate.field === field);
        const lengths = this.#segment.lengths.get(field);
        if (list === undefined || lengths === undefined) continue;
        const { boostDocument } = node;
        scored.push(
          new TermScorer({
            list,
            sets: this.#segment.open.sets,
            lengths,
            scorer: new Bm25Scorer(
              this.#statistics.inverseDocumentFrequency(node, term, field),
              this.#postings.lengthNorms(field, node.bm25),
            ),
            factor: weight * node.termBoost * boost * this.#statistics.weightFactor(node),
            openingWeight,
            rivals: this.#rivalsOf(node.rivals ?? [], field),
            needsOwn: node.needsOwn === true,
            boostOf: boostDocument === null ? null : (ordinal) => this.#boost(boostDocument, ordinal, term),
          }),
        );
      }
    }
    return scored;
  }

  #makeRootLists({ prefix, boost, rivals, fields, bm25 }: ShouldNode): TermScorer[] {
    const lists = this.#segment.roots.get(prefix) ?? [];
    return fields.flatMap(({ field, boost: fieldBoost, openingWeight = 0 }) => {
      const list = lists.find((candidate) => candidate.field === field);
      const lengths = this.#segment.lengths.get(field);
      if (list === undefined || lengths === undefined) return [];
      const idf = inverseDocumentFrequency(this.#postings.rootFrequency(prefix, field), this.#postings.documentCount);
      const scorer = new Bm25Scorer(idf, this.#postings.lengthNorms(field, bm25));
      return [
        new TermScorer({
          list,
          sets: this.#segment.open.sets,
          lengths,
          scorer,
          factor: boost * fieldBoost,
          openingWeight,
          rivals: this.#rivalsOf(rivals, field),
          needsOwn: false,
          boostOf: null,
        }),
      ];
    });
  }

  #rivalsOf(rivals: readonly string[], field: number): RivalFrequencies | null {
    const lists = rivals.flatMap((rival) => this.#segment.lists.get(rival) ?? []);
    const inField = lists.filter((list) => list.field === field);
    return inField.length === 0 ? null : new RivalFrequencies(inField);
  }

  #evaluateTerm(node: TermNode, { window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.takeTable();
    for (const list of this.listsOf(node)) {
      this.#postingsScored += list.addTo(table, window, candidates, node.termNumber);
    }
    return table;
  }

  #evaluateCombination({ operator, children }: CombinationNode, scope: EvaluationScope): ScoreAccumulator {
    const [first, ...rest] = children;
    if (first === undefined) return this.takeTable();
    const result = this.evaluate(first, scope);
    for (const child of rest) {
      // Nothing comes back into what is only cut.
      if (operator !== "or" && result.count === 0) break;
      const table = this.evaluate(child, scope);
      if (operator === "or") result.unite(table);
      else if (operator === "and") result.intersect(table);
      else result.subtract(table);
      this.#tables.giveBack(table);
    }
    return result;
  }

  #evaluateBest({ children, termNumber }: DisjunctionMaxNode, scope: EvaluationScope): ScoreAccumulator {
    const [first, ...rest] = children;
    if (first === undefined) return this.takeTable();
    const result = this.evaluate(first, scope);
    result.markAll(termNumber);
    for (const child of rest) {
      const table = this.evaluate(child, scope);
      result.raiseTo(table, termNumber);
      this.#tables.giveBack(table);
    }
    return result;
  }

  #evaluateWildcard({ boostDocument }: WildcardNode, { window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.takeTable();
    const { dead } = this.#segment.open;
    if (dead === null && candidates === null && boostDocument === null) {
      table.fill(window.to - window.from, 1);
      return table;
    }
    for (let ordinal = window.from; ordinal < window.to; ordinal += 1) {
      const slot = ordinal - window.from;
      if (dead?.[ordinal] === 1 || candidates?.has(slot) === false) continue;
      table.add(slot, boostDocument === null ? 1 : this.#boost(boostDocument, ordinal, ""), null);
    }
    return table;
  }

  #evaluatePhrase(node: PhraseNode, scope: EvaluationScope): ScoreAccumulator {
    const table = this.evaluate(node.child, scope);
    const found = this.phraseMask(node);
    table.keep((slot) => found?.has(scope.window.from + slot) === true);
    table.markAll(node.termNumber);
    return table;
  }

  #evaluateSource(node: SourceNode, { window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.takeTable();
    const { dead } = this.#segment.open;
    const named = this.#segment.sources.get(node);
    for (let ordinal = window.from; ordinal < window.to; ordinal += 1) {
      const slot = ordinal - window.from;
      if (named?.has(ordinal) !== true || dead?.[ordinal] === 1 || candidates?.has(slot) === false) continue;
      table.add(slot, 0, null);
    }
    return table;
  }

  /** By slot, as `evaluate`. */
  evaluateRoot(node: ShouldNode, { window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.takeTable();
    for (const list of this.listsOfRoot(node)) this.#postingsScored += list.addTo(table, window, candidates, null);
    return table;
  }

  listsOfRoot(node: ShouldNode): readonly TermScorer[] {
    return this.#rootLists.get(node) ?? [];
  }

  #evaluateBoolean({ must, should, filter, mustNot, raising }: BooleanNode, scope: EvaluationScope): ScoreAccumulator {
    const operator = must.length === 0 ? "or" : "and";
    const children = must.length === 0 ? should : must;
    const result = this.#evaluateCombination({ kind: "combination", operator, children }, scope);
    const combine = (nodes: readonly QueryNode[], step: (table: ScoreAccumulator) => void): void => {
      for (const node of nodes) {
        if (result.count === 0) return;
        const table = this.evaluate(node, scope);
        step(table);
        this.#tables.giveBack(table);
      }
    };
    if (must.length > 0) combine(should, (table) => result.support(table));
    combine(filter, (table) => result.keep((slot) => table.has(slot)));
    combine(mustNot, (table) => result.subtract(table));
    for (const node of result.count === 0 ? [] : raising) {
      const table = this.evaluateRoot(node, scope);
      result.support(table);
      this.#tables.giveBack(table);
    }
    return result;
  }

  get #tables(): ScoreAccumulatorPool {
    return this.#postings.snapshot.scoreTables;
  }

  /** An empty table, to be given back. */
  takeTable(): ScoreAccumulator {
    return this.#tables.take(this.#termCount);
  }

  #boost(boostDocument: BoostDocument, ordinal: number, term: string): number {
    const document = this.#shown.get(ordinal);
    return boostDocument(document?.id, term, document?.fields);
  }
}

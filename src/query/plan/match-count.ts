/**
 * Counts the matches of a plan without scoring them (layer 4): sets of documents, a bit each, from posting lists as they
 * are. Of plans that may be searched with skipping (skippable-plan.ts), whose matches hang on no score.
 */
import type { SegmentMasks } from "../snapshot/document-mask.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import { documentWindows, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import type { SegmentEvaluator } from "./plan-evaluator.ts";
import type { QueryNode } from "./query-plan.ts";
import { alternativesOf } from "./scored-part.ts";
import type { ClausePlan, PlanClause } from "./skippable-plan.ts";

/** Documents of the index, and which they are, by segment. */
export interface CountedMatches {
  readonly total: number;
  readonly matches: readonly DocumentSet[];
  /** Of these, those with every clause's word. */
  readonly totalAllTerms: number;
  readonly whole: readonly DocumentSet[];
  /** What of the matches has each clause; perhaps others that have it, and not of all clauses. */
  readonly ofClauses: readonly DocumentsOfClauses[];
}

export type DocumentsOfClauses = ReadonlyMap<PlanClause, DocumentSet>;

/** Time: the postings of the clauses, each read once, and a bit a document of the index a list. */
export function countMatches(
  evaluators: readonly SegmentEvaluator[],
  split: ClausePlan,
  masks: SegmentMasks | null,
): CountedMatches {
  const found = evaluators.map((evaluator, segmentNumber) => {
    const { matches, whole, ofClauses } = new SegmentCounter(evaluator).find(split);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [matches, whole]) set.intersectMask(mask);
    return { matches, whole, ofClauses };
  });
  const [matches, whole] = [found.map((sets) => sets.matches), found.map((sets) => sets.whole)];
  const ofClauses = found.map((sets) => sets.ofClauses);
  return { matches, total: countAll(matches), whole, totalAllTerms: countAll(whole), ofClauses };
}

function countAll(sets: readonly DocumentSet[]): number {
  return sets.reduce((sum, set) => sum + set.count(), 0);
}

/** What matches in a segment, and of this what has every clause's word. Two sets, of the caller's own. */
export function findMatches(
  evaluator: SegmentEvaluator,
  split: ClausePlan,
): { matches: DocumentSet; whole: DocumentSet } {
  return new SegmentCounter(evaluator).find(split);
}

interface FoundClauses {
  readonly matches: DocumentSet;
  readonly ofClauses: DocumentsOfClauses;
}

class SegmentCounter {
  readonly #evaluator: SegmentEvaluator;

  constructor(evaluator: SegmentEvaluator) {
    this.#evaluator = evaluator;
  }

  find({ mode, clauses, gates }: ClausePlan): FoundClauses & { readonly whole: DocumentSet } {
    const required = clauses.filter(({ isRequired }) => isRequired || mode === "all");
    const { matches, ofClauses } =
      required.length === 0 ? this.#uniteClauses(clauses) : this.#intersectClauses(required);
    for (const { node, isExclusion } of gates) {
      const set = this.#evaluated(node);
      if (isExclusion) matches.subtract(set);
      else matches.intersect(set);
    }
    const whole = this.#emptySet();
    whole.unite(matches);
    for (const clause of clauses) {
      const ofNode = clause.word === null ? ofClauses.get(clause) : undefined;
      whole.intersect(ofNode ?? this.#setOf(clause.word ?? clause.node, whole));
    }
    return { matches, whole, ofClauses };
  }

  /** What has any of some clauses, and what has each. */
  #uniteClauses(clauses: readonly PlanClause[]): FoundClauses {
    const matches = this.#emptySet();
    const ofClauses = new Map(clauses.map((clause) => [clause, this.#setOf(clause.node, null)]));
    for (const set of ofClauses.values()) matches.unite(set);
    return { matches, ofClauses };
  }

  /** What has all of some clauses. Those of few postings go first: of the others only what these may share is unpacked. */
  #intersectClauses(clauses: readonly PlanClause[]): FoundClauses {
    const sorted = clauses
      .map((clause) => ({ clause, postings: this.#countPostings(clause.node) }))
      .sort((a, b) => a.postings - b.postings);
    const ofClauses = new Map<PlanClause, DocumentSet>();
    let matches: DocumentSet | null = null;
    for (const { clause } of sorted) {
      matches = this.#setOf(clause.node, matches);
      ofClauses.set(clause, matches);
    }
    return { matches: matches ?? this.#emptySet(), ofClauses };
  }

  #countPostings(node: QueryNode): number {
    const lists = alternativesOf(node, (term) => this.#evaluator.listsOf(term)).flat();
    return lists.reduce((sum, { documentFrequency }) => sum + documentFrequency, 0);
  }

  /** What has a node; of a set, where there is one. */
  #setOf(node: QueryNode, within: DocumentSet | null): DocumentSet {
    const set = this.#emptySet();
    this.#unite(set, node, within);
    if (within !== null) set.intersect(within);
    return set;
  }

  /** Adds to a set what the evaluator would find of a node, were it not for the scores; what is not `within` may be left out. */
  #unite(set: DocumentSet, node: QueryNode, within: DocumentSet | null): void {
    switch (node.kind) {
      case "term":
        for (const list of this.#evaluator.listsOf(node)) list.addDocumentsTo(set, within);
        return;
      case "best":
        for (const child of node.children) this.#unite(set, child, within);
        return;
      case "combination":
        if (node.operator === "or") for (const child of node.children) this.#unite(set, child, within);
        else set.unite(node.operator === "and" ? this.#common(node.children, within) : this.#evaluated(node));
        return;
      case "phrase": {
        const found = this.#evaluator.phraseMask(node);
        if (found === undefined) return;
        const words = this.#setOf(node.child, within);
        words.intersectMask(found);
        set.unite(words);
        return;
      }
      default:
        set.unite(this.#evaluated(node));
    }
  }

  /** What has all of some nodes: of none nothing, as the evaluator has it. */
  #common(nodes: readonly QueryNode[], within: DocumentSet | null): DocumentSet {
    let set: DocumentSet | null = null;
    for (const node of nodes) set = this.#setOf(node, set ?? within);
    return set ?? this.#emptySet();
  }

  /** Gates are few, and may ask for more than a posting. */
  #evaluated(node: QueryNode): DocumentSet {
    const set = this.#emptySet();
    for (const window of documentWindows(this.#evaluator.documents, WINDOW_DOCUMENTS)) {
      const table = this.#evaluator.evaluate(node, { window, candidates: null });
      for (const slot of table.documents) set.add(window.from + slot);
      this.#evaluator.giveBack(table);
    }
    return set;
  }

  #emptySet(): DocumentSet {
    return new DocumentSet(this.#evaluator.documents);
  }
}

/**
 * Counts the matches of a plan without scoring them (layer 4): sets of documents, a bit each, from posting lists as they
 * are. Of plans that may be searched with skipping (skippable-plan.ts), whose matches hang on no score.
 */
import type { SegmentMasks } from "../documents/document-mask.ts";
import { DocumentSet } from "../documents/document-set.ts";
import { documentWindows, WINDOW_DOCUMENTS } from "../documents/document-window.ts";
import type { SegmentEvaluator } from "./plan-evaluator.ts";
import type { QueryNode } from "./query-plan.ts";
import type { ClausePlan } from "./skippable-plan.ts";

/** Documents of the index. */
export interface MatchCounts {
  readonly total: number;
  /** Of these, those with every clause's word. */
  readonly totalAllTerms: number;
}

/** Time: the postings of the clauses, each read once, and a bit a document of the index a list. */
export function countMatches(
  evaluators: readonly SegmentEvaluator[],
  split: ClausePlan,
  masks: SegmentMasks | null,
): MatchCounts {
  const counts = { total: 0, totalAllTerms: 0 };
  for (const [segmentNumber, evaluator] of evaluators.entries()) {
    const { matches, whole } = findMatches(evaluator, split);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [matches, whole]) set.intersectMask(mask);
    counts.total += matches.count();
    counts.totalAllTerms += whole.count();
  }
  return counts;
}

/** What matches in a segment, and of this what has every clause's word. Two sets, of the caller's own. */
export function findMatches(
  evaluator: SegmentEvaluator,
  split: ClausePlan,
): { matches: DocumentSet; whole: DocumentSet } {
  return new SegmentCounter(evaluator).find(split);
}

class SegmentCounter {
  readonly #evaluator: SegmentEvaluator;

  constructor(evaluator: SegmentEvaluator) {
    this.#evaluator = evaluator;
  }

  find({ mode, clauses, gates }: ClausePlan): { matches: DocumentSet; whole: DocumentSet } {
    const found = clauses.map(({ node, isRequired, word }) => {
      const set = this.#setOf(node);
      return { set, isRequired: isRequired || mode === "all", ofWord: word === null ? set : this.#setOf(word) };
    });
    const required = found.filter(({ isRequired }) => isRequired);
    const matches = this.#emptySet();
    if (required.length === 0) for (const { set } of found) matches.unite(set);
    for (const [i, { set }] of required.entries()) {
      if (i === 0) matches.unite(set);
      else matches.intersect(set);
    }
    for (const { node, isExclusion } of gates) {
      const set = this.#evaluated(node);
      if (isExclusion) matches.subtract(set);
      else matches.intersect(set);
    }
    const whole = this.#emptySet();
    whole.unite(matches);
    for (const { ofWord } of found) whole.intersect(ofWord);
    return { matches, whole };
  }

  #setOf(node: QueryNode): DocumentSet {
    const set = this.#emptySet();
    this.#unite(set, node);
    return set;
  }

  /** Adds to a set what the evaluator would find of a node, were it not for the scores. */
  #unite(set: DocumentSet, node: QueryNode): void {
    switch (node.kind) {
      case "term":
        for (const list of this.#evaluator.listsOf(node)) list.addDocumentsTo(set);
        return;
      case "best":
        for (const child of node.children) this.#unite(set, child);
        return;
      case "combination":
        if (node.operator === "or") for (const child of node.children) this.#unite(set, child);
        else set.unite(node.operator === "and" ? this.#common(node.children) : this.#evaluated(node));
        return;
      case "phrase": {
        const found = this.#evaluator.phraseMask(node);
        if (found === undefined) return;
        const words = this.#setOf(node.child);
        words.intersectMask(found);
        set.unite(words);
        return;
      }
      default:
        set.unite(this.#evaluated(node));
    }
  }

  #common(nodes: readonly QueryNode[]): DocumentSet {
    const [first, ...rest] = nodes;
    const set = first === undefined ? this.#emptySet() : this.#setOf(first);
    for (const node of rest) set.intersect(this.#setOf(node));
    return set;
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

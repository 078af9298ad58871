/**
 * Counts the matches of a plan without scoring them (layer 4): sets of documents, a bit each, from posting lists as they
 * are. Of plans that may be searched with skipping (skippable-plan.ts), whose matches hang on no score.
 */
import type { SegmentMasks } from "../documents/document-mask.ts";
import { DocumentSet } from "../documents/document-set.ts";
import { documentWindows, WINDOW_DOCUMENTS } from "../documents/document-window.ts";
import { SegmentEvaluator } from "./plan-evaluator.ts";
import type { QueryNode, QueryPlan } from "./query-plan.ts";
import type { QueryPostings, SegmentPostings } from "./query-postings.ts";
import type { ClausePlan } from "./skippable-plan.ts";

/** Documents of the index. */
export interface MatchCounts {
  readonly total: number;
  /** Of these, those with every clause's word. */
  readonly totalAllTerms: number;
}

/** Time: the postings of the clauses, each read once, and a bit a document of the index a list. */
export function countMatches(
  postings: QueryPostings,
  plan: QueryPlan,
  split: ClausePlan,
  masks: SegmentMasks | null,
): MatchCounts {
  const counts = { total: 0, totalAllTerms: 0 };
  for (const [segmentNumber, segment] of postings.segments.entries()) {
    const counter = new SegmentCounter(segment, new SegmentEvaluator(postings, segment, plan));
    const { matches, whole } = counter.find(split);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [matches, whole]) set.intersectMask(mask);
    counts.total += matches.count();
    counts.totalAllTerms += whole.count();
  }
  return counts;
}

class SegmentCounter {
  readonly #segment: SegmentPostings;
  readonly #evaluator: SegmentEvaluator;

  constructor(segment: SegmentPostings, evaluator: SegmentEvaluator) {
    this.#segment = segment;
    this.#evaluator = evaluator;
  }

  /** `whole` are those of `matches` that have every word. Two sets, of the caller's own. */
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

  /** What the evaluator would find of a node, were it not for the scores. */
  #setOf(node: QueryNode): DocumentSet {
    const set = this.#emptySet();
    switch (node.kind) {
      case "term":
        for (const list of this.#evaluator.listsUnder(node)) list.addDocumentsTo(set);
        return set;
      case "best":
        for (const child of node.children) set.unite(this.#setOf(child));
        return set;
      case "combination":
        if (node.operator === "and_not") return this.#evaluated(node);
        for (const [i, child] of node.children.entries()) {
          if (i === 0 || node.operator === "or") set.unite(this.#setOf(child));
          else set.intersect(this.#setOf(child));
        }
        return set;
      case "phrase": {
        const words = this.#setOf(node.child);
        const found = this.#segment.phrases.get(node);
        if (found !== undefined) words.intersectMask(found);
        return found === undefined ? set : words;
      }
      default:
        return this.#evaluated(node);
    }
  }

  /** Gates are few, and may ask for more than a posting. Each node once, since lists are walked forwards. */
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

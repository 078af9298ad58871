/**
 * How the score of a hit came about (layer 4): the very numbers that the evaluator worked with, asked of one document.
 */
import type { ExplainedTerm, ExplainedWord, ScoreExplanation } from "../../search-api.ts";
import { resolvedArticleOptions } from "../../segment/schema/article-options.ts";
import type { RankedHit } from "../hits/top-hits.ts";
import type { TermScorer } from "../scoring/term-scorer.ts";
import { SegmentEvaluator } from "./plan-evaluator.ts";
import { type QueryNode, type QueryPlan, rootNodesOf } from "./query-plan.ts";
import type { QueryPostings } from "./query-postings.ts";

/**
 * Of every hit, in their order; the score is the sum of those of words and roots, times `allWordsFactor` and `recency`. As long as the query: a
 * part for each word that the document has, with its one alternative that counts, and for each root. No request.
 */
export function explainHits(
  postings: QueryPostings,
  plan: QueryPlan,
  hits: readonly RankedHit[],
): readonly ScoreExplanation[] {
  return hits.map((hit) => explainHit(postings, plan, hit));
}

function explainHit(postings: QueryPostings, plan: QueryPlan, hit: RankedHit): ScoreExplanation {
  const segment = postings.segments[hit.segmentNumber];
  const { score, hasAllWords: allWords } = hit;
  if (segment === undefined) return { score, allWords, words: [], roots: [], allWordsFactor: 1, recency: 1 };
  const document = new ExplainedDocument(new SegmentEvaluator(postings, segment, plan), hit.ordinal);
  const words = scoringNodes(plan.root).flatMap((node): ExplainedWord[] => {
    const score = document.scoreOf(node);
    if (score === null) return [];
    return [{ word: wordOf(node, plan), score, terms: document.termsOf(node) }];
  });
  const roots = rootNodesOf(plan.root).flatMap((node) => {
    const fields = document.fieldsOf(document.evaluator.listsOfRoot(node));
    return fields.length === 0 ? [] : [{ term: `${node.prefix}…`, fields }];
  });
  const allWordsFactor = (allWords ? plan.allTermsFactor : undefined) ?? 1;
  const plainScore = (document.scoreOf(plan.root) ?? 0) * allWordsFactor;
  const recency = plainScore > 0 ? score / plainScore : 1;
  return { score, allWords, words, roots, allWordsFactor, recency };
}

/** What adds to the score of a document: the words of a plan, in order. */
function scoringNodes(root: QueryNode): readonly QueryNode[] {
  if (root.kind === "boolean") return [...root.must, ...root.should];
  return root.kind === "combination" ? root.children : [root];
}

function wordOf(node: QueryNode, { queryTerms }: QueryPlan): string {
  if (node.kind === "best") {
    // A word that is being typed has its number further down.
    const number = node.termNumber ?? node.children.map((child) => numberOf(child)).find((found) => found !== null);
    return queryTerms[number ?? -1] ?? "";
  }
  return queryTerms[numberOf(node) ?? -1] ?? "";
}

function numberOf(node: QueryNode): number | null {
  return node.kind === "best" || node.kind === "phrase" || node.kind === "term" ? node.termNumber : null;
}

/** One document, asked for the parts of its score. */
class ExplainedDocument {
  readonly evaluator: SegmentEvaluator;
  readonly #ordinal: number;

  constructor(evaluator: SegmentEvaluator, ordinal: number) {
    this.evaluator = evaluator;
    this.#ordinal = ordinal;
  }

  /** Null where it does not match. */
  scoreOf(node: QueryNode): number | null {
    const window = { from: this.#ordinal, to: this.#ordinal + 1 };
    const table = this.evaluator.evaluate(node, { window, candidates: null });
    const score = table.has(0) ? (table.scores[0] ?? 0) : null;
    this.evaluator.giveBack(table);
    return score;
  }

  /** The terms whose scores a node's score is the sum of. */
  termsOf(node: QueryNode): ExplainedTerm[] {
    switch (node.kind) {
      case "term": {
        const fields = this.fieldsOf(this.evaluator.listsOf(node));
        return fields.length === 0 ? [] : [{ term: node.term, fields }];
      }
      case "best": {
        const best = this.#bestOf(node.children);
        return best === null ? [] : this.termsOf(best);
      }
      case "phrase":
        return this.termsOf(node.child);
      case "combination":
        return node.children.flatMap((child) => this.termsOf(child));
      default:
        return [];
    }
  }

  fieldsOf(lists: readonly TermScorer[]): ExplainedTerm["fields"] {
    return lists.flatMap((list) => {
      const parts = list.explain(this.#ordinal);
      if (parts === null) return [];
      const { field, ...rest } = parts;
      return [{ field: resolvedArticleOptions.fields[field] ?? "", ...rest }];
    });
  }

  #bestOf(nodes: readonly QueryNode[]): QueryNode | null {
    let [best, bestScore]: [QueryNode | null, number] = [null, Number.NEGATIVE_INFINITY];
    for (const node of nodes) {
      const score = this.scoreOf(node);
      if (score !== null && score > bestScore) [best, bestScore] = [node, score];
    }
    return best;
  }
}

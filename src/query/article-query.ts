/**
 * What a reader types to a query plan (layer 4): each word is one group of alternatives, of which the best counts once;
 * stop words are left out where another word is left.
 */

import type { QueryWord, TermAlternative } from "../analysis/analyzer.ts";
import { russianAnalyzer } from "../analysis/russian-analyzer.ts";
import type { MatchMode } from "../search-api.ts";
import { resolvedArticleOptions } from "../segment/article-options.ts";
import { type BoostedField, boostedFields, type QueryNode, type QueryPlan, type TermNode } from "./query-plan.ts";

/** A compiled query, and what to mark of its matches. */
export interface ArticlePlan {
  readonly plan: QueryPlan;
  /** The words that are searched for. */
  readonly words: readonly QueryWord[];
  /** Every term of every alternative. */
  readonly terms: ReadonlySet<string>;
}

const FIELDS: readonly BoostedField[] = boostedFields({}, resolvedArticleOptions);

/** Pure; bounded by the analyzer's limits on words and alternatives. */
export function compileArticleQuery(text: string, match: MatchMode): ArticlePlan {
  const all = russianAnalyzer.analyzeQuery(text);
  const telling = all.filter((word) => !word.isStopWord);
  const words = dropRepeated(telling.length > 0 ? telling : all);
  const children = words.map(
    ({ alternatives }, termNumber): QueryNode => ({
      kind: "best",
      termNumber,
      children: alternatives.map(compileAlternative),
    }),
  );
  const root: QueryNode = { kind: "combination", operator: match === "all" ? "and" : "or", children };
  return {
    plan: { root, queryTerms: words.map((word) => word.text), storeFields: resolvedArticleOptions.storeFields },
    words,
    terms: new Set(words.flatMap(({ alternatives }) => alternatives.flatMap(({ terms }) => terms))),
  };
}

function compileAlternative({ terms, weight }: TermAlternative): QueryNode {
  const children = terms.map(
    (term): TermNode => ({
      kind: "term",
      term,
      termNumber: null,
      termBoost: weight,
      fields: FIELDS,
      bm25: resolvedArticleOptions.searchOptions.bm25,
      prefix: false,
      maxDistance: 0,
      weights: { fuzzy: 0, prefix: 0 },
      boostDocument: null,
    }),
  );
  const [only] = children;
  return only !== undefined && children.length === 1 ? only : { kind: "combination", operator: "and", children };
}

/** A word typed twice is one word. */
function dropRepeated(words: readonly QueryWord[]): QueryWord[] {
  const seen = new Set<string>();
  return words.filter(({ alternatives }) => {
    const name = JSON.stringify(alternatives);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

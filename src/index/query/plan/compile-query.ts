/**
 * MiniSearch's Query as a plan, by MiniSearch's own rules.
 */
import MiniSearch, { type Query, type SearchOptions } from "minisearch";
import { SearchIndexError } from "../../../errors.ts";
import {
  findBm25Fault,
  type ResolvedIndexOptions,
  type ResolvedSearchOptions,
} from "../../segment/schema/minisearch-options.ts";
import {
  type BoostDocument,
  booleanNode,
  boostedFields,
  type QueryNode,
  type QueryPlan,
  type TermNode,
} from "./query-plan.ts";

/** MiniSearch 7.2: `fuzzy: true` means this fraction of the term's length. */
const DEFAULT_FUZZY = 0.2;

/** Compiles MiniSearch's Query (MiniSearch.executeQuery). `invalid-query` names what cannot be run. */
export function compileQuery(query: Query, searchOptions: SearchOptions, options: ResolvedIndexOptions): QueryPlan {
  // Query terms are numbered by their text.
  const numbers = new Map<string, number>();
  const node = compileNode(query, searchOptions, options, numbers, 0);
  const root = node.kind === "boolean" ? node : booleanNode({ should: [node] });
  return { root, queryTerms: [...numbers.keys()], storeFields: options.storeFields };
}

/** Trees are walked by functions that call themselves; one within itself has no end. Untuned. */
const MAX_QUERY_DEPTH = 500;

function compileNode(
  query: Query,
  searchOptions: SearchOptions,
  options: ResolvedIndexOptions,
  numbers: Map<string, number>,
  depth: number,
): QueryNode {
  if (depth > MAX_QUERY_DEPTH) {
    throw new SearchIndexError("invalid-query", `A query tree may be ${MAX_QUERY_DEPTH} deep; this one is deeper.`);
  }
  if (query === MiniSearch.wildcard) {
    const merged = { ...options.searchOptions, ...searchOptions };
    return { kind: "wildcard", boostDocument: resolveBoostDocument(merged, options) };
  }
  if (typeof query === "string") return compileText(query, searchOptions, options, numbers);
  if (typeof query !== "object" || query === null || !Array.isArray(query.queries)) {
    throw new SearchIndexError(
      "invalid-query",
      "A query must be a string, MiniSearch.wildcard or an object with an array of `queries`.",
    );
  }
  const { queries, ...ownOptions } = query;
  const inherited = { ...searchOptions, ...ownOptions };
  const children = queries.map((child) => compileNode(child, inherited, options, numbers, depth + 1));
  return combine(inherited.combineWith, children);
}

function compileText(
  text: string,
  searchOptions: SearchOptions,
  options: ResolvedIndexOptions,
  numbers: Map<string, number>,
): QueryNode {
  const { tokenize, processTerm } = options;
  const merged = { tokenize, processTerm, ...options.searchOptions, ...searchOptions } as ResolvedSearchOptions &
    Required<Pick<SearchOptions, "tokenize" | "processTerm">>;
  const fault = findBm25Fault(merged.bm25) || findFieldsFault(merged.fields);
  if (fault) throw new SearchIndexError("invalid-query", `This query cannot be run: ${fault}.`);
  const terms = merged
    .tokenize(text)
    .flatMap((token) => merged.processTerm(token) as string | string[])
    .filter((term) => !!term);
  const children = terms.map((term, i) => compileTerm(term, i, terms, merged, options, numbers));
  return combine(merged.combineWith, children);
}

function compileTerm(
  term: string,
  i: number,
  terms: string[],
  merged: ResolvedSearchOptions,
  options: ResolvedIndexOptions,
  numbers: Map<string, number>,
): TermNode {
  const termNumber = numbers.get(term) ?? numbers.size;
  numbers.set(term, termNumber);
  const fuzzy = typeof merged.fuzzy === "function" ? merged.fuzzy(term, i, terms) : (merged.fuzzy ?? false);
  const prefix = typeof merged.prefix === "function" ? merged.prefix(term, i, terms) : merged.prefix === true;
  return {
    kind: "term",
    term,
    termNumber,
    termBoost: typeof merged.boostTerm === "function" ? merged.boostTerm(term, i, terms) : 1,
    fields: boostedFields(merged, options),
    bm25: merged.bm25,
    prefix: Boolean(prefix),
    maxDistance: fuzzyDistance(term, fuzzy, merged.maxFuzzy),
    weights: { fuzzy: 0.45, prefix: 0.375, ...merged.weights },
    boostDocument: resolveBoostDocument(merged, options),
  };
}

/** MiniSearch keeps no stored fields to show where the index stores none. */
function resolveBoostDocument(
  { boostDocument }: SearchOptions,
  { storeFields }: ResolvedIndexOptions,
): BoostDocument | null {
  if (!boostDocument) return null;
  return storeFields.length > 0 ? boostDocument : (id, term) => boostDocument(id, term, undefined);
}

/** MiniSearch.executeQuerySpec: a fraction is of the term's length and bounded, a whole number is taken as it is. */
function fuzzyDistance(term: string, fuzzy: number | boolean, maxFuzzy: number): number {
  if (!fuzzy) return 0;
  const value = fuzzy === true ? DEFAULT_FUZZY : fuzzy;
  return value < 1 ? Math.min(maxFuzzy, Math.round(term.length * value)) : value;
}

/** A text would be taken for a list of its letters. */
function findFieldsFault(fields: unknown): string | false {
  return (
    fields !== undefined && fields !== null && !Array.isArray(fields) && "`fields` must be an array of field names"
  );
}

/** Combines nodes; a single node stays itself. `combineWith` is whatever a caller without types gives. */
function combine(combineWith: unknown, children: readonly QueryNode[]): QueryNode {
  const operator = String(combineWith ?? "or").toLowerCase();
  const [first, ...rest] = children;
  if (operator === "or" || operator === "and" || operator === "and_not") {
    if (first !== undefined && rest.length === 0) return first;
    if (operator === "or") return booleanNode({ should: children });
    if (operator === "and") return booleanNode({ must: children });
    return booleanNode({ must: first === undefined ? [] : [first], mustNot: rest });
  }
  throw new SearchIndexError("invalid-query", `combineWith must be OR, AND or AND_NOT, not "${String(combineWith)}".`);
}

/**
 * A query as the engine runs it (layer 4): a tree of terms with all options resolved, compiled from MiniSearch's Query
 * by MiniSearch's own rules. Expansion by prefix and fuzzy is done later (weight.ts), since it needs the lexicon.
 */
import MiniSearch, { type BM25Params, type Query, type SearchOptions } from "minisearch";
import type { NameEvidence } from "../../analysis/analyzer.ts";
import type { PhraseGraph } from "../../analysis/query-words/query-phrase.ts";
import { SearchIndexError } from "../../errors.ts";
import type { CalendarDay } from "../../news/calendar-date.ts";
import {
  findBm25Fault,
  type ResolvedIndexOptions,
  type ResolvedSearchOptions,
} from "../../segment/schema/minisearch-options.ts";

/** MiniSearch's boostDocument: a factor of a document for one matched term; a falsy one skips the document. */
export type BoostDocument = NonNullable<SearchOptions["boostDocument"]>;

/** A field that a term is looked for in. */
export interface BoostedField {
  readonly field: number;
  readonly name: string;
  readonly boost: number;
  /** Added to a term's frequency where it stands in the opening of the field (OPENING_WORDS); none is 0, as MiniSearch has it. */
  readonly openingWeight?: number;
}

/** One term of a query with what decides its score; MiniSearch's QuerySpec with its options. */
export interface TermNode {
  readonly kind: "term";
  readonly term: string;
  /** Which query term this is, for the matched-terms factor; equal terms share a number. Null: it does not count. */
  readonly termNumber: number | null;
  readonly termBoost: number;
  readonly fields: readonly BoostedField[];
  readonly bm25: BM25Params;
  readonly prefix: boolean;
  /** The most edits of a fuzzy match, 0 for none. */
  readonly maxDistance: number;
  readonly weights: { readonly fuzzy: number; readonly prefix: number };
  readonly boostDocument: BoostDocument | null;
  /** As TermAlternative has them: what is taken off the frequency, and whether a name makes it weigh less. */
  readonly homographs?: readonly string[];
  readonly isGuess?: true;
  /** A field in which every occurrence is of a homograph is passed over, and all of a guess where the word is surely a name. */
  readonly excludeHomographs?: true;
}

/**
 * Alternatives of one query word: the best one counts, once. Without a number it is a part of another word. The terms among
 * its children are spellings of one word, and as rare as the most frequent of them (weight.ts).
 */
export interface DisjunctionMaxNode {
  readonly kind: "disjunction-max";
  readonly termNumber: number | null;
  readonly children: readonly QueryNode[];
  readonly evidence?: NameEvidence;
}

/**
 * The documents in one of whose fields the phrase stands, with the scores that `child` gives them. A document that has the
 * phrase must match the child.
 */
export interface PhraseNode {
  readonly kind: "phrase";
  readonly termNumber: number | null;
  readonly graph: PhraseGraph;
  /** Field numbers; a phrase does not go on from one into the other. */
  readonly fields: readonly number[];
  readonly child: QueryNode;
}

/** Documents by the name of their source, with the score 0: a column is looked at, and no posting. */
export interface SourceNode {
  readonly kind: "source";
  readonly graph: PhraseGraph;
}

/**
 * The articles that were surely published within some days, each with the score of a word that just these have once: the fewer, the more it
 * says. A column is looked at, and no posting.
 */
export interface PublishedNode {
  readonly kind: "published";
  readonly from: CalendarDay;
  readonly to: CalendarDay;
  readonly boost: number;
}

/**
 * All terms that begin with the same letters, as one term: what a stemmer left apart of one root (киберпреступность,
 * киберпреступление). It raises the score of what matches, and matches nothing.
 */
export interface ShouldNode {
  readonly prefix: string;
  readonly boost: number;
  /** As those of a TermNode. */
  readonly homographs: readonly string[];
  readonly fields: readonly BoostedField[];
  readonly bm25: BM25Params;
}

/**
 * A document must match all of `must` and of `filter`, and none of `mustNot`; its score is
 * the sum of those of `must` and `should`, in this order. Where `must` is empty it must match one of `should`. Then come
 * the scores of `boosting`.
 */
export interface BooleanNode {
  readonly kind: "boolean";
  readonly must: readonly QueryNode[];
  readonly should: readonly QueryNode[];
  readonly filter: readonly QueryNode[];
  readonly mustNot: readonly QueryNode[];
  readonly boosting: readonly ShouldNode[];
}

/** Every document. */
interface WildcardNode {
  readonly kind: "wildcard";
  readonly boostDocument: BoostDocument | null;
}

export type QueryNode =
  | TermNode
  | DisjunctionMaxNode
  | WildcardNode
  | PhraseNode
  | SourceNode
  | PublishedNode
  | BooleanNode;

/** A node without scores of its own below it. */
type LeafNode = TermNode | WildcardNode | SourceNode | PublishedNode;

/** The nodes right below a node, in order. */
export function childrenOf(node: QueryNode): readonly QueryNode[] {
  switch (node.kind) {
    case "term":
    case "wildcard":
    case "source":
    case "published":
      return [];
    case "phrase":
      return [node.child];
    case "boolean":
      return [...node.must, ...node.should, ...node.filter, ...node.mustNot];
    default:
      return node.children;
  }
}

/** A node and all below it, in order. */
export function* nodesOf(node: QueryNode): Generator<QueryNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

/** Every node of a query that has none below it by its kind, in order. */
export function* leafNodes(root: QueryNode): Generator<LeafNode> {
  for (const node of nodesOf(root)) {
    if (isLeaf(node)) yield node;
  }
}

function isLeaf(node: QueryNode): node is LeafNode {
  return childrenOf(node).length === 0 && node.kind !== "boolean" && node.kind !== "disjunction-max";
}

/** The terms that a query names, some several times: those that it looks for, and those that tell what these are worth. */
export function* termsOf(root: QueryNode): Generator<string> {
  for (const node of nodesOf(root)) {
    if (node.kind === "term") yield* [node.term, ...(node.homographs ?? [])];
    if (node.kind === "boolean") for (const { homographs } of node.boosting) yield* homographs;
    const ofPhrase = node.kind === "phrase" ? node.graph.edges.map(({ guess }) => guess?.evidence) : [];
    for (const evidence of node.kind === "disjunction-max" ? [node.evidence] : ofPhrase) {
      if (evidence) yield* [evidence.term, evidence.mark];
    }
  }
}

/** MiniSearch's OR is clauses that should match, its AND ones that must, its AND_NOT one that must and others that must not. */
export function booleanNode(clauses: Partial<Omit<BooleanNode, "kind">>): BooleanNode {
  return { kind: "boolean", must: [], should: [], filter: [], mustNot: [], boosting: [], ...clauses };
}

/** The node with others in the place of those right below it. */
export function mapChildren(node: QueryNode, change: (child: QueryNode) => QueryNode): QueryNode {
  switch (node.kind) {
    case "term":
    case "wildcard":
    case "source":
    case "published":
      return node;
    case "phrase":
      return { ...node, child: change(node.child) };
    case "disjunction-max":
      return { ...node, children: node.children.map(change) };
    case "boolean": {
      const { must, should, filter, mustNot } = node;
      return {
        ...{ ...node, must: must.map(change), should: should.map(change) },
        ...{ filter: filter.map(change), mustNot: mustNot.map(change) },
      };
    }
  }
}

/** The roots of a plan, each once. */
export function rootNodesOf(root: QueryNode): readonly ShouldNode[] {
  return [...nodesOf(root)].flatMap((node) => (node.kind === "boolean" ? node.boosting : []));
}

/** A word of a short query, whose nearness to the one before it counts. */
export interface NearWord {
  /** Every term of every alternative. */
  readonly terms: readonly string[];
  /** Which word of the query it is, those counted that are not searched for: texts have «битва за москву» two words apart, too. */
  readonly place: number;
}

/** A compiled query. `queryTerms` by term number. */
export interface QueryPlan {
  readonly root: BooleanNode;
  readonly queryTerms: readonly string[];
  /** All fields that documents are stored with: what a boostDocument may read. */
  readonly storeFields: readonly string[];
  /** In the order of relevance a document with all query terms scores so many times as much, and does not come first. At least 1. */
  readonly allTermsFactor?: number;
  /** The words of a short query, two or more, in order: in the order of relevance documents that have them close together go up. */
  readonly near?: readonly NearWord[];
}

/** MiniSearch 7.2: `fuzzy: true` means this fraction of the term's length. */
const DEFAULT_FUZZY = 0.2;

/** Numbers query terms by their text. */
class TermNumbers {
  readonly #numbers = new Map<string, number>();

  numberOf(term: string): number {
    const number = this.#numbers.get(term) ?? this.#numbers.size;
    this.#numbers.set(term, number);
    return number;
  }

  get terms(): string[] {
    return [...this.#numbers.keys()];
  }
}

/** Compiles MiniSearch's Query (MiniSearch.executeQuery). `invalid-query` names what cannot be run. */
export function compileQuery(query: Query, searchOptions: SearchOptions, options: ResolvedIndexOptions): QueryPlan {
  const numbers = new TermNumbers();
  const node = compileNode(query, searchOptions, options, numbers, 0);
  const root = node.kind === "boolean" ? node : booleanNode({ should: [node] });
  return { root, queryTerms: numbers.terms, storeFields: options.storeFields };
}

/** Trees are walked by functions that call themselves; one within itself has no end. Untuned. */
const MAX_QUERY_DEPTH = 500;

function compileNode(
  query: Query,
  searchOptions: SearchOptions,
  options: ResolvedIndexOptions,
  numbers: TermNumbers,
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
  numbers: TermNumbers,
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
  numbers: TermNumbers,
): TermNode {
  const fuzzy = typeof merged.fuzzy === "function" ? merged.fuzzy(term, i, terms) : (merged.fuzzy ?? false);
  const prefix = typeof merged.prefix === "function" ? merged.prefix(term, i, terms) : merged.prefix === true;
  return {
    kind: "term",
    term,
    termNumber: numbers.numberOf(term),
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

/** A boost of 0 or none is 1, as in MiniSearch. A field that is not indexed matches nothing. */
export function boostedFields(
  { fields, boost = {} }: Pick<SearchOptions, "fields" | "boost">,
  options: ResolvedIndexOptions,
): BoostedField[] {
  return [...new Set(fields ?? options.fields)]
    .map((name) => ({
      name,
      field: options.fields.indexOf(name),
      boost: (Object.hasOwn(boost, name) ? boost[name] : undefined) || 1,
    }))
    .filter(({ field }) => field >= 0);
}

/** A text would be taken for a list of its letters. */
function findFieldsFault(fields: unknown): string | false {
  return (
    fields !== undefined && fields !== null && !Array.isArray(fields) && "`fields` must be an array of field names"
  );
}

/** Of one node the node itself. `combineWith` is whatever a caller without types gives. */
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

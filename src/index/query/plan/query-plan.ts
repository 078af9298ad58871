/**
 * A query as the engine runs it: a tree of terms with all options resolved. Expansion by prefix and fuzzy is done later
 * (weight.ts), since it needs the lexicon.
 */
import type { BM25Params, SearchOptions } from "minisearch";
import type { NameEvidence, PhraseForms, PhraseGraph } from "../../language.ts";
import type { DocumentSet } from "../snapshot/document-set.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";

/** MiniSearch's boostDocument: a factor of a document for one matched term; a falsy one skips the document. */
export type BoostDocument = NonNullable<SearchOptions["boostDocument"]>;

/** A field that a term is looked for in. */
export interface BoostedField {
  readonly field: number;
  readonly name: string;
  readonly boost: number;
  /**
   * Added to a term's frequency where it stands in the opening of the field (OPENING_WORDS); none is 0, as MiniSearch
   * has it.
   */
  readonly openingWeight?: number;
}

/** One term of a query with what decides its score; MiniSearch's QuerySpec with its options. */
export interface TermNode {
  readonly kind: "term";
  readonly term: string;
  /** Number of the query term, for the matched-terms factor; equal terms share a number. Null: it does not count. */
  readonly termNumber: number | null;
  readonly termBoost: number;
  readonly fields: readonly BoostedField[];
  readonly bm25: BM25Params;
  readonly prefix: boolean;
  /** The most edits of a fuzzy match, 0 for none. */
  readonly maxDistance: number;
  readonly weights: { readonly fuzzy: number; readonly prefix: number };
  readonly boostDocument: BoostDocument | null;
  /** Homographs, as in TermAlternative: their frequency is subtracted, and a name among them lowers the weight. */
  readonly homographs?: readonly string[];
  readonly isGuess?: true;
  /**
   * A field in which every occurrence is of a homograph is passed over, and all of a guess where the word is surely a
   * name.
   */
  readonly excludeHomographs?: true;
}

/**
 * Alternatives of one query word: the best one counts, once. Without a number it is a part of another word. The terms
 * among its children are spellings of one word, and as rare as the most frequent of them (weight.ts).
 */
export interface DisjunctionMaxNode {
  readonly kind: "disjunction-max";
  readonly termNumber: number | null;
  readonly children: readonly QueryNode[];
  readonly evidence?: NameEvidence;
}

/**
 * The documents in one of whose fields the phrase stands, with the scores that `child` gives them. A document that has
 * the phrase must match the child.
 */
export interface PhraseNode {
  readonly kind: "phrase";
  readonly termNumber: number | null;
  readonly graph: PhraseGraph;
  readonly forms: PhraseForms;
  /** Field numbers; a phrase does not go on from one into the other. */
  readonly fields: readonly number[];
  readonly child: QueryNode;
}

/**
 * Documents that no posting leads to, such as those of some days by a column, each with the score of a word that just
 * these have once, times `boost`: the fewer they are, the more it says.
 */
export interface DocumentsNode {
  readonly kind: "documents";
  /** Name in an explanation; null if these have no score. */
  readonly name: string | null;
  readonly boost: number;
  /** Loads the live documents by segment. Called once a query, in the round of the postings. */
  readonly load: (snapshot: IndexSnapshot) => Promise<readonly DocumentSet[]>;
}

/**
 * All terms that begin with the same letters, as one term: what a stemmer left apart of one root (киберпреступность,
 * киберпреступление). It raises the score of what matches, and matches nothing.
 */
export interface ShouldNode {
  readonly prefix: string;
  readonly boost: number;
  /** Homographs, as in a TermNode. */
  readonly homographs: readonly string[];
  readonly fields: readonly BoostedField[];
  readonly bm25: BM25Params;
}

/**
 * A document must match all of `must` and of `filter`, and none of `mustNot`; its score is the sum of those of `must`
 * and `should`, in this order. Where `must` is empty it must match one of `should`. Then come the scores of `boosting`.
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

export type QueryNode = TermNode | DisjunctionMaxNode | WildcardNode | PhraseNode | DocumentsNode | BooleanNode;

/** A node without scores of its own below it. */
type LeafNode = TermNode | WildcardNode | DocumentsNode;

/** The nodes right below a node, in order. */
export function childrenOf(node: QueryNode): readonly QueryNode[] {
  if (node.kind === "phrase") return [node.child];
  if (node.kind === "disjunction-max") return node.children;
  return node.kind === "boolean" ? [...node.must, ...node.should, ...node.filter, ...node.mustNot] : [];
}

/** A node and all below it, in order. */
export function* nodesOf(node: QueryNode): Generator<QueryNode> {
  yield node;
  for (const child of childrenOf(node)) yield* nodesOf(child);
}

/** Every node of a query that has none below it by its kind, in order. */
export function* leafNodes(root: QueryNode): Generator<LeafNode> {
  for (const node of nodesOf(root)) {
    if (node.kind !== "phrase" && node.kind !== "disjunction-max" && node.kind !== "boolean") yield node;
  }
}

/**
 * The terms that a query names, some several times: those that it looks for, and those that tell what these are worth.
 */
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

/**
 * MiniSearch's OR is clauses that should match, its AND ones that must, its AND_NOT one that must and others that must
 * not.
 */
export function booleanNode(clauses: Partial<Omit<BooleanNode, "kind">>): BooleanNode {
  return { kind: "boolean", must: [], should: [], filter: [], mustNot: [], boosting: [], ...clauses };
}

/** The node with others in the place of those right below it. */
export function mapChildren(node: QueryNode, change: (child: QueryNode) => QueryNode): QueryNode {
  if (node.kind === "phrase") return { ...node, child: change(node.child) };
  if (node.kind === "disjunction-max") return { ...node, children: node.children.map(change) };
  if (node.kind !== "boolean") return node;
  const { must, should, filter, mustNot } = node;
  return {
    ...node,
    must: must.map(change),
    should: should.map(change),
    filter: filter.map(change),
    mustNot: mustNot.map(change),
  };
}

/** Tells whether a boostDocument changes scores. */
export function isBoosted(root: QueryNode): boolean {
  return [...leafNodes(root)].some((leaf) => "boostDocument" in leaf && leaf.boostDocument !== null);
}

/** The roots of a plan, each once. */
export function rootNodesOf(root: QueryNode): readonly ShouldNode[] {
  return [...nodesOf(root)].flatMap((node) => (node.kind === "boolean" ? node.boosting : []));
}

/** A word of a short query, whose nearness to the one before it counts. */
export interface NearWord {
  /** Every term of every alternative. */
  readonly terms: readonly string[];
  /**
   * Which word of the query it is, those counted that are not searched for: texts have «битва за москву» two words
   * apart, too.
   */
  readonly place: number;
}

/** A compiled query. `queryTerms` by term number. */
export interface QueryPlan {
  readonly root: BooleanNode;
  readonly queryTerms: readonly string[];
  /** Fields that documents are stored with: a boostDocument may read these. */
  readonly storeFields: readonly string[];
  /**
   * Factor by which a document with all query terms scores more in the order of relevance; it need not come first. At
   * least 1.
   */
  readonly allTermsFactor?: number;
  /** A document that lacks query terms scores so much less as the share that it matches, to this power. Default 0. */
  readonly coordination?: number;
  /**
   * The words of a short query, two or more, in order: in the order of relevance documents that have them close
   * together go up.
   */
  readonly near?: readonly NearWord[];
}

/** A boost of 0 or none is 1, as in MiniSearch. A field that is not indexed matches nothing. */
export function boostedFields(
  { fields, boost = {} }: Pick<SearchOptions, "fields" | "boost">,
  options: { readonly fields: readonly string[] },
): BoostedField[] {
  return [...new Set(fields ?? options.fields)]
    .map((name) => ({
      name,
      field: options.fields.indexOf(name),
      boost: (Object.hasOwn(boost, name) ? boost[name] : undefined) || 1,
    }))
    .filter(({ field }) => field >= 0);
}

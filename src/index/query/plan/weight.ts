/**
 * The data of a snapshot for a plan, made once: the posting lists of all segments, fetched in one parallel round and
 * freed of dead documents; their counts over the whole index, since statistics are global; and for each segment the
 * tree of scorers over both, for all that is collected from it.
 */

import type { BM25Params } from "minisearch";
import type { TermLists } from "../../segment/postings/posting-block.ts";
import type { PostingList } from "../../segment/postings/posting-list.ts";
import type { DocumentsByOrdinal } from "../documents/column-documents.ts";
import { Bm25Scorer, LengthNorms } from "../scoring/bm25-scorer.ts";
import { type ReadableList, uniteRoot } from "../scoring/root-list.ts";
import { TermScorer } from "../scoring/term-scorer.ts";
import {
  guessDiscount,
  type IndexCounts,
  inverseDocumentFrequency,
  isSurelyName,
  nameCertaintyIn,
} from "../scoring/word-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { IndexSnapshot, OpenSegment } from "../snapshot/index-snapshot.ts";
import { loadPlanParts } from "./load-plan-parts.ts";
import { Nearness } from "./nearness.ts";
import { findPhrases, settleGuesses } from "./phrase-match.ts";
import {
  type BooleanNode,
  type BoostDocument,
  type BoostedField,
  type DisjunctionMaxNode,
  type DocumentsNode,
  leafNodes,
  type NearWord,
  type QueryNode,
  type QueryPlan,
  rootNodesOf,
  type ShouldNode,
  type TermNode,
  termsOf,
} from "./query-plan.ts";
import {
  BooleanScorer,
  DisjunctionMaxScorer,
  DocumentSetScorer,
  type ExpandedList,
  ExpansionScorer,
  PhraseScorer,
  type Scorer,
  ScorerContext,
  WildcardScorer,
} from "./scorer.ts";

/** Live postings of one segment, and its field lengths. */
interface SegmentPostings {
  readonly open: OpenSegment;
  readonly lists: ReadonlyMap<string, readonly PostingList[]>;
  /** Lists of a root by its letters, one for each field. */
  readonly roots: ReadonlyMap<string, readonly ReadableList[]>;
  /** Lengths by field number, for the fields that the query reads. */
  readonly lengths: ReadonlyMap<number, Uint32Array>;
}

export interface QueryWeight {
  readonly plan: QueryPlan;
  /** Counts of every term that the plan names or expands to. */
  readonly counts: TermCounts;
  readonly segments: readonly SegmentPostings[];
  /** Nearness of the query's words; null if there are fewer than two, or if they are too frequent. */
  readonly nearness: Nearness | null;
  /** Root scorer of each segment. They give a boostDocument no fields. */
  readonly scorers: readonly BooleanScorer[];
  /** Others, by which it sees these documents; by segment. Of a plan without phrases. */
  scorersShowing(documents: readonly DocumentsByOrdinal[]): readonly BooleanScorer[];
}

/**
 * Rounds of requests: one, two where a term expands; at most one request a term or root and large segment, and what
 * nodes of documents load in the same round; as many for near words. Then as findPhrases.
 */
export async function loadWeight(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  near: readonly NearWord[] = [],
): Promise<QueryWeight> {
  const nodes = [...leafNodes(plan.root)].filter((node) => node.kind === "term");
  const expansionOf = await expandAll(snapshot, nodes);
  const terms = [...nodes.flatMap(expansionOf).map(({ term }) => term), ...termsOf(plan.root)];
  // The postings are asked for first: near words have theirs among these.
  const [segments, documentSets, nearness] = await Promise.all([
    loadSegments(snapshot, plan.root, [...new Set(terms)]),
    loadDocumentSets(snapshot, plan.root),
    Nearness.load(snapshot, near),
  ]);
  const counts = new TermCounts(
    snapshot,
    segments.map(({ lists }) => lists),
  );
  const rootCounts = new TermCounts(
    snapshot,
    segments.map(({ roots }) => roots),
  );
  const openOn = new NodeWeights(snapshot, { counts, rootCounts, expansionOf, documentSets }).ofBoolean(plan.root);
  const open = (shown: readonly DocumentsByOrdinal[]): SegmentScope[] =>
    segments.map((postings, i) => {
      const context = new ScorerContext(postings.open, snapshot.scoreTables, plan.queryTerms.length);
      return { ...postings, segmentNumber: i, context, shown: shown[i] ?? new Map(), phrases: [] };
    });
  const scopes = open([]);
  const scorers = scopes.map(openOn);
  await Promise.all(scopes.map((scope) => findPhrases(scope.open, scope.phrases)));
  return { plan, counts, segments, nearness, scorers, scorersShowing: (documents) => open(documents).map(openOn) };
}

/** The counts of some terms. One round of requests, at most one a term and large segment. */
export async function countTerms(snapshot: IndexSnapshot, terms: Iterable<string>): Promise<TermCounts> {
  const distinct = [...new Set(terms)];
  const found = await Promise.all(snapshot.segments.map((open) => loadLists(open, distinct, [])));
  return new TermCounts(
    snapshot,
    found.map(({ lists }) => lists),
  );
}

/** Counts the index's live documents of terms and roots, from the lists that were read. */
export class TermCounts implements IndexCounts {
  readonly documentCount: number;
  readonly #byName = new Map<string, Map<number, number>>();

  /** Sums the lists by segment. */
  constructor({ documentCount }: IndexSnapshot, segments: readonly ReadonlyMap<string, readonly ReadableList[]>[]) {
    this.documentCount = documentCount;
    for (const lists of segments) {
      for (const [name, found] of lists) {
        const byField = this.#byName.get(name) ?? new Map<number, number>();
        this.#byName.set(name, byField);
        for (const { field, documentFrequency } of found) {
          byField.set(field, (byField.get(field) ?? 0) + documentFrequency);
        }
      }
    }
  }

  documentFrequency(name: string, field: number): number {
    return this.#byName.get(name)?.get(field) ?? 0;
  }

  /** The count of the field with the most documents. */
  ofAnyField(name: string): number {
    return Math.max(0, ...this.ofFields(name));
  }

  /** The counts of each field that has it, in no order. */
  ofFields(name: string): number[] {
    return [...(this.#byName.get(name)?.values() ?? [])];
  }
}

/** The terms of the index that a term of the query stands for. */
type ExpansionOf = (node: TermNode) => readonly DerivedTerm[];

/** Equal terms with equal options expand to the same. */
async function expandAll(snapshot: IndexSnapshot, nodes: readonly TermNode[]): Promise<ExpansionOf> {
  const nameOf = ({ term, prefix, maxDistance, weights }: TermNode): string =>
    JSON.stringify([term, prefix, maxDistance, weights.fuzzy, weights.prefix]);
  const byName = new Map(nodes.filter((node) => !isExact(node)).map((node) => [nameOf(node), node]));
  const expansions = new Map(
    await Promise.all([...byName].map(async ([name, node]) => [name, await expandTerm(snapshot, node)] as const)),
  );
  return (node) => (isExact(node) ? undefined : expansions.get(nameOf(node))) ?? [{ term: node.term, weight: 1 }];
}

async function loadSegments(
  snapshot: IndexSnapshot,
  root: BooleanNode,
  terms: readonly string[],
): Promise<SegmentPostings[]> {
  const leaves = [...leafNodes(root)];
  const ofTerms = leaves.flatMap((node) => (node.kind === "term" ? node.fields.map(({ field }) => field) : []));
  const fields = [...new Set(ofTerms)];
  const prefixes = [...new Set(rootNodesOf(root).map(({ prefix }) => prefix))];
  return Promise.all(
    snapshot.segments.map(async (open) => {
      const [lists, lengths] = await Promise.all([
        loadLists(open, terms, prefixes),
        Promise.all(fields.map(async (field) => [field, await open.reader.lengths(field)] as const)),
      ]);
      return { open, ...lists, lengths: new Map(lengths) };
    }),
  );
}

/** Documents by node and segment. */
type DocumentSets = ReadonlyMap<DocumentsNode, readonly DocumentSet[]>;

async function loadDocumentSets(snapshot: IndexSnapshot, root: BooleanNode): Promise<DocumentSets> {
  const nodes = [...leafNodes(root)].filter((node) => node.kind === "documents");
  return new Map(await Promise.all(nodes.map(async (node) => [node, await node.load(snapshot)] as const)));
}

/** Loads lists without the postings of dead documents. */
async function loadLists(
  { reader, dead, sets }: OpenSegment,
  terms: readonly string[],
  prefixes: readonly string[],
): Promise<Pick<SegmentPostings, "lists" | "roots">> {
  const { byTerm, byPrefix } = await reader.postingsWithFamilies(terms, prefixes);
  const live = (own: readonly PostingList[]): readonly PostingList[] =>
    dead === null ? own : own.map((list) => list.withoutDead(dead, sets.deadOrdinals));
  const lists = dead === null ? byTerm : new Map([...byTerm].map(([term, own]) => [term, live(own)]));
  const liveFamily = (family: readonly TermLists[]): TermLists[] =>
    family.map(({ term, lists: own }) => ({ term, lists: lists.get(term) ?? live(own) }));
  return {
    lists,
    roots: new Map([...byPrefix].map(([prefix, family]) => [prefix, uniteRoot(prefix, liveFamily(family), sets)])),
  };
}

/** A segment as its scorers are built on it. */
interface SegmentScope extends SegmentPostings {
  readonly segmentNumber: number;
  readonly context: ScorerContext;
  /** Documents as a boostDocument sees them. */
  readonly shown: DocumentsByOrdinal;
  /** Phrases that were built. */
  readonly phrases: PhraseScorer[];
}

/** A node with its statistics, which are of no segment: builds its scorer on each. */
type OpenOn<T extends Scorer = Scorer> = (segment: SegmentScope) => T;

/** A term, or a root, in a field, with what its postings weigh. */
interface WeighedField extends BoostedField {
  readonly term: string;
  readonly scorer: Bm25Scorer;
  readonly factor: number;
}

interface PlanStatistics {
  readonly counts: TermCounts;
  readonly rootCounts: TermCounts;
  readonly expansionOf: ExpansionOf;
  readonly documentSets: DocumentSets;
}

/** Weighs the nodes of a plan. */
class NodeWeights {
  readonly #statistics: PlanStatistics;
  readonly #averageFieldLengths: readonly number[];
  /** Norms by field number; fields with the same parameters share them. */
  readonly #norms = new Map<BM25Params, LengthNorms[]>();
  readonly #ofNoWord: WordStatistics;

  constructor({ averageFieldLengths }: IndexSnapshot, statistics: PlanStatistics) {
    this.#statistics = statistics;
    this.#averageFieldLengths = averageFieldLengths;
    this.#ofNoWord = new WordStatistics(statistics.counts, null);
  }

  ofBoolean({ boosting, ...node }: BooleanNode): OpenOn<BooleanScorer> {
    const ofAll = (nodes: readonly QueryNode[]): readonly OpenOn[] =>
      nodes.map((child) => this.#of(child, this.#ofNoWord));
    const [must, should, filter, mustNot] = [node.must, node.should, node.filter, node.mustNot].map(ofAll);
    const families = boosting.map((family) => this.#ofFamily(family));
    return (segment) => {
      const open = (ofNodes: readonly OpenOn[] = []): Scorer[] => ofNodes.map((openOn) => openOn(segment));
      return new BooleanScorer(segment.context, {
        must: open(must),
        should: open(should),
        filter: open(filter),
        mustNot: open(mustNot),
        boosting: open(families),
      });
    };
  }

  /** `word`: what the node is an alternative of. */
  #of(node: QueryNode, word: WordStatistics): OpenOn {
    switch (node.kind) {
      case "term":
        return this.#ofTerm(node, word);
      case "disjunction-max": {
        const ofWord = new WordStatistics(this.#statistics.counts, node);
        const children = node.children.map((child) => this.#of(child, ofWord));
        return (segment) =>
          new DisjunctionMaxScorer(
            segment.context,
            node.termNumber,
            children.map((openOn) => openOn(segment)),
          );
      }
      case "wildcard":
        return ({ context, shown }) => new WildcardScorer(context, boostOf(node.boostDocument, "", shown));
      case "documents":
        return this.#ofDocuments(node);
      case "phrase": {
        const { counts } = this.#statistics;
        const { fields, forms, termNumber } = node;
        const words = this.#of(node.child, this.#ofNoWord);
        const graph = settleGuesses(node.graph, (evidence) => isSurelyName(nameCertaintyIn(counts, evidence, fields)));
        return (segment) => {
          const scorer = new PhraseScorer(segment.context, termNumber, words(segment), { graph, fields, forms });
          segment.phrases.push(scorer);
          return scorer;
        };
      }
      case "boolean":
        return this.ofBoolean(node);
    }
  }

  #ofDocuments(node: DocumentsNode): OpenOn {
    const { counts, documentSets } = this.#statistics;
    const sets = documentSets.get(node) ?? [];
    const frequency = sets.reduce((sum, set) => sum + set.count(), 0);
    const score = node.boost * inverseDocumentFrequency(frequency, counts.documentCount);
    return ({ context, segmentNumber }) =>
      new DocumentSetScorer(context, sets[segmentNumber] ?? new DocumentSet(context.documents), score, node.name);
  }

  /**
   * The exact term's lists, then those of its prefix terms, then of its fuzzy ones: the order of
   * MiniSearch.termResults.
   */
  #ofTerm(node: TermNode, word: WordStatistics): OpenOn {
    const { term: name, termNumber, termBoost, bm25, homographs = [], excludeHomographs = false, boostDocument } = node;
    const isOther = excludeHomographs && word.isOfOtherWord(node);
    const fields = (isOther ? [] : this.#statistics.expansionOf(node)).flatMap(({ term, weight }) =>
      node.fields.map((inField) => ({
        ...inField,
        term,
        scorer: this.#bm25(word.inverseDocumentFrequency(node, term, inField.field), inField, bm25),
        factor: weight * termBoost * inField.boost * word.weightFactor(node),
      })),
    );
    return (segment) => {
      const lists = openLists(segment, segment.lists, fields, { homographs, excludeHomographs, boostDocument });
      return new ExpansionScorer(segment.context, termNumber, name, lists, boostDocument);
    };
  }

  #ofFamily({ prefix, boost, homographs, fields, bm25 }: ShouldNode): OpenOn {
    const { documentCount, rootCounts } = { ...this.#statistics, ...this.#statistics.counts };
    const weighed = fields.map((inField) => {
      const idf = inverseDocumentFrequency(rootCounts.documentFrequency(prefix, inField.field), documentCount);
      return { ...inField, term: prefix, scorer: this.#bm25(idf, inField, bm25), factor: boost * inField.boost };
    });
    return (segment) => {
      const lists = openLists(segment, segment.roots, weighed, { homographs });
      return new ExpansionScorer(segment.context, null, `${prefix}…`, lists);
    };
  }

  /** One table of lengths for each field and set of parameters that the plan uses. */
  #bm25(idf: number, { field }: BoostedField, params: BM25Params): Bm25Scorer {
    const ofParams = this.#norms.get(params) ?? [];
    this.#norms.set(params, ofParams);
    const norms = ofParams[field] ?? new LengthNorms(this.#averageFieldLengths[field] ?? 0, params);
    ofParams[field] = norms;
    return new Bm25Scorer(idf, norms);
  }
}

/** Options of a list, as in a TermNode. */
interface ListOptions {
  readonly homographs: readonly string[];
  readonly excludeHomographs?: boolean;
  readonly boostDocument?: BoostDocument | null;
}

/** The lists of a term, or of a family of terms, in the fields that a segment has them in. */
function openLists(
  { open: { sets }, lengths, lists: ofTerms, shown }: SegmentScope,
  byName: ReadonlyMap<string, readonly ReadableList[]>,
  fields: readonly WeighedField[],
  { homographs, excludeHomographs = false, boostDocument = null }: ListOptions,
): ExpandedList[] {
  return fields.flatMap(({ term, field, name: fieldName, scorer, factor, openingWeight = 0 }) => {
    const list = byName.get(term)?.find((candidate) => candidate.field === field);
    const ofField = lengths.get(field);
    if (list === undefined || ofField === undefined) return [];
    const others = homographs.flatMap(
      (homograph) => ofTerms.get(homograph)?.filter((one) => one.field === field) ?? [],
    );
    const input = {
      list,
      sets,
      lengths: ofField,
      scorer,
      factor,
      openingWeight,
      excludeHomographs,
      homographs: others,
      boostOf: boostOf(boostDocument, term, shown),
    };
    return [{ term, fieldName, scorer: new TermScorer(input) }];
  });
}

function boostOf(
  boostDocument: BoostDocument | null,
  term: string,
  shown: DocumentsByOrdinal,
): ((ordinal: number) => number) | null {
  if (boostDocument === null) return null;
  return (ordinal) => {
    const document = shown.get(ordinal);
    return boostDocument(document?.id, term, document?.fields);
  };
}

/**
 * The statistics of the alternatives of one word of the query: of each term node the idf and the weight that it has
 * beside the others of its word. Terms of no word have their own.
 */
export class WordStatistics {
  readonly #counts: IndexCounts;
  /** The terms that are alternatives for themselves, as they stand in the index; of no word none. */
  readonly #terms: readonly string[];
  readonly #certainty: number;
  /** The least idf of the terms, by field. */
  readonly #idfs = new Map<number, number>();

  /** Null for terms of no word. */
  constructor(counts: IndexCounts, word: DisjunctionMaxNode | null) {
    this.#counts = counts;
    const nodes = word?.children.filter((child) => child.kind === "term") ?? [];
    const evidence = word?.evidence;
    const fields = new Set(nodes.flatMap((node) => node.fields.map(({ field }) => field)));
    this.#certainty = evidence === undefined ? 0 : nameCertaintyIn(counts, evidence, [...fields]);
    this.#terms = nodes.filter(isExact).map(({ term }) => term);
  }

  /**
   * Computes the idf of a term that `node` stands for in a field: a mean of its own and the least of the word's
   * alternatives. A word is as rare as its most frequent spelling, or the capital at the start of a sentence would win
   * by its rarity; but a name is no spelling of the words that share its stem (Дания, данные).
   */
  inverseDocumentFrequency(node: TermNode, term: string, field: number): number {
    const own = this.#idf(term, field);
    const leastOfTerms = this.#idfs.get(field) ?? Math.min(...this.#terms.map((one) => this.#idf(one, field)));
    this.#idfs.set(field, leastOfTerms);
    const ofWord = Math.min(own, leastOfTerms);
    return node.isGuess === true ? ofWord : this.#certainty * own + (1 - this.#certainty) * ofWord;
  }

  /** A factor of the node's scores, in (0, 1]. */
  weightFactor(node: TermNode): number {
    return node.isGuess === true ? 1 - guessDiscount * this.#certainty : 1;
  }

  /** Tells whether the node finds another word than the one that is meant. */
  isOfOtherWord(node: TermNode): boolean {
    return node.isGuess === true && isSurelyName(this.#certainty);
  }

  #idf(term: string, field: number): number {
    return inverseDocumentFrequency(this.#counts.documentFrequency(term, field), this.#counts.documentCount);
  }
}

/** Tells whether a node has no expansions. These are no spellings of the word, and would hide how common it is. */
function isExact({ prefix, maxDistance }: TermNode): boolean {
  return !prefix && maxDistance === 0;
}

// Prefix and fuzzy terms of a query term, by MiniSearch's rules and weights, from the lexicons of all segments.

/** A term of the index that a query term stands for, and the weight of the match. */
export interface DerivedTerm {
  readonly term: string;
  readonly weight: number;
}

/** MiniSearch 7.2 executeQuerySpec: how slowly the weight of a prefix match falls with what is missing of the word. */
const PREFIX_FALL = 0.3;

/**
 * The terms that a node matches, the exact one first. A term of which all documents died is among them until its
 * segment is rewritten; it matches nothing. Requests: none without prefix and fuzzy; else the blocks of the lexicons
 * that can hold a match.
 */
export async function expandTerm(snapshot: IndexSnapshot, node: TermNode): Promise<readonly DerivedTerm[]> {
  const [prefixTerms, nearTerms] = await Promise.all([
    node.prefix ? termsWithPrefix(snapshot, node) : new Map<string, number>(),
    node.maxDistance > 0 ? termsNear(snapshot, node) : new Map<string, number>(),
  ]);
  const derived = new Map<string, number>();
  for (const [term, weight] of [[node.term, 1] as const, ...prefixTerms, ...nearTerms]) {
    if (!derived.has(term)) derived.set(term, weight);
  }
  return [...derived].map(([term, weight]) => ({ term, weight }));
}

/** The weights of the terms of all segments that begin with the node's. */
async function termsWithPrefix(snapshot: IndexSnapshot, { term: prefix, weights }: TermNode) {
  const lists = await Promise.all(snapshot.segments.map(({ reader }) => reader.termsWithPrefix(prefix)));
  return new Map(
    lists.flat().map(({ term }) => {
      const missing = term.length - prefix.length;
      return [term, (weights.prefix * term.length) / (term.length + PREFIX_FALL * missing)];
    }),
  );
}

/** The weights of the terms of all segments within the node's distance of its term. */
async function termsNear(snapshot: IndexSnapshot, { term: word, maxDistance, weights }: TermNode) {
  const { createEditAutomaton, findNearTerms, nearRanges } = await loadPlanParts();
  const automaton = createEditAutomaton(word, maxDistance);
  const mayHold = nearRanges(word, automaton);
  const lists = await Promise.all(
    snapshot.segments.map(async ({ reader }) => {
      const blocks = await reader.lexiconBlocks(mayHold);
      return findNearTerms(blocks, word, maxDistance, automaton);
    }),
  );
  return new Map(
    lists.flat().map(({ term, distance }) => [term, (weights.fuzzy * term.length) / (term.length + distance)]),
  );
}

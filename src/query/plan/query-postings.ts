/**
 * The posting lists that a query needs (layer 4): fetched from all segments in one parallel round, freed of dead
 * documents, and counted over the whole index, since statistics are global.
 */
import type { BM25Params } from "minisearch";
import type { TermLists } from "../../segment/postings/posting-block.ts";
import type { PostingList } from "../../segment/postings/posting-list.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import { LengthNorms } from "../scoring/bm25-scorer.ts";
import { type ReadableList, uniteRoot } from "../scoring/root-list.ts";
import { listDead } from "../snapshot/dead-documents.ts";
import type { IndexSnapshot, OpenSegment } from "../snapshot/index-snapshot.ts";
import { type LeafNode, nodesOf, type PhraseNode, type QueryNode, rootNodesOf, type TermNode } from "./query-plan.ts";
import { type DerivedTerm, expandTerm } from "./term-expansion.ts";
import { isExact } from "./word-statistics.ts";

/** Live postings of one segment, and its field lengths. */
export interface SegmentPostings {
  readonly open: OpenSegment;
  readonly lists: ReadonlyMap<string, readonly PostingList[]>;
  /** By the letters of a root: one list a field. */
  readonly roots: ReadonlyMap<string, readonly ReadableList[]>;
  /** By field number; only of fields that the query reads. */
  readonly lengths: ReadonlyMap<number, Uint32Array>;
  /** The column of sources; null where the plan names none, or the segment has no such column. */
  readonly sources: Awaited<ReturnType<SegmentReader["values"]>>;
}

/** The column of articles that `source:` looks at. */
const SOURCE_FIELD = "source";

/** All that scoring a query needs. */
export interface QueryPostings {
  readonly snapshot: IndexSnapshot;
  readonly segments: readonly SegmentPostings[];
  /** The terms of the index that a term of the query stands for. */
  expansionOf(node: TermNode): readonly DerivedTerm[];
  /** Live documents of the index. */
  readonly documentCount: number;
  /** Live documents with a term in a field. */
  documentFrequency(term: string, field: number): number;
  /** Live documents with a term of a root in a field. */
  rootFrequency(prefix: string, field: number): number;
  /** The same object for the same parameters. */
  lengthNorms(field: number, params: BM25Params): LengthNorms;
}

/**
 * One round of requests, two where a term expands; at most one request a term or root and large segment, and one a segment
 * where the plan names a source. Where phrases stand is found afterwards, by findPhrases (weight.ts).
 */
export async function loadPostings(snapshot: IndexSnapshot, root: QueryNode): Promise<QueryPostings> {
  const nodes = [...leafNodes(root)].filter((node) => node.kind === "term");
  const expansionOf = await expandAll(snapshot, nodes);
  const terms = [...new Set([...nodes.flatMap(expansionOf).map(({ term }) => term), ...tellingTerms(root)])];
  const fields = [...new Set(nodes.flatMap((node) => node.fields.map(({ field }) => field)))];
  const segments = await Promise.all(snapshot.segments.map((open) => loadSegment(open, root, terms, fields)));
  const frequencies = countFrequencies(segments.map(({ lists }) => lists));
  const rootFrequencies = countFrequencies(segments.map(({ roots }) => roots));
  const norms = new LengthNormsByField(snapshot.averageFieldLengths);
  return {
    snapshot,
    segments,
    expansionOf,
    documentCount: snapshot.documentCount,
    documentFrequency: (term, field) => frequencies.get(term)?.get(field) ?? 0,
    rootFrequency: (prefix, field) => rootFrequencies.get(prefix)?.get(field) ?? 0,
    lengthNorms: (field, params) => norms.of(field, params),
  };
}

/** Equal terms with equal options expand to the same. */
async function expandAll(snapshot: IndexSnapshot, nodes: readonly TermNode[]): Promise<QueryPostings["expansionOf"]> {
  const nameOf = ({ term, prefix, maxDistance, weights }: TermNode): string =>
    JSON.stringify([term, prefix, maxDistance, weights.fuzzy, weights.prefix]);
  const byName = new Map(nodes.filter((node) => !isExact(node)).map((node) => [nameOf(node), node]));
  const expansions = new Map(
    await Promise.all([...byName].map(async ([name, node]) => [name, await expandTerm(snapshot, node)] as const)),
  );
  return (node) => (isExact(node) ? undefined : expansions.get(nameOf(node))) ?? [{ term: node.term, weight: 1 }];
}

/** Terms that match nothing, and say of others what they are worth. */
function* tellingTerms(root: QueryNode): Generator<string> {
  for (const node of nodesOf(root)) {
    if (node.kind === "term") yield* node.homographs ?? [];
    if (node.kind === "boolean") for (const { homographs } of node.boosting) yield* homographs;
    if (node.kind === "disjunction-max" && node.evidence !== undefined) yield* [node.evidence.term, node.evidence.mark];
    if (node.kind === "phrase") yield* termsOfEvidence(node);
  }
}

function* termsOfEvidence({ graph }: PhraseNode): Generator<string> {
  for (const { guess } of graph.edges) if (guess?.evidence) yield* [guess.evidence.term, guess.evidence.mark];
}

/** Every term, wildcard and source of a query, in order. */
export function* leafNodes(root: QueryNode): Generator<LeafNode> {
  for (const node of nodesOf(root)) {
    if (node.kind === "term" || node.kind === "wildcard" || node.kind === "source") yield node;
  }
}

async function loadSegment(
  open: OpenSegment,
  root: QueryNode,
  terms: readonly string[],
  fields: readonly number[],
): Promise<SegmentPostings> {
  const asksForSources = [...leafNodes(root)].some(({ kind }) => kind === "source");
  const [{ lists, roots }, lengths, sources] = await Promise.all([
    loadLists(open, root, terms),
    Promise.all(fields.map(async (field) => [field, await open.reader.lengths(field)] as const)),
    asksForSources ? open.reader.values(SOURCE_FIELD) : null,
  ]);
  return { open, lists, roots, lengths: new Map(lengths), sources };
}

/** Without the postings of dead documents. */
async function loadLists(
  { reader, dead, sets }: OpenSegment,
  root: QueryNode,
  terms: readonly string[],
): Promise<Pick<SegmentPostings, "lists" | "roots">> {
  const prefixes = [...new Set(rootNodesOf(root).map(({ prefix }) => prefix))];
  const { byTerm, byPrefix } = await reader.postingsWithFamilies(terms, prefixes);
  const live = liveLists(dead);
  const lists = dead === null ? byTerm : new Map([...byTerm].map(([term, own]) => [term, live(own)]));
  const liveFamily = (family: readonly TermLists[]): TermLists[] =>
    family.map(({ term, lists: own }) => ({ term, lists: lists.get(term) ?? live(own) }));
  return {
    lists,
    roots: new Map([...byPrefix].map(([prefix, family]) => [prefix, uniteRoot(prefix, liveFamily(family), sets)])),
  };
}

function liveLists(dead: Uint8Array | null): (lists: readonly PostingList[]) => readonly PostingList[] {
  if (dead === null) return (lists) => lists;
  const deadOrdinals = listDead(dead);
  return (lists) => lists.map((list) => list.withoutDead(dead, deadOrdinals));
}

/** A table for each field and set of parameters that a query uses. */
class LengthNormsByField {
  readonly #averageFieldLengths: readonly number[];
  readonly #byField = new Map<number, LengthNorms[]>();

  constructor(averageFieldLengths: readonly number[]) {
    this.#averageFieldLengths = averageFieldLengths;
  }

  of(field: number, params: BM25Params): LengthNorms {
    const known = this.#byField.get(field) ?? [];
    this.#byField.set(field, known);
    const found = known.find((norms) => isSame(norms.params, params));
    if (found !== undefined) return found;
    const norms = new LengthNorms(this.#averageFieldLengths[field] ?? 0, params);
    known.push(norms);
    return norms;
  }
}

function isSame(a: BM25Params, b: BM25Params): boolean {
  return a.k === b.k && a.b === b.b && a.d === b.d;
}

function countFrequencies(
  segments: readonly ReadonlyMap<string, readonly ReadableList[]>[],
): Map<string, Map<number, number>> {
  const frequencies = new Map<string, Map<number, number>>();
  for (const lists of segments) {
    for (const [name, found] of lists) {
      const byField = frequencies.get(name) ?? new Map<number, number>();
      for (const { field, documentFrequency } of found) {
        byField.set(field, (byField.get(field) ?? 0) + documentFrequency);
      }
      frequencies.set(name, byField);
    }
  }
  return frequencies;
}

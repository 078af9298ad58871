/**
 * The posting lists that a query needs (layer 4): fetched from all segments in one parallel round, freed of dead
 * documents, and counted over the whole index, since statistics are global.
 */
import type { FieldPostings } from "../segment/posting-block.ts";
import type { IndexSnapshot, OpenSegment } from "./index-snapshot.ts";
import type { QueryNode, TermNode, WildcardNode } from "./query-plan.ts";
import { type DerivedTerm, expandTerm } from "./term-expansion.ts";

/** Live postings of one segment, and its field lengths. */
export interface SegmentPostings {
  readonly open: OpenSegment;
  readonly lists: ReadonlyMap<string, readonly FieldPostings[]>;
  /** By field number; only of fields that the query reads. */
  readonly lengths: ReadonlyMap<number, Uint32Array>;
}

/** All that scoring a query needs. */
export interface QueryPostings {
  readonly snapshot: IndexSnapshot;
  readonly segments: readonly SegmentPostings[];
  readonly derivedTerms: ReadonlyMap<TermNode, readonly DerivedTerm[]>;
  /** Live documents with a term in a field. */
  documentFrequency(term: string, field: number): number;
}

/** One round of requests, two where a term expands; at most one request a term and large segment. */
export async function loadPostings(snapshot: IndexSnapshot, root: QueryNode): Promise<QueryPostings> {
  const nodes = [...leafNodes(root)].filter((node) => node.kind === "term");
  const derivedTerms = new Map(
    await Promise.all(nodes.map(async (node) => [node, (await expandTerm(snapshot, node)).terms] as const)),
  );
  const terms = [...new Set([...derivedTerms.values()].flat().map(({ term }) => term))];
  const fields = [...new Set(nodes.flatMap((node) => node.fields.map(({ field }) => field)))];
  const segments = await Promise.all(snapshot.segments.map((open) => loadSegment(open, terms, fields)));
  const frequencies = countFrequencies(segments);
  return {
    snapshot,
    segments,
    derivedTerms,
    documentFrequency: (term, field) => frequencies.get(term)?.get(field) ?? 0,
  };
}

/** Every term and wildcard of a query, in order. */
export function* leafNodes(node: QueryNode): Generator<TermNode | WildcardNode> {
  if (node.kind === "term" || node.kind === "wildcard") yield node;
  else for (const child of node.children) yield* leafNodes(child);
}

async function loadSegment(
  open: OpenSegment,
  terms: readonly string[],
  fields: readonly number[],
): Promise<SegmentPostings> {
  const { reader, dead } = open;
  const [lists, lengths] = await Promise.all([
    reader.postings(terms),
    Promise.all(fields.map(async (field) => [field, await reader.lengths(field)] as const)),
  ]);
  const live =
    dead === null
      ? lists
      : new Map([...lists].map(([term, found]) => [term, found.map((list) => dropDead(list, dead))]));
  return { open, lists: live, lengths: new Map(lengths) };
}

function dropDead(list: FieldPostings, dead: Uint8Array): FieldPostings {
  const kept = list.ordinals.reduce((count, ordinal) => count + (dead[ordinal] === 1 ? 0 : 1), 0);
  if (kept === list.ordinals.length) return list;
  const ordinals = new Uint32Array(kept);
  const frequencies = new Uint32Array(kept);
  let next = 0;
  for (let i = 0; i < list.ordinals.length; i += 1) {
    const ordinal = list.ordinals[i] ?? 0;
    if (dead[ordinal] === 1) continue;
    ordinals[next] = ordinal;
    frequencies[next] = list.frequencies[i] ?? 1;
    next += 1;
  }
  return { field: list.field, ordinals, frequencies };
}

function countFrequencies(segments: readonly SegmentPostings[]): Map<string, Map<number, number>> {
  const frequencies = new Map<string, Map<number, number>>();
  for (const { lists } of segments) {
    for (const [term, found] of lists) {
      const byField = frequencies.get(term) ?? new Map<number, number>();
      for (const { field, ordinals } of found) byField.set(field, (byField.get(field) ?? 0) + ordinals.length);
      frequencies.set(term, byField);
    }
  }
  return frequencies;
}

/**
 * What a snapshot knows of a plan (layer 4): its postings and statistics, and the scorers of each segment, made once for all that is
 * collected from them.
 */

import { type PhraseGraph, settleGuesses } from "../../analysis/query-words/query-phrase.ts";
import type { TermOccurrences } from "../../segment/postings/occurrences.ts";
import { isSurelyName, nameCertaintyIn } from "../scoring/word-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { IndexSnapshot, OpenSegment } from "../snapshot/index-snapshot.ts";
import { FieldPhrase } from "./phrase-match.ts";
import type { PhraseNode, QueryPlan } from "./query-plan.ts";
import { loadPostings, type QueryPostings } from "./query-postings.ts";
import { createSegmentScorer, type PlacedPhrase, type SegmentScorer } from "./scorer.ts";

export interface QueryWeight {
  readonly plan: QueryPlan;
  readonly postings: QueryPostings;
  /** By segment. A boostDocument sees no fields of a document by these. */
  readonly scorers: readonly SegmentScorer[];
}

/** Rounds of requests: as loadPostings, then as findPhrases. */
export async function loadWeight(snapshot: IndexSnapshot, plan: QueryPlan): Promise<QueryWeight> {
  const postings = await loadPostings(snapshot, plan.root);
  const scorers = postings.segments.map((segment) => createSegmentScorer(postings, segment, plan));
  await findPhrases(postings, scorers);
  return { plan, postings, scorers };
}

/**
 * Finds where the phrases of every segment's scorer stand. After the postings: no request where no document has all words of a phrase, else
 * one round, at most one request a distinct term and large segment. `index-outdated` where a segment that is asked keeps
 * no occurrences.
 */
async function findPhrases(postings: QueryPostings, scorers: readonly SegmentScorer[]): Promise<void> {
  await Promise.all(
    postings.segments.map(({ open }, segmentNumber) =>
      findInSegment(postings, open, scorers[segmentNumber]?.phrases ?? []),
    ),
  );
}

/** Plans of one query have its phrases' very nodes (ArticlePlan.complete): what was found of one is not looked for again. */
const knownSets = new WeakMap<PhraseNode, WeakMap<OpenSegment, DocumentSet>>();

async function findInSegment(
  postings: QueryPostings,
  open: OpenSegment,
  phrases: readonly PlacedPhrase[],
): Promise<void> {
  const unknown = phrases.filter(({ node, scorer }) => {
    const known = knownSets.get(node)?.get(open);
    if (known !== undefined) scorer.documents = known;
    return known === undefined;
  });
  if (unknown.length === 0) return;
  const asked = unknown.map(({ node, scorer }) => {
    const candidates = scorer.words.matches(null);
    return {
      ...{ node, scorer, candidates, isEmpty: candidates.count() === 0 },
      graph: settleGuesses(node.graph, (evidence) => isSurelyName(nameCertaintyIn(postings, evidence, node.fields))),
    };
  });
  const terms = asked
    .filter(({ isEmpty }) => !isEmpty)
    .flatMap(({ graph }) => graph.edges.flatMap(({ terms, homographs = [] }) => [...terms, ...homographs]));
  const distinct = [...new Set(terms)];
  const occurrences = distinct.length === 0 ? new Map() : await open.reader.occurrences(distinct);
  for (const { node, scorer, graph, candidates, isEmpty } of asked) {
    if (!isEmpty) scorer.documents = matchPhrase(graph, node.fields, candidates, occurrences, open.segment.documents);
    const bySegment = knownSets.get(node) ?? new WeakMap<OpenSegment, DocumentSet>();
    knownSets.set(node, bySegment.set(open, scorer.documents));
  }
}

/** Of documents that have all the words. */
function matchPhrase(
  graph: PhraseGraph,
  fields: readonly number[],
  candidates: DocumentSet,
  occurrences: ReadonlyMap<string, TermOccurrences>,
  documents: number,
): DocumentSet {
  const inFields = fields.map((field) => new FieldPhrase(graph, field, occurrences));
  const found = new DocumentSet(documents);
  for (const ordinal of candidates.ordinals()) if (inFields.some((phrase) => phrase.holds(ordinal))) found.add(ordinal);
  return found;
}

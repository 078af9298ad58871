/**
 * The documents in which the phrases of a plan stand (layer 4). Occurrences are read only where they can decide: in
 * segments in which a live document has all the words, wherever they stand.
 */

import type { PhraseGraph } from "../../analysis/query-words/phrase-guess.ts";
import { settleGuesses } from "../../analysis/query-words/phrase-guess.ts";
import type { TermOccurrences } from "../../segment/postings/term-occurrences.ts";
import { isSurelyName, nameCertaintyIn } from "../scoring/word-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { OpenSegment } from "../snapshot/index-snapshot.ts";
import { FieldPhrase } from "./phrase-match.ts";
import type { PhraseNode } from "./query-plan.ts";
import type { QueryPostings } from "./query-postings.ts";
import type { PlacedPhrase, SegmentScorer } from "./segment-scorer.ts";

/**
 * Finds where the phrases of every segment's scorer stand. After the postings: no request where no document has all words of a phrase, else
 * one round, at most one request a distinct term and large segment. `index-outdated` where a segment that is asked keeps
 * no occurrences.
 */
export async function findPhrases(postings: QueryPostings, scorers: readonly SegmentScorer[]): Promise<void> {
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
    .flatMap(({ graph }) => graph.edges.flatMap(({ terms, rivals = [] }) => [...terms, ...rivals]));
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

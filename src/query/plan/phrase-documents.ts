/**
 * The documents in which the phrases of a plan stand (layer 4). Occurrences are read only where they can decide: in
 * segments in which a live document has all the words, wherever they stand.
 */

import type { PhraseGraph } from "../../analysis/query-words/phrase-guess.ts";
import { settleGuesses } from "../../analysis/query-words/phrase-guess.ts";
import type { TermOccurrences } from "../../segment/postings/term-occurrences.ts";
import { isSurelyName, nameCertaintyIn } from "../scoring/word-score.ts";
import { DocumentMask } from "../snapshot/document-mask.ts";
import { documentWindows, WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import type { OpenSegment } from "../snapshot/index-snapshot.ts";
import { FieldPhrase } from "./phrase-match.ts";
import { SegmentEvaluator } from "./plan-evaluator.ts";
import type { SegmentPostings } from "./query-plan.ts";
import { nodesOf, type PhraseNode, type QueryNode } from "./query-plan.ts";
import type { QueryPostings } from "./query-postings.ts";

/**
 * Fills in `phrases` of every segment. After the postings: no request where no document has all words of a phrase, else
 * one round, at most one request a distinct term and large segment. `index-outdated` where a segment that is asked keeps
 * no occurrences.
 */
export async function findPhrases(postings: QueryPostings, root: QueryNode): Promise<void> {
  const phrases = [...nodesOf(root)].filter((node) => node.kind === "phrase");
  if (phrases.length === 0) return;
  await Promise.all(postings.segments.map((segment) => findInSegment(postings, segment, phrases)));
}

/** Plans of one query have its phrases' very nodes (ArticlePlan.complete): what was found of one is not looked for again. */
const knownMasks = new WeakMap<PhraseNode, WeakMap<OpenSegment, DocumentMask>>();

async function findInSegment(
  postings: QueryPostings,
  segment: SegmentPostings,
  all: readonly PhraseNode[],
): Promise<void> {
  const phrases = all.filter((phrase) => {
    const known = knownMasks.get(phrase)?.get(segment.open);
    if (known !== undefined) segment.phrases.set(phrase, known);
    return known === undefined;
  });
  const asked = phrases.map((phrase) => ({
    phrase,
    graph: settleGuesses(phrase.graph, (evidence) => isSurelyName(nameCertaintyIn(postings, evidence, phrase.fields))),
    candidates: findCandidates(postings, segment, phrase),
  }));
  const terms = asked
    .filter(({ candidates }) => candidates.length > 0)
    .flatMap(({ graph }) => graph.edges.flatMap(({ terms, rivals = [] }) => [...terms, ...rivals]));
  const distinct = [...new Set(terms)];
  const occurrences = distinct.length === 0 ? new Map() : await segment.open.reader.occurrences(distinct);
  for (const { phrase, graph, candidates } of asked) {
    const mask = matchPhrase(graph, phrase.fields, candidates, occurrences, segment.open.segment.documents);
    segment.phrases.set(phrase, mask);
    const bySegment = knownMasks.get(phrase) ?? new WeakMap<OpenSegment, DocumentMask>();
    knownMasks.set(phrase, bySegment.set(segment.open, mask));
  }
}

/** Live documents with all the words, ascending. */
function findCandidates(postings: QueryPostings, segment: SegmentPostings, { child }: PhraseNode): number[] {
  const evaluator = new SegmentEvaluator(postings, segment, { root: child, queryTerms: [], storeFields: [] });
  const ordinals: number[] = [];
  for (const window of documentWindows(evaluator.documents, WINDOW_DOCUMENTS)) {
    const table = evaluator.evaluate(child, { window, candidates: null });
    for (const slot of table.documents.slice().sort()) ordinals.push(window.from + slot);
    evaluator.giveBack(table);
  }
  return ordinals;
}

function matchPhrase(
  graph: PhraseGraph,
  fields: readonly number[],
  candidates: readonly number[],
  occurrences: ReadonlyMap<string, TermOccurrences>,
  documents: number,
): DocumentMask {
  if (candidates.length === 0) return new DocumentMask(0, () => false);
  const inFields = fields.map((field) => new FieldPhrase(graph, field, occurrences));
  const isFound = new Uint8Array(documents);
  for (const ordinal of candidates) if (inFields.some((phrase) => phrase.holds(ordinal))) isFound[ordinal] = 1;
  return new DocumentMask(documents, (ordinal) => isFound[ordinal] === 1);
}

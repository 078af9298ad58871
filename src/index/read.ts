/**
 * The door to reading an index: snapshots of it, plans of queries and the scorers that run them, stored documents, and
 * the library's search.
 */
export { orderHits, splitRuns } from "./query/documents/tie-order.ts";
export { BegunForms } from "./query/forms/begun-forms.ts";
export { findFrequencies } from "./query/forms/frequencies.ts";
export { findFormsBegunNear, findFormsNear, findFormsOfKeys, type NearbyForms } from "./query/forms/near-forms.ts";
export { compareHits, type RankedHit, TopHits } from "./query/hits/top-hits.ts";
export { exportMiniSearch, type MiniSearchExport } from "./query/minisearch-export.ts";
export { type MatchSelection, matchFactor, type RankKey, type SegmentDocuments } from "./query/plan/hit-collector.ts";
export { Nearness } from "./query/plan/nearness.ts";
export { FieldPhrase, settleGuesses } from "./query/plan/phrase-match.ts";
export { findCandidates, type PlanCandidates, searchPlan } from "./query/plan/plan-search.ts";
export {
  type BooleanNode,
  type BoostedField,
  booleanNode,
  boostedFields,
  type DisjunctionMaxNode,
  type DocumentsNode,
  mapChildren,
  type NearWord,
  type PhraseNode,
  type QueryNode,
  type QueryPlan,
  type ShouldNode,
  type TermNode,
  termsOf,
} from "./query/plan/query-plan.ts";
export { explainScore } from "./query/plan/score-explanation.ts";
export { countTerms, type QueryWeight, TermCounts } from "./query/plan/weight.ts";
export { PublishedSuggestions } from "./query/published-suggestions.ts";
export { inverseDocumentFrequency, isSurelyName, nameCertainty } from "./query/scoring/word-score.ts";
export { openSearcher, Searcher, type SearcherInput, type SearcherOptions } from "./query/searcher.ts";
export { DocumentSet } from "./query/snapshot/document-set.ts";
export {
  type IndexSnapshot,
  type IndexStatus,
  loadHitDocuments,
  type OpenSegment,
  openSnapshot,
  requireFields,
  statusOf,
} from "./query/snapshot/index-snapshot.ts";
export { type SnapshotOptions, SnapshotSource } from "./query/snapshot/snapshot-source.ts";
export { FieldOccurrences, type TermOccurrences } from "./segment/postings/occurrences.ts";
export type { TermDocuments } from "./segment/postings/posting-block.ts";
export { findOrdinalsById } from "./segment/reader/entry-lookup.ts";
export { SegmentCache } from "./segment/reader/segment-cache.ts";
export { loadOnce, SegmentReader, type ShownValues } from "./segment/reader/segment-reader.ts";

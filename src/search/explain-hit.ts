/**
 * How the score of a hit came about (layer 4), by the tree of scorers. Loaded where it is asked for.
 */

import type { RankedHit } from "../index/query/hits/top-hits.ts";
import {
  BooleanScorer,
  DisjunctionMaxScorer,
  DocumentSetScorer,
  ExpansionScorer,
  PhraseScorer,
  type Scorer,
} from "../index/query/plan/scorer.ts";
import type { ExplainedTerm, ExplainedWord, ScoreExplanation } from "../search-api.ts";
import { UNCHANGED } from "./ranking/best-hits.ts";
import type { RankedPage } from "./ranking/ranked-page.ts";

/**
 * The score is the sum of those of words and roots, times `allWordsFactor`, `recency` and `nearness`. As long as the query: a part for each word that the
 * document has, with its one alternative that counts, and for each root. No request.
 */
export function explainHit({ weight: { plan, scorers }, bestHits }: RankedPage, hit: RankedHit): ScoreExplanation {
  const root = scorers[hit.segmentNumber];
  const { ordinal, score, hasAllWords: allWords } = hit;
  const explained = root && explainBoolean(root, ordinal);
  const words = (root?.clauses ?? []).flatMap((scorer, place): ExplainedWord[] => {
    const ofClause = explained?.ofClauses[place];
    if (!ofClause) return [];
    const { score, terms } = ofClause;
    return [{ word: plan.queryTerms[numberOf(scorer) ?? -1] ?? terms[0]?.term ?? "", score, terms }];
  });
  const allWordsFactor = (allWords ? plan.allTermsFactor : undefined) ?? 1;
  const { recency, nearness } = bestHits?.factorsOf(hit) ?? UNCHANGED;
  return { score, allWords, words, roots: explained?.boosting ?? [], allWordsFactor, recency, nearness };
}

/** A word that is being typed has its number further down. */
function numberOf(scorer: Scorer): number | null {
  const ofChild = scorer instanceof DisjunctionMaxScorer ? scorer.children.map(({ termNumber }) => termNumber) : [];
  return scorer.termNumber ?? ofChild.find((number) => number !== null) ?? null;
}

/** The score of one document, and the terms whose scores it is the sum of. */
interface DocumentScore {
  readonly score: number;
  readonly terms: readonly ExplainedTerm[];
}

/** As DocumentScore, with the score of each of `clauses` by place, and of all of `boosting`. */
interface BooleanScore extends DocumentScore {
  readonly ofClauses: readonly (DocumentScore | null)[];
  readonly boosting: readonly ExplainedTerm[];
}

/** Null where the document does not match. Boosts of documents are left out. */
function explain(scorer: Scorer, ordinal: number): DocumentScore | null {
  if (scorer instanceof ExpansionScorer) return explainExpansion(scorer, ordinal);
  if (scorer instanceof DocumentSetScorer) {
    const { documents, score, name } = scorer;
    return documents.has(ordinal) ? { score, terms: name === null ? [] : [{ term: name, fields: [] }] } : null;
  }
  if (scorer instanceof PhraseScorer) return scorer.documents.has(ordinal) ? explain(scorer.words, ordinal) : null;
  if (scorer instanceof DisjunctionMaxScorer) {
    const found = scorer.children.map((child) => explain(child, ordinal)).filter((one) => one !== null);
    return found.reduce<DocumentScore | null>(
      (best, one) => (best === null || one.score > best.score ? one : best),
      null,
    );
  }
  return scorer instanceof BooleanScorer ? explainBoolean(scorer, ordinal) : { score: 1, terms: [] };
}

function explainExpansion({ term, lists }: ExpansionScorer, ordinal: number): DocumentScore | null {
  const fields = lists.flatMap(({ fieldName, scorer }) => {
    const explained = scorer.explain(ordinal);
    return explained === null ? [] : [{ field: fieldName, ...explained }];
  });
  const score = sumInOrder(fields);
  return score === null ? null : { score, terms: [{ term, fields }] };
}

function explainBoolean(scorer: BooleanScorer, ordinal: number): BooleanScore | null {
  const explainAll = (scorers: readonly Scorer[]) => scorers.map((one) => explain(one, ordinal));
  const ofClauses = explainAll(scorer.clauses);
  if (ofClauses.slice(0, scorer.must.length).includes(null) || explainAll(scorer.filter).includes(null)) return null;
  const found = ofClauses.filter((one) => one !== null);
  if (found.length === 0 || explainAll(scorer.mustNot).some((one) => one !== null)) return null;
  const boosting = explainAll(scorer.boosting).filter((one) => one !== null);
  const score = sumInOrder([...found, ...boosting]) ?? 0;
  const termsOf = (scores: readonly DocumentScore[]) => scores.flatMap(({ terms }) => terms);
  return { score, terms: termsOf(found), ofClauses, boosting: termsOf(boosting) };
}

/** As ScoreAccumulator adds: the first as it is, then one after the other. Null of none. */
function sumInOrder(scores: readonly { readonly score: number }[]): number | null {
  return scores.reduce<number | null>((sum, { score }) => (sum === null ? score : sum + score), null);
}

/**
 * Explains the score of a hit by the tree of scorers. Loaded where it is asked for.
 */

import type { ExplainedTerm, ScoreExplanation } from "../../../search-api.ts";
import type { RankedHit } from "../hits/top-hits.ts";
import { readMatch } from "./hit-match.ts";
import { DisjunctionMaxScorer, DocumentSetScorer, ExpansionScorer, type Scorer } from "./scorer.ts";
import type { QueryWeight } from "./weight.ts";

/**
 * The parts of a hit's score before its factors: one for each word that the document has, with its one alternative that
 * counts, and one for each root. Their sum is the score. `matched` is the number of query terms that it has. Boosts of
 * documents are left out. No request.
 */
export function explainScore(
  { plan, scorers }: Pick<QueryWeight, "plan" | "scorers">,
  { segmentNumber, ordinal }: RankedHit,
): Pick<ScoreExplanation, "words" | "roots"> & { readonly matched: number } {
  const root = scorers[segmentNumber];
  const explained = root && explain(root, ordinal);
  const words = (root?.clauses ?? []).flatMap((scorer, place): ScoreExplanation["words"] => {
    const ofClause = explained?.ofClauses?.[place];
    if (!ofClause) return [];
    const { score, terms } = ofClause;
    return [{ word: plan.queryTerms[numberOf(scorer) ?? -1] ?? terms[0]?.term ?? "", score, terms }];
  });
  return { words, roots: explained?.boosting ?? [], matched: root === undefined ? 0 : countMatched(root, ordinal) };
}

function countMatched(root: Scorer, ordinal: number): number {
  const table = root.evaluate({ window: { from: ordinal, to: ordinal + 1 }, candidates: null });
  const matched = table.countMatched(0);
  root.context.giveBack(table);
  return matched;
}

/** A word that is being typed has its number further down. */
function numberOf(scorer: Scorer): number | null {
  const ofChild = scorer instanceof DisjunctionMaxScorer ? scorer.children.map(({ termNumber }) => termNumber) : [];
  return scorer.termNumber ?? ofChild.find((number) => number !== null) ?? null;
}

/**
 * The score of one document, and the terms whose scores it is the sum of; of a BooleanScorer with the score of each
 * clause by place.
 */
interface DocumentScore {
  readonly score: number;
  readonly terms: readonly ExplainedTerm[];
  readonly ofClauses?: readonly (DocumentScore | null)[];
  readonly boosting?: readonly ExplainedTerm[];
}

/** Null where the document does not match. */
function explain(root: Scorer, ordinal: number): DocumentScore | null {
  const termsOf = (scores: readonly DocumentScore[]) => scores.flatMap(({ terms }) => terms);
  return readMatch<DocumentScore>(root, ordinal, {
    leaf(scorer) {
      if (scorer instanceof ExpansionScorer) return explainExpansion(scorer, ordinal);
      if (!(scorer instanceof DocumentSetScorer)) return { score: 1, terms: [] };
      const { score, name } = scorer;
      return { score, terms: name === null ? [] : [{ term: name, fields: [] }] };
    },
    best: (found) => found.reduce((best, one) => (one.score > best.score ? one : best)),
    sum(ofClauses, raising) {
      const found = ofClauses.filter((one) => one !== null);
      const score = sumInOrder([...found, ...raising]) ?? 0;
      return { score, terms: termsOf(found), ofClauses, boosting: termsOf(raising) };
    },
  });
}

function explainExpansion({ term, lists }: ExpansionScorer, ordinal: number): DocumentScore | null {
  const fields = lists.flatMap(({ fieldName, scorer }) => {
    const explained = scorer.explain(ordinal);
    return explained === null ? [] : [{ field: fieldName, ...explained }];
  });
  const score = sumInOrder(fields);
  return score === null ? null : { score, terms: [{ term, fields }] };
}

/** Adds in the order of ScoreAccumulator: the first unchanged, then one after the other. Null if there is none. */
function sumInOrder(scores: readonly { readonly score: number }[]): number | null {
  return scores.reduce<number | null>((sum, { score }) => (sum === null ? score : sum + score), null);
}

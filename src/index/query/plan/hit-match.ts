/**
 * Which terms of a query a hit matches, and in which fields (layer 4): MiniSearch's `queryTerms` and `match`, by the tree of scorers.
 */
import type { MatchInfo } from "minisearch";
import type { BoostDocument } from "./query-plan.ts";
import {
  BooleanScorer,
  DisjunctionMaxScorer,
  DocumentSetScorer,
  ExpansionScorer,
  PhraseScorer,
  type Scorer,
} from "./scorer.ts";

/** Query terms and index terms of one hit: MiniSearch's `queryTerms` and `match`. */
interface HitMatch {
  readonly queryTerms: readonly string[];
  readonly match: MatchInfo;
}

/** Whether a boostDocument skips a document for a term. */
type IsSkipped = (boostDocument: BoostDocument, term: string) => boolean;

const MATCHES_WITHOUT_TERMS: HitMatch = { queryTerms: [], match: {} };

/** Null where the document does not match. */
export function matchOf(scorer: Scorer, ordinal: number, isSkipped: IsSkipped): HitMatch | null {
  const matchesOf = (scorers: readonly Scorer[]) => scorers.map((one) => matchOf(one, ordinal, isSkipped));
  if (scorer instanceof ExpansionScorer) return matchOfExpansion(scorer, ordinal, isSkipped);
  if (scorer instanceof DocumentSetScorer) return scorer.documents.has(ordinal) ? MATCHES_WITHOUT_TERMS : null;
  if (scorer instanceof PhraseScorer) {
    return scorer.documents.has(ordinal) ? matchOf(scorer.words, ordinal, isSkipped) : null;
  }
  if (scorer instanceof DisjunctionMaxScorer) return uniteMatches(matchesOf(scorer.children));
  if (!(scorer instanceof BooleanScorer)) return MATCHES_WITHOUT_TERMS;
  const needed = matchesOf(scorer.must);
  const isLeftOut = needed.includes(null) || matchesOf(scorer.filter).includes(null);
  if (isLeftOut || matchesOf(scorer.mustNot).some((match) => match !== null)) return null;
  return uniteMatches([...needed, ...matchesOf(scorer.should)]);
}

function matchOfExpansion(
  { term: asked, lists, boostDocument }: ExpansionScorer,
  ordinal: number,
  isSkipped: IsSkipped,
): HitMatch | null {
  const fieldsByTerm = new Map<string, string[]>();
  for (const { term, fieldName, scorer } of lists) {
    if (!scorer.has(ordinal)) continue;
    const fields = fieldsByTerm.get(term) ?? [];
    fieldsByTerm.set(term, fields);
    fields.push(fieldName);
  }
  const match: MatchInfo = {};
  for (const [term, fields] of fieldsByTerm) {
    if (boostDocument === null || !isSkipped(boostDocument, term)) setOwn(match, term, fields);
  }
  return Object.keys(match).length === 0 ? null : { queryTerms: [asked], match };
}

function uniteMatches(all: readonly (HitMatch | null)[]): HitMatch | null {
  const found = all.filter((match) => match !== null);
  if (found.length === 0) return null;
  const match: MatchInfo = {};
  for (const part of found) for (const [term, fields] of Object.entries(part.match)) setOwn(match, term, fields);
  return { queryTerms: [...new Set(found.flatMap((part) => part.queryTerms))], match };
}

/** An own property whatever its name: `__proto__` is a word like any other. */
function setOwn(match: MatchInfo, term: string, fields: string[]): void {
  Object.defineProperty(match, term, { value: fields, enumerable: true, writable: true, configurable: true });
}

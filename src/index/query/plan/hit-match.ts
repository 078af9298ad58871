/**
 * Finds the scorers of a query that one document matches: MiniSearch's `queryTerms` and `match` of a hit.
 */
import type { MatchInfo } from "minisearch";
import { groupBy } from "../../../keyed.ts";
import type { BoostDocument } from "./query-plan.ts";
import {
  BooleanScorer,
  DisjunctionMaxScorer,
  DocumentSetScorer,
  ExpansionScorer,
  PhraseScorer,
  type Scorer,
} from "./scorer.ts";

/** Combines the facts that a document's matching scorers give. */
interface MatchReader<Told> {
  /** Reads a scorer without children; null if an ExpansionScorer does not match. */
  leaf(scorer: Scorer): Told | null;
  /** Combines one or more alternatives. */
  best(found: readonly Told[]): Told;
  /** Combines clauses by place, at least one of which matches, and the boosts of their sum. */
  sum(ofClauses: readonly (Told | null)[], boosting: readonly Told[]): Told;
}

/** Null where the document does not match. */
export function readMatch<Told>(scorer: Scorer, ordinal: number, reader: MatchReader<Told>): Told | null {
  const read = (scorers: readonly Scorer[]) => scorers.map((one) => readMatch(one, ordinal, reader));
  const found = (scorers: readonly Scorer[]) => read(scorers).filter((one) => one !== null);
  const isOfSet = scorer instanceof DocumentSetScorer || scorer instanceof PhraseScorer;
  if (isOfSet && !scorer.documents.has(ordinal)) return null;
  if (scorer instanceof PhraseScorer) return readMatch(scorer.words, ordinal, reader);
  if (scorer instanceof DisjunctionMaxScorer) {
    const alternatives = found(scorer.children);
    return alternatives.length === 0 ? null : reader.best(alternatives);
  }
  if (!(scorer instanceof BooleanScorer)) return reader.leaf(scorer);
  const ofClauses = read(scorer.clauses);
  const lacks = ofClauses.slice(0, scorer.must.length).includes(null) || read(scorer.filter).includes(null);
  if (lacks || ofClauses.every((one) => one === null) || found(scorer.mustNot).length > 0) return null;
  return reader.sum(ofClauses, found(scorer.boosting));
}

/** Query terms and index terms of one hit: MiniSearch's `queryTerms` and `match`. */
interface HitMatch {
  readonly queryTerms: readonly string[];
  readonly match: MatchInfo;
}

/** Tells whether a boostDocument skips a document for a term. */
type IsSkipped = (boostDocument: BoostDocument, term: string) => boolean;

/** Null where the document does not match. */
export function matchOf(scorer: Scorer, ordinal: number, isSkipped: IsSkipped): HitMatch | null {
  return readMatch<HitMatch>(scorer, ordinal, {
    leaf: (one) => (one instanceof ExpansionScorer ? matchOfExpansion(one, ordinal, isSkipped) : uniteMatches([])),
    best: uniteMatches,
    sum: (ofClauses) => uniteMatches(ofClauses.filter((match) => match !== null)),
  });
}

function matchOfExpansion(
  { term: asked, lists, boostDocument }: ExpansionScorer,
  ordinal: number,
  isSkipped: IsSkipped,
): HitMatch | null {
  const found = lists.filter(({ scorer }) => scorer.has(ordinal));
  const match: MatchInfo = {};
  for (const [term, ofTerm] of groupBy(found, ({ term }) => [term])) {
    if (boostDocument !== null && isSkipped(boostDocument, term)) continue;
    const fields = ofTerm.map(({ fieldName }) => fieldName);
    setOwn(match, term, fields);
  }
  return Object.keys(match).length === 0 ? null : { queryTerms: [asked], match };
}

function uniteMatches(found: readonly HitMatch[]): HitMatch {
  const match: MatchInfo = {};
  for (const part of found) for (const [term, fields] of Object.entries(part.match)) setOwn(match, term, fields);
  return { queryTerms: [...new Set(found.flatMap((part) => part.queryTerms))], match };
}

/** An own property whatever its name: `__proto__` is a word like any other. */
function setOwn(match: MatchInfo, term: string, fields: string[]): void {
  Object.defineProperty(match, term, { value: fields, enumerable: true, writable: true, configurable: true });
}

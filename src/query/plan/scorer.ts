/**
 * The tree that a query is run by on one segment (layer 4): one scorer a node of the plan, with all that was read for it. Top hits,
 * counts, explanations and matches are collected from the same tree. Scores are summed in MiniSearch's own order.
 */
import type { MatchInfo } from "minisearch";
import type { ExplainedTerm } from "../../search-api.ts";
import type { DocumentsByOrdinal } from "../documents/column-documents.ts";
import { Bm25Scorer } from "../scoring/bm25-scorer.ts";
import { HomographFrequencies } from "../scoring/homograph-frequencies.ts";
import type { ReadableList } from "../scoring/root-list.ts";
import { TermScorer, type TermScorerInput } from "../scoring/term-scorer.ts";
import { inverseDocumentFrequency } from "../scoring/word-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { CandidateSet, DocumentWindow } from "../snapshot/document-window.ts";
import type { ScoreAccumulator, ScoreAccumulatorPool } from "../snapshot/score-accumulator.ts";
import type {
  BooleanNode,
  BoostDocument,
  BoostedField,
  PhraseNode,
  QueryNode,
  QueryPlan,
  ShouldNode,
  TermNode,
} from "./query-plan.ts";
import type { QueryPostings, SegmentPostings } from "./query-postings.ts";
import { documentsOfSource } from "./source-documents.ts";
import { WordStatistics } from "./word-statistics.ts";

/** What is scored: the documents of a window, or of these the candidates. */
interface EvaluationScope {
  readonly window: DocumentWindow;
  readonly candidates: CandidateSet | null;
}

/** What the scorers of a segment share. */
export class ScorerContext {
  /** Documents of the segment, dead ones too. */
  readonly documents: number;
  /** `dead[ordinal]` is 1 for a dead document; null where none is. */
  readonly dead: Uint8Array | null;
  readonly #pool: ScoreAccumulatorPool;
  readonly #termCount: number;
  /** By all scorers, so far. */
  postingsScored = 0;

  constructor(documents: number, dead: Uint8Array | null, pool: ScoreAccumulatorPool, termCount: number) {
    this.documents = documents;
    this.dead = dead;
    this.#pool = pool;
    this.#termCount = termCount;
  }

  /** An empty table, to be given back before waiting for anything. */
  takeTable(): ScoreAccumulator {
    return this.#pool.take(this.#termCount);
  }

  giveBack(table: ScoreAccumulator): void {
    this.#pool.giveBack(table);
  }
}

/** Query terms and index terms of one hit: MiniSearch's `queryTerms` and `match`. */
interface HitMatch {
  readonly queryTerms: readonly string[];
  readonly match: MatchInfo;
}

/** Whether a boostDocument skips a document for a term. */
type IsSkipped = (boostDocument: BoostDocument, term: string) => boolean;

export abstract class Scorer {
  protected readonly context: ScorerContext;
  /** Which query term the documents match by this, null for none of its own. */
  readonly termNumber: number | null;

  constructor(context: ScorerContext, termNumber: number | null = null) {
    this.context = context;
    this.termNumber = termNumber;
  }

  /** By slot. The table is the caller's, to be given back. */
  abstract evaluate(scope: EvaluationScope): ScoreAccumulator;

  /** Adds every document that matches; what is not `within` may be left out. Nothing is scored. Not where a boostDocument skips documents. */
  abstract addMatches(set: DocumentSet, within: DocumentSet | null): void;

  /** The term scorers of each alternative, which add up: the best alternative counts. None where no posting is scored. */
  abstract get alternatives(): readonly (readonly TermScorer[])[];

  /** Null where the document does not match. */
  abstract matchOf(ordinal: number, isSkipped: IsSkipped): HitMatch | null;

  /** The terms whose scores in a document the score is the sum of. */
  abstract explainTerms(ordinal: number): ExplainedTerm[];

  /** Postings of all lists below. */
  get postings(): number {
    return this.alternatives.flat().reduce((sum, { documentFrequency }) => sum + documentFrequency, 0);
  }

  /** A new set of what matches, of `within` where that is given. */
  matches(within: DocumentSet | null): DocumentSet {
    const set = new DocumentSet(this.context.documents);
    this.addMatches(set, within);
    if (within !== null) set.intersect(within);
    return set;
  }

  /** Null where the document does not match. */
  scoreOf(ordinal: number): number | null {
    const table = this.evaluate({ window: { from: ordinal, to: ordinal + 1 }, candidates: null });
    const score = table.has(0) ? (table.scores[0] ?? 0) : null;
    this.context.giveBack(table);
    return score;
  }
}

/** The postings of one index term in one field. */
interface ExpandedList {
  readonly term: string;
  readonly fieldName: string;
  readonly scorer: TermScorer;
}

/** The sum of a query term and what it expands to, in all fields: the exact term first, then by prefix, then by fuzzy match. */
class ExpansionScorer extends Scorer {
  readonly #term: string;
  readonly #boostDocument: BoostDocument | null;
  readonly #lists: readonly ExpandedList[];

  constructor(
    context: ScorerContext,
    termNumber: number | null,
    term: string,
    lists: readonly ExpandedList[],
    boostDocument: BoostDocument | null = null,
  ) {
    super(context, termNumber);
    this.#term = term;
    this.#lists = lists;
    this.#boostDocument = boostDocument;
  }

  evaluate({ window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.context.takeTable();
    for (const { scorer } of this.#lists) {
      this.context.postingsScored += scorer.addTo(table, window, candidates, this.termNumber);
    }
    return table;
  }

  addMatches(set: DocumentSet, within: DocumentSet | null): void {
    for (const { scorer } of this.#lists) scorer.addDocumentsTo(set, within);
  }

  get alternatives(): readonly (readonly TermScorer[])[] {
    return [this.#lists.map(({ scorer }) => scorer)];
  }

  matchOf(ordinal: number, isSkipped: IsSkipped): HitMatch | null {
    const boostDocument = this.#boostDocument;
    const fieldsByTerm = new Map<string, string[]>();
    for (const { term, fieldName, scorer } of this.#lists) {
      if (!scorer.has(ordinal)) continue;
      const fields = fieldsByTerm.get(term) ?? [];
      fieldsByTerm.set(term, fields);
      fields.push(fieldName);
    }
    const match: MatchInfo = {};
    for (const [term, fields] of fieldsByTerm) {
      if (boostDocument === null || !isSkipped(boostDocument, term)) setOwn(match, term, fields);
    }
    return Object.keys(match).length === 0 ? null : { queryTerms: [this.#term], match };
  }

  explainTerms(ordinal: number): ExplainedTerm[] {
    const fields = this.#lists.flatMap(({ fieldName, scorer }) => {
      const explained = scorer.explain(ordinal);
      return explained === null ? [] : [{ field: fieldName, ...explained }];
    });
    return fields.length === 0 ? [] : [{ term: this.#term, fields }];
  }
}

const MATCHES_WITHOUT_TERMS: HitMatch = { queryTerms: [], match: {} };

/** Every live document; `boostOf` is MiniSearch's boostDocument, null where it is not used. */
class WildcardScorer extends Scorer {
  readonly #boostOf: ((ordinal: number) => number) | null;

  constructor(context: ScorerContext, boostOf: ((ordinal: number) => number) | null) {
    super(context);
    this.#boostOf = boostOf;
  }

  evaluate({ window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.context.takeTable();
    const { dead } = this.context;
    if (dead === null && candidates === null && this.#boostOf === null) {
      table.fill(window.to - window.from, 1);
      return table;
    }
    for (let ordinal = window.from; ordinal < window.to; ordinal += 1) {
      const slot = ordinal - window.from;
      if (dead?.[ordinal] === 1 || candidates?.has(slot) === false) continue;
      table.add(slot, this.#boostOf === null ? 1 : this.#boostOf(ordinal), null);
    }
    return table;
  }

  addMatches(set: DocumentSet): void {
    const { documents, dead } = this.context;
    for (let ordinal = 0; ordinal < documents; ordinal += 1) if (dead?.[ordinal] !== 1) set.add(ordinal);
  }

  get alternatives(): [] {
    return [];
  }

  matchOf(): HitMatch {
    return MATCHES_WITHOUT_TERMS;
  }

  explainTerms(): [] {
    return [];
  }
}

/** Live documents that are known beforehand, with the score 0. */
class DocumentSetScorer extends Scorer {
  readonly #documents: DocumentSet;

  constructor(context: ScorerContext, documents: DocumentSet) {
    super(context);
    this.#documents = documents;
  }

  evaluate({ window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.context.takeTable();
    for (let ordinal = window.from; ordinal < window.to; ordinal += 1) {
      const slot = ordinal - window.from;
      if (this.#documents.has(ordinal) && candidates?.has(slot) !== false) table.add(slot, 0, null);
    }
    return table;
  }

  addMatches(set: DocumentSet): void {
    set.unite(this.#documents);
  }

  get alternatives(): [] {
    return [];
  }

  matchOf(ordinal: number): HitMatch | null {
    return this.#documents.has(ordinal) ? MATCHES_WITHOUT_TERMS : null;
  }

  explainTerms(): [] {
    return [];
  }
}

/** The documents in which a phrase stands, with the scores of its words. */
class PhraseScorer extends Scorer {
  readonly words: Scorer;
  /** All of them match `words`. None until they are found (weight.ts). */
  documents: DocumentSet;

  constructor(context: ScorerContext, termNumber: number | null, words: Scorer) {
    super(context, termNumber);
    this.words = words;
    this.documents = new DocumentSet(context.documents);
  }

  evaluate(scope: EvaluationScope): ScoreAccumulator {
    const table = this.words.evaluate(scope);
    const { documents } = this;
    table.keep((slot) => documents.has(scope.window.from + slot));
    table.markAll(this.termNumber);
    return table;
  }

  addMatches(set: DocumentSet): void {
    set.unite(this.documents);
  }

  get alternatives(): readonly (readonly TermScorer[])[] {
    return [this.words.alternatives.flat()];
  }

  matchOf(ordinal: number, isSkipped: IsSkipped): HitMatch | null {
    return this.documents.has(ordinal) ? this.words.matchOf(ordinal, isSkipped) : null;
  }

  explainTerms(ordinal: number): ExplainedTerm[] {
    return this.words.explainTerms(ordinal);
  }
}

/** The best of several alternatives. */
export class DisjunctionMaxScorer extends Scorer {
  readonly children: readonly Scorer[];

  constructor(context: ScorerContext, termNumber: number | null, children: readonly Scorer[]) {
    super(context, termNumber);
    this.children = children;
  }

  evaluate(scope: EvaluationScope): ScoreAccumulator {
    const [first, ...rest] = this.children;
    if (first === undefined) return this.context.takeTable();
    const result = first.evaluate(scope);
    result.markAll(this.termNumber);
    for (const child of rest) {
      const table = child.evaluate(scope);
      result.raiseTo(table, this.termNumber);
      this.context.giveBack(table);
    }
    return result;
  }

  addMatches(set: DocumentSet, within: DocumentSet | null): void {
    for (const child of this.children) child.addMatches(set, within);
  }

  get alternatives(): readonly (readonly TermScorer[])[] {
    return this.children.flatMap((child) => child.alternatives);
  }

  matchOf(ordinal: number, isSkipped: IsSkipped): HitMatch | null {
    return uniteMatches(this.children.map((child) => child.matchOf(ordinal, isSkipped)));
  }

  explainTerms(ordinal: number): ExplainedTerm[] {
    let [best, bestScore]: [Scorer | null, number] = [null, Number.NEGATIVE_INFINITY];
    for (const child of this.children) {
      const score = child.scoreOf(ordinal);
      if (score !== null && score > bestScore) [best, bestScore] = [child, score];
    }
    return best?.explainTerms(ordinal) ?? [];
  }
}

/** Scorers of a BooleanNode. */
interface BooleanClauses {
  readonly must?: readonly Scorer[];
  readonly should?: readonly Scorer[];
  readonly filter?: readonly Scorer[];
  readonly mustNot?: readonly Scorer[];
  readonly boosting?: readonly Scorer[];
}

/** What matches of a boolean query: all of it, and by place what has each clause of `clauses`; null where that was not found out. */
export interface BooleanMatches {
  readonly matches: DocumentSet;
  readonly ofClauses: readonly (DocumentSet | null)[];
}

/** As BooleanNode says. */
export class BooleanScorer extends Scorer {
  readonly must: readonly Scorer[];
  readonly should: readonly Scorer[];
  readonly filter: readonly Scorer[];
  readonly mustNot: readonly Scorer[];
  readonly boosting: readonly Scorer[];

  constructor(context: ScorerContext, clauses: BooleanClauses) {
    super(context);
    const { must = [], should = [], filter = [], mustNot = [], boosting = [] } = clauses;
    this.must = must;
    this.should = should;
    this.filter = filter;
    this.mustNot = mustNot;
    this.boosting = boosting;
  }

  /** What is summed up, in order. */
  get clauses(): readonly Scorer[] {
    return [...this.must, ...this.should];
  }

  evaluate(scope: EvaluationScope): ScoreAccumulator {
    const isAll = this.must.length > 0;
    const [first, ...rest] = isAll ? this.must : this.should;
    if (first === undefined) return this.context.takeTable();
    const result = first.evaluate(scope);
    const combine = (scorers: readonly Scorer[], step: (table: ScoreAccumulator) => void, goesOn = false): void => {
      for (const scorer of scorers) {
        // Nothing comes back into what is only cut.
        if (result.count === 0 && !goesOn) return;
        const table = scorer.evaluate(scope);
        step(table);
        this.context.giveBack(table);
      }
    };
    combine(rest, (table) => (isAll ? result.intersect(table) : result.unite(table)), !isAll);
    if (isAll) combine(this.should, (table) => result.support(table));
    combine(this.filter, (table) => result.keep((slot) => table.has(slot)));
    combine(this.mustNot, (table) => result.subtract(table));
    combine(this.boosting, (table) => result.support(table));
    return result;
  }

  addMatches(set: DocumentSet, within: DocumentSet | null): void {
    set.unite(this.findMatches(within).matches);
  }

  /** Sets of the caller's own. Time: the postings of the clauses, each read once, and a bit a document a list. */
  findMatches(within: DocumentSet | null): BooleanMatches {
    const { matches, ofClauses } = this.must.length > 0 ? this.#intersectMust(within) : this.#uniteShould(within);
    for (const scorer of this.filter) matches.intersect(scorer.matches(matches));
    for (const scorer of this.mustNot) matches.subtract(scorer.matches(matches));
    return { matches, ofClauses };
  }

  #uniteShould(within: DocumentSet | null): BooleanMatches {
    const matches = new DocumentSet(this.context.documents);
    const ofClauses = this.should.map((scorer) => scorer.matches(within));
    for (const set of ofClauses) matches.unite(set);
    return { matches, ofClauses };
  }

  /** Those of few postings go first: of the others only what these may share is unpacked. */
  #intersectMust(within: DocumentSet | null): BooleanMatches {
    const sorted = [...this.must.entries()]
      .map(([place, scorer]) => ({ place, scorer, postings: scorer.postings }))
      .sort((a, b) => a.postings - b.postings);
    const ofClauses: (DocumentSet | null)[] = this.clauses.map(() => null);
    let matches = within;
    for (const { place, scorer } of sorted) {
      matches = scorer.matches(matches);
      ofClauses[place] = matches;
    }
    return { matches: matches ?? new DocumentSet(this.context.documents), ofClauses };
  }

  get alternatives(): readonly (readonly TermScorer[])[] {
    return [this.clauses.flatMap((scorer) => scorer.alternatives.flat())];
  }

  matchOf(ordinal: number, isSkipped: IsSkipped): HitMatch | null {
    const matchesOf = (scorers: readonly Scorer[]) => scorers.map((scorer) => scorer.matchOf(ordinal, isSkipped));
    const needed = matchesOf(this.must);
    const isLeftOut = needed.includes(null) || matchesOf(this.filter).includes(null);
    if (isLeftOut || matchesOf(this.mustNot).some((match) => match !== null)) return null;
    return uniteMatches([...needed, ...matchesOf(this.should)]);
  }

  explainTerms(ordinal: number): ExplainedTerm[] {
    return this.clauses.flatMap((scorer) => scorer.explainTerms(ordinal));
  }
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

/** A plan on one segment. */
export interface SegmentScorer {
  readonly context: ScorerContext;
  readonly root: BooleanScorer;
  /** All phrases below the root. */
  readonly phrases: readonly PlacedPhrase[];
}

/** A phrase of a plan in a segment. */
export interface PlacedPhrase {
  readonly node: PhraseNode;
  readonly scorer: PhraseScorer;
}

/** `shown` is what a boostDocument sees of documents. Phrases stand nowhere as yet (findPhrases). */
export function createSegmentScorer(
  postings: QueryPostings,
  segment: SegmentPostings,
  { root, queryTerms }: QueryPlan,
  shown: DocumentsByOrdinal = new Map(),
): SegmentScorer {
  const {
    dead,
    segment: { documents },
  } = segment.open;
  const context = new ScorerContext(documents, dead, postings.snapshot.scoreTables, queryTerms.length);
  const builder = new ScorerBuilder(postings, segment, context, shown);
  return { context, root: builder.buildBoolean(root), phrases: builder.phrases };
}

class ScorerBuilder {
  readonly phrases: PlacedPhrase[] = [];
  readonly #postings: QueryPostings;
  readonly #segment: SegmentPostings;
  readonly #context: ScorerContext;
  readonly #shown: DocumentsByOrdinal;
  readonly #ofNoWord: WordStatistics;

  constructor(postings: QueryPostings, segment: SegmentPostings, context: ScorerContext, shown: DocumentsByOrdinal) {
    this.#postings = postings;
    this.#segment = segment;
    this.#context = context;
    this.#shown = shown;
    this.#ofNoWord = new WordStatistics(postings, null);
  }

  buildBoolean(node: BooleanNode): BooleanScorer {
    const { must, should, filter, mustNot, boosting } = node;
    const build = (child: QueryNode): Scorer => this.#build(child, this.#ofNoWord);
    return new BooleanScorer(this.#context, {
      must: must.map(build),
      should: should.map(build),
      filter: filter.map(build),
      mustNot: mustNot.map(build),
      boosting: boosting.map((family) => this.#buildFamily(family)),
    });
  }

  /** `word`: what the node is an alternative of. */
  #build(node: QueryNode, word: WordStatistics): Scorer {
    const context = this.#context;
    switch (node.kind) {
      case "term":
        return this.#buildTerm(node, word);
      case "disjunction-max": {
        const ofWord = new WordStatistics(this.#postings, node);
        const children = node.children.map((child) => this.#build(child, ofWord));
        return new DisjunctionMaxScorer(context, node.termNumber, children);
      }
      case "wildcard":
        return new WildcardScorer(context, this.#boostOf(node.boostDocument, ""));
      case "source":
        return new DocumentSetScorer(context, documentsOfSource(this.#segment, node));
      case "phrase": {
        const scorer = new PhraseScorer(context, node.termNumber, this.#build(node.child, this.#ofNoWord));
        this.phrases.push({ node, scorer });
        return scorer;
      }
      case "boolean":
        return this.buildBoolean(node);
    }
  }

  /** The exact term's lists, then those of its prefix terms, then of its fuzzy ones: the order of MiniSearch.termResults. */
  #buildTerm(node: TermNode, word: WordStatistics): ExpansionScorer {
    const { term: name, termNumber, termBoost, bm25, homographs = [], excludeHomographs = false, boostDocument } = node;
    const isOther = excludeHomographs && word.isOfOtherWord(node);
    const lists = (isOther ? [] : this.#postings.expansionOf(node)).flatMap(({ term, weight }) =>
      this.#expand(term, this.#segment.lists.get(term), node.fields, ({ field, boost }) => ({
        scorer: new Bm25Scorer(
          word.inverseDocumentFrequency(node, term, field),
          this.#postings.lengthNorms(field, bm25),
        ),
        factor: weight * termBoost * boost * word.weightFactor(node),
        homographs: this.#homographsOf(homographs, field),
        excludeHomographs,
        boostOf: this.#boostOf(boostDocument, term),
      })),
    );
    return new ExpansionScorer(this.#context, termNumber, name, lists, boostDocument);
  }

  #buildFamily({ prefix, boost, homographs, fields, bm25 }: ShouldNode): ExpansionScorer {
    const { documentCount } = this.#postings;
    const lists = this.#expand(prefix, this.#segment.roots.get(prefix), fields, (inField) => ({
      scorer: new Bm25Scorer(
        inverseDocumentFrequency(this.#postings.rootFrequency(prefix, inField.field), documentCount),
        this.#postings.lengthNorms(inField.field, bm25),
      ),
      factor: boost * inField.boost,
      homographs: this.#homographsOf(homographs, inField.field),
      excludeHomographs: false,
      boostOf: null,
    }));
    return new ExpansionScorer(this.#context, null, `${prefix}…`, lists);
  }

  /** The lists of a term, or of a family of terms, in some fields. */
  #expand(
    term: string,
    lists: readonly ReadableList[] = [],
    fields: readonly BoostedField[],
    weigh: (field: BoostedField) => Omit<TermScorerInput, "list" | "sets" | "lengths" | "openingWeight">,
  ): ExpandedList[] {
    const { sets } = this.#segment.open;
    return fields.flatMap((inField) => {
      const { field, name: fieldName, openingWeight = 0 } = inField;
      const list = lists.find((candidate) => candidate.field === field);
      const lengths = this.#segment.lengths.get(field);
      if (list === undefined || lengths === undefined) return [];
      return [{ term, fieldName, scorer: new TermScorer({ list, sets, lengths, openingWeight, ...weigh(inField) }) }];
    });
  }

  #homographsOf(homographs: readonly string[], field: number): HomographFrequencies | null {
    const lists = homographs.flatMap((homograph) => this.#segment.lists.get(homograph) ?? []);
    const inField = lists.filter((list) => list.field === field);
    return inField.length === 0 ? null : new HomographFrequencies(inField);
  }

  #boostOf(boostDocument: BoostDocument | null, term: string): ((ordinal: number) => number) | null {
    if (boostDocument === null) return null;
    return (ordinal) => {
      const document = this.#shown.get(ordinal);
      return boostDocument(document?.id, term, document?.fields);
    };
  }
}

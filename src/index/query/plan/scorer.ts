/**
 * The tree that a query is run by on one segment: one scorer a node of the plan, with all that was read for it
 * (weight.ts builds it). Top hits and counts are collected from it; hit-match.ts and score-explanation.ts tell of
 * single hits by it. Scores are summed in MiniSearch's own order.
 */
import type { PhraseForms, PhraseGraph } from "../../language.ts";
import type { TermScorer } from "../scoring/term-scorer.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import type { CandidateSet, DocumentWindow } from "../snapshot/document-window.ts";
import type { OpenSegment } from "../snapshot/index-snapshot.ts";
import type { ScoreAccumulator, ScoreAccumulatorPool } from "../snapshot/score-accumulator.ts";
import type { BoostDocument } from "./query-plan.ts";

/** The documents to score: all of a window, or its candidates. */
interface EvaluationScope {
  readonly window: DocumentWindow;
  readonly candidates: CandidateSet | null;
}

/** Resources shared by the scorers of a segment. */
export class ScorerContext {
  /** Documents of the segment, dead ones too. */
  readonly documents: number;
  /** `dead[ordinal]` is 1 for a dead document; null where none is. */
  readonly dead: Uint8Array | null;
  readonly #pool: ScoreAccumulatorPool;
  readonly #termCount: number;
  /** Number of postings scored so far: by all scorers, and to find the documents to score. */
  postingsScored = 0;

  constructor({ segment, dead }: OpenSegment, pool: ScoreAccumulatorPool, termCount: number) {
    this.documents = segment.documents;
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

export abstract class Scorer {
  readonly context: ScorerContext;
  /** Number of the query term that the documents match by this, null for none of its own. */
  readonly termNumber: number | null;

  constructor(context: ScorerContext, termNumber: number | null = null) {
    this.context = context;
    this.termNumber = termNumber;
  }

  /** Scores by slot. The caller owns the table, and gives it back. */
  abstract evaluate(scope: EvaluationScope): ScoreAccumulator;

  /**
   * Adds every document that matches; what is not `within` may be left out. Nothing is scored. Not where a
   * boostDocument skips documents.
   */
  abstract addMatches(set: DocumentSet, within: DocumentSet | null): void;

  /**
   * The term scorers of each alternative, which add up: the best alternative counts. None where no posting is scored.
   */
  abstract get alternatives(): readonly (readonly TermScorer[])[];

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
}

/** The postings of one index term in one field. */
export interface ExpandedList {
  readonly term: string;
  readonly fieldName: string;
  readonly scorer: TermScorer;
}

/**
 * The sum of a query term and what it expands to, in all fields: the exact term first, then by prefix, then by fuzzy
 * match.
 */
export class ExpansionScorer extends Scorer {
  readonly term: string;
  readonly boostDocument: BoostDocument | null;
  readonly lists: readonly ExpandedList[];

  constructor(
    context: ScorerContext,
    termNumber: number | null,
    term: string,
    lists: readonly ExpandedList[],
    boostDocument: BoostDocument | null = null,
  ) {
    super(context, termNumber);
    this.term = term;
    this.lists = lists;
    this.boostDocument = boostDocument;
  }

  evaluate({ window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.context.takeTable();
    for (const { scorer } of this.lists) {
      this.context.postingsScored += scorer.addTo(table, window, candidates, this.termNumber);
    }
    return table;
  }

  addMatches(set: DocumentSet, within: DocumentSet | null): void {
    for (const { scorer } of this.lists) scorer.addDocumentsTo(set, within);
  }

  get alternatives(): readonly (readonly TermScorer[])[] {
    return [this.lists.map(({ scorer }) => scorer)];
  }
}

/** Every live document; `boostOf` is MiniSearch's boostDocument, null where it is not used. */
export class WildcardScorer extends Scorer {
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
    set.fill(this.context.documents, this.context.dead);
  }

  get alternatives(): [] {
    return [];
  }
}

/** Live documents that are known beforehand, each with the same score. `name` says in explanations what they are. */
export class DocumentSetScorer extends Scorer {
  readonly documents: DocumentSet;
  readonly score: number;
  readonly name: string | null;

  constructor(context: ScorerContext, documents: DocumentSet, score = 0, name: string | null = null) {
    super(context);
    this.documents = documents;
    this.score = score;
    this.name = name;
  }

  evaluate({ window, candidates }: EvaluationScope): ScoreAccumulator {
    const table = this.context.takeTable();
    for (let ordinal = window.from; ordinal < window.to; ordinal += 1) {
      const slot = ordinal - window.from;
      if (this.documents.has(ordinal) && candidates?.has(slot) !== false) table.add(slot, this.score, null);
    }
    return table;
  }

  addMatches(set: DocumentSet): void {
    set.unite(this.documents);
  }

  get alternatives(): [] {
    return [];
  }
}

/**
 * A phrase whose guesses are settled, what tells the forms of its words, and the numbers of the fields that it may
 * stand in.
 */
export interface SettledPhrase {
  readonly graph: PhraseGraph;
  readonly forms: PhraseForms;
  readonly fields: readonly number[];
}

/** The documents in which a phrase stands, with the scores of its words. */
export class PhraseScorer extends Scorer {
  readonly words: Scorer;
  readonly phrase: SettledPhrase;
  /** Documents, all of which match `words`. None until they are found (findPhrases). */
  documents: DocumentSet;

  constructor(context: ScorerContext, termNumber: number | null, words: Scorer, phrase: SettledPhrase) {
    super(context, termNumber);
    this.words = words;
    this.phrase = phrase;
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
}

/** Scorers of a BooleanNode. */
type BooleanClauses = Readonly<Record<"must" | "should" | "filter" | "mustNot" | "boosting", readonly Scorer[]>>;

/** Matches of a boolean query: all, and by place those of each of `clauses`; null if these were not computed. */
export interface BooleanMatches {
  readonly matches: DocumentSet;
  readonly ofClauses: readonly (DocumentSet | null)[];
}

/** Scores a BooleanNode. */
export class BooleanScorer extends Scorer {
  readonly must: readonly Scorer[];
  readonly should: readonly Scorer[];
  readonly filter: readonly Scorer[];
  readonly mustNot: readonly Scorer[];
  readonly boosting: readonly Scorer[];

  constructor(context: ScorerContext, { must, should, filter, mustNot, boosting }: BooleanClauses) {
    super(context);
    this.must = must;
    this.should = should;
    this.filter = filter;
    this.mustNot = mustNot;
    this.boosting = boosting;
  }

  /** Clauses whose scores are added, in order. */
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
    combine(this.mustNot, (table) => result.keep((slot) => !table.has(slot)));
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

  /**
   * Intersects the required scorers, those of few postings first: of the others only what these may share is unpacked.
   */
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
}

/**
 * Runs a compiled query over a snapshot (layer 4): the weight of the plan in one round, what may be on the page collected from the scorers of
 * every segment, with skipping where that is possible, and the best hits put in order across segments.
 */
import { TurnBudget } from "../../event-loop.ts";
import type { DocumentSection } from "../../segment/stored/fields.ts";
import { ColumnDocuments, type DocumentsByOrdinal } from "../documents/column-documents.ts";
import { FieldAccessProbe } from "../documents/field-access-probe.ts";
import type { RankKey } from "../documents/result-order.ts";
import { orderHits } from "../documents/tie-order.ts";
import { type RankedHit, TopHits } from "../hits/top-hits.ts";
import { MinCompetitiveScore } from "../scoring/min-competitive-score.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import {
  type CandidateSet,
  type DocumentWindow,
  maskedWindows,
  WINDOW_DOCUMENTS,
} from "../snapshot/document-window.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { FIRST_WINDOW_DOCUMENTS, type MaxScoreQuery, MaxScoreScorer } from "./max-score.ts";
import { leafNodes, type NearWord, type QueryPlan } from "./query-plan.ts";
import type { BooleanMatches, BooleanScorer } from "./scorer.ts";
import { type ClausePlan, splitPlan, wordScorers } from "./skippable-plan.ts";
import { loadWeight, type QueryWeight } from "./weight.ts";

export interface PlanSearchOptions {
  /** The hits wanted are [offset, offset + limit) of the ranking. */
  readonly offset: number;
  /** Number.POSITIVE_INFINITY for all. */
  readonly limit: number;
  /** Multiplies each score by the number of matched query terms, as MiniSearch does. */
  readonly usesMatchedTermsFactor: boolean;
  /** Puts documents that match every query term before all others. */
  readonly ranksAllTermsFirst: boolean;
  /** Multiplies the score of what matches every query term, which does not come first then; at least 1. Default 1. */
  readonly allTermsFactor?: number;
  /**
   * "all" counts every match; "page" no further than offset + limit, which saves counting. The hits are the same: where
   * nobody looks on, what cannot be on the page is not scored. Default "all".
   */
  readonly counts?: "all" | "page";
  /** What else decides; awaited together with the postings, so that its requests are in their round. */
  readonly selection?: Promise<MatchSelection>;
  /** Puts the best hits in order anew; awaited as `selection` is. Default null: nothing does. */
  readonly rerank?: Promise<Rerank | null>;
  /** The words whose nearness it looks at. Default none. */
  readonly near?: readonly NearWord[] | undefined;
  /** What is read of the hits next: it tells the order of equal scores too. Default "stored". */
  readonly shown?: DocumentSection | undefined;
}

/** How the best hits are put in order anew. */
interface Rerank {
  /** How many of the best it must be given. */
  readonly hitCount: number;
  /** The same hits with other scores; `hits` are in no order. What is not among the best must stay behind these, in the order that it had. */
  apply(hits: readonly RankedHit[], weight: QueryWeight): readonly RankedHit[];
}

/** The documents that pass, by segment; null where all of one do. Dead ones too: those who look at documents drop them. */
type SegmentMasks = readonly (DocumentSet | null)[];

/** Which matches count, in which order they come, and who looks on. */
export interface MatchSelection {
  /** Only documents that pass are matches; by segment. Statistics stay those of the whole index, as MiniSearch's filter has it. */
  readonly masks: SegmentMasks | null;
  /** Stand in for scores, by segment: a hit then has such a number as its score. */
  readonly rankKeys: readonly RankKey[] | null;
  /** Is shown every match in no order; once, unless the plan has a boostDocument. */
  readonly visit: MatchVisitor | null;
}

/** `score` is what the match is ranked by within its tier. */
type MatchVisitor = (segmentNumber: number, ordinal: number, score: number, tier: number, hasAllTerms: boolean) => void;

/** A page of ranked hits, and what is needed to say more of them. */
export interface PlanSearchResult {
  readonly hits: readonly RankedHit[];
  /** Matching documents. */
  readonly total: number;
  /** Of these, the documents that match every query term; fewer where matches that are not on the page were neither scored nor counted. */
  readonly totalAllTerms: number;
  readonly weight: QueryWeight;
  /** How many postings were scored to find these. */
  readonly postingsScored: number;
}

/** Postings that are scored, and matches that are looked at, in one turn of the event loop: some milliseconds. Untuned. */
const TURN_POSTINGS = 20_000;

const SELECTS_ALL: MatchSelection = { masks: null, rankKeys: null, visit: null };

/** Rounds of requests: as loadWeight; one more where equal scores of two segments need their keys compared. */
export async function searchPlan(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: PlanSearchOptions,
): Promise<PlanSearchResult> {
  const [weight, selection, rerank] = await Promise.all([
    loadWeight(snapshot, plan, options.near),
    options.selection ?? Promise.resolve(SELECTS_ALL),
    options.rerank ?? null,
  ]);
  const end = options.offset + options.limit;
  const kept = Math.max(end, rerank?.hitCount ?? 0);
  const isBounded = end !== Number.POSITIVE_INFINITY;
  const seesAll = selection.rankKeys !== null || selection.visit !== null;
  const split = isBounded && !seesAll ? splitPlan(plan, tellsAllTerms(options)) : null;
  const { candidates, total, totalAllTerms, postingsScored } =
    split === null
      ? await withBoostFields(weight, (scorers) => collectAll(scorers, plan, options, selection, kept))
      : await collectPage(weight.scorers, plan, options, selection, split, kept);
  const most = options.counts === "page" && isBounded ? end : Number.POSITIVE_INFINITY;
  const readers = snapshot.segments.map(({ reader }) => reader);
  return {
    hits: await orderHits(rerank?.apply(candidates, weight) ?? candidates, options.offset, end, readers, options.shown),
    total: Math.min(total, most),
    totalAllTerms: Math.min(totalAllTerms, most),
    weight,
    postingsScored,
  };
}

/** Whether it matters which documents have every query term. */
function tellsAllTerms({ ranksAllTermsFirst, allTermsFactor = 1 }: PlanSearchOptions): boolean {
  return ranksAllTermsFirst || allTermsFactor !== 1;
}

/** What was found in all segments, the candidates in no order. */
type Findings = Pick<PlanSearchResult, "total" | "totalAllTerms" | "postingsScored"> & {
  readonly candidates: readonly RankedHit[];
};

/** Scores every posting of what may match. */
async function collectAll(
  scorers: readonly BooleanScorer[],
  plan: QueryPlan,
  options: PlanSearchOptions,
  selection: MatchSelection,
  capacity: number,
): Promise<Findings> {
  const collector = new HitCollector(scorers, plan, options, selection);
  await collector.run(capacity, selection.masks, WINDOW_DOCUMENTS, (root) => {
    return (window, allowed) => scoreWindow(root, plan, window, allowed, collector);
  });
  return collector;
}

function scoreWindow(
  root: BooleanScorer,
  { queryTerms }: QueryPlan,
  window: DocumentWindow,
  allowed: CandidateSet | null,
  collector: HitCollector,
): void {
  const table = root.evaluate({ window, candidates: allowed });
  const { documents, scores } = table;
  for (let i = 0; i < documents.length; i += 1) {
    const slot = documents[i] ?? 0;
    const matched = queryTerms.length === 0 ? 0 : table.countMatched(slot);
    collector.collect(window.from + slot, scores[slot] ?? 0, matched);
  }
  root.context.giveBack(table);
}

/**
 * Scores what may be on the page, and counts what matches, if that is wanted. Where it matters which documents have all terms, these are
 * looked for first; where they come first, others only for the room that they leave. The best `end` are kept.
 */
async function collectPage(
  scorers: readonly BooleanScorer[],
  plan: QueryPlan,
  options: PlanSearchOptions,
  selection: MatchSelection,
  split: ClausePlan,
  end: number,
): Promise<Findings> {
  const { usesMatchedTermsFactor, ranksAllTermsFirst, allTermsFactor = 1 } = options;
  // Counting goes first: it decodes the lists, and knows what a search may pass over.
  const counted = options.counts === "page" ? null : countMatches(scorers, split, selection.masks);
  const { matches, whole, ofClauses } = masksOf(split, selection.masks ?? [], counted);
  const collector = new HitCollector(scorers, plan, options, selection);
  const common = { ...split, usesMatchedTermsFactor, allTermsFactor, termCount: plan.queryTerms.length };
  const collect = async (query: MaxScoreQuery, capacity: number, masks: SearchMasks["matches"]): Promise<void> => {
    if (capacity <= 0) return;
    const minScore = new MinCompetitiveScore(capacity);
    collector.minScore = minScore;
    await collector.run(capacity, masks, FIRST_WINDOW_DOCUMENTS, (root, segmentNumber) => {
      const best = new MaxScoreScorer(query, root, minScore, collector, ofClauses[segmentNumber]);
      return best.matchesNothing ? null : (window, allowed) => best.scoreWindow(window, allowed);
    });
  };
  // What must match every clause has all terms, unless a clause matches more than its word.
  const isWhole = split.mode === "all" && split.clauses.every(({ wordPlace }) => wordPlace === null);
  if (!tellsAllTerms(options) || isWhole) {
    await collect(common, end, matches);
  } else {
    await collect({ ...common, mode: "all", needsWords: true }, end, whole);
    collector.leavesOutAllTerms = true;
    await collect({ ...common, allTermsFactor: 1 }, ranksAllTermsFirst ? end - collector.total : end, matches);
  }
  const { total, totalAllTerms } = counted ?? collector;
  return { candidates: collector.candidates, postingsScored: collector.postingsScored, total, totalAllTerms };
}

/** Scores the documents of a window, of the candidates alone where some are given, and collects them. */
type WindowScorer = (window: DocumentWindow, allowed: CandidateSet | null) => void;

/** Takes what is scored: ranks it, counts it, shows it to who looks on, and keeps the best. */
class HitCollector {
  readonly candidates: RankedHit[] = [];
  total = 0;
  totalAllTerms = 0;
  /** Passes over documents that match every query term. */
  leavesOutAllTerms = false;
  /** Is offered the scores; null where none is passed over. */
  minScore: MinCompetitiveScore | null = null;
  readonly #scorers: readonly BooleanScorer[];
  readonly #termCount: number;
  readonly #usesMatchedTermsFactor: boolean;
  readonly #ranksAllTermsFirst: boolean;
  readonly #allTermsFactor: number;
  readonly #selection: MatchSelection;
  readonly #turns = new TurnBudget(TURN_POSTINGS);
  #segmentNumber = 0;
  #rankKey: RankKey | undefined;
  #top = new TopHits(0, 0);

  constructor(
    scorers: readonly BooleanScorer[],
    { queryTerms }: QueryPlan,
    { usesMatchedTermsFactor, ranksAllTermsFirst, allTermsFactor = 1 }: PlanSearchOptions,
    selection: MatchSelection,
  ) {
    this.#scorers = scorers;
    this.#termCount = queryTerms.length;
    this.#usesMatchedTermsFactor = usesMatchedTermsFactor;
    this.#ranksAllTermsFirst = ranksAllTermsFirst;
    this.#allTermsFactor = allTermsFactor;
    this.#selection = selection;
  }

  /** Of all scorers of the plan, also before this. */
  get postingsScored(): number {
    return this.#scorers.reduce((sum, { context }) => sum + context.postingsScored, 0);
  }

  /**
   * Collects the best `capacity` of all segments, and each segment's own that are as good; between windows others have a turn. `open` gives
   * what scores a segment, null where nothing matches.
   */
  async run(
    capacity: number,
    masks: SegmentMasks | null,
    firstWindow: number,
    open: (root: BooleanScorer, segmentNumber: number) => WindowScorer | null,
  ): Promise<void> {
    for (const [segmentNumber, root] of this.#scorers.entries()) {
      const score = open(root, segmentNumber);
      if (score === null) continue;
      const { context } = root;
      this.#segmentNumber = segmentNumber;
      this.#rankKey = this.#selection.rankKeys?.[segmentNumber];
      this.#top = new TopHits(segmentNumber, capacity);
      for (const { window, allowed } of maskedWindows(context.documents, firstWindow, masks?.[segmentNumber])) {
        const before = context.postingsScored + this.total;
        score(window, allowed);
        if (this.#turns.spend(context.postingsScored + this.total - before)) await this.#turns.takeTurn();
      }
      // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
      for (const hit of this.#top.sorted()) this.candidates.push(hit);
    }
  }

  /** Takes a document of the segment that is run, with the sum of its scores and how many query terms it matches. */
  collect(ordinal: number, sum: number, matched: number): void {
    const hasAllTerms = matched === this.#termCount;
    if (hasAllTerms && this.leavesOutAllTerms) return;
    this.total += 1;
    if (hasAllTerms) this.totalAllTerms += 1;
    const factor = (this.#usesMatchedTermsFactor ? matched || 1 : 1) * (hasAllTerms ? this.#allTermsFactor : 1);
    const score = this.#rankKey === undefined ? sum * factor : this.#rankKey(ordinal, sum * factor);
    const tier = this.#ranksAllTermsFirst && !hasAllTerms ? 0 : 1;
    this.minScore?.offer(score);
    this.#top.offer(ordinal, score, tier, hasAllTerms);
    this.#selection.visit?.(this.#segmentNumber, ordinal, score, tier, hasAllTerms);
  }
}

/** By segment, what may match, what may match every clause's word, and what was counted of clauses. */
interface SearchMasks {
  readonly matches: SegmentMasks;
  readonly whole: SegmentMasks;
  readonly ofClauses: readonly BooleanMatches["ofClauses"][];
}

/** Counted matches are a mask where they are fewer than those of a clause. */
function masksOf({ clauses }: ClausePlan, masks: SegmentMasks, counted: CountedMatches | null): SearchMasks {
  if (counted === null || clauses.length < 2) return { matches: masks, whole: masks, ofClauses: [] };
  const isCut = clauses.filter(({ isRequired }) => isRequired).length > 1;
  return {
    matches: isCut ? counted.segments.map(({ matches }) => matches) : masks,
    whole: counted.segments.map(({ whole }) => whole),
    ofClauses: counted.segments.map(({ ofClauses }) => ofClauses),
  };
}

/** Documents of the index, and which they are, by segment. */
interface CountedMatches {
  readonly total: number;
  /** What has each clause is of the matches; perhaps others that have it, and not of all clauses. */
  readonly segments: readonly SegmentMatches[];
  /** Of the matches, those with every clause's word. */
  readonly totalAllTerms: number;
}

interface SegmentMatches extends BooleanMatches {
  /** Of the matches, those with every clause's word. */
  readonly whole: DocumentSet;
}

/** Time: the postings of the clauses, each read once, and a bit a document of the index a list. */
function countMatches(scorers: readonly BooleanScorer[], plan: ClausePlan, masks: SegmentMasks | null): CountedMatches {
  const segments = scorers.map((scorer, segmentNumber) => {
    const found = findMatches(scorer, plan);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [found.matches, found.whole]) set.intersect(mask);
    return found;
  });
  const countAll = (sets: readonly DocumentSet[]): number => sets.reduce((sum, set) => sum + set.count(), 0);
  return {
    segments,
    total: countAll(segments.map(({ matches }) => matches)),
    totalAllTerms: countAll(segments.map(({ whole }) => whole)),
  };
}

function findMatches(root: BooleanScorer, plan: ClausePlan): SegmentMatches {
  const { matches, ofClauses } = root.findMatches(null);
  const whole = new DocumentSet(root.context.documents);
  whole.unite(matches);
  const words = wordScorers(root, plan);
  for (const [place, clause] of root.clauses.entries()) {
    const ofClause = words[place] === null ? ofClauses[place] : null;
    whole.intersect(ofClause ?? (words[place] ?? clause).matches(whole));
  }
  return { matches, whole, ofClauses };
}

/**
 * The answer of `score`, which is given scorers that show a boostDocument what it asks for. One round
 * for the columns, once; where a boostDocument reads another stored field, `score` runs again, after a request a stored
 * block of every match. An index without columns has stored fields read at once: then what boostDocument is shown is
 * whole, as MiniSearch shows it, also to who looks at it later.
 */
async function withBoostFields<T>(
  { plan, segments, scorers, scorersShowing }: QueryWeight,
  score: (scorers: readonly BooleanScorer[]) => Promise<T>,
): Promise<T> {
  const { root, storeFields } = plan;
  const boosted = [...leafNodes(root)].filter((node) => "boostDocument" in node && node.boostDocument !== null);
  if (boosted.length === 0) return score(scorers);
  const hasColumns = segments.some(({ open }) => open.reader.contents.valueColumns.length > 0);
  if (hasColumns || storeFields.length === 0) {
    const probe = new FieldAccessProbe();
    const input = { probe, storeFields, needsIds: true };
    const columns = await Promise.all(segments.map(({ open }) => ColumnDocuments.load(open.reader, input)));
    try {
      const answer = await score(scorersShowing(columns));
      if (!probe.isTriggered) return answer;
    } catch (error) {
      if (!probe.isTriggered) throw error;
    }
  }
  const isOfAll = boosted.some((node) => node.kind === "wildcard");
  return score(scorersShowing(await loadStoredDocuments(segments, isOfAll)));
}

function loadStoredDocuments(
  segments: QueryWeight["segments"],
  isOfAll: boolean,
): Promise<readonly DocumentsByOrdinal[]> {
  return Promise.all(
    segments.map(({ open, lists }) => {
      const ordinals = isOfAll
        ? Array.from({ length: open.segment.documents }, (_, ordinal) => ordinal)
        : [...new Set([...lists.values()].flat().flatMap((list) => [...list.toPostings().ordinals]))];
      return open.reader.storedDocuments(ordinals);
    }),
  );
}

/**
 * Runs a compiled query over a snapshot (layer 4): postings in one round, every segment searched, the best hits put in
 * order across segments.
 */
import { TurnBudget } from "../../event-loop.ts";
import type { SegmentReader } from "../../segment/reader/segment-reader.ts";
import { ColumnDocuments, type DocumentsByOrdinal } from "../documents/column-documents.ts";
import { FieldAccessProbe } from "../documents/field-access-probe.ts";
import type { RankKey } from "../documents/result-order.ts";
import { orderHits } from "../documents/tie-order.ts";
import { type RankedHit, TopHits } from "../hits/top-hits.ts";
import { MinCompetitiveScore } from "../scoring/min-competitive-score.ts";
import { maskedWindows, type SegmentMasks, type WindowMask } from "../snapshot/document-mask.ts";
import { DocumentSet } from "../snapshot/document-set.ts";
import { WINDOW_DOCUMENTS } from "../snapshot/document-window.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { type MaxScoreQuery, MaxScoreScorer } from "./max-score.ts";
import type { QueryPlan } from "./query-plan.ts";
import { leafNodes, type QueryPostings } from "./query-postings.ts";
import { type BooleanMatches, createSegmentScorer, type SegmentScorer } from "./scorer.ts";
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
}

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
  /** Of these, the documents that match every query term; 0 where neither the ranking nor the plan asks for these. */
  readonly totalAllTerms: number;
  readonly weight: QueryWeight;
  /** How many postings were scored to find these. */
  readonly postingsScored: number;
}

/** Postings that are scored, and matches that are looked at, in one turn of the event loop: some milliseconds. Untuned. */
const TURN_POSTINGS = 20_000;

const SELECTS_ALL: MatchSelection = { masks: null, rankKeys: null, visit: null };

/** What was found in all segments, in no order. */
interface Findings {
  readonly candidates: readonly RankedHit[];
  readonly total: number;
  readonly totalAllTerms: number;
  readonly postingsScored: number;
}

/**
 * Rounds of requests: as loadWeight; one more where equal scores of two segments need their keys
 * compared.
 */
export async function searchPlan(
  snapshot: IndexSnapshot,
  plan: QueryPlan,
  options: PlanSearchOptions,
): Promise<PlanSearchResult> {
  const [weight, selection] = await Promise.all([
    loadWeight(snapshot, plan),
    options.selection ?? Promise.resolve(SELECTS_ALL),
  ]);
  const end = options.offset + options.limit;
  const isBounded = end !== Number.POSITIVE_INFINITY;
  const isPage = options.counts === "page" && isBounded;
  const seesAll = selection.rankKeys !== null || selection.visit !== null;
  const split = isBounded && !seesAll ? splitPlan(plan, tellsAllTerms(options)) : null;
  const { candidates, ...counted } =
    split === null
      ? await withBoostFields(weight, (scorers) => findAll(scorers, plan, options, selection))
      : await findPage(weight.scorers, plan, options, selection.masks, split);
  const hits = await orderHits(candidates, options.offset, end, readersOf(snapshot));
  const most = isPage ? end : Number.POSITIVE_INFINITY;
  return {
    ...counted,
    hits,
    total: Math.min(counted.total, most),
    totalAllTerms: Math.min(counted.totalAllTerms, most),
    weight,
  };
}

/** Whether it matters which documents have every query term. */
function tellsAllTerms({ ranksAllTermsFirst, allTermsFactor = 1 }: PlanSearchOptions): boolean {
  return ranksAllTermsFirst || allTermsFactor !== 1;
}

/** Scores every posting of what may match; between windows others have a turn. */
async function findAll(
  scorers: readonly SegmentScorer[],
  plan: QueryPlan,
  { offset, limit, usesMatchedTermsFactor, ranksAllTermsFirst, allTermsFactor = 1 }: PlanSearchOptions,
  { masks, rankKeys, visit }: MatchSelection,
): Promise<Findings> {
  const candidates: RankedHit[] = [];
  const turns = new TurnBudget(TURN_POSTINGS);
  const termCount = plan.queryTerms.length;
  let [total, totalAllTerms, postingsScored] = [0, 0, 0];
  for (const [segmentNumber, { context, root }] of scorers.entries()) {
    const rankKey = rankKeys?.[segmentNumber];
    const top = new TopHits(segmentNumber, offset + limit);
    for (const { window, allowed } of maskedWindows(context.documents, WINDOW_DOCUMENTS, masks?.[segmentNumber])) {
      const before = context.postingsScored;
      const table = root.evaluate({ window, candidates: allowed });
      const { documents, scores } = table;
      for (let i = 0; i < documents.length; i += 1) {
        const slot = documents[i] ?? 0;
        const ordinal = window.from + slot;
        const matched = termCount === 0 ? 0 : table.countMatched(slot);
        const hasAllTerms = matched === termCount;
        if (hasAllTerms) totalAllTerms += 1;
        const factor = (usesMatchedTermsFactor ? matched || 1 : 1) * (hasAllTerms ? allTermsFactor : 1);
        const score = (scores[slot] ?? 0) * factor;
        const tier = ranksAllTermsFirst && !hasAllTerms ? 0 : 1;
        const rank = rankKey === undefined ? score : rankKey(ordinal, score);
        top.offer(ordinal, rank, tier, hasAllTerms);
        if (visit !== null) visit(segmentNumber, ordinal, rank, tier, hasAllTerms);
      }
      const { count } = table;
      total += count;
      context.giveBack(table);
      if (turns.spend(context.postingsScored - before + count)) await turns.takeTurn();
    }
    postingsScored += context.postingsScored;
    // One by one: as arguments of one call, a few hundred thousand hits overflow the stack.
    for (const hit of top.sorted()) candidates.push(hit);
  }
  return { candidates, total, totalAllTerms, postingsScored };
}

/** Scores what may be on the page, and counts what matches, if that is wanted. */
async function findPage(
  scorers: readonly SegmentScorer[],
  plan: QueryPlan,
  options: PlanSearchOptions,
  masks: SegmentMasks | null,
  split: ClausePlan,
): Promise<Findings> {
  // Counting goes first: it decodes the lists, and knows what a search may pass over.
  const counted = options.counts === "page" ? null : countMatches(scorers, split, masks);
  const found = await findBests(scorers, plan, options, masksOf(split, masks ?? [], counted), split);
  const postingsScored = scorers.reduce((sum, { context }) => sum + context.postingsScored, found.postingsScored);
  const { total, totalAllTerms } = counted ?? found;
  return { ...found, total, totalAllTerms, postingsScored };
}

/** By segment, what may match, what may match every clause's word, and what was counted of clauses. */
interface SearchMasks {
  readonly matches: readonly (WindowMask | null)[];
  readonly whole: readonly (WindowMask | null)[];
  readonly ofClauses: readonly BooleanMatches["ofClauses"][];
}

/** Counted matches are a mask where they are fewer than those of a clause. */
function masksOf({ clauses }: ClausePlan, masks: SegmentMasks, counted: CountedMatches | null): SearchMasks {
  if (counted === null || clauses.length < 2) return { matches: masks, whole: masks, ofClauses: [] };
  const isCut = clauses.filter(({ isRequired }) => isRequired).length > 1;
  return {
    matches: isCut ? counted.segments.map(({ matches }) => matches.toMask()) : masks,
    whole: counted.segments.map(({ whole }) => whole.toMask()),
    ofClauses: counted.segments.map(({ ofClauses }) => ofClauses),
  };
}

/**
 * Where it matters which documents have all terms, these are looked for first; where they come first, others only for the
 * room that they leave.
 */
async function findBests(
  scorers: readonly SegmentScorer[],
  { queryTerms }: QueryPlan,
  options: PlanSearchOptions,
  masks: SearchMasks,
  split: ClausePlan,
): Promise<Findings> {
  const { usesMatchedTermsFactor, ranksAllTermsFirst, allTermsFactor = 1 } = options;
  const { clauses } = split;
  const end = options.offset + options.limit;
  const termCount = queryTerms.length;
  const common = { ...split, usesMatchedTermsFactor, termCount, allTermsFactor: 1, leavesOutAllTerms: false };
  const find = (
    query: Pick<MaxScoreQuery, "tier"> & Partial<MaxScoreQuery>,
    capacity: number,
    allowed = masks.matches,
  ) => findBest(scorers, { ...common, ...query }, capacity, { ...masks, matches: allowed });
  // What must match every clause has all terms, unless a clause matches more than its word.
  if (!tellsAllTerms(options) || (split.mode === "all" && clauses.every(({ wordPlace }) => wordPlace === null))) {
    const found = await find({ allTermsFactor, tier: 1 }, end);
    return { ...found, totalAllTerms: split.mode === "all" ? found.total : 0 };
  }
  const whole = await find({ allTermsFactor, mode: "all", needsWords: true, tier: 1 }, end, masks.whole);
  const room = ranksAllTermsFirst ? end - whole.total : end;
  if (room <= 0) return { ...whole, totalAllTerms: whole.total };
  const partial = await find({ leavesOutAllTerms: true, tier: ranksAllTermsFirst ? 0 : 1 }, room);
  return {
    candidates: [...whole.candidates, ...partial.candidates],
    total: whole.total + partial.total,
    totalAllTerms: whole.total,
    postingsScored: whole.postingsScored + partial.postingsScored,
  };
}

/** The best `capacity` of all segments, and each segment's own that are as good; counted up to `capacity`. */
async function findBest(
  scorers: readonly SegmentScorer[],
  query: MaxScoreQuery,
  capacity: number,
  { matches, ofClauses }: SearchMasks,
): Promise<Omit<Findings, "totalAllTerms">> {
  const minScore = new MinCompetitiveScore(capacity);
  const candidates: RankedHit[] = [];
  const turns = new TurnBudget(TURN_POSTINGS);
  let postingsScored = 0;
  if (capacity === 0) return { candidates, total: 0, postingsScored };
  for (const [segmentNumber, scorer] of scorers.entries()) {
    const top = new TopHits(segmentNumber, capacity);
    const best = new MaxScoreScorer(query, scorer, minScore, top, ofClauses[segmentNumber]);
    await best.search(matches[segmentNumber] ?? null, turns);
    postingsScored += best.postingsScored;
    for (const hit of top.sorted()) candidates.push(hit);
  }
  return { candidates, total: minScore.count, postingsScored };
}

function readersOf(snapshot: IndexSnapshot): SegmentReader[] {
  return snapshot.segments.map(({ reader }) => reader);
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
function countMatches(scorers: readonly SegmentScorer[], plan: ClausePlan, masks: SegmentMasks | null): CountedMatches {
  const segments = scorers.map((scorer, segmentNumber) => {
    const found = findMatches(scorer, plan);
    const mask = masks?.[segmentNumber] ?? null;
    if (mask !== null) for (const set of [found.matches, found.whole]) set.intersectMask(mask);
    return found;
  });
  const countAll = (sets: readonly DocumentSet[]): number => sets.reduce((sum, set) => sum + set.count(), 0);
  return {
    segments,
    total: countAll(segments.map(({ matches }) => matches)),
    totalAllTerms: countAll(segments.map(({ whole }) => whole)),
  };
}

function findMatches({ context, root }: SegmentScorer, plan: ClausePlan): SegmentMatches {
  const { matches, ofClauses } = root.findMatches(null);
  const whole = new DocumentSet(context.documents);
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
  { plan, postings, scorers }: QueryWeight,
  score: (scorers: readonly SegmentScorer[]) => Promise<T>,
): Promise<T> {
  const { root, storeFields } = plan;
  const boosted = [...leafNodes(root)].filter((node) => node.kind !== "source" && node.boostDocument !== null);
  if (boosted.length === 0) return score(scorers);
  const scoreShown = (shown: readonly DocumentsByOrdinal[]): Promise<T> =>
    score(postings.segments.map((segment, i) => createSegmentScorer(postings, segment, plan, shown[i])));
  const hasColumns = postings.segments.some(({ open }) => open.reader.contents.valueColumns.length > 0);
  if (hasColumns || storeFields.length === 0) {
    const veil = new FieldAccessProbe();
    const input = { veil, storeFields, needsIds: true };
    const columns = await Promise.all(postings.segments.map(({ open }) => ColumnDocuments.load(open.reader, input)));
    try {
      const answer = await scoreShown(columns);
      if (!veil.isPierced) return answer;
    } catch (error) {
      if (!veil.isPierced) throw error;
    }
  }
  const isOfAll = boosted.some((node) => node.kind === "wildcard");
  return scoreShown(await loadStoredDocuments(postings, isOfAll));
}

function loadStoredDocuments(postings: QueryPostings, isOfAll: boolean): Promise<DocumentsByOrdinal[]> {
  return Promise.all(
    postings.segments.map(({ open, lists }) => {
      const ordinals = isOfAll
        ? Array.from({ length: open.segment.documents }, (_, ordinal) => ordinal)
        : [...new Set([...lists.values()].flat().flatMap((list) => [...list.toPostings().ordinals]))];
      return open.reader.storedDocuments(ordinals);
    }),
  );
}

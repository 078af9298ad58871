/**
 * Runs a query as it was typed, and where that finds too little, as it was meant (layer 4). What was typed is left alone
 * wherever some document has all of it.
 *
 * The last word may still be being typed: it is searched for as it is first, and as what it may become where that finds too little. No
 * document that has only the beginning of the word comes before one that has the word. As long as some document has all words as they are,
 * the others have not: they come behind, among those that lack a word (in a sentence, whose order is by score alone, they miss its factor).
 * Where none has, what begins with the last word counts as that word; of a letter alone, which begins too many, the words before it are searched for.
 */
import type { Synonyms } from "../../analysis/query-words/synonyms.ts";
import { throwUnavailablePart } from "../../errors.ts";
import type { BoundedExpansion, QueryCorrection } from "../../search-api.ts";
import { completeWord } from "../expansion/prefix-words.ts";
import { Nearness } from "../plan/nearness.ts";
import { termsOf } from "../plan/query-plan.ts";
import { countTerms } from "../plan/weight.ts";
import type { IndexSnapshot } from "../snapshot/index-snapshot.ts";
import { findKnownWords, hasLiveWay, hasOwnWay, RIGHT_WORD } from "../spelling/known-words.ts";
import { findDoubts, plainWords, type Repair } from "../spelling/word-doubts.ts";
import { type ArticlePlan, compileArticleQuery, type RaisedDays } from "./article-query.ts";
import { nearOf, type PageQuery, type RankedPage, type RerankQuery } from "./ranked-page.ts";

/** Ranks a page of a query, the same page of each. */
type RankQuery = (compiled: ArticlePlan) => Promise<RankedPage>;

/** What is asked for. */
export type AsYouTypeQuery = Pick<PageQuery, "match" | "counts"> &
  RerankQuery & {
    readonly text: string;
    /** What the owner knows of words. Default none. */
    readonly ownerWords?: Synonyms | null | undefined;
    /** Ids of what is understood of a query (UnderstoodPiece) and is to be taken as it is typed. Default none. */
    readonly ignore?: readonly string[] | undefined;
    /** The days that stretches of a text say, of the text itself and of a corrected one. Default none. */
    readonly raisedIn?: ((text: string) => Promise<readonly RaisedDays[]>) | undefined;
    /** Beginnings of terms that raise what matches. Default none. */
    readonly raised?: readonly string[] | undefined;
    /** As compileArticleQuery has it. */
    readonly isWide?: boolean | undefined;
  };

/** A page, and the query that it is of. */
interface TypedResult {
  readonly compiled: ArticlePlan;
  readonly page: RankedPage;
  readonly bounded: readonly BoundedExpansion[];
}

/** The same, and how. */
export interface CorrectableQuery extends AsYouTypeQuery {
  /** "off" searches for what was typed. Default "auto". */
  readonly correct?: "auto" | "off" | undefined;
  /**
   * Told of a page of what was typed that is hardly replaced any more, before its spelling is looked up: what is shown of it can be read in the
   * same round.
   */
  readonly onLikelyPage?: ((page: RankedPage) => void) | undefined;
}

/** A page, of the query as it was corrected. */
interface CorrectedResult extends TypedResult {
  readonly corrections: readonly QueryCorrection[];
  /** What else may have been meant, null where that is nothing. */
  readonly offer: string | null;
}

/** A longer text is a sentence that was pasted: most of its articles lack some word of it. Untuned. */
const MOST_QUESTION_WORDS = 6;

/** Where fewer documents have all words, those are found too that have what equivalents only raise. A page. Measured in docs/decisions/0056-kinds-of-queries.md. */
const FEW_DOCUMENTS = 10;

/** As runCorrected; where that finds few documents with all words, the query runs once more with what its equivalents only raise. */
export async function runCorrectedQuery(
  snapshot: IndexSnapshot,
  query: CorrectableQuery,
  rank: RankQuery,
): Promise<CorrectedResult> {
  const found = await runCorrected(snapshot, query, rank);
  if (!isWidened(query, found)) return found;
  return { ...found, ...(await runAsYouType(snapshot, { ...query, text: found.text, isWide: true }, rank)) };
}

function isWidened({ match }: AsYouTypeQuery, { compiled, page }: TypedResult): boolean {
  return match === "auto" && compiled.canWiden && !(page.countsAllWords && page.total >= FEW_DOCUMENTS);
}

/**
 * As runAsYouType; where that finds no document with all words, or has a word by accident, one round more for what was meant, and then those
 * of the corrected query.
 */
async function runCorrected(
  snapshot: IndexSnapshot,
  query: CorrectableQuery,
  rank: RankQuery,
): Promise<CorrectedResult & { readonly text: string }> {
  const typed = await runAsYouType(snapshot, query, rank);
  const asTyped = { ...typed, text: query.text, corrections: [], offer: null };
  if (query.correct === "off" || typed.compiled.isListing) return asTyped;
  if (isEnough(query, typed) && !isWidened(query, typed)) query.onLikelyPage?.(typed.page);
  const repair = await repairOf(snapshot, query, typed);
  if (repair === null) return asTyped;
  const { corrections, offer } = repair;
  if (corrections.length === 0) return { ...asTyped, offer };
  if (!(await areWrittenSo(repair, rank))) return { ...asTyped, offer };
  const repaired = await runAsYouType(snapshot, { ...query, text: repair.text }, rank);
  return isBetter(query, typed, repaired, repair) ? { ...repaired, text: repair.text, corrections, offer } : asTyped;
}

/**
 * Whether the words that one was taken apart into stand side by side somewhere, where that must tell that they are meant; and whether those
 * that were put together nowhere do.
 */
async function areWrittenSo({ corrections }: Repair, rank: RankQuery): Promise<boolean> {
  for (const { kind, from, to } of corrections) {
    if (kind !== "merge" && (kind !== "split" || !mayBeAccidental(to))) continue;
    const { total } = await rank(compileArticleQuery(`"${kind === "merge" ? from : to}"`, "all"));
    if (total > 0 === (kind === "merge")) return false;
  }
  return true;
}

/** Shorter parts are words of any text: that they stand side by side in an article tells that they were meant. Untuned. */
const MIN_TELLING_PART_LENGTH = 5;

/** Whether words may have come of a split by accident, as long as no article has them side by side. */
export function mayBeAccidental(split: string): boolean {
  return split.split(" ").some((part) => part.length < MIN_TELLING_PART_LENGTH);
}

function isEnough({ match }: AsYouTypeQuery, { page }: TypedResult): boolean {
  return page.total > 0 && (match !== "auto" || page.countsAllWords);
}

async function repairOf(snapshot: IndexSnapshot, query: AsYouTypeQuery, typed: TypedResult): Promise<Repair | null> {
  const { text, ownerWords = null, ignore = [], raisedIn } = query;
  const { compiled, page } = typed;
  const { groups, typedWord } = compiled;
  const known = findKnownWords(groups, page.weight.counts);
  // What says when and what has another name is no slip, though no text should say it.
  const days = (await raisedIn?.(text)) ?? [];
  for (const clause of groups.flatMap(({ alternatives }) => alternatives)) {
    const saysWhen = days.some(({ start, end }) => clause.start >= start && clause.end <= end);
    const isNamed = clause.kind === "word" && (clause.equivalents ?? []).length > 0;
    if (saysWhen || isNamed) known.set(clause.start, RIGHT_WORD);
  }
  // Of nyu-york texts may have york alone.
  const isCompleted =
    compiled.completions.some(({ terms }) => terms.length === 1) ||
    hasLiveWay(compiled.completions, page.weight.counts);
  if (isCompleted && typedWord !== null) {
    known.set(typedWord.start, { frequency: page.total, terms: [], ...known.get(typedWord.start), isBeginning: true });
  }
  const { documentCount } = snapshot;
  const doubts = findDoubts(text, groups, { known, documentCount, isFound: isEnough(query, typed) });
  if (doubts === null) return null;
  const { findRepair } = await import("../spelling/spelling.ts").catch(throwUnavailablePart);
  return findRepair(snapshot, text, doubts, { known, ownerWords, ignore, readTerms: page.weight.nearness?.terms });
}

/** With all words, or of a question with more documents than before; known words are put together for all words alone. */
function isBetter(
  { match, text }: AsYouTypeQuery,
  { compiled, page }: TypedResult,
  { page: repaired }: TypedResult,
  { corrections }: Repair,
): boolean {
  if (match === "all") return repaired.total > 0;
  const isMerged = corrections.some(({ kind }) => kind === "merge");
  if (match === "auto" && repaired.countsAllWords)
    return repaired.total >= (isMerged && page.countsAllWords ? page.total : 1);
  const isQuestion = plainWords(text, compiled.groups).length <= MOST_QUESTION_WORDS;
  return isQuestion && !isMerged && repaired.total > page.total;
}

/**
 * Rounds of requests: that of completeWord with the postings of the words as they are and their positions, which lie beside these; then as
 * `rank`; ranking a second time reads nothing more. Where no more is counted than a page, one that is full without completions is not completed.
 */
async function runAsYouType(snapshot: IndexSnapshot, query: AsYouTypeQuery, rank: RankQuery): Promise<TypedResult> {
  const { text, match, counts, ownerWords = null, ignore = [], raisedIn, raised, isWide } = query;
  const understood = { ignored: new Set(ignore), raised: await raisedIn?.(text), beginnings: raised, isWide };
  const asTyped = compileArticleQuery(text, match, ownerWords, understood);
  if (asTyped.typedWord === null) return { compiled: asTyped, page: await rank(asTyped), bounded: [] };
  if (match !== "auto" || counts === "page") {
    const page = await rank(asTyped);
    const isEnough = match === "auto" ? page.countsAllWords && page.totalRelation === "atLeast" : page.total > 0;
    if (isEnough) return { compiled: asTyped, page, bounded: [] };
  }
  const [completion, isKnown] = await Promise.all([
    completeWord(snapshot, asTyped.typedWord),
    match === "auto" && isTypedWordKnown(snapshot, asTyped),
    match === "auto" ? Nearness.load(snapshot, nearOf(asTyped.plan, query)) : null,
  ]);
  if (completion === null) {
    const page = await rank(asTyped);
    const before = text.slice(0, asTyped.typedWord.start);
    if (match !== "auto" || page.countsAllWords || asTyped.typedWord.text.length > 1 || before.trim() === "") {
      return { compiled: asTyped, page, bounded: [] };
    }
    const understoodBefore = { ...understood, raised: await raisedIn?.(before) };
    const compiled = compileArticleQuery(before, match, ownerWords, understoodBefore);
    const withoutLetter = { compiled, page: await rank(compiled), bounded: [] };
    return withoutLetter.page.countsAllWords ? withoutLetter : { compiled: asTyped, page, bounded: [] };
  }
  const bounded = completion.bounded === null ? [] : [completion.bounded];
  if (isKnown) {
    const compiled = asTyped.complete({ ...completion, countsAsWord: false });
    const page = await rank(compiled);
    if (page.countsAllWords) return { compiled, page, bounded };
  }
  const compiled = asTyped.complete({ ...completion, countsAsWord: true });
  return { compiled, page: await rank(compiled), bounded };
}

/** Where no document has the typed word as it is, none has all words. The postings are those that ranking needs anyway. */
async function isTypedWordKnown(snapshot: IndexSnapshot, { plan, typedWord }: ArticlePlan): Promise<boolean> {
  if (typedWord === null) return false;
  return hasOwnWay(typedWord.alternatives, await countTerms(snapshot, termsOf({ ...plan.root, boosting: [] })));
}

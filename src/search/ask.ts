/**
 * Asks an index, by one loop over the readings of a text. Each reading is looked for; the steps then make another
 * reading of it from what was found, and the better of both goes on; the first reading that finds enough is the answer.
 *
 * | what is read, in this order | when |
 * |---|---|
 * | words of the text in the dictionary, beside the manifest | before (article-search.ts) |
 * | dates of articles, groups of the same articles | first of a reading; nothing waits for them before it ranks |
 * | completions of the last word, postings and positions of the words as typed | where the last word may go on |
 * | postings, positions, columns of filter, order and facets | of each plan that is ranked (ranked-page.ts) |
 * | stored fields or cards of a page that is hardly replaced any more | before its spelling is looked up |
 * | spellings of words in doubt | step "correct" |
 * | names that sound like foreign words | step "widen" |
 * | as a reading, of the text that is offered, where no article has all words | step "offered" |
 * | nothing | step "name" |
 * | as a reading, of the corrected text | step "correct" |
 * | as a reading, of the text with boosting equivalents, and those names | step "widen" |
 * | the column of days | show.ts, where the days narrow: how many undated articles are left out |
 * | stored fields or cards of the page | show.ts |
 *
 * What was typed is left alone wherever some document has all of it.
 */

import {
  booleanNode,
  countTerms,
  type IndexSnapshot,
  Nearness,
  type QueryPlan,
  requireFields,
  termsOf,
} from "../index/read.ts";
import { Synonyms } from "../russian/queries.ts";
import type { QueryWord } from "../russian/words.ts";
import { articleFields } from "../schema/schema.ts";
import type { BoundedExpansion, SortOrder } from "../search-api.ts";
import { completeWord } from "./expansion/prefix-words.ts";
import { loadLaterParts } from "./load-later-parts.ts";
import { type ArticlePlan, compileArticleQuery, readQueryWords } from "./ranking/article-query.ts";
import { nearOf, type PageQuery, type RankedPage, rankPage, readAhead } from "./ranking/ranked-page.ts";
import {
  findDoubts,
  findForeign,
  findKnownWords,
  findOnlyName,
  hasLiveWay,
  hasOwnWay,
  isRightWord,
  type KnownWord,
  plainWords,
  type Repair,
  RIGHT_WORD,
} from "./spelling/word-doubts.ts";
import { type Asked, type Enough, type Reading, readingOf, type Understood } from "./understand.ts";
/** A page, and how the text was read that it is of. */
export interface Found {
  readonly reading: Reading;
  /** Null for all articles, which an empty text asks for. */
  readonly plan: ArticlePlan | null;
  readonly page: RankedPage;
  /** Words that stand for more terms than were searched for. */
  readonly bounded: readonly BoundedExpansion[];
}

/**
 * Told of a page that is hardly replaced any more: what is shown of it can be read in the round in which spellings are
 * looked up.
 */
type OnLikelyPage = (page: RankedPage) => void;

/** A named way to make another reading from what the last one found, and to choose between both. */
interface Step<Reading, Found> {
  /** Null where this step has none. */
  next(found: Found): Promise<Reading | null>;
  /** Chooses what goes on: one of both, or their joint result. */
  choose(other: Found, found: Found): Found;
}

interface Readings<Reading, Found> {
  /** Readings, at least one; the last is always sufficient. */
  readonly readings: readonly Reading[];
  readonly steps: readonly Step<Reading, Found>[];
  /** `before`: what the step found of which the reading is. */
  look(reading: Reading, before: Found | null): Promise<Found>;
  isEnough(found: Found, reading: Reading): boolean;
}

/**
 * The loop of searches and of suggestions: each reading, bettered by the steps one after the other, until one finds
 * enough.
 */
export async function readInTurn<Reading, Found>(of: Readings<Reading, Found>): Promise<Found> {
  for (const reading of of.readings) {
    let found: Found = await of.look(reading, null);
    for (const step of of.steps) {
      const next = await step.next(found);
      if (next !== null) found = step.choose(await of.look(next, found), found);
    }
    if (of.isEnough(found, reading)) return found;
  }
  throw new Error("The last reading of a text is always enough.");
}

/**
 * Requests: as the table above. `index-outdated` where the index has other fields than articles have now;
 * `store-unavailable` where a part of the program cannot be loaded.
 */
export function ask(
  snapshot: IndexSnapshot,
  asked: Asked,
  { readings }: Understood,
  onLikelyPage: OnLikelyPage = () => {},
): Promise<Found> {
  return readInTurn<Reading, Found>({
    readings,
    steps: [
      correctStep(snapshot, asked, onLikelyPage),
      offeredStep(asked),
      nameStep(asked),
      widenStep(snapshot, asked),
    ],
    look: (reading, before) => look(snapshot, asked, reading, before),
    isEnough: ({ page }, { enough }) => isEnough(enough, page),
  });
}

function isEnough(enough: Enough, { total, totalRest, countsAllWords, totalRelation }: RankedPage): boolean {
  if (enough === "a match") return total + totalRest > 0;
  if (enough === "all words") return countsAllWords;
  return enough === "always" || (countsAllWords && totalRelation === "atLeast");
}

// Looking for one reading.

/**
 * All articles where nothing is asked for. Else ranks the text with its last word as it is and as it may go on: the
 * first of these that is enough. Ranking a second time reads nothing that the first time has not read.
 */
async function look(snapshot: IndexSnapshot, asked: Asked, reading: Reading, before: Found | null): Promise<Found> {
  if (
    before !== null &&
    reading.text === before.reading.text &&
    reading.isWide === before.reading.isWide &&
    reading.heard === before.reading.heard &&
    reading.onlyName === before.reading.onlyName
  ) {
    return { ...before, reading };
  }
  const pageOf = (plan: ArticlePlan | null) =>
    rankPage(snapshot, plan?.plan ?? ALL_ARTICLES, pageQuery(asked, reading, plan));
  if (reading.text.trim() === "" && reading.required.length === 0) {
    return { reading, plan: null, page: await pageOf(null), bounded: [] };
  }
  if (before === null) {
    requireFields(snapshot, articleFields);
    readAhead(snapshot, asked);
  }
  let found: Found | null = null;
  for await (const { plan, bounded, enough, isSpare } of endingsOf(snapshot, asked, reading)) {
    const page: RankedPage = found?.plan === plan ? found.page : await pageOf(plan);
    const isOver = isEnough(enough, page);
    if (found === null || isOver || isSpare !== true) found = { reading, plan, page, bounded };
    if (isOver) break;
  }
  if (found === null) throw new Error("A text has at least the ending that was typed.");
  return found;
}

/** The last word of a text, as it is or as it may go on. */
interface Ending extends Pick<Found, "bounded"> {
  readonly plan: ArticlePlan;
  readonly enough: Enough;
  /** True if the reading before it stands when this one is not sufficient. */
  readonly isSpare?: boolean;
}

/**
 * The last word may still be being typed. No document that has only the beginning of the word comes before one that has
 * the word: as long as some document has all words as they are, the others come behind, among those that lack a word.
 * Where none has, what begins with the last word counts as that word; of a letter alone, which begins too many, the
 * words before it are searched for. Where no more is counted than a page, one that is full is not completed.
 */
async function* endingsOf(snapshot: IndexSnapshot, asked: Asked, reading: Reading): AsyncGenerator<Ending> {
  const { match, counts } = asked;
  const plan = await planOf(asked, reading);
  const { typedWord } = plan;
  const asTyped = { plan, bounded: [] };
  if (typedWord === null) return void (yield { ...asTyped, enough: "always" });
  if (match !== "auto") yield { ...asTyped, enough: "a match" };
  else if (counts === "page") yield { ...asTyped, enough: "a full page" };
  // Positions are loaded so that they come in the round of the postings beside which they lie.
  const [completion, isKnown] = await Promise.all([
    completeWord(snapshot, typedWord),
    match === "auto" && hasTypedWord(snapshot, plan, typedWord),
    match === "auto" ? Nearness.load(snapshot, nearOf(plan.plan, asked)) : null,
  ]);
  if (completion === null) {
    const before = reading.text.slice(0, typedWord.start);
    const mayBeLeftOff = match === "auto" && typedWord.text.length <= 1 && before.trim() !== "";
    yield { ...asTyped, enough: mayBeLeftOff ? "all words" : "always" };
    const withoutLetter = { ...reading, ...(await readingOf(asked, before)) };
    yield { plan: await planOf(asked, withoutLetter), bounded: [], enough: "all words", isSpare: true };
    return;
  }
  const bounded = completion.bounded === null ? [] : [completion.bounded];
  if (isKnown) yield { plan: plan.complete({ ...completion, countsAsWord: false }), bounded, enough: "all words" };
  yield { plan: plan.complete({ ...completion, countsAsWord: true }), bounded, enough: "always" };
}

async function planOf(
  asked: Asked,
  { text, dates, required, raised, isWordNeeded, isWide, onlyName, heard }: Reading,
): Promise<ArticlePlan> {
  const { match, ignore = [] } = asked;
  const ownerWords = heard.length === 0 ? (asked.ownerWords ?? null) : (asked.ownerWords ?? new Synonyms()).with(heard);
  await readQueryWords(text, ownerWords);
  const understood = {
    ignored: new Set(ignore),
    raised: dates,
    required,
    beginnings: raised,
    isWordNeeded,
    isWide,
    onlyName,
  };
  return compileArticleQuery(text, match, ownerWords, understood);
}

/**
 * Tells whether any document has the typed word as it is; if none has, none has all words. The postings are those that
 * ranking reads anyway.
 */
async function hasTypedWord(
  snapshot: IndexSnapshot,
  { plan: { root } }: ArticlePlan,
  word: QueryWord,
): Promise<boolean> {
  return hasOwnWay(word.alternatives, await countTerms(snapshot, termsOf({ ...root, boosting: [] })));
}

/** Every article matches, and has all of no words. */
export const ALL_ARTICLES: QueryPlan = {
  root: booleanNode({ should: [{ kind: "wildcard", boostDocument: null }] }),
  queryTerms: [],
  storeFields: articleFields.storeFields,
};

/** The page that is asked for, of one plan within the filter of a reading. */
function pageQuery(
  asked: Asked,
  { filter, required: [days] }: Pick<Reading, "filter" | "required">,
  plan: ArticlePlan | null,
): PageQuery {
  const sort = orderOf(asked, plan);
  return { ...asked, filter, sort, first: sort === (asked.sort ?? "relevance") ? undefined : days };
}

/** Tells whether articles are listed without a search. */
export function isListing({ plan }: Pick<Found, "plan">): boolean {
  return plan === null || plan.isListing;
}

/** A listing has no relevance to be ordered by. */
export function orderOf({ sort = "relevance" }: Pick<Asked, "sort">, plan: ArticlePlan | null): SortOrder {
  return isListing({ plan }) && sort !== "oldest" ? "newest" : sort;
}

// Step "correct": the text as it was meant, where some of its words seem mistyped.

/** A longer text is a sentence that was pasted: most of its articles lack some word of it. Untuned. */
const MOST_QUESTION_WORDS = 6;

/** Tells whether a page has hits with all wanted words. */
function hasAll({ match }: Asked, { page }: Found): boolean {
  return page.total > 0 && (match !== "auto" || page.countsAllWords);
}

/** One round of requests where a word is in doubt, and one for each pair of words that must stand side by side. */
function correctStep(snapshot: IndexSnapshot, asked: Asked, onLikelyPage: OnLikelyPage): Step<Reading, Found> {
  return {
    async next(found) {
      const { plan } = found;
      if (asked.correct === "off" || plan === null || plan.isListing) return null;
      if (hasAll(asked, found) && (await foreignIfFew(asked, found)) === null) onLikelyPage(found.page);
      const repair = await repairOf(snapshot, asked, { ...found, plan });
      if (repair === null) return null;
      const { corrections, offer, text } = repair;
      if (corrections.length === 0 || !(await areWrittenSo(snapshot, asked, found.reading, repair))) {
        return { ...found.reading, offer };
      }
      return { ...found.reading, ...(await readingOf(asked, text)), corrections, offer };
    },
    choose: (corrected, found) => (isBetter(asked, corrected, found) ? corrected : found),
  };
}

/**
 * Tells whether a correction is better: it has all words, or more documents. Known words are joined only if all words
 * match.
 */
function isBetter(
  { match }: Asked,
  { reading, page: corrected }: Found,
  { reading: typed, plan, page }: Found,
): boolean {
  if (reading.corrections.length === 0) return true;
  if (match === "all") return corrected.total > 0;
  const isMerged = reading.corrections.some(({ kind }) => kind === "merge");
  if (match === "auto" && corrected.countsAllWords) {
    return corrected.total >= (isMerged && page.countsAllWords ? page.total : 1);
  }
  const isQuestion = plainWords(typed.text, plan?.groups ?? []).length <= MOST_QUESTION_WORDS;
  return isQuestion && !isMerged && corrected.total > page.total;
}

/**
 * Tells whether the words of a split stand side by side somewhere, where that must prove that they are meant; and
 * whether the words of a joining nowhere do.
 */
async function areWrittenSo(
  snapshot: IndexSnapshot,
  asked: Asked,
  reading: Reading,
  { corrections }: Repair,
): Promise<boolean> {
  for (const { kind, from, to } of corrections) {
    if (kind !== "merge" && (kind !== "split" || !mayBeAccidental(to))) continue;
    const quote = `"${kind === "merge" ? from : to}"`;
    await readQueryWords(quote);
    const quoted = compileArticleQuery(quote, "all");
    const { total } = await rankPage(snapshot, quoted.plan, pageQuery(asked, reading, quoted));
    if (total > 0 === (kind === "merge")) return false;
  }
  return true;
}

/**
 * Shorter parts are words of any text: that they stand side by side in an article tells that they were meant. Untuned.
 */
const MIN_TELLING_PART_LENGTH = 5;

/** Tells whether a split may have matched by accident, as long as no article has its words side by side. */
export function mayBeAccidental(split: string): boolean {
  return split.split(" ").some((part) => part.length < MIN_TELLING_PART_LENGTH);
}

/** A page of articles that something is searched for in. */
type FoundByText = Found & { readonly plan: ArticlePlan };

/**
 * Maps the places of a reading's words to those that some article has, and those that are right though none has them.
 * No request.
 */
async function knownWordsOf({ plan, page, reading }: FoundByText): Promise<Map<number, KnownWord>> {
  const { groups, typedWord } = plan;
  const known = await findKnownWords(groups, page.weight.counts);
  // What says when and what has another name is no slip, though no text should say it.
  for (const clause of groups.flatMap(({ alternatives }) => alternatives)) {
    const saysWhen = reading.dates.some(({ start, end }) => clause.start >= start && clause.end <= end);
    const isNamed = clause.kind === "word" && (clause.equivalents ?? []).length > 0;
    if (saysWhen || isNamed) known.set(clause.start, RIGHT_WORD);
  }
  // Of nyu-york texts may have york alone.
  const isCompleted =
    plan.completions.some(({ terms }) => terms.length === 1) || hasLiveWay(plan.completions, page.weight.counts);
  if (isCompleted && typedWord !== null) {
    known.set(typedWord.start, { frequency: page.total, terms: [], ...known.get(typedWord.start), isBeginning: true });
  }
  return known;
}

/**
 * The words of a reading that no article has in any form, as they were typed or corrected; none where some article has
 * all words, and none of a text of another language. A word that is still being typed may begin others, which only
 * "auto" always looks for. No request.
 */
export async function findMissingWords({ match }: Asked, found: Found): Promise<readonly string[]> {
  const { plan, page, reading } = found;
  if (plan === null || plan.isListing || (page.countsAllWords && page.total > 0)) return [];
  const known = await knownWordsOf({ ...found, plan });
  const missing = plainWords(reading.text, plan.groups).filter(
    ({ start, isStopWord }) =>
      !isStopWord && !known.has(start) && (match === "auto" || start !== plan.typedWord?.start),
  );
  return missing.length > MOST_QUESTION_WORDS ? [] : [...new Set(missing.map(({ text }) => text))];
}

async function repairOf(snapshot: IndexSnapshot, asked: Asked, found: FoundByText): Promise<Repair | null> {
  const { ownerWords = null, ignore = [] } = asked;
  const { plan, page, reading } = found;
  const { groups } = plan;
  const known = await knownWordsOf(found);
  const { documentCount } = snapshot;
  const doubts = await findDoubts(reading.text, groups, { known, documentCount, isFound: hasAll(asked, found) });
  if (doubts === null) return null;
  const { findRepair } = await loadLaterParts();
  const readTerms = page.weight.nearness?.terms;
  return findRepair(snapshot, reading.text, doubts, { known, ownerWords, ignore, readTerms });
}

// Step "offered": what is offered, where some article has all words of it, and none all that were typed.

/**
 * Corrects, but only offers a correction of a word without neighbours: nothing tells that it was meant. So is what is
 * offered for a word of the dictionary.
 */
function offeredStep(asked: Asked): Step<Reading, Found> {
  return {
    async next(found) {
      const { reading, plan } = found;
      if (reading.offer === null || plan === null || asked.match !== "auto" || hasAll(asked, found)) return null;
      const telling = plainWords(reading.text, plan.groups).filter(({ isStopWord }) => !isStopWord);
      const { text, corrections } = reading.offer;
      if (telling.length <= corrections.length || corrections.some(({ from }) => isRightWord(from))) return null;
      return { ...reading, ...(await readingOf(asked, text)), corrections, offer: null };
    },
    choose: (offered, found) => (hasAll(asked, offered) ? offered : found),
  };
}

// Step "name": the only name among common words counts more than these, where no article has all of them.

/** A name that more articles have is a subject, of which the other words choose. Untuned. */
const MOST_NAMED_DOCUMENTS = 10;

/**
 * Weights the only name of a query, unless it is a pasted sentence, whose words are many. Nothing is read: the same
 * postings are scored once more.
 */
function nameStep(asked: Asked): Step<Reading, Found> {
  return {
    async next(found) {
      const { reading, plan, page } = found;
      const isTyped = plan !== null && !plan.isListing && plan.plan.allTermsFactor === undefined;
      if (!isTyped || asked.match !== "auto" || hasAll(asked, found)) return null;
      const onlyName = await findOnlyName(reading.text, plan.groups);
      const known =
        onlyName === null ? undefined : (await findKnownWords(plan.groups, page.weight.counts)).get(onlyName);
      return known !== undefined && known.frequency <= MOST_NAMED_DOCUMENTS ? { ...reading, onlyName } : null;
    },
    choose: (named) => named,
  };
}

// Step "widen": where few articles have all words, what the equivalents of the words only raise finds articles too,
// and so do names of the index that sound like them.

/** Number of documents with all words below which they are few (docs/decisions/russian.md#equivalents). */
const FEW_DOCUMENTS = 10;

/**
 * Finds the words that sound like the query's if too few articles have all words; null if there are none and nothing
 * else widens.
 */
async function foreignIfFew({ match }: Asked, { reading, plan, page }: Found): Promise<string[] | null> {
  const isFew = match === "auto" && !(page.countsAllWords && page.total >= FEW_DOCUMENTS);
  if (!isFew || plan === null || plan.isListing) return null;
  const foreign = await findForeign(reading.text, plan.groups);
  return foreign.length > 0 || plan.canWiden ? foreign : null;
}

/** One round of requests for the names where some word is foreign (equivalentsByEar). */
function widenStep(snapshot: IndexSnapshot, asked: Asked): Step<Reading, Found> {
  return {
    async next(found) {
      const foreign = await foreignIfFew(asked, found);
      if (foreign === null) return null;
      const heard = foreign.length === 0 ? [] : await (await loadLaterParts()).equivalentsByEar(snapshot, foreign);
      return heard.length > 0 || found.plan?.canWiden === true ? { ...found.reading, isWide: true, heard } : null;
    },
    choose: (wide) => wide,
  };
}

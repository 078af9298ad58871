/**
 * Search over articles (layer 4): what the HTTP endpoints and the command show, before either writes it down. Only the order
 * of the steps is here; each step has a file of its own.
 */

import { russianDictionary } from "../analysis/dictionary/russian-dictionary.ts";
import type { Synonyms } from "../analysis/query-words/synonyms.ts";
import { foldCaseAndYo } from "../analysis/words/word-folding.ts";
import { isSearchIndexError, SearchIndexError, throwUnavailablePart } from "../errors.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { isoDay } from "../news/calendar-date.ts";
import { articleTimeZone, isTimeZone, type WallTime, wallTimeAt } from "../news/time-zone.ts";
import type {
  BoundedExpansion,
  QueryCorrection,
  ScoreExplanation,
  SortOrder,
  Suggestion,
  UnderstoodPiece,
} from "../search-api.ts";
import type { ShownValues } from "../segment/reader/segment-reader.ts";
import { articleFields } from "../segment/schema/article-fields.ts";
import type { DocumentSection, StoredDocument } from "../segment/stored/fields.ts";
import { rejectedPrefix } from "../storage/object-store/object-keys.ts";
import { listAll } from "../storage/object-store/object-store.ts";
import { type ArticleHit, showHits } from "./article-hit.ts";
import { type AskedFilter, filterOf } from "./filters/article-filter.ts";
import { type FoundArticle, loadArticleDocuments, type SimilarQuery } from "./found-article.ts";
import { compileMarks, NO_MARKS } from "./passages/query-marks.ts";
import { type MarkedFields, markFields } from "./passages/snippet.ts";
import { booleanNode, type QueryPlan } from "./plan/query-plan.ts";
import type { ArticlePlan } from "./ranking/article-query.ts";
import { type CorrectableQuery, runCorrectedQuery } from "./ranking/corrected-query.ts";
import { type PageQuery, type RankedPage, rankCollapsed, rankPage, readAhead } from "./ranking/ranked-page.ts";
import { DEFAULT_HALF_LIFE_DAYS } from "./ranking/recency.ts";
import { type IndexSnapshot, type IndexStatus, requireFields, statusOf } from "./snapshot/index-snapshot.ts";
import { type SnapshotOptions, SnapshotSource } from "./snapshot/snapshot-source.ts";
import { ReadySuggestions, readyBeginning, type SuggestionQuery } from "./suggestions/ready-suggestions.ts";
import {
  type DatePiece,
  takeQuestion,
  type UnderstoodQuery,
  understandQuery,
} from "./understanding/understood-query.ts";

/**
 * An empty text asks for all articles, one of exclusions and sources alone for all that these let through; then there is
 * no relevance, and "relevance" means "newest".
 */
export interface ArticleQuery extends Omit<PageQuery, "recencyHalfLifeDays" | "filter" | "shown"> {
  readonly text: string;
  readonly filter?: AskedFilter | undefined;
  /** Whether hits say how their scores came about, in the order of relevance. Default false. */
  readonly explain?: boolean | undefined;
  /**
   * "none" makes hits of their cards alone: `snippet` is the beginning of the text, and so is the article's `text`. Default "best": the
   * passage that shows best why a hit was found.
   */
  readonly passages?: "best" | "none" | undefined;
  /** "off" searches for the text as it is, though the index may have no such word. Default "auto". */
  readonly correct?: "auto" | "off" | undefined;
  /** Ids of pieces of an answer's `understood` that are taken off. Default none. */
  readonly ignore?: readonly string[] | undefined;
  /** "off" takes no words for days («вчера»). Default "auto". */
  readonly dates?: "auto" | "off" | undefined;
  /**
   * Lists what is collapsed under the article that a collapsed page shows of a group: all others of the group of this one. `key`
   * tells it from others of the same id. Goes with `collapse` false.
   */
  readonly sameAs?: { readonly id: string; readonly key?: string | undefined } | undefined;
}

/** What is typed, and whether more may be read for it than cards have. */
export type SuggestionsAsked = Omit<SuggestionQuery, "section"> & Pick<ArticleQuery, "passages">;

/** A page of hits. `total` counts the set that `match` names, `totalRest` what matches besides; groups where it collapses. */
export interface ArticleSearchResult
  extends Pick<RankedPage, "total" | "totalRelation" | "totalRest" | "facets" | "undated"> {
  readonly appliedText: string;
  /** Stretches of the text that were not searched for, since it is too long. */
  readonly leftOut: readonly string[];
  /** How what was searched for differs from the text. */
  readonly corrections: readonly QueryCorrection[];
  /** What else may have been meant, and was not searched for: the text with other words, or null. */
  readonly offer: string | null;
  /** What the text was understood to mean, without what `ignore` names. */
  readonly understood: readonly UnderstoodPiece[];
  /** Words that stand for more terms than were searched for. */
  readonly bounded: readonly BoundedExpansion[];
  readonly match: "all" | "any";
  readonly hits: readonly ArticleHit[];
  readonly sequence: number;
}

export interface ArticleSearchOptions extends Omit<SnapshotOptions, "shown"> {
  /** How fast articles age in the order of relevance (recency.ts), above 0; null or 0 where they do not. Default {@link DEFAULT_HALF_LIFE_DAYS}. */
  readonly recencyHalfLifeDays?: number | null | undefined;
  /** Synonyms, words in their very form, and names of sources, which articles are shown with, filtered by and counted under. Default null: none. */
  readonly ownerWords?: Synonyms | null | undefined;
  /** Whose days «вчера» is counted by, a name of the IANA database. Default Europe/Moscow, as the dates of articles are kept. */
  readonly timeZone?: string | undefined;
}

/**
 * Searches the articles of one index. Keep one for a process: it holds what was read. All reject with `no-index-yet` where no
 * index was begun, and with `missing-manifest` where one was and its manifest is gone.
 */
export class ArticleSearch {
  readonly #context: IndexContext;
  readonly #ready: ReadySuggestions;
  readonly #snapshots: SnapshotSource;
  readonly #recencyHalfLifeDays: number | null;
  readonly #ownerWords: Synonyms | null;
  readonly #timeZone: string;

  /** `invalid-options` where the platform does not know the time zone. */
  constructor(context: IndexContext, options: ArticleSearchOptions = {}) {
    this.#context = context;
    const { recencyHalfLifeDays = DEFAULT_HALF_LIFE_DAYS } = options;
    this.#recencyHalfLifeDays = recencyHalfLifeDays !== null && recencyHalfLifeDays > 0 ? recencyHalfLifeDays : null;
    this.#ownerWords = options.ownerWords ?? null;
    this.#timeZone = options.timeZone ?? articleTimeZone;
    if (!isTimeZone(this.#timeZone)) {
      throw new SearchIndexError("invalid-options", `There is no time zone "${this.#timeZone}".`);
    }
    this.#ready = new ReadySuggestions(context);
    this.#snapshots = new SnapshotSource(context, { ...options, shown: shownSources(this.#ownerWords) });
  }

  /**
   * A page of hits. Requests as rankPage, and one a block of stored fields or cards; as lookUpId besides for `sameAs`. `index-outdated` where
   * the index has other fields than articles have now.
   */
  async search(query: ArticleQuery): Promise<ArticleSearchResult> {
    readDictionary(query.text);
    const nowMs = this.#context.clock.nowMs();
    const understand: Understand = (text) => this.#understand({ ...query, text }, nowMs);
    const ofOwner = { recencyHalfLifeDays: this.#recencyHalfLifeDays, ownerWords: this.#ownerWords };
    const filter = query.filter && filterOf(query.filter, () => this.#wallTime(nowMs).day);
    const asked = { ...query, ...ofOwner, filter };
    return this.#snapshots.use(
      (snapshot) => searchArticles(snapshot, asked, understand),
      (part) => findAsked(part, { ...asked, correct: "off" }, understand),
    );
  }

  /** How long an answer to a query holds by the calendar: null without end, else the owner's day and what is left of it. */
  async dayOf(query: DatedQuery): Promise<{ readonly day: string; readonly leftMs: number } | null> {
    const nowMs = this.#context.clock.nowMs();
    if (typeof query.filter?.from !== "string" && !(await this.#understand(query, nowMs)).dependsOnToday) return null;
    const { day, hour, minute } = this.#wallTime(nowMs);
    return { day: isoDay(day), leftMs: ((24 - hour) * 60 - minute) * MINUTE_MS - (nowMs % MINUTE_MS) };
  }

  #understand({ text, filter, ignore, dates }: DatedQuery, nowMs: number): Promise<UnderstoodQuery> {
    const hasDays = dates === "off" || filter?.from !== undefined || filter?.to !== undefined;
    return understandQuery(text, { today: () => this.#wallTime(nowMs).day, ignore, hasDays });
  }

  #wallTime(nowMs: number): WallTime {
    return wallTimeAt(nowMs, this.#timeZone) ?? FIRST_MINUTE;
  }

  /** Every article that claims an id; of one upload where `key` is given. Two requests a large segment. */
  async findById(id: string, key?: string): Promise<FoundArticle[]> {
    const { lookUpId } = await loadLookup();
    const found = await this.#snapshots.use((snapshot) => lookUpId(snapshot, id));
    return found.filter((article) => key === undefined || article.key === key);
  }

  /** Articles about the same, best first (similar-articles.ts); `article` is of findById. */
  async findSimilar(article: FoundArticle, query: SimilarQuery): Promise<ArticleHit[]> {
    const { findSimilar } = await import("./similar-articles.ts").catch(throwUnavailablePart);
    return this.#snapshots.use(async (snapshot) => {
      requireFields(snapshot, articleFields);
      return findSimilar(snapshot, article, query);
    });
  }

  /**
   * Every article of an address, however either is spelled (canonical-url.ts); none for what is no web address. One
   * request a large segment, then none, and one a stored block.
   */
  async findByUrl(url: string): Promise<FoundArticle[]> {
    const { lookUpUrl } = await loadLookup();
    return this.#snapshots.use((snapshot) => lookUpUrl(snapshot, url));
  }

  /** An article with the words marked that a query finds it by, as a hit has them. Requests as a search for one hit. */
  async mark({ article }: FoundArticle, text: string): Promise<MarkedFields> {
    const nowMs = this.#context.clock.nowMs();
    const understand: Understand = (typed) => this.#understand({ text: typed }, nowMs);
    const query: FullQuery = {
      ...{ text, match: "auto", counts: "page", offset: 0, limit: 1, ownerWords: this.#ownerWords },
      recencyHalfLifeDays: this.#recencyHalfLifeDays,
    };
    return this.#snapshots.use(async (snapshot) => {
      const { compiled, page } = await findAsked(snapshot, query, understand);
      return markFields(article, compiled === null ? NO_MARKS : compileMarks(compiled, page.weight.counts));
    });
  }

  /** What goes on from a text that is being typed; nothing for an empty one. Requests as suggester.ts says. */
  async suggest(asked: SuggestionsAsked): Promise<{ suggestions: readonly Suggestion[]; sequence: number }> {
    readDictionary(asked.text);
    const query = { ...asked, section: shownSection(asked) };
    // Loaded while the index is read, where what it says cannot be ready-made; whoever waits for it hears of a failure.
    const suggester = readyBeginning(asked.text) === null ? loadSuggester() : null;
    suggester?.catch(() => undefined);
    const find = async (snapshot: IndexSnapshot) => {
      requireFields(snapshot, articleFields);
      const { manifest } = snapshot;
      // Those were made without the owner's words.
      const ready = this.#ownerWords === null ? await this.#ready.find(manifest, asked.text, asked.limit) : null;
      if (ready !== null) return { suggestions: ready, sequence: manifest.sequence };
      const { suggest } = await (suggester ?? loadSuggester());
      return { suggestions: await suggest(snapshot, query, this.#ownerWords), sequence: manifest.sequence };
    };
    return this.#snapshots.use(find, find);
  }

  /** The index was changed, as who changed it says: queries from now on see that, where they would see it within a second. */
  expire(): void {
    this.#snapshots.expire();
  }

  /** What the index holds; no request but the manifest's. */
  async status(): Promise<IndexStatus> {
    return this.#snapshots.use(async (snapshot) => statusOf(snapshot));
  }

  /** How many uploads have a record of rejection; null where the store lists nothing to whoever asks. One request a thousand. */
  async countRejected(): Promise<number | null> {
    let count = 0;
    try {
      for await (const _ of listAll(this.#context.store, rejectedPrefix(this.#context.layout))) count += 1;
    } catch (error) {
      if (isSearchIndexError(error) && error.code === "store-denied") return null;
      throw error;
    }
    return count;
  }
}

/** Asks for the words of a text in the round of the manifest; whoever looks one up hears of a failure. */
function readDictionary(text: string): void {
  russianDictionary.read(wordsIn(text)).catch(() => undefined);
}

function loadLookup() {
  return import("./article-lookup.ts").catch(throwUnavailablePart);
}

function loadSuggester() {
  return import("./suggestions/suggester.ts").catch(throwUnavailablePart);
}

/** Cut where they are asked for: where all of the dictionary is there, they are not. */
function* wordsIn(text: string): Generator<string> {
  yield* foldCaseAndYo(text).split(/[^\p{L}\p{N}]+/u);
}

/** Sources by the names that the owner gives them. */
function shownSources(ownerWords: Synonyms | null): ShownValues | undefined {
  if (ownerWords?.namesSources !== true) return undefined;
  return new Map([["source", (stored) => (typeof stored === "string" ? ownerWords.sourceName(stored) : stored)]]);
}

/** What says which days are meant. */
type DatedQuery = Pick<ArticleQuery, "text" | "filter" | "ignore" | "dates">;

/** Stands for a clock that shows no time that a calendar has. */
const FIRST_MINUTE: WallTime = { day: { year: 1970, month: 1, day: 1 }, hour: 0, minute: 0 };
const MINUTE_MS = 60_000;

type FullQuery = ArticleQuery & PageQuery & CorrectableQuery;

/** What a text means to who asks. */
type Understand = (text: string) => Promise<UnderstoodQuery>;

async function searchArticles(
  snapshot: IndexSnapshot,
  asked: FullQuery,
  understand: Understand,
): Promise<ArticleSearchResult> {
  const readings = new WeakMap<RankedPage, Promise<StoredDocument[]>>();
  const onLikelyPage = (likely: RankedPage): void => {
    const reading = loadArticleDocuments(snapshot, likely.hits, shownSection(asked));
    // Whoever shows the page hears of a failure.
    reading.catch(() => undefined);
    readings.set(likely, reading);
  };
  const { query, understood, compiled, page, bounded, corrections, offer } = await findAsked(
    snapshot,
    { ...asked, onLikelyPage },
    understand,
  );
  const { duplicates, countsAllWords, total, totalRelation, totalRest, facets, undated } = page;
  const shown = await showHits(snapshot, page, compiled, shownSection(query), readings.get(page));
  const sort = sortOf(query, compiled);
  const isExplained = query.explain === true && sort === "relevance" && compiled !== null;
  const explanations = isExplained ? await explainHits(page) : [];
  return {
    appliedText: compiled?.appliedText ?? "",
    leftOut: compiled?.leftOut ?? [],
    bounded,
    corrections,
    offer,
    understood: [...understood, ...(compiled?.understood ?? [])],
    match: countsAllWords || (isListing(compiled) && query.match !== "any") ? "all" : "any",
    total,
    totalRelation,
    totalRest,
    hits: shown.map((hit, i) => describeHit(withExplanation(hit, explanations[i]), sort, duplicates[i] ?? 0)),
    facets,
    undated,
    sequence: snapshot.manifest.sequence,
  };
}

/** As findUnderstood, of a text whose words that only ask are taken off it. */
async function findAsked(
  snapshot: IndexSnapshot,
  asked: FullQuery,
  understand: Understand,
): Promise<UnderstoodFindings> {
  const { text, piece, raised } = takeQuestion(asked.text, asked.ignore);
  const found = await findUnderstood(snapshot, { ...asked, text, raised }, understand);
  return piece === null ? found : { ...found, understood: [piece, ...found.understood] };
}

/** What was searched for, and what was found. */
interface Findings {
  readonly query: FullQuery;
  readonly compiled: ArticlePlan | null;
  readonly page: RankedPage;
  readonly bounded: readonly BoundedExpansion[];
  readonly corrections: readonly QueryCorrection[];
  readonly offer: string | null;
}

type UnderstoodFindings = Findings & Pick<ArticleSearchResult, "understood">;

/**
 * Finds what the text means: within the days that narrow it, or where nothing is of these without them. Where it narrows, the undated
 * articles that are left out are counted, which reads nothing more but their column.
 */
async function findUnderstood(
  snapshot: IndexSnapshot,
  asked: FullQuery,
  understand: Understand,
): Promise<UnderstoodFindings> {
  const { dates, days, text } = await understand(asked.text);
  const query = { ...asked, raisedIn: async (typed: string) => (await understand(typed)).dates };
  const tell = (effectOf: (piece: DatePiece) => Pick<UnderstoodPiece, "effect" | "undated">): UnderstoodPiece[] =>
    dates.map((piece) => ({
      ...{ id: piece.id, kind: "date", text: piece.text, days: [isoDay(piece.from), isoDay(piece.to)] },
      ...(piece.effect === "raise" ? { effect: "raise" } : effectOf(piece)),
    }));
  if (days === null) return { ...(await findMatches(snapshot, query)), understood: tell(() => ({ effect: "raise" })) };
  const narrowed = await findMatches(snapshot, { ...query, text, filter: { ...query.filter, ...days } });
  if (narrowed.page.total + narrowed.page.totalRest === 0) {
    const found = await findMatches(snapshot, query);
    return { ...found, understood: tell(() => ({ effect: "none" })) };
  }
  const { total } = await findPage(snapshot, narrowed.compiled, {
    ...narrowed.query,
    ...{ filter: { ...query.filter, undated: true }, sameAs: undefined, collapse: false, facets: [] },
    ...{ offset: 0, limit: 0, counts: "all", sort: "relevance" },
  });
  return { ...narrowed, understood: tell(() => ({ effect: "narrow", undated: total })) };
}

async function findMatches(snapshot: IndexSnapshot, query: FullQuery): Promise<Findings> {
  if (query.text.trim() === "") {
    return {
      query,
      compiled: null,
      page: await findPage(snapshot, null, query),
      bounded: [],
      corrections: [],
      offer: null,
    };
  }
  requireFields(snapshot, articleFields);
  readAhead(snapshot, query);
  const found = await runCorrectedQuery(snapshot, query, (compiled) => findPage(snapshot, compiled, query));
  return { query, ...found };
}

/** Null stands for an empty query. */
function isListing(compiled: ArticlePlan | null): boolean {
  return compiled === null || compiled.isListing;
}

function sortOf({ sort = "relevance" }: ArticleQuery, compiled: ArticlePlan | null): SortOrder {
  return isListing(compiled) && sort !== "oldest" ? "newest" : sort;
}

function shownSection({ passages }: Pick<ArticleQuery, "passages">): DocumentSection {
  return passages === "none" ? "cards" : "stored";
}

/** Every article matches, and has all of no words. */
const ALL_ARTICLES: QueryPlan = {
  root: booleanNode({ should: [{ kind: "wildcard", boostDocument: null }] }),
  queryTerms: [],
  storeFields: articleFields.storeFields,
};

async function findPage(
  snapshot: IndexSnapshot,
  compiled: ArticlePlan | null,
  asked: ArticleQuery & PageQuery,
): Promise<RankedPage> {
  const plan = compiled?.plan ?? ALL_ARTICLES;
  const query = { ...asked, sort: sortOf(asked, compiled), shown: shownSection(asked) };
  if (query.sameAs === undefined) return rankPage(snapshot, plan, query);
  const { ordinalsOfId } = await loadLookup();
  const ordinals = await ordinalsOfId(snapshot, query.sameAs.id, query.sameAs.key);
  return rankCollapsed(snapshot, plan, query, (segment, ordinal) => ordinals[segment]?.has(ordinal) === true);
}

/** What a hit by date was ranked by is no score. */
function describeHit(hit: ArticleHit, sort: SortOrder, duplicates: number): ArticleHit {
  const scored = sort === "relevance" ? hit : { ...hit, score: 0 };
  return duplicates === 0 ? scored : { ...scored, duplicates: { count: duplicates } };
}

function withExplanation(hit: ArticleHit, explanation: ScoreExplanation | undefined): ArticleHit {
  return explanation === undefined ? hit : { ...hit, explanation };
}

async function explainHits(page: RankedPage): Promise<ScoreExplanation[]> {
  const { explainHit } = await import("./explain-hit.ts").catch(throwUnavailablePart);
  return page.hits.map((hit) => explainHit(page, hit));
}

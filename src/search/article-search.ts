/**
 * Search over articles: what the HTTP endpoints and the command show, before either writes it down. A search is three
 * steps, each in a file of its own: `understand` (understand.ts) makes readings of a text, without the index; `ask`
 * (ask.ts) looks for one after the other in one snapshot of the index, until one finds enough; `show` (show.ts) makes
 * hits of the page that was found.
 */

import { articleTimeZone, type CalendarDay, isoDay, isTimeZone, type WallTime, wallTimeAt } from "../articles/news.ts";
import { isSearchIndexError, SearchIndexError } from "../errors.ts";
import {
  type IndexSnapshot,
  type IndexStatus,
  PublishedSuggestions,
  requireFields,
  type ShownValues,
  type SnapshotOptions,
  SnapshotSource,
  statusOf,
} from "../index/read.ts";
import { type DocumentSection, type IndexContext, rejectedPrefix } from "../index/shared.ts";
import type { Synonyms } from "../russian/queries.ts";
import { foldCaseAndYo, russianDictionary } from "../russian/words.ts";
import { articleFields } from "../schema/schema.ts";
import type { MatchMode, Suggestion } from "../search-api.ts";
import { listAll } from "../store/store.ts";
import { ask } from "./ask.ts";
import { type AskedFilter, filterOf } from "./filters/article-filter.ts";
import type { FoundArticle, SimilarQuery } from "./found-article.ts";
import { loadLaterParts } from "./load-later-parts.ts";
import { loadMarks, NO_MARKS } from "./passages/query-marks.ts";
import { type MarkedFields, markFields } from "./passages/snippet.ts";
import { type CheckedQuery, checkAddress, checkId, checkSearch, checkSimilar, checkSuggest } from "./question.ts";
import { type PageQuery, type RankedPage, readAhead } from "./ranking/ranked-page.ts";
import { DEFAULT_HALF_LIFE_DAYS } from "./ranking/recency.ts";
import { type ArticleHit, type ArticleSearchResult, readLikelyPage, show } from "./show.ts";
import { findReady, readyBeginning, type SuggestionQuery } from "./suggestions/ready-suggestions.ts";
import { type Asked, readDays, understand } from "./understand.ts";

export type { ArticleSearchResult } from "./show.ts";

/**
 * An empty text asks for all articles, one of exclusions and sources alone for all that these let through; then there
 * is no relevance, and "relevance" means "newest".
 */
export interface ArticleQuery
  extends Omit<PageQuery, "match" | "offset" | "limit" | "first" | "recencyHalfLifeDays" | "filter" | "shown"> {
  readonly text: string;
  /** Default "auto". */
  readonly match?: MatchMode | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
  /** Default 10. */
  readonly limit?: number | undefined;
  readonly filter?: AskedFilter | undefined;
  /** True if hits explain their scores, in the order of relevance. Default false. */
  readonly explain?: boolean | undefined;
  /**
   * "none" makes hits of their cards alone: `snippet` is the beginning of the text, and so is the article's `text`.
   * Default "best": the passage that shows best why a hit was found.
   */
  readonly passages?: "best" | "none" | undefined;
  /** "off" searches for the text as it is, though the index may have no such word. Default "auto". */
  readonly correct?: "auto" | "off" | undefined;
  /** Ids of pieces of an answer's `understood` that are taken off. Default none. */
  readonly ignore?: readonly string[] | undefined;
  /** "off" takes no words for days («вчера»). Default "auto". */
  readonly dates?: "auto" | "off" | undefined;
}

/** The typed text, and whether more than cards may be read for it. */
export type SuggestionsAsked = Pick<SuggestionQuery, "text"> & Pick<ArticleQuery, "limit" | "passages">;

export interface ArticleSearchOptions extends Omit<SnapshotOptions, "shown" | "openDictionary"> {
  /**
   * Half-life of articles in the order of relevance (recency.ts), above 0; null or 0 for no ageing. Default
   * {@link DEFAULT_HALF_LIFE_DAYS}.
   */
  readonly recencyHalfLifeDays?: number | null | undefined;
  /**
   * Synonyms, words in their very form, and names of sources, which articles are shown with, filtered by and counted
   * under. Default null: none.
   */
  readonly ownerWords?: Synonyms | null | undefined;
  /** Time zone of «вчера» and the like, a name of the IANA database. Default Europe/Moscow. */
  readonly timeZone?: string | undefined;
}

/**
 * Searches the articles of one index. Keep one for a process: it holds what was read. All reject with `no-index-yet`
 * where no index was begun, and with `missing-manifest` where one was and its manifest is gone.
 */
export class ArticleSearch {
  readonly #context: IndexContext;
  readonly #suggestions: PublishedSuggestions;
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
    this.#suggestions = new PublishedSuggestions(context);
    this.#snapshots = new SnapshotSource(context, {
      ...options,
      shown: shownSources(this.#ownerWords),
      openDictionary: (directory, read) => russianDictionary.openBeside(directory, read),
    });
  }

  /**
   * A page of hits. `invalid-options` names each wrong part of the query. Requests as rankPage, and one a block of
   * stored fields or cards; as lookUpId besides for `sameAs`. `index-outdated` where the index has other fields than
   * articles have now. `onHitsRead` is called when hits begin to be read, perhaps more than once; not on a failure.
   */
  async search(query: ArticleQuery, onHitsRead: () => void = () => {}): Promise<ArticleSearchResult> {
    const asked = this.#askedOf(checkSearch(query));
    readDictionary(asked.text);
    // In each snapshot anew, since what is understood needs the dictionary, whose blocks come with the index.
    return this.#snapshots.use(
      async (snapshot) => {
        const understood = await understand(asked);
        const likely = new Map<RankedPage, ReturnType<typeof readLikelyPage>>();
        const found = await ask(snapshot, asked, understood, (page) => {
          likely.set(page, readLikelyPage(snapshot, asked, page));
          onHitsRead();
        });
        const shown = show(snapshot, asked, understood, found, likely.get(found.page));
        onHitsRead();
        return shown;
      },
      async (part) => ask(part, { ...asked, correct: "off" }, await understand(asked)),
    );
  }

  /**
   * Finds how long the answer to a query stays valid by the calendar: null for ever, else the owner's day and the rest
   * of it.
   */
  async dayOf(query: DatedQuery): Promise<{ readonly day: string; readonly leftMs: number } | null> {
    const nowMs = this.#context.clock.nowMs();
    const { filter, ...text } = query;
    if (typeof filter?.from !== "string") {
      const today = () => this.#wallTime(nowMs).day;
      const { dependsOnToday } = await readDays({ ...text, filter: filter && filterOf(filter, today), today });
      if (!dependsOnToday) return null;
    }
    const { day, hour, minute } = this.#wallTime(nowMs);
    return { day: isoDay(day), leftMs: ((24 - hour) * 60 - minute) * MINUTE_MS - (nowMs % MINUTE_MS) };
  }

  #askedOf({ passages, filter, ...query }: CheckedQuery): Asked & Pick<ArticleQuery, "explain"> {
    const nowMs = this.#context.clock.nowMs();
    const today = (): CalendarDay => this.#wallTime(nowMs).day;
    return {
      ...query,
      today,
      filter: filter && filterOf(filter, today),
      shown: shownSection({ passages }),
      recencyHalfLifeDays: this.#recencyHalfLifeDays,
      ownerWords: this.#ownerWords,
    };
  }

  #wallTime(nowMs: number): WallTime {
    return wallTimeAt(nowMs, this.#timeZone) ?? FIRST_MINUTE;
  }

  /** Every article that claims an id; of one upload where `key` is given. Two requests a large segment. */
  async findById(id: string, key?: string): Promise<FoundArticle[]> {
    const { lookUpId } = await loadLaterParts();
    const checked = checkId(id);
    const found = await this.#snapshots.use((snapshot) => lookUpId(snapshot, checked));
    return found.filter((article) => key === undefined || article.key === key);
  }

  /** Articles about the same, best first (similar-articles.ts); `article` is of findById. */
  async findSimilar(article: FoundArticle, query: SimilarQuery): Promise<ArticleHit[]> {
    const checked = checkSimilar(query);
    const { findSimilar } = await loadLaterParts();
    return this.#snapshots.use(async (snapshot) => {
      requireFields(snapshot, articleFields);
      return findSimilar(snapshot, article, checked);
    });
  }

  /**
   * Every article of an address, however either is spelled (canonical-url.ts); none for what is no web address. One
   * request a large segment, then none, and one a stored block.
   */
  async findByUrl(url: string): Promise<FoundArticle[]> {
    const address = checkAddress(url);
    const { lookUpUrl } = await loadLaterParts();
    return this.#snapshots.use((snapshot) => lookUpUrl(snapshot, address));
  }

  /** An article with the words marked that a query finds it by, as a hit has them. Requests as a search for one hit. */
  async mark({ article }: FoundArticle, text: string): Promise<MarkedFields> {
    const asked = this.#askedOf(checkSearch({ text, counts: "page", limit: 1 }));
    return this.#snapshots.use(async (snapshot) => {
      const { plan, page } = await ask(snapshot, asked, await understand(asked));
      const marks = plan === null ? NO_MARKS : await loadMarks(plan, page.weight.counts);
      return markFields(article, marks);
    });
  }

  /**
   * Suggests continuations of a text that is being typed; none for an empty one. Requests as suggester.ts says.
   * `hitsRead` settles when hits of the same text begin to be read: titles among them cost no request then.
   */
  async suggest(
    wanted: SuggestionsAsked,
    hitsRead?: Promise<void>,
  ): Promise<{ suggestions: readonly Suggestion[]; sequence: number }> {
    const asked = checkSuggest(wanted);
    readDictionary(asked.text);
    const query = { ...asked, section: shownSection(asked), ...(hitsRead && { hitsRead }) };
    // Loaded while the index is read, where what it says cannot be ready-made; whoever waits for it hears of a failure.
    const parts = readyBeginning(asked.text) === null ? loadLaterParts() : null;
    parts?.catch(() => undefined);
    const find = async (snapshot: IndexSnapshot) => {
      requireFields(snapshot, articleFields);
      const { manifest } = snapshot;
      // Those were made without the owner's words.
      const ready = this.#ownerWords === null ? await findReady(this.#suggestions, manifest, asked) : null;
      if (ready !== null) return { suggestions: ready, sequence: manifest.sequence };
      const { suggest } = await (parts ?? loadLaterParts());
      return { suggestions: await suggest(snapshot, query, this.#ownerWords), sequence: manifest.sequence };
    };
    return this.#snapshots.use(find, find);
  }

  /**
   * The index was changed, as who changed it says: queries from now on see that, where they would see it within a
   * second.
   */
  expire(): void {
    this.#snapshots.expire();
  }

  /** Reads the state of the index; no request but the manifest's. */
  async status(): Promise<IndexStatus> {
    return this.#snapshots.use(async (snapshot) => statusOf(snapshot));
  }

  /**
   * Reads what each question needs, before one is asked: the manifest, the tails, dates of articles, groups of the same
   * articles, and what is common to the blocks of the dictionary. Rejects as {@link status}. Two requests a large
   * segment besides, and one for the dictionary.
   */
  async prepare(): Promise<void> {
    await this.#snapshots.use(async (snapshot) => {
      readAhead(snapshot, {
        match: "auto",
        collapse: true,
        offset: 0,
        limit: 1,
        recencyHalfLifeDays: this.#recencyHalfLifeDays,
      });
      russianDictionary.readCommon().catch(() => undefined);
    });
  }

  /**
   * Counts the uploads with a record of rejection; null if the store does not allow listing. One request for each
   * thousand.
   */
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
  russianDictionary.readBeginnings(wordsIn(text)).catch(() => undefined);
}

/** Cut where they are asked for: where all of the dictionary is there, they are not. */
function* wordsIn(text: string): Generator<string> {
  for (const word of foldCaseAndYo(text).split(/[^\p{L}\p{N}]+/u)) if (word !== "") yield word;
}

/** Sources by the names that the owner gives them. */
function shownSources(ownerWords: Synonyms | null): ShownValues | undefined {
  if (ownerWords?.namesSources !== true) return undefined;
  return new Map([["source", (stored) => (typeof stored === "string" ? ownerWords.sourceName(stored) : stored)]]);
}

function shownSection({ passages }: Pick<ArticleQuery, "passages">): DocumentSection {
  return passages === "none" ? "cards" : "stored";
}

/** The parts of a query that say which days are meant. */
type DatedQuery = Pick<ArticleQuery, "text" | "filter" | "ignore" | "dates">;

/** Stands for a clock that shows no time that a calendar has. */
const FIRST_MINUTE: WallTime = { day: { year: 1970, month: 1, day: 1 }, hour: 0, minute: 0 };
const MINUTE_MS = 60_000;

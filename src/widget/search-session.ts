/**
 * One reader's search (layer 5): what is wanted, what is shown of it, and in between when to ask. The first key asks at once,
 * later ones at most every 120 ms; a newer question aborts the one before, so that answers never come out of order. Knows no
 * DOM.
 */
import type { Clock } from "../clock.ts";
import type { FacetCounts, FacetName, SearchAnswer, SearchHit, Suggestion } from "../search-api.ts";
import type { SearchClient, SearchFailure, SearchQuery } from "./search-client.ts";
import { NOTHING_WANTED, type Wanted } from "./wanted.ts";

/** What there is to show. `answer` is the newest first page, `hits` are those of all pages, each once. */
export interface SessionState {
  readonly wanted: Wanted;
  readonly isLoading: boolean;
  readonly answer: SearchAnswer | null;
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
  readonly facets: FacetCounts;
  readonly suggestions: readonly Suggestion[];
  readonly failure: SearchFailure | null;
}

export interface SessionOptions {
  readonly client: SearchClient;
  readonly clock: Clock;
  /** Hits of a page, 1 to 50. */
  readonly pageSize: number;
  /** Suggestions at most, 0 for none. */
  readonly maxSuggestions: number;
  readonly facets: readonly FacetName[];
  /** Counts of facets beside the search's own (facet-counts.ts). */
  readonly countBesides?:
    | ((client: SearchClient, query: SearchQuery, signal: AbortSignal) => Promise<FacetCounts>)
    | undefined;
  /** Whether nothing typed lists the newest; else it shows nothing. */
  readonly listsNewest: boolean;
  readonly onChange: (state: SessionState) => void;
  /** A first page has come. */
  readonly onAnswer: (answer: SearchAnswer, wanted: Wanted) => void;
}

/** From one question to the next while somebody types; the task of this widget. */
const PAUSE_MS = 120;
/** Suggestions later than this after the hits are not waited for: what is shown should not jump. */
const SUGGESTIONS_GRACE_MS = 150;
/** Bounds of the API. */
const MAX_LIMIT = 50;
const MAX_OFFSET = 1_000;
const MAX_TEXT_LENGTH = 500;

const NOTHING_FOUND = { answer: null, hits: [], hasMore: false, facets: {}, suggestions: [] };

export class SearchSession {
  #state: SessionState = {
    ...NOTHING_FOUND,
    wanted: NOTHING_WANTED,
    isLoading: false,
    failure: null,
  };
  readonly #options: SessionOptions;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  /** The question under way; a newer one takes its place. */
  #pending = new AbortController();
  /** Hits of the server that were looked at, those that were shown before included. */
  #nextOffset = 0;
  #again: () => Promise<void> = async () => {};

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Asks for something else: `typing` waits its turn, anything else is asked for at once. */
  want(change: Partial<Wanted>, how: "typing" | "now" = "now"): void {
    const { wanted } = this.#state;
    const text = (change.text ?? wanted.text).slice(0, MAX_TEXT_LENGTH);
    // Another text is mended anew, unless it comes with word of that.
    const isLiteral = change.isLiteral ?? (text === wanted.text && wanted.isLiteral);
    this.#state = { ...this.#state, wanted: { ...wanted, ...change, text, isLiteral } };
    const controller = this.#replacePending();
    const waitMs = how === "now" ? 0 : this.#askedAtMs + PAUSE_MS - this.#options.clock.monotonicMs();
    if (waitMs <= 0) void this.#ask(controller);
    else void this.#options.clock.sleep(waitMs).then(() => this.#ask(controller));
  }

  /** The next page. A second call while one is under way does nothing. */
  async more(): Promise<void> {
    if (!this.#state.hasMore || this.#state.isLoading) return;
    await this.#run(
      () => this.more(),
      this.#replacePending(),
      (signal) => this.#loadMore(signal),
    );
  }

  /** Asks again for what failed. */
  retry(): Promise<void> {
    return this.#again();
  }

  /** Aborts what is under way; nothing is told after this until something is wanted again. */
  stop(): void {
    this.#replacePending();
    this.#state = { ...this.#state, isLoading: false };
  }

  #replacePending(): AbortController {
    this.#pending.abort();
    this.#pending = new AbortController();
    return this.#pending;
  }

  async #ask(controller: AbortController): Promise<void> {
    if (controller !== this.#pending) return;
    this.#askedAtMs = this.#options.clock.monotonicMs();
    if (this.#state.wanted.text.trim() === "" && !this.#options.listsNewest) {
      this.#change({ ...NOTHING_FOUND, failure: null, isLoading: false });
      return;
    }
    await this.#run(
      () => this.#ask(this.#replacePending()),
      controller,
      (signal) => this.#loadFirst(signal),
      NOTHING_FOUND,
    );
  }

  async #run(
    again: () => Promise<void>,
    controller: AbortController,
    load: (signal: AbortSignal) => Promise<Partial<SessionState>>,
    lost: Partial<SessionState> = {},
  ): Promise<void> {
    this.#again = again;
    this.#change({ isLoading: true, failure: null });
    try {
      const loaded = await load(controller.signal);
      if (controller !== this.#pending) return;
      this.#change({ isLoading: false, ...loaded });
      if (loaded.answer) this.#options.onAnswer(loaded.answer, this.#state.wanted);
    } catch (error) {
      if (controller !== this.#pending) return;
      this.#again = async () => {
        // What could be asked for more is still there to be asked for.
        this.#state = { ...this.#state, isLoading: false };
        await again();
      };
      this.#change({ ...lost, isLoading: false, failure: error as SearchFailure });
    }
  }

  async #loadFirst(signal: AbortSignal): Promise<Partial<SessionState>> {
    const { client, clock, maxSuggestions, pageSize } = this.#options;
    const query = this.#query();
    const search = client.search(query, signal);
    const suggested =
      maxSuggestions > 0 && query.q
        ? client.suggest({ q: query.q, limit: maxSuggestions }, signal).then(
            ({ suggestions }) => suggestions,
            () => [],
          )
        : [];
    const grace = search.then(() => clock.sleep(SUGGESTIONS_GRACE_MS)).then(() => []);
    const [answer, suggestions, besides] = await Promise.all([
      search,
      Promise.race([suggested, grace]),
      this.#options.countBesides?.(client, query, signal),
    ]);
    this.#nextOffset = pageSize;
    const hits = withoutDoubles([], answer.hits);
    const facets = { ...answer.facets, ...besides };
    return { answer, hits, suggestions, facets, hasMore: this.#hasMoreOf(answer) };
  }

  /**
   * Where the index has changed since, places have moved: the question is asked again with as many of the hits shown as one
   * answer holds, so that nothing is doubled and what moved up is not passed over.
   */
  async #loadMore(signal: AbortSignal): Promise<Partial<SessionState>> {
    const { client, pageSize } = this.#options;
    const end = this.#nextOffset + pageSize;
    const next = await client.search({ ...this.#query(), facets: [], offset: this.#nextOffset }, signal);
    const first = this.#state.answer;
    const wide = {
      ...this.#query(),
      facets: [],
      offset: Math.max(0, end - MAX_LIMIT),
      limit: Math.min(end, MAX_LIMIT),
    };
    const answer = next.sequence === first?.sequence ? next : await client.search(wide, signal);
    this.#nextOffset = end;
    return { hits: withoutDoubles(this.#state.hits, answer.hits), hasMore: this.#hasMoreOf(answer) };
  }

  #query(): SearchQuery {
    const { pageSize, facets } = this.#options;
    const { text, sources, from, to, sort, isLiteral } = this.#state.wanted;
    const base = { q: text.trimStart(), limit: pageSize, fold: true, from, to, source: sources, facets };
    return { ...base, ...(sort === "relevance" ? {} : { sort }), ...(isLiteral ? { correct: "off" } : {}) };
  }

  /** An order by date lists only what `total` counts. */
  #hasMoreOf({ hits, total, totalAny }: SearchAnswer): boolean {
    const { sort, text } = this.#state.wanted;
    const listed = total + (sort === "relevance" && text.trim() !== "" ? totalAny : 0);
    return hits.length > 0 && this.#nextOffset < listed && this.#nextOffset <= MAX_OFFSET;
  }

  #change(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    this.#options.onChange(this.#state);
  }
}

function withoutDoubles(shown: readonly SearchHit[], more: readonly SearchHit[]): readonly SearchHit[] {
  const name = ({ id, key }: SearchHit): string => `${key}\n${id}`;
  const names = new Set(shown.map(name));
  return [...shown, ...more.filter((hit) => names.size < names.add(name(hit)).size)];
}

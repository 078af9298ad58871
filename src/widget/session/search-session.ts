/**
 * One reader's search (layer 5): what is wanted, what is shown of it, and in between when to ask. The first key asks at once;
 * of a run of keys the newest text is asked for when they pause, and now and then before. A newer question aborts the one
 * before, so that answers never come out of order. Knows no DOM.
 */
import { type Clock, systemClock } from "../../clock.ts";
import {
  type FacetName,
  MAX_LIMIT,
  MAX_OFFSET,
  MAX_QUERY_LENGTH,
  type SearchAnswer,
  type SearchHit,
  type Suggestion,
} from "../../search-api.ts";
import type { SearchClient, SearchFailure } from "../search-client.ts";
import { EMPTY_SEARCH, queryOf, type SearchState } from "./search-state.ts";

export type { SearchState };

/**
 * What there is to show. `answer` is the newest first page, `hits` are those of all pages, each once; where `answer` has none, the
 * newest articles. While `isLoading` they may be of an older text than `search` has.
 */
export interface SessionState {
  readonly search: SearchState;
  readonly isLoading: boolean;
  /** Nobody has typed for a while: it can be said that nothing was found. */
  readonly isPaused: boolean;
  readonly answer: SearchAnswer | null;
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
  /** Where the next page begins: hits of the server that were looked at, those that were shown before included. */
  readonly nextOffset: number;
  readonly suggestions: readonly Suggestion[];
  readonly failure: SearchFailure | null;
}

export interface SessionOptions {
  readonly client: SearchClient;
  /** The system's, unless a test moves its own. */
  readonly clock?: Clock;
  /** Hits of a page, 1 to 50. */
  readonly pageSize: number;
  /** What to count; nothing by default. */
  readonly facets?: readonly FacetName[];
  /** Whether nothing typed lists the newest, at each question; by default it shows nothing. */
  readonly listsNewest?: () => boolean;
  /** The state of a session before, to go on from without asking. */
  readonly before?: Partial<SessionState> | null | undefined;
  readonly onChange: (state: SessionState) => void;
  /** A first page has come. */
  readonly onAnswer?: (answer: SearchAnswer, search: SearchState) => void;
  /** What was wanted could not be had. */
  readonly onFailure?: (failure: SearchFailure) => void;
}

export interface SearchSession {
  readonly state: SessionState;
  /** Asks for something else: `typing` waits its turn, anything else is asked for at once. */
  want(change: Partial<SearchState>, how?: "typing" | "now"): void;
  /** The next page. A second call while one is under way does nothing. */
  more(): Promise<void>;
  /** Asks again for what failed. */
  retry(): Promise<void>;
  /** Aborts what is under way; nothing is told after this until something is wanted again. */
  stop(): void;
}

/** After the last key: by then the text is what was meant. Untuned. */
const PAUSE_MS = 600;
/** Keys that are nearer than this to each other are a run of typing; no key of a run waits longer than this. By docs/decisions/0063. */
const RUN_MS = 400;
/** A key of readers who type without looking. Slower ones are followed: each key is half of what the next is expected to need. */
const PACE_MS = 170;
/** Of a reader's pace: after so much without a key a run pauses. */
const BREAK = 1.5;
/** Of a reader's pace: from one question to the next within a run. Both by docs/decisions/0063: twenty letters have eight at most. */
const MAX_WAIT = 3.5;
const MAX_SUGGESTIONS = 5;

const NOTHING_FOUND = { answer: null, hits: [], hasMore: false, nextOffset: 0, suggestions: [], failure: null };

/** Asks for nothing until something is wanted. */
export function createSearchSession(options: SessionOptions): SearchSession {
  const { client, clock = systemClock, pageSize, facets } = options;
  let state: SessionState = {
    ...NOTHING_FOUND,
    search: EMPTY_SEARCH,
    isLoading: false,
    isPaused: true,
    ...options.before,
  };
  let typedAtMs = Number.NaN;
  let paceMs = PACE_MS;
  let askedAtMs = Number.NaN;
  let askedText = "";
  /** The newest of what was wanted; what waits its turn asks only if it is still that. */
  let turn = 0;
  let askedTurn = 0;
  /** The question under way; a newer one takes its place. */
  let pending = new AbortController();
  let retry = async (): Promise<void> => {};

  const set = (change: Partial<SessionState>): void => {
    state = { ...state, ...change };
  };
  const tell = (change: Partial<SessionState>): void => {
    set(change);
    options.onChange(state);
  };
  const replacePending = (): AbortController => {
    pending.abort();
    pending = new AbortController();
    return pending;
  };

  const want = (change: Partial<SearchState>, how: "typing" | "now" = "now"): void => {
    const { search } = state;
    const text = (change.text ?? search.text).slice(0, MAX_QUERY_LENGTH);
    // What waits its turn is under way: no further page of the text before comes in between.
    set({ search: { ...search, ...change, text }, isLoading: true, isPaused: how === "now" });
    const mine = ++turn;
    void clock.sleep(PAUSE_MS).then(() => {
      if (mine !== turn || state.isPaused) return;
      const say = state.answer?.hits.length === 0 ? tell : set;
      say({ isPaused: true });
    });
    const now = clock.monotonicMs();
    const gapMs = now - typedAtMs;
    const isRun = how === "typing" && gapMs < RUN_MS && !isEmpty();
    if (isRun) paceMs = Math.max(PACE_MS, (paceMs + gapMs) / 2);
    typedAtMs = now;
    // Where all that begins so is there already, a longer text has none but these: it is asked for once the run ends.
    const hasAll =
      state.answer && !state.hasMore && state.suggestions.length < MAX_SUGGESTIONS && text.startsWith(askedText);
    const waitMs = isRun ? Math.min(BREAK * paceMs, RUN_MS, hasAll ? RUN_MS : askedAtMs + MAX_WAIT * paceMs - now) : 0;
    if (waitMs > 0) void clock.sleep(waitMs).then(() => (mine === turn ? ask() : undefined));
    else void ask();
  };

  /** Nothing is typed, and nothing is to be shown for that. */
  const isEmpty = (): boolean => state.search.text.trim() === "" && !options.listsNewest?.();

  const ask = async (): Promise<void> => {
    const controller = replacePending();
    askedAtMs = clock.monotonicMs();
    askedTurn = turn;
    askedText = state.search.text;
    if (isEmpty()) tell({ ...NOTHING_FOUND, isLoading: false });
    else await run(ask, controller, loadFirst, NOTHING_FOUND);
  };

  const more = async (): Promise<void> => {
    if (state.hasMore && !state.isLoading) await run(more, replacePending(), loadMore, {});
  };

  const run = async (
    again: () => Promise<void>,
    controller: AbortController,
    load: (signal: AbortSignal) => Promise<Partial<SessionState>>,
    lost: Partial<SessionState>,
  ): Promise<void> => {
    retry = again;
    tell({ isLoading: true, failure: null });
    const { search } = state;
    try {
      const loaded = await load(controller.signal);
      if (controller !== pending) return;
      tell({ ...loaded, isLoading: turn !== askedTurn });
      if (loaded.answer) options.onAnswer?.(loaded.answer, search);
    } catch (error) {
      // What waits its turn will ask again.
      if (controller !== pending || turn !== askedTurn) return;
      const failure = error as SearchFailure;
      tell({ ...lost, isLoading: false, failure });
      options.onFailure?.(failure);
    }
  };

  const loadFirst = async (signal: AbortSignal): Promise<Partial<SessionState>> => {
    const query = { ...queryOf(state.search), limit: pageSize, facets };
    // A letter that is being typed is the beginning of something, and no word yet, however late its answer comes.
    const isLetter = !state.isPaused && query.q?.trim().length === 1;
    const found = await client.search(query.q ? { ...query, suggest: MAX_SUGGESTIONS } : query, signal);
    const answer = isLetter ? { ...found, hits: [] } : found;
    const { hits, suggestions = [] } = answer;
    const isNothing = query.q?.trim() && hits.length === 0;
    const newest = isNothing
      ? await client.search({ ...query, q: "", facets: [] }, signal).catch(() => answer)
      : answer;
    return { answer, hits: withoutDoubles([], newest.hits), suggestions, ...pageTo(pageSize, answer) };
  };

  /**
   * Where the index has changed since, places have moved: the question is asked again with as many of the hits shown as one
   * answer holds, so that nothing is doubled and what moved up is not passed over.
   */
  const loadMore = async (signal: AbortSignal): Promise<Partial<SessionState>> => {
    const { nextOffset: offset } = state;
    const end = offset + pageSize;
    const query = { ...queryOf(state.search), limit: pageSize, offset };
    let answer = await client.search(query, signal);
    if (answer.sequence !== state.answer?.sequence) {
      const wide = { offset: Math.max(0, end - MAX_LIMIT), limit: Math.min(end, MAX_LIMIT) };
      answer = await client.search({ ...query, ...wide }, signal);
    }
    return { hits: withoutDoubles(state.hits, answer.hits), ...pageTo(end, answer) };
  };

  /** Whether there are hits behind this one. An order by date lists only what `total` counts. */
  const pageTo = (nextOffset: number, { hits, total, totalAny }: SearchAnswer) => {
    const { sort, text } = state.search;
    const listed = total + (sort === "relevance" && text.trim() !== "" ? totalAny : 0);
    return { nextOffset, hasMore: hits.length > 0 && nextOffset < listed && nextOffset <= MAX_OFFSET };
  };

  return {
    get state() {
      return state;
    },
    want,
    more,
    retry: () => retry(),
    stop() {
      turn++;
      replacePending();
      set({ isLoading: false });
    },
  };
}

function withoutDoubles(shown: readonly SearchHit[], more: readonly SearchHit[]): readonly SearchHit[] {
  const name = ({ id, key }: SearchHit): string => `${key}\n${id}`;
  const names = new Set(shown.map(name));
  return [...shown, ...more.filter((hit) => names.size < names.add(name(hit)).size)];
}

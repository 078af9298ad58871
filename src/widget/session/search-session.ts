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
 * newest articles. While `isLoading` they may be of an older text than `search` has, or without passages.
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
  readonly client: Pick<SearchClient, "search">;
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
  /** The first page of what is wanted has come, with its passages. */
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
/** Keys that are nearer than this to each other are a run of typing, which ends so long after its last key. By docs/decisions/0063. */
const RUN_MS = 350;
/** From one question to the next within a run. By docs/decisions/0063: twenty letters at 200 ms a key have eight at most. */
const MAX_WAIT_MS = 800;
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
  let askedAtMs = Number.NaN;
  let askedText = "";
  /** The newest of what was wanted; what waits its turn asks only if it is still that. */
  let turn = 0;
  /** What was asked for last; of no turn in the midst of a run, at whose end the passages are asked for too. */
  let askedTurn: number | null = 0;
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
    const later = (waitMs: number, act: () => unknown): void =>
      void clock.sleep(waitMs).then(() => mine === turn && act());
    later(PAUSE_MS, () => {
      if (!state.isPaused) (state.answer?.hits.length === 0 ? tell : set)({ isPaused: true });
    });
    const now = clock.monotonicMs();
    const isRun = how === "typing" && now - typedAtMs < RUN_MS && !isEmpty();
    typedAtMs = now;
    if (!isRun) return void ask();
    // Where all that begins so is there already, a longer text has none but these: it is asked for once the run ends.
    const hasAll =
      state.answer && !state.hasMore && state.suggestions.length < MAX_SUGGESTIONS && text.startsWith(askedText);
    const waitMs = askedAtMs + MAX_WAIT_MS - now;
    if (waitMs < RUN_MS && !hasAll) later(waitMs, () => ask(true));
    later(RUN_MS, ask);
  };

  /** Nothing is typed, and nothing is to be shown for that. */
  const isEmpty = (): boolean => state.search.text.trim() === "" && !options.listsNewest?.();

  const ask = async (isMidst = false): Promise<void> => {
    replacePending();
    askedAtMs = clock.monotonicMs();
    askedTurn = isMidst ? null : turn;
    askedText = state.search.text;
    if (isEmpty()) tell({ ...NOTHING_FOUND, isLoading: false });
    else await run(ask, loadFirst, NOTHING_FOUND);
  };

  const more = async (): Promise<void> => {
    if (state.hasMore && !state.isLoading) await run(more, loadMore, {});
  };

  const run = async (
    again: () => Promise<void>,
    load: (signal: AbortSignal) => Promise<Partial<SessionState>>,
    lost: Partial<SessionState>,
  ): Promise<void> => {
    const controller = replacePending();
    retry = again;
    tell({ isLoading: true, failure: null });
    const { search } = state;
    try {
      const loaded = await load(controller.signal);
      if (controller !== pending) return;
      tell({ ...loaded, isLoading: turn !== askedTurn });
      if (loaded.answer && turn === askedTurn) options.onAnswer?.(loaded.answer, search);
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
    const passages = turn === askedTurn ? undefined : "none";
    const found = await client.search(query.q ? { ...query, passages, suggest: MAX_SUGGESTIONS } : query, signal);
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

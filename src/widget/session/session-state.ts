/**
 * The state of a search, and its changes by events: one pure function over one state.
 */
import { MAX_QUERY_LENGTH, type SearchAnswer, type SearchHit, type Suggestion } from "../../search-api.ts";
import type { SearchFailure } from "../search-client.ts";
import { EMPTY_SEARCH, type SearchState } from "./search-state.ts";

/**
 * The state to show. `answer` is the newest first page, `hits` are those of all pages, each once; where `answer` has
 * none, the newest articles. While `isLoading` they may be of an older text than `search` has, or without passages.
 */
export interface SessionState {
  readonly search: SearchState;
  readonly isLoading: boolean;
  /** True if nobody has typed for a while, so that a lack of hits may be shown. */
  readonly isPaused: boolean;
  readonly answer: SearchAnswer | null;
  readonly hits: readonly SearchHit[];
  readonly hasMore: boolean;
  /** Offset of the next page: the number of the server's hits that were looked at, earlier pages included. */
  readonly nextOffset: number;
  readonly suggestions: readonly Suggestion[];
  readonly failure: SearchFailure | null;
}

/** The fields that an answer changes. */
export type FoundPage = Partial<Pick<SessionState, "answer" | "hits" | "hasMore" | "nextOffset" | "suggestions">>;

export type SessionEvent =
  /**
   * The reader wants something else. Until it is asked for, it counts as under way: no further page of the text before
   * comes in between.
   */
  | { readonly type: "wanted"; readonly change: Partial<SearchState>; readonly isTyping: boolean }
  /** Nobody has typed for a while. */
  | { readonly type: "paused" }
  /** The text was emptied, and nothing is shown for that. */
  | { readonly type: "emptied" }
  | { readonly type: "asked" }
  /** `isNewest` where nothing else has been wanted since it was asked for. */
  | { readonly type: "answered"; readonly found: FoundPage; readonly isNewest: boolean }
  /** The hits stay where only a further page of them failed. */
  | { readonly type: "failed"; readonly failure: SearchFailure; readonly keepsHits: boolean }
  | { readonly type: "stopped" };

const NOTHING_FOUND = { answer: null, hits: [], hasMore: false, nextOffset: 0, suggestions: [], failure: null };

/** The state before any search. */
export const NEW_SESSION: SessionState = { ...NOTHING_FOUND, search: EMPTY_SEARCH, isLoading: false, isPaused: true };

/** The state after the event. Pure. */
export function stateAfter(state: SessionState, event: SessionEvent): SessionState {
  switch (event.type) {
    case "wanted": {
      const search = { ...state.search, ...event.change };
      const text = search.text.slice(0, MAX_QUERY_LENGTH);
      return { ...state, search: { ...search, text }, isLoading: true, isPaused: !event.isTyping };
    }
    case "paused":
      return { ...state, isPaused: true };
    case "emptied":
      return { ...state, ...NOTHING_FOUND, isLoading: false };
    case "asked":
      return { ...state, isLoading: true, failure: null };
    case "answered":
      return { ...state, ...event.found, isLoading: !event.isNewest };
    case "failed":
      return { ...state, ...(event.keepsHits ? null : NOTHING_FOUND), isLoading: false, failure: event.failure };
    case "stopped":
      return { ...state, isLoading: false };
  }
}

/**
 * One reader's search: what is wanted, what is shown of it, and in between when to ask. The first key asks at once.
 * Where nobody is billed for questions and answers come fast, each key does; elsewhere the newest text of a run of keys
 * is asked for when they pause, and now and then before. A newer question aborts the one before, so that answers never
 * come out of order. Knows no DOM.
 */
import { type Clock, elapsedMs, systemClock } from "../../clock.ts";
import type { FacetName, SearchAnswer } from "../../search-api.ts";
import type { SearchClient, SearchFailure } from "../search-client.ts";
import { findFirstPage, findNextPage, MAX_SUGGESTIONS } from "./result-pages.ts";
import type { SearchState } from "./search-state.ts";
import { NEW_SESSION, type SessionEvent, type SessionState, stateAfter } from "./session-state.ts";

export type { SearchState, SessionState };

export interface SessionOptions {
  readonly client: Pick<SearchClient, "search">;
  /** The system's, unless a test moves its own. */
  readonly clock?: Clock;
  /** Hits of a page, 1 to 50. */
  readonly pageSize: number;
  /** The facets to count; none by default. */
  readonly facets?: readonly FacetName[];
  /** Tells, for each request, whether an empty query lists the newest articles; by default it shows nothing. */
  readonly listsNewest?: () => boolean;
  /** The state of a session before, to go on from without asking. */
  readonly before?: Partial<SessionState> | null | undefined;
  readonly onChange: (state: SessionState) => void;
  /** The first page of what is wanted has come, with its passages. */
  readonly onAnswer?: (answer: SearchAnswer, search: SearchState) => void;
  /** Called when a request failed. */
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

/** Pause after the last key, from which on the text counts as complete. Untuned. */
const PAUSE_MS = 600;
/**
 * An answer that took less is taken for immediate (Nielsen, "Response Times": 100 ms, of which painting takes a part).
 */
const FAST_MS = 80;
/** Answers are immediate while most of so many were: a busy moment of the reader's machine is no slow line. Untuned. */
const RECENT_ANSWERS = 3;
/** Nearer keys are one run of typing. It ends so long after the last (docs/decisions/widget.md#when-the-box-asks). */
const RUN_MS = 350;
/** The pause between two questions of a run (same page). */
const MAX_WAIT_MS = 800;
/** A typed search has so many questions, and so many more for each key: 8 for twenty letters (same page). */
const FIRST_QUESTIONS = 2;
const QUESTIONS_PER_KEY = 0.3;
/** Longer pause after a key, once a text has had many requests. Untuned. */
const LONG_PAUSE_MS = 1_000;

/**
 * A first page, one in the midst of a run of typing, at whose end the passages are asked for too, or a further page.
 */
type Question = "first" | "midst" | "more";

interface Asked {
  readonly atMs: number;
  readonly text: string;
  /** Null in the midst of a run. */
  readonly turn: number | null;
}

/** Asks for nothing until something is wanted. */
export function createSearchSession(options: SessionOptions): SearchSession {
  const { clock = systemClock, onChange, onAnswer, onFailure } = options;
  let state: SessionState = { ...NEW_SESSION, ...options.before };
  /** Counts what was wanted; what waits its turn asks only if nothing newer is. */
  let turn = 0;
  let typedAtMs = Number.NaN;
  /** The first page that was asked for last. */
  let asked: Asked = { atMs: Number.NaN, text: "", turn: 0 };
  let last: Question | null = null;
  /**
   * Keys of the text that is being typed, and its questions: aborted ones count, those that each key may ask do not.
   */
  let typed = { keys: 0, questions: 0 };
  /** The server says that questions are not billed. */
  let isUnmetered = false;
  /** The times that the newest answers took, the newest first. */
  let recentMs: number[] = [];
  let isAnswered = true;
  /** The question under way; a newer one takes its place. */
  let pending = new AbortController();

  const apply = (event: SessionEvent): void => {
    state = stateAfter(state, event);
  };
  const tell = (event: SessionEvent): void => {
    apply(event);
    onChange(state);
  };
  const replacePending = (): AbortController => {
    pending.abort();
    pending = new AbortController();
    return pending;
  };
  const isEmpty = (): boolean => state.search.text.trim() === "" && !options.listsNewest?.();

  const want = (change: Partial<SearchState>, how: "typing" | "now" = "now"): void => {
    apply({ type: "wanted", change, isTyping: how === "typing" });
    turn += 1;
    later(PAUSE_MS, pause);
    const nowMs = clock.monotonicMs();
    const isTyping = how === "typing" && !isEmpty();
    const isRun = isTyping && nowMs - typedAtMs < RUN_MS;
    typedAtMs = nowMs;
    typed = isTyping ? { ...typed, keys: typed.keys + 1 } : { keys: 0, questions: 0 };
    if (!isTyping || (isAnswered && isImmediate())) return void ask("first");
    if (!isRun && hasRoomFor(1)) return void ask("first");
    const midstMs = asked.atMs + MAX_WAIT_MS - nowMs;
    if (midstMs < RUN_MS && !hasAll(state, asked.text)) later(midstMs, () => hasRoomFor(2) && ask("midst"));
    later(RUN_MS, () => hasRoomFor(1) && askNewest());
    later(LONG_PAUSE_MS, askNewest);
  };

  /** Tells whether the text that is being typed may have so many more requests. */
  const hasRoomFor = (count: number): boolean =>
    typed.questions + count <= FIRST_QUESTIONS + typed.keys * QUESTIONS_PER_KEY;

  const askNewest = (): unknown => asked.turn === turn || ask("first");

  const isImmediate = (): boolean => isUnmetered && areMostlyFast(recentMs);

  /** Acts after so long, unless something else is wanted until then. */
  const later = (waitMs: number, act: () => unknown): void => {
    const mine = turn;
    void clock.sleep(waitMs).then(() => mine === turn && act());
  };

  /** Announces again only that nothing was found. */
  const pause = (): void => {
    if (state.isPaused) return;
    if (state.answer?.hits.length === 0) tell({ type: "paused" });
    else apply({ type: "paused" });
  };

  const ask = async (question: Question): Promise<void> => {
    const controller = replacePending();
    last = question;
    if (question !== "more") {
      const { text } = state.search;
      asked = { atMs: clock.monotonicMs(), text, turn: question === "midst" ? null : turn };
      if (!isImmediate()) typed = { ...typed, questions: typed.questions + 1 };
      if (isEmpty()) return tell({ type: "emptied" });
    }
    tell({ type: "asked" });
    const { search } = state;
    const startedMs = clock.monotonicMs();
    isAnswered = false;
    try {
      const found = await find(question, controller.signal);
      if (controller !== pending) return;
      isAnswered = true;
      recentMs = [elapsedMs(clock, startedMs), ...recentMs].slice(0, RECENT_ANSWERS);
      if (found.answer) isUnmetered = found.answer.unmetered === true;
      tell({ type: "answered", found, isNewest: turn === asked.turn });
      if (found.answer && turn === asked.turn) onAnswer?.(found.answer, search);
      // Keys came meanwhile.
      if (turn !== asked.turn && isImmediate()) void ask("first");
    } catch (error) {
      isAnswered = controller === pending;
      // What waits its turn will ask again.
      if (controller !== pending || turn !== asked.turn) return;
      const failure = error as SearchFailure;
      tell({ type: "failed", failure, keepsHits: question === "more" });
      onFailure?.(failure);
    }
  };

  const find = (question: Question, signal: AbortSignal) =>
    question === "more"
      ? findNextPage(options, state, signal)
      : findFirstPage(options, state, question === "midst", signal);

  const more = async (): Promise<void> => {
    if (state.hasMore && !state.isLoading) await ask("more");
  };

  return {
    get state() {
      return state;
    },
    want,
    more,
    async retry() {
      if (last === "more") await more();
      else if (last !== null) await ask("first");
    },
    stop() {
      turn += 1;
      replacePending();
      apply({ type: "stopped" });
    },
  };
}

/**
 * Tells whether all that begins with the text is there already. A longer text has none but these, and is asked for once
 * the run ends. A letter has no hits.
 */
function hasAll({ answer, hasMore, suggestions, search }: SessionState, text: string): boolean {
  return (
    answer !== null &&
    text.trim().length > 1 &&
    !hasMore &&
    suggestions.length < MAX_SUGGESTIONS &&
    search.text.startsWith(text)
  );
}

function areMostlyFast(recentMs: readonly number[]): boolean {
  return 2 * recentMs.filter((tookMs) => tookMs < FAST_MS).length > recentMs.length;
}

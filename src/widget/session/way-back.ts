/**
 * Results kept for the way back: a reader who opens an article, and comes back to a page that the browser had to load
 * anew, finds the same results at the same place. They are kept in the entry of the browser's history that the page
 * has, which ends with the tab; nothing else is stored.
 */
import { systemClock } from "../../clock.ts";
import type { SearchAnswer } from "../../search-api.ts";
import type { SearchSession, SessionState } from "./search-session.ts";
import { EMPTY_SEARCH } from "./search-state.ts";

/** Names that every build has: the entry may be older than this file. */
interface Kept {
  readonly search: SessionState["search"];
  readonly answer: SearchAnswer;
  readonly hits: SessionState["hits"];
  readonly suggestions: SessionState["suggestions"];
  readonly more: boolean;
  readonly offset: number;
  /** The first hit to be seen, and how far it was below the upper edge of the window. */
  readonly first: number;
  readonly topPx: number;
  readonly address: string;
  readonly keptAtMs: number;
  /** Start of the document that kept it, which identifies it. */
  readonly documentAtMs: number;
}

/** Identifies the document, and how the browser came to it; no clock. */
const { performance: timeline } = globalThis;

/** An article is read by then; older results are asked for anew. Untuned. */
const MAX_AGE_MS = 3_600_000;

/**
 * Reads the state shown at this entry of the history, for a new session; null if there was none, or if the page was
 * reloaded.
 */
export function readKept(element: Element): Partial<SessionState> | null {
  const kept = find(element);
  if (kept === null) return null;
  const { search, answer, hits, suggestions, more: hasMore, offset: nextOffset } = kept;
  return { search: { ...EMPTY_SEARCH, ...search }, answer, hits, suggestions, hasMore, nextOffset };
}

/** Keeps what is shown when the reader follows a link or leaves the page, and scrolls to where it was kept before. */
export function keepResults(element: Element, session: SearchSession, signal: AbortSignal): void {
  const kept = find(element);
  const shownHits = () => [...(element.shadowRoot?.querySelectorAll(".hit") ?? [])];
  const topOf = (hit: Element | undefined): number => hit?.getBoundingClientRect().top ?? 0;
  // By a hit, since what is above the hits may be of another height meanwhile.
  if (kept !== null && isSame(kept, session.state))
    scrollBy({ top: topOf(shownHits()[kept.first]) - kept.topPx, behavior: "instant" });
  const describe = ({ search, answer, hits, suggestions, ...state }: SessionState): Kept | null => {
    if (answer === null || state.isLoading || state.failure !== null) return null;
    const shown = shownHits();
    const first = shown.findIndex((hit) => hit.getBoundingClientRect().bottom > 0);
    return {
      search,
      answer,
      hits,
      suggestions,
      more: state.hasMore,
      offset: state.nextOffset,
      first,
      topPx: topOf(shown[first]),
      address: location.href,
      keptAtMs: systemClock.nowMs(),
      documentAtMs: timeline.timeOrigin,
    };
  };
  const keep = (): void => {
    const others: unknown = history.state ?? {};
    if (typeof others !== "object") return;
    const poisk = { ...history.state?.poisk, [keyOf(element)]: describe(session.state) };
    try {
      history.replaceState({ ...others, poisk }, "");
    } catch (error) {
      // Too much or too often for the browser, or another's state that cannot be copied: the results are asked for anew
      // then.
      if (!(error instanceof DOMException)) throw error;
    }
  };
  const follow = (event: Event): void => {
    if (event.composedPath().some((node) => node instanceof HTMLAnchorElement)) keep();
  };
  addEventListener("click", follow, { capture: true, signal });
  addEventListener("pagehide", keep, { signal });
}

/** Several elements of a page are told apart by their session, or by their place. */
function keyOf(element: Element): string {
  return element.getAttribute("session") ?? `${[...document.querySelectorAll(element.localName)].indexOf(element)}`;
}

function isSame(kept: Kept, { search, answer, hits }: SessionState): boolean {
  const isSameSearch = JSON.stringify({ ...EMPTY_SEARCH, ...kept.search }) === JSON.stringify(search);
  return isSameSearch && kept.answer.sequence === answer?.sequence && kept.hits.length === hits.length;
}

function find(element: Element): Kept | null {
  const kept: Kept | null | undefined = history.state?.poisk?.[keyOf(element)];
  if (!kept?.answer || kept.address !== location.href || !(systemClock.nowMs() - kept.keptAtMs < MAX_AGE_MS))
    return null;
  const [navigation] = timeline.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return kept.documentAtMs === timeline.timeOrigin || navigation?.type === "back_forward" ? kept : null;
}

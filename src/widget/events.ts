/**
 * The events of an element and their details. docs/widget.md is their contract.
 */
import type { SearchAnswer, SearchHit } from "../search-api.ts";
import type { SearchFailure } from "./search-client.ts";
import type { SearchState } from "./session/search-state.ts";

/** Detail of `poisk:search`: the first page of results has arrived, with its passages. */
export interface PoiskSearchDetail {
  readonly query: string;
  readonly search: SearchState;
  readonly answer: SearchAnswer;
}

/** Detail of `poisk:select`: a hit is about to be opened. `preventDefault` stops that. */
export interface PoiskSelectDetail {
  readonly query: string;
  readonly hit: SearchHit;
  /** Counted from 0 among the hits shown; -1 for one that is collapsed under another. */
  readonly position: number;
}

/** Detail of `poisk:change`: the reader has changed the search, which is requested next. */
export interface PoiskChangeDetail {
  readonly query: string;
  readonly search: SearchState;
}

/** Detail of `poisk:error`: a request has failed. */
export interface PoiskErrorDetail {
  readonly query: string;
  readonly failure: SearchFailure;
}

export interface PoiskSearchEvents {
  "poisk:change": CustomEvent<PoiskChangeDetail>;
  "poisk:error": CustomEvent<PoiskErrorDetail>;
  "poisk:search": CustomEvent<PoiskSearchDetail>;
  "poisk:select": CustomEvent<PoiskSelectDetail>;
}

/** Sends an event out of the shadow root and up the page. False where a listener prevented what it tells of. */
export function sendEvent<Name extends keyof PoiskSearchEvents>(
  element: HTMLElement,
  name: Name,
  detail: PoiskSearchEvents[Name]["detail"],
  cancelable = false,
): boolean {
  return element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, cancelable, detail }));
}

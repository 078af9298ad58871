/**
 * One life of an element, as its views see it.
 */
import type { SearchClient } from "../search-client.ts";
import type { SearchSession } from "../session/search-session.ts";
import type { SearchState } from "../session/search-state.ts";
import type { SessionState } from "../session/session-state.ts";
import type { HitContext } from "./hit-view.ts";
import type { SearchField } from "./search-field.ts";
import type { View, ViewKit } from "./view-kit.ts";

export type { View };

export interface ViewHost extends HitContext, ViewKit {
  /** Tells whether the page shows results, so that the field need not. */
  readonly isPage: () => boolean;
  readonly shadow: ShadowRoot;
  /** The root of all views; the form is its first child. */
  readonly root: HTMLElement;
  readonly field: SearchField;
  readonly client: Pick<SearchClient, "search" | "follow">;
  readonly session: SearchSession;
  /** Views that a page of results shows later. */
  readonly loadList: () => Promise<typeof import("./option-list.ts")>;
  readonly loadFilters: () => Promise<typeof import("./filters-view.ts")>;
  /** Aborted when the element is taken down. */
  readonly signal: AbortSignal;
  /** Asks for something else, and keeps the address. */
  readonly want: (change: Partial<SearchState>) => void;
  /** The page with all results; undefined where none is named. */
  readonly resultsAddress: (text: string) => string | undefined;
  /** The content in place of hits: a failure, or that nothing was found; else nothing. */
  readonly trouble: (state: SessionState) => HTMLElement[];
}

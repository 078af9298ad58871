/**
 * What shows the state of a search (layer 5), and what it makes itself of. The list and the page of results are files of their
 * own, loaded later: they are handed a host instead of carrying its functions a second time, which would be a third of their
 * bytes.
 */

import { report } from "../report.ts";
import type { SearchClient } from "../search-client.ts";
import type { SearchSession, SessionState } from "../session/search-session.ts";
import type { SearchState } from "../session/search-state.ts";
import { adoptStyles } from "./adopt-styles.ts";
import { type HitContext, hitContent, linkTo, markedText } from "./hit-view.ts";
import { make } from "./make-element.ts";
import { remarks, startsPartial, summary, trouble } from "./notices.ts";
import type { SearchField } from "./search-field.ts";

export interface View {
  /** Shows what is known now; never called while something is under way. */
  show(state: SessionState): void;
}

export const viewKit = {
  adoptStyles,
  hitContent,
  laterView,
  linkTo,
  make,
  markedText,
  remarks,
  startsPartial,
  summary,
  trouble,
};

type ViewKit = typeof viewKit;

/** One life of an element, as its views see it. */
export interface ViewHost extends HitContext, ViewKit {
  readonly isPage: boolean;
  readonly shadow: ShadowRoot;
  /** What all views stand in; the form is its first child. */
  readonly root: HTMLElement;
  readonly field: SearchField;
  readonly client: SearchClient;
  readonly session: SearchSession;
  /** Views that a page of results shows later. */
  readonly loadList: () => Promise<typeof import("./option-list.ts")>;
  readonly loadFilters: () => Promise<typeof import("./filters-view.ts")>;
  /** Aborted when the element is taken down. */
  readonly signal: AbortSignal;
  /** Asks for something else, and keeps the address. */
  readonly want: (change: Partial<SearchState>) => void;
  /** The page with all results, or null where none is named. */
  readonly resultsAddress: (text: string) => string | null;
}

/** A view that is loaded when it is first shown; where that fails, the next state tries again. */
export function laterView(load: () => Promise<View>): View {
  let view: View | null = null;
  let isLoading = false;
  let newest: SessionState;
  return {
    show(state) {
      newest = state;
      if (view !== null || isLoading) {
        view?.show(state);
        return;
      }
      isLoading = true;
      load()
        .then((loaded) => {
          view = loaded;
          view.show(newest);
        }, report)
        .finally(() => {
          isLoading = false;
        });
    },
  };
}

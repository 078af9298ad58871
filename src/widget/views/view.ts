/**
 * What shows the state of a search (layer 5), and what it makes itself of. The list and the page of results are files of their
 * own, loaded later: they are handed a host instead of carrying its functions a second time, which would be a third of their
 * bytes.
 */

import { report } from "../report.ts";
import type { SearchClient } from "../search-client.ts";
import type { SearchSession, SessionState } from "../session/search-session.ts";
import type { SearchState } from "../session/search-state.ts";
import type { Locale } from "../texts/messages.ts";
import { type HitContext, hitContent, linkTo, markedText, refine } from "./hit-view.ts";
import { make } from "./make-element.ts";
import { publicationDate } from "./publication-date.ts";
import type { SearchField } from "./search-field.ts";

export interface View {
  /** Shows what is known now, which may be of an older text while something is under way. */
  show(state: SessionState): void;
}

export const viewKit = {
  adoptStyles,
  hitContent,
  laterView,
  linkTo,
  make,
  markedText,
  publicationDate,
  refine,
  remarks,
  report,
  dividerAt,
  trouble,
};

export type ViewKit = typeof viewKit;

/** One life of an element, as its views see it. */
export interface ViewHost extends HitContext, ViewKit {
  /** Whether the page shows results, so that the field need not. */
  readonly isPage: () => boolean;
  readonly shadow: ShadowRoot;
  /** What all views stand in; the form is its first child. */
  readonly root: HTMLElement;
  readonly field: SearchField;
  readonly client: Pick<SearchClient, "search" | "follow">;
  readonly session: SearchSession;
  /** Views that a page of results shows later. */
  readonly loadList: () => Promise<typeof import("./option-list.ts")>;
  readonly loadTrouble: () => Promise<typeof import("./trouble-view.ts")>;
  readonly loadFilters: () => Promise<typeof import("./filters-view.ts")>;
  /** Aborted when the element is taken down. */
  readonly signal: AbortSignal;
  /** Asks for something else, and keeps the address. */
  readonly want: (change: Partial<SearchState>) => void;
  /** The page with all results; undefined where none is named. */
  readonly resultsAddress: (text: string) => string | undefined;
}

/** A view that is loaded when it is first shown; where that fails, the next state tries again. */
export function laterView(load: () => Promise<View>): View {
  let view: View | null = null;
  let loading: Promise<void> | null = null;
  let newest: SessionState;
  return {
    show(state) {
      newest = state;
      view?.show(state);
      loading =
        loading ??
        load().then(
          (loaded) => {
            view = loaded;
            view.show(newest);
          },
          (error) => {
            loading = report(error);
          },
        );
    },
  };
}

/** Constructable stylesheets, one of each text for all elements of a page. */
const sheets = new Map<string, CSSStyleSheet>();

/** Adds the styles to those that the root has, once. */
function adoptStyles(root: ShadowRoot, css: string): void {
  const sheet = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) sheet.replaceSync(css);
  sheets.set(css, sheet);
  root.adoptedStyleSheets = [...new Set(root.adoptedStyleSheets).add(sheet)];
}

// What is said about an answer: what was corrected, what is missing, what went wrong.

/** What stands above the hit at this place: that others lack some of the words, or that these are but the newest. Else null. */
function dividerAt({ answer, hits }: SessionState, index: number, locale: Locale): string | null {
  const before = hits[index - 1];
  if (before === undefined) return answer?.hits.length === 0 ? locale.messageOf("latest") : null;
  return !before.partialMatch && hits[index]?.partialMatch ? locale.messageOf("partial") : null;
}

/** That the query was corrected, cut, or met by no article whole. */
function remarks({ answer }: SessionState, locale: Locale): HTMLElement[] {
  if (answer === null) return [];
  const { text, corrections, leftOut, match } = answer.query;
  const query = corrections.reduce((corrected, { from, to }) => corrected.replace(from, () => to), text).trim();
  const texts = [
    corrections.length > 0 && locale.messageOf("corrected", { query }),
    leftOut && locale.messageOf("leftOut"),
    match === "any" && answer.hits.length > 0 && locale.messageOf("anyWord"),
  ];
  return texts.flatMap((said) => (said ? make("p", { part: "remark" }, said) : []));
}

let troubleView: Awaited<ReturnType<ViewHost["loadTrouble"]>> | null = null;

/** A failure, or that nothing was found, once nobody types; else nothing. One letter is the beginning of something. */
function trouble(state: SessionState, host: ViewHost): HTMLElement[] {
  const { failure, answer, isPaused, search } = state;
  const isNothing = answer?.hits.length === 0 && isPaused && search.text.trim().length !== 1;
  if (failure === null && !isNothing) return [];
  if (troubleView) return [troubleView.troubleOf(state, host)];
  const place = make("div");
  host.loadTrouble().then(
    (view) => {
      troubleView = view;
      place.replaceWith(view.troubleOf(state, host));
    },
    // Whoever is cut off has no more parts either.
    () => place.append(make("p", { part: "problem" }, host.locale.messageOf("network"))),
  );
  return [place];
}

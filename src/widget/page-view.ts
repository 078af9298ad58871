/**
 * The page of results below the field (layer 5): how many there are, the hits, and beside them the filters, which are loaded
 * once the first hits are shown.
 */
import type { FiltersView } from "./filters-view.ts";
import type { HitContext } from "./hit-view.ts";
import { pageStyles } from "./page-styles.ts";
import { type ResultsActions, ResultsView } from "./results-view.ts";
import type { SessionState } from "./search-session.ts";
import type { ViewKit } from "./view-kit.ts";
import type { Wanted } from "./wanted.ts";

export { countBesides } from "./facet-counts.ts";

export interface PageActions extends ResultsActions {
  readonly onWant: (change: Partial<Wanted>) => void;
}

export class PageView {
  readonly #kit: ViewKit;
  readonly #context: HitContext;
  readonly #actions: PageActions;
  readonly #root: ShadowRoot;
  readonly #summary: HTMLElement;
  readonly #tools: HTMLElement;
  readonly #filters: HTMLDetailsElement;
  readonly #results: ResultsView;
  #filtersView: FiltersView | null = null;
  #isLoadingFilters = false;
  #state: SessionState | null = null;

  /** Puts itself at the end of `parent`, which is in `root`. */
  constructor(kit: ViewKit, root: ShadowRoot, parent: HTMLElement, context: HitContext, actions: PageActions) {
    const { make } = kit;
    this.#kit = kit;
    this.#summary = make("p", { part: "summary" });
    this.#tools = make("div", { part: "tools" }, this.#summary);
    this.#root = root;
    this.#context = context;
    this.#actions = actions;
    const heading = make("summary", { part: "filters-summary" }, context.speech.say("filters"));
    this.#filters = make("details", { part: "filters" }, heading);
    this.#results = new ResultsView(kit, context, actions);
    kit.adoptStyles(root, pageStyles);
    parent.append(this.#tools, make("div", { part: "columns" }, this.#filters, this.#results.element));
    // Beside the hits, where there is room, they stand open, and nothing closes them.
    new ResizeObserver(() => {
      if (getComputedStyle(heading).display === "none") this.#filters.open = true;
    }).observe(this.#filters);
  }

  show(state: SessionState): void {
    this.#state = state;
    const isFound = state.failure === null && state.hits.length > 0;
    this.#summary.textContent = isFound ? this.#kit.summary(state, this.#context.speech) : "";
    this.#results.show(state);
    this.#filtersView?.show(state);
    if (state.answer !== null) void this.#loadFilters();
  }

  /** Where they cannot be loaded, the next answer tries again. */
  async #loadFilters(): Promise<void> {
    if (this.#filtersView !== null || this.#isLoadingFilters) return;
    this.#isLoadingFilters = true;
    try {
      const { FiltersView } = await import("./filters-view.ts");
      this.#filtersView = new FiltersView(
        this.#kit,
        this.#root,
        this.#filters,
        this.#context.speech,
        this.#actions.onWant,
      );
      this.#tools.append(this.#filtersView.sort);
      if (this.#state !== null) this.#filtersView.show(this.#state);
    } catch (error) {
      console.error("<poisk-search>: the filters could not be loaded.", error);
    } finally {
      this.#isLoadingFilters = false;
    }
  }
}

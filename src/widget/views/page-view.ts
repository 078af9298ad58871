/**
 * The page of results below the field (layer 5): how many there are, the hits, and, once the first of them are shown, the
 * filters beside them and the suggestions of the field, each loaded by then.
 */
import { pageStyles } from "./page-styles.ts";
import { createResultsView } from "./results-view.ts";
import type { View, ViewHost } from "./view.ts";

/** Puts itself at the end of the root. */
export function createView(host: ViewHost): View {
  const { make, root, shadow, signal, speech } = host;
  const summary = make("p", { part: "summary" });
  const tools = make("div", { part: "tools" }, summary);
  const heading = make("summary", { part: "filters-summary" }, speech.say("filters"));
  const filters = make("details", { part: "filters" }, heading);
  const results = createResultsView(host);
  const later = [
    host.laterView(async () => (await host.loadFilters()).createFiltersView(host, filters, tools)),
    host.laterView(async () => (await host.loadList()).createView(host)),
  ];
  let isAnswered = false;

  host.adoptStyles(shadow, pageStyles);
  root.append(tools, make("div", { part: "columns" }, filters, results.element));
  // Beside the hits, where there is room, they stand open, and nothing closes them.
  const observer = new ResizeObserver(() => {
    if (getComputedStyle(heading).display === "none") filters.open = true;
  });
  observer.observe(filters);
  signal.addEventListener("abort", () => observer.disconnect());

  return {
    show(state) {
      const isFound = state.failure === null && state.hits.length > 0;
      summary.textContent = isFound ? host.summary(state, speech) : "";
      results.show(state);
      isAnswered ||= state.answer !== null;
      if (isAnswered) for (const view of later) view.show(state);
    },
  };
}

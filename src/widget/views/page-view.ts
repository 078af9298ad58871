/**
 * The page of results: how many there are, the hits, and, once the first of them are shown, their order. Below a field it has
 * the filters and the field's suggestions too, each loaded by then.
 */

import type { SearchAnswer, SearchHit } from "../../search-api.ts";
import { toldMeaning } from "../../told-meaning.ts";
import { isFiltered, type SearchState } from "../session/search-state.ts";
import { pageStyles } from "./page-styles.ts";
import type { View, ViewHost } from "./view.ts";

/** Puts itself at the end of the root. */
export function createView(host: ViewHost): View {
  const { make, root, shadow, locale } = host;
  const summary = make("p", { part: "summary" });
  const tools = make("div", { part: "tools" }, summary);
  const filters = make("div");
  const results = createResultsView(host);
  const later = [host.laterView(async () => (await host.loadFilters()).createToolsView(host, tools))];
  let isAnswered = false;

  host.adoptStyles(shadow, pageStyles);
  root.append(tools);
  if (root.contains(host.field.form)) {
    later.push(
      host.laterView(async () => (await host.loadFilters()).createFoldedView(host, filters)),
      host.laterView(async () => (await host.loadList()).createView(host)),
    );
    root.append(make("div", { part: "columns" }, filters, results.element));
  } else root.append(results.element);

  return {
    show(state) {
      const { answer, failure, search } = state;
      const isFound = answer?.hits.length && !failure;
      summary.textContent = isFound ? locale.messageOf("found", { n: answer.total }) : "";
      // Where nothing is found there is nothing to filter, but for what filters took away.
      filters.hidden = tools.hidden = answer?.hits.length === 0 && !isFiltered(search);
      results.show(state);
      isAnswered ||= state.answer !== null;
      if (isAnswered) for (const view of later) view.show(state);
    },
  };
}

/**
 * The hits of the results page: remarks, an ordered list that grows, and what to do where there is none. Keeps the
 * list as it is where a further page only adds to it.
 */
interface ResultsView extends View {
  readonly element: HTMLElement;
}

function createResultsView(host: ViewHost): ResultsView {
  const { make, session, locale, want } = host;
  const remarks = make("div", { part: "remarks" });
  const list = make("ol", { part: "hits", role: "list" });
  const trouble = make("div");
  const more = make(
    "button",
    { part: "button more", type: "button", hidden: true, click: () => void session.more() },
    locale.messageOf("more"),
  );
  /** The answer and the number of its hits that the list shows. */
  let shownAnswer: SearchAnswer | null = null;
  let shown = 0;

  const itemOf = (hit: SearchHit): HTMLElement => {
    const item = make("li", { part: "hit" }, ...host.hitContent(hit, host, true));
    if (hit.duplicates) item.append(collapsed(hit.duplicates));
    return item;
  };

  /** A button that shows what is collapsed under the hit. */
  const collapsed = ({ count, href }: NonNullable<SearchHit["duplicates"]>): HTMLElement => {
    const toggle = () => host.loadFilters().then((part) => part.toggleCollapsed(host, button, href), host.report);
    const button = make(
      "button",
      { part: "duplicates", type: "button", "aria-expanded": "false", click: toggle },
      locale.messageOf("duplicates", { n: count }),
    );
    return button;
  };

  const element = make("div", { part: "results" }, remarks, trouble, list, more);
  return {
    element,
    show(state) {
      const { answer, hits, failure, search } = state;
      const focused = element.querySelector(":focus");
      // The same question asked anew begins anew, though its answer was kept.
      if (answer !== shownAnswer || hits.length < shown) {
        list.replaceChildren();
        shown = 0;
        shownAnswer = answer;
        remarks.replaceChildren(...host.remarks(state, locale));
        const offer = (label: string, change: Partial<SearchState>): void =>
          remarks.append(make("button", { part: "literal", type: "button", click: () => want(change) }, label));
        const { corrections = [], understood = [], offer: text } = answer?.query ?? {};
        const without = (pieces: readonly { readonly id: string }[]): Partial<SearchState> => ({
          ignore: [...pieces.map(({ id }) => id), ...search.ignore],
        });
        if (corrections.length)
          offer(locale.messageOf("literally", { query: search.text.trim() }), without(corrections));
        if (text && answer?.hits.length) offer(`${text}?`, { text });
        const told = toldMeaning(understood, answer?.hits ?? []);
        if (told.ids.length) {
          const names = told.names.join(", ");
          const said = told.dates.map(({ text, days, effect }) =>
            locale.messageOf(effect === "none" ? "noDays" : effect === "raise" ? "daysFirst" : "onDays", {
              query: (days && host.publicationDate({ publishedAt: null, dateRange: days }, locale.language)) ?? text,
            }),
          );
          if (names) said.unshift(locale.messageOf("alsoNames", { query: names }));
          remarks.append(make("p", { part: "remark" }, said.join(" ")));
          offer(locale.messageOf("wordsAlone"), { ignore: [...told.ids, ...search.ignore] });
        }
      }
      const before = shown;
      for (; shown < hits.length; shown++) {
        const divider = host.dividerAt(state, shown, locale);
        if (divider !== null) list.append(make("li", { part: "divider" }, divider));
        list.append(itemOf(hits[shown] as SearchHit));
      }
      host.refine(list, locale);
      trouble.replaceChildren(...host.trouble(state));
      more.hidden = !state.hasMore || failure !== null;
      if (focused === null || list.contains(focused)) return;
      // The keyboard goes on where reading goes on: what was pressed is gone.
      const next = list.querySelectorAll(".hit")[before] ?? trouble;
      next.querySelector<HTMLElement>("a,button")?.focus();
    },
  };
}

/**
 * The page of results: how many there are and the hits. Once the first of them are shown come their order and, below a
 * field, the filters behind one button and the field's suggestions.
 */

import type { SearchAnswer, SearchHit } from "../../search-api.ts";
import type { Remark } from "../../texts/texts.ts";
import { isFiltered, type SearchState } from "../session/search-state.ts";
import { pageStyles } from "./page-styles.ts";
import type { View, ViewHost } from "./view.ts";

/** Puts itself at the end of the root. */
export function createView(host: ViewHost): View {
  const { make, root, shadow, locale } = host;
  const summary = make("p", { part: "summary" });
  // Beside the number: the first hit stays where it is when something is remarked.
  const remarks = make("div", { part: "remarks" });
  const tools = make("div", { part: "tools" }, summary);
  const hasFilters = root.contains(host.field.form);
  const filters = make("div");
  const results = createResultsView(host, remarks);
  const later = [
    host.laterView(async () => {
      const { createFoldedView, createOrderView } = await host.loadFilters();
      return hasFilters ? createFoldedView(host, filters, true) : createOrderView(host, tools);
    }),
  ];
  let isAnswered = false;

  host.adoptStyles(shadow, pageStyles);
  root.append(tools);
  if (hasFilters) {
    later.push(host.laterView(async () => (await host.loadList()).createView(host)));
    root.append(make("div", { part: "columns" }, filters, results.element));
  } else root.append(results.element);

  return {
    show(state) {
      const { answer, failure, search } = state;
      const isFound = answer?.hits.length && !failure;
      summary.textContent = isFound ? locale.messageOf("found", { n: answer.total }) : "";
      // It leads the focus away from remarks before they are moved, and what is moved loses it.
      results.show(state);
      // Where nothing is found there is nothing to filter, but for what filters took away.
      filters.hidden = tools.hidden = answer?.hits.length === 0 && !isFiltered(search);
      const place = tools.hidden ? results.element : tools;
      if (remarks.parentElement !== place)
        place.insertBefore(remarks, tools.hidden ? place.firstChild : summary.nextSibling);
      isAnswered ||= state.answer !== null;
      if (isAnswered) for (const view of later) view.show(state);
    },
  };
}

/**
 * The hits of the results page: an ordered list that grows, and what to do where there is none. Keeps the list as it is
 * where a further page only adds to it. `remarks` takes the remarks.
 */
interface ResultsView extends View {
  readonly element: HTMLElement;
}

function createResultsView(host: ViewHost, remarks: HTMLElement): ResultsView {
  const { make, session, locale, want } = host;
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

  const remarkElement = ({ text, wayOn }: Remark, { ignore }: SearchState): HTMLElement => {
    const change = wayOn && ("text" in wayOn ? { text: wayOn.text } : { ignore: [...wayOn.ignore, ...ignore] });
    const goOn = change && (() => want(change));
    const button = goOn && make("button", { part: "way", type: "button", click: goOn }, wayOn.label);
    return make("p", { part: "remark" }, `${text} `, button ?? "");
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

  const element = make("div", { part: "results" }, trouble, list, more);
  return {
    element,
    show(state) {
      const { answer, hits, failure, search } = state;
      const focused = remarks.querySelector(":focus") ?? element.querySelector(":focus");
      // The same question asked anew begins anew, though its answer was kept.
      if (answer !== shownAnswer || hits.length < shown) {
        list.replaceChildren();
        shown = 0;
        shownAnswer = answer;
        remarks.replaceChildren(...host.remarks(state, locale).map((remark) => remarkElement(remark, search)));
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

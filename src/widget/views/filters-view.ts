/**
 * The filters of the results page: days, sections, sources, order. Native controls; a press asks for something else and
 * keeps the focus where it was.
 */
import { LISTED_NAMES, type SearchAnswer, type SortOrder } from "../../search-api.ts";
import { report } from "../report.ts";
import { isFiltered, NO_FILTERS, type SearchState } from "../session/search-state.ts";
import { keepResults } from "../session/way-back.ts";
import { type FilterWords, russianFilters } from "../texts/filter-words.ts";
import { buttonStyles } from "./button-styles.ts";
import { DaysFilter } from "./days-filter.ts";
import type { Histogram } from "./histogram-view.ts";
import { NamesFilter } from "./names-filter.ts";
import type { View, ViewHost } from "./view.ts";

export { readKept } from "../session/way-back.ts";
export { toggleCollapsed } from "./collapsed-hits.ts";

const filtersStyles = `${buttonStyles}
.button:hover{border-color:var(--accent)}
fieldset{margin:0;padding:0;border:0;min-width:0}
select{font:inherit;margin:0}
.sort,.day,.find{max-width:100%;min-height:44px;padding:0 .6em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--ground);color:var(--text)}
.collapsed{padding-inline-start:1em;border-inline-start:2px solid var(--line);font-size:.9375em}
.collapsed a{display:block;padding:.3em 0}
.facet{margin-bottom:1.25em}
legend{padding:0;margin-bottom:.25em;font-weight:600;font-size:.9375em}
.find{width:100%;min-height:36px;margin-bottom:.35em;font-size:.9375em}
.choices{max-height:17em;overflow:auto;overscroll-behavior:contain;padding:3px;margin:-3px}
.choice{display:flex;gap:.6em;align-items:center;min-height:32px;font-size:.9375em;cursor:pointer}
.choice input{flex:none;width:18px;height:18px;accent-color:var(--accent)}
.count{flex:none;margin-inline-start:auto;color:var(--muted)}
.periods{display:flex;flex-wrap:wrap;gap:0 1.1em;margin-bottom:.6em}
.period{min-height:32px;padding:0;border:0;background:none;color:var(--text);font-size:.9375em;cursor:pointer}
.period:hover{text-decoration:underline}
.period[aria-pressed=true]{color:var(--accent);font-weight:600}
.days{display:flex;gap:.5em}
.days label{flex:1;min-width:0;color:var(--muted);font-size:.875em}
.day{width:100%;min-height:36px}
.day[aria-invalid=true]{border-color:var(--warning)}
.bad-day{color:var(--warning);font-size:.875em}
.filters-summary{min-height:44px;padding:.6em 0;cursor:pointer}
.times{margin-top:.6em;font-size:.9375em}
.times>summary{min-height:32px;cursor:pointer;color:var(--link)}
@media(pointer:coarse){.choice,.period,.find,.day,.times>summary{min-height:44px}}
@media print{.form button,.filters,.sort,.more{display:none}.box{min-height:0;border:0}.input{padding:0;font-weight:600}.input::placeholder{color:transparent}.columns{display:block}}
@media(forced-colors:active){.period[aria-pressed=true]{forced-color-adjust:none;background:Highlight;color:HighlightText}}
`;

const SORT_ORDERS: readonly SortOrder[] = ["relevance", "newest", "oldest"];

/** Styles by the width of the window: the element itself may be a narrow column. */
const ownStyles = `
@media(min-width:45em){.filters-summary{display:none}}
`;

/** The filters by themselves: puts itself at the end of the root, unseen where there is nothing to filter. */
export function createView(host: ViewHost): View {
  const { make, root, shadow } = host;
  const place = make("div", { hidden: true });
  host.adoptStyles(shadow, ownStyles);
  root.append(place);
  const view = createFoldedView(host, place, false);
  return {
    show(state) {
      const { answer, search } = state;
      place.hidden = answer === null || (answer.hits.length === 0 && !isFiltered(search));
      view.show(state);
    },
  };
}

/**
 * The filters, at the end of `parent`, behind one button: beside the hits, where there is room, they stand open, and
 * nothing closes them. `hasOrder` puts the order first.
 */
export function createFoldedView(host: ViewHost, parent: HTMLElement, hasOrder: boolean): View {
  const { make, locale } = host;
  const words: FilterWords = { ...russianFilters, ...locale.replaced };
  const heading = make("summary", { part: "filters-summary" }, words.filters);
  const details = make("details", { part: "filters" }, heading);
  const observer = new ResizeObserver(() => {
    if (getComputedStyle(heading).display === "none") details.open = true;
  });
  observer.observe(details);
  host.signal.addEventListener("abort", () => observer.disconnect());
  parent.append(details);
  const order = make("div", { part: "facet" });
  if (hasOrder) details.append(order);
  const views = [...(hasOrder ? [createOrderView(host, order)] : []), createFiltersView(host, details)];
  return {
    show(state) {
      for (const view of views) view.show(state);
    },
  };
}

/** The order of the hits, at the end of `parent`. Results are kept from then on. */
export function createOrderView(host: ViewHost, parent: HTMLElement): View {
  const { make, session, shadow, signal, locale, want } = host;
  const words: FilterWords = { ...russianFilters, ...locale.replaced };
  const chooseOrder = (): void => want({ sort: order.value as SortOrder });
  const order = make("select", { part: "sort", "aria-label": words.sort, change: chooseOrder });
  for (const name of SORT_ORDERS) order.append(make("option", { value: name }, words[name]));
  host.adoptStyles(shadow, filtersStyles);
  parent.append(order);
  keepResults(shadow.host, session, signal);
  return {
    show({ search: { sort, text } }) {
      // Nothing typed has no relevance: the newest come first.
      order.value = sort === "relevance" && text.trim() === "" ? "newest" : sort;
    },
  };
}

/** Puts itself at the end of `parent`. */
function createFiltersView(host: ViewHost, parent: HTMLElement): View {
  const { make, shadow, locale, session, want } = host;
  const words: FilterWords = { ...russianFilters, ...locale.replaced };
  const days = new DaysFilter(host, words);
  const times = createTimes(host, words, days);
  const names = LISTED_NAMES.map((name) => new NamesFilter(host, words, name));
  const clear = (): void => {
    days.show("", "");
    want(NO_FILTERS);
  };
  const reset = make("button", { part: "button", type: "button", click: clear }, words.reset);
  let shownAnswer: SearchAnswer | null = null;

  host.adoptStyles(shadow, filtersStyles);
  days.element.append(times.element);
  parent.append(days.element, ...names.map(({ element }) => element), reset);
  return {
    show({ answer, search }) {
      days.showChosen(search);
      for (const one of names) one.showChosen(search);
      const isOpen = !isFiltered(search);
      if (isOpen && reset.matches(":focus")) days.focus();
      reset.hidden = isOpen;
      if (answer === null || answer === shownAnswer) return;
      shownAnswer = answer;
      for (const one of names) void one.count(answer, search);
      void times.show(session.state.search);
    },
  };
}

/** The histogram, loaded and counted when it is opened, and with each answer while it is open. */
function createTimes(host: ViewHost, words: FilterWords, days: DaysFilter) {
  const { make, session, signal } = host;
  const element = make("details", { part: "times" }, make("summary", {}, words.times));
  let histogram: Histogram | null = null;
  const show = async (search: SearchState): Promise<void> => {
    if (!element.open) return;
    try {
      const view = await import("./histogram-view.ts");
      histogram ??= new view.Histogram(host, words, element, (from, to) => days.want(from, to));
      await histogram.show(search);
    } catch (error) {
      // Opened again, it is asked for again; that it is closed says that nothing came.
      element.open = false;
      if (!signal.aborted) report(error);
    }
  };
  element.addEventListener("toggle", () => void show(session.state.search));
  return { element, show };
}

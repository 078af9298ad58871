/**
 * The filters of the results page (layer 5): days, sources, order. Native controls; a press asks for something else and
 * keeps the focus where it was.
 */
import { systemClock } from "../../clock.ts";
import type { FacetValue, SearchAnswer, SortOrder } from "../../search-api.ts";
import { report } from "../report.ts";
import { isRecent, parseDay, RECENT } from "../session/days.ts";
import { isFiltered, NO_FILTERS, queryOf, type SearchState } from "../session/search-state.ts";
import { keepResults } from "../session/way-back.ts";
import { type FilterWords, russianFilters } from "../texts/filter-words.ts";
import { buttonStyles } from "./button-styles.ts";
import type { Histogram } from "./histogram-view.ts";
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
.periods{display:flex;flex-wrap:wrap;gap:.4em;margin-bottom:.6em}
.period{min-height:32px;padding:0 .75em;border:1px solid var(--field-line);border-radius:22px;background:var(--ground);color:var(--text);font-size:.875em;cursor:pointer}
.period:hover{border-color:var(--accent)}
.period[aria-pressed=true]{border-color:var(--accent);background:var(--accent);color:var(--ground)}
.days{display:flex;gap:.5em}
.days label{flex:1;min-width:0;color:var(--muted);font-size:.875em}
.day{width:100%;min-height:36px}
.day[aria-invalid=true]{border-color:var(--warning)}
.bad-day{color:var(--warning);font-size:.875em}
.filters-summary{min-height:44px;padding:.6em 0;cursor:pointer;font-weight:600}
.times{margin-top:.6em;font-size:.9375em}
.times>summary{min-height:32px;cursor:pointer;color:var(--link)}
@media(pointer:coarse){.choice,.period,.find,.day,.times>summary{min-height:44px}}
@media print{.form button,.filters,.sort,.more{display:none}.box{min-height:0;border:0}.input{padding:0;font-weight:600}.input::placeholder{color:transparent}.columns{display:block}}
@media(forced-colors:active){.period[aria-pressed=true]{forced-color-adjust:none;background:Highlight;color:HighlightText}}
`;

const SORT_ORDERS: readonly SortOrder[] = ["relevance", "newest", "oldest"];
/** A list as long as this is looked through by a word. Untuned. */
const LONG_LIST = 12;
const SEEK_AFTER_MS = 200;

/** By the width of the window: the element itself may be a narrow column. */
const ownStyles = `
@media(min-width:45em){.filters-summary{display:none}}
`;

/** The filters by themselves: puts itself at the end of the root, unseen where there is nothing to filter. */
export function createView(host: ViewHost): View {
  const { make, root, shadow } = host;
  const place = make("div", { hidden: true });
  host.adoptStyles(shadow, ownStyles);
  root.append(place);
  const view = createFoldedView(host, place);
  return {
    show(state) {
      const { answer, search } = state;
      place.hidden = answer === null || (answer.hits.length === 0 && !isFiltered(search));
      view.show(state);
    },
  };
}

/** The filters, at the end of `parent`, under a heading: beside the hits, where there is room, they stand open, and nothing closes them. */
export function createFoldedView(host: ViewHost, parent: HTMLElement): View {
  const { make, locale } = host;
  const heading = make("summary", { part: "filters-summary" }, { ...russianFilters, ...locale.replaced }.filters);
  const details = make("details", { part: "filters" }, heading);
  const observer = new ResizeObserver(() => {
    if (getComputedStyle(heading).display === "none") details.open = true;
  });
  observer.observe(details);
  host.signal.addEventListener("abort", () => observer.disconnect());
  parent.append(details);
  return createFiltersView(host, details);
}

/** What a page of results has once the first hits are shown: the order, at the end of `tools`; and results that are kept. */
export function createToolsView(host: ViewHost, tools: HTMLElement): View {
  const { make, session, shadow, signal, locale, want } = host;
  const words: FilterWords = { ...russianFilters, ...locale.replaced };
  const chooseOrder = (): void => want({ sort: order.value as SortOrder });
  const order = make("select", { part: "sort", "aria-label": words.sort, change: chooseOrder });
  for (const name of SORT_ORDERS) order.append(make("option", { value: name }, words[name]));
  host.adoptStyles(shadow, filtersStyles);
  tools.append(order);
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
  const { client, make, session, shadow, signal, locale, want } = host;
  const words: FilterWords = { ...russianFilters, ...locale.replaced };
  const number = new Intl.NumberFormat(locale.language);
  let shownAnswer: SearchAnswer | null = null;
  /** Counted without their own filter, so that choosing one does not hide the others. */
  let counted: readonly FacetValue[] = [];
  /** Those that are looked for by a word; null while none is. */
  let sought: readonly FacetValue[] | null = null;
  let histogram: Histogram | null = null;

  // Days

  /** At once, not with the answer: the next day that somebody chooses goes with these. */
  const wantDays = (from: string, to: string): void => {
    showDays(from, to);
    want({ from, to });
  };
  const periods = RECENT.map((value) => {
    const choose = (): void => wantDays(session.state.search.from === value ? "" : value, "");
    return make("button", { part: "period", type: "button", value, click: choose }, words[value]);
  });
  /** A day that cannot be read asks for nothing; days in the wrong order are turned round. */
  const chooseDays = (): void => {
    const days = [first, last].map((input, i) => {
      const day = parseDay(input.value, i === 1);
      input.setAttribute("aria-invalid", `${day === null}`);
      return day;
    });
    badDay.textContent = days.includes(null) ? words.badDay : "";
    const [from, to] = days.includes("") ? days : days.sort();
    if (typeof from === "string" && typeof to === "string") wantDays(from, to);
  };
  const day = () =>
    make("input", { part: "day", type: "text", placeholder: words.dayForm, autocomplete: "off", change: chooseDays });
  const first = day();
  const last = day();
  const badDay = make("p", { part: "bad-day", role: "status" });
  let shownDays = "";
  const showDays = (from: string, to: string): void => {
    shownDays = `${from} ${to}`;
    for (const button of periods) button.setAttribute("aria-pressed", `${button.value === from}`);
    first.value = isRecent(from) ? "" : formatDay(from, words.dayForm);
    last.value = formatDay(to, words.dayForm);
    for (const input of [first, last]) input.removeAttribute("aria-invalid");
    badDay.textContent = "";
  };
  const times = make("details", { part: "times" }, make("summary", {}, words.times));
  const showTimes = async (): Promise<void> => {
    if (!times.open) return;
    try {
      if (histogram === null) {
        const { createHistogram } = await import("./histogram-view.ts");
        histogram ??= createHistogram(host, words, times, wantDays);
      }
      await histogram.show(session.state.search);
    } catch (error) {
      // Opened again, it is asked for again; that it is closed says that nothing came.
      times.open = false;
      if (!signal.aborted) report(error);
    }
  };
  times.addEventListener("toggle", showTimes);

  // Sources

  const list = make("div", { part: "choices" });
  const countSources = async (search: SearchState, facetQuery: string): Promise<readonly FacetValue[]> => {
    const query = { ...queryOf(search), source: [], facets: ["source"] as const, facetQuery, limit: 0 };
    return valuesOf((await client.search(query, signal)).facets?.source);
  };
  let seeking = 0;
  const seek = async (): Promise<void> => {
    const turn = ++seeking;
    const text = find.value.trim();
    await systemClock.sleep(SEEK_AFTER_MS);
    if (turn !== seeking) return;
    const values = text === "" ? null : await countSources(session.state.search, text).catch(() => []);
    if (turn !== seeking) return;
    sought = values;
    showSources(session.state.search.sources);
  };
  const find = make("input", {
    ...{ part: "find", type: "search", placeholder: words.findSource, "aria-label": words.findSource },
    input: () => void seek(),
  });
  const sources = make("fieldset", { part: "facet" }, make("legend", {}, words.source), find, list);
  const createChoice = (value: string): HTMLElement => {
    const choose = (): void => {
      // Others may have been chosen since these were shown.
      const others = session.state.search.sources.filter((source) => source !== value);
      want({ sources: input.checked ? [...others, value] : others });
    };
    const input = make("input", { type: "checkbox", value, change: choose });
    return make(
      "label",
      { part: "choice" },
      input,
      make("span", { dir: "auto" }, value),
      make("span", { part: "count" }),
    );
  };
  const namesOf = (named: readonly { readonly value: string }[]) => JSON.stringify(named.map(({ value }) => value));
  const inputs = () => [...list.querySelectorAll("input")];
  const showSources = (chosen: readonly string[]): void => {
    const values = sought ?? withChosen(counted, chosen);
    // The same elements stay: one that is replaced while a key is held down on it loses the press.
    if (namesOf(values) !== namesOf(inputs())) {
      const focused = list.querySelector<HTMLInputElement>(":focus")?.value;
      const { scrollTop } = list;
      list.replaceChildren(...values.map(({ value }) => createChoice(value)));
      list.scrollTop = scrollTop;
      inputs()
        .find(({ value }) => value === focused)
        ?.focus({ preventScroll: true });
    }
    for (const [i, input] of inputs().entries()) {
      input.checked = chosen.includes(input.value);
      input.parentElement?.querySelector(".count")?.replaceChildren(number.format(values[i]?.count ?? 0));
    }
    find.hidden = counted.length < LONG_LIST && sought === null;
    sources.hidden = values.length === 0 && sought === null;
  };

  const clear = (): void => {
    showDays("", "");
    want(NO_FILTERS);
  };
  const reset = make("button", { part: "button", type: "button", click: clear }, words.reset);

  const show = (search: SearchState): void => {
    const { sources: chosen, from, to } = search;
    // A day that is being written stays.
    if (shownDays !== `${from} ${to}`) showDays(from, to);
    const isOpen = !isFiltered(search);
    if (isOpen && reset.matches(":focus")) periods[0]?.focus();
    reset.hidden = isOpen;
    showSources(chosen);
  };

  const count = async (answer: SearchAnswer, search: SearchState): Promise<void> => {
    // Where the count beside the filter fails, the one behind it is better than none.
    const own = valuesOf(answer.facets?.source);
    const values = search.sources.length === 0 ? own : await countSources(search, "").catch(() => own);
    if (answer !== shownAnswer) return;
    counted = values;
    show(search);
  };

  host.adoptStyles(shadow, filtersStyles);
  parent.append(
    make(
      "fieldset",
      { part: "facet" },
      make("legend", {}, words.dates),
      make("div", { part: "periods" }, ...periods),
      make("div", { part: "days" }, make("label", {}, words.from, first), make("label", {}, words.to, last)),
      badDay,
      times,
    ),
    sources,
    reset,
  );

  return {
    show({ answer, search }) {
      show(search);
      if (answer === null || answer === shownAnswer) return;
      shownAnswer = answer;
      void count(answer, search);
      if (find.value.trim() !== "") void seek();
      void showTimes();
    },
  };
}

/** What is told of a source; the client looks at what a hit has, not at these: a filter can be done without. */
function valuesOf(counted: readonly FacetValue[] | undefined): readonly FacetValue[] {
  return Array.isArray(counted) ? counted.filter((value) => typeof value?.value === "string") : [];
}

/** What is chosen can be taken back, though nothing has it. */
function withChosen(values: readonly FacetValue[], chosen: readonly string[]): readonly FacetValue[] {
  const missing = chosen.filter((name) => values.every(({ value }) => value !== name));
  return [...missing.map((value) => ({ value, count: 0 })), ...values];
}

/** In the order of the form: of the year first, or of the day. */
function formatDay(day: string, form: string): string {
  return /^\D*$/.test(day) || form.startsWith("y") ? day : day.split("-").reverse().join(".");
}

/**
 * The filters of the results page (layer 5): sources, years, days, order. Native controls; a press asks for something else and
 * keeps the focus where it was.
 */
import type { FacetCounts, FacetValue, SearchAnswer, SortOrder } from "../../search-api.ts";
import { countBesides } from "../session/facet-counts.ts";
import type { SearchState } from "../session/search-state.ts";
import { englishFilters, type FilterWords, russianFilters } from "../texts/filter-words.ts";
import type { View, ViewHost } from "./view.ts";

const filtersStyles = `
fieldset{margin:0;padding:0;border:0;min-width:0}
select{font:inherit;margin:0}
.sort,.day{max-width:100%;min-height:44px;padding:0 .6em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--ground);color:var(--text)}
.facet{margin-bottom:1em}
legend{padding:0;margin-bottom:.25em;font-weight:600;font-size:.9375em}
.choices{max-height:17em;overflow:auto;overscroll-behavior:contain;padding:3px;margin:-3px}
.choice{display:flex;gap:.6em;align-items:center;min-height:32px;font-size:.9375em;cursor:pointer}
.choice input{flex:none;width:18px;height:18px;accent-color:var(--accent)}
.count{flex:none;margin-inline-start:auto;color:var(--muted)}
.days label{display:flex;align-items:center;gap:.6em;margin-bottom:.4em}
.day{flex:1;min-width:0}
@media(pointer:coarse){.choice{min-height:44px}}
`;

const SORT_ORDERS: readonly SortOrder[] = ["relevance", "newest", "oldest"];
/** Bounds of the API. */
const FIRST_DAY = "1900-01-01";
const LAST_DAY = "2100-12-31";

/** Puts itself at the end of `parent`, and the order at the end of `tools`. */
export function createFiltersView(host: ViewHost, parent: HTMLElement, tools: HTMLElement): View {
  const { client, make, session, shadow, signal, locale, want } = host;
  const words: FilterWords = { ...(locale.isRussian ? russianFilters : englishFilters), ...locale.replaced };
  const number = new Intl.NumberFormat(locale.language);
  let shownAnswer: SearchAnswer | null = null;
  let facets: FacetCounts = {};

  const chooseOrder = (): void => want({ sort: order.value as SortOrder });
  const order = make("select", { part: "sort", "aria-label": words.sort, change: chooseOrder });
  for (const name of SORT_ORDERS) order.append(make("option", { value: name }, words[name]));
  const sources = make("fieldset", { part: "facet" });
  const years = make("fieldset", { part: "facet" });
  /** A day that is half typed, or outside the bounds, asks for nothing; days in the wrong order are turned round. */
  const chooseDays = (): void => {
    if (!first.validity.valid || !last.validity.valid) return;
    const days = [first.value, last.value];
    const [from = "", to = ""] = days.includes("") ? days : days.sort();
    want({ from, to });
  };
  const day = () => make("input", { part: "day", type: "date", min: FIRST_DAY, max: LAST_DAY, change: chooseDays });
  const first = day();
  const last = day();
  /** At once, not with the answer: the next day that somebody chooses goes with these. */
  const setDays = (from: string, to: string): Pick<SearchState, "from" | "to"> => {
    first.value = from;
    last.value = to;
    return { from, to };
  };
  const clear = (): void => want({ sources: [], ...setDays("", "") });
  const reset = make("button", { part: "button", type: "button", click: clear }, words.reset);

  const fill = (
    set: HTMLFieldSetElement,
    name: "source" | "year",
    chosen: readonly string[],
    change: (value: string, isChosen: boolean) => Partial<SearchState>,
  ): void => {
    const focused = set.querySelector<HTMLInputElement>(":focus")?.value;
    const { scrollTop } = set.lastElementChild ?? set;
    const choices = withChosen(facets[name], chosen).map(({ value, count }) => {
      const input = make("input", {
        type: "checkbox",
        value,
        checked: chosen.includes(value),
        change: () => want(change(value, input.checked)),
      });
      return make(
        "label",
        { part: "choice" },
        input,
        make("span", { dir: "auto" }, value),
        make("span", { part: "count" }, number.format(count)),
      );
    });
    set.replaceChildren(make("legend", {}, words[name]), make("div", { part: "choices" }, ...choices));
    set.hidden = choices.length === 0;
    if (set.lastElementChild) set.lastElementChild.scrollTop = scrollTop;
    const again = [...set.querySelectorAll("input")].find(({ value }) => value === focused);
    if (focused !== undefined) again?.focus({ preventScroll: true });
  };

  const show = ({ text, sources: chosen, from, to, sort }: SearchState): void => {
    // Nothing typed has no relevance: the newest come first.
    order.value = sort === "relevance" && text.trim() === "" ? "newest" : sort;
    setDays(from, to);
    const isOpen = chosen.length === 0 && from === "" && to === "";
    if (isOpen && reset.matches(":focus")) (sources.querySelector("input") ?? first).focus();
    reset.hidden = isOpen;
    fill(sources, "source", chosen, (value, isChosen) => {
      // Others may have been chosen since these were shown.
      const others = session.state.search.sources.filter((source) => source !== value);
      return { sources: isChosen ? [...others, value] : others };
    });
    const year = from.slice(0, 4);
    const isWholeYear = from === `${year}-01-01` && to === `${year}-12-31`;
    fill(years, "year", isWholeYear ? [year] : [], (value, isChosen) =>
      isChosen ? setDays(`${value}-01-01`, `${value}-12-31`) : setDays("", ""),
    );
  };

  const count = async (answer: SearchAnswer, search: SearchState): Promise<void> => {
    const counts = await countBesides(client, search, signal);
    // Where the count beside the filter fails, the one behind it is better than none.
    if (answer === shownAnswer) facets = { ...answer.facets, ...counts };
    if (answer === shownAnswer) show(search);
  };

  host.adoptStyles(shadow, filtersStyles);
  tools.append(order);
  parent.append(
    sources,
    years,
    make(
      "fieldset",
      { part: "facet days" },
      make("legend", {}, words.dates),
      make("label", {}, words.from, first),
      make("label", {}, words.to, last),
    ),
    reset,
  );

  return {
    show({ answer, search }) {
      show(search);
      if (answer === null || answer === shownAnswer) return;
      shownAnswer = answer;
      void count(answer, search);
    },
  };
}

/** What is chosen can be taken back, though nothing has it. */
function withChosen(counted: readonly FacetValue[] | undefined, chosen: readonly string[]): readonly FacetValue[] {
  // The client looks at what a hit has, not at these: a filter can be done without.
  const values = Array.isArray(counted) ? counted.filter((value) => typeof value?.value === "string") : [];
  const missing = chosen.filter((name) => values.every(({ value }) => value !== name));
  return [...missing.map((value) => ({ value, count: 0 })), ...values];
}

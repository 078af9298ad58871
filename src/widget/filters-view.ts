/**
 * The filters of the results page (layer 5): sources, years, days, order. Native controls; a press asks for something else and
 * keeps the focus where it was.
 */
import type { FacetValue, SortOrder } from "../search-api.ts";
import { englishFilters, type FilterWords, russianFilters } from "./filter-words.ts";
import type { SessionState } from "./search-session.ts";
import type { Speech } from "./speech.ts";
import type { ViewKit } from "./view-kit.ts";
import type { Wanted } from "./wanted.ts";

const filtersStyles = `
.sort,.day{min-height:44px;padding:0 .6em;border:1px solid var(--field-line);border-radius:var(--poisk-radius,8px);background:var(--ground);color:var(--text)}
.facet{margin-bottom:1em}
legend{padding:0;margin-bottom:.25em;font-weight:600;font-size:.9375em}
.choices{max-height:17em;overflow:auto;overscroll-behavior:contain;padding:3px;margin:-3px}
.choice{display:flex;gap:.6em;align-items:center;min-height:32px;font-size:.9375em;cursor:pointer}
.choice input{flex:none;width:18px;height:18px;accent-color:var(--accent)}
.count{margin-inline-start:auto;color:var(--muted)}
.days label{display:flex;align-items:center;gap:.6em;margin-bottom:.4em}
.day{flex:1;min-width:0}
@media(pointer:coarse){.choice{min-height:44px}}
`;

const SORT_ORDERS: readonly SortOrder[] = ["relevance", "newest", "oldest"];
/** Bounds of the API. */
const FIRST_DAY = "1900-01-01";
const LAST_DAY = "2100-12-31";

export class FiltersView {
  /** The order, to be put elsewhere. */
  readonly sort: HTMLElement;
  readonly #kit: ViewKit;
  readonly #speech: Speech;
  readonly #words: FilterWords;
  readonly #onWant: (change: Partial<Wanted>) => void;
  readonly #order: HTMLSelectElement;
  readonly #sources: HTMLFieldSetElement;
  readonly #years: HTMLFieldSetElement;
  readonly #from: HTMLInputElement;
  readonly #to: HTMLInputElement;
  readonly #reset: HTMLButtonElement;

  /** Puts itself at the end of `parent`, which is in `root`. */
  constructor(
    kit: ViewKit,
    root: ShadowRoot,
    parent: HTMLElement,
    speech: Speech,
    onWant: (change: Partial<Wanted>) => void,
  ) {
    const { make } = kit;
    this.#kit = kit;
    kit.adoptStyles(root, filtersStyles);
    this.#speech = speech;
    this.#onWant = onWant;
    this.#words = { ...(speech.isRussian ? russianFilters : englishFilters), ...speech.replaced };
    const words = this.#words;
    const order = (): void => onWant({ sort: this.#order.value as SortOrder });
    this.#order = make("select", { part: "sort", "aria-label": words.sort, change: order });
    for (const name of SORT_ORDERS) this.#order.append(make("option", { value: name }, words[name]));
    this.sort = this.#order;
    this.#sources = make("fieldset", { part: "facet" });
    this.#years = make("fieldset", { part: "facet" });
    const day = () =>
      make("input", { part: "day", type: "date", min: FIRST_DAY, max: LAST_DAY, change: () => this.#daysChosen() });
    this.#from = day();
    this.#to = day();
    const nothing = { sources: [], from: "", to: "" };
    this.#reset = make("button", { part: "button", type: "button", click: () => onWant(nothing) }, words.reset);
    parent.append(
      this.#sources,
      this.#years,
      make(
        "fieldset",
        { part: "facet days" },
        make("legend", {}, words.dates),
        make("label", {}, words.from, this.#from),
        make("label", {}, words.to, this.#to),
      ),
      this.#reset,
    );
  }

  show({ facets, wanted }: SessionState): void {
    const { sources, from, to, sort } = wanted;
    this.#order.value = sort;
    this.#from.value = from;
    this.#to.value = to;
    this.#reset.hidden = sources.length === 0 && from === "" && to === "";
    this.#fill(this.#sources, "source", withChosen(facets.source, sources), sources, (value, isChosen) => ({
      sources: isChosen ? [...sources, value] : sources.filter((source) => source !== value),
    }));
    const year = from.slice(0, 4);
    const isWholeYear = from === `${year}-01-01` && to === `${year}-12-31`;
    const chosenYears = isWholeYear ? [year] : [];
    this.#fill(this.#years, "year", withChosen(facets.year, chosenYears), chosenYears, (value, isChosen) => ({
      from: isChosen ? `${value}-01-01` : "",
      to: isChosen ? `${value}-12-31` : "",
    }));
  }

  #fill(
    set: HTMLFieldSetElement,
    name: "source" | "year",
    values: readonly FacetValue[],
    chosen: readonly string[],
    change: (value: string, isChosen: boolean) => Partial<Wanted>,
  ): void {
    const { make } = this.#kit;
    const focused = set.querySelector<HTMLInputElement>(":focus")?.value;
    const { scrollTop } = set.lastElementChild ?? set;
    const number = new Intl.NumberFormat(this.#speech.language);
    const choices = values.map(({ value, count }) => {
      const input = make("input", {
        type: "checkbox",
        value,
        checked: chosen.includes(value),
        change: () => this.#onWant(change(value, input.checked)),
      });
      return make(
        "label",
        { part: "choice" },
        input,
        make("span", { dir: "auto" }, value),
        make("span", { part: "count" }, number.format(count)),
      );
    });
    set.replaceChildren(make("legend", {}, this.#words[name]), make("div", { part: "choices" }, ...choices));
    set.hidden = choices.length === 0;
    if (set.lastElementChild) set.lastElementChild.scrollTop = scrollTop;
    const again = [...set.querySelectorAll("input")].find(({ value }) => value === focused);
    if (focused !== undefined) again?.focus({ preventScroll: true });
  }

  /** A day that is half typed, or outside the bounds, asks for nothing; days in the wrong order are turned round. */
  #daysChosen(): void {
    if (!this.#from.validity.valid || !this.#to.validity.valid) return;
    const days = [this.#from.value, this.#to.value];
    const [from = "", to = ""] = days.includes("") ? days : days.sort();
    this.#onWant({ from, to });
  }
}

/** What is chosen can be taken back, though nothing has it. */
function withChosen(values: readonly FacetValue[] = [], chosen: readonly string[]): readonly FacetValue[] {
  const missing = chosen.filter((name) => values.every(({ value }) => value !== name));
  return [...missing.map((value) => ({ value, count: 0 })), ...values];
}

/**
 * The filters of the results page (layer 5): sources, years, days, order. Native controls; a press asks for something else and
 * keeps the focus where it was.
 */
import type { FacetValue, SortOrder } from "../search-api.ts";
import { make } from "./make-element.ts";
import type { Speech } from "./messages.ts";
import { NOTHING_WANTED, type SessionState, type Wanted } from "./search-session.ts";

const SORT_ORDERS: readonly SortOrder[] = ["relevance", "newest", "oldest"];
/** Bounds of the API. */
const FIRST_DAY = "1900-01-01";
const LAST_DAY = "2100-12-31";

export class FiltersView {
  readonly element: HTMLDetailsElement;
  readonly sort: HTMLElement;
  readonly #speech: Speech;
  readonly #onWant: (change: Partial<Wanted>) => void;
  readonly #order: HTMLSelectElement;
  readonly #sources: HTMLFieldSetElement;
  readonly #years: HTMLFieldSetElement;
  readonly #from: HTMLInputElement;
  readonly #to: HTMLInputElement;
  readonly #reset: HTMLButtonElement;

  constructor(speech: Speech, onWant: (change: Partial<Wanted>) => void) {
    this.#speech = speech;
    this.#onWant = onWant;
    const say = (name: Parameters<Speech["say"]>[0]): string => speech.say(name);
    const order = (): void => onWant({ sort: this.#order.value as SortOrder });
    this.#order = make("select", { part: "sort", "aria-label": say("sort"), change: order });
    for (const name of SORT_ORDERS) this.#order.append(make("option", { value: name }, say(name)));
    this.sort = this.#order;
    this.#sources = make("fieldset", { part: "facet" });
    this.#years = make("fieldset", { part: "facet" });
    const day = () =>
      make("input", { part: "day", type: "date", min: FIRST_DAY, max: LAST_DAY, change: () => this.#daysChosen() });
    this.#from = day();
    this.#to = day();
    const { sources, from, to } = NOTHING_WANTED;
    this.#reset = make(
      "button",
      { part: "button", type: "button", click: () => onWant({ sources, from, to }) },
      say("reset"),
    );
    this.element = make(
      "details",
      { part: "filters" },
      make("summary", { part: "filters-summary" }, say("filters")),
      this.#sources,
      this.#years,
      make(
        "fieldset",
        { part: "facet days" },
        make("legend", {}, say("dates")),
        make("label", {}, say("from"), this.#from),
        make("label", {}, say("to"), this.#to),
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
    set.replaceChildren(make("legend", {}, this.#speech.say(name)), make("div", { part: "choices" }, ...choices));
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

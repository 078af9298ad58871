/**
 * The filter by days: buttons for spans up to today, and two fields for days as readers write them.
 */
import { isRecent, parseDay, RECENT } from "../session/days.ts";
import type { SearchState } from "../session/search-state.ts";
import type { FilterWords } from "../texts/filter-words.ts";
import type { ViewHost } from "./view.ts";

export class DaysFilter {
  readonly element: HTMLElement;
  readonly #host: ViewHost;
  readonly #words: FilterWords;
  readonly #periods: readonly HTMLButtonElement[];
  readonly #fields: readonly [first: HTMLInputElement, last: HTMLInputElement];
  readonly #badDay: HTMLElement;
  /** The days that the controls show. */
  #shown = "";

  constructor(host: ViewHost, words: FilterWords) {
    const { make } = host;
    this.#host = host;
    this.#words = words;
    this.#periods = RECENT.map((value) =>
      make("button", { part: "period", type: "button", value, click: () => this.#toggle(value) }, words[value]),
    );
    const field = () =>
      make("input", {
        part: "day",
        type: "text",
        placeholder: words.dayForm,
        autocomplete: "off",
        change: () => this.#read(),
      });
    this.#fields = [field(), field()];
    this.#badDay = make("p", { part: "bad-day", role: "status" });
    const [first, last] = this.#fields;
    this.element = make(
      "fieldset",
      { part: "facet" },
      make("legend", {}, words.dates),
      make("div", { part: "periods" }, ...this.#periods),
      make("div", { part: "days" }, make("label", {}, words.from, first), make("label", {}, words.to, last)),
      this.#badDay,
    );
  }

  /**
   * Asks for the days, and shows them at once, not with the answer: the next day that somebody chooses goes with these.
   */
  want(from: string, to: string): void {
    this.show(from, to);
    this.#host.want({ from, to });
  }

  /** Shows what is chosen; a day that is being written stays. */
  showChosen({ from, to }: SearchState): void {
    if (this.#shown !== `${from} ${to}`) this.show(from, to);
  }

  show(from: string, to: string): void {
    const { dayForm } = this.#words;
    this.#shown = `${from} ${to}`;
    for (const button of this.#periods) button.setAttribute("aria-pressed", `${button.value === from}`);
    const [first, last] = this.#fields;
    first.value = isRecent(from) ? "" : formatDay(from, dayForm);
    last.value = formatDay(to, dayForm);
    for (const field of this.#fields) field.removeAttribute("aria-invalid");
    this.#badDay.textContent = "";
  }

  focus(): void {
    this.#periods[0]?.focus();
  }

  #toggle(period: string): void {
    this.want(this.#host.session.state.search.from === period ? "" : period, "");
  }

  /** A day that cannot be read asks for nothing; days in the wrong order are turned round. */
  #read(): void {
    const days = this.#fields.map((field, i) => {
      const day = parseDay(field.value, i === 1);
      field.setAttribute("aria-invalid", `${day === null}`);
      return day;
    });
    this.#badDay.textContent = days.includes(null) ? this.#words.badDay : "";
    const [from, to] = days.includes("") ? days : days.sort();
    if (typeof from === "string" && typeof to === "string") this.want(from, to);
  }
}

/** Formats a day in the order of the form: the year first, or the day. */
function formatDay(day: string, form: string): string {
  return /^\D*$/.test(day) || form.startsWith("y") ? day : day.split("-").reverse().join(".");
}

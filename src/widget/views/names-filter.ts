/**
 * A filter by sources or sections: the names of what is found with their counts, and a field to find one among many.
 */
import { systemClock } from "../../clock.ts";
import type { FacetValue, ListedName, SearchAnswer } from "../../search-api.ts";
import { queryOf, type SearchState } from "../session/search-state.ts";
import type { FilterWords } from "../texts/filter-words.ts";
import type { ViewHost } from "./view.ts";

/** A list as long as this is looked through by a word. Untuned. */
const LONG_LIST = 12;
const SEEK_AFTER_MS = 200;

/** The lists of a search by the names of their facets. */
const CHOSEN = { source: "sources", section: "sections" } as const satisfies Record<ListedName, keyof SearchState>;

export class NamesFilter {
  readonly element: HTMLElement;
  readonly #host: ViewHost;
  readonly #name: ListedName;
  readonly #number: Intl.NumberFormat;
  readonly #find: HTMLInputElement;
  readonly #list: HTMLElement;
  #shownAnswer: SearchAnswer | null = null;
  /** Counted without their own filter, so that choosing one does not hide the others. */
  #counted: readonly FacetValue[] = [];
  /** Names found by a typed word; null while there is none. */
  #sought: readonly FacetValue[] | null = null;
  /** Counts what was looked for: only the newest is shown. */
  #seeking = 0;

  constructor(host: ViewHost, words: FilterWords, name: ListedName) {
    const { locale, make } = host;
    this.#host = host;
    this.#name = name;
    this.#number = new Intl.NumberFormat(locale.language);
    this.#find = make("input", {
      part: "find",
      type: "search",
      placeholder: words.find,
      "aria-label": `${words.find}: ${words[name]}`,
      input: () => void this.#seek(),
    });
    this.#list = make("div", { part: "choices" });
    this.element = make("fieldset", { part: "facet" }, make("legend", {}, words[name]), this.#find, this.#list);
  }

  /** Shows the names of an answer to what is wanted; one more request where some are chosen. */
  async count(answer: SearchAnswer, search: SearchState): Promise<void> {
    this.#shownAnswer = answer;
    if (this.#find.value.trim() !== "") void this.#seek();
    // Where the count beside the filter fails, the one behind it is better than none.
    const own = valuesOf(answer.facets?.[this.#name]);
    const values = this.#chosenIn(search).length === 0 ? own : await this.#ask(search, "").catch(() => own);
    if (answer !== this.#shownAnswer) return;
    this.#counted = values;
    this.showChosen(search);
  }

  showChosen(search: SearchState): void {
    const chosen = this.#chosenIn(search);
    const values = this.#sought ?? withChosen(this.#counted, chosen);
    this.#replaceChoices(values);
    for (const [i, input] of this.#inputs().entries()) {
      input.checked = chosen.includes(input.value);
      const count = this.#number.format(values[i]?.count ?? 0);
      input.parentElement?.querySelector(".count")?.replaceChildren(count);
    }
    this.#find.hidden = this.#counted.length < LONG_LIST && this.#sought === null;
    this.element.hidden = values.length === 0 && this.#sought === null;
  }

  /**
   * Lists other names; the same elements stay where they are the same: one that is replaced while a key is held down
   * on it loses the press.
   */
  #replaceChoices(values: readonly FacetValue[]): void {
    if (namesOf(values) === namesOf(this.#inputs())) return;
    const list = this.#list;
    const focused = list.querySelector<HTMLInputElement>(":focus")?.value;
    const { scrollTop } = list;
    list.replaceChildren(...values.map(({ value }) => this.#drawChoice(value)));
    list.scrollTop = scrollTop;
    const same = this.#inputs().find(({ value }) => value === focused);
    same?.focus({ preventScroll: true });
  }

  #drawChoice(value: string): HTMLElement {
    const { make } = this.#host;
    const input = make("input", { type: "checkbox", value, change: () => this.#choose(input) });
    const name = make("span", { dir: "auto" }, value);
    return make("label", { part: "choice" }, input, name, make("span", { part: "count" }));
  }

  #choose({ checked, value }: HTMLInputElement): void {
    const { session, want } = this.#host;
    // Others may have been chosen since these were shown.
    const others = this.#chosenIn(session.state.search).filter((name) => name !== value);
    want({ [CHOSEN[this.#name]]: checked ? [...others, value] : others });
  }

  #chosenIn(search: SearchState): readonly string[] {
    return search[CHOSEN[this.#name]];
  }

  #inputs(): HTMLInputElement[] {
    return [...this.#list.querySelectorAll("input")];
  }

  /** Looks for the names that have the word in the field, once nobody types. */
  async #seek(): Promise<void> {
    this.#seeking += 1;
    const turn = this.#seeking;
    const text = this.#find.value.trim();
    await systemClock.sleep(SEEK_AFTER_MS);
    if (turn !== this.#seeking) return;
    const { session } = this.#host;
    const values = text === "" ? null : await this.#ask(session.state.search, text).catch(() => []);
    if (turn !== this.#seeking) return;
    this.#sought = values;
    this.showChosen(session.state.search);
  }

  async #ask(search: SearchState, facetQuery: string): Promise<readonly FacetValue[]> {
    const { client, signal } = this.#host;
    const name = this.#name;
    const query = { ...queryOf(search), [name]: [], facets: [name], facetQuery, limit: 0 };
    return valuesOf((await client.search(query, signal)).facets?.[name]);
  }
}

/** Lists the values of a facet. The client checks hits, not facets: a filter can be missing. */
function valuesOf(counted: readonly FacetValue[] | undefined): readonly FacetValue[] {
  return Array.isArray(counted) ? counted.filter((value) => typeof value?.value === "string") : [];
}

/** Adds chosen values that no hit has, so that they can be removed. */
function withChosen(values: readonly FacetValue[], chosen: readonly string[]): readonly FacetValue[] {
  const missing = chosen.filter((name) => values.every(({ value }) => value !== name));
  return [...missing.map((value) => ({ value, count: 0 })), ...values];
}

function namesOf(named: readonly { readonly value: string }[]): string {
  return JSON.stringify(named.map(({ value }) => value));
}

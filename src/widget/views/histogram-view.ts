/**
 * When what matches was published: a bar a year, or a month where it is few years. A bar is chosen by a press, several
 * by drawing over them or by arrow keys with Shift; each says its count to screen readers, and below the bars to all
 * others.
 */
import { epochMsOf } from "../../clock.ts";
import { barHeight, HISTOGRAM_HEIGHT, type HistogramBar, histogramBars } from "../../date-histogram.ts";
import { isRecent, parseDay } from "../session/days.ts";
import { queryOf, type SearchState } from "../session/search-state.ts";
import type { FilterWords } from "../texts/filter-words.ts";
import type { ViewHost } from "./view.ts";

const histogramStyles = `
.bars{display:block;width:100%;height:72px;margin-top:.25em;touch-action:pan-y;cursor:pointer;border-bottom:1px solid var(--line)}
.bars .bar:not(:focus-visible){outline:0}
.bar{outline-offset:-2px}
.bar rect{fill:transparent}
.bar rect+rect{fill:var(--accent)}
.bar:hover rect:first-child{fill:var(--raised)}
.bars.chosen .bar[aria-selected=false] rect+rect{fill:var(--line)}
.span{display:flex;justify-content:space-between;gap:1em;color:var(--muted);font-size:.8125em}
.undated{color:var(--muted);font-size:.8125em}
@media(forced-colors:active){.bar rect+rect{fill:CanvasText}.bars.chosen .bar[aria-selected=true] rect+rect{fill:Highlight}.bars.chosen .bar[aria-selected=false] rect+rect{fill:GrayText}}
`;

export class Histogram {
  readonly #host: ViewHost;
  /** Is told the first and the last day. */
  readonly #choose: (from: string, to: string) => void;
  readonly #number: Intl.NumberFormat;
  readonly #chart: SVGSVGElement;
  readonly #said: HTMLElement;
  readonly #undated: HTMLElement;
  #bars: readonly HistogramBar[] = [];
  #shown: SearchState | null = null;
  /** The beginning of a range and its current end. */
  #anchor = 0;
  #active = 0;
  #isDrawing = false;

  /** Puts itself at the end of `parent`. */
  constructor(host: ViewHost, words: FilterWords, parent: HTMLElement, choose: (from: string, to: string) => void) {
    const { adoptStyles, locale, make, shadow } = host;
    this.#host = host;
    this.#choose = choose;
    this.#number = new Intl.NumberFormat(locale.language);
    this.#chart = svg("svg", {
      class: "bars",
      part: "bars",
      role: "listbox",
      "aria-label": words.times,
      "aria-multiselectable": "true",
      "aria-orientation": "horizontal",
      preserveAspectRatio: "none",
    });
    this.#said = make("p", { part: "span" });
    this.#undated = make("p", { part: "undated" });
    this.#listen();
    adoptStyles(shadow, histogramStyles);
    parent.append(this.#chart, this.#said, this.#undated);
  }

  /** Counts and shows what matches on whatever days; one request. Keeps what it shows where that fails. */
  async show(search: SearchState): Promise<void> {
    const { client, shadow, signal } = this.#host;
    this.#shown = search;
    const query = { ...queryOf(search), from: "", to: "", facets: ["year", "month"] as const, limit: 0 };
    const { facets, undated } = await client.search(query, signal);
    if (this.#shown !== search) return;
    const { year = [], month = [] } = facets ?? {};
    const chart = this.#chart;
    const isFocused = chart.contains(shadow.activeElement);
    this.#bars = histogramBars(year, month);
    this.#anchor = this.#active = this.#nearest(this.#active);
    this.#undated.textContent = undated ? this.#host.locale.messageOf("undated", { n: undated }) : "";
    chart.setAttribute("viewBox", `0 0 ${this.#bars.length} ${HISTOGRAM_HEIGHT}`);
    chart.replaceChildren(...drawBars(this.#bars, (bar) => this.#labelOf([bar])));
    chart.toggleAttribute("hidden", this.#bars.length === 0);
    this.#showChosen();
    if (isFocused) this.#focus();
  }

  #listen(): void {
    const chart = this.#chart;
    chart.addEventListener("keydown", (event) => {
      if (!this.#press(event)) return;
      event.preventDefault();
      event.stopPropagation();
    });
    chart.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      event.preventDefault();
      chart.setPointerCapture(event.pointerId);
      this.#isDrawing = true;
      this.#move(this.#placeAt(event), false);
    });
    chart.addEventListener("pointermove", (event) => {
      const place = this.#placeAt(event);
      if (this.#isDrawing) this.#move(place, true);
      else {
        this.#anchor = this.#active = place;
        this.#say();
      }
    });
    chart.addEventListener("pointerup", () => {
      if (this.#isDrawing) this.#chooseRange();
      this.#isDrawing = false;
    });
    chart.addEventListener("pointercancel", () => {
      this.#isDrawing = false;
      this.#showChosen();
    });
    chart.addEventListener("pointerleave", () => this.#isDrawing || this.#saySpan());
  }

  /** Handles a key; tells whether it was one of the chart's. */
  #press({ key, shiftKey }: KeyboardEvent): boolean {
    const place = placeAfter(key, this.#active, this.#bars.length);
    if (place !== null) this.#move(place, shiftKey);
    else if (key === "Enter" || key === " ") this.#chooseRange();
    else if (key === "Escape") this.#choose("", "");
    else return false;
    return true;
  }

  /** Goes to a bar: with `isRange` all from the anchor to it are marked. */
  #move(place: number, isRange: boolean): void {
    this.#active = this.#nearest(place);
    if (!isRange) this.#anchor = this.#active;
    this.#mark(Math.min(this.#anchor, this.#active), Math.max(this.#anchor, this.#active));
    this.#say();
    this.#focus();
  }

  #chooseRange(): void {
    const range = this.#range();
    const [start, end] = [range[0], range.at(-1)];
    if (start && end) this.#choose(firstDay(start.period), lastDay(end.period));
  }

  #range(): readonly HistogramBar[] {
    return this.#bars.slice(Math.min(this.#anchor, this.#active), Math.max(this.#anchor, this.#active) + 1);
  }

  /** Marks the bars from one to the other, or none. */
  #mark(from: number, to: number): void {
    this.#chart.classList.toggle("chosen", to >= from);
    for (const [i, item] of [...this.#chart.children].entries()) {
      item.setAttribute("aria-selected", `${i >= from && i <= to}`);
      item.setAttribute("tabindex", i === this.#active ? "0" : "-1");
    }
  }

  #showChosen(): void {
    this.#mark(...chosenBars(this.#bars, this.#shown ?? { from: "", to: "" }));
    this.#saySpan();
  }

  /** Says what the range is below the bars. */
  #say(): void {
    const range = this.#range();
    if (range.length > 0) this.#said.textContent = this.#labelOf(range);
  }

  /** Says below the bars which periods they are of. */
  #saySpan(): void {
    const ends = [this.#bars[0], this.#bars.at(-1)];
    this.#said.replaceChildren(...ends.map((bar) => this.#host.make("span", {}, bar ? this.#nameOf(bar) : "")));
  }

  /** The period of some bars and how many articles they have. */
  #labelOf(bars: readonly HistogramBar[]): string {
    const names = new Set([bars[0], bars.at(-1)].flatMap((bar) => (bar ? [this.#nameOf(bar)] : [])));
    return `${[...names].join(" – ")}: ${this.#number.format(bars.reduce((sum, { count }) => sum + count, 0))}`;
  }

  #nameOf({ period }: HistogramBar): string {
    if (period.length === 4) return period;
    const month = new Intl.DateTimeFormat(this.#host.locale.language, {
      year: "numeric",
      month: "short",
      timeZone: "UTC",
    });
    return month.format(epochMsOf(`${period}-01`)).replace(/\sг\.$/, "");
  }

  #nearest(place: number): number {
    return Math.max(0, Math.min(this.#bars.length - 1, place));
  }

  #placeAt({ clientX }: PointerEvent): number {
    const { left, width } = this.#chart.getBoundingClientRect();
    return this.#nearest(Math.floor(((clientX - left) / width) * this.#bars.length));
  }

  #focus(): void {
    (this.#chart.children[this.#active] as SVGElement | undefined)?.focus();
  }
}

/** The place that a key leads to, which may be outside of the bars; null for keys that lead nowhere. */
function placeAfter(key: string, active: number, count: number): number | null {
  switch (key) {
    case "ArrowLeft":
    case "ArrowDown":
      return active - 1;
    case "ArrowRight":
    case "ArrowUp":
      return active + 1;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/**
 * The numbers of the first and the last bar that have a day of those chosen, -1 where none has one; [0, -1] where all
 * days are.
 */
function chosenBars(bars: readonly HistogramBar[], { from, to }: Pick<SearchState, "from" | "to">): [number, number] {
  // Of days up to today (`week`) no bar is the beginning.
  if (from + to === "" || isRecent(from)) return [0, -1];
  const isInside = ({ period }: HistogramBar): boolean =>
    (from === "" || lastDay(period) >= from) && (to === "" || firstDay(period) <= to);
  return [bars.findIndex(isInside), bars.findLastIndex(isInside)];
}

function drawBars(bars: readonly HistogramBar[], labelOf: (bar: HistogramBar) => string): SVGElement[] {
  const most = Math.max(...bars.map(({ count }) => count));
  return bars.map((bar, i) => {
    const height = barHeight(bar.count, most);
    return svg(
      "g",
      { class: "bar", part: "bar", role: "option", "aria-label": labelOf(bar) },
      svg("rect", { x: i, width: 1, height: HISTOGRAM_HEIGHT }),
      svg("rect", { x: i + 0.1, y: HISTOGRAM_HEIGHT - height, width: 0.8, height }),
    );
  });
}

function firstDay(period: string): string {
  return parseDay(period, false) ?? "";
}

function lastDay(period: string): string {
  return parseDay(period, true) ?? "";
}

const SVG = "http://www.w3.org/2000/svg";

function svg<Name extends "svg" | "g" | "rect">(
  name: Name,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly SVGElement[]
): SVGElementTagNameMap[Name] {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, `${value}`);
  element.append(...children);
  return element;
}

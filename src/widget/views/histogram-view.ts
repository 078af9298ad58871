/**
 * When what matches was published (layer 5): a bar a year, or a month where it is few years. A bar is chosen by a press, several by
 * drawing over them or by arrow keys with Shift; each says its count to screen readers, and below the bars to all others.
 */
import { epochMsOf } from "../../clock.ts";
import { barHeight, HISTOGRAM_HEIGHT, type HistogramBar, histogramBars } from "../../date-histogram.ts";
import { parseDay } from "../session/days.ts";
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

export interface Histogram {
  /** Counts and shows what matches on whatever days; one request. Keeps what it shows where that fails. */
  show(search: SearchState): Promise<void>;
}

/** Puts itself at the end of `parent`; `choose` is told the first and the last day. */
export function createHistogram(
  host: ViewHost,
  words: FilterWords,
  parent: HTMLElement,
  choose: (from: string, to: string) => void,
): Histogram {
  const { client, locale, make, shadow, signal } = host;
  const number = new Intl.NumberFormat(locale.language);
  const chart = svg("svg", {
    ...{ class: "bars", part: "bars", role: "listbox", "aria-label": words.times, "aria-multiselectable": "true" },
    ...{ "aria-orientation": "horizontal", preserveAspectRatio: "none" },
  });
  const said = make("p", { part: "span" });
  const undated = make("p", { part: "undated" });
  let bars: readonly HistogramBar[] = [];
  let shown: SearchState | null = null;
  /** Where a range begins, and where it is now. */
  let anchor = 0;
  let active = 0;

  const nameOf = (period: string): string =>
    period.length === 4
      ? period
      : new Intl.DateTimeFormat(locale.language, { year: "numeric", month: "short", timeZone: "UTC" })
          .format(epochMsOf(`${period}-01`))
          .replace(/\sг\.$/, "");
  const labelOf = ({ period, count }: HistogramBar): string => `${nameOf(period)}: ${number.format(count)}`;

  const chooseRange = (): void => {
    const [start, end] = [bars[Math.min(anchor, active)], bars[Math.max(anchor, active)]];
    if (start && end) choose(firstDay(start.period), lastDay(end.period));
  };

  /** Marks the bars from one to the other, or none, and says what they are. */
  const mark = (from: number, to: number): void => {
    chart.classList.toggle("chosen", to >= from);
    for (const [i, item] of [...chart.children].entries()) {
      item.setAttribute("aria-selected", `${i >= from && i <= to}`);
      item.setAttribute("tabindex", i === active ? "0" : "-1");
    }
  };
  const markRange = (): void => mark(Math.min(anchor, active), Math.max(anchor, active));
  const say = (): void => {
    const [start, end] = [bars[Math.min(anchor, active)], bars[Math.max(anchor, active)]];
    const sum = bars.slice(Math.min(anchor, active), Math.max(anchor, active) + 1).reduce((n, bar) => n + bar.count, 0);
    if (start && end && start !== end)
      said.textContent = `${nameOf(start.period)} – ${nameOf(end.period)}: ${number.format(sum)}`;
    else if (start) said.textContent = labelOf(start);
  };
  const saySpan = (): void => {
    const [start, end] = [bars[0], bars.at(-1)];
    said.replaceChildren(...[start, end].map((bar) => make("span", {}, bar ? nameOf(bar.period) : "")));
  };
  const showChosen = (): void => {
    const { from = "", to = "" } = shown ?? {};
    const isChosen = from !== "" || to !== "";
    const inside = (bar: HistogramBar): boolean =>
      isChosen && (from === "" || lastDay(bar.period) >= from) && (to === "" || firstDay(bar.period) <= to);
    // Of days up to today (`week`) no bar is the beginning.
    const isSpan = isChosen && !/^[a-z]/.test(from);
    mark(isSpan ? bars.findIndex(inside) : 0, isSpan ? bars.findLastIndex(inside) : -1);
    saySpan();
  };

  const move = (place: number, isRange: boolean): void => {
    active = Math.max(0, Math.min(bars.length - 1, place));
    if (!isRange) anchor = active;
    markRange();
    say();
    (chart.children[active] as SVGElement | undefined)?.focus();
  };
  chart.addEventListener("keydown", (event) => {
    const steps: Record<string, number> = {
      ...{ ArrowLeft: active - 1, ArrowDown: active - 1, ArrowRight: active + 1, ArrowUp: active + 1 },
      ...{ Home: 0, End: bars.length - 1 },
    };
    const place = steps[event.key];
    if (place !== undefined) move(place, event.shiftKey);
    else if (event.key === "Enter" || event.key === " ") chooseRange();
    else if (event.key === "Escape") choose("", "");
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const placeAt = ({ clientX }: PointerEvent): number => {
    const { left, width } = chart.getBoundingClientRect();
    return Math.max(0, Math.min(bars.length - 1, Math.floor(((clientX - left) / width) * bars.length)));
  };
  let isDrawing = false;
  chart.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    chart.setPointerCapture(event.pointerId);
    isDrawing = true;
    move(placeAt(event), false);
  });
  chart.addEventListener("pointermove", (event) => {
    if (isDrawing) {
      move(placeAt(event), true);
      return;
    }
    anchor = active = placeAt(event);
    say();
  });
  chart.addEventListener("pointerup", () => {
    if (isDrawing) chooseRange();
    isDrawing = false;
  });
  chart.addEventListener("pointercancel", () => {
    isDrawing = false;
    showChosen();
  });
  chart.addEventListener("pointerleave", () => isDrawing || saySpan());

  host.adoptStyles(shadow, histogramStyles);
  parent.append(chart, said, undated);

  return {
    async show(search) {
      shown = search;
      const query = { ...queryOf(search), from: "", to: "", facets: ["year", "month"] as const, limit: 0 };
      const answer = await client.search(query, signal);
      if (shown !== search) return;
      const { year = [], month = [] } = answer.facets ?? {};
      const isFocused = chart.contains(shadow.activeElement);
      bars = histogramBars(year, month);
      active = anchor = Math.min(active, Math.max(0, bars.length - 1));
      undated.textContent = answer.undated ? words.undated.replace("{n}", number.format(answer.undated)) : "";
      chart.setAttribute("viewBox", `0 0 ${bars.length} ${HISTOGRAM_HEIGHT}`);
      chart.replaceChildren(...itemsOf(bars, labelOf));
      chart.toggleAttribute("hidden", bars.length === 0);
      showChosen();
      if (isFocused) (chart.children[active] as SVGElement | undefined)?.focus();
    },
  };
}

function itemsOf(bars: readonly HistogramBar[], labelOf: (bar: HistogramBar) => string): SVGElement[] {
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

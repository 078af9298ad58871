/**
 * A chart of one figure as inline SVG: a row an engine, its value a dot on a logarithmic scale, since the engines
 * differ by powers of ten. Several values of a row (median, p95, p99) are joined by a line.
 */
import { significant } from "./figures.ts";

export interface DotRow {
  readonly label: string;
  /** Ascending; empty where nothing was measured. */
  readonly values: readonly number[];
  /** Instead of values: why there are none. */
  readonly missing: string;
  readonly isOwn: boolean;
}

const WIDTH = 720;
const LABEL_WIDTH = 170;
const VALUE_WIDTH = 150;
const ROW_HEIGHT = 26;
const TOP = 6;
const AXIS_HEIGHT = 24;
const DOT_RADIUS = 5;
const PLOT_LEFT = LABEL_WIDTH + 12;
const PLOT_RIGHT = WIDTH - VALUE_WIDTH - 12;

/** `title` is what a screen reader says of it. */
export function dotPlot(title: string, rows: readonly DotRow[]): string {
  const values = rows.flatMap((row) => row.values).filter((value) => value > 0);
  const [low, high] = decadesAround(values);
  const x = (value: number): number => {
    const share = (Math.log10(Math.max(value, 10 ** low)) - low) / (high - low);
    return Math.round((PLOT_LEFT + share * (PLOT_RIGHT - PLOT_LEFT)) * 10) / 10;
  };
  const bottom = TOP + rows.length * ROW_HEIGHT;
  const height = bottom + AXIS_HEIGHT;
  const decades = Array.from({ length: high - low + 1 }, (_, i) => low + i);
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${escapeHtml(title)}">`,
    ...decades.map((decade) => gridLine(x(10 ** decade), bottom, 10 ** decade)),
    ...rows.map((row, i) => rowMarks(row, TOP + (i + 0.5) * ROW_HEIGHT, x)),
    "</svg>",
  ].join("\n");
}

/** Text as HTML and in an attribute. */
export function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** Whole powers of ten around the values, at least one apart. */
function decadesAround(values: readonly number[]): [number, number] {
  if (values.length === 0) return [0, 1];
  const low = Math.floor(Math.log10(Math.min(...values)));
  return [low, Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))))];
}

function gridLine(x: number, bottom: number, value: number): string {
  const label = value >= 1 ? value.toLocaleString("en-US") : String(Number(value.toPrecision(1)));
  return (
    `<line class="grid" x1="${x}" y1="${TOP}" x2="${x}" y2="${bottom}"/>` +
    `<text class="tick" x="${x}" y="${bottom + 16}" text-anchor="middle">${label}</text>`
  );
}

function rowMarks({ label, values, missing, isOwn }: DotRow, y: number, x: (value: number) => number): string {
  const name = `<text class="${isOwn ? "name own" : "name"}" x="${LABEL_WIDTH}" y="${y + 4}" text-anchor="end">${escapeHtml(label)}</text>`;
  const [first, last] = [values[0], values.at(-1)];
  if (first === undefined || last === undefined) {
    return `${name}<text class="tick" x="${PLOT_LEFT}" y="${y + 4}">${escapeHtml(missing)}</text>`;
  }
  const kind = isOwn ? "own" : "peer";
  const range = `<line class="range ${kind}" x1="${x(first)}" y1="${y}" x2="${x(last)}" y2="${y}"/>`;
  const dots = values.map(
    (value, i) =>
      `<circle class="${i === 0 ? "dot" : "dot hollow"} ${kind}" cx="${x(value)}" cy="${y}" r="${i === 0 ? DOT_RADIUS : DOT_RADIUS - 1.5}"/>`,
  );
  const said = values.map(significant).join(" · ");
  const number = `<text class="value" x="${WIDTH}" y="${y + 4}" text-anchor="end">${said}</text>`;
  return name + (values.length > 1 ? range : "") + dots.join("") + number;
}

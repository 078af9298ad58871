/**
 * The targets of poisk, as data, with the check of a run. Ratios are to engines of the same run; what a run did not
 * measure is said to be open, never reached.
 */
import type { EngineName } from "./engine.ts";
import type {
  EngineResult,
  HttpFigures,
  SearchCostFigures,
  SearchFigures,
  SizeResult,
  TargetResult,
} from "./measurement.ts";
import { significant } from "./report/figures.ts";

type Measured = Omit<SizeResult, "targets">;

/** Articles for which a target is set: as many as it names, and sizes of the same order. */
interface Range {
  readonly least: number;
  readonly most: number;
}

interface Target extends Range {
  readonly title: string;
  readonly unit: string;
  /** The bound is itself within reach. */
  readonly bound: number;
  readonly is: "at most" | "at least";
  /** Null where what it takes was not measured. */
  measure(size: Measured): number | null;
}

const MEGABYTE = 1e6;
const hundredThousand: Range = { least: 50_000, most: 200_000 };
const million: Range = { least: 500_000, most: 2_000_000 };
const any: Range = { least: 10_000, most: Number.POSITIVE_INFINITY };
const bulk: Range = { least: 10_000, most: 200_000 };

export const targets: readonly Target[] = [
  ofQuery("the page, cached, processor time", 6, "ms", hundredThousand, ({ page }) => page.cached.processorMs),
  ofQuery("the page, half typed, cached, processor time", 12, "ms", hundredThousand, (costs) => {
    return costs.halfTyped.cached.processorMs;
  }),
  ofQuery("the page, cached, processor time", 20, "ms", million, ({ page }) => page.cached.processorMs),
  ofQuery("the page, cached, requests", 0, "", any, ({ page }) => page.cached.requests),
  ofQuery("the page, cold, requests", 16, "", hundredThousand, ({ page }) => page.cold.requests),
  ofQuery("the page, cold, requests", 30, "", million, ({ page }) => page.cold.requests),
  ofQuery("the page, cold, most requests", 40, "", million, ({ page }) => page.cold.mostRequests),
  ofQuery("the page, cold, KB", 400, "KB", hundredThousand, ({ page }) => kilobytes(page.cold.bytes)),
  ofQuery("the page, cold, KB", 1_500, "KB", million, ({ page }) => kilobytes(page.cold.bytes)),
  ofQuery("the page, warm, requests", 13, "", hundredThousand, ({ page }) => page.warm.requests),
  ofQuery("the page, warm, requests", 20, "", million, ({ page }) => page.warm.requests),
  ofQuery("the list under a field, cold, requests", 12, "", hundredThousand, ({ dropdown }) => dropdown.cold.requests),
  ofQuery("the list under a field, warm, requests", 9, "", hundredThousand, ({ dropdown }) => dropdown.warm.requests),
  ofQuery("the list in the midst of typing, cards held, requests", 3, "", hundredThousand, ({ midst }) => {
    return midst.holding?.requests;
  }),
  ofHttp("/search over HTTP, cached, median", 3, "ms", ({ plain }) => plain.medianMs),
  ofHttp("the page over HTTP, cached, median", 5, "ms", ({ page }) => page.medianMs),
  { ...ofHttp("/search over HTTP, cached, a second", 350, "", ({ plain }) => plain.answersPerSecond), is: "at least" },
  { ...ofHttp("the page over HTTP, cached, a second", 200, "", ({ page }) => page.answersPerSecond), is: "at least" },
  atMost("query on a local folder, median", 3, "ms", hundredThousand, (size) => found(size, "poisk")?.search?.medianMs),
  times("opened faster than MiniSearch", 100, hundredThousand, "minisearch", ({ search }) => search?.openMs),
  times("less memory than MiniSearch", 25, hundredThousand, "minisearch", ({ search }) => search?.peakMemoryBytes),
  times("median faster than MiniSearch's", 20, hundredThousand, "minisearch", ({ search }) => search?.medianMs),
  times("p95 faster than MiniSearch's", 40, hundredThousand, "minisearch", ({ search }) => search?.p95Ms),
  times("built faster than SQLite FTS5", 1, hundredThousand, "sqlite", secondsAnArticle),
  times("index smaller than SQLite FTS5's", 1, hundredThousand, "sqlite", ({ build }) => build?.indexBytes),
  times("opened faster than SQLite FTS5", 1, hundredThousand, "sqlite", ({ search }) => search?.openMs),
  times("first answer faster than SQLite FTS5's", 1, hundredThousand, "sqlite", ({ search }) => search?.firstAnswerMs),
  times("median faster than SQLite FTS5's", 1, hundredThousand, "sqlite", ({ search }) => search?.medianMs),
  times("p95 faster than SQLite FTS5's", 1, hundredThousand, "sqlite", ({ search }) => search?.p95Ms),
  times("p99 faster than SQLite FTS5's", 1, hundredThousand, "sqlite", ({ search }) => search?.p99Ms),
  times("less memory than SQLite FTS5", 1, hundredThousand, "sqlite", ({ search }) => search?.peakMemoryBytes),
  atMost("Lucene's class: median", 0.7, "ms", hundredThousand, (size) => found(size, "poisk")?.search?.medianMs),
  atMost("Lucene's class: p95", 1.5, "ms", hundredThousand, (size) => found(size, "poisk")?.search?.p95Ms),
  atMost("Lucene's class, ranking alone: median", 0.7, "ms", hundredThousand, (size) => rankingOf(size)?.medianMs),
  atMost("Lucene's class, ranking alone: p95", 1.5, "ms", hundredThousand, (size) => rankingOf(size)?.p95Ms),
  times("import faster than MiniSearch's addAll", 4.2, bulk, "minisearch", secondsAnArticle),
  atMost("import, peak memory", 1_600, "MB", hundredThousand, (size) =>
    megabytes(found(size, "poisk")?.build?.peakMemoryBytes),
  ),
  atMost("searching, peak memory", 512, "MB", million, (size) =>
    megabytes(found(size, "poisk")?.search?.peakMemoryBytes),
  ),
  atMost("query on a local folder, median", 4, "ms", million, (size) => found(size, "poisk")?.search?.medianMs),
  atMost("query on a local folder, p95", 12, "ms", million, (size) => found(size, "poisk")?.search?.p95Ms),
  atMost("postings, of the text", 8, "%", any, (size) => percent(found(size, "poisk")?.build?.postingsBytes, size)),
  atMost("index, of the text", 53, "%", any, (size) => percent(found(size, "poisk")?.build?.indexBytes, size)),
  atMost(
    "single uploads on S3 Express, a million",
    4,
    "$",
    hundredThousand,
    (s) => s.uploadCosts?.single.dollarsPerMillion.express,
  ),
  atMost("single uploads, a million", 15, "$", hundredThousand, (s) => s.uploadCosts?.single.dollarsPerMillion.s3),
  atMost(
    "uploads by the hundred, a million",
    5,
    "$",
    hundredThousand,
    (s) => s.uploadCosts?.batch.dollarsPerMillion.s3,
  ),
];

/** The targets that are set for a size. */
export function judgeTargets(size: Measured): TargetResult[] {
  return targets
    .filter(({ least, most }) => size.articles >= least && size.articles <= most)
    .map(({ title, unit, bound, is, measure }) => {
      const value = measure(size);
      const isReached = value === null ? null : is === "at most" ? value <= bound : value >= bound;
      const [asked, text] = [withUnit(bound, unit), value === null ? "–" : withUnit(value, unit)];
      // A near miss is told by so many digits that it can be seen.
      const measured = value !== null && text === asked && value !== bound ? withUnit(value, unit, preciseText) : text;
      return { title, measured, asked: `${is} ${asked}`, isReached };
    });
}

function atMost(
  title: string,
  bound: number,
  unit: string,
  range: Range,
  of: (size: Measured) => number | null | undefined,
): Target {
  return { title, ...range, unit, bound, is: "at most", measure: (size) => of(size) ?? null };
}

/** Target of the cost of a query of the search box. */
function ofQuery(
  title: string,
  bound: number,
  unit: string,
  range: Range,
  of: (costs: SearchCostFigures) => number | undefined,
): Target {
  return atMost(title, bound, unit, range, ({ searchCost }) => searchCost && of(searchCost));
}

/** Target of a server with a warm cache. */
function ofHttp(title: string, bound: number, unit: string, of: (figures: HttpFigures) => number): Target {
  return atMost(title, bound, unit, hundredThousand, ({ http }) => http && of(http));
}

/** Target of the factor by which poisk needs less than another engine. */
function times(
  title: string,
  bound: number,
  range: Range,
  peer: EngineName,
  of: (result: EngineResult) => number | null | undefined,
): Target {
  const measure = (size: Measured): number | null => {
    const [own, other] = [found(size, "poisk"), found(size, peer)];
    return quotient(other && of(other), own && of(own));
  };
  return { title, ...range, unit: "×", bound, is: "at least", measure };
}

function found(size: Measured, engine: EngineName): EngineResult | undefined {
  return size.engines.find((result) => result.engine === engine);
}

function rankingOf(size: Measured): SearchFigures["ranking"] {
  return found(size, "poisk")?.search?.ranking ?? null;
}

function secondsAnArticle({ build }: EngineResult): number | undefined {
  return build === null ? undefined : 1 / build.articlesPerSecond;
}

function quotient(a: number | null | undefined, b: number | null | undefined): number | null {
  return a == null || b == null || b === 0 ? null : a / b;
}

function kilobytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1e3;
}

function megabytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / MEGABYTE;
}

function percent(bytes: number | undefined, { textBytes }: Measured): number | undefined {
  return bytes === undefined ? undefined : (100 * bytes) / textBytes;
}

function withUnit(value: number, unit: string, textOf: (value: number) => string = significant): string {
  if (unit === "$") return `$${value.toFixed(2)}`;
  return unit === "" ? textOf(value) : `${textOf(value)} ${unit}`;
}

function preciseText(value: number): string {
  return String(Number(value.toPrecision(4)));
}

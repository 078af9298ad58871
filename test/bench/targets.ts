/**
 * What poisk must reach, as data, and whether a run reaches it. Ratios are to engines of the same run; what a run did not
 * measure is said to be open, never reached.
 */
import { type EngineName, RESULTS_PER_PAGE } from "./engine.ts";
import type { EngineResult, SearchFigures, SizeResult, TargetResult } from "./measurement.ts";
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
const WORDS_PER_QUERY = 2;
const hundredThousand: Range = { least: 50_000, most: 200_000 };
const million: Range = { least: 500_000, most: 2_000_000 };
const any: Range = { least: 10_000, most: Number.POSITIVE_INFINITY };
const bulk: Range = { least: 10_000, most: 200_000 };

export const targets: readonly Target[] = [
  atMost("cold query, most rounds", 3, "", hundredThousand, ({ searchCost }) => searchCost?.library.cold.mostRounds),
  atMost("cold query, requests", 14, "", hundredThousand, ({ searchCost }) => searchCost?.library.cold.requests),
  atMost("cold query, requests", 22, "", million, ({ searchCost }) => searchCost?.library.cold.requests),
  atMost("cold query, KB", 600, "KB", hundredThousand, ({ searchCost }) => kilobytes(searchCost?.library.cold.bytes)),
  atMost("cold query of the box, KB", 300, "KB", hundredThousand, ({ searchCost }) =>
    kilobytes(searchCost?.box.cold.bytes),
  ),
  atMost("cold query behind S3, ms", 250, "ms", hundredThousand, ({ searchCost }) => searchCost?.library.cold.meanMs),
  atMost("warm query, most rounds", 2, "", hundredThousand, ({ searchCost }) => searchCost?.library.warm.mostRounds),
  atMost(
    "warm query after an import, requests",
    11,
    "",
    hundredThousand,
    ({ searchCost }) => searchCost?.library.warm.requests,
  ),
  atMost(
    "warm list from held cards, requests",
    3,
    "",
    hundredThousand,
    ({ searchCost }) => searchCost?.list.holding?.requests,
  ),
  atMost("warm query, most requests beyond words × segments + hits", 0, "", hundredThousand, requestsBeyond),
  atMost("warm query, KB", 250, "KB", hundredThousand, ({ searchCost }) => kilobytes(searchCost?.library.warm.bytes)),
  atMost("cached query, requests", 0, "", hundredThousand, ({ searchCost }) => searchCost?.library.cached.requests),
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
  times("import faster than MiniSearch's addAll", 2, bulk, "minisearch", secondsAnArticle),
  atMost("searching, peak memory", 512, "MB", million, (size) =>
    megabytes(found(size, "poisk")?.search?.peakMemoryBytes),
  ),
  atMost("query on a local folder, p95", 150, "ms", million, (size) => found(size, "poisk")?.search?.p95Ms),
  atMost("postings, of the text", 8, "%", any, (size) => percent(found(size, "poisk")?.build?.postingsBytes, size)),
  atMost("index, of the text", 50, "%", any, (size) => percent(found(size, "poisk")?.build?.indexBytes, size)),
  atMost(
    "uncached queries, a million",
    7,
    "$",
    hundredThousand,
    ({ searchCost }) => searchCost?.library.warm.dollarsPerMillion.s3,
  ),
  atMost(
    "single uploads on S3 Express, a million",
    4,
    "$",
    hundredThousand,
    (s) => s.uploadCosts?.single.dollarsPerMillion.express,
  ),
  atMost("single uploads, a million", 30, "$", hundredThousand, (s) => s.uploadCosts?.single.dollarsPerMillion.s3),
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

/** How many times less of something poisk takes than another engine. */
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

/** Of two words: a block of postings a word and large segment, and a block of stored fields a hit at the most. */
function requestsBeyond({ searchCost }: Measured): number | null {
  if (searchCost === null) return null;
  return Math.max(0, searchCost.library.warm.mostRequests - WORDS_PER_QUERY * searchCost.segments - RESULTS_PER_PAGE);
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

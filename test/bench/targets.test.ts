import { expect, it } from "vitest";
import type { BuildFigures, EngineResult, QueryCost, SearchFigures, SizeResult } from "./measurement.ts";
import { terminalReport } from "./report/terminal-report.ts";
import { judgeTargets } from "./targets.ts";

const search: SearchFigures = {
  openMs: 10,
  firstAnswerMs: 20,
  medianMs: 1,
  p95Ms: 2,
  p99Ms: 3,
  queries: 350,
  answered: 350,
  peakMemoryBytes: 150e6,
  ranking: { medianMs: 0.6, p95Ms: 1.6 },
};
const build: BuildFigures = { articlesPerSecond: 900, indexBytes: 170e6, peakMemoryBytes: 1e9, postingsBytes: 24e6 };
const poisk: EngineResult = { engine: "poisk", build, search, failure: null };
const miniSearch: EngineResult = {
  engine: "minisearch",
  build: { articlesPerSecond: 400, indexBytes: 240e6, peakMemoryBytes: 4e9 },
  search: { ...search, openMs: 9_000, medianMs: 25, p95Ms: 60, peakMemoryBytes: 4e9 },
  failure: null,
};
const query: QueryCost = {
  rounds: 2,
  mostRounds: 2,
  requests: 10,
  mostRequests: 12,
  bytes: 150e3,
  medianMs: 55,
  p99Ms: 90,
  processorMs: 4,
  dollarsPerMillion: { s3: 5.2, express: 0.9 },
};
const costs = { cold: query, warm: query, cached: { ...query, requests: 0 } };
const searchCost = { segments: 1, dropdown: costs, page: costs, halfTyped: costs, midst: costs, library: costs };
const measured = {
  articles: 100_000,
  textBytes: 425e6,
  engines: [poisk, miniSearch],
  searchCost,
  http: { plain: { medianMs: 2.5, answersPerSecond: 400 }, page: { medianMs: 6, answersPerSecond: 150 } },
  uploadCosts: null,
};
const judge = (size: Omit<SizeResult, "targets">, title: string) =>
  judgeTargets(size).find((target) => target.title === title);

it("judges ratios and bounds, and calls what was not measured open", () => {
  expect(judge(measured, "opened faster than MiniSearch")).toMatchObject({ measured: "900 ×", isReached: true });
  expect(judge(measured, "p95 faster than MiniSearch's")).toMatchObject({ measured: "30 ×", isReached: false });
  expect(judge(measured, "import faster than MiniSearch's addAll")).toMatchObject({
    measured: "2.3 ×",
    isReached: false,
  });
  expect(judge(measured, "index, of the text")).toMatchObject({ asked: "at most 53 %", measured: "40 %" });
  const narrowly = {
    ...measured,
    searchCost: { ...searchCost, page: { ...costs, warm: { ...query, requests: 13.04 } } },
  };
  expect(judge(narrowly, "the page, warm, requests")).toMatchObject({
    measured: "13.04",
    isReached: false,
  });
  const ranking = "Lucene's class, ranking alone";
  expect(judge(measured, `${ranking}: median`)).toMatchObject({ measured: "0.6 ms", isReached: true });
  expect(judge(measured, `${ranking}: p95`)).toMatchObject({ measured: "1.6 ms", isReached: false });
  expect(judge(measured, "p95 faster than SQLite FTS5's")).toMatchObject({ measured: "–", isReached: null });
  expect(judge(measured, "single uploads, a million")?.isReached).toBeNull();
});

it("asks of a size only what is set for it", () => {
  expect(judgeTargets({ ...measured, articles: 1_000 })).toEqual([]);
  const titles = judgeTargets({ ...measured, articles: 1_000_000 }).map(({ title }) => title);
  expect(titles).toContain("searching, peak memory");
  expect(titles).not.toContain("import faster than MiniSearch's addAll");
});

it("shows misses as misses in the terminal", () => {
  const result = { startedAt: "", machine: "", node: "", corpus: "", limitMinutes: 60 };
  const text = terminalReport({ ...result, sizes: [{ ...measured, targets: judgeTargets(measured) }] });
  expect(text).toMatch(/^p95 faster than MiniSearch's +at least 40 × +30 × +NOT REACHED$/m);
  expect(text).toMatch(/^imported +0 segments +5\.6 % +40 % +–$/m);
});

import { expect, it } from "vitest";
import { parseBenchOptions } from "./bench-options.ts";
import { type BenchResult, type EngineResult, percentile } from "./measurement.ts";
import { htmlReport } from "./report/html-report.ts";
import { markdownReport } from "./report/markdown-report.ts";
import { terminalReport } from "./report/terminal-report.ts";

const poisk: EngineResult = {
  engine: "poisk",
  build: { articlesPerSecond: 512.4, indexBytes: 2_500_000, peakMemoryBytes: 200e6 },
  search: {
    openMs: 4.25,
    firstAnswerMs: 12,
    medianMs: 1.31,
    p95Ms: 2.5,
    p99Ms: 3,
    queries: 350,
    answered: 350,
    peakMemoryBytes: 150e6,
    ranking: null,
  },
  failure: null,
};
const failed: EngineResult = { engine: "orama", build: null, search: null, failure: "RangeError: <too long>" };
const result: BenchResult = {
  startedAt: "2026-11-25T00:00:00.000Z",
  machine: "2 × CPU, 8 GB",
  node: "v20.20.2",
  corpus: "made",
  limitMinutes: 60,
  sizes: [
    {
      articles: 1_000,
      textBytes: 4.2e6,
      engines: [poisk, failed],
      searchCost: null,
      http: null,
      uploadCosts: null,
      targets: [],
    },
  ],
};

it("shows in the terminal what was measured, and names what failed", () => {
  const lines = terminalReport(result).split("\n");
  expect(lines.find((line) => line.startsWith("poisk"))).toMatch(/512 +200 +2\.5 +4\.3 +12 +1\.3 +2\.5 +3 +150$/);
  expect(lines.find((line) => line.startsWith("Orama"))).toContain("RangeError: <too long>");
});

it("makes a page that needs no script and no other file, with every value it was given as text", () => {
  const page = htmlReport(result);
  expect(page).not.toMatch(/<script|<link|src=|url\(|http/);
  expect(page).toContain("RangeError: &lt;too long&gt;");
  expect(page).toContain("1.3 · 2.5 · 3");
  expect(page.match(/<svg/g)).toHaveLength(7);
});

it("writes the same tables as Markdown, in which no text breaks a table", () => {
  const [size] = result.sizes;
  const engines = [poisk, { ...failed, failure: "a | b\nc" }];
  const text = markdownReport({ ...result, sizes: size === undefined ? [] : [{ ...size, engines }] });
  expect(text).toContain("### 1,000 articles, 4.2 MB of text");
  expect(text).toMatch(/^\| poisk, local folder \| 512 \| 200 \| 2\.5 \| 4\.3 \|/m);
  expect(text).toContain("| a \\| b c |");
});

it("takes percentiles by the nearest rank", () => {
  const values = Array.from({ length: 100 }, (_, i) => i + 1);
  expect([0.5, 0.95, 0.99, 1].map((share) => percentile(values, share))).toEqual([50, 95, 99, 100]);
  expect(percentile([7], 0.5)).toBe(7);
  expect(percentile([], 0.5)).toBe(0);
});

it("reads sizes and engines from the command line, and says what is wrong with them", () => {
  expect(parseBenchOptions(["--articles", "10,20", "--engines", "lunr,poisk"])).toEqual({
    sizes: [10, 20],
    engines: ["poisk", "lunr"],
    jsonlPath: null,
    limitMinutes: 60,
    outFolder: null,
  });
  expect(parseBenchOptions(["--articles", "0"])).toMatch(/--articles takes whole numbers/);
  expect(parseBenchOptions(["--engines", "poisk,solr"])).toMatch(/knows no solr/);
  expect(parseBenchOptions(["--limit", "0"])).toMatch(/--limit takes minutes/);
  expect(parseBenchOptions(["--colour"])).toMatch(/--colour/);
});

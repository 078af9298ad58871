import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { PrometheusMetrics } from "../../functions/telemetry/prometheus.ts";

/** Labels of the families that have some. */
const LABELS = {
  poisk_store_probes_total: ["result"],
  poisk_requests_total: ["endpoint", "status"],
  poisk_event_posts_total: ["status"],
  poisk_event_hints_total: ["outcome"],
  poisk_feed_asks_total: ["result"],
};

const linesOf = (metrics: PrometheusMetrics, name: string): string[] =>
  metrics
    .text()
    .split("\n")
    .filter((line) => line.startsWith(name));

it("every family is told with its help and type, and what has no labels is 0 before the first time", () => {
  const text = new PrometheusMetrics().text();
  expect(text.endsWith("\n")).toBe(true);
  for (const line of text.trimEnd().split("\n")) {
    // The grammar of Prometheus' text form.
    expect(line).toMatch(/^(?:# (?:HELP|TYPE) [a-z_]+ .+|[a-z_]+(?:\{(?:[a-z]+="[^"\n]*",?)+\})? [0-9.e+-]+)$/);
  }
  expect(linesOf(new PrometheusMetrics(), "poisk_committed_articles_total")).toEqual([
    "poisk_committed_articles_total 0",
  ]);
  expect(linesOf(new PrometheusMetrics(), "poisk_requests_total")).toEqual([]);
});

it("a histogram counts in each bucket what is not above its bound, in seconds", () => {
  const metrics = new PrometheusMetrics();
  metrics.put({ SearchMilliseconds: [5, 300, 60_000] });
  const of = (le: string) => linesOf(metrics, `poisk_search_seconds_bucket{le="${le}"}`)[0]?.split(" ")[1];
  expect(["0.005", "0.25", "0.5", "10", "+Inf"].map(of)).toEqual(["1", "1", "2", "2", "3"]);
  expect(linesOf(metrics, "poisk_search_seconds_sum")).toEqual(["poisk_search_seconds_sum 60.305"]);
  expect(linesOf(metrics, "poisk_search_seconds_count")).toEqual(["poisk_search_seconds_count 3"]);
});

it("a label's value can hold anything, on one line", () => {
  const metrics = new PrometheusMetrics();
  metrics.add("poisk_requests_total", { endpoint: 'a"b\\c\nd', status: 200 });
  metrics.add("poisk_requests_total", { endpoint: 'a"b\\c\nd', status: 200 });
  expect(linesOf(metrics, "poisk_requests_total{")).toEqual([
    'poisk_requests_total{endpoint="a\\"b\\\\c\\nd",status="200"} 2',
  ]);
});

it("feeds that were asked are one family, by what came of it", () => {
  const metrics = new PrometheusMetrics();
  metrics.put({ ReadFeeds: 2, UnchangedFeeds: 3, FailedFeeds: 0, FeedUploads: 7 });
  expect(linesOf(metrics, "poisk_feed_asks_total{")).toEqual([
    'poisk_feed_asks_total{result="read"} 2',
    'poisk_feed_asks_total{result="unchanged"} 3',
    'poisk_feed_asks_total{result="failed"} 0',
  ]);
  expect(linesOf(metrics, "poisk_feed_uploads_total")).toEqual(["poisk_feed_uploads_total 7"]);
});

it("what somebody else keeps is read when it is asked for", () => {
  const metrics = new PrometheusMetrics();
  let isReady = 0;
  metrics.read("poisk_ready", () => isReady);
  expect(linesOf(metrics, "poisk_ready")).toEqual(["poisk_ready 0"]);
  isReady = 1;
  expect(linesOf(metrics, "poisk_ready")).toEqual(["poisk_ready 1"]);
});

it("the help of a family is a sentence that names its labels", () => {
  const families = [...new PrometheusMetrics().text().matchAll(/^# HELP (\S+) (.*)/gm)];
  expect(families.length).toBeGreaterThan(20);
  for (const [, name, help = ""] of families) {
    expect(help, name).toMatch(/^[A-Z/].{10,}\.$/);
    const labels = LABELS[name as keyof typeof LABELS] ?? [];
    expect(
      labels.filter((label) => !help.includes(label)),
      name,
    ).toEqual([]);
  }
});

it("docs/self-hosting.md alerts on families that there are", async () => {
  const page = await readFile(new URL("../../docs/self-hosting.md", import.meta.url), "utf8");
  const names = [...new PrometheusMetrics().text().matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name);
  const told = page.match(/\bpoisk_[a-z_]+/g) ?? [];
  expect(told.length).toBeGreaterThan(4);
  expect(told.filter((name) => !names.includes(name))).toEqual([]);
});

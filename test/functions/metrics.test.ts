import { describe, expect, test } from "vitest";
import { withSearchMetrics } from "../../functions/query/search-metrics.ts";
import { METRIC_UNITS } from "../../functions/telemetry/metric-names.ts";
import { createMetrics } from "../../functions/telemetry/metrics.ts";
import { ManualClock } from "../support/deterministic.ts";

/** Metrics that keep their lines as data. */
function recordingMetrics() {
  const texts: string[] = [];
  const output = { write: (text: string) => texts.push(text) > 0 };
  const metrics = createMetrics({ index: "news/index/", clock: new ManualClock(), output });
  return { metrics, texts, lines: () => texts.map((text) => JSON.parse(text) as Record<string, unknown>) };
}

describe("a metric", () => {
  test("is a line in CloudWatch's embedded format, with one dimension", () => {
    const { metrics, texts, lines } = recordingMetrics();
    metrics.put({ Articles: 3, CommitBytes: 2_048 }, { sequence: 7 });
    expect(texts[0]?.endsWith("}\n")).toBe(true);
    expect(lines()).toEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: "poisk",
              Dimensions: [["Index"]],
              Metrics: [
                { Name: "Articles", Unit: "Count" },
                { Name: "CommitBytes", Unit: "Bytes" },
              ],
            },
          ],
        },
        Index: "news/index/",
        Articles: 3,
        CommitBytes: 2_048,
        sequence: 7,
      },
    ]);
  });

  test("is not made of a figure that has no unit, which the line alone has", () => {
    const { metrics, lines } = recordingMetrics();
    metrics.put({ FailedFeeds: 1, FeedUploads: 5 });
    expect(lines()).toMatchObject([
      {
        _aws: { CloudWatchMetrics: [{ Metrics: [{ Name: "FailedFeeds", Unit: "Count" }] }] },
        FailedFeeds: 1,
        FeedUploads: 5,
      },
    ]);
  });

  test("has one of twelve names at most where no feeds are asked, of which CloudWatch gives ten for nothing", () => {
    const { FailedFeeds: _, ...always } = METRIC_UNITS;
    // The stack's filter for lines of lasting failures is one more.
    expect(Object.keys(always).length + 1).toBeLessThanOrEqual(12);
  });
});

describe("metrics of searches", () => {
  const answered = { requestId: "r1", endpoint: "/search", status: 200, tookMs: 12.5, found: 0, q: "ледокол" };

  const observe = (event: string, fields: Record<string, unknown>) => {
    const passed: unknown[] = [];
    const { metrics, lines } = recordingMetrics();
    const pass = (name: string, values: object) => passed.push([name, values]);
    withSearchMetrics({ info: pass, error: pass }, metrics).info(event, fields);
    return { passed, lines: lines() };
  };

  test("say how long each took and whether anything was found, and not what was asked", () => {
    const { passed, lines } = observe("request-answered", answered);
    expect(passed).toEqual([["request-answered", answered]]);
    expect(lines).toMatchObject([{ SearchMilliseconds: 12.5, SearchesWithoutHits: 1, requestId: "r1" }]);
    expect(JSON.stringify(lines)).not.toContain("ледокол");
    expect(observe("request-answered", { ...answered, found: 4 }).lines).toMatchObject([{ SearchesWithoutHits: 0 }]);
  });

  test.each([
    ["another endpoint", "request-answered", { ...answered, endpoint: "/suggest", found: undefined }],
    ["a search that was refused", "request-answered", { ...answered, status: 400, found: undefined }],
    ["another event", "something", answered],
  ])("leave out %s", (_, event, fields) => {
    expect(observe(event, fields).lines).toEqual([]);
  });
});

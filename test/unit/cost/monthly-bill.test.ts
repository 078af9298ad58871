import { describe, expect, it } from "vitest";
import { checksPerSearch } from "../../../functions/cost/manifest-checks.ts";
import { queryWork } from "../../../functions/cost/measured-work.ts";
import { type BillLine, type Cloud, monthlyBill } from "../../../functions/cost/monthly-bill.ts";
import type { Usage } from "../../../functions/cost/monthly-work.ts";
import { yandexPrices } from "../../../functions/cost/yandex-prices.ts";

/** Ten searches a minute, so that none begins cold, and six in seven have the manifest asked for again. */
const BUSY: Usage = {
  articles: 10_000,
  uploadsPerDay: 0,
  searchesPerDay: 14_400,
  articleBytes: 4_000,
  uploadsAtOnce: 1,
  lettersTyped: 0,
  edgeShare: 0,
  isIndexOnExpress: false,
  hasAlarms: false,
};

/** Dollars or roubles by what is counted, to a hundredth of a cent or kopeck. */
function costsOf(usage: Usage, group: BillLine["group"], cloud: Cloud = "aws"): Record<string, number> {
  const own = monthlyBill(usage, cloud).lines.filter((line) => line.group === group);
  return Object.fromEntries(own.map(({ item, cost }) => [item, Math.round(cost * 1e4) / 1e4]));
}

function quantitiesOf(usage: Usage, group: BillLine["group"]): Record<string, number> {
  const own = monthlyBill(usage).lines.filter((line) => line.group === group);
  return Object.fromEntries(own.map(({ item, quantity }) => [item, Math.round(quantity * 1e3) / 1e3]));
}

describe("a month's bill", () => {
  it("has of 432,000 searches by a form what they ask of each service", () => {
    expect(costsOf(BUSY, "searches")).toEqual({
      // 0.432 million at $1
      "requests to CloudFront": 0.432,
      // 0.432 million at $0.10
      "runs of the function at the edge": 0.0432,
      // 432,000 × 3.4 KB = 1.4688 GB at $0.085
      "answers to readers": 0.1248,
      // 0.432 million at $0.20
      "calls of the query function": 0.0864,
      // (432,000 × 55 + 370,286 × 25) ms × 1.7275 GB = 57,038 GB-seconds at $0.0000133334
      "time of the query function": 0.7605,
      // 432,000 × 12 and 370,286 checks = 5.554 million at $0.40
      "reads from S3": 2.2217,
      // 432,000 × 700 B = 0.3024 GB at $0.50
      "log lines": 0.1512,
    });
  });

  it("has the same searches of a published index apart, which no sum has", () => {
    const { published, lines, cost } = monthlyBill(BUSY);
    expect(published.map(({ item, quantity }) => [item, quantity])).toEqual([
      // 432,000 × 53
      ["requests to CloudFront", 22_896_000],
      // 432,000 × 210 KB
      ["bytes to readers", 90.72],
    ]);
    expect(cost).toBeCloseTo(lines.reduce((sum, line) => sum + line.cost, 0));
    expect(monthlyBill(BUSY, "yandex").published).toEqual([]);
  });

  it("has a call for each question that the widget asks meanwhile, and what the edge answers is no call", () => {
    const quantities = quantitiesOf({ ...BUSY, lettersTyped: 13, edgeShare: 0.5 }, "searches");
    const checks = 432_000 * checksPerSearch({ searchesPerSecond: 1 / 6, questions: 5, reachShare: 0.5 });
    // 432,000 × (1.5 + 14 × 200 / 800)
    expect(quantities["requests to CloudFront"]).toBe(2_160_000);
    expect(quantities["calls of the query function"]).toBe(1_080_000);
    expect(quantities["reads from S3"]).toBeCloseTo(1_080_000 * 2.8 + checks, 0);
  });

  it("has of 3,000 uploads one by one a commit each", () => {
    expect(costsOf({ ...BUSY, uploadsPerDay: 100 }, "uploads")).toEqual({
      // 3,000 at $5 a million
      "uploads into S3": 0.015,
      // 3,000 uploads, 7,800 writes of the index and as many deletes at $1 a million
      "events by EventBridge": 0.0186,
      // Sent, taken and deleted: 9,000 at $0.40 a million
      "messages of the queue": 0.0036,
      "calls of the ingest function": 0.0006,
      // 3,000 × 168 ms × 1.7275 GB = 871 GB-seconds
      "time of the ingest function": 0.0116,
      // 3,000 × 2.6 at $5 a million
      "writes of the index to S3": 0.039,
      // 3,000 × 4.2 at $0.40 a million
      "reads from S3": 0.005,
      "log lines": 0.0011,
    });
  });

  it("has of as many by the hundred thirty commits", () => {
    expect(quantitiesOf({ ...BUSY, uploadsPerDay: 100, uploadsAtOnce: 100 }, "uploads")).toMatchObject({
      "uploads into S3": 3_000,
      // 3,000 sent, and in tens taken and deleted
      "messages of the queue": 3_600,
      "calls of the ingest function": 30,
      "writes of the index to S3": 78,
      "reads from S3": 3_096,
    });
  });

  it("has for a million articles that nobody asks for storage, polling, schedules and alarms", () => {
    const idle = { ...BUSY, articles: 1_000_000, articleBytes: 4_375, searchesPerDay: 0, hasAlarms: true };
    expect(costsOf(idle, "idle")).toMatchObject({
      // 4.375 GB and 49 % of it at $0.023
      "uploads in S3": 0.1006,
      "index in S3": 0.0493,
      // Fifteen a minute: 648,000 at $0.40 a million
      "Lambda asking the queue": 0.2592,
      // 720 runs × 3, and 1,000 pages × 30 days, at $5 a million
      "listings by maintenance (hourly)": 0.0108,
      "listings by reconcile (daily)": 0.15,
      alarms: 1.4,
      "heartbeats of maintenance": 0.3125,
      "dashboard (an account's first three are free)": 0,
    });
    expect(costsOf({ ...idle, hasAlarms: false }, "idle")).not.toHaveProperty("alarms");
    expect(monthlyBill(idle).lines.filter(({ group, cost }) => group !== "idle" && cost !== 0)).toEqual([]);
  });

  it("is under two dollars and a quarter for polling, maintenance and alarms", () => {
    const {
      "uploads in S3": texts,
      "index in S3": index,
      ...rest
    } = costsOf({ ...BUSY, articles: 100_000, searchesPerDay: 0, hasAlarms: true }, "idle");
    expect(Math.min(texts ?? 0, index ?? 0)).toBeGreaterThan(0);
    expect(Object.values(rest).reduce((sum, dollars) => sum + dollars, 0)).toBeLessThan(2.25);
  });

  it("has metrics of commits by the hours in which there were some", () => {
    const { "metrics of commits": metrics } = quantitiesOf({ ...BUSY, uploadsPerDay: 24, hasAlarms: true }, "uploads");
    // One an hour on average: an hour without is e^-1.
    expect(metrics).toBeCloseTo(6 * (1 - Math.exp(-1)), 3);
  });

  it("begins a search cold where nobody searched for ten minutes, and counts the start and the dearer reads", () => {
    // One in ten minutes: e^-1 of 4,320 searches begin cold, with 14 reads for 12. Of 601 others one comes within a
    // second.
    const seldom = { ...BUSY, searchesPerDay: 144 };
    const checked = 600 / 601 - Math.exp(-1);
    expect(monthlyBill(seldom).coldShare).toBeCloseTo(0.3679, 4);
    expect(quantitiesOf(seldom, "searches")["reads from S3"]).toBeCloseTo(4_320 * (12 + 2 * Math.exp(-1) + checked), 2);
  });

  it("has of an index on S3 Express its requests, bytes, sessions and storage, and shorter rounds", () => {
    const express = { ...BUSY, isIndexOnExpress: true };
    expect(costsOf(express, "searches")).toMatchObject({
      // (432,000 × (55 - 2 × 16) + 370,286 × 9) ms × 1.7275 GB = 22,922 GB-seconds
      "time of the query function": 0.3056,
      // 5.554 million at $0.03
      "reads from S3 Express": 0.1666,
      // 8,640 at $0.03 a million
      "sessions of S3 Express": 0.0003,
      // 432,000 × 60 KB = 25.92 GB at $0.0006
      "bytes read from S3 Express": 0.0156,
    });
    expect(costsOf({ ...express, uploadsPerDay: 100 }, "uploads")).toMatchObject({
      // The uploads' alone
      "events by EventBridge": 0.003,
      // 3,000 × 2.6 at $1.13 a million
      "writes of the index to S3 Express": 0.0088,
      // 3,000 at $0.40 a million
      "reads of uploads from S3": 0.0012,
      // 3,000 × 3.2 at $0.03 a million
      "reads of the index from S3 Express": 0.0003,
      // 3,000 × 20 KB at $0.0032 a GB
      "bytes written to S3 Express": 0.0002,
    });
    expect(costsOf({ ...express, articles: 1_000_000 }, "idle")).toMatchObject({
      // 4 GB × 49 % at $0.11
      "index in S3 Express": 0.2156,
      // 2,160 at $1.13 a million
      "listings by maintenance (hourly)": 0.0024,
      "listings by reconcile (daily)": 0.15,
    });
  });

  it("is the sum of its lines", () => {
    const { lines, cost } = monthlyBill({ ...BUSY, uploadsPerDay: 50, hasAlarms: true });
    expect(cost).toBeCloseTo(
      lines.reduce((sum, line) => sum + line.cost, 0),
      9,
    );
  });
});

describe("a month's bill at Yandex Cloud", () => {
  it("has of 432,000 searches by a form what they ask of each service, in roubles", () => {
    expect(costsOf(BUSY, "searches", "yandex")).toEqual({
      // 0.432 million at 142.30
      "requests to the gateway": 61.4736,
      // 432,000 × 3.4 KB = 1.3679 GB of 2^30 bytes at 1.42
      "answers to readers": 1.9425,
      // 0.432 million at 18.97
      "calls of the query container": 8.195,
      // 432,000 × 55 ms, or 80 with a check, of which each is billed as 100: 12 hours at 5.69
      "processor of the query container": 68.28,
      // 12 hours of 1 GB at 3.79
      "memory of the query container": 45.48,
      // 5.554 million at 0.46 for ten thousand
      "reads from Object Storage": 255.4971,
      // 432,000 × 700 B = 0.2816 GB at 25.55046
      "log lines": 7.1958,
      // and at 0.015494 an hour
      "log lines kept": 3.1418,
    });
  });

  it("bills each call by itself, and so 200 ms for one of 87 that waits for the manifest first", () => {
    const typed = { ...BUSY, articles: 100_000, lettersTyped: 13 };
    const checks = 432_000 * checksPerSearch({ searchesPerSecond: 1 / 6, questions: 5, reachShare: 1 });
    const hours = ((2_160_000 + checks) * 0.1) / 3_600;
    expect(costsOf(typed, "searches", "yandex")["processor of the query container"]).toBeCloseTo(hours * 5.69, 3);
  });

  it("has of 3,000 uploads one by one a commit each, of 200 ms in 2 GB", () => {
    expect(costsOf({ ...BUSY, uploadsPerDay: 100 }, "uploads", "yandex")).toMatchObject({
      // 3,000 at 0.5692 a thousand
      "uploads into Object Storage": 1.7076,
      // 600 seconds at 5.69 an hour
      "processor of the ingest container": 0.9483,
      "memory of the ingest container": 1.2633,
      // 3,000 × 2.6 at 0.5692 a thousand
      "writes of the index": 4.4398,
      // 3,000 × 4.2 at 0.46 for ten thousand
      reads: 0.5796,
    });
  });

  it("has where nothing happens storage, two versions of keys, the image, listings and timers", () => {
    expect(costsOf({ ...BUSY, articles: 100_000, articleBytes: 4_375 }, "idle", "yandex")).toMatchObject({
      // 437.5 MB at 0.0033 an hour
      "uploads in Object Storage": 0.9681,
      // Two for 720 hours at 0.0274
      "keys in Lockbox": 39.456,
      // 76 MB at 0.004575 an hour
      "image in Container Registry": 0.2332,
      // 720 runs × 3 at 0.5692 a thousand
      "listings by maintenance (hourly)": 1.2295,
      // 100 pages × 30 days
      "listings by reconcile (daily)": 1.7076,
      "calls of timers": 0.0142,
    });
  });

  it("names for each line the page that tells its price, and the day", () => {
    const { lines, currency, cost } = monthlyBill({ ...BUSY, uploadsPerDay: 50 }, "yandex");
    expect(currency).toBe("RUB");
    expect(cost).toBeCloseTo(
      lines.reduce((sum, line) => sum + line.cost, 0),
      9,
    );
    for (const { item, source } of lines) {
      expect(source?.page, item).toMatch(/^https:\/\/yandex\.cloud\/ru\/docs\/[a-z-]+\/pricing$/);
      expect(source?.date, item).toMatch(/^\d{4}-\d\d-\d\d$/);
    }
  });

  it("uses every price that is kept", () => {
    const { lines } = monthlyBill({ ...BUSY, uploadsPerDay: 50 }, "yandex");
    const used = lines.map(({ cost, quantity }) => cost / quantity);
    for (const [name, { price }] of Object.entries(yandexPrices)) {
      expect(
        used.some((found) => Math.abs(found / price - 1) < 1e-9),
        name,
      ).toBe(true);
    }
  });
});

describe("the work of a query", () => {
  it("is as measured at the sizes that were measured, between them by the logarithm, and beyond as at the nearest", () => {
    expect(queryWork(10_000, "warm")).toMatchObject({ reads: 12, writes: 0, durationMs: 55, readBytes: 60_000 });
    expect(queryWork(31_622.7766, "cold").durationMs).toBeCloseTo((85 + 191) / 2, 3);
    expect(queryWork(10, "warm")).toEqual(queryWork(1_000, "warm"));
    expect(queryWork(0, "warm")).toEqual(queryWork(1_000, "warm"));
    expect(queryWork(5_000_000, "cold")).toEqual(queryWork(1_000_000, "cold"));
  });
});

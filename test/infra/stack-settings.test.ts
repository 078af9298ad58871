import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { queryWork, TYPED_LETTERS, typedQuestions } from "../../functions/cost/measured-work.ts";
import { contextKeyOf, contextKeys, readStackSettings } from "../../infra/stack-settings.ts";

describe("the context", () => {
  it("may be empty", () => {
    expect(readStackSettings({})).toMatchObject({
      stackName: "poisk",
      bucketName: null,
      ingestConcurrency: 2,
      queryConcurrency: 20,
      uploadsPrefix: "articles/",
      indexPrefix: "index/",
      corsOrigins: "*",
      variables: { ingest: {}, compact: {}, query: {} },
    });
  });

  it("names settings of the functions without the prefix of their variables", () => {
    expect(contextKeyOf("POISK_RECENCY_HALF_LIFE_DAYS")).toBe("recencyHalfLifeDays");
    expect(readStackSettings({ indexPrefix: "search/", siteName: "Новости" }).variables).toEqual({
      ingest: { POISK_INDEX_PREFIX: "search/" },
      compact: { POISK_INDEX_PREFIX: "search/" },
      query: { POISK_INDEX_PREFIX: "search/", POISK_SITE_NAME: "Новости" },
      push: { POISK_INDEX_PREFIX: "search/" },
      poll: { POISK_INDEX_PREFIX: "search/" },
    });
  });

  it("says how often feeds are asked, where it names any", () => {
    expect(readStackSettings({ feedMinutes: "30" }).feedMinutes).toBeNull();
    expect(readStackSettings({ feeds: " " }).feedMinutes).toBeNull();
    const feeds = "https://news.example/rss https://news.example/blog.xml";
    expect(readStackSettings({ feeds }).feedMinutes).toBe(10);
    expect(readStackSettings({ feeds, feedMinutes: "30" }).feedMinutes).toBe(30);
  });

  it("has switches of CDK's own, which are passed over", () => {
    expect(() => readStackSettings({ "@aws-cdk/core:x": true, "aws:cdk:enable-path-metadata": true })).not.toThrow();
  });

  it("takes numbers and truth as cdk.json writes them", () => {
    expect(readStackSettings({ queryConcurrency: 7, reserveConcurrency: true }).reservedExecutions?.query).toBe(7);
  });
});

describe("the context is refused", () => {
  it("where the name of a bucket that it makes would have more than 63 characters", () => {
    const settingsOf = (length: number) =>
      readStackSettings({ stackName: "a".repeat(length), newIndexBucket: "standard" });
    expect(() => settingsOf(30)).toThrow(/stackName may have 29 characters with newIndexBucket=standard/);
    expect(`${"a".repeat(29)}-index-123456789012-ap-southeast-1`).toHaveLength(63);
    expect(settingsOf(29).stackName).toHaveLength(29);
  });

  it.each([
    ["articles/", "articles/index/"],
    ["index/pages/", "index/"],
    ["news/", "news/"],
  ])("where uploads (%s) and index (%s) lie in one another", (uploadsPrefix, indexPrefix) => {
    expect(() => readStackSettings({ uploadsPrefix, indexPrefix })).toThrow(
      /uploadsPrefix \(.+\) and indexPrefix \(.+\) contain one another: the function would be called for what it writes/,
    );
  });

  it.each([
    ["bucketNmae", "did you mean bucketName?"],
    ["pushtoken", "did you mean pushTokens?"],
    ["feedMinute", "did you mean feedMinutes?"],
  ])("where a key is misspelt, with the near one: %s", (key, near) => {
    expect(() => readStackSettings({ [key]: "x" })).toThrow(`${key} is no key (${near})`);
  });

  it("by the program of CDK with the message alone", () => {
    const { status, stderr } = spawnSync(process.execPath, ["--import", "tsx", "app.ts"], {
      cwd: fileURLToPath(new URL("../../infra", import.meta.url)),
      env: { ...process.env, CDK_CONTEXT_JSON: JSON.stringify({ bucketNmae: "x" }) },
      encoding: "utf8",
    });
    expect(status).toBe(1);
    expect(stderr).toContain("The context is not right: bucketNmae is no key (did you mean bucketName?).\n");
    expect(stderr).not.toMatch(/^ +at /m);
  }, 60_000);

  it("where a key is like none, with those that there are", () => {
    expect(() => readStackSettings({ zzz: "x" })).toThrow(/zzz is none of .*bucketName/);
  });

  it("with all that is wrong at once, by its key", () => {
    const context = { corsOrigins: "news.example", ingestConcurrency: "1" };
    expect(() => readStackSettings(context)).toThrow(
      /ingestConcurrency must be a whole number from 2 to 1000; corsOrigins must be \* or origins/,
    );
  });

  it("where a feed is no address, or may lie at a private one", () => {
    expect(() => readStackSettings({ feeds: "news.example" })).toThrow(/feeds must be addresses/);
    expect(() => readStackSettings({ feedMinutes: "0" })).toThrow(/feedMinutes must be 1 at the least/);
    expect(() => readStackSettings({ feedPrivate: "on" })).toThrow(/feedPrivate is no/);
  });

  it("where a function has more settings than Lambda takes", () => {
    const feeds = (count: number) => Array.from({ length: count }, (_, i) => `https://news.example/${i}.xml`).join(" ");
    expect(readStackSettings({ feeds: feeds(100) }).feedMinutes).toBe(10);
    expect(() => readStackSettings({ feeds: feeds(200) })).toThrow("feeds is too long: a function takes 4 KB");
  });

  it("where a bucket, a certificate or a retention is none", () => {
    expect(() => readStackSettings({ bucketName: "My Bucket" })).toThrow(/bucketName must be/);
    expect(() => readStackSettings({ certificateArn: "arn:aws:acm:eu-west-1:1:certificate/x" })).toThrow(/us-east-1/);
    expect(() => readStackSettings({ domainName: "search.news.example" })).toThrow(/domainName and certificateArn/);
    expect(() => readStackSettings({ logRetentionDays: "8" })).toThrow(/logRetentionDays must be one of 1, 3, 5, 7/);
  });
});

describe("searches in work at once", () => {
  /** docs/costs.md: the third row, whose readers type in the widget. */
  const ARTICLES = 1_000_000;
  const REQUESTS_PER_SECOND = (100_000 * typedQuestions(TYPED_LETTERS)) / 86_400;
  /**
   * Ratio of a day's busiest minutes to its mean. Untuned: an evening is twice the mean, and a great event more than
   * that again.
   */
  const PEAK = 5;

  /**
   * Erlang's formula B: the share of requests that find all servers busy, where those that are refused do not come
   * again.
   */
  const refusedShare = (servers: number, busy: number): number => {
    let share = 1;
    for (let n = 1; n <= servers; n += 1) share = (busy * share) / (n + busy * share);
    return share;
  };

  const refusedAt = (timesMean: number): number => {
    const { durationMs } = queryWork(ARTICLES, "typed");
    return refusedShare(readStackSettings({}).queryConcurrency, (timesMean * REQUESTS_PER_SECOND * durationMs) / 1_000);
  };

  it("are by default enough for the largest site of docs/costs.md: six requests a second, and five times that with one in a thousand refused", () => {
    expect(REQUESTS_PER_SECOND).toBeCloseTo(6, 0);
    expect(refusedAt(PEAK)).toBeLessThan(0.001);
    expect(refusedAt(1)).toBeLessThan(1e-9);
  });
});

it("has no key twice, and none that CDK would take for its own", () => {
  const keys = contextKeys();
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => !/^[a-z][A-Za-z]*$/.test(key))).toEqual([]);
});

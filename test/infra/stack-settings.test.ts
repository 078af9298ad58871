import { describe, expect, it } from "vitest";
import { contextKeyOf, contextKeys, readStackSettings } from "../../infra/stack-settings.ts";

describe("the context", () => {
  it("may be empty", () => {
    expect(readStackSettings({})).toMatchObject({
      stackName: "poisk",
      bucketName: null,
      ingestConcurrency: 2,
      queryConcurrency: 10,
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
    });
  });

  it("has switches of CDK's own, which are passed over", () => {
    expect(() => readStackSettings({ "@aws-cdk/core:x": true, "aws:cdk:enable-path-metadata": true })).not.toThrow();
  });

  it("takes numbers and truth as cdk.json writes them", () => {
    expect(readStackSettings({ queryConcurrency: 7, reserveConcurrency: false })).toMatchObject({
      queryConcurrency: 7,
      reserveConcurrency: false,
    });
  });
});

describe("the context is refused", () => {
  it.each([
    ["articles/", "articles/index/"],
    ["index/pages/", "index/"],
    ["news/", "news/"],
  ])("where uploads (%s) and index (%s) lie in one another", (uploadsPrefix, indexPrefix) => {
    expect(() => readStackSettings({ uploadsPrefix, indexPrefix })).toThrow(
      /uploadsPrefix \(.+\) and indexPrefix \(.+\) contain one another: the function would be called for what it writes/,
    );
  });

  it("where a key is misspelt, with those that there are", () => {
    expect(() => readStackSettings({ bucketNmae: "x" })).toThrow(/bucketNmae is none of .*bucketName/);
  });

  it("with all that is wrong at once, by its key", () => {
    const context = { corsOrigins: "news.example", ingestConcurrency: "1" };
    expect(() => readStackSettings(context)).toThrow(
      /ingestConcurrency must be a whole number from 2 to 1000; corsOrigins must be \* or origins/,
    );
  });

  it("where a bucket, a certificate or a retention is none", () => {
    expect(() => readStackSettings({ bucketName: "My Bucket" })).toThrow(/bucketName must be/);
    expect(() => readStackSettings({ certificateArn: "arn:aws:acm:eu-west-1:1:certificate/x" })).toThrow(/us-east-1/);
    expect(() => readStackSettings({ domainName: "search.news.example" })).toThrow(/domainName and certificateArn/);
    expect(() => readStackSettings({ logRetentionDays: "8" })).toThrow(/logRetentionDays must be one of 1, 3, 5, 7/);
  });
});

it("has no key twice, and none that CDK would take for its own", () => {
  const keys = contextKeys();
  expect(new Set(keys).size).toBe(keys.length);
  expect(keys.filter((key) => !/^[a-z][A-Za-z]*$/.test(key))).toEqual([]);
});

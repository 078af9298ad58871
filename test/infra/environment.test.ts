/**
 * Variables of the functions against the schemas of functions/settings/environment.ts, by which they read them.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { pushSettings } from "../../functions/push/push-settings.ts";
import {
  backfillQueueSettings,
  compactSettings,
  functionSettings,
  ingestSettings,
  parseEnvironment,
  pollFunctionSettings,
  querySettings,
  reconcileSettings,
} from "../../functions/settings/environment.ts";
import { MAX_RECEIVES } from "../../infra/queue-settings.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { type Synthesised, synthesise } from "./synthesised.ts";

const ROOT = new URL("../../", import.meta.url);

const schemas = {
  "poisk-ingest": ingestSettings,
  "poisk-reconcile": reconcileSettings,
  "poisk-compact": compactSettings,
  "poisk-query": querySettings,
  "poisk-push": pushSettings,
  "poisk-poll": pollFunctionSettings,
  "poisk-backfill-begin": backfillQueueSettings,
  "poisk-backfill-flush": functionSettings,
  "poisk-backfill-commit": functionSettings,
  "poisk-backfill-finish": backfillQueueSettings,
} as const;

type Name = keyof typeof schemas;
const names = Object.keys(schemas) as Name[];

/** Have no meaning on AWS. */
const NEVER_SET = ["POISK_ENDPOINT", "POISK_FEED_PRIVATE"];

let plain: Synthesised;
let full: Synthesised;

beforeAll(async () => {
  const folder = await makeTemporaryFolder();
  const wordsFile = join(folder.path, "words.txt");
  writeFileSync(wordsFile, "Павел, Павла\n");
  const pushTokens = `${"0".repeat(64)}:2027-01-31:blog/`;
  plain = await synthesise({ pushTokens, feeds: "https://news.example/rss" });
  full = await synthesise({
    pushTokens,
    feeds: "https://news.example/rss www.news.example https://blog.example/atom",
    feedMinutes: "30",
    feedItemsADay: "200",
    feedTextsOfOthers: "on",
    bucketName: "their-news",
    bucketEvents: "off",
    bucketRegion: "eu-west-1",
    indexBucketName: "my-index",
    uploadsPrefix: "pages/",
    indexPrefix: "search/",
    logLevel: "warn",
    corsOrigins: "https://news.example",
    cacheControl: "public, s-maxage=10",
    cacheMb: "64",
    revalidateMs: "500",
    searchPage: "/search",
    siteName: "Новости",
    pageLanguage: "en",
    accentColor: "#b5121b",
    pictures: "on",
    noindex: "on",
    publicUrl: "https://news.example/api",
    documentation: "https://news.example/help",
    recencyHalfLifeDays: "30",
    timeZone: "Asia/Vladivostok",
    logQueries: "on",
    metered: "off",
    searchMetrics: "on",
    wordsFile,
  });
  await folder.remove();
}, 120_000);

const variablesOf = ({ resources }: Synthesised, name: Name): Record<string, unknown> => {
  const found = resources("AWS::Lambda::Function").find(({ Properties }) => Properties.FunctionName === name);
  return found!.Properties.Environment.Variables;
};

/** An address where one is asked for. */
const textOf = (name: string): string =>
  name === "POISK_UPLOAD_QUEUE" ? "https://sqs.eu-central-1.amazonaws.com/1/known" : "known-when-deployed";

/** Replaces values that only deployment knows with some text. */
const asTexts = (variables: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, typeof value === "string" ? value : textOf(name)]),
  );

describe.each(names)("%s", (name) => {
  it("is told nothing that it does not read", () => {
    const read = Object.keys(schemas[name].entries);
    expect(Object.keys(variablesOf(full, name)).filter((variable) => !read.includes(variable))).toEqual([]);
  });

  it("can be told everything that it reads", () => {
    const told = variablesOf(full, name);
    const read = Object.keys(schemas[name].entries);
    expect(read.filter((variable) => !(variable in told))).toEqual(NEVER_SET.filter((name) => read.includes(name)));
  });

  it.each([
    ["without parameters", () => plain],
    ["with all", () => full],
  ] as const)("understands what it is told, %s", (_, stack) => {
    const variables = asTexts(variablesOf(stack(), name));
    // The file of words is on Lambda's disk alone.
    expect(() => parseEnvironment(variables, schemas[name])).not.toThrow();
  });

  it("is a bundle that has its handler", async () => {
    const bundle = new URL(`dist/functions/${name.replace("poisk-", "")}/index.mjs`, ROOT);
    expect(existsSync(bundle)).toBe(true);
    expect(readFileSync(bundle, "utf8")).toMatch(
      /export\{[^}]*\bas handler\b[^}]*\}|export (async )?function handler\b/,
    );
  });
});

describe("the stack", () => {
  it("tells the functions the very bucket, and ingest the compaction function", () => {
    const { POISK_BUCKET: bucket, POISK_COMPACT_FUNCTION: compact } = variablesOf(plain, "poisk-ingest");
    const references = { bucket: (bucket as { Ref: string }).Ref, compact: (compact as { Ref: string }).Ref };
    expect(plain.template.Resources[references.bucket]?.Type).toBe("AWS::S3::Bucket");
    expect(plain.template.Resources[references.compact]?.Properties.FunctionName).toBe("poisk-compact");
  });

  it.each(["poisk-backfill-finish", "poisk-ingest"] as const)("tells %s the queue of uploads", (name) => {
    const { POISK_UPLOAD_QUEUE: queue } = variablesOf(plain, name);
    const { Properties } = plain.template.Resources[(queue as { Ref: string }).Ref]!;
    expect(Properties.RedrivePolicy.maxReceiveCount).toBe(MAX_RECEIVES);
  });

  it("puts the file of synonyms beside the query function", () => {
    expect(variablesOf(full, "poisk-query").POISK_WORDS_FILE).toBe("/opt/poisk-words.txt");
    expect(full.resources("AWS::Lambda::LayerVersion")).toHaveLength(1);
    expect(plain.resources("AWS::Lambda::LayerVersion")).toEqual([]);
  });

  it("knows the public address of a domain of one's own", async () => {
    const own = await synthesise({
      domainName: "search.news.example",
      certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/0a1b2c3d-0000-0000-0000-000000000000",
    });
    expect(variablesOf(own, "poisk-query").POISK_PUBLIC_URL).toBe("https://search.news.example");
  });
});

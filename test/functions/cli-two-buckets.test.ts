/**
 * The command over uploads in one bucket, which nobody may write, and an index in another, a directory bucket of S3
 * Express One Zone.
 */
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { type S3Endpoint, startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { listAll, type ObjectKey, type ObjectStore } from "../../src/store/store.ts";
import { interceptStore } from "../support/intercepting-object-store.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";

const ARTICLES = "their-news";
const INDEX = "index--use1-az4--x-s3";

let articles: MemoryObjectStore;
let index: MemoryObjectStore;
let endpoint: S3Endpoint;

beforeEach(async () => {
  articles = new MemoryObjectStore();
  index = new MemoryObjectStore();
  const readOnly = interceptStore(articles, {
    before: (method, key) => {
      if (/^(?:put|delete)/.test(method)) throw new SearchIndexError("store-denied", `${key} may not be written.`);
    },
  });
  endpoint = await startS3Endpoint({ store: readOnly, bucket: ARTICLES, indexBucket: { name: INDEX, store: index } });
});
afterEach(() => endpoint.close());

async function poisk(verb: string, ...args: string[]) {
  const terminal = createRecordingTerminal();
  const exitCode = await runCommand([verb, ...args], terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
}

const there = () => ["--bucket", ARTICLES, "--index-bucket", INDEX, "--endpoint", endpoint.url];
const everything = () => [...there(), "--uploads-prefix", "/"];

const article = (title: string) =>
  Buffer.from(JSON.stringify({ title, text: `${title}. ${"Подробности сообщат утром. ".repeat(8)}` }));

async function keysOf(store: ObjectStore): Promise<ObjectKey[]> {
  const keys: ObjectKey[] = [];
  for await (const { key } of listAll(store, "")) keys.push(key);
  return keys;
}

it("an archive that may only be read is searched, wherever in its bucket it lies", async () => {
  await articles.putIfAbsent("2016/a.json" as ObjectKey, article("Ледокол вышел в море"));
  await articles.putIfAbsent("b.json" as ObjectKey, article("Ледокол вернулся"));
  expect((await poisk("reconcile", ...everything())).exitCode).toBe(0);
  const { printed } = await poisk("search", "--json", "ледокол", ...everything());
  expect((JSON.parse(printed) as { total: number }).total).toBe(2);
  await articles.delete("b.json" as ObjectKey);
  expect((await poisk("reconcile", ...everything())).exitCode).toBe(0);
  expect((await poisk("compact", ...everything())).exitCode).toBe(0);
  expect((await poisk("verify", ...everything())).exitCode).toBe(0);
  expect(await keysOf(articles)).toEqual(["2016/a.json"]);
  expect((await keysOf(index)).every((key) => key.startsWith("index/"))).toBe(true);
});

it("an index whose zone is lost is made anew from the articles", async () => {
  await articles.putIfAbsent("2016/a.json" as ObjectKey, article("Ледокол вышел в море"));
  expect((await poisk("reconcile", ...everything())).exitCode).toBe(0);
  for (const key of await keysOf(index)) await index.delete(key);
  expect((await poisk("search", "ледокол", ...everything())).exitCode).toBe(1);
  expect((await poisk("rebuild", ...everything())).exitCode).toBe(0);
  expect((await poisk("search", "ледокол", ...everything())).printed).toContain("Ледокол вышел в море");
});

it("doctor names both buckets and the kind of store, tries both, and wants no order of the index's", async () => {
  await articles.putIfAbsent("articles/a.json" as ObjectKey, article("Ледокол вышел в море"));
  const { exitCode, printed } = await poisk("doctor", ...there());
  expect(printed).toContain(`Trying s3://${INDEX}/, of S3 Express One Zone, as the bucket of an index`);
  expect(printed).toContain(`and s3://${ARTICLES}/ as that of its uploads`);
  expect(printed).toMatch(/Trusted: 17 checks\.$/);
  expect(exitCode).toBe(0);
  expect(await keysOf(index)).toEqual([]);
});

it.each([
  [["--bucket", INDEX], "can hold the index alone: name it by --index-bucket"],
  [["--bucket", ARTICLES, "--index-region", "eu-west-1"], "--index-region goes with --index-bucket only"],
  [["--data-dir", ".", "--index-bucket", INDEX], "--index-bucket goes with --bucket only"],
  [["--bucket", ARTICLES, "--uploads-prefix", "/"], "must not lie in one another"],
  [["--bucket", ARTICLES, "--index-bucket", INDEX, "--uploads-prefix", "index/a"], "must not lie in one another"],
])("%j is not understood", async (args, reason) => {
  const { exitCode, noted } = await poisk("status", ...args);
  expect([exitCode, noted]).toEqual([2, expect.stringContaining(reason)]);
});

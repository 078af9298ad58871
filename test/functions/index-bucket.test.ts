/**
 * The bundled functions over an index in a directory bucket of its own.
 */
import { afterEach, expect, it } from "vitest";
import type { SearchAnswer } from "../../src/search-api.ts";
import { listAll, type ObjectStore } from "../../src/store/store.ts";
import { type Bucket, ingestQueue, request, startBucket } from "./bucket.ts";

const started: Bucket[] = [];
afterEach(async () => {
  for (const bucket of started.splice(0)) await bucket.stop();
});

/** An index of one article, and the first answer of a process that searches it. */
async function searchFirst(indexBucket: string | null): Promise<{ bucket: Bucket; answer: SearchAnswer }> {
  const bucket = await startBucket(indexBucket);
  started.push(bucket);
  const ingest = await bucket.start("ingest");
  await bucket.put(
    "articles/reka.json",
    JSON.stringify({ title: "Река вскрылась", text: "Ледоход идёт третий день." }),
  );
  expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
  const { body } = await request(await bucket.start("query"), `/search?q=${encodeURIComponent("ледоход")}`);
  return { bucket, answer: JSON.parse(body) as SearchAnswer };
}

async function topFolders(store: ObjectStore): Promise<readonly string[]> {
  const tops = new Set<string>();
  for await (const { key } of listAll(store, "")) tops.add(key.split("/")[0] ?? "");
  return [...tops];
}

it("ingest writes the index there and nothing beside the articles; query reads it, in a session that it counts", async () => {
  const { bucket, answer } = await searchFirst("index--use1-az4--x-s3");
  expect(answer.hits.map(({ title }) => title.text)).toEqual(["Река вскрылась"]);
  expect(await topFolders(bucket.store)).toEqual(["articles"]);
  expect(await topFolders(bucket.indexStore)).toEqual(["index"]);
  const inOneBucket = await searchFirst(null);
  expect(answer.cost.requests).toBe(inOneBucket.answer.cost.requests + 1);
});

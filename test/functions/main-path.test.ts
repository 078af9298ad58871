/**
 * The main job from end to end, and what MiniSearch is to it: uploads in a bucket, the bundled function that indexes
 * them, and the export, which MiniSearch itself opens and answers as the library does.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import MiniSearch from "minisearch";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { openSearcher } from "../../src/index/read.ts";
import { articleIndexOptions } from "../../src/schema/schema.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";
import { BUCKET, type Bucket, ingestQueue, startBucket } from "./bucket.ts";

const SAMPLES = fileURLToPath(new URL("../../infra/local/samples/articles", import.meta.url));

let bucket: Bucket;
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;

beforeAll(async () => {
  folder = await makeTemporaryFolder();
  bucket = await startBucket();
  for (const entry of readdirSync(SAMPLES, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await bucket.put(`articles${path.slice(SAMPLES.length)}`, readFileSync(path));
  }
  const ingest = await bucket.start("ingest");
  expect(await ingestQueue(ingest, bucket.takeEvents())).toEqual([]);
});

afterAll(async () => {
  await bucket.stop();
  await folder.remove();
});

test("MiniSearch opens what was uploaded to a bucket, and answers with the library's ids and scores", async () => {
  const file = join(folder.path, "minisearch.json");
  const terminal = createRecordingTerminal();
  const args = ["export", "--bucket", BUCKET, "--endpoint", bucket.url, "--minisearch", file];
  expect(await runCommand(args, terminal)).toBe(0);
  const miniSearch = MiniSearch.loadJSON(readFileSync(file, "utf8"), articleIndexOptions);
  const searcher = openSearcher({ store: bucket.store, options: articleIndexOptions });
  expect(miniSearch.documentCount).toBeGreaterThan(30);
  for (const query of ["киберпреступность лаврова", "вологодские кружева", "министр переговоры москва", "нефть"]) {
    const expected = miniSearch.search(query).map(({ id, score }) => ({ id, score }));
    const answered = (await searcher.search(query)).map(({ id, score }) => ({ id, score }));
    expect(expected.length, query).toBeGreaterThan(0);
    expect(answered, query).toEqual(expected);
  }
});

/**
 * `poisk put` beside a store that does not answer to every request.
 */

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCommand } from "../../functions/cli/program/program.ts";
import { startS3Endpoint } from "../../infra/local/s3/s3-endpoint.ts";
import { SearchIndexError } from "../../src/errors.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { interceptStore, type StoreHooks } from "../support/intercepting-object-store.ts";
import { createRecordingTerminal } from "../support/recording-terminal.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const NAMES = ["a.json", "b.json", "c.json"];
let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
const closers: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = await makeTemporaryFolder();
  for (const name of NAMES) {
    const article = { id: name, title: `Мост ${name}`, text: `Мост номер ${name} открыли утром в Вологде.` };
    await writeFile(join(folder.path, name), JSON.stringify(article));
  }
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await folder.remove();
});

/** Puts the three files into a bucket whose store fails as the hooks do. */
async function put(hooks: StoreHooks) {
  const store = interceptStore(new MemoryObjectStore(), hooks);
  const endpoint = await startS3Endpoint({ store, bucket: "articles-bucket" });
  closers.push(() => endpoint.close());
  const terminal = createRecordingTerminal();
  const files = NAMES.map((name) => join(folder.path, name));
  const place = ["--bucket", "articles-bucket", "--endpoint", endpoint.url];
  const exitCode = await runCommand(["put", ...place, ...files], terminal);
  return { exitCode, printed: terminal.printed.join("\n"), noted: terminal.noted.join("\n") };
}

const unanswered = () => new SearchIndexError("store-unavailable", "It did not answer.");

it.each(["before", "after"] as const)("puts a file again whose answer was lost %s it was put", async (when) => {
  let left = 2;
  const lose = (method: string, key: string) => {
    if (!method.startsWith("put") || key !== "articles/b.json" || left === 0) return;
    left -= 1;
    throw unanswered();
  };
  const { exitCode, printed } = await put({ [when]: lose });
  expect([exitCode, left]).toEqual([0, 0]);
  expect(printed).toContain("3 of 3 files are in the index");
});

it("brings in what was uploaded before the store refused, and says of each file what became of it", async () => {
  const refuse = (method: string, key: string) => {
    if (method.startsWith("put") && key === "articles/c.json") throw new SearchIndexError("store-denied", "No.");
  };
  const { exitCode, printed } = await put({ before: refuse });
  expect(exitCode).toBe(1);
  expect(printed).toMatch(/indexed {3}articles\/a\.json\n.*indexed {3}articles\/b\.json\n/s);
  expect(printed).toMatch(/articles\/c\.json: It was not uploaded\. .* Put it again\./);
  expect(printed).toContain("2 of 3 files are in the index");
});

it("says of files that were uploaded alone how they come into the index", async () => {
  const refuse = (method: string, key: string) => {
    if (method.startsWith("put") && key.startsWith("index/segments/"))
      throw new SearchIndexError("store-denied", "No.");
  };
  const { exitCode, noted } = await put({ before: refuse });
  expect(exitCode).toBe(1);
  expect(noted).toMatch(/The files were uploaded; .* poisk reconcile\.$/);
});

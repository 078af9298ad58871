import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readSynonymsFile } from "../../functions/query/synonyms-file.ts";
import { errorOf } from "../support/error-of.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeAll(async () => {
  folder = await makeTemporaryFolder();
});
afterAll(() => folder.remove());

function write(text: string): string {
  const path = join(folder.path, "words.txt");
  writeFileSync(path, text);
  return path;
}

it("an owner without a file has no words", () => {
  expect(readSynonymsFile(undefined)).toEqual({ words: null, hash: null });
});

it("a file is named by what it says", () => {
  const first = readSynonymsFile(write("милиция, полиция"));
  const second = readSynonymsFile(write("вор => жулик"));
  expect(first.words).not.toBeNull();
  expect(first.hash).not.toBe(second.hash);
});

it("a file that cannot be read or used is refused, with the lines that mean nothing", async () => {
  const missing = await errorOf(() => readSynonymsFile(join(folder.path, "нет.txt")));
  expect([missing.code, missing.message]).toEqual(["invalid-options", expect.stringContaining("ENOENT")]);
  const wrong = await errorOf(() => readSynonymsFile(write("милиция, полиция\nслово")));
  expect([wrong.code, wrong.message]).toEqual(["invalid-options", expect.stringContaining("line 2: ")]);
});

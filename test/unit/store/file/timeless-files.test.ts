import { mkdir, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { FileObjectStore } from "../../../../src/store/local.ts";
import type { ObjectKey } from "../../../../src/store/store.ts";
import { isSettledVersion, uploadVersion } from "../../../support/inside/index-commit.ts";
import { makeTemporaryFolder } from "../../../support/temporary-folder.ts";

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => folder.remove());

const KEY = "articles/a.txt" as ObjectKey;

async function versionAt(text: string, time: string, timelessPrefix?: string): Promise<string> {
  await mkdir(join(folder.path, "articles"), { recursive: true });
  const path = join(folder.path, KEY);
  await writeFile(path, text);
  await utimes(path, new Date(time), new Date(time));
  const options = timelessPrefix === undefined ? {} : { timelessPrefix };
  return uploadVersion(await new FileObjectStore({ rootFolder: folder.path, ...options }).head(KEY), "parser");
}

it("has one version for the same bytes at any time where times say nothing, which needs no second look", async () => {
  const first = await versionAt("Мир", "2026-01-01T00:00:00Z", "articles/");
  expect(await versionAt("Мир", "2026-05-01T00:00:00Z", "articles/")).toBe(first);
  expect(await versionAt("Мир!", "2026-01-01T00:00:00Z", "articles/")).not.toBe(first);
  expect(isSettledVersion(first, "parser")).toBe(true);
});

it("tells times elsewhere, and without the prefix", async () => {
  const first = await versionAt("Мир", "2026-01-01T00:00:00Z");
  expect(await versionAt("Мир", "2026-05-01T00:00:00Z")).not.toBe(first);
  const store = new FileObjectStore({ rootFolder: folder.path, timelessPrefix: "uploads/" });
  expect((await store.head(KEY)).lastModifiedMs).toBe(Date.parse("2026-05-01T00:00:00Z"));
  for (const { lastModifiedMs } of (await store.list({ prefix: "articles/" })).objects) {
    expect(lastModifiedMs).toBe(Date.parse("2026-05-01T00:00:00Z"));
  }
});

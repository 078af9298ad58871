/**
 * Whether the linter holds the layers together: bad files are handed to it, and it must complain.
 */
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const BIOME = join(ROOT, "node_modules/@biomejs/biome/bin/biome");

/** Rule names that Biome finds broken, by the path of the file. */
function lint(folder: string): Map<string, string[]> {
  const { stdout } = spawnSync(process.execPath, [BIOME, "lint", "--reporter=json", "--max-diagnostics=none", "."], {
    cwd: folder,
    encoding: "utf8",
  });
  const report = JSON.parse(stdout.slice(stdout.indexOf("{"), stdout.lastIndexOf("}") + 1)) as {
    diagnostics: { category: string; location: { path: string } }[];
  };
  const broken = new Map<string, string[]>();
  for (const { category, location } of report.diagnostics) {
    broken.set(location.path, [...(broken.get(location.path) ?? []), category]);
  }
  return broken;
}

/** Each bad file, by the folder that it lies in. */
const BAD_FILES: readonly (readonly [name: string, folder: string, source: string, rule: string])[] = [
  ["news imports an article", "src/news", 'export { readArticles } from "../../article/read-articles.ts";', "Imports"],
  ["article imports storage", "src/article", 'export { listAll } from "../../storage/object-store.ts";', "Imports"],
  ["article imports a file system", "src/article", 'export { readFile } from "node:fs/promises";', "Imports"],
  [
    "analysis imports an article",
    "src/analysis",
    'export { readArticles } from "../../article/read-articles.ts";',
    "Imports",
  ],
  [
    "storage imports segments",
    "src/storage",
    'export { SegmentReader } from "../../segment/segment-reader.ts";',
    "Imports",
  ],
  [
    "segment imports the manifest",
    "src/segment",
    'export { parseManifest } from "../../manifest/manifest.ts";',
    "Imports",
  ],
  ["segment imports S3", "src/segment", 'export { S3Client } from "@aws-sdk/client-s3";', "Imports"],
  ["manifest imports the indexer", "src/manifest", 'export { compact } from "../../indexer/compactor.ts";', "Imports"],
  ["indexer imports query", "src/indexer", 'export { Searcher } from "../../query/searcher.ts";', "Imports"],
  ["query imports the indexer", "src/query", 'export { IndexWriter } from "../../indexer/index-writer.ts";', "Imports"],
  ["query imports a function", "src/query", 'export { handler } from "../../../functions/query.ts";', "Imports"],
  [
    "http imports a test",
    "src/http",
    'export { makeContext } from "../../../test/support/index-context.ts";',
    "Imports",
  ],
  ["the widget imports query", "src/widget", 'export { Searcher } from "../../query/searcher.ts";', "Imports"],
  ["the widget imports Node", "src/widget", 'export { readFile } from "node:fs/promises";', "Imports"],
  ["functions import infra", "functions", 'export { start } from "../../infra/local/start.ts";', "Imports"],
  ["a wall clock", "src/indexer", "export const now = (): number => Date.now();", "Globals"],
  ["a monotonic clock", "src/query", "export const now = (): number => performance.now();", "Globals"],
  ["randomness", "src/segment", "export const id = (): string => crypto.randomUUID();", "Globals"],
  ["a timer", "src/storage", "export const wait = (work: () => void): unknown => setTimeout(work, 1);", "Globals"],
];

const GOOD_FILES: readonly (readonly [folder: string, source: string])[] = [
  ["src/query", 'export { SegmentReader } from "../../segment/segment-reader.ts";'],
  ["src/manifest", 'export { isSearchIndexError } from "../../errors.ts";'],
  ["functions", 'export { openSearcher } from "../../src/query/searcher.ts";'],
];

const badPath = (index: number): string => join(BAD_FILES[index]![1], "planted", `bad-${index}.ts`);
const goodPath = (index: number): string => join(GOOD_FILES[index]![0], "planted", `good-${index}.ts`);
let broken = new Map<string, string[]>();

/** A folder of its own with the project's rules, so that nobody meets the bad files. */
beforeAll(async () => {
  const folder = await makeTemporaryFolder();
  const files = {
    ...Object.fromEntries(BAD_FILES.map(([, , source], index) => [badPath(index), source])),
    ...Object.fromEntries(GOOD_FILES.map(([, source], index) => [goodPath(index), source])),
  };
  for (const name of ["biome.json", ".gitignore"]) await copyFile(join(ROOT, name), join(folder.path, name));
  for (const [path, source] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), `${source}\n`);
  }
  broken = lint(folder.path);
  await folder.remove();
});

describe("the linter refuses", () => {
  it.each(BAD_FILES.map(([name, , , rule], index) => [name, rule, index] as const))("%s", (_, rule, index) => {
    expect(broken.get(badPath(index))).toContain(`lint/style/noRestricted${rule}`);
  });
});

it("the linter lets imports downwards pass", () => {
  expect(GOOD_FILES.map((_, index) => broken.get(goodPath(index)) ?? [])).toEqual([[], [], []]);
});

it("every folder of src has rules of its own", async () => {
  const rules = await readFile(join(ROOT, "biome.json"), "utf8");
  const entries = await readdir(join(ROOT, "src"), { withFileTypes: true });
  for (const { name } of entries.filter((entry) => entry.isDirectory())) expect(rules).toContain(`"src/${name}/**"`);
});

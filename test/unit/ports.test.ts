/**
 * The linter keeps clocks, timers and randomness behind their ports: it must complain about bad files.
 */
import { spawnSync } from "node:child_process";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
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
  ["a wall clock", "src/index", "export const now = (): number => Date.now();", "Globals"],
  ["a monotonic clock", "src/search", "export const now = (): number => performance.now();", "Globals"],
  ["randomness", "src/index/segment", "export const id = (): string => crypto.randomUUID();", "Globals"],
  ["a timer", "src/store", "export const wait = (work: () => void): unknown => setTimeout(work, 1);", "Globals"],
];

/** Files that may have what others may not. */
const GOOD_FILES: readonly (readonly [folder: string, name: string, source: string])[] = [
  ["src", "clock.ts", "export const now = (): number => Date.now();"],
  ["functions", "planted.ts", "export const now = (): number => Date.now();"],
];

const badPath = (index: number): string => join(BAD_FILES[index]![1], "planted", `bad-${index}.ts`);
const goodPath = (index: number): string => join(GOOD_FILES[index]![0], GOOD_FILES[index]![1]);
let broken = new Map<string, string[]>();

/** A folder of its own with the project's rules, so that nobody meets the bad files. */
beforeAll(async () => {
  const folder = await makeTemporaryFolder();
  const files = {
    ...Object.fromEntries(BAD_FILES.map(([, , source], index) => [badPath(index), source])),
    ...Object.fromEntries(GOOD_FILES.map(([, , source], index) => [goodPath(index), source])),
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

it("the linter lets the ports themselves pass, and what lies above src", () => {
  expect(GOOD_FILES.map((_, index) => broken.get(goodPath(index)) ?? [])).toEqual([[], []]);
});

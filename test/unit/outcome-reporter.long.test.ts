import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { RunOutcome } from "../support/outcome-reporter.ts";
import { makeTemporaryFolder } from "../support/temporary-folder.ts";

const FIXTURES = join(import.meta.dirname, "../fixtures/outcomes");
const VITEST = join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");

let folder: Awaited<ReturnType<typeof makeTemporaryFolder>>;
beforeEach(async () => {
  folder = await makeTemporaryFolder();
});
afterEach(() => folder.remove());

/** Runs the fixtures whose names hold one of `names` in a vitest of its own. */
async function run(...names: string[]): Promise<{ exitCode: number; outcome: RunOutcome }> {
  const path = join(folder.path, "outcome.json");
  const child = spawn(process.execPath, [VITEST, "run", "--config", join(FIXTURES, "vitest.config.ts"), ...names], {
    cwd: FIXTURES,
    env: { PATH: process.env.PATH, TEST_OUTCOME_FILE: path },
    stdio: "ignore",
  });
  const [exitCode] = await once(child, "exit");
  return { exitCode, outcome: JSON.parse(await readFile(path, "utf8")) };
}

test("an outcome counts and names failing tests, hooks of suites and files, files that do not load, and errors outside", async () => {
  const { exitCode, outcome } = await run("every-kind", "failing-hook", "unloadable");
  expect(exitCode).toBe(1);
  expect([outcome.passed, outcome.failed]).toEqual([4, 5]);
  const failures = outcome.failures.join("\n");
  for (const place of ["every-kind.test.ts > fails", "every-kind.test.ts > a suite", "Outside of every test"]) {
    expect(failures).toContain(`${place}\n`);
  }
  for (const message of [
    "a failing test",
    "a failing hook of a suite",
    "a failing hook of a file",
    "a file that cannot be loaded",
    "a rejection nobody waited for",
  ]) {
    expect(failures).toContain(`Error: ${message}`);
  }
});

test("an outcome has no failure where the run passes", async () => {
  expect(await run("passing")).toEqual({ exitCode: 0, outcome: { passed: 1, failed: 0, failures: [] } });
});

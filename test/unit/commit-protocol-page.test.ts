/**
 * The page docs/commit-protocol.md names every invariant, each with existing tests.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Rows of the two tables of invariants: number, statement, and the tests named. */
const ROWS = [...read("docs/commit-protocol.md").matchAll(/^\| ([IM]\d+) \| (.+?) \| (.+) \|$/gm)].map(
  ([, number = "", statement = "", tests = ""]) => ({
    number,
    statement,
    tests: [...tests.matchAll(/`(test\/[\w./-]+)` "([^"]+)"/g)].map(([, path = "", name = ""]) => ({ path, name })),
  }),
);

it("the invariants are numbered without a gap", () => {
  const numbers = ROWS.map(({ number }) => number);
  expect(numbers).toEqual(
    [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => `I${n}`).concat([1, 2, 3, 4, 5, 6, 7, 8].map((n) => `M${n}`)),
  );
});

it.each(ROWS)("$number, $statement, names tests that there are", ({ tests }) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const { path, name } of tests) {
    expect(existsSync(join(ROOT, path))).toBe(true);
    expect(read(path)).toContain(`"${name}"`);
  }
});

it("the code checks just the invariants of a commit that the page numbers", () => {
  const inCode = [...read("src/index/manifest/manifest-invariants.ts").matchAll(/^\/\*\* (M\d+): /gm)].map(
    ([, n]) => n,
  );
  expect(inCode).toEqual(ROWS.map(({ number }) => number).filter((number) => number.startsWith("M")));
});

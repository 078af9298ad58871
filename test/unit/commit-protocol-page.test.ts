/**
 * The invariants of docs/commit-protocol.md and of src/index/manifest/manifest-invariants.ts, each with existing tests.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

/** Tests that fail if an invariant is broken, by its number. test/fault/simulation.test.ts checks I1 to I3, I8, I9. */
const TESTS: Readonly<Record<string, readonly { readonly path: string; readonly name: string }[]>> = {
  I1: [{ path: "test/unit/index/compaction/compactor.test.ts", name: "at the same time as others wins once" }],
  I2: [
    {
      path: "test/unit/index/commit/batch-commit.test.ts",
      name: "another version of a key ends the old one in the same commit",
    },
  ],
  I3: [
    {
      path: "test/unit/index/compaction/garbage-collector.test.ts",
      name: "the floor rises before anything is deleted",
    },
    {
      path: "test/unit/index/bulk/rebuild.test.ts",
      name: "and took the collect floor with it, lets no stalled writer bring a deleted segment back",
    },
  ],
  I4: [
    {
      path: "test/unit/ingest/immutable-objects.long.test.ts",
      name: "nothing but the manifest, the tails of segments and rejected records is ever replaced",
    },
  ],
  I5: [
    {
      path: "test/unit/index/manifest/manifest-store.test.ts",
      name: "raises the sequence by one under a fresh commit id, and sorts the segments by id",
    },
    {
      path: "test/unit/index/bulk/rebuild.test.ts",
      name: "because it is damaged is replaced, and the sequence that can still be read grows on",
    },
  ],
  I6: [
    {
      path: "test/unit/index/query/snapshot/snapshot-source.test.ts",
      name: "is one and the same to a query from its beginning to its end",
    },
  ],
  I7: [
    {
      path: "test/property/search/live-answers.test.ts",
      name: "are the same before and after a merge and a purge, and over an index that is made anew",
    },
    {
      path: "test/property/index/merge/segment-merge.test.ts",
      name: "a merged segment is what flushing the live sources together gives, byte for byte but for where stored blocks end",
    },
    {
      path: "test/unit/index/compaction/compactor.test.ts",
      name: "puts one segment in place of its inputs, retires them, and changes no answer",
    },
  ],
  I8: [
    {
      path: "test/unit/index/uploads/reconcile.test.ts",
      name: "uploads whose events were lost are found: new, changed and gone; and handling them repairs the index",
    },
  ],
  I9: [
    {
      path: "test/property/index/statements.test.ts",
      name: "in any history, once all events are handled, each identity has the document of its newest statement or none",
    },
    {
      path: "test/property/index/statements.test.ts",
      name: "at every moment an identity has one live document at the most",
    },
    {
      path: "test/unit/index/commit/statements.test.ts",
      name: "neither is found while the older one cannot be read, and the message of the newer one comes again until it can",
    },
  ],
};

const numbersTo = (letter: string, last: number) => Array.from({ length: last }, (_, i) => `${letter}${i + 1}`);

describe("invariants of the index", () => {
  it("are numbered by the page without a gap, and each has tests", () => {
    const numbers = [...read("docs/commit-protocol.md").matchAll(/^- \*\*(I\d+)\*\* /gm)].map(([, number]) => number);
    expect(numbers).toEqual(numbersTo("I", 9));
    expect(Object.keys(TESTS)).toEqual(numbers);
  });

  it.each(Object.entries(TESTS))("%s has tests that there are", (_, tests) => {
    expect(tests.length).toBeGreaterThan(0);
    for (const { path, name } of tests) expect(read(path)).toContain(`"${name}"`);
  });
});

describe("invariants of a manifest", () => {
  const numbers = numbersTo("M", 8);

  it("are stated by the functions that check them, as many as the page says", () => {
    const code = read("src/index/manifest/manifest-invariants.ts");
    expect([...code.matchAll(/^\/\*\* (M\d+): \w/gm)].map(([, number]) => number)).toEqual(numbers);
    expect(read("docs/commit-protocol.md")).toContain(`${numbers[0]} to ${numbers.at(-1)}`);
  });

  it("are each broken by commits that a test refuses by their number", () => {
    const tests = read("test/unit/index/manifest/manifest-invariants.test.ts");
    const broken = new Set([...tests.matchAll(/^ {4}\[\s*"(M\d+)",/gm)].map(([, number]) => number));
    expect([...broken].sort()).toEqual(numbers);
  });
});

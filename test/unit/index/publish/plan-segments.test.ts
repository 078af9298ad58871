import { expect, it } from "vitest";
import { planSegments } from "../../../support/inside/index-publish.ts";

const KIB = 1024;
const settings = { togetherDocuments: 25_000, smallestBytes: 256 * KIB, supersededMs: 1, nowMs: 0 };

/** A published segment of so many articles of 2.5 KiB, of which all live. */
const held = (id: string, documents: number, sizeBytes = documents * 2.5 * KIB) => {
  const present = {
    id,
    documents,
    liveDocuments: documents,
    sizeBytes,
    tombstones: [],
    superseded: [],
    oldestTombstoneAtMs: null,
  };
  return { segment: present, present, mustLeave: false };
};

const fresh = (documents: number, sizeBytes = documents * 9 * KIB) => ({
  segment: { id: "new", documents, sizeBytes },
  documents,
});

const plan = (published: readonly object[], documents: number) => {
  const compared = { held: published, fresh: documents === 0 ? [] : [fresh(documents)], changedDocuments: 0 };
  const { groups, staying } = planSegments(compared as never, ["new"], settings);
  return [
    groups.map(({ former, articles, reasons }) => [...former.map(({ present }) => present.id), articles, ...reasons]),
    staying.map(({ present }) => present.id).sort(),
  ];
};

it("adds to the smallest segment what is new, and leaves the others", () => {
  expect(plan([], 10)).toEqual([[[10, "new"]], []]);
  expect(plan([held("main", 10_000)], 1)).toEqual([[[1, "new"]], ["main"]]);
  expect(plan([held("main", 10_000), held("small", 20)], 1)).toEqual([[["small", 21, "new"]], ["main"]]);
  expect(plan([held("main", 10_000), held("next", 500), held("small", 20)], 1)).toEqual([
    [["small", 21, "new"]],
    ["main", "next"],
  ]);
});

it("keeps a small index in one segment", () => {
  expect(plan([held("main", 80)], 1)).toEqual([[["main", 81, "new"]], []]);
});

it("puts the smallest together with the next once it is too large, and that with the largest", () => {
  const [main, next, small] = [held("main", 10_000), held("next", 500), held("small", 100)];
  expect(plan([main, next, small], 10)).toEqual([[["small", "next", 610, "new", "together"]], ["main"]]);
  expect(plan([main, held("next", 900), small], 10)).toEqual([
    [["small", "next", "main", 11_010, "new", "together"]],
    [],
  ]);
});

it("lets the next grow beside a large one until it is large itself", () => {
  const [large, small] = [held("large", 100_000), held("small", 400)];
  expect(plan([large, held("next", 24_000), small], 100)).toEqual([
    [["small", "next", 24_500, "new", "together"]],
    ["large"],
  ]);
  expect(plan([large, held("next", 25_000), small], 100)).toEqual([
    [["small", 500, "new", "together"]],
    ["large", "next"],
  ]);
});

it("never leaves more than two small ones, also where one became larger than it was estimated", () => {
  const small = [held("b", 60, 300 * KIB), held("a", 60, 290 * KIB)];
  expect(plan([held("main", 10_000), ...small], 1)).toEqual([[["a", "b", 121, "new", "together"]], ["main"]]);
});

it("writes nothing anew where nothing is new", () => {
  expect(plan([held("main", 10_000), held("next", 500), held("small", 20)], 0)).toEqual([
    [],
    ["main", "next", "small"],
  ]);
});

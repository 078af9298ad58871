import { describe, expect, it } from "vitest";
import type { Manifest } from "../../../../src/index/shared.ts";
import { errorOf } from "../../../support/error-of.ts";
import { checkManifestInvariants, liveObjectIds, type Tombstone } from "../../../support/inside/index-manifest.ts";
import { sampleId, sampleManifest, sampleSegment } from "../../../support/manifest-samples.ts";

const RETIRED = { id: sampleId(1), kind: "segment", retiredAtMs: 1 } as const;
const LATELY = { ...RETIRED, id: sampleId(5) } as const;
const OTHER = { ...RETIRED, id: sampleId(2), kind: "tombstones" } as const;
/** Floor at 3, retired 1, 2 and 5, live 10 (one entry dead) and 20 (whose tombstones lie in object 21). */
const PREVIOUS = sampleManifest({
  sequence: 7,
  collectFloor: sampleId(3),
  segments: [
    sampleSegment(10, { liveEntries: 9, liveDocuments: 9, tombstones: [[4, 4, 1]] }),
    sampleSegment(20, {
      liveEntries: 8,
      liveDocuments: 8,
      tombstoneObject: { id: sampleId(21), entries: 2, superseded: 0 },
    }),
  ],
  retired: [RETIRED, { ...RETIRED, id: sampleId(2), kind: "tombstones" }, LATELY],
});
const [FIRST, SECOND] = PREVIOUS.segments as [Manifest["segments"][0], Manifest["segments"][0]];

const next = (change: Partial<Manifest>): Manifest => ({
  ...PREVIOUS,
  sequence: 8,
  commitId: "01J0000000000000000000NEXT",
  ...change,
});

describe("commits that keep every invariant", () => {
  const dead: Tombstone[] = [
    [4, 4, 1],
    [5, 5, 1],
  ];
  it.each<[string, Partial<Manifest>]>([
    ["nothing but the sequence moves", {}],
    ["a segment is added", { segments: [...PREVIOUS.segments, sampleSegment(30)] }],
    ["an entry dies", { segments: [{ ...FIRST, liveEntries: 8, liveDocuments: 8, tombstones: dead }, SECOND] }],
    [
      "a merge replaces both segments",
      {
        segments: [sampleSegment(31)],
        retired: [
          ...PREVIOUS.retired,
          { ...RETIRED, id: sampleId(10) },
          { ...RETIRED, id: sampleId(20) },
          { ...RETIRED, id: sampleId(21), kind: "tombstones" },
        ],
      },
    ],
    ["what is retired at or below the floor is dropped", { retired: [LATELY] }],
    ["the floor rises", { collectFloor: sampleId(9) }],
  ])("%s", (_, change) => {
    expect(() => checkManifestInvariants(next(change), PREVIOUS)).not.toThrow();
  });
});

describe("each invariant is told by its number where a commit breaks it", () => {
  it.each<[string, string, Partial<Manifest>]>([
    ["M1", "the sequence stands still", { sequence: 7 }],
    ["M1", "the sequence leaps", { sequence: 9 }],
    ["M1", "the commit id is used again", { commitId: PREVIOUS.commitId }],
    ["M2", "a segment is named twice", { segments: [...PREVIOUS.segments, FIRST] }],
    ["M2", "a live segment is retired", { retired: [...PREVIOUS.retired, { ...RETIRED, id: FIRST.id }] }],
    ["M2", "an object is retired twice", { retired: [...PREVIOUS.retired, RETIRED] }],
    ["M3", "a segment at the floor is added", { segments: [sampleSegment(3), ...PREVIOUS.segments] }],
    [
      "M3",
      "a segment is added at a floor that the same commit raises",
      { collectFloor: sampleId(30), segments: [...PREVIOUS.segments, sampleSegment(30)] },
    ],
    [
      "M3",
      "a tombstone object below the floor is added",
      {
        segments: [
          { ...FIRST, tombstones: [], tombstoneObject: { id: sampleId(2), entries: 1, superseded: 0 } },
          SECOND,
        ],
        retired: [RETIRED, LATELY],
      },
    ],
    [
      "M3",
      "a retired segment is added again",
      { collectFloor: sampleId(3), segments: [...PREVIOUS.segments, sampleSegment(5)], retired: [RETIRED, OTHER] },
    ],
    ["M4", "the floor falls", { collectFloor: sampleId(2) }],
    ["M4", "the floor is lost", { collectFloor: null }],
    ["M5", "an entry is counted as live that has a tombstone", { segments: [{ ...FIRST, liveEntries: 10 }, SECOND] }],
    [
      "M5",
      "one entry has two tombstones",
      {
        segments: [
          {
            ...FIRST,
            liveEntries: 8,
            liveDocuments: 8,
            tombstones: [
              [4, 4, 1],
              [4, 4, 1],
            ],
          },
          SECOND,
        ],
      },
    ],
    ["M5", "an entry died at no time", { segments: [{ ...FIRST, oldestTombstoneAtMs: null }, SECOND] }],
    ["M5", "a time of death without dead", { segments: [{ ...sampleSegment(10), oldestTombstoneAtMs: 5 }, SECOND] }],
    ["M5", "dead documents are counted as live", { segments: [{ ...FIRST, liveDocuments: 10 }, SECOND] }],
    ["M5", "live documents are forgotten", { segments: [{ ...FIRST, liveDocuments: 8 }, SECOND] }],
    ["M5", "there are fewer documents than none", { segments: [FIRST, { ...SECOND, liveDocuments: -1 }] }],
    ["M5", "a sum of lengths falls below zero", { segments: [{ ...FIRST, fieldLengthSums: [-1, 0] }, SECOND] }],
    ["M6", "a segment changes its size", { segments: [{ ...FIRST, sizeBytes: 1 }, SECOND] }],
    ["M6", "a dead entry comes back to life", { segments: [sampleSegment(10), SECOND] }],
    ["M6", "one dead entry is changed for another", { segments: [{ ...FIRST, tombstones: [[5, 5, 1]] }, SECOND] }],
    ["M6", "the time of the first death moves", { segments: [{ ...FIRST, oldestTombstoneAtMs: 5 }, SECOND] }],
    ["M7", "a segment leaves without being retired", { segments: [FIRST] }],
    [
      "M7",
      "a tombstone object leaves without being retired",
      {
        segments: [FIRST, { ...SECOND, tombstoneObject: { id: sampleId(22), entries: 2, superseded: 0 } }],
      },
    ],
    ["M8", "the analyzer changes under segments that stay", { analyzer: "russian-2" }],
    ["M8", "the parser changes under segments that stay", { parser: "parser-2" }],
    ["M8", "the fields change under segments that stay", { fields: ["title"] }],
  ])("%s: %s", async (number, _, change) => {
    const error = await errorOf(() => checkManifestInvariants(next(change), PREVIOUS));
    expect([error.code, error.kind]).toEqual(["invariant-violated", "internal"]);
    expect(error.details).toEqual({ invariant: number, sequence: next(change).sequence });
  });

  it("M7: what is retired is dropped above the floor", async () => {
    const previous = { ...PREVIOUS, collectFloor: sampleId(1) };
    const error = await errorOf(() =>
      checkManifestInvariants({ ...next({ retired: [] }), collectFloor: sampleId(1) }, previous),
    );
    expect(error.details.invariant).toBe("M7");
  });
});

it("the objects of a manifest are its segments and their tombstone objects", () => {
  expect(liveObjectIds(PREVIOUS).sort()).toEqual([10, 20, 21].map(sampleId));
});

import { describe, expect, it } from "vitest";
import { errorOf } from "../../../support/error-of.ts";
import { makeContext } from "../../../support/index-context.ts";
import { encodeBlock, encodeJson } from "../../../support/inside/index-blocks.ts";
import {
  deadDocuments,
  deadOf,
  encodeDeadParts,
  loadDeadParts,
  supersedeDocuments,
  supersededOf,
  tombstoneEntries,
} from "../../../support/inside/index-manifest.ts";
import { tombstonesKey } from "../../../support/inside/index-own.ts";
import { sampleId, sampleSegment } from "../../../support/manifest-samples.ts";

const PARTS: Parameters<typeof encodeDeadParts>[0] = {
  tombstones: [
    [4, 6, 2],
    [9, 12, 0],
  ],
  superseded: [[2, 3, 40]],
};

describe("what is dead of a segment", () => {
  const tombstoneObject = { id: sampleId(2), entries: 2, superseded: 1 };
  const segment = sampleSegment(1, { tombstones: [[1, 1, 1]], superseded: [[0, 1, 9]], tombstoneObject });

  it("is what the manifest has and what its object has together", async () => {
    const { store, layout } = makeContext();
    await store.putIfAbsent(tombstonesKey(layout, sampleId(2)), encodeDeadParts(PARTS));
    expect(await loadDeadParts(store, layout, segment)).toEqual({
      tombstones: [...PARTS.tombstones, [1, 1, 1]],
      superseded: [...PARTS.superseded, [0, 1, 9]],
    });
  });

  it("costs no request where all of it is in the manifest", async () => {
    const { store, layout } = makeContext();
    expect(await loadDeadParts(store, layout, { ...segment, tombstoneObject: null })).toMatchObject({
      tombstones: [[1, 1, 1]],
      superseded: [[0, 1, 9]],
    });
  });

  it("is corrupt where the object is damaged, cut, misshapen or another block, and the error names the object", async () => {
    const whole = encodeDeadParts(PARTS);
    const damaged = Uint8Array.from(whole, (byte, i) => (i === 6 ? byte ^ 1 : byte));
    const objects = [
      damaged,
      whole.subarray(0, 2),
      encodeBlock("tombstones", 1, encodeJson(PARTS)),
      encodeBlock("stored", 0, encodeJson(PARTS)),
      encodeBlock("tombstones", 0, Buffer.from("[[")),
      encodeBlock("tombstones", 0, encodeJson({ tombstones: [[1, 2]], superseded: [] })),
      encodeBlock("tombstones", 0, encodeJson({ tombstones: [], superseded: [[]] })),
    ];
    for (const bytes of objects) {
      const { store, layout } = makeContext();
      const key = tombstonesKey(layout, sampleId(2));
      await store.putIfAbsent(key, bytes);
      const error = await errorOf(() => loadDeadParts(store, layout, segment));
      expect(error).toMatchObject({ code: "corrupt-tombstones", details: { key } });
      expect(error.message).toContain(key);
    }
  });
});

it("a tombstone kills its entry and the documents of it, and a superseded document dies alone", () => {
  const dead = deadOf(PARTS);
  expect(dead.entries).toEqual(new Set([4, 9]));
  expect([0, 2, 5, 6, 7, 8, 12].filter(dead.isEnded)).toEqual([6, 7]);
  expect([...(deadDocuments(PARTS, 9) ?? [])]).toEqual([0, 0, 1, 0, 0, 0, 1, 1, 0]);
  expect(supersededOf(dead, { firstOrdinal: 1, documentCount: 2 })).toEqual([[2, 3, 40]]);
  expect(supersededOf(dead, { firstOrdinal: 3, documentCount: 2 })).toEqual([]);
});

it("where no document is dead there is no list of the dead", () => {
  expect(deadDocuments({ tombstones: [], superseded: [] }, 5)).toBeNull();
  expect(deadDocuments({ tombstones: [[9, 12, 0]], superseded: [] }, 5)).toBeNull();
});

it("a superseded document takes itself and its lengths off the live ones, and its entry then takes off the rest", () => {
  const segment = sampleSegment(1);
  const superseded = supersedeDocuments(segment, [[4, 2, 30]], 6_000);
  expect(superseded).toEqual({
    ...segment,
    liveDocuments: 9,
    fieldLengthSums: [48, 770],
    superseded: [[4, 2, 30]],
    oldestTombstoneAtMs: 6_000,
  });
  const entry = { sourceKey: "а", version: "1", documentCount: 2, fieldLengthSums: [5, 80] };
  const placed = { ...entry, entryNumber: 3, firstOrdinal: 3 };
  expect(tombstoneEntries(superseded, [{ entry: placed, superseded: [[4, 2, 30]] }], 7_000)).toEqual({
    ...superseded,
    liveDocuments: 8,
    liveEntries: 9,
    fieldLengthSums: [45, 720],
    tombstones: [[3, 3, 2]],
  });
  expect(supersedeDocuments(segment, [], 9_000)).toBe(segment);
});

it("a tombstone of an entry takes its documents and lengths off the live ones, and leaves the segment given as it was", () => {
  const segment = sampleSegment(1);
  const entry = { sourceKey: "а", version: "1", documentCount: 2, fieldLengthSums: [5, 80] };
  const ended = tombstoneEntries(segment, [{ entry: { ...entry, entryNumber: 3, firstOrdinal: 3 } }], 7_000.5);
  expect(ended).toEqual({
    ...segment,
    liveDocuments: 8,
    liveEntries: 9,
    fieldLengthSums: [45, 720],
    tombstones: [[3, 3, 2]],
    oldestTombstoneAtMs: 7_000,
  });
  const later = tombstoneEntries(ended, [{ entry: { ...entry, entryNumber: 4, firstOrdinal: 5 } }], 9_000);
  expect(later.oldestTombstoneAtMs).toBe(7_000);
  expect(tombstoneEntries(segment, [], 9_000)).toEqual(segment);
  expect(segment).toEqual(sampleSegment(1));
});

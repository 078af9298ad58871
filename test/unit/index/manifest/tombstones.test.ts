import { describe, expect, it } from "vitest";
import { errorOf } from "../../../support/error-of.ts";
import { makeContext } from "../../../support/index-context.ts";
import { encodeBlock, encodeJson } from "../../../support/inside/index-blocks.ts";
import {
  deadDocuments,
  deadEntries,
  encodeTombstones,
  loadTombstones,
  type Tombstone,
  tombstoneEntries,
} from "../../../support/inside/index-manifest.ts";
import { tombstonesKey } from "../../../support/inside/index-own.ts";
import { sampleId, sampleSegment } from "../../../support/manifest-samples.ts";

const TOMBSTONES: Tombstone[] = [
  [4, 6, 2],
  [9, 12, 0],
];

describe("the tombstones of a segment", () => {
  const segment = sampleSegment(1, { tombstones: [[1, 1, 1]], tombstoneObject: { id: sampleId(2), entries: 2 } });

  it("are those of the manifest and those of its object together", async () => {
    const { store, layout } = makeContext();
    await store.putIfAbsent(tombstonesKey(layout, sampleId(2)), encodeTombstones(TOMBSTONES));
    expect(await loadTombstones(store, layout, segment)).toEqual([...TOMBSTONES, [1, 1, 1]]);
  });

  it("cost no request where they are all in the manifest", async () => {
    const { store, layout } = makeContext();
    expect(await loadTombstones(store, layout, { ...segment, tombstoneObject: null })).toEqual([[1, 1, 1]]);
  });

  it("are corrupt where the object is damaged, cut, misshapen or another block, and the error names the object", async () => {
    const whole = encodeTombstones(TOMBSTONES);
    const damaged = Uint8Array.from(whole, (byte, i) => (i === 6 ? byte ^ 1 : byte));
    const objects = [
      damaged,
      whole.subarray(0, 2),
      encodeBlock("tombstones", 1, encodeJson(TOMBSTONES)),
      encodeBlock("stored", 0, encodeJson(TOMBSTONES)),
      encodeBlock("tombstones", 0, Buffer.from("[[")),
      encodeBlock("tombstones", 0, encodeJson([[1, 2]])),
    ];
    for (const bytes of objects) {
      const { store, layout } = makeContext();
      const key = tombstonesKey(layout, sampleId(2));
      await store.putIfAbsent(key, bytes);
      const error = await errorOf(() => loadTombstones(store, layout, segment));
      expect(error).toMatchObject({ code: "corrupt-tombstones", details: { key } });
      expect(error.message).toContain(key);
    }
  });
});

it("a tombstone kills its entry and the documents of it", () => {
  expect(deadEntries(TOMBSTONES)).toEqual(new Set([4, 9]));
  expect([...(deadDocuments(TOMBSTONES, 9) ?? [])]).toEqual([0, 0, 0, 0, 0, 0, 1, 1, 0]);
});

it("where no document is dead there is no list of the dead", () => {
  expect(deadDocuments([], 5)).toBeNull();
  expect(deadDocuments([[9, 12, 0]], 5)).toBeNull();
});

it("a tombstone of an entry takes its documents and lengths off the live ones, and leaves the segment given as it was", () => {
  const segment = sampleSegment(1);
  const entry = { sourceKey: "а", version: "1", documentCount: 2, fieldLengthSums: [5, 80] };
  const ended = tombstoneEntries(segment, [{ ...entry, entryNumber: 3, firstOrdinal: 3 }], 7_000.5);
  expect(ended).toEqual({
    ...segment,
    liveDocuments: 8,
    liveEntries: 9,
    fieldLengthSums: [45, 720],
    tombstones: [[3, 3, 2]],
    oldestTombstoneAtMs: 7_000,
  });
  expect(tombstoneEntries(ended, [{ ...entry, entryNumber: 4, firstOrdinal: 5 }], 9_000).oldestTombstoneAtMs).toBe(
    7_000,
  );
  expect(tombstoneEntries(segment, [], 9_000)).toEqual(segment);
  expect(segment).toEqual(sampleSegment(1));
});

import { expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import { encodeJson } from "../../../../support/inside/index-blocks.ts";
import { decodeEntries, encodeEntries } from "../../../../support/inside/index-stored.ts";

const ENTRIES = [
  { sourceKey: "articles/а.json", version: "v1", documentCount: 2, fieldLengthSums: [3, 40] },
  { sourceKey: "articles/сломан.json", version: "v1", documentCount: 0, fieldLengthSums: [0, 0] },
  { sourceKey: "articles/\ud83d", version: "", documentCount: 1, fieldLengthSums: [5, 6] },
];

it("entries come back with their number and the ordinal of their first document", () => {
  const placed = decodeEntries(encodeEntries(ENTRIES), 256, 1000, 1003);
  expect(placed).toEqual([
    { ...ENTRIES[0], entryNumber: 256, firstOrdinal: 1000 },
    { ...ENTRIES[1], entryNumber: 257, firstOrdinal: 1002 },
    { ...ENTRIES[2], entryNumber: 258, firstOrdinal: 1002 },
  ]);
});

it.each([
  ["no array", {}],
  ["a row that is no array", [null]],
  ["a key that is no string", [[1, "v", 0, []]]],
  ["a negative number of documents", [["k", "v", -1, []]]],
  ["a broken number of documents", [["k", "v", 0.5, []]]],
  ["sums that are no numbers", [["k", "v", 1, ["1"]]]],
  ["more documents than the segment has", [["k", "v", 2 ** 40, []]]],
  [
    "more documents of two keys than the segment has",
    [
      ["k", "v", 1, []],
      ["l", "v", 2, []],
    ],
  ],
])("a block with %s is corrupt", async (_, value) => {
  expect(await codeOf(() => decodeEntries(encodeJson(value), 0, 0, 2))).toBe("corrupt-segment");
});

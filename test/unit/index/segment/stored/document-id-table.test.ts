import { expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import {
  compareIdRows,
  decodeIdTable,
  encodeIdTable,
  hashDocumentId,
} from "../../../../support/inside/index-stored.ts";

it("rows come back as they were, with hashes of 48 bits", () => {
  const rows = [
    { hash: 0, ordinal: 9 },
    { hash: 2 ** 48 - 1, ordinal: 0 },
  ];
  expect(encodeIdTable(rows).length).toBe(20);
  expect(decodeIdTable(encodeIdTable(rows), 10)).toEqual(rows);
});

it("a number and a string of the same digits have different hashes, as have a string and a list", () => {
  expect(new Set([hashDocumentId(1), hashDocumentId("1"), hashDocumentId(["1"])]).size).toBe(3);
});

it("rows are ordered by hash, and by ordinal where two documents claim one id", () => {
  const rows = [
    { hash: 5, ordinal: 2 },
    { hash: 5, ordinal: 1 },
    { hash: 4, ordinal: 3 },
  ];
  expect(rows.sort(compareIdRows).map(({ ordinal }) => ordinal)).toEqual([3, 1, 2]);
});

it("a row of a document beyond the segment, and half a row, are corrupt", async () => {
  const block = encodeIdTable([{ hash: 1, ordinal: 10 }]);
  expect(await codeOf(() => decodeIdTable(block, 10))).toBe("corrupt-segment");
  expect(await codeOf(() => decodeIdTable(block.subarray(0, 9), 11))).toBe("corrupt-segment");
});

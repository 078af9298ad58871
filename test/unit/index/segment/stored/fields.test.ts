import { expect, it } from "vitest";
import type { StoredDocument } from "../../../../../src/index/shared.ts";
import { codeOf } from "../../../../support/error-of.ts";
import { encodeJson } from "../../../../support/inside/index-blocks.ts";
import { decodeStoredBlock, decodeStoredRow } from "../../../../support/inside/index-stored.ts";
import { encodeStoredBlock } from "../../../../support/stored-block.ts";

const DOCUMENTS: StoredDocument[] = [
  { id: 1, sourceKey: "articles/а.json", fields: { title: "Выборы \ud83d", lead: null, dateRange: ["2015", "2016"] } },
  { id: "1", sourceKey: "", fields: {} },
  { id: [1, "x"], sourceKey: "\udc00", fields: { constructor: "слово", nested: { a: [true, 1.5] } } },
];

it("stored documents come back with ids of their own type and any strings", () => {
  expect(decodeStoredBlock(encodeStoredBlock(DOCUMENTS), 3)).toEqual(DOCUMENTS);
});

it("one document is read by its place, and a place past the end is corrupt", async () => {
  const block = encodeStoredBlock(DOCUMENTS);
  expect(DOCUMENTS.map((_, place) => decodeStoredRow(block, 3, place))).toEqual(DOCUMENTS);
  expect(await codeOf(() => decodeStoredRow(block, 3, 3))).toBe("corrupt-segment");
});

it("a block with another number of documents than its index says is corrupt", async () => {
  expect(await codeOf(() => decodeStoredBlock(encodeStoredBlock(DOCUMENTS), 2))).toBe("corrupt-segment");
});

it.each([
  ["an object for a row", {}],
  ["a row that is no array", "x"],
  ["a row without a source key", [1, null, {}]],
  ["a row without fields", [1, "key", null]],
])("a block with %s is corrupt", async (_, value) => {
  expect(await codeOf(() => decodeStoredBlock(encodeJson(value), 1))).toBe("corrupt-segment");
});

it("a block that is no JSON is corrupt", async () => {
  expect(await codeOf(() => decodeStoredBlock(Buffer.from("[[1"), 1))).toBe("corrupt-segment");
});

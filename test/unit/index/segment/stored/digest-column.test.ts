import { describe, expect, it } from "vitest";
import { resolveIndexOptions } from "../../../../../src/index/shared.ts";
import { countsBetween } from "../../../../support/counts-between.ts";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import { decodeDigestColumn, digestOf, findDigest, parseDigest } from "../../../../support/inside/index-stored.ts";
import { bulkySources, plainIndexOptions, putSegment } from "../../../../support/segment-under-test.ts";

const field = { field: "mark", sizeBytes: 3 };

describe("a digest", () => {
  it("is given in lower-case hex of its field's size", () => {
    expect([...parseDigest("00ff10", field)]).toEqual([0, 255, 16]);
  });

  it.each([undefined, null, ""])("of %j is none: zeros", (value) => {
    expect([...parseDigest(value, field)]).toEqual([0, 0, 0]);
  });

  it.each(["00ff", "00ff1011", "00FF10", "00ff1g", 1, ["00ff10"], "0x00ff"])(
    "of %j is refused by its field's name",
    async (value) => {
      const error = await errorOf(() => parseDigest(value, field));
      expect([error.code, error.message]).toEqual(["invalid-change", expect.stringContaining('"mark"')]);
    },
  );
});

describe("a digest column", () => {
  const bytes = Uint8Array.of(1, 2, 1, 2, 0, 0, 2, 1);
  const column = decodeDigestColumn(bytes, 2, 4);

  it("has its digests by ordinal", () => {
    expect([0, 1, 2, 3].map((ordinal) => [...digestOf(column, ordinal)])).toEqual([
      [1, 2],
      [1, 2],
      [0, 0],
      [2, 1],
    ]);
  });

  it("finds every document with a digest, and none by bytes of two neighbours", () => {
    expect(findDigest(column, Uint8Array.of(1, 2))).toEqual([0, 1]);
    expect(findDigest(column, Uint8Array.of(2, 1))).toEqual([3]);
    expect(findDigest(column, Uint8Array.of(9, 9))).toEqual([]);
  });

  it("finds nothing by zeros, which mean none, and by another size", () => {
    expect(findDigest(column, new Uint8Array(2))).toEqual([]);
    expect(findDigest(column, Uint8Array.of(1))).toEqual([]);
  });

  it("of another number of documents is corrupt", async () => {
    expect(await codeOf(() => decodeDigestColumn(bytes, 2, 3))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeDigestColumn(bytes, 3, 4))).toBe("corrupt-segment");
  });
});

describe("a segment", () => {
  const sources = [
    {
      sourceKey: "а",
      version: "1",
      documents: [
        { id: 1, mark: "0000aa" },
        { id: 2, mark: "0000aa" },
      ],
    },
    { sourceKey: "б", version: "1", documents: [{ id: 3 }] },
  ];

  it("keeps the digests of its documents by ordinal, and finds documents by them", async () => {
    const reader = await (await putSegment(sources)).open();
    const column = await reader.digests("mark");
    expect([column?.digestBytes, Buffer.from(column?.bytes ?? []).toString("hex")]).toEqual([3, "0000aa0000aa000000"]);
    expect(await reader.findOrdinalsByDigest("mark", Uint8Array.of(0, 0, 0xaa))).toEqual([0, 1]);
  });

  it("without such a column has no digests and finds nothing", async () => {
    const options = resolveIndexOptions({ ...plainIndexOptions, digestFields: [] });
    const reader = await (await putSegment(sources, options)).open();
    expect(await reader.digests("mark")).toBeNull();
    expect(await reader.findOrdinalsByDigest("mark", Uint8Array.of(0, 0, 0xaa))).toEqual([]);
  });

  it("that is large reads a column by one request, of little more than its bytes, and never again", async () => {
    const segment = await putSegment(bulkySources(2_200));
    const reader = await segment.open();
    const before = segment.store.counts();
    expect(await reader.findOrdinalsByDigest("mark", Uint8Array.of(0, 1, 0))).toEqual([256]);
    await reader.findOrdinalsByDigest("mark", Uint8Array.of(0, 2, 0));
    const { requests, bytesRead } = countsBetween(before, segment.store.counts());
    expect(requests).toBe(1);
    expect(bytesRead).toBeLessThanOrEqual(2_200 * 3 + 100);
  });

  it("is not written of a document whose digest has another size", async () => {
    const wrong = [{ sourceKey: "а", version: "1", documents: [{ id: 1, mark: "aa" }] }];
    expect(await codeOf(() => putSegment(wrong))).toBe("invalid-change");
  });
});

import { describe, expect, it } from "vitest";
import { lengthCodec, valueCodec, widenItems } from "../../../../src/segment/stored/columns.ts";
import { codeOf } from "../../../support/error-of.ts";

describe("a length column", () => {
  it.each([
    [[], 1],
    [[0, 255], 1],
    [[0, 256], 2],
    [[65_535], 2],
    [[1, 65_536], 4],
    [[2 ** 32 - 1], 4],
  ])("of %j takes items of %d bytes and comes back", (lengths, width) => {
    const content = lengthCodec.encode(lengths);
    expect(content.length).toBe(1 + lengths.length * width);
    expect([...lengthCodec.decode(content, lengths.length)]).toEqual(lengths);
  });

  it("of another number of documents, or of a width that there is not, is corrupt", async () => {
    const content = lengthCodec.encode([1, 2, 3]);
    expect(await codeOf(() => lengthCodec.decode(content, 2))).toBe("corrupt-segment");
    expect(await codeOf(() => lengthCodec.decode(content, 4))).toBe("corrupt-segment");
    expect(await codeOf(() => lengthCodec.decode(Uint8Array.of(3, 0, 0, 0), 1))).toBe("corrupt-segment");
    expect(await codeOf(() => lengthCodec.decode(new Uint8Array(), 0))).toBe("corrupt-segment");
  });
});

it("items are little-endian on machines of either order of bytes", () => {
  const bytes = Uint8Array.of(9, 1, 2, 3, 4).subarray(1);
  expect([...widenItems(bytes, 2, true)]).toEqual([0x0201, 0x0403]);
  expect([...widenItems(bytes, 4, true)]).toEqual([0x04030201]);
  // What a machine of the other order reads of the bytes in their order is what this one reads of them swapped.
  expect([...widenItems(bytes, 2, false)]).toEqual([0x0102, 0x0304]);
  expect([...widenItems(bytes, 4, false)]).toEqual([0x01020304]);
  expect([...bytes]).toEqual([1, 2, 3, 4]);
});

describe("a value column", () => {
  const VALUES = ["РИА", undefined, null, "РИА", 2016, "2016", ["a", 1], undefined, "__proto__"];

  it("gives each document its value, none where it has none, and keeps a repeated value once", () => {
    const { values, items } = valueCodec.decode(valueCodec.encode(VALUES), VALUES.length);
    expect([...items].map((item) => (item === 0 ? undefined : values[item - 1]))).toEqual(VALUES);
    expect(values).toEqual(["РИА", null, 2016, "2016", ["a", 1], "__proto__"]);
  });

  it("that names a value which its dictionary lacks is corrupt", async () => {
    const content = valueCodec.encode(["а"]);
    const last = content.length - 1;
    expect(content[last]).toBe(1);
    content[last] = 2;
    expect(await codeOf(() => valueCodec.decode(content, 1))).toBe("corrupt-segment");
  });

  it("whose dictionary is no list, or longer than the column, is corrupt", async () => {
    const notList = Uint8Array.of(2, 0, 0, 0, 0x7b, 0x7d, 1);
    expect(await codeOf(() => valueCodec.decode(notList, 0))).toBe("corrupt-segment");
    expect(await codeOf(() => valueCodec.decode(Uint8Array.of(255, 255, 255, 255), 0))).toBe("corrupt-segment");
  });
});

import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import {
  cutValues,
  decodeLengths,
  decodeValues,
  encodeLengths,
  encodeValues,
  joinColumns,
} from "../../../../support/inside/index-stored.ts";

describe("a length column", () => {
  it.each([
    [[], 1],
    [[0, 255], 1],
    [[0, 256], 2],
    [[65_535], 2],
    [[1, 65_536], 4],
    [[2 ** 32 - 1], 4],
  ])("of %j takes items of %d bytes and comes back", (lengths, width) => {
    const content = encodeLengths(lengths);
    expect(content.length).toBe(1 + lengths.length * width);
    expect([...decodeLengths(content, lengths.length)]).toEqual(lengths);
  });

  it("of another number of documents, or of a width that there is not, is corrupt", async () => {
    const content = encodeLengths([1, 2, 3]);
    expect(await codeOf(() => decodeLengths(content, 2))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeLengths(content, 4))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeLengths(Uint8Array.of(3, 0, 0, 0), 1))).toBe("corrupt-segment");
    expect(await codeOf(() => decodeLengths(new Uint8Array(), 0))).toBe("corrupt-segment");
  });
});

it("the lowest bytes of all items come first, then their next ones", () => {
  expect([...encodeLengths([0x0102, 3, 0x0405])]).toEqual([2, 2, 3, 5, 1, 0, 4]);
  expect([...encodeLengths([0x80000001])]).toEqual([4, 1, 0, 0, 0x80]);
});

describe("a value column", () => {
  const VALUES = ["РИА", undefined, null, "РИА", 2016, "2016", ["a", 1], undefined, "__proto__"];

  it("gives each document its value, none where it has none, and keeps a repeated value once", () => {
    const { values, items } = decodeValues(encodeValues(VALUES), VALUES.length);
    expect([...items].map((item) => (item === 0 ? undefined : values[item - 1]))).toEqual(VALUES);
    expect(values).toEqual(["2016", "__proto__", "РИА", 2016, ["a", 1], null]);
  });

  it("that names a value which its dictionary lacks is corrupt", async () => {
    const content = encodeValues(["а"]);
    const last = content.length - 1;
    expect(content[last]).toBe(1);
    content[last] = 2;
    expect(await codeOf(() => decodeValues(content, 1))).toBe("corrupt-segment");
  });

  it("keeps of each value only what the one before has not, and no half of a character", () => {
    const times = ["2026-05-12T10:30+03:00", "2026-05-12T10:31+03:00", "\u{1f384}", "\u{1f385}", "\ud83c"];
    const content = encodeValues(times);
    expect(decodeValues(content, times.length).values).toEqual([
      ...times.slice(0, 2),
      ...["\ud83c", "\u{1f384}", "\u{1f385}"],
    ]);
    expect(new TextDecoder().decode(content).match(/2026-05/g)).toHaveLength(1);
  });

  it("that is cut gives a rest to longer texts alone, and is joined to what it was", async () => {
    const cut = cutValues([...VALUES, "Риа"], 2);
    expect(cut.head).toEqual(["РИ", undefined, null, "РИ", 2016, "20", ["a", 1], undefined, "__", "Ри"]);
    const [none, rest] = [undefined, "А"];
    expect(cut.rest).toEqual([rest, none, none, rest, none, "16", none, none, "proto__", "а"]);
    const [heads, rests] = [cut.head, cut.rest].map((part) => decodeValues(encodeValues(part), part.length));
    const { values, items } = joinColumns(heads!, rests!);
    expect([...items].map((item) => (item === 0 ? undefined : values[item - 1]))).toEqual([...VALUES, "Риа"]);
    expect(values).toHaveLength(new Set(VALUES.filter((value) => value !== undefined)).size + 1);
  });

  it("that has a rest of what is no text is corrupt", async () => {
    for (const head of [null, 2016, undefined]) {
      const [heads, rests] = [[head], ["а"]].map((part) => decodeValues(encodeValues(part), 1));
      expect(await codeOf(() => joinColumns(heads!, rests!))).toBe("corrupt-segment");
    }
  });

  const dictionary = (shared: readonly number[], rest: string): Uint8Array => {
    const text = new TextEncoder().encode(rest);
    return Uint8Array.of(shared.length, 0, 0, 0, 1, ...shared, text.length, 0, 0, 0, ...text, 1);
  };

  it.each<[string, Uint8Array]>([
    ["has more texts than it says", dictionary([0], "1\n2")],
    ["has fewer", dictionary([0, 0], "1")],
    ["is no JSON", dictionary([0], "{")],
    ["is the JSON of more values than texts", dictionary([0], "1,2")],
    ["shares more than there is", dictionary([0, 3], "12\n3")],
    ["is longer than the column", Uint8Array.of(255, 255, 255, 255)],
  ])("whose dictionary %s is corrupt", async (_, content) => {
    expect(await codeOf(() => decodeValues(content, 0))).toBe("corrupt-segment");
  });

  it("whose dictionary repeats a text until it holds more than a block may is corrupt before it is made", async () => {
    const text = `"${"a".repeat(60_000)}`;
    const values = 70_000;
    const shared = new Uint8Array(1 + 2 * values).fill(text.length & 0xff);
    shared[0] = 2;
    shared.fill(text.length >>> 8, 1 + values);
    shared[1] = 0;
    shared[1 + values] = 0;
    const rest = `${text}${"\n".repeat(values - 1)}`;
    const u32 = (value: number): Uint8Array => new Uint8Array(Uint32Array.of(value).buffer);
    const content = Buffer.concat([u32(values), shared, u32(rest.length), Buffer.from(rest)]);
    expect(await codeOf(() => decodeValues(content, 0))).toBe("corrupt-segment");
  });

  it("whose values hold more than a block may is refused to its writer", async () => {
    const values = Array.from({ length: 70 }, (_, i) => `${i}`.padEnd(1_000_000, "a"));
    expect(await codeOf(() => encodeValues(values))).toBe("object-too-large");
  });
});

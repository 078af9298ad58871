import { constants, deflateRawSync, inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { InflateError, inflateRaw } from "../../../../../src/inflate.ts";
import { decodeBlock, encodeBlock } from "../../../../support/inside/index-blocks.ts";

const NONE = new Uint8Array();
const MANY = 1 << 20;
const TEXT = new TextEncoder().encode("Министр иностранных дел прибыл в Москву с визитом. ".repeat(30));

/** Bits as RFC 1951 writes them: each number with its width, the lowest bit first. */
function bits(...parts: readonly [value: number, width: number][]): Uint8Array {
  const all = parts.flatMap(([value, width]) => Array.from({ length: width }, (_, i) => (value >> i) & 1));
  const bytes = new Uint8Array(Math.ceil(all.length / 8) + 4);
  for (const [i, bit] of all.entries()) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | (bit << (i & 7));
  return bytes;
}

const reasonOf = (packed: Uint8Array, maxBytes = MANY): string => {
  expect(() => inflateRawSync(packed, { maxOutputLength: maxBytes })).toThrow();
  try {
    inflateRaw(packed, NONE, maxBytes);
  } catch (error) {
    expect(error).toBeInstanceOf(InflateError);
    return (error as Error).message;
  }
  return "none";
};

describe("a stream is unpacked", () => {
  it.each<[string, Uint8Array, object]>([
    ["of nothing", NONE, {}],
    ["of one byte", Uint8Array.of(7), {}],
    ["stored as it is, in several blocks", new Uint8Array(70_000).map((_, i) => i * 7919), { level: 0 }],
    ["by the fixed codes", TEXT, { strategy: constants.Z_FIXED }],
    ["by codes of its own", TEXT, { level: 9 }],
    ["without repetitions", TEXT, { strategy: constants.Z_HUFFMAN_ONLY }],
    ["of repetitions that overlap themselves", new Uint8Array(100_000).fill(3), {}],
  ])("%s", (_, content, options) => {
    expect(inflateRaw(deflateRawSync(content, options), NONE, MANY)).toEqual(content);
  });

  it("that repeats what a dictionary has", () => {
    const packed = deflateRawSync(TEXT, { dictionary: TEXT.subarray(0, 200) });
    expect(inflateRaw(packed, TEXT.subarray(0, 200), MANY)).toEqual(TEXT);
    expect(() => inflateRaw(packed, NONE, MANY)).toThrow("it repeats what is not there");
  });

  it("by codes of more bits than its table has", () => {
    // Frequencies as Fibonacci's numbers have, which make the longest codes that there are.
    const content: number[] = [];
    for (let symbol = 0, [count, next] = [1, 1]; symbol < 20; symbol += 1, [count, next] = [next, count + next]) {
      for (let i = 0; i < count; i += 1) content.push(symbol);
    }
    const packed = deflateRawSync(Uint8Array.from(content), { strategy: constants.Z_HUFFMAN_ONLY, memLevel: 9 });
    expect([...inflateRaw(packed, NONE, MANY)]).toEqual(content);
  });

  it("whatever follows its end", () => {
    const packed = deflateRawSync(TEXT);
    expect(inflateRaw(Uint8Array.of(...packed, 1, 2, 3), NONE, MANY)).toEqual(TEXT);
  });

  it("up to the bytes that are allowed, and not one more", () => {
    const packed = deflateRawSync(TEXT);
    expect(inflateRaw(packed, NONE, TEXT.length)).toEqual(TEXT);
    expect(() => inflateRaw(packed, NONE, TEXT.length - 1)).toThrow("more than a block may hold");
  });
});

describe("a stream is refused, as zlib refuses it,", () => {
  const fixed: [number, number][] = [
    [1, 1],
    [1, 2],
  ];
  const dynamic = (literals: number, distances: number, lengths: readonly number[]): [number, number][] => [
    [1, 1],
    [2, 2],
    [literals - 257, 5],
    [distances - 1, 5],
    [lengths.length - 4, 4],
    ...lengths.map((length): [number, number] => [length, 3]),
  ];

  it.each<[string, Uint8Array, string]>([
    ["of no bytes", NONE, "ends too soon"],
    ["of a block of the kind that there is not", bits([1, 1], [3, 2]), "a kind that there is not"],
    [
      "of a stored block without the complement of its length",
      bits([1, 1], [0, 2], [0, 5], [5, 16], [5, 16]),
      "has no length",
    ],
    ["of a stored block that is cut", bits([1, 1], [0, 2], [0, 5], [500, 16], [500 ^ 0xffff, 16]), "ends too soon"],
    ["with the length that no code has", bits(...fixed, [0b01100011, 8]), "has no symbol"],
    ["with the distance that no code has", bits(...fixed, [0b1000000, 7], [0b01111, 5]), "has no symbol"],
    ["that repeats what is before it", bits(...fixed, [0b1000000, 7], [0, 5]), "repeats what is not there"],
    ["of more codes than there are", bits(...dynamic(287, 1, [1, 1, 0, 0])), "more codes than there are"],
    ["of more distances than there are", bits(...dynamic(257, 31, [1, 1, 0, 0])), "more codes than there are"],
    ["with more codes of a length than fit", bits(...dynamic(257, 1, [1, 1, 1, 0])), "too many symbols"],
    ["with fewer", bits(...dynamic(257, 1, [2, 1, 0, 0])), "too few symbols"],
    ["with one code alone for its lengths", bits(...dynamic(257, 1, [0, 0, 0, 1])), "too few symbols"],
    ["that repeats a length before any", bits(...dynamic(257, 1, [1, 0, 0, 1]), [1, 1]), "no length comes before"],
    [
      "that has more lengths than codes",
      bits(...dynamic(257, 1, [0, 0, 1, 1]), [1, 1], [127, 7], [1, 1], [127, 7]),
      "more codes than it says",
    ],
    [
      "whose block has no end",
      bits(...dynamic(257, 1, [0, 0, 1, 1]), [1, 1], [127, 7], [1, 1], [109, 7]),
      "a block has no end",
    ],
  ])("%s", (_, packed, reason) => {
    expect(reasonOf(packed)).toContain(reason);
  });

  it("wherever it is cut", () => {
    const packed = deflateRawSync(TEXT);
    for (let end = 0; end < packed.length; end += 1)
      expect(reasonOf(packed.subarray(0, end))).toContain("ends too soon");
  });

  it("that would unpack to a thousand times its bytes, before memory for them is taken", () => {
    const packed = deflateRawSync(new Uint8Array(50 * MANY));
    expect(packed.length).toBeLessThan(60_000);
    expect(reasonOf(packed)).toContain("more than a block may hold");
  });
});

it("a block of each section is what it was", () => {
  for (const section of ["stored", "lexicon", "occurrences", "column"] as const) {
    expect(decodeBlock(section, 1, encodeBlock(section, 1, TEXT))).toEqual(Buffer.from(TEXT));
  }
});

import { describe, expect, it } from "vitest";
import {
  decodePostingBlock,
  findInPostingBlock,
  PostingBlockWriter,
  type TermPostings,
} from "../../../src/segment/posting-block.ts";
import { codeOf } from "../../support/error-of.ts";

const list = (field: number, rows: [ordinal: number, frequency: number][]) => ({
  field,
  ordinals: Uint32Array.from(rows, ([ordinal]) => ordinal),
  frequencies: Uint32Array.from(rows, ([, frequency]) => frequency),
});

const TERMS: TermPostings[] = [
  { term: "", fields: [list(0, [[0, 1]])] },
  { term: "лавр", fields: [list(0, [[3, 2]]), list(2, [[0, 1]])] },
  {
    term: "лавров",
    fields: [
      list(1, [
        [0, 1],
        [1, 300],
        [9, 2],
      ]),
    ],
  },
  { term: "\ud83d", fields: [list(0, [[9, 1]])] },
];

function encode(terms: readonly TermPostings[]): Uint8Array {
  const writer = new PostingBlockWriter(() => 7);
  for (const term of terms) writer.add(term);
  return writer.take();
}

describe("a posting block", () => {
  it("gives every term back with its lists", () => {
    expect([...decodePostingBlock(encode(TERMS), 10)]).toEqual(TERMS);
  });

  it("gives the lists of one term, and none of a term that it does not hold", () => {
    const block = encode(TERMS);
    for (const { term, fields } of TERMS) {
      expect(findInPostingBlock(block, term, 10).map((found) => found.toPostings())).toEqual(fields);
    }
    for (const absent of ["а", "лавро", "лаврова", "\uffff"]) expect(findInPostingBlock(block, absent, 10)).toEqual([]);
  });

  it("spends one byte on a document in a row that holds the term once, two on one that holds it more often", () => {
    const once = encode([
      {
        term: "а",
        fields: [
          list(0, [
            [0, 1],
            [1, 1],
          ]),
        ],
      },
    ]);
    const twice = encode([
      {
        term: "а",
        fields: [
          list(0, [
            [0, 2],
            [1, 2],
          ]),
        ],
      },
    ]);
    expect(twice.length - once.length).toBe(2);
    expect([...once]).toEqual([1, 0, 1, ...[0xb0, 0x08], 1, 0, 2, 2, 0, 0]);
  });

  it("is empty and ready for the next terms after it was taken", () => {
    const writer = new PostingBlockWriter(() => 7);
    for (const term of TERMS) writer.add(term);
    writer.take();
    expect([writer.isEmpty, writer.sizeBytes]).toEqual([true, 0]);
    writer.add({ term: "лавров", fields: [list(0, [[1, 1]])] });
    expect(writer.firstTerm).toBe("лавров");
    expect([...decodePostingBlock(writer.take(), 2)].map(({ term }) => term)).toEqual(["лавров"]);
  });

  it("that names a document beyond the segment is corrupt", async () => {
    const block = encode(TERMS);
    expect(await codeOf(() => [...decodePostingBlock(block, 9)])).toBe("corrupt-segment");
    expect(await codeOf(() => findInPostingBlock(block, "лавров", 9))).toBe("corrupt-segment");
  });

  it("that goes on after its terms, or ends before, is corrupt", async () => {
    const block = encode(TERMS);
    const longer = new Uint8Array([...block, 0]);
    expect(await codeOf(() => [...decodePostingBlock(longer, 10)])).toBe("corrupt-segment");
    for (let end = 0; end < block.length; end += 1) {
      expect(await codeOf(() => [...decodePostingBlock(block.subarray(0, end), 10)])).toBe("corrupt-segment");
    }
  });

  it("whose list is shorter than its document frequency says is corrupt before room is made for it", async () => {
    // One term "a" of one field, with four thousand million documents in a list of one byte.
    const block = Uint8Array.of(1, 0, 1, 0x61, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0);
    expect(await codeOf(() => [...decodePostingBlock(block, 2 ** 32 - 1)])).toBe("corrupt-segment");
  });
});

import { describe, expect, it } from "vitest";
import { FieldOccurrences } from "../../../../../src/index/read.ts";
import { codeOf } from "../../../../support/error-of.ts";
import {
  decodePostingBlock,
  findInPostingBlock,
  openPostingBlock,
  PostingBlockWriter,
  type TermPostings,
} from "../../../../support/inside/index-postings.ts";
import { openingsOf } from "../../../../support/packed-list.ts";

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

function pack(terms: readonly TermPostings[]): Uint8Array {
  const writer = new PostingBlockWriter(() => 7);
  for (const term of terms) writer.add(term);
  return writer.take();
}

const encode = (terms: readonly TermPostings[]) => openPostingBlock(pack(terms));

describe("a posting block", () => {
  it("gives every term back with its lists", () => {
    expect([...decodePostingBlock(encode(TERMS), 10)]).toMatchObject(TERMS);
  });

  it("gives terms back whatever they share", () => {
    const terms = ["", "__proto__", "мир", "мира", "миру", "\ud83d"];
    const block = encode(terms.map((term) => ({ term, fields: [] })));
    expect([...decodePostingBlock(block, 1)].map(({ term }) => term)).toEqual(terms);
  });

  it("gives the lists of one term, and none of a term that it does not hold", () => {
    const block = encode(TERMS);
    for (const { term, fields } of TERMS) {
      const found = findInPostingBlock(block, term, 10);
      expect(found?.lists.map((list) => list.toPostings())).toMatchObject(fields);
    }
    for (const absent of ["а", "лавро", "лаврова", "\uffff"]) expect(findInPostingBlock(block, absent, 10)).toBeNull();
  });

  it("is its directory packed, the postings of all lists, and four zero bytes", () => {
    const content = pack([
      {
        term: "а",
        fields: [
          list(0, [
            [0, 1],
            [1, 2],
          ]),
        ],
      },
    ]);
    const { directory, postings } = openPostingBlock(content);
    // One term, which shares nothing and is one unit; one field, number 0, two documents, one byte of postings, width
    // 0.
    expect([...directory]).toEqual([1, 0, 1, ...[0xb0, 0x08], 1, 0, 2, 1, 0]);
    // Two gaps of 0, a count of 2 and one of 4: the latter by 2 in gamma code.
    expect([...postings]).toEqual([0b11_01_010_0, 0, 0, 0, 0]);
    expect(content.length).toBe(1 + (content[0] ?? 0) + postings.length);
  });

  it("tells of each document whether one of the first thirty words has the term", () => {
    const ordinals = Uint32Array.of(0, 1, 2);
    const positions = Uint32Array.of(29, 90, 30, 0);
    const occurrences = {
      forms: ["а"],
      fields: [new FieldOccurrences(0, ordinals, Uint32Array.of(0, 2, 3, 4), positions, new Uint8Array(4))],
    };
    const block = encode([
      {
        term: "а",
        fields: [
          list(0, [
            [0, 2],
            [1, 1],
            [2, 1],
          ]),
        ],
        occurrences,
      },
    ]);
    const [found] = findInPostingBlock(block, "а", 3)?.lists ?? [];
    expect(found === undefined ? [] : openingsOf(found)).toEqual([1, 0, 1]);
  });

  it("is empty and ready for the next terms after it was taken", () => {
    const writer = new PostingBlockWriter(() => 7);
    for (const term of TERMS) writer.add(term);
    writer.take();
    expect([writer.isEmpty, writer.sizeBytes]).toEqual([true, 0]);
    writer.add({ term: "лавров", fields: [list(0, [[1, 1]])] });
    expect([writer.isEmpty, writer.beginning]).toEqual([false, "л"]);
    expect([...decodePostingBlock(openPostingBlock(writer.take()), 2)].map(({ term }) => term)).toEqual(["лавров"]);
  });

  it("that names a document beyond the segment is corrupt", async () => {
    const block = encode(TERMS);
    expect(await codeOf(() => [...decodePostingBlock(block, 9)])).toBe("corrupt-segment");
    expect(await codeOf(() => findInPostingBlock(block, "лавров", 9))).toBe("corrupt-segment");
  });

  it("that goes on after its terms, or ends before, is corrupt", async () => {
    const content = pack(TERMS);
    const { directory, postings } = openPostingBlock(content);
    const longer = [
      { directory: new Uint8Array([...directory, 0]), postings },
      { directory, postings: new Uint8Array([...postings, 0]) },
    ];
    for (const block of longer) expect(await codeOf(() => [...decodePostingBlock(block, 10)])).toBe("corrupt-segment");
    for (let end = 0; end < content.length; end += 1) {
      const cut = content.subarray(0, end);
      expect(await codeOf(() => [...decodePostingBlock(openPostingBlock(cut), 10)])).toBe("corrupt-segment");
    }
  });

  it("whose list is shorter than its document frequency says is corrupt before room is made for it", async () => {
    // One term "a" of one field, with four thousand million documents in a list of one byte.
    const directory = Uint8Array.of(1, 0, 1, 0x61, 1, 0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1, 0);
    const block = { directory, postings: new Uint8Array(5) };
    expect(await codeOf(() => [...decodePostingBlock(block, 2 ** 32 - 1)])).toBe("corrupt-segment");
  });
});

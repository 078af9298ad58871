import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import { blockImpacts, type FieldPostings, frequencyOf, isOpening } from "../../../../support/inside/index-postings.ts";
import { impactsOf, isDecoded, openingsOf, openList, packList } from "../../../../support/packed-list.ts";

const DOCUMENTS = 1_000;
const lengthOf = (ordinal: number): number => 5 + (ordinal % 40);

/** Every third document, each so often as its ordinal says. */
const LONG: FieldPostings = {
  field: 1,
  ordinals: Uint32Array.from({ length: 300 }, (_, i) => i * 3 + 1),
  frequencies: Uint32Array.from({ length: 300 }, (_, i) => 1 + (i % 7)),
};
const OPENINGS = Uint8Array.from({ length: 300 }, (_, i) => (i % 5 === 0 ? 1 : 0));

const encode = (list = LONG) => packList(list, lengthOf, OPENINGS.subarray(0, list.ordinals.length));
const read = (packed = encode(), size = LONG.ordinals.length) => openList(packed, size, DOCUMENTS);

describe("a posting list of more than 128 documents", () => {
  it("comes back whole from its blocks", () => {
    expect(read().blockCount).toBe(3);
    expect(read().toPostings()).toEqual(LONG);
  });

  it("knows each block's last document and what bounds its postings, undecoded", () => {
    const list = read();
    expect([0, 1, 2].map((block) => list.lastOrdinalOf(block))).toEqual([382, 766, 898]);
    for (let block = 0; block < 3; block += 1) {
      const impacts = impactsOf(list, block);
      expect(impacts.length).toBeGreaterThan(0);
      for (let i = block * 128; i < Math.min(300, block * 128 + 128); i += 1) {
        const [frequency, length] = [LONG.frequencies[i]!, lengthOf(LONG.ordinals[i]!)];
        expect(impacts.some(([greatest, least]) => greatest >= frequency && least <= length)).toBe(true);
      }
    }
    expect(isDecoded(list)).toBe(false);
  });

  it("without its dead counts the living exactly, and decodes only blocks that dead documents lie in", () => {
    const deadOrdinals = Uint32Array.of(0, 1, 382, 900);
    const dead = new Uint8Array(DOCUMENTS);
    for (const ordinal of deadOrdinals) dead[ordinal] = 1;
    const list = read().withoutDead(dead, deadOrdinals);
    expect(list.documentFrequency).toBe(298);
    expect([...list.ordinalsOf(0)].filter((ordinal) => ordinal > 382 && ordinal <= 766)).toEqual([]);
    expect([...list.toPostings().ordinals]).toEqual([...LONG.ordinals].filter((ordinal) => dead[ordinal] === 0));
  });

  it("tells in which documents its term is in the opening", () => {
    expect(openingsOf(read())).toEqual([...OPENINGS]);
  });

  it("unpacks what the documents of a block count when that is asked for, and of no other block", () => {
    const list = read();
    const counts = list.countsOf(1);
    const [start, end] = [list.startOf(1), list.decode(1)];
    expect([...counts].filter((count, i) => count !== 0 && (i < start || i >= end))).toEqual([]);
    for (let i = 0; i < 128; i += 1) {
      const count = counts[start + i]!;
      expect([frequencyOf(count), isOpening(count)]).toEqual([LONG.frequencies[128 + i], OPENINGS[128 + i] === 1]);
    }
  });

  it.each([
    [300, [2, 0, 1]],
    [40 * 128 + 5, [39, 3, 40, 0, 22, 3, ...Array.from({ length: 41 }, (_, i) => 40 - i)]],
  ])(
    "of %i documents gives each block its documents and counts, in whichever order they are decoded",
    (size, order) => {
      const ordinals = Uint32Array.from({ length: size }, (_, i) => i * 3 + 1);
      const frequencies = Uint32Array.from({ length: size }, (_, i) => 1 + (i % 7));
      const list = openList(packList({ field: 1, ordinals, frequencies }, lengthOf), size, 3 * size);
      for (const block of order) {
        const counts = block % 2 === 0 ? list.countsOf(block) : null;
        const [end, start] = [list.decode(block), list.startOf(block)];
        expect([...list.ordinalsOf(block).subarray(start, end)]).toEqual([
          ...ordinals.subarray(block * 128, block * 128 + 128),
        ]);
        const expected = [...frequencies.subarray(block * 128, block * 128 + 128)];
        expect(counts === null ? expected : [...counts.subarray(start, end)].map(frequencyOf)).toEqual(expected);
      }
      expect(list.toPostings()).toEqual({ field: 1, ordinals, frequencies });
    },
  );

  it("that is cut off, longer than its blocks or not what its rows say is corrupt", async () => {
    const { head, postings } = encode();
    for (let end = 0; end < head.length; end += 1) {
      expect(await codeOf(() => read({ head: head.subarray(0, end), postings }).toPostings())).toBe("corrupt-segment");
    }
    for (let end = 0; end < postings.length; end += 1) {
      expect(await codeOf(() => read({ head, postings: postings.subarray(0, end) }))).toBe("corrupt-segment");
    }
    expect(await codeOf(() => read(encode(), 299).toPostings())).toBe("corrupt-segment");
    expect(await codeOf(() => openList(encode(), 300, 898))).toBe("corrupt-segment");
    // Bytes of the postings (2), of the rows; first row: last ordinal (2), bytes (2), number of impacts, frequency,
    // length.
    const damages: [at: number, value: number][] = [
      [0, (head[0] ?? 0) ^ 1],
      [2, (head[2] ?? 0) ^ 1],
      [3, (head[3] ?? 0) ^ 1],
      [5, (head[5] ?? 0) ^ 1],
      [7, 0],
      [7, 5],
      [8, 1],
    ];
    for (const [at, value] of damages) {
      const damaged = head.slice();
      damaged[at] = value;
      expect(await codeOf(() => read({ head: damaged, postings }).toPostings())).toBe("corrupt-segment");
    }
  });

  it("with any byte changed is called corrupt or keeps to its documents, and ends", () => {
    const packed = encode();
    for (const part of ["head", "postings"] as const) {
      for (let at = 0; at < packed[part].length; at += 1) {
        for (const value of [0, 1, 0x7f, 0x80, 0xff]) {
          const damaged = packed[part].slice();
          damaged[at] = value;
          try {
            const { ordinals } = read({ ...packed, [part]: damaged }).toPostings();
            expect(ordinals.length).toBe(300);
            expect(ordinals.every((ordinal, i) => ordinal < DOCUMENTS && (i === 0 || ordinal > ordinals[i - 1]!))).toBe(
              true,
            );
          } catch (error) {
            expect((error as { code?: string }).code).toBe("corrupt-segment");
          }
        }
      }
    }
  });
});

describe("a list of up to 128 documents", () => {
  const short = {
    field: 1,
    ordinals: Uint32Array.from({ length: 128 }, (_, i) => i),
    frequencies: new Uint32Array(128).fill(1),
  };

  it("has no rows: two bits a document, where all in a row hold the term once", () => {
    const { head, postings } = packList(short, lengthOf);
    expect([[...head], postings.length]).toEqual([[32, 0], 32 + 4]);
    expect(openList({ head, postings }, 128, 128).toPostings()).toMatchObject(short);
    expect(impactsOf(openList({ head, postings }, 128, 128), 0)).toEqual([]);
  });

  it("spends a bit more on the opening, and three on a second occurrence", () => {
    const sizeOf = (list: FieldPostings, openings: Uint8Array | null) =>
      packList(list, lengthOf, openings).postings.length;
    expect(sizeOf(short, new Uint8Array(128).fill(1))).toBe(48 + 4);
    expect(sizeOf({ ...short, frequencies: new Uint32Array(128).fill(2) }, null)).toBe(80 + 4);
  });
});

describe("impacts", () => {
  const impactsOfRows = (rows: [frequency: number, length: number][]) =>
    blockImpacts(
      Uint32Array.from(rows, (_, i) => i),
      Uint32Array.from(rows, ([frequency]) => frequency),
      (i) => rows[i]![1],
    ).map(({ frequency, fieldLength }) => [frequency, fieldLength]);

  it("are the pairs that no other beats in both, by falling frequency", () => {
    const rows: [number, number][] = [
      [1, 9],
      [3, 30],
      [1, 5],
      [2, 30],
      [3, 40],
      [2, 12],
    ];
    expect(impactsOfRows(rows)).toEqual([
      [3, 30],
      [2, 12],
      [1, 5],
    ]);
  });

  it("are four at the most, the lowest put together", () => {
    expect(
      impactsOfRows([
        [6, 60],
        [5, 50],
        [4, 40],
        [3, 30],
        [2, 20],
        [1, 10],
      ]),
    ).toEqual([
      [6, 60],
      [5, 50],
      [4, 40],
      [3, 10],
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { FieldOccurrences } from "../../../../../src/index/read.ts";
import { codeOf } from "../../../../support/error-of.ts";
import {
  decodeOccurrenceBlock,
  makeFormNumbers,
  OccurrenceBlockWriter,
  readOccurrences,
  type WrittenOccurrences,
} from "../../../../support/inside/index-postings.ts";

/**
 * A term in one field: of each document its positions, each with a form's number; `frequencies` where they are fewer.
 */
function termOf(
  term: string,
  forms: readonly string[],
  documents: readonly (readonly (readonly [number, number])[])[],
  frequencies = documents.map(({ length }) => length),
): WrittenOccurrences {
  const ordinals = Uint32Array.from(documents, (_, i) => i * 3);
  const starts = Uint32Array.of(0, ...documents.map((_, i) => documents.slice(0, i + 1).flat().length));
  const all = documents.flat();
  const formNumbers = makeFormNumbers(all.length, forms.length);
  for (const [i, [, form]] of all.entries()) formNumbers[i] = form;
  const positions = Uint32Array.from(all, ([position]) => position);
  const field = new FieldOccurrences(1, ordinals, starts, positions, formNumbers);
  const postings = [{ field: 1, ordinals, frequencies: Uint32Array.from(frequencies) }];
  return { term, postings, occurrences: { forms, fields: [field] } };
}

function blockOf(...terms: WrittenOccurrences[]): Uint8Array {
  const writer = new OccurrenceBlockWriter();
  for (const term of terms) writer.add(term);
  return writer.take();
}

const TERMS = [
  termOf("", [""], [[[0, 0]]]),
  termOf(
    "кит",
    ["кит", "китами", "китая"],
    [
      [
        [0, 2],
        [1, 0],
        [700, 1],
      ],
      [[5, 1]],
    ],
  ),
  termOf(
    "чут",
    ["чуть"],
    [
      [
        [3, 0],
        [4, 0],
      ],
      [[8, 0]],
      [
        [1, 0],
        [2, 0],
        [3, 0],
      ],
    ],
    [1, 1, 2],
  ),
  termOf(
    "ян",
    ["иной", "ян"],
    [
      [
        [7, 0],
        [7, 1],
      ],
    ],
    [1],
  ),
];

describe("an occurrence block", () => {
  it("gives each term its forms, positions and extras back", () => {
    const block = decodeOccurrenceBlock(blockOf(...TERMS));
    for (const [place, { term, postings, occurrences }] of TERMS.entries()) {
      expect(readOccurrences(block, place, term, postings)).toEqual(occurrences);
    }
  });

  it("keeps positions up to 2^32 and more forms than a byte can number", () => {
    const forms = Array.from({ length: 70_000 }, (_, i) => `слово${String(i).padStart(5, "0")}`);
    const positions = [0, 255, 256, 1_023, 1_024, 1_279, 70_000, 2 ** 32 - 1];
    const documents = [positions.map((position, i): [number, number] => [position, i === 3 ? 69_999 : i * 200])];
    const written = termOf("слово", forms, documents);
    const found = readOccurrences(decodeOccurrenceBlock(blockOf(written)), 0, "слово", written.postings);
    expect(found).toEqual(written.occurrences);
    expect(found.fields[0]?.formNumbers).toBeInstanceOf(Uint32Array);
  });

  it("is empty again after it was taken", () => {
    const writer = new OccurrenceBlockWriter();
    for (const term of TERMS) writer.add(term);
    writer.take();
    for (const term of TERMS.slice(1, 2)) writer.add(term);
    expect(writer.take()).toEqual(blockOf(...TERMS.slice(1, 2)));
  });

  it("takes some two bytes an occurrence, and none for what postings say", () => {
    const documents = Array.from({ length: 100 }, (): [number, number][] => [
      [40, 0],
      [90, 1],
    ]);
    expect(blockOf(termOf("кит", ["кит", "кита"], documents)).length).toBeLessThan(200 * 2 + 20);
  });
});

describe("an occurrence block that nobody wrote is corrupt", () => {
  const [, whales, just] = TERMS as [WrittenOccurrences, WrittenOccurrences, WrittenOccurrences];
  const read = (content: Uint8Array, { term, postings }: WrittenOccurrences) =>
    codeOf(() => readOccurrences(decodeOccurrenceBlock(content), 0, term, postings));
  const withByte = (content: Uint8Array, at: number, value: number) =>
    content.map((byte, i) => (i === at ? value : byte));

  it.each([
    ["cut off", blockOf(whales).subarray(0, -1)],
    ["longer than its columns", Uint8Array.of(...blockOf(whales), 0)],
    ["of more terms than bytes", Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0x0f)],
    ["of no terms", blockOf()],
    ["of fewer occurrences than its postings", blockOf(just)],
    // Number of terms, forms, occurrences, long tags, extras, endings, and of each what is cut and what comes.
    ["with a form that has no ending", withByte(blockOf(whales), 5, 1)],
    ["with more cut off than the term has", withByte(blockOf(whales), 6, 9)],
    ["with a tag of a form that the term lacks", withByte(blockOf(whales), blockOf(whales).length - 1, 0x7c)],
  ])("%s", async (_, content) => {
    expect(await read(content, whales)).toBe("corrupt-segment");
  });

  it("with forms that do not ascend, or positions beyond 2^32", async () => {
    const descending = termOf(
      "кит",
      ["китая", "кит"],
      [
        [
          [0, 1],
          [1, 0],
        ],
      ],
    );
    expect(await read(blockOf(descending), descending)).toBe("corrupt-segment");
    const last = termOf(
      "кит",
      ["кит"],
      [
        [
          [2 ** 32 - 1, 0],
          [2 ** 32 - 1, 0],
        ],
      ],
    );
    // Six numbers, the ending's two, the form's one, the step of the first occurrence.
    const stepOfSecond = 6 + 2 + 1 + 1;
    expect(blockOf(last)[stepOfSecond]).toBe(0);
    expect(await read(withByte(blockOf(last), stepOfSecond, 1), last)).toBe("corrupt-segment");
  });
});

import { describe, expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import {
  allTerms,
  decodeLexiconBlock,
  documentFrequencyAt,
  LexiconBlockWriter,
} from "../../../../support/inside/index-lexicon.ts";

const TERMS = [
  { term: "", documentFrequency: 1 },
  { term: "__proto__", documentFrequency: 250_000 },
  { term: "лавр", documentFrequency: 7 },
  { term: "лавров", documentFrequency: 2 },
  { term: "\ud800", documentFrequency: 1 },
];

function encode(terms: readonly { term: string; documentFrequency: number }[] = TERMS): Uint8Array {
  const writer = new LexiconBlockWriter();
  for (const term of terms) writer.add(term);
  return writer.take();
}

const decode = (content: Uint8Array) => allTerms(decodeLexiconBlock(content));

it("gives its terms back in order with their document frequencies", () => {
  expect(decode(encode())).toEqual(TERMS);
  expect(decode(encode([]))).toEqual([]);
});

it("is these bytes", () => {
  const terms = [
    { term: "кит", documentFrequency: 1 },
    { term: "кита", documentFrequency: 300 },
  ];
  // Two terms; four units from U+0430 on; shared; lengths of a byte; places; frequencies.
  const alphabet = [4, 0xb0, 0x08, 7, 1, 7];
  expect([...encode(terms)]).toEqual([2, ...alphabet, 0, 3, 1, 3, 1, 2, 1, 3, 0, 1, 0xac, 0x02]);
});

it("is empty after it was taken", () => {
  const writer = new LexiconBlockWriter();
  writer.add({ term: "лавр", documentFrequency: 1 });
  writer.take();
  expect([writer.isEmpty, writer.sizeBytes]).toEqual([true, 0]);
  writer.add({ term: "лавров", documentFrequency: 3 });
  // What tells it from «лавр», the term before.
  expect(writer.beginning).toBe("лавро");
  expect(decode(writer.take())).toEqual([{ term: "лавров", documentFrequency: 3 }]);
});

it("keeps terms of over 255 and of over 65,535 units, and what they share", () => {
  const long = "а".repeat(70_000);
  const terms = ["а".repeat(300), "а".repeat(301), `${"а".repeat(300)}б`, long, `${long}б`].sort();
  const rows = terms.map((term, i) => ({ term, documentFrequency: i + 1 }));
  expect(decode(encode(rows))).toEqual(rows);
  expect(decode(encode(rows.slice(0, 2)))).toEqual(rows.slice(0, 2));
});

it("keeps an alphabet of every unit there is", () => {
  const rows = Array.from({ length: 0x10000 }, (_, unit) => ({
    term: String.fromCharCode(unit),
    documentFrequency: 1,
  }));
  expect(decode(encode(rows))).toEqual(rows);
});

it("tells the document frequency of any of its terms", () => {
  const rows = Array.from({ length: 100 }, (_, i) => ({ term: String(1_000 + i), documentFrequency: 1 + i ** 3 }));
  const block = decodeLexiconBlock(encode(rows));
  expect(rows.map((_, place) => documentFrequencyAt(block, place))).toEqual(rows.map((row) => row.documentFrequency));
});

describe("bytes that no writer made are corrupt:", () => {
  it("a block that is cut off anywhere, or goes on", async () => {
    const block = encode();
    for (let end = 0; end < block.length; end += 1) {
      expect(await codeOf(() => decode(block.subarray(0, end)))).toBe("corrupt-segment");
    }
    expect(await codeOf(() => decode(new Uint8Array([...block, 0])))).toBe("corrupt-segment");
  });

  it.each([
    ["a term that shares more than the term before has", [1, 0, 1, 1, 0, 1]],
    ["a second term that does", [2, 1, 97, 0, 2, 1, 1, 0, 0, 1, 1]],
    ["more terms than bytes", [0xff, 0xff, 0xff, 0xff, 0x0f, 0]],
    ["a larger alphabet than UTF-16", [1, 0xff, 0xff, 0xff, 0xff, 0x0f]],
    ["a larger alphabet than bytes", [1, 0xff, 0x7f, 0]],
    ["a unit above U+FFFF", [1, 1, 0x80, 0x80, 0x04, 0, 1, 1, 0, 1]],
    ["lengths of three bytes", [1, 1, 97, 0, 3, 1, 0, 0, 0, 1]],
    ["a length above all bytes", [1, 1, 97, 0, 4, 0xff, 0xff, 0xff, 0xff, 0, 1]],
    ["a place outside the alphabet", [1, 1, 97, 0, 1, 1, 1, 1]],
    ["a frequency of six bytes", [1, 1, 97, 0, 1, 1, 0, 0x81, 0x80, 0x80, 0x80, 0x80, 0x00]],
    ["a frequency too few", [2, 1, 97, 0, 1, 1, 1, 0, 0, 1]],
  ])("%s", async (_, bytes) => {
    expect(await codeOf(() => decode(Uint8Array.from(bytes)))).toBe("corrupt-segment");
  });
});

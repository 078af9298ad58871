import { expect, it } from "vitest";
import { decodeLexiconBlock, LexiconBlockWriter } from "../../../src/segment/lexicon.ts";
import { codeOf } from "../../support/error-of.ts";

const TERMS = [
  { term: "", documentFrequency: 1 },
  { term: "__proto__", documentFrequency: 250_000 },
  { term: "лавр", documentFrequency: 7 },
  { term: "лавров", documentFrequency: 2 },
  { term: "\ud800", documentFrequency: 1 },
];

function encode(): Uint8Array {
  const writer = new LexiconBlockWriter();
  for (const term of TERMS) writer.add(term);
  return writer.take();
}

it("a lexicon block gives its terms back in order with their document frequencies", () => {
  expect(decodeLexiconBlock(encode())).toEqual(TERMS);
});

it("a lexicon block is empty after it was taken", () => {
  const writer = new LexiconBlockWriter();
  writer.add({ term: "лавр", documentFrequency: 1 });
  writer.take();
  expect([writer.isEmpty, writer.sizeBytes]).toEqual([true, 0]);
  writer.add({ term: "лавров", documentFrequency: 3 });
  expect(writer.firstTerm).toBe("лавров");
  expect(decodeLexiconBlock(writer.take())).toEqual([{ term: "лавров", documentFrequency: 3 }]);
});

it("a lexicon block that is cut off anywhere, or goes on, is corrupt", async () => {
  const block = encode();
  for (let end = 0; end < block.length; end += 1) {
    expect(await codeOf(() => decodeLexiconBlock(block.subarray(0, end)))).toBe("corrupt-segment");
  }
  expect(await codeOf(() => decodeLexiconBlock(new Uint8Array([...block, 0])))).toBe("corrupt-segment");
});

it("a lexicon block that shares more units than the term before has is corrupt", async () => {
  expect(await codeOf(() => decodeLexiconBlock(Uint8Array.of(1, 1, 0, 1)))).toBe("corrupt-segment");
});

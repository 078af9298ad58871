import { expect, it } from "vitest";
import { ByteReader } from "../../../../src/segment/blocks/byte-buffer.ts";
import { readTerm, sharedPrefixLength, TermBlockWriter } from "../../../../src/segment/postings/term-block.ts";

it("terms come back from a block, whatever they share", () => {
  const block = new TermBlockWriter();
  const terms = ["", "__proto__", "мир", "мира", "миру", "\ud83d"];
  for (const term of terms) block.startTerm(term);
  expect(block.firstTerm).toBe("");
  const reader = new ByteReader(block.take());
  expect(reader.readVarint()).toBe(terms.length);
  let term = "";
  for (const expected of terms) {
    term = readTerm(reader, term);
    expect(term).toBe(expected);
  }
  expect(block.isEmpty).toBe(true);
});

it("two strings share their first units up to the first that differs", () => {
  expect(sharedPrefixLength("лавр", "лавров")).toBe(4);
  expect(sharedPrefixLength("", "а")).toBe(0);
  expect(sharedPrefixLength("\ud83d\ude00", "\ud83d\ude01")).toBe(1);
});

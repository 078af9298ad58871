import { describe, expect, it } from "vitest";
import { codeOf, errorOf } from "../../../../support/error-of.ts";
import {
  decodeBlock,
  encodeBlock,
  encodeBlockInBackground,
  renumberBlock,
  SECTION_NUMBERS,
  type SectionName,
} from "../../../../support/inside/index-blocks.ts";

const SECTIONS = Object.keys(SECTION_NUMBERS) as SectionName[];
const CONTENT = Buffer.from("Лавров прибыл в Китай. ".repeat(20), "utf8");

describe.each(SECTIONS)("a block of %s", (section) => {
  it("comes back as it was, and empty if it was empty", () => {
    expect(Buffer.from(decodeBlock(section, 3, encodeBlock(section, 3, CONTENT)))).toEqual(CONTENT);
    expect(decodeBlock(section, 0, encodeBlock(section, 0, new Uint8Array())).length).toBe(0);
  });

  it("with a flipped bit anywhere is corrupt", async () => {
    const block = encodeBlock(section, 3, CONTENT);
    for (let bit = 0; bit < block.length * 8; bit += 1) {
      const flipped = Uint8Array.from(block);
      flipped[bit >>> 3] = (flipped[bit >>> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await codeOf(() => decodeBlock(section, 3, flipped))).toBe("corrupt-segment");
    }
  });

  it("that is cut off anywhere is corrupt", async () => {
    const block = encodeBlock(section, 3, CONTENT);
    for (let end = 0; end < block.length; end += 1) {
      expect(await codeOf(() => decodeBlock(section, 3, block.subarray(0, end)))).toBe("corrupt-segment");
    }
  });

  it("is the same bytes when it is compressed in the background, and under another number when it is renumbered", async () => {
    const block = encodeBlock(section, 3, CONTENT);
    expect(Buffer.from(await encodeBlockInBackground(section, 3, CONTENT)).equals(Buffer.from(block))).toBe(true);
    expect(Buffer.from(renumberBlock(section, 3, 9, block))).toEqual(Buffer.from(encodeBlock(section, 9, CONTENT)));
    expect(await codeOf(() => renumberBlock(section, 2, 9, block))).toBe("corrupt-segment");
  });

  it("read as another block's number or as another section's is corrupt", async () => {
    const block = encodeBlock(section, 3, CONTENT);
    expect(await codeOf(() => decodeBlock(section, 2, block))).toBe("corrupt-segment");
    for (const other of SECTIONS.filter((name) => name !== section)) {
      expect(await codeOf(() => decodeBlock(other, 3, block))).toBe("corrupt-segment");
    }
  });
});

it("the error of a damaged block says which block of which section, and that nobody should retry it", async () => {
  const error = await errorOf(() => decodeBlock("postings", 7, encodeBlock("postings", 8, CONTENT)));
  expect(error.message).toContain("block 7 of its postings section");
  expect([error.kind, error.retryable]).toEqual(["corrupt-data", false]);
});

it("sections have numbers of their own", () => {
  expect(new Set(Object.values(SECTION_NUMBERS)).size).toBe(SECTIONS.length);
});

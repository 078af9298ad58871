/**
 * Bytes that nobody wrote: every byte of a small segment changed, every end cut off, blocks put into each other's
 * places; and contents that are wrong under right checksums. damaged-segment.test.ts draws such faults for large ones.
 */
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { openBlock } from "../../../support/documented-bytes.ts";
import { readDocumentedSegment } from "../../../support/documented-segment.ts";
import { byteCuts, partsOf, resealSegment, type SegmentPart, splice } from "../../../support/resealed-segment.ts";
import { bulkySources, putBytes, putSegment, type SegmentUnderTest } from "../../../support/segment-under-test.ts";
import { CORRUPT, readWholeSegment } from "../../../support/whole-segment.ts";

let segment: SegmentUnderTest;
let parts: SegmentPart[];
let right: string[];

beforeAll(async () => {
  segment = await putSegment(bulkySources(3, 2));
  parts = partsOf(readDocumentedSegment(segment.bytes));
  right = await readWholeSegment(segment);
  expect(right).not.toContain(CORRUPT);
});

async function expectRightOrCorrupt(bytes: Uint8Array, sizeBytes = segment.bytes.length): Promise<number> {
  const damaged = await putBytes({ bytes, summary: { ...segment.summary, sizeBytes } });
  const answers = await readWholeSegment(damaged);
  expect(answers.filter((answer, i) => answer !== right[i] && answer !== CORRUPT)).toEqual([]);
  return answers.filter((answer) => answer === CORRUPT).length;
}

describe("a small segment", () => {
  it.each([0x01, 0x80, 0xff])("with the bits %i of any byte flipped is corrupt where it shows", async (bits) => {
    for (let at = 0; at < segment.bytes.length; at += 1) {
      const bytes = Uint8Array.from(segment.bytes);
      bytes[at] = (bytes[at] ?? 0) ^ bits;
      const alarms = await expectRightOrCorrupt(bytes);
      // But for the six reserved bytes of the header, no byte is without meaning.
      if (at < 10 || at >= 16) expect([at, alarms > 0]).toEqual([at, true]);
    }
  });

  it.each([0x00, 0x7f])("with any byte set to %i is right or corrupt", async (byte) => {
    for (let at = 0; at < segment.bytes.length; at += 1) {
      const bytes = Uint8Array.from(segment.bytes);
      bytes[at] = byte;
      await expectRightOrCorrupt(bytes);
    }
  });

  it("cut off at any length is corrupt, whatever size the manifest says", async () => {
    for (let end = 0; end < segment.bytes.length; end += 1) {
      const bytes = segment.bytes.slice(0, end);
      expect(await expectRightOrCorrupt(bytes)).toBe(right.length);
      expect(await expectRightOrCorrupt(bytes, end)).toBe(right.length);
    }
  });

  it("with bytes after its end is right or corrupt", async () => {
    for (const more of [1, 16, segment.bytes.length]) {
      const bytes = new Uint8Array(segment.bytes.length + more);
      bytes.set(segment.bytes);
      bytes.copyWithin(segment.bytes.length, 0, more);
      await expectRightOrCorrupt(bytes);
      await expectRightOrCorrupt(bytes, bytes.length);
    }
  });

  it("with any two blocks in each other's places is corrupt where it shows", async () => {
    const { layout } = readDocumentedSegment(segment.bytes);
    for (const [i, first] of layout.entries()) {
      for (const second of layout.slice(i + 1)) {
        const { bytes } = segment;
        const swapped = Buffer.concat([
          bytes.subarray(0, first.start),
          bytes.subarray(second.start, second.end),
          bytes.subarray(first.end, second.start),
          bytes.subarray(first.start, first.end),
          bytes.subarray(second.end),
        ]);
        expect(await expectRightOrCorrupt(Uint8Array.from(swapped))).toBeGreaterThan(0);
      }
    }
  });
});

describe("contents that are wrong under right checksums", () => {
  const JSON_PARTS = new Set(["contents", "documentIdsIndex", "entries", "ids"]);
  const odd = fc.oneof(
    fc.constantFrom<unknown>(null, -1, 0, 1, 0.5, 2 ** 31, 2 ** 32 + 1, 2 ** 53, 1e300, "", "я", true, [], {}, [[]]),
    fc.nat({ max: 300 }),
  );
  /** One value somewhere inside a JSON replaced by another. */
  const replaceValue = (content: Uint8Array, place: number, value: unknown): Uint8Array => {
    let count = 0;
    const isWanted = (total: number) => (_: string, item: unknown) => {
      count += 1;
      return count === total ? value : item;
    };
    const json = JSON.parse(Buffer.from(content).toString("utf8"));
    JSON.stringify(json, isWanted(0));
    const wanted = 1 + (place % count);
    count = 0;
    return Buffer.from(JSON.stringify(json, isWanted(wanted)) ?? "", "utf8");
  };

  /** Neither hangs nor throws what is not ours; what it answers is nobody's to say, for nobody wrote it. */
  async function expectAnswerOrCorrupt(change: (part: SegmentPart, content: Uint8Array) => Uint8Array): Promise<void> {
    const { bytes, contentsStart } = resealSegment(segment.bytes, parts, change);
    const summary = { ...segment.summary, sizeBytes: bytes.length, contentsStart };
    const answers = await readWholeSegment(await putBytes({ bytes, summary }));
    expect(answers.length).toBe(right.length);
  }

  it("changed by nobody are read as before", async () => {
    const { bytes, contentsStart } = resealSegment(segment.bytes, parts, (_, content) => content);
    expect([Buffer.from(bytes).toString("hex"), contentsStart]).toEqual([
      Buffer.from(segment.bytes).toString("hex"),
      segment.summary.contentsStart,
    ]);
  });

  it("with other bytes are answered or corrupt, in bounded time", async () => {
    const names = [...new Set(parts.map(({ name }) => name))];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), byteCuts, async (name, cuts) => {
        await expectAnswerOrCorrupt((part, content) => (part.name === name ? cuts.reduce(splice, content) : content));
      }),
      { numRuns: 500 },
    );
  });

  it("with other bytes in long posting lists and their occurrences are answered or corrupt, in bounded time", async () => {
    const long = await putSegment(bulkySources(300, 1));
    const longParts = partsOf(readDocumentedSegment(long.bytes));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("postings", "occurrences", "forms"), byteCuts, async (changed, cuts) => {
        const { bytes, contentsStart } = resealSegment(long.bytes, longParts, ({ section }, content) =>
          section === changed ? cuts.reduce(splice, content) : content,
        );
        const summary = { ...long.summary, sizeBytes: bytes.length, contentsStart };
        const answers = await readWholeSegment(await putBytes({ bytes, summary }));
        expect(answers.length).toBe(right.length);
      }),
      { numRuns: 120 },
    );
  });

  it("with any byte at its bounds are answered or corrupt", async () => {
    for (const part of parts) {
      const { length } = openBlock(part.section, part.blockNumber, segment.bytes.subarray(part.start, part.end));
      if (JSON_PARTS.has(part.name) || part.section === "stored") continue;
      for (let at = 0; at < length; at += 1) {
        for (const byte of [0x00, 0xff]) {
          await expectAnswerOrCorrupt(({ start }, content) =>
            start === part.start ? content.map((old, i) => (i === at ? byte : old)) : content,
          );
        }
      }
    }
  });

  it("with other JSON values are answered or corrupt", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...JSON_PARTS), fc.nat(), odd, async (name, place, value) => {
        await expectAnswerOrCorrupt((part, content) =>
          part.name === name ? replaceValue(content, place, value) : content,
        );
      }),
      { numRuns: 500 },
    );
  });
});

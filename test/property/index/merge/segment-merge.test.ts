import fc from "fast-check";
import { expect, it } from "vitest";
import { concatBytes } from "../../../../src/bytes.ts";
import type { SegmentReader } from "../../../../src/index/read.ts";
import { expectSameSegment } from "../../../support/compare-segments.ts";
import { deadEntries } from "../../../support/dead-entries.ts";
import { STORED_BLOCK_BYTES } from "../../../support/inside/index-blocks.ts";
import { invertDocuments } from "../../../support/inside/index-inverter.ts";
import { type MergeInput, mergeSegments } from "../../../support/inside/index-merge.ts";
import { findEntry, storedBlocks } from "../../../support/inside/index-reader.ts";
import { unpackStoredBlock } from "../../../support/inside/index-stored.ts";
import { flushSegment } from "../../../support/inside/index-writer.ts";
import { takeMerged } from "../../../support/merged-bytes.ts";
import { bulkySources, plainOptions, putBytes, putSegment } from "../../../support/segment-under-test.ts";

const word = fc.constantFrom("мир", "труд", "май", "кит", "__proto__", "constructor", "😀", "я", "ё");
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(" "));
const document = fc.record(
  {
    id: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom("а", "9")),
    title: text,
    body: text,
    tag: fc.jsonValue(),
    mark: fc.constantFrom("", "000001", "ff00aa"),
  },
  { requiredKeys: ["id"] },
);
/** A source, which of the inputs holds it, and whether it is dead there. */
const placed = fc.record({
  sourceKey: fc.oneof(fc.constantFrom("а", "я", "ё", "articles/1", "articles/10"), fc.string({ maxLength: 4 })),
  version: fc.constantFrom("1", "2"),
  documents: fc.array(document, { maxLength: 3 }),
  input: fc.nat({ max: 3 }),
  isDead: fc.boolean(),
});

it("a merged segment is what flushing the live sources together gives, byte for byte but for where stored blocks end", async () => {
  const sources = fc.uniqueArray(placed, { selector: ({ sourceKey }) => sourceKey, maxLength: 20 });
  await fc.assert(fc.asyncProperty(sources, expectSameAsFlushed), { numRuns: 150 });
});

it.each([
  ["in turns, of which nothing can be copied", (i: number) => (i * 7) % 3],
  ["in long runs, of which most is copied", (i: number) => Math.floor(i / 400)],
  ["in runs that end inside blocks", (i: number) => Math.floor(i / 37) % 3],
])("that holds of segments of several blocks %s", async (_, inputOf) => {
  const sources = bulkySources(1_200, 60).map((source, i) => ({
    ...source,
    input: inputOf(i),
    isDead: i % 211 === 0,
  }));
  await expectSameAsFlushed(sources);
});

type Placed = { readonly sourceKey: string; readonly input: number; readonly isDead: boolean } & Parameters<
  typeof flushSegment
>[0][number];

async function expectSameAsFlushed(sources: readonly Placed[]): Promise<void> {
  const inputs = await Promise.all(
    [0, 1, 2, 3].map(async (number) => {
      const own = sources.filter(({ input }) => input === number);
      const reader = await (await putSegment(own)).open();
      return { reader, dead: await deadOf(reader, own) };
    }),
  );
  const { chunks, summary, entries } = await takeMerged(mergeSegments(inputs, plainOptions));
  const live = sources.filter(({ isDead }) => !isDead);
  await expectSameSegment({ bytes: concatBytes(chunks), summary }, flushSegment(live, plainOptions, invertDocuments));
  const cameFrom = new Map(entries.map(({ input, entry }) => [entry.sourceKey, input]));
  expect(cameFrom).toEqual(new Map(live.map(({ sourceKey, input }) => [sourceKey, input])));
}

async function deadOf(
  reader: SegmentReader,
  own: readonly { readonly sourceKey: string; readonly isDead: boolean }[],
): Promise<ReturnType<typeof deadEntries>> {
  const dead = new Set<number>();
  for (const { sourceKey } of own.filter(({ isDead }) => isDead)) {
    dead.add((await findEntry(reader, sourceKey))!.entryNumber);
  }
  return deadEntries(...dead);
}

/** Sizes of the stored blocks of a segment, counted as the writer counts them. */
async function blockSizes(reader: SegmentReader): Promise<number[]> {
  const sizes: number[] = [];
  for await (const block of storedBlocks(reader)) {
    sizes.push(unpackStoredBlock(block).reduce((sum, { fields }) => sum + JSON.stringify(fields).length, 0));
  }
  return sizes;
}

it("over many merges with deaths in between no stored block but a segment's last is less than half full", async () => {
  const LARGEST_DOCUMENT = 3_000;
  const step = fc.record({ inputs: fc.integer({ min: 1, max: 3 }), deadOneIn: fc.integer({ min: 2, max: 400 }) });
  const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 2, maxLength: 6 });
  const history = async (counts: readonly number[], steps: readonly { inputs: number; deadOneIn: number }[]) => {
    let number = 0;
    let segments = await Promise.all(
      counts.map(async (count) => {
        const sources = Array.from({ length: count }, (_, i) => {
          number += 1;
          const tag = "ж".repeat((number * 7_919) % LARGEST_DOCUMENT);
          const sourceKey = `articles/${i % 5}/${String(number).padStart(5, "0")}`;
          return { sourceKey, version: "1", documents: [{ id: number, title: "мир", tag }] };
        });
        return (await putSegment(sources)).open();
      }),
    );
    for (const { inputs, deadOneIn } of steps) {
      const chosen = segments.slice(0, inputs).map((reader, i): MergeInput => {
        const dead = new Set(Array.from({ length: reader.contents.entries }, (_, entry) => entry));
        for (const entry of dead) if ((entry + i) % deadOneIn !== 1) dead.delete(entry);
        return { reader, dead: deadEntries(...dead) };
      });
      const { chunks, summary } = await takeMerged(mergeSegments(chosen, plainOptions));
      const merged = await (await putBytes({ bytes: concatBytes(chunks), summary })).open();
      const blocks = await blockSizes(merged);
      for (const sizeBytes of blocks.slice(0, -1)) expect(sizeBytes).toBeGreaterThanOrEqual(STORED_BLOCK_BYTES / 2);
      for (const sizeBytes of blocks) {
        expect(sizeBytes).toBeLessThan(STORED_BLOCK_BYTES * 1.5 + 2 * (LARGEST_DOCUMENT + 30));
      }
      segments = [...segments.slice(inputs), merged];
    }
  };
  await fc.assert(fc.asyncProperty(sizes, fc.array(step, { minLength: 4, maxLength: 10 }), history), { numRuns: 25 });
});

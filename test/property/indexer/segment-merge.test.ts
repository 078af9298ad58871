import fc from "fast-check";
import { expect, it } from "vitest";
import { mergeSegments } from "../../../src/indexer/segment-merge.ts";
import { freezeSegment } from "../../../src/segment/minisearch-codec.ts";
import { concatBytes } from "../../../src/segment/segment-writer.ts";
import { takeMerged } from "../../support/merged-bytes.ts";
import { bulkySources, plainOptions, putSegment } from "../../support/segment-under-test.ts";

const word = fc.constantFrom("мир", "труд", "май", "кит", "__proto__", "constructor", "😀", "я", "ё");
const text = fc.array(word, { maxLength: 5 }).map((words) => words.join(" "));
const document = fc.record(
  { id: fc.oneof(fc.nat({ max: 9 }), fc.constantFrom("а", "9")), title: text, body: text, tag: fc.jsonValue() },
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

it("a merged segment is, byte for byte, what freezing the live sources together gives", async () => {
  const sources = fc.uniqueArray(placed, { selector: ({ sourceKey }) => sourceKey, maxLength: 20 });
  await fc.assert(fc.asyncProperty(sources, expectSameAsFrozen), { numRuns: 150 });
});

it("that holds of segments of several blocks too", async () => {
  const sources = bulkySources(1_200, 60).map((source, i) => ({
    ...source,
    input: (i * 7) % 3,
    isDead: i % 11 === 0,
  }));
  await expectSameAsFrozen(sources);
});

type Placed = { readonly sourceKey: string; readonly input: number; readonly isDead: boolean } & Parameters<
  typeof freezeSegment
>[0][number];

async function expectSameAsFrozen(sources: readonly Placed[]): Promise<void> {
  const inputs = await Promise.all(
    [0, 1, 2, 3].map(async (number) => {
      const own = sources.filter(({ input }) => input === number);
      const reader = await (await putSegment(own)).open();
      const dead = new Set<number>();
      for (const { sourceKey } of own.filter(({ isDead }) => isDead)) {
        dead.add((await reader.findEntry(sourceKey))!.entryNumber);
      }
      return { reader, dead };
    }),
  );
  const { chunks, summary, entries } = await takeMerged(mergeSegments(inputs, plainOptions));
  const live = sources.filter(({ isDead }) => !isDead);
  const frozen = freezeSegment(live, plainOptions);
  expect(summary).toEqual(frozen.summary);
  expect(Buffer.from(concatBytes(chunks)).equals(Buffer.from(frozen.bytes))).toBe(true);
  const cameFrom = new Map(entries.map(({ input, entry }) => [entry.sourceKey, input]));
  expect(cameFrom).toEqual(new Map(live.map(({ sourceKey, input }) => [sourceKey, input])));
}

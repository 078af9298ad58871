import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { isSearchIndexError } from "../../../../../src/errors.ts";
import { findOrdinalsById, type SegmentReader } from "../../../../../src/index/read.ts";
import { allEntries, findEntry } from "../../../../support/inside/index-reader.ts";
import { bulkySources, putBytes, putSegment, type SegmentUnderTest } from "../../../../support/segment-under-test.ts";

/** All that a query and a merge ask of a segment, as text; an error of ours as its kind. */
async function answersOf(segment: SegmentUnderTest, documents: number): Promise<string[]> {
  const last = documents - 1;
  const questions: ((reader: SegmentReader) => Promise<unknown>)[] = [
    async (reader) => [...(await reader.postings(["общее", `номер${last}`, "слово3", "нет"]))],
    async (reader) => [...(await reader.occurrences(["общее", `номер${last}`, "нет"]))],
    (reader) => reader.termsWithPrefix("номер1"),
    (reader) => reader.formsWithPrefix("номер1"),
    async (reader) => (await reader.phrasesWithPrefix("номер1")).map(({ term, ordinals }) => [term, [...ordinals()]]),
    async (reader) => [[...(await reader.lengths(0))], [...(await reader.lengths(1))]].map(String),
    async (reader) => [...(await reader.storedDocuments([0, last]))],
    (reader) => reader.values("tag"),
    (reader) => findEntry(reader, `articles/${String(last).padStart(6, "0")}.txt`),
    (reader) => findEntry(reader, "articles/нет.txt"),
    (reader) => findOrdinalsById(reader, last),
    async (reader) => {
      const keys: string[] = [];
      for await (const { sourceKey } of allEntries(reader)) keys.push(sourceKey);
      return keys;
    },
  ];
  return Promise.all(
    questions.map(async (ask) => {
      try {
        return JSON.stringify(await ask(await segment.open()));
      } catch (error) {
        if (isSearchIndexError(error)) return `${error.kind}`;
        throw error;
      }
    }),
  );
}

/** Each answer must be the right one or an alarm; never another. */
function expectRightOrCorrupt(answers: readonly string[], right: readonly string[]): void {
  const wrong = answers.filter((answer, i) => answer !== right[i] && answer !== "corrupt-data");
  expect(wrong).toEqual([]);
}

describe.each([
  ["a small segment", 5, 3],
  ["a segment over a MiB", 1_500, 600],
])("%s", (_, documents, tagLength) => {
  let segment: SegmentUnderTest;
  let right: string[];

  beforeAll(async () => {
    segment = await putSegment(bulkySources(documents, tagLength));
    right = await answersOf(segment, documents);
    expect(right).not.toContain("corrupt-data");
  });

  it("with a flipped bit anywhere is called corrupt or answers rightly", async () => {
    const isSmall = segment.bytes.length < 10_000;
    const offset = isSmall
      ? fc.nat({ max: segment.bytes.length - 1 })
      : // Mostly where the indexes and the contents lie, which a uniform draw would seldom meet.
        fc.oneof(
          fc.nat({ max: segment.bytes.length - 1 }),
          fc.nat({ max: 20_000 }).map((back) => segment.bytes.length - 1 - back),
        );
    await fc.assert(
      fc.asyncProperty(offset, fc.nat({ max: 7 }), async (at, bit) => {
        const bytes = Uint8Array.from(segment.bytes);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const damaged = await putBytes({ bytes, summary: segment.summary });
        expectRightOrCorrupt(await answersOf(damaged, documents), right);
      }),
      { numRuns: isSmall ? 400 : 60 },
    );
  });

  it("cut off anywhere is called corrupt or answers rightly, whatever size the manifest says", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: segment.bytes.length - 1 }), fc.boolean(), async (end, isKnown) => {
        const bytes = segment.bytes.slice(0, end);
        const summary = { ...segment.summary, ...(isKnown ? { sizeBytes: end } : {}) };
        const answers = await answersOf(await putBytes({ bytes, summary }), documents);
        expectRightOrCorrupt(answers, right);
        expect(answers.every((answer) => answer === "corrupt-data")).toBe(true);
      }),
      { numRuns: segment.bytes.length < 10_000 ? 200 : 40 },
    );
  });

  it("with two blocks of one size changed for each other is called corrupt or answers rightly", async () => {
    const { postings } = (await segment.open()).contents;
    if (postings.sizesBytes.length < 2) return;
    const [first = 0, second = 0] = postings.sizesBytes;
    const size = Math.min(first, second);
    const bytes = Uint8Array.from(segment.bytes);
    const start = postings.start;
    bytes.set(segment.bytes.subarray(start + first, start + first + size), start);
    const damaged = await putBytes({ bytes, summary: segment.summary });
    expectRightOrCorrupt(await answersOf(damaged, documents), right);
  });
});

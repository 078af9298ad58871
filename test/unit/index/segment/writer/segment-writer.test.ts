import { expect, it } from "vitest";
import { concatBytes } from "../../../../../src/bytes.ts";
import { SegmentReader } from "../../../../../src/index/read.ts";
import { findEntry } from "../../../../support/inside/index-reader.ts";
import { SegmentWriter } from "../../../../support/inside/index-writer.ts";
import { putBytes } from "../../../../support/segment-under-test.ts";

const options = { fields: ["title", "body"], columnFields: ["tag"], digestFields: [], keepsOccurrences: false };
const once = (ordinals: number[]) => ({
  ordinals: Uint32Array.from(ordinals),
  frequencies: Uint32Array.from(ordinals, () => 1),
});

it("gives its bytes away as it goes, and all of them are the segment", async () => {
  const writer = new SegmentWriter(options, () => 20_000);
  const chunks: Uint8Array[] = [...writer.takeBytes()];
  const sizes: number[] = [];
  for (let i = 0; i < 20_000; i += 1) {
    writer.addTerm({ term: `т${String(i).padStart(6, "0")}`, fields: [{ field: 0, ...once([0]) }] });
    const taken = writer.takeBytes();
    sizes.push(taken.length);
    chunks.push(...taken);
  }
  writer.addDocument({ id: 1, sourceKey: "а", fields: {}, fieldLengths: [20_000], digests: [] });
  writer.addEntry({ sourceKey: "а", version: "1", documentCount: 1, fieldLengthSums: [20_000, 0] });
  const summary = writer.finish();
  chunks.push(...writer.takeBytes());
  expect(sizes.filter((size) => size > 0).length).toBeGreaterThan(5);
  const bytes = concatBytes(chunks);
  expect(bytes.length).toBe(summary.sizeBytes);
  expect(summary).toMatchObject({ documents: 1, entries: 1, fieldLengthSums: [20_000, 0] });
  const { open } = await putBytes({ bytes, summary });
  expect((await (await open()).postings(["т019999"])).size).toBe(1);
});

it("counts a document once in a term's document frequency, in however many fields the term stands", async () => {
  const writer = new SegmentWriter(options, () => 1);
  const fields = [
    { field: 0, ...once([0, 2]) },
    { field: 1, ...once([1, 2]) },
  ];
  writer.addTerm({ term: "мир", fields });
  for (let id = 0; id < 3; id += 1)
    writer.addDocument({ id, sourceKey: "а", fields: {}, fieldLengths: [1, 1], digests: [] });
  writer.addEntry({ sourceKey: "а", version: "1", documentCount: 3, fieldLengthSums: [3, 3] });
  const summary = writer.finish();
  const { open } = await putBytes({ bytes: concatBytes(writer.takeBytes()), summary });
  expect(await (await open()).termsWithPrefix("")).toEqual([{ term: "мир", documentFrequency: 3 }]);
});

it("without terms, documents and entries is a segment all the same", async () => {
  const writer = new SegmentWriter(
    { fields: [], columnFields: [], digestFields: [], keepsOccurrences: false },
    () => 0,
  );
  const summary = writer.finish();
  const { store, key } = await putBytes({ bytes: concatBytes(writer.takeBytes()), summary });
  const reader = await SegmentReader.open(store, key, summary);
  expect([reader.contents.documents, reader.contents.entries]).toEqual([0, 0]);
  expect(await findEntry(reader, "а")).toBeNull();
});

it("makes the more blocks of its terms the fewer documents it has, and of few documents as many as of many", async () => {
  const blocksOf = async (documents: number): Promise<number> => {
    const writer = new SegmentWriter({ ...options, documents }, () => 1);
    for (let i = 0; i < 20_000; i += 1) {
      writer.addTerm({ term: `т${String(i).padStart(6, "0")}`, fields: [{ field: 0, ...once([0]) }] });
    }
    writer.addDocument({ id: 1, sourceKey: "а", fields: {}, fieldLengths: [1, 1], digests: [] });
    writer.addEntry({ sourceKey: "а", version: "1", documentCount: 1, fieldLengthSums: [1, 1] });
    const summary = writer.finish();
    const { open } = await putBytes({ bytes: concatBytes(writer.takeBytes()), summary });
    return (await open()).contents.postings.sizesBytes.length;
  };
  const [few, some, more, many] = [
    await blocksOf(10),
    await blocksOf(10_000),
    await blocksOf(50_000),
    await blocksOf(1e6),
  ];
  expect(some).toBeGreaterThan(2.5 * many);
  expect(more).toBeGreaterThan(many);
  expect(some).toBeGreaterThan(more);
  expect(few).toBe(many);
});

import { expect, it } from "vitest";
import { concatBytes } from "../../../../../src/bytes.ts";
import { SearchIndexError } from "../../../../../src/errors.ts";
import { codeOf } from "../../../../support/error-of.ts";
import { encodeBlock, encodeBlockInBackground } from "../../../../support/inside/index-blocks.ts";
import { ByteSink } from "../../../../support/inside/index-writer.ts";

const contents = Array.from({ length: 20 }, (_, i) => Buffer.from("абв".repeat(i * 200)));
const expected = concatBytes(contents.map((content, number) => encodeBlock("stored", number, content)));

it("blocks that are compressed in the background come out in their order, with their sizes", async () => {
  const sink = new ByteSink(encodeBlockInBackground);
  const sizesBytes: number[] = [];
  for (const content of contents) sink.writeRunBlock("stored", sizesBytes, content);
  await sink.settle(0);
  expect(Buffer.from(concatBytes(sink.take())).equals(Buffer.from(expected))).toBe(true);
  expect(sizesBytes).toEqual(contents.map((content, number) => encodeBlock("stored", number, content).length));
  expect(sink.offset).toBe(expected.length);
});

it("no more blocks are unfinished than are allowed, and what lies after an unfinished one waits", async () => {
  let unfinished = 0;
  let most = 0;
  const finish: (() => void)[] = [];
  const sink = new ByteSink((section, number, content) => {
    unfinished += 1;
    most = Math.max(most, unfinished);
    return new Promise((resolve) => {
      finish.push(() => {
        unfinished -= 1;
        resolve(encodeBlock(section, number, content));
      });
    });
  });
  const sizesBytes: number[] = [];
  const chunks: Uint8Array[] = [];
  for (const content of contents) {
    sink.writeRunBlock("stored", sizesBytes, content);
    chunks.push(...sink.take());
    // The newest first: their bytes must wait for those of the oldest.
    if (finish.length === 3) for (const done of finish.splice(0).reverse()) done();
    await sink.settle(2);
  }
  for (const done of finish.splice(0)) done();
  await sink.settle(0);
  chunks.push(...sink.take());
  expect(most).toBe(3);
  expect(Buffer.from(concatBytes(chunks)).equals(Buffer.from(expected))).toBe(true);
});

it("a block that cannot be compressed is heard of by whoever settles", async () => {
  const sink = new ByteSink(async () => {
    throw new SearchIndexError("unexpected-failure", "Simulated.");
  });
  sink.writeRunBlock("stored", [], Buffer.from("абв"));
  expect(await codeOf(() => sink.settle(0))).toBe("unexpected-failure");
});

it("a section cannot begin before the place where it begins is known", () => {
  const sink = new ByteSink(encodeBlockInBackground);
  sink.writeRunBlock("stored", [], Buffer.from("абв"));
  expect(() => sink.writeBlock("filter", 0, Buffer.from("где"))).toThrow(/section/);
});

it("two runs lie block by block in the order in which they are written, however they are compressed", async () => {
  for (const encode of [encodeBlock, encodeBlockInBackground]) {
    const sink = new ByteSink(encode);
    const [first, second]: [number[], number[]] = [[], []];
    for (const content of contents.slice(0, 3)) {
      sink.writeRunBlock("postings", first, content);
      sink.writeRunBlock("occurrences", second, content);
    }
    sink.writeRunBlock("stored", [], Buffer.from("абв"), true);
    await sink.settle(0);
    const blocks = contents
      .slice(0, 3)
      .flatMap((content, number) => [
        encodeBlock("postings", number, content),
        encodeBlock("occurrences", number, content),
      ]);
    const all = concatBytes([...blocks, encodeBlock("stored", 0, Buffer.from("абв"))]);
    expect(Buffer.from(concatBytes(sink.take())).equals(Buffer.from(all))).toBe(true);
    expect(first.flatMap((size, i) => [size, second[i]])).toEqual(blocks.map(({ length }) => length));
    expect(sink.offset).toBe(all.length);
  }
});

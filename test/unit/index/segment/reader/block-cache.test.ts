import { describe, expect, it } from "vitest";
import { BlockCache, bytesAsBlock, type UnpackedBlock } from "../../../../support/inside/index-reader.ts";

/** A loader that remembers what it was asked for. */
function loaderOf(sizeBytes: number) {
  const asked: (readonly number[])[] = [];
  const load = (numbers: readonly number[]): Promise<UnpackedBlock<string>>[] => {
    asked.push([...numbers]);
    return numbers.map(async (number) => ({ content: `block ${number}`, sizeBytes }));
  };
  return { asked, load };
}

/** Answers each block when told to. */
function gatedLoader() {
  const gates = new Map<number, { open: (content: string) => void; fail: (error: Error) => void }>();
  const load = (numbers: readonly number[]) =>
    numbers.map(
      (number) =>
        new Promise<UnpackedBlock<string>>((resolve, reject) => {
          gates.set(number, { open: (content) => resolve({ content, sizeBytes: 10 }), fail: reject });
        }),
    );
  return { load, gate: (number: number) => gates.get(number)! };
}

describe("a block", () => {
  it("is read once, and what is not kept is read together", async () => {
    const blocks = new BlockCache(1_000_000).forSegment();
    const { asked, load } = loaderOf(100);
    expect(await blocks.read("stored", [3, 1], load)).toEqual(["block 3", "block 1"]);
    expect(await blocks.read("stored", [1, 2, 3, 4], load)).toEqual(["block 1", "block 2", "block 3", "block 4"]);
    expect(asked).toEqual([
      [3, 1],
      [2, 4],
    ]);
  });

  it("is another in another section and in another segment", async () => {
    const cache = new BlockCache(1_000_000);
    const [first, second] = [cache.forSegment(), cache.forSegment()];
    const { asked, load } = loaderOf(100);
    await first.read("stored", [1], load);
    await first.read("postings", [1], load);
    await second.read("stored", [1], load);
    expect(asked.length).toBe(3);
    expect(cache.counts()).toMatchObject({ hits: 0, misses: 3 });
  });

  it("that is asked for by several at once is read once", async () => {
    const cache = new BlockCache(1_000_000);
    const blocks = cache.forSegment();
    const { load, gate } = gatedLoader();
    const reads = [blocks.read("stored", [1, 2], load), blocks.read("stored", [2, 3], load)];
    for (const number of [1, 2, 3]) gate(number).open(`${number}`);
    expect(await Promise.all(reads)).toEqual([
      ["1", "2"],
      ["2", "3"],
    ]);
    expect(cache.counts()).toMatchObject({ hits: 1, misses: 3 });
  });

  it("that is asked for by several at once is read once also where nothing is kept", async () => {
    const blocks = new BlockCache(0).forSegment();
    const { asked, load } = loaderOf(100);
    await Promise.all([blocks.read("stored", [1], load), blocks.read("stored", [1], load)]);
    expect(asked.length).toBe(1);
    await blocks.read("stored", [1], load);
    expect(asked.length).toBe(2);
  });

  it("that could not be read fails for all who wait, and is read anew for the next; others of the read are kept", async () => {
    const blocks = new BlockCache(1_000_000).forSegment();
    const { load, gate } = gatedLoader();
    const outcomes = Promise.allSettled([blocks.read("stored", [1, 2], load), blocks.read("stored", [2], load)]);
    gate(1).open("1");
    gate(2).fail(new Error("damaged"));
    expect((await outcomes).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    const { asked, load: again } = loaderOf(10);
    expect(await blocks.read("stored", [1, 2], again)).toEqual(["1", "block 2"]);
    expect(asked).toEqual([[2]]);
  });
});

describe("the bytes of all segments together", () => {
  it("stay within the bound; what was used longest ago goes first", async () => {
    const cache = new BlockCache(5_000);
    const [first, second] = [cache.forSegment(), cache.forSegment()];
    const { asked, load } = loaderOf(1_000);
    await first.read("stored", [1], load);
    await second.read("stored", [1, 2], load);
    await first.read("stored", [1], load);
    await second.read("stored", [3], load);
    expect(asked.length).toBe(3);
    expect(cache.counts().usedBytes).toBeLessThanOrEqual(5_000);
    await first.read("stored", [1], load);
    expect(asked.length).toBe(3);
    await second.read("stored", [1], load);
    expect(asked.length).toBe(4);
  });

  it("do not hold a block that is larger than all of them", async () => {
    const cache = new BlockCache(5_000);
    const { load } = loaderOf(6_000);
    await cache.forSegment().read("stored", [1], load);
    expect(cache.counts().usedBytes).toBe(0);
  });
});

describe("a segment that is released", () => {
  it("leaves nothing behind, and what others keep stays", async () => {
    const cache = new BlockCache(1_000_000);
    // Eleven, so that the name of one begins as the name of another does.
    const parts = Array.from({ length: 11 }, () => cache.forSegment());
    const { asked, load } = loaderOf(1_000);
    for (const part of parts) await part.read("stored", [1], load);
    const used = cache.counts().usedBytes;
    parts[0]!.release();
    expect(cache.counts().usedBytes).toBeCloseTo((used * 10) / 11, -2);
    await parts[10]!.read("stored", [1], load);
    expect(asked.length).toBe(11);
  });

  it("is still read by queries at work on it, whose blocks are not kept", async () => {
    const cache = new BlockCache(1_000_000);
    const blocks = cache.forSegment();
    const { load, gate } = gatedLoader();
    const early = blocks.read("stored", [1], load);
    blocks.release();
    const late = blocks.read("stored", [2], load);
    gate(1).open("1");
    gate(2).open("2");
    expect(await Promise.all([early, late])).toEqual([["1"], ["2"]]);
    expect(cache.counts().usedBytes).toBe(0);
  });
});

it("a short block does not keep the buffer alive that it was unpacked into", () => {
  const large = new Uint8Array(16_384);
  expect(bytesAsBlock(large.subarray(0, 100)).sizeBytes).toBe(100);
  expect(bytesAsBlock(large.subarray(0, 16_000)).sizeBytes).toBe(16_384);
});

describe("sections that are held whole", () => {
  it("take a quarter of the cache together, the first that ask", () => {
    const cache = new BlockCache(400_000);
    const [first, second, third] = [cache.forSegment(), cache.forSegment(), cache.forSegment()];
    expect(first.mayHold(10, 60_000)).toBe(true);
    expect(second.mayHold(10, 60_000)).toBe(false);
    expect(third.mayHold(10, 20_000)).toBe(true);
    expect(first.mayHold(10, 60_000)).toBe(true);
  });

  it("give their room back with their segment, which holds none afterwards", () => {
    const cache = new BlockCache(400_000);
    const [first, second] = [cache.forSegment(), cache.forSegment()];
    expect(first.mayHold(1, 90_000)).toBe(true);
    first.release();
    expect([first.mayHold(1, 90_000), second.mayHold(1, 90_000)]).toEqual([false, true]);
  });

  it("are none without a cache", () => {
    expect(new BlockCache(0).forSegment().mayHold(1, 1)).toBe(false);
  });

  it("are none where a reader waits for bytes", () => {
    expect(new BlockCache(1e9, false).forSegment().mayHold(1, 1)).toBe(false);
  });
});

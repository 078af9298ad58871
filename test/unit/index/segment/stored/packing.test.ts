import { describe, expect, it } from "vitest";
import { STORED_BLOCK_BYTES } from "../../../../support/inside/index-blocks.ts";
import { StoredPacking } from "../../../../support/inside/index-stored.ts";

/** Documents whose fields take so many hundredths of a full block. */
const documents = (...hundredths: number[]) =>
  hundredths.map((size, id) => {
    const text = "ж".repeat((STORED_BLOCK_BYTES * size) / 100 - '{"text":""}'.length);
    return { id, sourceKey: "а", fields: { text } };
  });

function packingWith(...hundredths: number[]): StoredPacking {
  const packing = new StoredPacking(STORED_BLOCK_BYTES);
  for (const document of documents(...hundredths)) expect(packing.add(document)).toBeNull();
  return packing;
}

const sizes = (batches: readonly (readonly unknown[])[]) => batches.map((batch) => batch.length);

describe("documents one by one", () => {
  it("make a block as soon as it is full", () => {
    const packing = packingWith(40, 40);
    expect(packing.add(documents(40)[0]!)?.length).toBe(3);
    expect(packing.take()).toEqual([]);
  });
});

describe("a whole block", () => {
  it("may be copied where nothing is pending, or half a block and more", () => {
    expect(packingWith().mayCopy).toBe(true);
    expect(packingWith(30).mayCopy).toBe(false);
    expect(packingWith(30, 21).mayCopy).toBe(true);
  });

  it("takes in what is pending and ends with it, so that the next may be copied", () => {
    const packing = packingWith(30);
    expect(sizes(packing.absorb(documents(50, 50)))).toEqual([3]);
    expect(packing.mayCopy).toBe(true);
  });

  it("that would grow too large with it is made two, neither less than half full", () => {
    const packing = packingWith(40);
    expect(sizes(packing.absorb(documents(31, 31, 31, 31, 31)))).toEqual([3, 3]);
    expect(packing.take()).toEqual([]);
  });

  it("that is too small with it to be half full waits for more", () => {
    const packing = packingWith(10);
    expect(packing.absorb(documents(20))).toEqual([]);
    expect(packing.take().length).toBe(2);
  });
});

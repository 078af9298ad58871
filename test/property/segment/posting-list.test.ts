import fc from "fast-check";
import { expect, it } from "vitest";
import { ByteWriter } from "../../../src/segment/byte-buffer.ts";
import { PostingList, writePostingList } from "../../../src/segment/posting-list.ts";
import { POSTINGS_PER_CHUNK } from "../../../src/segment/segment-format.ts";

const DOCUMENTS = 2_000;

const frequency = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2 ** 32 - 1 }));
const rows = fc.uniqueArray(fc.tuple(fc.nat({ max: DOCUMENTS - 1 }), frequency), {
  selector: ([ordinal]) => ordinal,
  maxLength: 600,
  size: "max",
});
const deadOrdinals = fc.uniqueArray(fc.nat({ max: DOCUMENTS - 1 }), { maxLength: 40 });
const lengthSeed = fc.integer({ min: 1, max: 97 });

it("lists of any length come back, without their dead, and their impacts bound every posting", () => {
  fc.assert(
    fc.property(rows, deadOrdinals, lengthSeed, (postings, dying, seed) => {
      const lengthOf = (ordinal: number): number => 1 + ((ordinal * seed) % 300);
      postings.sort(([a], [b]) => a - b);
      const ordinals = Uint32Array.from(postings, ([ordinal]) => ordinal);
      const frequencies = Uint32Array.from(postings, ([, count]) => count);
      const writer = new ByteWriter();
      writePostingList(writer, { field: 0, ordinals, frequencies }, lengthOf);
      const list = PostingList.read(0, writer.toBytes(), ordinals.length, DOCUMENTS);
      expect(list.toPostings()).toEqual({ field: 0, ordinals, frequencies });
      for (const [i, [ordinal, count]] of postings.entries()) {
        const impacts = list.impactsOf(Math.floor(i / POSTINGS_PER_CHUNK));
        const isBounded = impacts?.some(
          (impact) => impact.frequency >= count && impact.fieldLength <= lengthOf(ordinal),
        );
        expect(isBounded ?? ordinals.length <= POSTINGS_PER_CHUNK).toBe(true);
      }
      const dead = new Uint8Array(DOCUMENTS);
      for (const ordinal of dying) dead[ordinal] = 1;
      const living = list.withoutDead(dead, Uint32Array.from(dying).sort());
      const expected = postings.filter(([ordinal]) => dead[ordinal] === 0);
      expect(living.documentFrequency).toBe(expected.length);
      expect([...living.toPostings().ordinals]).toEqual(expected.map(([ordinal]) => ordinal));
      expect([...living.toPostings().frequencies]).toEqual(expected.map(([, count]) => count));
      for (const ordinal of dying) expect(living.holds(ordinal)).toBe(false);
    }),
    { numRuns: 60 },
  );
});

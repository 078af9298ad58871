import fc from "fast-check";
import { expect, it } from "vitest";
import { POSTINGS_PER_BLOCK } from "../../../../support/inside/index-blocks.ts";
import { impactsOf, openingsOf, openList, packList } from "../../../../support/packed-list.ts";

const DOCUMENTS = 2_000;

const frequency = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 2 ** 30 - 1 }));
const rows = fc.uniqueArray(fc.tuple(fc.nat({ max: DOCUMENTS - 1 }), frequency, fc.nat({ max: 1 })), {
  selector: ([ordinal]) => ordinal,
  minLength: 1,
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
      const openings = Uint8Array.from(postings, ([, , opening]) => opening);
      const packed = packList({ field: 1, ordinals, frequencies }, lengthOf, openings);
      const list = openList(packed, ordinals.length, DOCUMENTS);
      expect(list.toPostings()).toEqual({ field: 1, ordinals, frequencies });
      expect(openingsOf(list)).toEqual([...openings]);
      for (const [i, [ordinal, count]] of postings.entries()) {
        const impacts = impactsOf(list, Math.floor(i / POSTINGS_PER_BLOCK));
        const isBounded = impacts.some(([greatest, least]) => greatest >= count && least <= lengthOf(ordinal));
        expect(isBounded).toBe(ordinals.length > POSTINGS_PER_BLOCK);
      }
      const dead = new Uint8Array(DOCUMENTS);
      for (const ordinal of dying) dead[ordinal] = 1;
      const living = list.withoutDead(dead, Uint32Array.from(dying).sort());
      const expected = postings.filter(([ordinal]) => dead[ordinal] === 0);
      expect(living.documentFrequency).toBe(expected.length);
      expect([...living.toPostings().ordinals]).toEqual(expected.map(([ordinal]) => ordinal));
      expect([...living.toPostings().frequencies]).toEqual(expected.map(([, count]) => count));
      expect(openingsOf(living)).toEqual(expected.map(([, , opening]) => opening));
    }),
    { numRuns: 60 },
  );
});

it("gaps of millions of documents come back", () => {
  const steps = fc.array(fc.integer({ min: 0, max: 3_000_000 }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(steps, (gaps) => {
      let last = -1;
      const ordinals = Uint32Array.from(gaps, (gap) => {
        last += gap + 1;
        return last;
      });
      const list = { field: 1, ordinals, frequencies: new Uint32Array(ordinals.length).fill(1) };
      const packed = packList(list, () => 1);
      expect(openList(packed, ordinals.length, last + 1).toPostings()).toMatchObject(list);
    }),
  );
});

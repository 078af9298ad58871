import fc from "fast-check";
import { expect, it } from "vitest";
import { codeOf } from "../../../../support/error-of.ts";
import { decodeDuplicates, encodeDuplicates } from "../../../../support/inside/index-stored.ts";

const row = fc.record({ gap: fc.nat({ max: 5 }), group: fc.integer({ min: 1, max: 3 }), address: fc.nat({ max: 3 }) });

it("the duplicates of a segment come back as they were written", () => {
  fc.assert(
    fc.property(fc.array(row, { minLength: 3, maxLength: 40 }), (rows) => {
      let ordinal = -1;
      const ordinals = Uint32Array.from(rows, ({ gap }) => (ordinal += gap + 1));
      const groups = Uint32Array.from(rows, ({ group }) => group);
      const addresses = Uint32Array.from(rows, ({ address }) => address);
      const written = { ordinals, groups, addresses };
      expect(decodeDuplicates(encodeDuplicates(written), ordinal + 1)).toEqual(written);
    }),
  );
});

it.each([
  ["more duplicates than documents", [3, 0, 1, 0, 0, 1, 0, 0, 1, 0], 2],
  ["a document that the segment does not have", [2, 0, 1, 0, 5, 1, 0], 3],
  ["no group", [2, 0, 0, 0, 0, 1, 0], 3],
  ["a group of a number that there cannot be", [2, 0, 3, 0, 0, 1, 0], 3],
  ["an address of a number that there cannot be", [2, 0, 1, 9, 0, 1, 0], 3],
  ["an end that is missing", [2, 0, 1, 0, 0, 1], 3],
  ["bytes behind its end", [2, 0, 1, 0, 0, 1, 0, 0], 3],
])("duplicates with %s are corrupt", async (_, bytes, documents) => {
  expect(await codeOf(() => decodeDuplicates(Uint8Array.from(bytes), documents))).toBe("corrupt-segment");
});

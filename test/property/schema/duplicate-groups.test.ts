import fc from "fast-check";
import { expect, it } from "vitest";
import { ArticleDigests } from "../../../src/schema/schema.ts";
import { MAX_DIFFERENT_BYTES } from "../../support/inside/schema.ts";

interface Digests {
  readonly signature: Uint8Array;
  readonly address: Uint8Array;
}

const NONE = { signature: new Uint8Array(16), address: new Uint8Array(8) };

/** Copies of some signatures with some bytes changed, so that all distances come, those at the edge often. */
const signature = fc
  .tuple(
    fc.nat({ max: 3 }),
    fc.uniqueArray(fc.nat({ max: 15 }), { maxLength: 9 }),
    fc.oneof(fc.nat({ max: 2 }), fc.nat({ max: 255 })),
  )
  .map(([base, places, byte]) => {
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => (base * 50 + i * 7 + 1) % 256);
    for (const place of places) bytes[place] = byte;
    return bytes;
  });
/** Bytes of few values, so that many meet in some pair of bytes and few are near. */
const crowded = fc.uint8Array({ minLength: 16, maxLength: 16, max: 1 });
const address = fc.oneof(
  fc.constant(NONE.address),
  fc.nat({ max: 5 }).map((n) => Uint8Array.of(n, 0, 0, 0, 0, 0, 0, 1)),
  // Of one slot of the table, and of its neighbours.
  fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 3 })).map(([low, high]) => Uint8Array.of(low, 0, 0, 0, high, 0, 0, 0)),
);
const digests: fc.Arbitrary<Digests[]> = fc.array(
  fc.record({ signature: fc.oneof(signature, crowded, fc.constant(NONE.signature)), address }),
  { maxLength: 60 },
);

function toTable(list: readonly Digests[]): ArticleDigests {
  const table = new ArticleDigests(list.length);
  for (const [place, item] of list.entries()) {
    const columns = [
      { digestBytes: 16, bytes: item.signature },
      { digestBytes: 8, bytes: item.address },
    ] as const;
    table.set(place, columns, 0);
  }
  return table;
}

/** Groups by comparing every two, until nothing changes. */
function groupNaively(list: readonly Digests[], isSame: (a: Digests, b: Digests) => boolean): number[] {
  const groups = list.map((_, place) => place);
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (const [a, one] of list.entries()) {
      for (const [b, other] of list.entries()) {
        const least = Math.min(groups[a] ?? 0, groups[b] ?? 0);
        if (groups[a] === groups[b] || !isSame(one, other)) continue;
        groups[a] = least;
        groups[b] = least;
        isChanged = true;
      }
    }
  }
  return groups;
}

const isSome = (bytes: Uint8Array): boolean => bytes.some((byte) => byte !== 0);
const isNear = (a: Digests, b: Digests): boolean =>
  isSome(a.signature) &&
  isSome(b.signature) &&
  a.signature.filter((byte, i) => byte !== b.signature[i]).length <= MAX_DIFFERENT_BYTES;
const isOneAddress = (a: Digests, b: Digests): boolean =>
  isSome(a.address) && Buffer.compare(a.address, b.address) === 0;

it.each([
  ["near texts", { text: true, address: false }, isNear],
  ["one address", { text: false, address: true }, isOneAddress],
  ["both", { text: true, address: true }, (a: Digests, b: Digests) => isNear(a, b) || isOneAddress(a, b)],
])("groups by %s are those that comparing every two articles gives", (_, by, isSame) => {
  fc.assert(
    fc.property(digests, (list) => {
      expect([...toTable(list).group(by)]).toEqual(groupNaively(list, isSame));
    }),
    { numRuns: 300 },
  );
});

it("groups do not depend on the order of the articles", () => {
  fc.assert(
    fc.property(digests, fc.infiniteStream(fc.nat()), (list, numbers) => {
      const order = list.map((item) => ({ item, rank: numbers.next().value })).sort((a, b) => a.rank - b.rank);
      const groupsOf = (items: readonly Digests[]): string[] => {
        const roots = toTable(items).group({ text: true, address: true });
        const members = new Map<number, number[]>();
        for (const [place, item] of items.entries()) {
          const root = roots[place] ?? 0;
          members.set(root, [...(members.get(root) ?? []), list.indexOf(item)]);
        }
        return [...members.values()].map((places) => places.sort((a, b) => a - b).join()).sort();
      };
      expect(groupsOf(order.map(({ item }) => item))).toEqual(groupsOf(list));
    }),
  );
});

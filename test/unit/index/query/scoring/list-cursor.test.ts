import { expect, it } from "vitest";
import { ListCursor } from "../../../../support/inside/index-scoring.ts";
import { openList, packList } from "../../../../support/packed-list.ts";

/** Every third document of a thousand: two blocks and a part of one. */
const LIST = {
  field: 1,
  ordinals: Uint32Array.from({ length: 300 }, (_, i) => i * 3 + 1),
  frequencies: Uint32Array.from({ length: 300 }, (_, i) => 1 + (i % 7)),
};
const openAll = () =>
  openList(
    packList(LIST, () => 9),
    300,
    1_000,
  );

it("tells how often a term stands in a document, in whichever order documents are asked for", () => {
  const cursor = new ListCursor(openAll());
  const frequencyOf = (ordinal: number): number =>
    ordinal % 3 === 1 && ordinal < 900 ? 1 + (((ordinal - 1) / 3) % 7) : 0;
  for (const ordinal of [1, 0, 385, 386, 4, 898, 899, 999, 766, 383, 382]) {
    expect([ordinal, cursor.frequencyAt(ordinal)]).toEqual([ordinal, frequencyOf(ordinal)]);
  }
});

it("decodes the one block that a document may be in", () => {
  const list = openAll();
  expect(new ListCursor(list).frequencyAt(385)).toBeGreaterThan(0);
  expect(list.ordinalsOf(1)[list.startOf(1)]).toBe(385);
  const others = [...list.ordinalsOf(1)].filter((_, i) => i < list.startOf(1) || i >= list.decode(1));
  expect(others.filter((ordinal) => ordinal !== 0)).toEqual([]);
});

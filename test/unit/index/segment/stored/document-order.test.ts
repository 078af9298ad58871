import { expect, it } from "vitest";
import { compareText } from "../../../../../src/index/shared.ts";
import { compareIds } from "../../../../support/inside/index-stored.ts";

it("ids are ordered numbers first by value, then all else by UTF-16 units", () => {
  const ids = ["б", "a", 10, "10", 9, "😀", "\uffff", -1];
  expect([...ids].sort(compareIds)).toEqual([-1, 9, 10, "10", "a", "б", "😀", "\uffff"]);
});

it("text is compared by UTF-16 units, equal text as equal", () => {
  expect(["ё", "я", "а", ""].sort(compareText)).toEqual(["", "а", "я", "ё"]);
  expect(compareText("а", "а")).toBe(0);
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beginningOfForms } from "../../../src/russian/dictionary.ts";
import { mayBeForm } from "../../support/inside/russian-query-words.ts";

const word = fc.string({ unit: fc.constantFrom("а", "е", "р", "т", "ь"), minLength: 2, maxLength: 12 });

describe("a word that may be a form of the first word of a name", () => {
  it("begins as all its forms do, and is one of its own", () => {
    fc.assert(
      fc.property(word, word, (first, other) => {
        expect(mayBeForm(first, first)).toBe(true);
        expect(first).toContain(beginningOfForms(first));
        if (mayBeForm(other, first)) expect(other.startsWith(beginningOfForms(first))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each([
    ["рынка", "рынок"],
    ["угла", "угол"],
    ["бойцами", "боец"],
    ["зайцев", "заяц"],
    ["мае", "май"],
    ["умру", "умереть"],
    ["уйду", "уйти"],
    ["убью", "убить"],
    ["министров", "министр"],
  ])("is %s of %s", (form, first) => {
    expect(mayBeForm(form, first)).toBe(true);
  });

  it.each([
    ["реке", "редми"],
    ["аварии", "авто"],
    ["минута", "министр"],
    ["го", "государство"],
  ])("is not %s of %s", (other, first) => {
    expect(mayBeForm(other, first)).toBe(false);
  });
});

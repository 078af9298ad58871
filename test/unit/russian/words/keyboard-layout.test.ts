import { describe, expect, test } from "vitest";
import { otherLayouts } from "../../../../src/russian/words.ts";

describe("the other keyboard layout", () => {
  test.each([
    ["kfdhjd", "лавров"],
    ["Kfdhjd", "Лавров"],
    ["'rjyjvbrf", "экономика"],
    [",tyby", "бенин"],
    ["rjhf,km", "корабль"],
    ["[jhjij", "хорошо"],
    ["cfyrn-gtnth,ehu", "санкт-петербург"],
    ["ыефкцфкы", "starwars"],
    ["Ыефк", "Star"],
    ["j,]tv`", "объемё"],
  ])("makes of %s %s", (typed, meant) => {
    expect(otherLayouts(typed)[0]).toBe(meant);
  });

  test("takes a sign at the end for a letter, or for a sign", () => {
    expect(otherLayouts("ytanm,")).toEqual(["нефтьб", "нефть,"]);
    expect(otherLayouts("vjcrdf.")).toEqual(["москваю", "москва."]);
  });

  test.each(["", "2016", "a", "я", "лавровlavrov", "--", "…"])("makes nothing of «%s»", (typed) => {
    expect(otherLayouts(typed)).toEqual([]);
  });
});

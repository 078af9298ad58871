import { describe, expect, test } from "vitest";
import {
  bestCorrection,
  editsAllowed,
  lookupDistance,
  swapDistance,
} from "../../../../src/query/spelling/spelling-typos.ts";

const near = (forms: Record<string, number>) =>
  Object.entries(forms).map(([form, documentFrequency]) => ({ form, documentFrequency, distance: 1 }));

describe("the distance of two words", () => {
  test.each([
    ["лавров", "лавров", 0],
    ["лаврво", "лавров", 1],
    ["лавров", "лавро", 1],
    ["лавроф", "лавров", 1],
    ["алвроф", "лавров", 2],
    ["", "абв", 3],
    ["аб", "", 2],
  ])("%s to %s is %i, a swap of neighbours being one", (a, b, distance) => {
    expect(swapDistance(a, b)).toBe(distance);
    expect(swapDistance(b, a)).toBe(distance);
  });
});

describe("a slip", () => {
  test("is of words of letters alone, one edit from four of them, two from seven", () => {
    expect(["суд", "нато", "лавров", "лаврова", "т-34", "2016"].map(editsAllowed)).toEqual([0, 1, 1, 2, 0, 0]);
    expect([0, 1, 2].map(lookupDistance)).toEqual([0, 2, 3]);
  });

  test("is taken for the nearest word, of these for the commonest, and for a farther one only if that is far commoner", () => {
    expect(bestCorrection("лаврво", near({ лавров: 3, лавра: 90 }))).toEqual({
      form: "лавров",
      edits: 1,
      score: expect.any(Number),
    });
    expect(bestCorrection("портовй", near({ портовой: 2, портовый: 5 }))?.form).toBe("портовый");
    expect(bestCorrection("путтинн", near({ пуутинн: 1, путин: 10_000 }))?.form).toBe("путин");
    expect(bestCorrection("путтинн", near({ путтин: 1, путин: 10 }))?.form).toBe("путтин");
  });

  test.each([
    ["икеа", "икра"],
    ["орлан", "орла"],
    ["волокно", "молоко"],
    ["пескарь", "песка"],
    ["дом", "том"],
  ])("is not what makes %s of %s", (word, form) => {
    expect(bestCorrection(word, near({ [form]: 1_000 }))).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { createSwapAutomaton } from "../../../../src/query/expansion/edit-automaton.ts";
import { bestCorrection, editsAllowed, type TypoCandidate } from "../../../../src/query/spelling/spelling-typos.ts";

/** What some forms with their document frequencies mend a word to. */
function mend(word: string, forms: Record<string, number>): TypoCandidate | null {
  const near = Object.entries(forms).map(([form, documentFrequency]) => {
    const automaton = createSwapAutomaton(word, 40);
    for (const [i, letter] of [...form].entries()) automaton.push(i, letter.charCodeAt(0));
    return { form, documentFrequency, distance: automaton.distance(form.length) };
  });
  return bestCorrection(word, near);
}

describe("a slip", () => {
  test("is of words of letters alone, one edit from four of them, two from seven", () => {
    expect(["суд", "нато", "лавров", "лаврова", "т-34", "2016"].map(editsAllowed)).toEqual([0, 1, 1, 2, 0, 0]);
  });

  test("is taken for the nearest word, of these for the commonest, and for a farther one only if that is far commoner", () => {
    expect(mend("лаврво", { лавров: 3, лавра: 90 })).toEqual({
      form: "лавров",
      edits: 1,
      score: expect.any(Number),
    });
    expect(mend("портовй", { портовой: 2, портовый: 5 })?.form).toBe("портовый");
    expect(mend("путтинн", { пуутинн: 1, путин: 10_000 })?.form).toBe("путин");
    expect(mend("путтинн", { путтин: 1, путин: 10 })?.form).toBe("путтин");
  });

  test.each([
    ["икеа", "икра"],
    ["орлан", "орла"],
    ["волокно", "молоко"],
    ["пескарь", "песка"],
    ["дом", "том"],
  ])("is not what makes %s of %s", (word, form) => {
    expect(mend(word, { [form]: 1_000 })).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { createEditAutomaton } from "../../../../src/query/expansion/edit-automaton.ts";
import {
  bestBeginning,
  bestCorrection,
  editsAllowed,
  mayBeMistypedBeginning,
  type SurfaceForm,
} from "../../../../src/query/spelling/spelling-typos.ts";

/** What some forms with their document frequencies correct a word to. */
function correct(word: string, forms: Record<string, number>): SurfaceForm | null {
  const near = Object.entries(forms).map(([form, documentFrequency]) => {
    const automaton = createEditAutomaton(word, 40, 1);
    for (const [i, letter] of [...form].entries()) automaton.push(i, letter.charCodeAt(0));
    return { form, documentFrequency, edits: automaton.distance(form.length) };
  });
  return bestCorrection(word, near);
}

describe("a slip", () => {
  test("is of words of letters alone, one edit from four of them, two from seven", () => {
    expect(["суд", "нато", "лавров", "лаврова", "т-34", "2016"].map(editsAllowed)).toEqual([0, 1, 1, 2, 0, 0]);
  });

  test("is taken for the nearest word, of these for the commonest, and for a farther one only if that is far commoner", () => {
    expect(correct("лаврво", { лавров: 3, лавра: 90 })).toEqual({ form: "лавров", edits: 1, documentFrequency: 3 });
    expect(correct("портовй", { портовой: 2, портовый: 5 })?.form).toBe("портовый");
    expect(correct("путтинн", { пуутинн: 1, путин: 10_000 })?.form).toBe("путин");
    expect(correct("путтинн", { путтин: 1, путин: 10 })?.form).toBe("путтин");
  });

  test.each([
    ["икеа", "икра"],
    ["орлан", "орла"],
    ["волокно", "молоко"],
    ["пескарь", "песка"],
    ["дом", "том"],
  ])("is not what makes %s of %s", (word, form) => {
    expect(correct(word, { [form]: 1_000 })).toBeNull();
  });

  test.each([
    ["дерективы", { директивы: 1, детективы: 8 }, "директивы"],
    ["жури", { жюри: 1, жарю: 9, журы: 0 }, "жюри"],
    ["расчесывает", { рассчесывает: 1, расчерчивает: 3 }, "рассчесывает"],
    ["обьявил", { объявил: 1, обьянил: 9 }, "объявил"],
    ["опресивный", { оптесивный: 60, опрессивный: 2 }, "оптесивный"],
  ])("of the ear outweighs one of the fingers, but for what is far commoner: %s", (word, forms, meant) => {
    expect(correct(word, forms)?.form).toBe(meant);
  });
});

describe("a slip in what is there of a word", () => {
  const begin = (word: string, forms: Record<string, number>) =>
    bestBeginning(
      word,
      Object.entries(forms).map(([form, documentFrequency]) => ({ form, documentFrequency, edits: 1 })),
    );

  test.each([
    ["каронав", { коронавирус: 9, карантин: 90 }, "коронав"],
    ["коонавир", { коронавирус: 9 }, "коронавир"],
    ["короонав", { коронавирус: 9 }, "коронав"],
    ["кроонав", { коронавирус: 9 }, "коронав"],
    ["призид", { призрак: 3, президента: 2, президент: 8 }, "презид"],
  ])("is corrected to the beginning of the commonest: %s", (word, forms, meant) => {
    expect(begin(word, forms)?.beginning).toBe(meant);
  });

  test.each([
    ["коронац", { коронавирус: 9 }],
    ["паронав", { коронавирус: 9, даронавирус: 3 }],
    ["каранав", { коронавирус: 9 }],
    ["каронав", { коронав: 9 }],
  ])("is none of its first or last letter, nor where nothing goes on: %s", (word, forms) => {
    expect(begin(word, forms)).toBeNull();
  });

  test("is looked for from six letters on", () => {
    expect(["корон", "короне", "корон5", "корон-д"].map(mayBeMistypedBeginning)).toEqual([false, true, false, false]);
  });
});

import { describe, expect, test } from "vitest";
import { createEditAutomaton } from "../../../support/inside/index-plan.ts";
import {
  bestBeginning,
  bestCorrection,
  type Correction,
  editCost,
  editsAllowed,
  mayBeMistypedBeginning,
  spellingCost,
  splitMargin,
  type TypedWord,
} from "../../../support/inside/search-spelling.ts";

const DOCUMENTS = 1_000;

/** Corrects a word by some forms with their document frequencies. */
function correct(form: string, forms: Record<string, number>, more: Partial<TypedWord> = {}): Correction | null {
  const near = Object.entries(forms).map(([other, documentFrequency]) => {
    const automaton = createEditAutomaton(form, 40, 1);
    for (const [i, letter] of [...other].entries()) automaton.push(i, letter.charCodeAt(0));
    return { form: other, documentFrequency, edits: automaton.distance(other.length) };
  });
  return bestCorrection({ form, documents: DOCUMENTS, ...more }, near);
}

describe("a slip", () => {
  test("is of words of letters alone, one edit from four of them, two from seven", () => {
    expect(["суд", "нато", "лавров", "лаврова", "т-34", "2016"].map(editsAllowed)).toEqual([0, 1, 1, 2, 0, 0]);
  });

  test("is taken for what is frequent and near, and for what is farther only where that is far more frequent", () => {
    expect(correct("лаврво", { лавров: 3, лавра: 90 })?.form).toBe("лавров");
    expect(correct("портовй", { портовой: 2, портовый: 5 })?.form).toBe("портовый");
    expect(correct("кактастраф", { кактастраф: 9, катастроф: 40, кактастроф: 5 })?.form).toBe("кактастроф");
    expect(correct("кактастраф", { кактастроф: 1, катастроф: 900 })?.form).toBe("катастроф");
  });

  test.each([
    ["дерективы", { директивы: 1, детективы: 8 }, "директивы"],
    ["жури", { жюри: 1, жарю: 9 }, "жюри"],
    ["расчесывает", { рассчесывает: 3, расчерчивает: 3 }, "рассчесывает"],
    ["обьявил", { объявил: 1, обьянил: 9 }, "объявил"],
    ["моаква", { москва: 20, мокка: 60 }, "москва"],
  ])("of the ear, or to the key beside, is likelier than any other: %s", (word, forms, meant) => {
    expect(correct(word, forms)?.form).toBe(meant);
  });

  test.each([
    ["росия", "россия"],
    ["презедент", "президент"],
    ["коронавипус", "коронавирус"],
    ["являеться", "является"],
    ["помощ", "помощь"],
    ["трапм", "трамп"],
    ["карантн", "карантин"],
  ])("is likelier than that somebody means %s: %s", (word, meant) => {
    expect(correct(word, { [meant]: 30 })?.margin).toBeGreaterThanOrEqual(0);
  });

  test.each([
    ["орбан", "орган"],
    ["икеа", "икра"],
    ["шольц", "шульц"],
    ["ашан", "шан"],
    ["акунин", "якунин"],
    ["скорсезе", "скорее"],
  ])("is less likely than that somebody means %s: %s", (word, near) => {
    expect(correct(word, { [near]: 2 })?.margin ?? -1).toBeLessThan(0);
  });

  test("is less likely in a surname, a name, and a form of a word that the index has in others", () => {
    const margin = (word: string, more: Partial<TypedWord> = {}) => correct(word, { кутурик: 30 }, more)?.margin ?? 0;
    expect(margin("кутурин")).toBeLessThan(margin("кутурил"));
    expect(margin("кутурил", { isCapitalized: true })).toBeLessThan(margin("кутурил"));
    expect(margin("кутурил", { liveTerms: ["кутурил"] })).toBeLessThan(margin("кутурил"));
  });

  test("is none between two forms of a word, and none of a stop word", () => {
    expect(correct("эрдогану", { эрдогана: 40 }, { liveTerms: ["эрдоган"] })).toBeNull();
    expect(correct("коогда", { когда: 900 })).toBeNull();
  });
});

describe("the cost of edits", () => {
  test("is none of a word itself, and never less than none", () => {
    expect(editCost("слово", "слово")).toBe(0);
    expect(editCost("", "")).toBe(0);
    expect(editCost("слово", "другое")).toBeGreaterThan(0);
  });

  test("is less of what sounds alike, of the key beside, of one of two letters and of a sign than of another letter", () => {
    const other = editCost("комита", "комета".replace("е", "ж"));
    for (const [typed, meant] of [
      ["камета", "комета"],
      ["комкта", "комета"],
      ["росия", "россия"],
      ["обьект", "объект"],
      ["комтеа", "комета"],
    ] as const) {
      expect(editCost(typed, meant), typed).toBeLessThan(other);
    }
  });

  test("is more of the first letter", () => {
    expect(editCost("ьомета", "комета")).toBeGreaterThan(editCost("комеьа", "комета"));
  });
});

describe("a slip in what is there of a word", () => {
  const begin = (form: string, forms: Record<string, number>) =>
    bestBeginning(
      { form, documents: 100 },
      Object.entries(forms).map(([other, documentFrequency]) => ({ form: other, documentFrequency, edits: 1 })),
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

describe("a missing space", () => {
  const typed = { form: "курсдоллара", documents: DOCUMENTS };

  test("is likely between frequent words, the less the rarer one of them is", () => {
    const frequent = splitMargin(typed, 1, [
      ["курс", 60],
      ["доллара", 40],
    ]);
    expect(frequent).toBeGreaterThan(0);
    expect(
      splitMargin(typed, 2, [
        ["курс", 60],
        ["доллара", 40],
      ]),
    ).toBeLessThan(frequent);
    expect(
      splitMargin(typed, 1, [
        ["курс", 60],
        ["доллара", 2],
      ]),
    ).toBeLessThan(frequent);
  });

  test("is none where the index lacks a part", () => {
    expect(
      splitMargin(typed, 1, [
        ["курс", 60],
        ["доллара", 0],
      ]),
    ).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("another spelling of a name", () => {
  test.each([
    ["мухамедов", "мухаммедов"],
    ["зиннурова", "зинурову"],
    ["карабельщиковой", "корабельщиковой"],
    ["ярчюк", "ярчук"],
    ["ильчибаев", "илчибаев"],
  ])("sounds the same, whatever its ending: %s, %s", (typed, form) => {
    expect(spellingCost(typed, form)).not.toBeNull();
  });

  test.each([
    ["тамринский", "камринский"],
    ["мухамедов", "мухамедзанов"],
    ["карабильщикав", "корабельщиков"],
    ["бремя", "время"],
    ["лепо", "лего"],
  ])("is no short one, no word of another sound, and none of two slips: %s, %s", (typed, form) => {
    expect(spellingCost(typed, form)).toBeNull();
  });
});

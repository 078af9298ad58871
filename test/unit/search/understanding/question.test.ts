import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findQuestion } from "../../../support/inside/search-understanding.ts";
import { expectGrowthBelow } from "../../../support/processor-time.ts";

const asked = (text: string): string | null => {
  const found = findQuestion(text);
  return found === null ? null : text.slice(found.start, found.end);
};

describe("the words of a question", () => {
  it.each([
    ["кто такая мария захарова", "кто такая"],
    ["Кто такой Навальный?", "Кто такой"],
    ["что такое бином ньютона", "что такое"],
    ["сколько стоит доллар", "сколько стоит"],
    ["сколько лет путину", "сколько лет"],
    ["сколько зарабатывает врач", "сколько"],
    ["когда закончится карантин", "когда закончится"],
    ["когда начнётся учебный год", "когда начнётся"],
    ["почему дорожает гречка", "почему"],
    ["от чего умер актер", "от чего"],
    ["из-за чего поссорились соседи", "из-за чего"],
    ["где находится байконур", "где находится"],
    ["какая будет погода в сочи", "какая будет"],
    ["а что с курсом рубля", "а что"],
    ["правда ли что закроют метро", "правда ли что"],
    ["могут ли кошки болеть гриппом", "могут ли"],
    ["новости спорта", "новости"],
    ["последние новости про спартак", "последние новости"],
    ["спартак последние новости", "последние новости"],
    ["хабиб нурмагомедов новости", "новости"],
    ["астана новости", "новости"],
  ])("of «%s» are «%s»", (text, question) => {
    expect(asked(text)).toBe(question);
  });

  it.each([
    "риа новости",
    "сбор риа новости",
    "плохие новости",
    "новости",
    "последние новости",
    "кто такой",
    "сколько стоит",
    "что это",
    "москва",
    "дом где живут дети",
    "стоит ли",
    "новостная лента",
    "закончится карантин",
    "",
    "?",
  ])("are none of «%s»", (text) => {
    expect(asked(text)).toBeNull();
  });

  it("are a stretch of the text, whatever that is", () => {
    const word = fc.constantFrom(
      "кто",
      "такая",
      "сколько",
      "стоит",
      "новости",
      "последние",
      "ли",
      "из-за",
      "чего",
      "дом",
      "Ёлка",
      "—",
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(word).map((words) => words.join(" ")),
        ),
        (text) => {
          const found = findQuestion(text);
          if (found === null) return;
          expect(0 <= found.start && found.start < found.end && found.end <= text.length).toBe(true);
        },
      ),
    );
  });

  it("are found in linear time", async () => {
    for (const text of ["последние ", "кто такая ", "а"]) {
      const finding = (times: number) => () => findQuestion(`${text.repeat(times)} новости`);
      await expectGrowthBelow(60, finding(1_000), finding(10_000));
    }
  });
});

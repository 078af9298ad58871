import { describe, expect, test } from "vitest";
import { splitGluedLines } from "../../../support/inside/articles-line-rules.ts";

const split = (text: string) => splitGluedLines([{ text, isAfterGap: true, isLink: false, width: text.length }]);
const textsOf = (text: string) => split(text).map((line) => line.text);

describe("splitGluedLines", () => {
  test("a dateline begins a line of its own", () => {
    expect(textsOf("в наихудшем сценарииМосква. 6 октября. INTERFAX.RU - Мост открыт.")).toEqual([
      "в наихудшем сценарии",
      "Москва. 6 октября. INTERFAX.RU - Мост открыт.",
    ]);
  });

  test("a label or a credit right behind a full stop is parted from the sentence", () => {
    expect(textsOf("Мост открыли утром, сообщил мэр.Читайте также: Паром ушел")).toEqual([
      "Мост открыли утром, сообщил мэр.",
      "Читайте также: Паром ушел",
    ]);
    expect(textsOf("Мост открыли утром.Ошибка в тексте? Выделите её и нажмите Ctrl+Enter")).toHaveLength(2);
    expect(textsOf("Мост открыли утром.Фото: Вера Белова")).toHaveLength(2);
  });

  test("a rubric with its date and what follows «Читать подробнее» are parted", () => {
    expect(
      textsOf("Мост закрыли на ремонт.Экономика01 октября 2022Паром ушелЧитать подробнееРанее мэр говорил о планах."),
    ).toEqual([
      "Мост закрыли на ремонт.",
      "Экономика01 октября 2022Паром ушелЧитать подробнее",
      "Ранее мэр говорил о планах.",
    ]);
  });

  test("a headline glued to two sentences is a link between them", () => {
    const lines = split(
      "Мост открыли утром, сообщил мэр.Паром перевернулся на рекеПо его словам, движение пойдет завтра.",
    );
    expect(lines.map(({ text, isLink }) => [text, isLink])).toEqual([
      ["Мост открыли утром, сообщил мэр.", false],
      ["Паром перевернулся на реке", true],
      ["По его словам, движение пойдет завтра.", false],
    ]);
  });

  test.each([
    "Мост открыли утром, сообщил мэр.По его словам, движение пойдет завтра.Компания МегаФон наладила связь.",
    "Об этом сообщает ВКонтакте.КамАЗ выпустит новый грузовик до конца года.",
    "Мост открыли. Читайте также о ремонте.",
    "Это видно на рис.2 и в табл.3, уточнил автор.",
  ])("%s stays one line", (line) => {
    expect(textsOf(line)).toEqual([line]);
  });
});

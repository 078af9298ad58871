import { describe, expect, test } from "vitest";
import { cutBreadcrumbs } from "../../../support/inside/articles-extraction.ts";
import { foldLine } from "../../../support/inside/articles-text.ts";

const cut = (title: string, ...others: string[]) =>
  cutBreadcrumbs(
    title,
    [title, ...others].map((line) => foldLine(line)),
  );

describe("breadcrumbs before a title", () => {
  test.each([
    ["Главная / Общество / В парке открыли каток", "В парке открыли каток | Городская газета"],
    ["Школа и вуз | ЕГЭ | В парке открыли каток", "В парке открыли каток"],
    ["Главная » Происшествия » «Думали, туман»: как нашли рыбаков", "«Думали, туман»: как нашли рыбаков"],
  ])("%s loses them where the title stands again", (title, again) => {
    expect(cut(title, again)).toBe(title.split(/ [/|»] (?=В парке|«Думали)/u).at(-1));
  });

  test("are cut behind the name of the front page without more proof", () => {
    expect(cut("Главная / Спорт / Сборная выиграла третий матч")).toBe("Сборная выиграла третий матч");
  });

  test.each([
    "Мост | Дорога | В парке открыли каток",
    "Спорт / Каток",
    "Суд: иск / встречный иск отклонили обоим сторонам",
  ])("are not seen in %s, which stands alone", (title) => {
    expect(cut(title)).toBe(title);
  });
});

import { describe, expect, test } from "vitest";
import { placeNames } from "../../../../src/articles/news.ts";
import { isKnownPlace, nominativePlace, ordinaryPlace } from "../../../support/inside/articles-news.ts";

describe("places in other cases", () => {
  test.each([
    ["в Москве", "Москва"],
    ["Москвы", "Москва"],
    ["из Твери", "Тверь"],
    ["в Ярославле", "Ярославль"],
    ["Ростове-на-Дону", "Ростов-на-Дону"],
    ["Нижнем Новгороде", "Нижний Новгород"],
    ["в Великом Новгороде", "Великий Новгород"],
    ["Петропавловске-Камчатском", "Петропавловск-Камчатский"],
    ["в Грозном", "Грозный"],
    ["Орле", "Орел"],
    ["в Чебоксарах", "Чебоксары"],
    ["Набережных Челнах", "Набережные Челны"],
    ["в Афинах", "Афины"],
    ["в Софии", "София"],
    ["в Шанхае", "Шанхай"],
    ["в Нью-Йорке", "Нью-Йорк"],
    ["В САНКТ-ПЕТЕРБУРГЕ", "Санкт-Петербург"],
    ["в Сочи", "Сочи"],
  ])("%s is %s", (written, place) => expect(ordinaryPlace(written)).toBe(place));

  test.each(["Москва", "Киров", "Владимир", "Казань", "Сочи"])("%s is in the nominative already", (name) => {
    expect(nominativePlace(name)).toBeNull();
    expect(ordinaryPlace(name)).toBe(name);
  });

  test("what the table does not know stays as it is written", () => {
    expect(ordinaryPlace("в Васюках")).toBe("в Васюках");
    expect(ordinaryPlace("constructor")).toBe("Constructor");
    expect(nominativePlace("__proto__")).toBeNull();
  });

  test("the table holds hundreds of places, each once and in small letters", () => {
    expect(placeNames.length).toBeGreaterThan(400);
    expect(new Set(placeNames).size).toBe(placeNames.length);
    expect(placeNames.every((name) => name === name.toLowerCase() && isKnownPlace(name))).toBe(true);
  });
});

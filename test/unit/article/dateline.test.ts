import { describe, expect, test } from "vitest";
import { findGluedDateline, parseDateline } from "../../../src/article/dateline.ts";

describe("parseDateline", () => {
  test.each([
    ["ВЛАДИВОСТОК, 9 окт — РИА Новости. Мост открыт.", "Владивосток", "РИА Новости", 9, 10, null],
    ["БУЭНОС-АЙРЕС, 10 авг – РИА Новости.", "Буэнос-Айрес", "РИА Новости", 10, 8, null],
    ["АНКАРА (Турция), 13 дек 2019 - РИА Новости. Мост", "Анкара", "РИА Новости", 13, 12, 2019],
    ["ЛОНДОН, 31 января. /ТАСС/. Мост", "Лондон", "ТАСС", 31, 1, null],
    ["МОСКВА, 3 апреля 2014 года. /ИТАР-ТАСС/ Мост", "Москва", "ТАСС", 3, 4, 2014],
    ["МОСКВА/ВАШИНГТОН, 5 мая. /ТАСС/. Мост", "Москва/Вашингтон", "ТАСС", 5, 5, null],
    ["Москва. 9 октября. INTERFAX.RU - Мост", "Москва", "Интерфакс", 9, 10, null],
    ["Минск. 5 мая. Интерфакс-Запад - Мост", "Минск", "Интерфакс", 5, 5, null],
    ["МОСКВА, 13 дек — ПРАЙМ. Мост", "Москва", "ПРАЙМ", 13, 12, null],
    ["СИМФЕРОПОЛЬ, 7 мар – РИА Новости Крым. Мост", "Симферополь", "РИА Новости", 7, 3, null],
    ["МОСКВА, 5 мая – АБН24. Мост", "Москва", "АБН24", 5, 5, null],
    ["ООН, 5 мая. /ТАСС/. Мост", "ООН", "ТАСС", 5, 5, null],
    ["москва, 31 янв - риа новости. мост", "Москва", "РИА Новости", 31, 1, null],
    ["ТАСС, 10 августа. Мост открыт", null, "ТАСС", 10, 8, null],
    ["Москва, 12 ноября. Мост открыт", "Москва", null, 12, 11, null],
  ])("%s", (line, place, agency, day, month, year) => {
    expect(parseDateline(line)).toMatchObject({ place, agency, day, month, year });
  });

  test("the reporter's name is the author, in any case", () => {
    expect(parseDateline("КИЕВ, 31 янв - РИА Новости, Марина Белая. Мост")?.author).toBe("Марина Белая");
    expect(parseDateline("киев, 31 янв - риа новости, марина белая. мост")?.author).toBe("марина белая");
    expect(parseDateline("МОСКВА, 29 июня. /Корр. ТАСС Иван Серов/. Мост")?.author).toBe("Иван Серов");
  });

  test("the story begins where the dateline ends", () => {
    const line = "ВЛАДИВОСТОК, 9 окт — РИА Новости. Мост открыт.";
    expect(line.slice(parseDateline(line)?.end)).toBe("Мост открыт.");
  });

  test.each([
    "Президент 9 мая обратится к жителям страны.",
    "Во вторник, 5 мая. Так назвали фильм.",
    "В Москве, 5 мая, открыли мост.",
    "ОМСК, 31 фев — РИА Новости. Мост",
    "9 октября. Начало",
    "",
  ])("%j is no dateline", (line) => {
    expect(parseDateline(line)).toBeNull();
  });
});

describe("findGluedDateline", () => {
  test.each([
    ["в наихудшем сценарииМосква. 6 октября. INTERFAX.RU - Мост", "в наихудшем сценарии", "Москва"],
    ["из РоссииМосква. 6 октября. INTERFAX.RU - Мост", "из России", "Москва"],
    ["поставки С-400АНКАРА, 13 дек — РИА Новости. Мост", "поставки С-400", "Анкара"],
    ["Фото: Reuters Москва. 6 октября. INTERFAX.RU - Мост", "Фото: Reuters ", "Москва"],
  ])("%s", (line, before, place) => {
    const found = findGluedDateline(line);
    expect(line.slice(0, found?.start)).toBe(before);
    expect(found?.place).toBe(place);
    expect(line.slice(found?.end)).toBe("Мост");
  });

  test("a date in a sentence is none", () => {
    expect(findGluedDateline("Выставка в городе Москва. 6 октября. Вход свободный.")).toBeNull();
  });
});

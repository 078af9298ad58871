import { describe, expect, it } from "vitest";
import { SentenceReader } from "../../../support/inside/articles-news.ts";
import { expectGrowthBelow } from "../../../support/processor-time.ts";

/** The sentences of a text; the sign of a place is `|` in what a test writes. */
function split(text: string): string {
  const reader = new SentenceReader(text);
  let shown = "";
  for (let at = 0; at < text.length; at += 1) shown += (at > 0 && reader.isStart(at) ? "|" : "") + text[at];
  return shown;
}

describe("sentences end where others begin", () => {
  it.each([
    "Он ушёл. |Она осталась! |Зачем? |Никто не знает… |Всё.",
    "«Он ушёл». |«Зачем?» — спросила она. |(Так и было.) |Всё.",
    "В 2016 г. |Москва выросла на 5 тыс. |Она будет расти.",
    "Был XX в. |Настал XXI в. |Всё.",
    "Он видел лес, реку и т. д. |Потом ушёл, взял хлеб и т.п. |Она осталась и др. |Всё.",
    "Он жил в Сочи.|По данным полиции, один.|Всё.",
    "он ушёл. |она осталась. |«зачем?» |всё.",
    "Первая строка\n|вторая строка",
    "Счёт 3:6, 6:4. |Надаль ушёл.",
    "Он сделал iOS 11. |Она тоже.",
  ])("%s", (text) => {
    expect(split(text.replaceAll("|", ""))).toBe(text);
  });
});

describe("no sentence ends at", () => {
  it.each([
    ["an abbreviation before a name", "На пл. Свободы в г. Москве и на ул. Ленина у д. Петрово"],
    ["an abbreviation behind no number", "Он живёт в г. Орле, см. Приложение у др. Иванова"],
    ["initials", "Пришёл А. С. Пушкин и Джордж Х. Кинг с Грином Ф. Грином"],
    ["the number of a line", "1. Москва"],
    ["a date or a decimal with spaces", "Он родился 27. 04. 2020 и весит 3. 5 кг"],
    ["a unit before another number", "Он заплатил 5 тыс. 300 рублей, ст. 105"],
    ["an address", "Пишет Газета.ру и Gazeta.Ru, почта a.b@ria.ru"],
    ["signs inside a sentence", "«Зачем?» — спросил он, а «Yahoo!» молчит... и ждёт"],
  ])("%s", (_, text) => {
    expect(split(text)).toBe(text);
  });
});

it("reads each place in constant time", async () => {
  const splitting = (times: number) => () => split("а. ".repeat(times));
  await expectGrowthBelow(60, splitting(3_000), splitting(30_000));
});

import { beforeAll, describe, expect, it } from "vitest";
import { type FindTexts, indexTexts } from "../../support/article-index.ts";

const sign = "Цены выросли на 20% за год, писали газеты.";
const spacedSign = "Доля занятых дошла до 20 % в сентябре.";
const word = "Партия набрала 20 процентов голосов.";
const range = "Скидки составят 15-20% на всё.";
const count = "Приехали 20 человек из Самары.";
const dollars = "Билет стоил $100 в одну сторону.";
const dollarsBehind = "Взнос составил 100$ с каждого.";
const dollarsInWords = "Отдали 100 долларов за ночь.";
const time = "Матч начнётся в 18.30 по местному времени.";
const otherTime = "Поезд отходит в 18:30 от третьего пути.";
const day = "Указ подписан 1 мая 2020 года в столице.";
const otherDay = "Закон вступил в силу 7 июня 2020 года в столице.";
const jubilee = "Завод отметил 50-летие концертом.";
const age = "Ему 50 лет, он токарь.";
const texts = [sign, spacedSign, word, range, count, dollars, dollarsBehind, dollarsInWords, time, otherTime];
const others = [day, otherDay, jubilee, age];

describe("numbers of a query", () => {
  let find: FindTexts;
  beforeAll(async () => {
    find = await indexTexts([...texts, ...others]);
  });

  it.each([
    ["20 процентов", [sign, spacedSign, word, range]],
    ["процент", [sign, spacedSign, word, range]],
    ["100 долларов", [dollars, dollarsBehind, dollarsInWords]],
    ["18.30", [time, otherTime]],
    ["18:30", [time, otherTime]],
    ["50-летие", [jubilee]],
    ['"1 мая 2020"', [day]],
    ['"1 мая 2020 года"', [day]],
    ['столица -"1 мая 2020"', [otherDay]],
  ])("find what is written with a sign, with a full stop, as a day: %s", async (query, expected) => {
    expect([...(await find(query, "all"))].sort()).toEqual([...expected].sort());
  });

  it("put a number with its sign before the same number of something else", async () => {
    const found = await find("20%");
    expect(found.length).toBe(5);
    expect(found.slice(0, 3).sort()).toEqual([sign, spacedSign, range].sort());
  });
});

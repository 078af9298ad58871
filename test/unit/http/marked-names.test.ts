import { beforeAll, describe, expect, it } from "vitest";
import type { SearchAnswer } from "../../../src/search-api.ts";
import { bodyOf, openSite, type Site } from "./search-site.ts";

let site: Site;
beforeAll(async () => {
  // The index tells whose a stem mostly is.
  const more = Array.from({ length: 5 }, (_, i) => ({
    title: `Поезд ${i}`,
    text: `Поезд ${i} ушёл в Китай, из Китая ждут ответ.`,
  }));
  site = await openSite({
    "articles/more.json": more,
    "articles/whale.json": { title: "Кит у берега", text: "У берега показался кит. За китом следили, кита кормили." },
    "articles/china.json": { title: "Экспорт Китая вырос", text: "В Китае посчитали экспорт: Китай продал больше." },
    "articles/fund.json": { title: "Фонд КИТ помог музею", text: "Деньги дал фонд «КИТ», а у КИТа их много." },
  });
});

/** Lists the marked texts in title and passage by upload, in the order of the hits. */
async function marksOf(q: string): Promise<Record<string, readonly string[]>> {
  const { hits } = await bodyOf<SearchAnswer>(await site.get(`/search?${new URLSearchParams({ q })}`));
  return Object.fromEntries(
    hits.map(({ key, title, snippet }) => [
      key.replace(/^articles\/(.*)\.json$/, "$1"),
      [title, snippet].flatMap(({ text, highlights }) => highlights.map(([start, end]) => text.slice(start, end))),
    ]),
  );
}

describe("marks of a form that another word has more often", () => {
  beforeAll(async () => {
    await site.upload({
      "articles/ferry.json": { title: "Паром вышел на линию", text: "Вчера паром пришёл в порт вовремя." },
      "articles/ferries.json": { title: "Паромы стоят", text: "С паром из трубы паромы стоят у причала." },
    });
  });

  it("«паромы» are of the ferry, which steam has as a case", async () => {
    expect((await marksOf("паромы ")).ferry).toEqual(["Паром", "паром"]);
  });

  it("stand for the word only where the article has nothing surer", async () => {
    expect((await marksOf("паромы ")).ferries).toEqual(["Паромы", "паромы"]);
  });
});

describe("marks of words that share a stem", () => {
  it.each(["кит ", "Кит ", "кита ", "китами "])("«%s» are of the animal and never of the country", async (q) => {
    const marks = await marksOf(q);
    expect(marks.whale).toEqual(["Кит", "кит", "китом", "кита"]);
    expect(Object.values(marks).flat()).not.toContainEqual(expect.stringMatching(/^Кита[йяе]/));
  });

  it.each(["китай ", "Китай ", "китаем "])("«%s» are of the country and never of the animal", async (q) => {
    const marks = await marksOf(q);
    expect(marks.china).toEqual(expect.arrayContaining(["Китая", "Китае", "Китай"]));
    expect(marks).not.toHaveProperty("whale");
  });

  it.each(["экспорт Китая ", "вырос экспорт Китая "])("«%s» are never of the animal", async (q) => {
    const marks = await marksOf(q);
    expect(marks.china).toEqual(expect.arrayContaining(["Китая", "Китае", "Китай"]));
    expect(marks).not.toHaveProperty("whale");
  });

  it.each(["КИТ ", "фонд КИТ "])("«%s» are of the fund first", async (q) => {
    const marks = await marksOf(q);
    expect(Object.keys(marks)[0]).toBe("fund");
    expect(marks.fund).toEqual(expect.arrayContaining(["КИТ"]));
    expect(Object.values(marks).flat()).not.toContainEqual(expect.stringMatching(/^Кита[йяе]/));
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { commitArticles } from "../../support/stored-articles.ts";

let context: TestContext;
beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    мид: { text: "В МИД сообщили о переговорах." },
    министерство: { text: "В министерстве иностранных дел сообщили о переговорах." },
    врозь: { text: "Дела иностранных студентов разберёт министерство." },
    воз: { text: "Воз сена перевернулся у моста." },
    вблизи: { text: "Учёные рассказали, как организация здравоохранения изменилась за год." },
    воздушно: { text: "ВОЗ назвала новые сроки." },
    авария: { text: "Крупное ДТП на мосту, авария унесла жизни." },
    дтп: { text: "Крупное ДТП на мосту, столкнулись две машины." },
  });
});

const ask = (text: string, query: object = {}) =>
  new ArticleSearch(context, { revalidateMs: 0 }).search({
    text,
    match: "auto",
    correct: "off",
    offset: 0,
    limit: 10,
    ...query,
  } as Parameters<ArticleSearch["search"]>[0]);
const keysOf = async (text: string, query: object = {}) => (await ask(text, query)).hits.map(({ key }) => key);

describe("a search with equivalents", () => {
  it("finds an abbreviation by its full name, with all words, and marks it", async () => {
    const { hits, total, totalRest, understood } = await ask("министерство иностранных дел ");
    expect(hits.map(({ key }) => key)).toContain("мид");
    expect([total, totalRest]).toEqual([2, 1]);
    expect(understood).toMatchObject([{ id: "equivalent:министерство иностранных дел", names: ["МИД"] }]);
    const { text, highlights } = hits.find(({ key }) => key === "мид")!.snippet;
    expect(highlights.map(([start, end]) => text.slice(start, end))).toEqual(["МИД"]);
  });

  it("finds a full name by its abbreviation where its words stand side by side", async () => {
    expect(await keysOf("мид ")).toEqual(["мид", "министерство"]);
    const { text, highlights } = (await ask("мид ")).hits[1]!.snippet;
    expect(highlights.map(([start, end]) => text.slice(start, end)).join(" ")).toBe("министерстве иностранных дел");
  });

  it.each(["all", "page"] as const)(
    "takes a name of several words for one thing, while it is typed too: counts %s",
    async (counts) => {
      for (const text of ["министерство иностранных дел", "министерство иностранных дел переговоры "]) {
        const { hits } = await ask(text, { counts });
        expect(hits.map(({ key }) => key).at(-1)).toBe("врозь");
        expect(new Set(hits.map(({ key }) => key)).size).toBe(hits.length);
      }
    },
  );

  it("takes a name in capitals for no other word", async () => {
    expect(await keysOf("всемирная организация здравоохранения ", { match: "all" })).toEqual(["воздушно"]);
    expect((await ask("воз ")).understood).toEqual([]);
  });

  it("raises by an everyday word what is found anyway, and finds no more where enough has the word", async () => {
    const names = ["Ёлку", "Мост", "Парк", "Сквер", "Музей", "Театр", "Школу", "Рынок"];
    const others = names.map((name) => [name, { text: `${name} открыли после ДТП у реки.` }]);
    await commitArticles(context, { ...Object.fromEntries(others), аварийно: { text: "Авария на станции." } });
    const { hits, total, totalRest, understood } = await ask("дтп ");
    expect(hits[0]?.key).toBe("авария");
    expect([total, totalRest]).toEqual([10, 0]);
    expect(understood.map(({ names, effect }) => `${effect} ${names}`)).toContain("raise авария");
  });

  it("finds by an everyday word, the place of people and of an adjective where few articles have the word", async () => {
    await commitArticles(context, {
      аварийно: { text: "Авария на станции." },
      минск: { text: "В Минске открыли парк." },
      грузия: { text: "В Грузии начался протест." },
      митинг: { text: "Грузинский митинг у парламента." },
    });
    const { hits, understood } = await ask("дтп ");
    expect(hits.map(({ key }) => key)).toEqual(["авария", "дтп", "аварийно"]);
    expect(understood.map(({ names, effect }) => `${effect} ${names}`)).toContain("match авария");
    expect(await keysOf("минчане ")).toEqual(["минск"]);
    expect(await keysOf("грузинский митинг ")).toEqual(["митинг", "грузия"]);
    expect(await keysOf("минчане ", { ignore: ["equivalent:минчане"] })).toEqual([]);
    expect(await keysOf("минчане ", { match: "all" })).toEqual([]);
  });

  it("takes no name for a slip, though no article should have it", async () => {
    const brands = Array.from({ length: 9 }, (_, i) => [
      `бренд${i}`,
      { text: `Модный бренд открыл магазин номер ${i}.` },
    ]);
    await commitArticles(context, Object.fromEntries(brands));
    expect((await ask("бреет бренд", { correct: "auto" })).hits).toHaveLength(9);
    const { corrections, hits } = await ask("брент бренд", { correct: "auto" });
    expect(corrections).toEqual([]);
    expect(hits).toHaveLength(9);
    expect((await ask("брент", { correct: "auto" })).corrections).toEqual([]);
  });

  it("searches for the words as they are typed where a piece is taken off", async () => {
    const { understood, hits } = await ask("мид ", { ignore: ["equivalent:мид"] });
    expect(understood).toEqual([]);
    expect(hits.map(({ key }) => key)).toEqual(["мид"]);
  });
});

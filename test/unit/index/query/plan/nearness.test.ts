import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../../../support/index-context.ts";
import { commitArticles, mergeAll, removeArticles } from "../../../../support/stored-articles.ts";

let context: TestContext;

const FILLER = "Погода в городе была сухой и тёплой всю неделю";

beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    рядом: { text: `Приём прошёл там, где стоит Белый дом. ${FILLER}.` },
    врозь: { text: `Белый снег лежит. ${FILLER}. Дом стоит.` },
    удалена: { text: "Белый дом. Белый дом." },
  });
  await commitArticles(context, {
    наоборот: { text: `Жил в лесу, и дом белый стоял один. ${FILLER}.` },
    "разные поля": { title: "Белый", text: `Дом стоит. ${FILLER} ${FILLER}.` },
  });
  await removeArticles(context, ["удалена"]);
});

const ask = async (text: string, query: object = {}) => {
  const search = new ArticleSearch(context, { revalidateMs: 0, recencyHalfLifeDays: 0 });
  return (await search.search({ text, match: "auto", offset: 0, limit: 10, explain: true, ...query })).hits;
};
const nearnessOf = async (text: string, query: object = {}) =>
  Object.fromEntries((await ask(text, query)).map(({ key, explanation }) => [key, explanation?.nearness]));

describe("words of a short query", () => {
  it("raise most where they stand side by side in the order that they were typed in", async () => {
    const nearness = await nearnessOf("белый дом ");
    expect(nearness.рядом).toBe(2);
    expect(nearness.наоборот).toBeCloseTo(1 + 1 / 9, 12);
    expect(nearness.врозь).toBeLessThan(1.05);
    expect(nearness["разные поля"]).toBe(1);
    expect((await ask("белый дом "))[0]?.key).toBe("рядом");
  });

  it("are near in any of their forms", async () => {
    expect((await nearnessOf("белого дома ")).рядом).toBe(2);
  });

  it("leave room for the small words that were typed between them", async () => {
    await commitArticles(context, { битва: { text: "Битва за Москву началась осенью." } });
    expect((await nearnessOf("битва за москву ")).битва).toBe(2);
  });

  it("raise no document that lacks the rarest of them, where none has all", async () => {
    await commitArticles(context, {
      редкое: { title: "Кузьмичёв", text: FILLER },
      "и дом": { title: "Дом Кузьмичёв", text: FILLER },
    });
    const nearness = await nearnessOf("белый дом кузьмичёв ");
    expect(nearness).toMatchObject({ рядом: 1, наоборот: 1, редкое: 1 });
    expect(nearness["и дом"]).toBeGreaterThan(1);
    expect((await nearnessOf("белый дом пингвин ")).рядом).toBeGreaterThan(1.4);
  });

  it("are the same over any segments, and where articles are collapsed", async () => {
    const before = await ask("белый дом ");
    const collapsed = await ask("белый дом ", { collapse: true });
    expect(collapsed.map(({ key, score }) => [key, score])).toEqual(before.map(({ key, score }) => [key, score]));
    await mergeAll(context);
    expect((await ask("белый дом ")).map(({ key, score }) => [key, score])).toEqual(
      before.map(({ key, score }) => [key, score]),
    );
  });
});

it.each(["белый ", '"белый дом" ', "белый дом стоит погода город ", "белый -дом ", "белый | дом ", "title:белый дом "])(
  "«%s» raises nothing by nearness",
  async (text) => {
    expect(Object.values(await nearnessOf(text)).filter((nearness) => nearness !== 1)).toEqual([]);
  },
);

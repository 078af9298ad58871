import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/query/article-search.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

describe("an article that has a word by its homographs alone", () => {
  let context: TestContext;
  const ask = async (query: object) => {
    const { hits, total } = await new ArticleSearch(context).search({
      ...{ text: "дорогие автомобили ", match: "auto", offset: 0, limit: 10 },
      ...query,
    });
    return { keys: hits.map(({ key }) => key), total };
  };

  beforeEach(async () => {
    context = makeContext();
    await commitArticles(context, {
      дороги: { title: "Автомобили", text: "Автомобили стоят. Автомобили едут у разбитых дорог." },
      цены: { text: `Подорожало всё, и дорогие часы. ${"Слово за слово. ".repeat(40)} Меньше берут и автомобили.` },
      одни: { title: "Автомобили", text: "Автомобили, автомобили." },
    });
  });

  it.each([{}, { collapse: true }, { counts: "page", limit: 3 }])(
    "comes behind those that have it, before those that lack it, and counts: %o",
    async (query) => {
      const { keys, total } = await ask(query);
      expect(keys).toEqual(["цены", "дороги", "одни"]);
      expect(total).toBe(2);
    },
  );

  it("comes by its score alone in a sentence", async () => {
    const { keys } = await ask({ text: "дорогие автомобили стоят и едут у домов " });
    expect(keys[0]).toBe("дороги");
  });
});

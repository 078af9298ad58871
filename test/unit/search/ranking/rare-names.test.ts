/** A name that one article of many has, spelt by ear: common words weigh the more, the more articles there are. */
import { beforeAll, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

let search: ArticleSearch;
beforeAll(async () => {
  const context = makeContext();
  const others = Array.from({ length: 1_500 }, (_, i) => [`о/${i}`, { text: `Паром номер ${i} отошёл от причала.` }]);
  await commitArticles(context, {
    ...Object.fromEntries(others),
    тренер: { title: "Зиннурова назначили тренером", text: "Клуб подписал договор с Зиннуровым на два года." },
    список: { text: `Открытие выставки состоится позже. ${"Список гостей длинный. ".repeat(20)} Будет и Габдулхаков.` },
    ...Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [
        `з/${i}`,
        { title: `Открытие завода ${i}`, text: "Открытие завода прошло." },
      ]),
    ),
    хор: { title: "Хор спел в Ярчуково", text: "В селе Ярчуково прошёл концерт хора." },
  });
  search = new ArticleSearch(context, { revalidateMs: 1e9 });
});

const page = { match: "auto", offset: 0, limit: 5 } as const;
const keysOf = async (text: string) => (await search.search({ ...page, text })).hits.map(({ key }) => key);

describe("a name that one article of fifteen hundred has", () => {
  it("is found where it is spelt by ear", async () => {
    expect(await keysOf("зинуров")).toEqual(["тренер"]);
    expect(await keysOf("тренер зинуров")).toEqual(["тренер"]);
    expect(await keysOf("ярчюково")).toEqual(["хор"]);
  });

  it("comes before all articles that have the common words beside it, where none has all", async () => {
    const { hits, match, total } = await search.search({ ...page, text: "габдулхаков открытие завода" });
    expect([hits[0]?.key, match]).toEqual(["список", "any"]);
    expect(total).toBe(121);
  });

  it("comes before none where another word is a name too", async () => {
    expect((await keysOf("габдулхаков ярчуково хор"))[0]).toBe("хор");
  });

  it("is found for no name of another sound", async () => {
    for (const text of ["зиннукров", "минуров", "ярчаново"]) expect(await keysOf(text), text).toEqual([]);
  });
});

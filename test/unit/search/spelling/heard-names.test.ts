import { beforeEach, describe, expect, it, test } from "vitest";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

let context: TestContext;
beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    латиницей: { title: "Концерт Eminem отменён", text: "Певец Eminem не приедет." },
    кириллицей: { title: "Эминем выпустил альбом", text: "О новом альбоме Эминема рассказали на радио." },
    лаборатория: { text: "Лаборатория DeepMind показала программу для игры в го." },
    перевод: { text: "Банк стал участником Western Union." },
    связь: { text: "Оператор Yota снизил цены." },
    гонка: { text: "Гонщик Феттель сошёл с дистанции." },
  });
});

const ask = (text: string, query: object = {}) =>
  new ArticleSearch(context, { revalidateMs: 0 }).search({
    text,
    match: "auto",
    offset: 0,
    limit: 10,
    ...query,
  } as Parameters<ArticleSearch["search"]>[0]);
const keysOf = async (text: string, query: object = {}) => (await ask(text, query)).hits.map(({ key }) => key).sort();

describe("a name in the other alphabet", () => {
  test.each(["eminem", "эминем", "Эминема"])(
    "is found beside the one that is typed, which is told: %s",
    async (text) => {
      const { hits, total, match, understood, corrections } = await ask(text);
      expect(hits.map(({ key }) => key).sort()).toEqual(["кириллицей", "латиницей"]);
      expect([total, match, corrections]).toEqual([2, "all", []]);
      expect(understood).toMatchObject([{ id: `equivalent:${text.toLowerCase()}`, effect: "match" }]);
    },
  );

  it("is marked in the hits", async () => {
    const { hits } = await ask("eminem");
    const marked = hits.map(({ title }) => title?.highlights.map(([start, end]) => title.text.slice(start, end)));
    expect(marked.flat().sort()).toEqual(["Eminem", "Эминем"]);
  });

  it("is not searched for where the reader takes it off", async () => {
    expect(await keysOf("eminem", { ignore: ["equivalent:eminem"] })).toEqual(["латиницей"]);
  });

  it("is not searched for where all words are asked for as they are", async () => {
    expect(await keysOf("eminem", { match: "all" })).toEqual(["латиницей"]);
  });

  test.each([
    ["дипмайнд", "deepmind", "лаборатория"],
    ["vettel", "феттель", "гонка"],
    ["программа дипмайнд", "deepmind", "лаборатория"],
  ])("is what was meant where no article has the word: %s is %s", async (text, meant, key) => {
    const { corrections, hits, match } = await ask(text);
    expect(corrections).toMatchObject([{ kind: "transliteration", to: meant }]);
    expect([hits[0]?.key, match]).toEqual([key, "all"]);
  });

  it("is not taken for a word that the dictionary has, but offered", async () => {
    expect(await ask("йота")).toMatchObject({ corrections: [], offer: "yota", hits: [] });
  });

  it("is taken for words of the dictionary where these are names together", async () => {
    const { corrections, hits } = await ask("вестерн юнион");
    expect(corrections.map(({ to }) => to)).toEqual(["western", "union"]);
    expect(hits[0]?.key).toBe("перевод");
  });

  test.each(["шварценеггер", "schwarzenegger", "гугл", "минем"])(
    "that nothing sounds like finds nothing: %s",
    async (text) => {
      expect(await ask(text)).toMatchObject({ total: 0, corrections: [], hits: [] });
    },
  );

  it("is not meant once no living article has it", async () => {
    await removeArticles(context, ["лаборатория"]);
    expect(await ask("дипмайнд")).toMatchObject({ corrections: [], hits: [] });
  });

  it("is found in whatever segment it stands", async () => {
    await commitArticles(context, { вместе: { text: "DeepMind и Эминем в одной песне." } });
    expect(await keysOf("дипмайнд")).toEqual(["вместе", "лаборатория"]);
    expect(await keysOf("eminem")).toEqual(["вместе", "кириллицей", "латиницей"]);
  });
});

it("is kept of the forms that the dictionary lacks", () => {
  expect(resolvedArticleOptions.keysOfForm?.("deepmind")).not.toEqual([]);
  expect(resolvedArticleOptions.keysOfForm?.("лаборатория")).toEqual([]);
});

import { beforeEach, describe, expect, it } from "vitest";
import { parseSynonyms } from "../../../src/russian/queries.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { commitArticles } from "../../support/stored-articles.ts";

const LINES = "вор => Ворошиловский район\nмилиция, полиция\n!молнии";

let context: TestContext;
beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    район: { text: "В Ворошиловском районе отключат тепло." },
    "другой район": { text: "В Ленинском районе тепло есть." },
    вор: { text: "Вор вынес картину из музея." },
    полиция: { text: "Полиция ищет свидетелей." },
    молния: { text: "Молния ударила в дерево." },
    молнии: { text: "Всю ночь сверкали молнии." },
  });
});

const ask = async (text: string, lines: string | null, query: object = {}) => {
  const ownerWords = lines === null ? null : parseSynonyms(lines).words;
  const search = new ArticleSearch(context, { revalidateMs: 0, ownerWords });
  const asked = { text, match: "auto", correct: "off", offset: 0, limit: 10, ...query } as const;
  return search.search(asked);
};
const keysOf = async (...asked: Parameters<typeof ask>) => (await ask(...asked)).hits.map(({ key }) => key);

describe("a search with synonyms", () => {
  it("finds what they lead to behind the word itself, and marks it", async () => {
    expect(await keysOf("вор ", null)).toEqual(["вор"]);
    const { hits, total } = await ask("вор ", LINES);
    expect(hits.map(({ key }) => key)).toEqual(["вор", "район"]);
    expect(total).toBe(2);
    const { text, highlights } = hits[1]!.snippet;
    expect(highlights.map(([start, end]) => text.slice(start, end))).toEqual(["Ворошиловском", "районе"]);
  });

  it("finds by a synonym beside other words, and while it is typed", async () => {
    expect(await keysOf("милиция свидетели ", LINES)).toEqual(["полиция"]);
    expect(await keysOf("свидетели милиция", LINES)).toEqual(["полиция"]);
    expect(await keysOf("милицию ", null)).toEqual([]);
  });

  it("takes a word in its very form where the owner says so", async () => {
    expect(new Set(await keysOf("молнии ", null))).toEqual(new Set(["молния", "молнии"]));
    expect(await keysOf("молнии ", LINES)).toEqual(["молнии"]);
  });

  it("corrects no word that they know, and corrects to one", async () => {
    const corrected = { correct: "auto" };
    expect((await ask("милиция ", LINES, corrected)).corrections).toEqual([]);
    expect(await ask("vbkbwbz ", null, corrected)).toMatchObject({ total: 0, corrections: [] });
    const byLayout = await ask("vbkbwbz ", LINES, corrected);
    expect(byLayout.corrections).toEqual([{ id: "layout:vbkbwbz", kind: "layout", from: "vbkbwbz", to: "милиция" }]);
    expect(byLayout.hits.map(({ key }) => key)).toEqual(["полиция"]);
    expect((await ask("молния молнии ", LINES, corrected)).corrections).toEqual([]);
  });

  it("gives the same page where it counts no further than the page", async () => {
    expect(await keysOf("вор ", LINES, { counts: "page", limit: 1 })).toEqual(["вор"]);
  });
});

describe("names of sources", () => {
  const NAMES = "@sever.example, СЕВВЕСТНИК => Северный вестник";

  beforeEach(async () => {
    await commitArticles(context, {
      "по хосту": { text: "Лёд встал на реке.", source: "sever.example" },
      "по странице": { text: "Лёд сошёл с реки.", source: "СевВестник" },
      другой: { text: "Лёд на озере.", source: "ТАСС" },
    });
  });

  it("are shown with hits, and are one value to facets and filters", async () => {
    const { hits, facets } = await ask("лёд ", NAMES, { facets: ["source"] });
    expect(hits.map(({ article }) => article.source).sort()).toEqual(["Северный вестник", "Северный вестник", "ТАСС"]);
    expect(facets?.source).toEqual([
      { value: "Северный вестник", count: 2 },
      { value: "ТАСС", count: 1 },
    ]);
    const filtered = await keysOf("лёд ", NAMES, { filter: { source: ["северный вестник"] } });
    expect(filtered.sort()).toEqual(["по странице", "по хосту"]);
  });

  it("are what `source:` asks for", async () => {
    expect((await keysOf("source:северный ", NAMES)).sort()).toEqual(["по странице", "по хосту"]);
    expect(await keysOf("source:северный ", null)).toEqual([]);
  });
});

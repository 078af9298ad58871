import { beforeEach, describe, expect, it } from "vitest";
import { firstSentence } from "../../../src/articles/news.ts";
import { ManifestStore, schemaOf } from "../../../src/index/shared.ts";
import { BatchCommitter, Ingester } from "../../../src/index/write.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { articleIndexOptions, resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import type { MatchMode } from "../../../src/search-api.ts";
import { codeOf } from "../../support/error-of.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { directProcessor } from "../../support/inside/ingest.ts";
import { articleUpload, upload } from "../../support/uploads.ts";

let context: TestContext;
let search: ArticleSearch;

beforeEach(() => {
  context = makeContext();
  search = new ArticleSearch(context, { revalidateMs: 0 });
});

/** One article a key, one segment a call. */
async function put(articles: Record<string, { id?: string; title?: string | null; text: string; date?: string }>) {
  await new BatchCommitter(context, resolvedArticleOptions).commit(Object.keys(articles), async (key) => {
    const { id = key, title = null, text, date = null } = articles[key]!;
    const document = { id, title, lead: "", text, publishedAt: date };
    return { state: "present", version: "1", documents: [document] };
  });
}

const ask = (text: string, match: MatchMode = "auto", offset = 0, limit = 10) =>
  search.search({ text, match, offset, limit });

describe("a list without passages", () => {
  const first = "Министр прибыл в столицу на переговоры, сообщил корреспондент агентства.";
  const second = "Переговоры о поставках зерна и удобрений продлятся до конца этой недели.";

  beforeEach(() =>
    put({
      а: {
        title: "Министр на переговорах",
        text: `${first} ${second} Затем, как ожидается, он улетит. ${"Дальше. ".repeat(99)}`,
      },
      б: { text: "Министр молчит третий день. Больше о нём ничего не известно." },
    }),
  );

  const list = (passages: "best" | "none", text = "министра") =>
    search.search({ text, match: "auto", offset: 0, limit: 10, passages });

  it("has the same hits and titles, and the beginnings of the texts, with their marks", async () => {
    const [cards, passages] = [await list("none"), await list("best")];
    const shown = ({ id, title, score }: (typeof cards.hits)[number]) => [id, title, score];
    expect(cards.hits.map(shown)).toEqual(passages.hits.map(shown));
    const hit = cards.hits.find(({ id }) => id === "а");
    expect(hit?.snippet).toEqual({ text: `${first} ${second}`, highlights: [[0, 7]] });
    expect(hit?.article.text).toBe(hit?.snippet.text);
  });

  it("has the title that stands in for a missing one", async () => {
    const hit = (await list("none")).hits.find(({ id }) => id === "б");
    expect(hit?.title).toEqual({ text: "Министр молчит третий день.", highlights: [[0, 7]], derived: true });
    expect(hit?.article.title).toBe(null);
  });

  it("shows the beginning of an article that was found by a word further on", async () => {
    const { hits } = await list("none", "улетит");
    expect(hits.map(({ id, snippet }) => [id, snippet.text.startsWith(first), snippet.highlights])).toEqual([
      ["а", true, []],
    ]);
  });
});

describe("a query", () => {
  beforeEach(async () => {
    await put({
      а: { title: "Лавров в Китае", text: "Лавров прибыл в Китай." },
      б: { title: "Лавров дома", text: "Лавров остался." },
      в: { title: "Погода в Китае", text: "Дождь." },
    });
    await put({ г: { title: "Спорт", text: "Матч." } });
  });

  it("of auto puts articles with all words first, counts them, and marks the rest as partial", async () => {
    const result = await ask("лавров китай");
    expect(result).toMatchObject({ match: "all", total: 1, totalRest: 2 });
    expect(result.hits.map(({ key, isPartial }) => [key, isPartial])).toEqual([
      ["а", false],
      [expect.any(String), true],
      [expect.any(String), true],
    ]);
  });

  it("of auto without an article that has all words is of any word, and nothing is partial", async () => {
    const result = await ask("лавров матч");
    expect(result).toMatchObject({ match: "any", total: 3, totalRest: 0 });
    expect(result.hits.every(({ isPartial }) => !isPartial)).toBe(true);
  });

  it("that counts no further than the page finds the same hits, and knows whether there are more", async () => {
    for (const match of ["auto", "all", "any"] as const) {
      for (const [offset, limit] of [
        [0, 1],
        [1, 1],
        [0, 10],
        [2, 5],
      ] as const) {
        const query = { text: "лавров китай", match, offset, limit };
        const whole = await search.search(query);
        const page = await search.search({ ...query, counts: "page" });
        expect(page.hits).toEqual(whole.hits);
        expect(page.match).toBe(whole.match);
        expect(page.total).toBe(Math.min(whole.total, offset + limit + 1));
      }
    }
  });

  it("of all finds articles with all words alone", async () => {
    expect(await ask("лавров китай", "all")).toMatchObject({ match: "all", total: 1, totalRest: 0 });
    expect(await ask("лавров матч", "all")).toMatchObject({ match: "all", total: 0, hits: [] });
  });

  it("of any counts every article with a word", async () => {
    expect(await ask("лавров китай", "any")).toMatchObject({ match: "any", total: 3, totalRest: 0 });
  });

  it("says which words were searched, and marks them in title and snippet", async () => {
    const { appliedText, hits } = await ask("и Лаврова в Китае");
    expect(appliedText).toBe("Лаврова Китае");
    const [{ title, snippet }] = hits as [(typeof hits)[0]];
    expect(title.highlights.map(([start, end]) => title.text.slice(start, end))).toEqual(["Лавров", "Китае"]);
    expect(snippet.highlights.map(([start, end]) => snippet.text.slice(start, end))).toEqual(["Лавров", "Китай"]);
  });

  it("of signs alone finds nothing", async () => {
    expect(await ask("!!! —")).toMatchObject({ total: 0, hits: [] });
  });

  it("beyond the last hit gives an empty page and the same total", async () => {
    expect(await ask("лавров", "any", 50)).toMatchObject({ total: 2, hits: [] });
    expect(await ask("лавров", "any", 0, 0)).toMatchObject({ total: 2, hits: [] });
  });
});

describe("an empty query", () => {
  it("lists the newest articles and counts all", async () => {
    await put({ а: { text: "Один.", date: "2016-10-08" }, б: { text: "Два.", date: "2016-10-09" } });
    await put({ в: { text: "Три." } });
    const result = await ask("  ", "auto", 0, 2);
    expect(result).toMatchObject({ total: 3, totalRest: 0, appliedText: "" });
    expect(result.hits.map(({ key, score, isPartial }) => [key, score, isPartial])).toEqual([
      ["б", 0, false],
      ["а", 0, false],
    ]);
  });

  it("of a bucket without an index is no answer, whatever is asked", async () => {
    for (const work of [
      () => ask(""),
      () => ask("мир", "any"),
      () => search.findById("x"),
      () => search.findByUrl("https://x.example/"),
      () => search.status(),
    ]) {
      expect(await codeOf(work)).toBe("no-index-yet");
    }
  });

  it("of an index of nothing answers with nothing", async () => {
    await new ManifestStore(context).loadOrCreate(schemaOf(resolvedArticleOptions));
    expect(await ask("")).toMatchObject({ total: 0, hits: [], sequence: 0 });
    expect(await ask("мир", "any")).toMatchObject({ total: 0, hits: [], match: "any" });
    expect(await search.findById("x")).toEqual([]);
    expect(await search.status()).toMatchObject({ documents: 0, sequence: 0, commitId: expect.any(String) });
  });
});

it("pages of many equal scores over several segments have no doubles and no gaps", async () => {
  const keys = Array.from({ length: 45 }, (_, i) => `к${String(i).padStart(2, "0")}`);
  for (const remainder of [0, 1, 2, 3]) {
    const own = keys.filter((_, i) => i % 4 === remainder);
    await put(Object.fromEntries(own.map((key) => [key, { title: "Нефть", text: "Нефть подорожала." }])));
  }
  const pages: string[] = [];
  for (let offset = 0; offset < 50; offset += 7) {
    pages.push(...(await ask("нефть", "auto", offset, 7)).hits.map(({ key }) => key));
  }
  expect(pages).toEqual(keys);
});

describe("an article by its id", () => {
  it("is found, with its fields as they were read", async () => {
    const key = await upload(context, "а.json", articleUpload("Нефть подорожала"));
    await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest([key]);
    const { hits } = await ask("нефть");
    const [found] = await search.findById(hits[0]!.id);
    expect(found).toMatchObject({ key, article: { title: "Нефть подорожала", url: null, author: null } });
  });

  it("that two uploads claim is found twice, once where the upload is named", async () => {
    await put({ а: { id: "x", text: "Один." } });
    await put({ б: { id: "x", text: "Два." }, в: { id: "y", text: "Три." } });
    expect((await search.findById("x")).map(({ key }) => key).sort()).toEqual(["а", "б"]);
    expect((await search.findById("x", "б")).map(({ article }) => article.text)).toEqual(["Два."]);
    expect(await search.findById("x", "в")).toEqual([]);
    expect(await search.findById("__proto__")).toEqual([]);
  });

  it("is not found once it is dead", async () => {
    await put({ а: { id: "x", text: "Один." }, б: { id: "y", text: "Два." } });
    await new BatchCommitter(context, resolvedArticleOptions).commit(["а"], async () => ({ state: "absent" }));
    expect(await search.findById("x")).toEqual([]);
  });
});

it("the status is what the manifest says, and rejected uploads are counted", async () => {
  const keys = [
    await upload(context, "а.json", articleUpload("Нефть подорожала")),
    await upload(context, "б.json", "{ сломан"),
  ];
  await new Ingester(context, directProcessor(resolvedArticleOptions)).ingest(keys);
  const status = await search.status();
  expect(status).toMatchObject({
    documents: 1,
    segments: 1,
    sequence: 1,
    analyzer: resolvedArticleOptions.analyzerVersion,
  });
  expect(status.indexBytes).toBeGreaterThan(500);
  expect(await search.countRejected()).toBe(1);
});

describe("a title that is missing", () => {
  it("is made of the first sentence, and says so", async () => {
    await put({ а: { text: "Нефть подорожала в понедельник до ста. Газ подешевел." } });
    const { hits } = await ask("нефть");
    expect(hits[0]?.title).toEqual({
      text: "Нефть подорожала в понедельник до ста.",
      highlights: [[0, 5]],
      derived: true,
    });
  });

  it.each([
    ["Коротко.", "Коротко."],
    ["Он сказал: «Мы едем в большой город!» И уехал.", "Он сказал: «Мы едем в большой город!»"],
    ["Первый абзац без точки\n\nВторой абзац.", "Первый абзац без точки"],
    [`${"слово ".repeat(40)}`, `${"слово ".repeat(20).slice(0, 119)}…`],
    [`${"ы".repeat(300)}`, `${"ы".repeat(120)}…`],
    ["МОСКВА, 9 окт — РИА Новости. Нефть подорожала до ста. Это рекорд.", "Нефть подорожала до ста."],
    ["Москва. 6 октября. INTERFAX.RU - Нефть подорожала до ста. Это рекорд.", "Нефть подорожала до ста."],
    ["ЛОНДОН, 31 января. /ТАСС/. Нефть подорожала до ста. Это рекорд.", "Нефть подорожала до ста."],
    ["МОСКВА, 9 окт — РИА Новости.", "МОСКВА, 9 окт — РИА Новости."],
    ["В среду, 9 октября, нефть подорожала до ста. Это рекорд.", "В среду, 9 октября, нефть подорожала до ста."],
  ])("of %j is %j", (text, title) => {
    expect(firstSentence(text)).toBe(title);
  });
});

it("an index of other fields is refused rather than searched in the wrong ones", async () => {
  const options = { ...articleIndexOptions, fields: ["body", "title"] };
  const articles = [{ id: "1", title: "Мост", lead: "", text: "Мост открыли." }];
  await new IndexWriter({ ...context, options }).apply([{ sourceKey: "а", version: "1", articles }]);
  await expect(ask("мост")).rejects.toMatchObject({ code: "index-outdated" });
});

it("documents of the library without an article's fields, or with others in them, are shown by what is text", async () => {
  const articles = [
    { id: "1", text: "Мост открыли." },
    { id: "2", title: 7, lead: ["Мост"], text: "Мост закрыли.", source: {}, dateRange: [1, null], url: false },
    { id: "3", title: "Мост", lead: null, text: { toString: () => "Мост" }, dateRange: ["2016-10-01", "2016-10-31"] },
  ];
  await new IndexWriter({ ...context, options: articleIndexOptions }).apply([
    { sourceKey: "а", version: "1", articles },
  ]);
  const { hits } = await search.search({
    text: "мост",
    match: "auto",
    offset: 0,
    limit: 10,
    collapse: true,
    explain: true,
  });
  const shown = hits.map(({ id, title, article }) => [id, title.text, article.lead, article.source, article.dateRange]);
  expect(shown.sort()).toEqual([
    ["1", "Мост открыли.", "", null, null],
    ["2", "Мост закрыли.", "", null, null],
    ["3", "Мост", "", null, ["2016-10-01", "2016-10-31"]],
  ]);
  expect((await search.suggest({ text: "мос", limit: 10 })).suggestions).not.toEqual([]);
  const [second] = await search.findById("2");
  expect(await search.findSimilar(second!, { limit: 5, collapse: true })).toEqual(expect.any(Array));
});

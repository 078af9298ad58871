import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { recencyFactor } from "../../../support/inside/search-ranking.ts";
import { commitArticles, mergeAll, removeArticles } from "../../../support/stored-articles.ts";

describe("the factor of recency", () => {
  it("is 1 for the newest, .9 after a half-life, .85 after two, and never below .8", () => {
    expect(recencyFactor(0, 30)).toBe(1);
    expect(recencyFactor(30, 30)).toBeCloseTo(0.9, 12);
    expect(recencyFactor(60, 30)).toBeCloseTo(0.85, 12);
    expect(recencyFactor(400 * 365, 30)).toBe(0.8);
  });

  it("is 1 for what is newer than the newest", () => {
    expect(recencyFactor(-1e6, 30)).toBe(1);
  });
});

describe("a search by relevance", () => {
  let context: TestContext;
  const ask = async (options: object, query: object = {}) => {
    const search = new ArticleSearch(context, { revalidateMs: 0, ...options });
    const { hits, total } = await search.search({ text: "паводок ", match: "auto", offset: 0, limit: 10, ...query });
    return { keys: hits.map(({ key }) => key), scores: hits.map(({ score }) => score), total };
  };
  const factorsOf = async (options: object, query: object = {}) => {
    const [plain, recent] = [await ask({ recencyHalfLifeDays: 0 }, query), await ask(options, query)];
    return Object.fromEntries(
      recent.keys.map((key, i) => [key, recent.scores[i]! / plain.scores[plain.keys.indexOf(key)]!]),
    );
  };
  const daysAgo = (days: number): string =>
    new Date(context.clock.nowMs() - days * 86_400_000).toISOString().slice(0, 10);
  const TEXT = "Паводок пришёл в село.";

  beforeEach(async () => {
    context = makeContext();
    await commitArticles(context, {
      старая: { text: TEXT, publishedAt: "1999-05-01" },
      недавняя: { text: TEXT, publishedAt: daysAgo(32) },
      подробная: { text: "Паводок. Паводок. Паводок.", publishedAt: daysAgo(62) },
    });
    await commitArticles(context, {
      новая: { text: TEXT, publishedAt: daysAgo(2) },
      "без даты": { text: TEXT },
    });
  });

  it("puts the newer first among what answers as well, and an undated article beside one of a half-life", async () => {
    const { keys } = await ask({});
    expect(keys[0]).toBe("подробная");
    expect(keys.indexOf("новая")).toBeLessThan(keys.indexOf("недавняя"));
    expect(keys.at(-1)).toBe("старая");
    const factors = await factorsOf({ recencyHalfLifeDays: 30 });
    expect(factors["без даты"]).toBeCloseTo(factors.недавняя!, 12);
  });

  it("changes scores by their factors alone, counted from the newest article, and finds and counts the same", async () => {
    const factors = await factorsOf({ recencyHalfLifeDays: 30 });
    expect(factors.новая).toBeCloseTo(1, 12);
    expect(factors.недавняя).toBeCloseTo(0.9, 12);
    expect(factors.подробная).toBeCloseTo(0.85, 12);
    expect(factors.старая).toBeCloseTo(0.8, 12);
    const [plain, recent] = [await ask({ recencyHalfLifeDays: 0 }), await ask({})];
    expect(recent.total).toBe(plain.total);
    expect(new Set(recent.keys)).toEqual(new Set(plain.keys));
  });

  it.each([0, null])("leaves scores alone where the owner sets %s", async (recencyHalfLifeDays) => {
    expect(new Set(Object.values(await factorsOf({ recencyHalfLifeDays })))).toEqual(new Set([1]));
  });

  it("counts from no article that was removed, and from none of a day to come", async () => {
    await commitArticles(context, { ошибка: { text: TEXT, publishedAt: "2106-01-01" } });
    const factors = await factorsOf({ recencyHalfLifeDays: 30 });
    expect(factors.новая).toBeGreaterThan(0.99);
    await removeArticles(context, ["ошибка", "новая"]);
    expect((await factorsOf({ recencyHalfLifeDays: 30 })).недавняя).toBeCloseTo(1, 12);
  });

  it("gives the same page where it counts no further than the page, collapses or is merged", async () => {
    const { keys, scores } = await ask({});
    expect((await ask({}, { counts: "page", limit: 2 })).keys).toEqual(keys.slice(0, 2));
    const collapsed = await ask({}, { collapse: true });
    expect(
      collapsed.keys.every((key) => scores[keys.indexOf(key)] === collapsed.scores[collapsed.keys.indexOf(key)]),
    ).toBe(true);
    await mergeAll(context);
    expect(await ask({})).toMatchObject({ keys, scores });
  });

  it("leaves the order by date alone", async () => {
    const [plain, recent] = [
      await ask({ recencyHalfLifeDays: 0 }, { sort: "oldest" }),
      await ask({ recencyHalfLifeDays: 1 }, { sort: "oldest" }),
    ];
    expect(recent.keys).toEqual(plain.keys);
  });
});

describe("the best hundred", () => {
  it("change places, and stay the best hundred on whatever page", async () => {
    const context = makeContext();
    const articles = Object.fromEntries(
      Array.from({ length: 140 }, (_, i) => [
        `${1_000 + i}`,
        {
          text: `Паводок ${Array.from({ length: 20 + i }, (_, word) => `вода${word}`).join(" ")}`,
          publishedAt: new Date(context.clock.nowMs() - ((i * 37) % 140) * 86_400_000).toISOString().slice(0, 10),
        },
      ]),
    );
    await commitArticles(context, articles);
    const ask = async (recencyHalfLifeDays: number, offset: number, limit: number) => {
      const search = new ArticleSearch(context, { revalidateMs: 0, recencyHalfLifeDays });
      const { hits } = await search.search({ text: "паводок ", match: "auto", offset, limit });
      return hits.map(({ key }) => key);
    };
    const [plain, recent] = [await ask(0, 0, 140), await ask(5, 0, 140)];
    expect(recent.slice(0, 100)).not.toEqual(plain.slice(0, 100));
    expect(new Set(recent.slice(0, 100))).toEqual(new Set(plain.slice(0, 100)));
    expect(recent.slice(100)).toEqual(plain.slice(100));
    expect([...(await ask(5, 0, 7)), ...(await ask(5, 7, 133))]).toEqual(recent);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/query/article-search.ts";
import { firstMinuteOf, UNDATED } from "../../../../src/query/documents/publication-times.ts";
import { type Recency, recencyAt, recencyFactor } from "../../../../src/query/ranking/recency.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

const TODAY_MS = Date.UTC(2026, 10, 25, 13, 30);
const today = { year: 2026, month: 11, day: 25 };

describe("the factor of recency", () => {
  const recency = recencyAt(TODAY_MS, 30) as Recency;

  it("is 1 for an article of today or of the future, 3/4 after a half-life, 5/8 after two", () => {
    expect(recencyFactor(recency, firstMinuteOf(today))).toBe(1);
    expect(recencyFactor(recency, firstMinuteOf({ ...today, year: 2027 }))).toBe(1);
    expect(recencyFactor(recency, firstMinuteOf({ year: 2026, month: 10, day: 26 }))).toBe(0.75);
    expect(recencyFactor(recency, firstMinuteOf({ year: 2026, month: 9, day: 26 }))).toBe(0.625);
  });

  it("is never below 1/2, which an undated article has", () => {
    expect(recencyFactor(recency, firstMinuteOf({ year: 1912, month: 1, day: 1 }))).toBeCloseTo(0.5, 12);
    expect(recencyFactor(recency, UNDATED)).toBe(0.5);
  });

  it("stays the same for a whole day", () => {
    expect(recencyAt(Date.UTC(2026, 10, 25), 30)).toEqual(recencyAt(Date.UTC(2026, 10, 25, 23, 59, 59), 30));
  });

  it("is none without a half-life above 0", () => {
    for (const halfLifeDays of [null, undefined, 0, -1, Number.NaN])
      expect(recencyAt(TODAY_MS, halfLifeDays)).toBeNull();
  });
});

describe("a search with a half-life", () => {
  let context: TestContext;
  const ask = async (options: object, query: object = {}) => {
    const search = new ArticleSearch(context, { revalidateMs: 0, ...options });
    const { hits, total } = await search.search({ text: "паводок ", match: "auto", offset: 0, limit: 10, ...query });
    return { keys: hits.map(({ key }) => key), scores: hits.map(({ score }) => score), total };
  };

  beforeEach(async () => {
    context = makeContext();
    const [now, before] = [0, 30].map((days) =>
      new Date(context.clock.nowMs() - days * 86_400_000).toISOString().slice(0, 10),
    );
    await commitArticles(context, {
      старая: { text: "Паводок пришёл в село.", publishedAt: "1999-05-01" },
      недавняя: { text: "Паводок пришёл в село.", publishedAt: before! },
      подробная: { text: "Паводок. Паводок. Паводок.", publishedAt: before! },
    });
    await commitArticles(context, {
      новая: { text: "Паводок пришёл в село.", publishedAt: now! },
      "без даты": { text: "Паводок пришёл в село." },
    });
  });

  it("puts the newer first among what answers as well, and undated articles with the oldest", async () => {
    const { keys } = await ask({ recencyHalfLifeDays: 30 });
    expect(new Set(keys.slice(0, 3))).toEqual(new Set(["новая", "подробная", "недавняя"]));
    expect(keys.indexOf("новая")).toBeLessThan(keys.indexOf("недавняя"));
    expect(new Set(keys.slice(3))).toEqual(new Set(["старая", "без даты"]));
  });

  it("changes scores by their factors alone, and finds and counts the same", async () => {
    const [plain, recent] = [await ask({}), await ask({ recencyHalfLifeDays: 30 })];
    const scoreOf = ({ keys, scores }: typeof plain, key: string): number => scores[keys.indexOf(key)]!;
    expect(recent.total).toBe(plain.total);
    expect(new Set(recent.keys)).toEqual(new Set(plain.keys));
    expect(scoreOf(recent, "новая") / scoreOf(plain, "новая")).toBeCloseTo(1, 12);
    expect(scoreOf(recent, "недавняя") / scoreOf(plain, "недавняя")).toBeCloseTo(0.75, 12);
    expect(scoreOf(recent, "без даты") / scoreOf(plain, "без даты")).toBeCloseTo(0.5, 12);
  });

  it("gives the same page where it counts no further than the page", async () => {
    const options = { recencyHalfLifeDays: 30 };
    const { keys } = await ask(options);
    expect((await ask(options, { counts: "page", limit: 2 })).keys).toEqual(keys.slice(0, 2));
  });

  it("leaves the order by date alone", async () => {
    const [plain, recent] = [
      await ask({}, { sort: "oldest" }),
      await ask({ recencyHalfLifeDays: 1 }, { sort: "oldest" }),
    ];
    expect(recent.keys).toEqual(plain.keys);
  });
});

import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import type { ArticleFilter } from "../../../support/inside/search-filters.ts";
import { type ArticleUnderTest, commitArticles, mergeAll } from "../../../support/stored-articles.ts";

let context: TestContext;

beforeEach(() => {
  context = makeContext();
});

/**
 * A segment an article, each with one word; then their keys by a filter, of all articles and of those with the word.
 */
async function put(articles: Record<string, Omit<ArticleUnderTest, "text">>): Promise<void> {
  for (const [key, article] of Object.entries(articles)) {
    await commitArticles(context, { [key]: { text: "Паром.", ...article } });
  }
}

async function pass(filter: ArticleFilter): Promise<string> {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const found = await Promise.all(
    ["", "паром"].map(async (text) => {
      const { hits, total } = await search.search({ text, match: "auto", offset: 0, limit: 50, filter });
      expect(total).toBe(hits.length);
      return hits
        .map(({ key }) => key)
        .sort()
        .join("");
    }),
  );
  expect(found[1]).toBe(found[0]);
  return found[0] ?? "";
}

const day = (iso: string) => {
  const [year = 0, month = 0, dayOfMonth = 0] = iso.split("-").map(Number);
  return { year, month, day: dayOfMonth };
};
const between = (from: string | undefined, to: string | undefined): ArticleFilter => ({
  from: from === undefined ? undefined : day(from),
  to: to === undefined ? undefined : day(to),
});

describe("a filter by date", () => {
  it("takes whole days, the first and the last included", async () => {
    await put({
      а: { publishedAt: "2016-10-08" },
      б: { publishedAt: "2016-10-09" },
      в: { publishedAt: "2016-10-10T23:59+03:00" },
      г: { publishedAt: "2016-10-11T00:00+03:00" },
    });
    expect(await pass(between("2016-10-09", "2016-10-10"))).toBe("бв");
    expect(await pass(between("2016-10-09", "2016-10-09"))).toBe("б");
    expect(await pass(between("2016-10-10", undefined))).toBe("вг");
    expect(await pass(between(undefined, "2016-10-09"))).toBe("аб");
    expect(await pass(between("2016-10-12", undefined))).toBe("");
  });

  it("goes by the day in Moscow: midnight there is the day before in UTC", async () => {
    await put({ а: { publishedAt: "2016-10-08T23:59+03:00" }, б: { publishedAt: "2016-10-09T00:00+03:00" } });
    expect(await pass(between("2016-10-09", "2016-10-09"))).toBe("б");
    expect(await pass(between("2016-10-08", "2016-10-08"))).toBe("а");
  });

  it("lets an article pass only if all of its month, year or range lies inside", async () => {
    await put({
      а: { publishedAt: "2016-10" },
      б: { publishedAt: "2016" },
      в: { dateRange: ["2016-09-30", "2016-10-02"] },
    });
    expect(await pass(between("2016-10-01", "2016-10-31"))).toBe("а");
    expect(await pass(between("2016-10-02", "2016-10-31"))).toBe("");
    expect(await pass(between("2016-10-01", "2016-10-30"))).toBe("");
    expect(await pass(between("2016-09-30", "2016-10-02"))).toBe("в");
    expect(await pass(between("2016-01-01", "2016-12-31"))).toBe("абв");
  });

  it("never lets an undated article pass", async () => {
    await put({ а: { publishedAt: null }, б: { publishedAt: "2016-10-09" } });
    expect(await pass(between("1900-01-01", undefined))).toBe("б");
    expect(await pass(between(undefined, "2100-12-31"))).toBe("б");
    expect(await pass({})).toBe("аб");
  });
});

describe("a filter by name", () => {
  beforeEach(async () => {
    await put({
      а: { source: "ТАСС", place: "Орёл" },
      б: { source: "Тасс ", place: "Орел", agency: "ТАСС" },
      в: { source: "ТАСС-Сибирь", place: "орел" },
      г: { source: "__proto__", agency: "constructor" },
      д: {},
    });
  });

  it("is the whole name, whatever its case, ё and spaces", async () => {
    expect(await pass({ source: ["тасс"] })).toBe("аб");
    expect(await pass({ place: ["ОРЕЛ"] })).toBe("абв");
    expect(await pass({ source: ["  ТАСС "] })).toBe("аб");
    expect(await pass({ source: ["ТАС"] })).toBe("");
  });

  it("is one of several, and all filters hold together", async () => {
    expect(await pass({ source: ["тасс", "__proto__"] })).toBe("абг");
    expect(await pass({ source: ["тасс", "__proto__"], agency: ["тасс"] })).toBe("б");
    expect(await pass({ source: ["тасс"], from: day("2016-01-01") })).toBe("");
  });

  it("takes the names of an object's parts for text", async () => {
    expect(await pass({ source: ["__proto__"] })).toBe("г");
    expect(await pass({ agency: ["constructor"] })).toBe("г");
    for (const name of ["constructor", "toString", "hasOwnProperty"]) expect(await pass({ source: [name] })).toBe("");
  });

  it("of no names is none", async () => {
    expect(await pass({ source: [], agency: [] })).toBe("абвгд");
  });

  it("is the same after a merge", async () => {
    expect(await mergeAll(context)).toBe(1);
    expect(await pass({ source: ["тасс"] })).toBe("аб");
    expect(await pass({ source: ["тасс", "__proto__"] })).toBe("абг");
  });

  it("is remembered rightly among more filters than are remembered", async () => {
    const search = new ArticleSearch(context, { revalidateMs: 60_000 });
    const count = async (source: string[]) =>
      (await search.search({ text: "паром", match: "auto", offset: 0, limit: 1, filter: { source } })).total;
    for (const _ of [1, 2]) {
      for (let i = 0; i < 40; i += 1)
        expect(await count([`Вестник ${i}`, ...(i % 2 === 0 ? ["тасс"] : [])])).toBe(i % 2 === 0 ? 2 : 0);
    }
  });
});

it("an article of a segment that keeps no ranges is filtered by its date alone", async () => {
  // What an index of an earlier version has: no column of ranges.
  const { BatchCommitter } = await import("../../../../src/index/commit/batch-commit.ts");
  const { resolvedArticleOptions } = await import("../../../../src/schema/article-options.ts");
  const columnFields = resolvedArticleOptions.columnFields.filter((name) => name !== "dateRange");
  const common = { id: "а", title: null, lead: "", text: "Паром.", source: null };
  await new BatchCommitter(context, { ...resolvedArticleOptions, columnFields }).commit(["а", "б"], async (key) => ({
    state: "present",
    version: "1",
    documents: [
      key === "а"
        ? { ...common, publishedAt: "2016" }
        : { ...common, id: "б", publishedAt: null, dateRange: ["2016-01-01", "2016-01-02"] },
    ],
  }));
  expect(await pass(between("2016-01-01", "2016-12-31"))).toBe("а");
  await mergeAll(context);
  await put({ в: {} });
  expect(await mergeAll(context)).toBe(1);
  expect(await pass(between("2016-01-01", "2016-12-31"))).toBe("аб");
});

import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch, FACET_NAMES } from "../../../../src/search/search.ts";
import type { FacetCounts, FacetName } from "../../../../src/search-api.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { MAX_FACET_VALUES } from "../../../support/inside/search-filters.ts";
import { AGENCY_TEXT, REPRINTS } from "../../../support/reprinted-article.ts";
import { commitArticles, mergeAll, removeArticles } from "../../../support/stored-articles.ts";

let context: TestContext;

beforeEach(() => {
  context = makeContext();
});

async function count(text: string, options: object = {}): Promise<FacetCounts> {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const { facets } = await search.search({ text, match: "auto", offset: 0, limit: 1, facets: FACET_NAMES, ...options });
  return facets ?? {};
}

/** «ТАСС 2, Вести 1» */
const shown = (values: FacetCounts[keyof FacetCounts]) =>
  (values ?? []).map(({ value, count: times }) => `${value} ${times}`).join(", ");

describe("facets", () => {
  it("count the articles that the total counts, on whatever page", async () => {
    await commitArticles(context, {
      а: { text: "Паром и мост.", source: "Вести", place: "Тула" },
      б: { text: "Паром и мост.", source: "ТАСС", place: "Тула" },
      в: { text: "Паром.", source: "ТАСС", place: "Орёл" },
    });
    await commitArticles(context, {
      г: { text: "Мост через паром.", source: "ТАСС" },
      д: { text: "Мост.", source: "Час" },
    });
    expect(shown((await count("паром мост")).source)).toBe("ТАСС 2, Вести 1");
    expect(shown((await count("паром мост")).place)).toBe("Тула 2");
    expect(shown((await count("паром мост", { match: "any" })).source)).toBe("ТАСС 3, Вести 1, Час 1");
    expect(shown((await count("паром такси")).source)).toBe("ТАСС 3, Вести 1");
    expect(shown((await count("паром мост", { offset: 5 })).source)).toBe("ТАСС 2, Вести 1");
    expect(shown((await count("паром мост", { counts: "page" })).source)).toBe("ТАСС 2, Вести 1");
    expect(shown((await count("", { filter: { source: ["тасс", "час"] } })).source)).toBe("ТАСС 3, Час 1");
    await removeArticles(context, ["б"]);
    expect(shown((await count("паром мост")).source)).toBe("ТАСС 1, Вести 1".split(", ").reverse().join(", "));
  });

  it("are only those that were asked for", async () => {
    await commitArticles(context, { а: { text: "Паром.", source: "Вести" } });
    expect(Object.keys(await count("паром", { facets: ["place"] }))).toEqual(["place"]);
    expect(
      await new ArticleSearch(context).search({ text: "паром", match: "auto", offset: 0, limit: 1 }),
    ).toMatchObject({
      facets: null,
    });
  });

  it("of an index without articles, and of no match, are empty lists", async () => {
    await commitArticles(context, {});
    expect(await count("паром")).toEqual({ source: [], year: [], month: [], place: [], section: [], author: [] });
    await commitArticles(context, { а: { text: "Паром.", source: "Вести" } });
    expect(await count("мост")).toEqual({ source: [], year: [], month: [], place: [], section: [], author: [] });
  });

  it("take __proto__ and constructor for names like others", async () => {
    await commitArticles(context, {
      а: { text: "Паром.", source: "__proto__", place: "constructor" },
      б: { text: "Паром.", source: "__proto__", place: "toString" },
    });
    const facets = await count("паром");
    expect(shown(facets.source)).toBe("__proto__ 2");
    expect(shown(facets.place)).toBe("constructor 1, toString 1");
    expect(Object.getPrototypeOf(facets)).toBe(Object.prototype);
  });

  it("put names that a filter takes for one under their most frequent spelling, the first by text of equals", async () => {
    await commitArticles(context, { а: { text: "Паром.", source: "Тасс" }, б: { text: "Паром.", source: "ТАСС " } });
    expect(shown((await count("паром")).source)).toBe("ТАСС  2");
    await commitArticles(context, { в: { text: "Паром.", source: "Тасс" }, г: { text: "Паром.", source: " " } });
    expect(shown((await count("паром")).source)).toBe("Тасс 3");
  });

  it("have an article in a year or a month only if all that its date may mean lies in it, the newest first", async () => {
    const dates = ["2016", "2016-12", "2016-12-31T23:59+03:00", "2017-01-01T00:00+03:00", "1905-01-09", null];
    for (const [i, publishedAt] of dates.entries()) {
      await commitArticles(context, { [`к${i}`]: { text: "Паром.", publishedAt } });
    }
    await commitArticles(context, {
      х: { text: "Паром.", dateRange: ["2016-12-31", "2017-01-01"] },
      ц: { text: "Паром.", dateRange: ["2016-01-01", "2016-12-31"] },
    });
    for (const merge of [null, mergeAll]) {
      await merge?.(context);
      expect(shown((await count("паром")).year)).toBe("2017 1, 2016 4, 1905 1");
      expect(shown((await count("паром")).month)).toBe("2017-01 1, 2016-12 2, 1905-01 1");
    }
  });

  it("tell beside years and months how many articles have no date, and nowhere else", async () => {
    await commitArticles(context, {
      а: { text: "Паром и мост." },
      б: { text: "Паром." },
      в: { text: "Паром и мост.", dateRange: ["2016-12-31", "2017-01-01"] },
      г: { text: AGENCY_TEXT },
      д: { text: Object.values(REPRINTS)[0] ?? "", publishedAt: "2017" },
    });
    const search = new ArticleSearch(context, { revalidateMs: 0 });
    const undated = async (text: string, facets: readonly FacetName[], collapse = false) =>
      (await search.search({ text, match: "auto", offset: 0, limit: 0, facets, collapse })).undated;
    expect(await undated("паром мост", ["month"])).toBe(1);
    expect(await undated("паром", ["source", "year"])).toBe(2);
    expect(await undated("паром", ["source"])).toBe(null);
    expect(await undated("", ["year", "month"], true)).toBe(3);
  });

  it("of sources and places are those in whose names a text stands, among all and not among the first", async () => {
    const articles = Array.from(
      { length: MAX_FACET_VALUES + 5 },
      (_, i): [string, { text: string; place: string; source: string; publishedAt: string }] => [
        `к${i}`,
        { text: "Паром.", place: `Село ${i}`, source: i % 2 === 0 ? "Орёл-Инфо" : "Вести", publishedAt: "2016" },
      ],
    );
    await commitArticles(context, Object.fromEntries(articles));
    const found = await count("паром", { facetQuery: "орел" });
    expect([shown(found.source), shown(found.place), shown(found.year)]).toEqual(["Орёл-Инфо 28", "", "2016 55"]);
    expect(shown((await count("паром", { facetQuery: " СЕЛО 54" })).place)).toBe("Село 54 1");
  });

  it("of many values are the most frequent, the first by text of equals", async () => {
    const articles = Array.from(
      { length: MAX_FACET_VALUES + 20 },
      (_, i): [string, { text: string; place: string }] => [
        `к${i}`,
        { text: "Паром.", place: `Село ${String(i).padStart(3, "0")}` },
      ],
    );
    await commitArticles(context, Object.fromEntries(articles));
    await commitArticles(context, { я: { text: "Паром.", place: "Село 069" } });
    const values = (await count("паром")).place ?? [];
    expect(values).toHaveLength(MAX_FACET_VALUES);
    expect([values[0], values[1], values.at(-1)]).toEqual([
      { value: "Село 069", count: 2 },
      { value: "Село 000", count: 1 },
      { value: `Село 0${MAX_FACET_VALUES - 2}`, count: 1 },
    ]);
  });

  it("count a collapsed group once for each value that one of its articles has", async () => {
    await commitArticles(context, {
      а: { text: AGENCY_TEXT, source: "ТАСС", publishedAt: "2016" },
      б: { text: Object.values(REPRINTS)[0] ?? "", source: "тасс", publishedAt: "2017" },
      в: { text: AGENCY_TEXT, source: "Вести" },
      г: { text: "Водохранилище полно.", source: "Вести" },
    });
    const facets = await count("водохранилище", { collapse: true });
    expect(shown(facets.source)).toBe("Вести 2, ТАСС 1");
    expect(shown(facets.year)).toBe("2017 1, 2016 1");
    expect(shown((await count("водохранилище")).source)).toBe("Вести 2, ТАСС 2");
  });
});

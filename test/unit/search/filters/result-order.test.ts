import { describe, expect, it } from "vitest";
import { isErrorOfKind } from "../../../../src/errors.ts";
import { ArticleSearch } from "../../../../src/search/search.ts";
import type { SortOrder } from "../../../../src/search-api.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { segmentKey } from "../../../support/inside/index-own.ts";
import { presentManifest } from "../../../support/live-index.ts";
import { commitArticles, mergeAll, removeArticles } from "../../../support/stored-articles.ts";

/**
 * Commits articles of these dates, a segment a call; the source key is the name. An array is a range without a date.
 */
async function put(context: TestContext, dates: Record<string, string | null | [string, string]>): Promise<void> {
  const articles = Object.entries(dates).map(([key, date]) => [
    key,
    { text: "Мост.", ...(Array.isArray(date) ? { dateRange: date } : { publishedAt: date }) },
  ]);
  await commitArticles(context, Object.fromEntries(articles));
}

async function list(context: TestContext, sort: SortOrder = "newest", text = "", offset = 0, limit = 100) {
  const search = new ArticleSearch(context, { revalidateMs: 0 });
  const { hits } = await search.search({ text, match: "auto", offset, limit, sort });
  return hits.map(({ key }) => key);
}

/** Keys as one word, in both orders, for all articles and for those with a word; before and after a merge. */
async function expectOrders(context: TestContext, newest: string, oldest: string): Promise<void> {
  for (const _ of ["as committed", "merged"]) {
    for (const text of ["", "мост"]) {
      expect((await list(context, "newest", text)).join("")).toBe(newest);
      expect((await list(context, "oldest", text)).join("")).toBe(oldest);
    }
    await mergeAll(context);
  }
}

describe("by date", () => {
  it("articles come across segments, those of a minute before those of the whole day, undated ones last", async () => {
    const context = makeContext();
    await put(context, { а: "2016-10-09", б: null, в: "2016-10-09T12:30+03:00" });
    await put(context, { г: "2016-10-10", д: null, е: "2016-10-09T00:00+03:00", ж: "2016-10-09T23:59+03:00" });
    await expectOrders(context, "гжвеабд", "евжагбд");
  });

  it("articles whose date is known in part come after all of that month or year, whichever comes first", async () => {
    const context = makeContext();
    await put(context, { а: "2016", б: "2016-01-01", в: "2016-10", г: "2016-10-01", д: "2015-12-31", е: "2016-12-31" });
    await put(context, { ж: "2017-01-01" });
    await expectOrders(context, "жегвбад", "дбгвеаж");
  });

  it("an article of a range without a date comes where that range has it", async () => {
    const context = makeContext();
    await put(context, { а: ["2016-03-01", "2018-03-01"], б: "2016-02-29", в: "2018-03-02", г: "2017", д: null });
    await put(context, { е: ["2016-13-01", "2016-02-01"], ж: ["2018-01-02", "2018-01-01"], з: "2016-02-30" });
    await expectOrders(context, "вгабдежз", "бгавдежз");
  });

  it("articles of one date come by source key, in pages without doubles or gaps", async () => {
    const context = makeContext();
    const keys = Array.from({ length: 23 }, (_, i) => `к${String(i).padStart(2, "0")}`);
    for (const remainder of [0, 1, 2]) {
      const own = keys.filter((_, i) => i % 3 === remainder);
      await put(context, Object.fromEntries(own.map((key) => [key, "2016-10-09"])));
    }
    for (const sort of ["newest", "oldest"] as const) {
      const pages: string[] = [];
      for (let offset = 0; offset < 30; offset += 4) pages.push(...(await list(context, sort, "мост", offset, 4)));
      expect(pages).toEqual(keys);
    }
  });

  it("the dead are not there", async () => {
    const context = makeContext();
    await put(context, { а: "2016-10-09", б: "2016-10-08" });
    await removeArticles(context, ["а"]);
    expect(await list(context)).toEqual(["б"]);
  });

  it("articles are all there or none, whichever byte of a segment is damaged", async () => {
    const context = makeContext();
    await put(context, { а: "2016-10-09", б: null, в: "2016-10-10" });
    const whole = await list(context);
    const key = segmentKey(context.layout, (await presentManifest(context)).segments[0]!.id);
    const { bytes } = await context.store.get(key);
    let failures = 0;
    for (let place = 0; place < bytes.length; place += 5) {
      const damaged = Uint8Array.from(bytes);
      damaged[place] = (damaged[place] ?? 0) ^ 0x55;
      await context.store.delete(key);
      await context.store.putIfAbsent(key, damaged);
      const outcome = await list(context).catch((error: unknown) => error);
      if (isErrorOfKind(outcome, "corrupt-data")) failures += 1;
      else expect(outcome).toEqual(whole);
    }
    expect(failures).toBeGreaterThan(0);
  });

  it("only what the total counts is listed: with all words where an article has all", async () => {
    const context = makeContext();
    await commitArticles(context, {
      а: { text: "Мост через реку.", publishedAt: "2016-10-09" },
      б: { text: "Река.", publishedAt: "2016-10-10" },
      в: { text: "Реку видно с моста.", publishedAt: "2016-10-08" },
    });
    expect(await list(context, "newest", "мост река")).toEqual(["а", "в"]);
    expect(await list(context, "relevance", "мост река")).toHaveLength(3);
    expect(await list(context, "oldest", "река паром")).toEqual(["в", "а", "б"]);
    const { total, totalRest } = await new ArticleSearch(context).search({
      text: "мост река",
      match: "auto",
      offset: 0,
      limit: 1,
      sort: "newest",
    });
    expect([total, totalRest]).toEqual([2, 1]);
  });
});

it("an empty text has no relevance: it lists the newest", async () => {
  const context = makeContext();
  await put(context, { а: "2016", б: "2017" });
  expect(await list(context, "relevance")).toEqual(["б", "а"]);
});

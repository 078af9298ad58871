import { beforeAll, describe, expect, it } from "vitest";
import { BatchCommitter } from "../../../src/index/write.ts";
import { resolvedArticleOptions } from "../../../src/schema/schema.ts";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext } from "../../support/index-context.ts";

/** Articles by what a test calls them: a title, and when they were published. */
const ARTICLES: Readonly<Record<string, readonly [title: string, publishedAt?: string]>> = {
  "of the day": ["В городе прошёл концерт", "2022-05-09T12:00:00+03:00"],
  "of the day, later": ["На реке начался ледоход", "2022-05-09T18:00:00+03:00"],
  "states it in words": ["Парад 9 мая 2022 года снимали с крыши", "2023-01-17"],
  "states it in digits": ["Договор подписан 09.05.2022 в столице", "2024-02-01"],
  "states it as ISO 8601": ["Отчёт завода от 2022-05-09", "2024-02-02"],
  "states it in full words": ["Девятого мая 2022 года открыли музей", "2024-02-03"],
  "states it in a range": ["Выставка 8–9 мая 2022 года собрала гостей", "2024-02-04"],
  "states it without the year": ["Салют 9 мая видели в области", "2022-05-12"],
  "undated, states it": ["Гонка прошла 9 мая 2022 года"],
  "undated, no year": ["Ярмарка открылась 9-го мая"],
  "the day before": ["Репетиция 8 мая 2022 года", "2022-05-08"],
  "the day after": ["Погода 10 мая 2022 года", "2022-05-10"],
  "another month": ["Матч 9 июня 2022 года", "2022-06-09"],
  "another year": ["Парад 9 мая 2021 года отменили", "2021-05-09"],
  "another year, left out": ["Салют 9 мая отменили", "2021-05-11"],
  apart: ["В мае 2022 года пришли 9 человек", "2022-05-30"],
  "of April": ["Посевная началась", "2021-04-12"],
};

describe("a day in a query", () => {
  let find: (text: string) => Promise<string[]>;
  let first: (text: string) => Promise<string | undefined>;
  let marked: (text: string, article: string) => Promise<string[]>;
  beforeAll(async () => {
    const context = makeContext();
    const names = Object.keys(ARTICLES);
    await new BatchCommitter(context, resolvedArticleOptions).commit(names, async (key) => {
      const [title = "", publishedAt = null] = ARTICLES[key] ?? [];
      return { state: "present", version: "1", documents: [{ id: key, title, lead: "", text: "", publishedAt }] };
    });
    const search = new ArticleSearch(context, { revalidateMs: Number.POSITIVE_INFINITY });
    const hitsOf = async (text: string) =>
      (await search.search({ text, match: "auto", offset: 0, limit: names.length })).hits;
    const ids = async (text: string) => (await hitsOf(text)).map(({ id }) => id);
    marked = async (text, article) => {
      const title = (await hitsOf(text)).find(({ id }) => id === article)?.title;
      return (title?.highlights ?? []).map(([start, end]) => title?.text.slice(start, end) ?? "");
    };
    find = async (text) => (await ids(text)).sort();
    first = async (text) => (await ids(text))[0];
  });

  const OF_THE_DAY = ["of the day", "of the day, later"];
  const STATING = [
    "states it as ISO 8601",
    "states it in a range",
    "states it in digits",
    "states it in full words",
    "states it in words",
    "states it without the year",
    "undated, no year",
    "undated, states it",
  ];

  it.each(["9 мая 2022", "9 мая 2022 года", "09.05.2022", "2022-05-09", "девятое мая 2022", "9-го мая 2022 года"])(
    "finds what was published then and what states it, and nothing of another day: %s",
    async (query) => {
      expect(await find(query)).toEqual([...OF_THE_DAY, ...STATING].sort());
    },
  );

  it("without a year is the day of any year", async () => {
    for (const query of ["9 мая", "девятое мая", "9-го мая"]) {
      const found = [...OF_THE_DAY, ...STATING, "another year", "another year, left out"];
      expect(await find(query), query).toEqual(found.sort());
    }
  });

  it("of which nothing is finds nothing", async () => {
    for (const query of ["11 мая 2022", "12.03.2021", "21 июля"]) expect(await find(query), query).toEqual([]);
  });

  it("lists what was published then first, the newest before the others", async () => {
    expect(await first("9 мая 2022")).toBe("of the day, later");
  });

  it("narrows the words beside it", async () => {
    expect(await find("парад 9 мая 2022")).toEqual(["states it in words"]);
    expect(await find("салют 09.05.2022")).toEqual(["states it without the year"]);
    expect(await find("посевная 12 апреля 2021")).toEqual(["of April"]);
  });

  it("is told where it leaves nothing, and then no article has it", async () => {
    expect((await find("парад 10 мая 2022")).sort()).toEqual(["another year", "states it in words"]);
  });

  it("never finds an article that has none of the words", async () => {
    expect(await find("посевная в 2022 году")).toEqual(["of April"]);
    expect(await find("посевная 9 мая")).toEqual(["of April"]);
    expect(await find("посевная май 2022")).toEqual(["of April"]);
  });

  it("finds by itself where no article has any of the words", async () => {
    expect(await find("бегемот 9 мая 2022")).toEqual([...OF_THE_DAY, ...STATING].sort());
    expect(await find("бегемот 2021")).toEqual(["another year", "another year, left out", "of April"]);
  });

  it("marks the date, and its words nowhere else", async () => {
    expect(await marked("9 мая", "undated, no year")).toEqual(["9-го", "мая"]);
    expect(await marked("9 мая", "states it in words")).toEqual(["9 мая 2022"]);
    expect(await marked("9 мая 2022", "states it in digits")).toEqual(["09.05.2022"]);
    expect(await marked("9 мая 2022", "states it without the year")).toEqual(["9", "мая"]);
    expect(await marked("9 мая пришли", "apart")).toEqual(["пришли"]);
  });

  it("finds by the year alone where nothing else is asked for", async () => {
    expect(await find("2021")).toEqual(["another year", "another year, left out", "of April"]);
  });
});

import { describe, expect, test } from "vitest";
import type { SearchAnswer } from "../../../src/search-api.ts";
import { bodyOf, openSite, type Uploads } from "./search-site.ts";

const HOUR_MS = 3_600_000;

const text = (about: string): string => `${about} Об этом рассказали в городской администрации и на самом предприятии.`;
const uploads: Uploads = {
  "articles/a.json": {
    id: "a",
    title: "Мост открыли",
    text: text("Мост открыли утром."),
    date: "2021-03-14T10:00:00+03:00",
  },
  "articles/b.json": { id: "b", title: "Мост закрыли", text: text("Мост закрыли вечером."), date: "2021-03-15" },
  "articles/c.json": { id: "c", title: "Мост красят", text: text("Мост красят к лету."), date: "2019-07-01" },
  "articles/d.json": { id: "d", title: "Мост и река", text: text("Мост стоит над рекой.") },
  "articles/e.json": { id: "e", title: "Театр", text: text("В театре премьера."), date: "2021-03-14" },
};

async function open(nowIso = "2021-03-15T12:00:00+03:00", settings = {}) {
  const site = await openSite(uploads, { settings });
  site.clock.advance(Date.parse(nowIso) - site.clock.nowMs());
  const ask = async (parameters: Record<string, string>) => {
    const answer = await bodyOf<SearchAnswer>(await site.get(`/search?${new URLSearchParams(parameters)}`));
    return { answer, ids: answer.hits.map(({ id }) => id), understood: answer.query.understood };
  };
  return { site, ask };
}

describe("a date that narrows", () => {
  test("finds the articles of its days alone, and tells how many have none", async () => {
    const { ask } = await open();
    const { ids, understood, answer } = await ask({ q: "мост Вчера" });
    expect(ids).toEqual(["a"]);
    expect(answer.query.applied).toBe("мост");
    expect(understood).toEqual([
      {
        id: "date:вчера",
        kind: "date",
        text: "Вчера",
        days: ["2021-03-14", "2021-03-14"],
        effect: "narrow",
        undated: 1,
      },
    ]);
  });

  test("is taken off by its id", async () => {
    const { ask } = await open();
    const { ids, understood } = await ask({ q: "мост Вчера", ignore: "date:вчера" });
    expect(ids.sort()).toEqual(["a", "b", "c", "d"]);
    expect(understood).toEqual([]);
  });

  test("alone lists what is of its days, the newest first", async () => {
    const { ask } = await open();
    for (const q of ["вчера", "новости за вчера", "14.03.2021"]) expect((await ask({ q })).ids).toEqual(["a", "e"]);
  });

  test("of which nothing is found says so, and leaves nothing out", async () => {
    const { ask } = await open("2021-05-01T12:00:00+03:00");
    const { ids, understood } = await ask({ q: "мост вчера" });
    expect(ids.sort()).toEqual(["a", "b", "c", "d"]);
    expect(understood).toMatchObject([{ id: "date:вчера", effect: "none" }]);
  });

  test("gives way to days that are chosen", async () => {
    const { ask } = await open();
    const { ids, understood } = await ask({ q: "мост вчера", from: "2019-01-01", to: "2019-12-31" });
    expect([ids, understood]).toEqual([["c"], []]);
  });
});

test("a date that raises leaves nothing out, and puts its articles first", async () => {
  const { ask } = await open();
  const { ids, understood, answer } = await ask({ q: "мост 2019" });
  expect(ids[0]).toBe("c");
  expect(ids).toHaveLength(4);
  expect(answer).toMatchObject({ total: 1, totalAny: 3 });
  expect(understood).toEqual([
    { id: "date:2019", kind: "date", text: "2019", days: ["2019-01-01", "2019-12-31"], effect: "raise" },
  ]);
});

test("a feed is taken literally", async () => {
  const { site } = await open();
  expect(await (await site.get("/feed.xml?q=мост вчера")).text()).not.toContain("<item>");
});

describe("days up to today", () => {
  test("are 1, 7, 30 and 365 of the owner's, and as good as their first day", async () => {
    const { ask } = await open("2021-03-20T23:30:00+03:00");
    expect((await ask({ q: "мост", from: "week" })).ids.sort()).toEqual(["a", "b"]);
    for (const [from, day] of [
      ["today", "2021-03-20"],
      ["week", "2021-03-14"],
      ["month", "2021-02-19"],
      ["year", "2020-03-21"],
    ] as const) {
      const { hits, total } = (await ask({ from })).answer;
      expect((await ask({ from: day })).answer).toMatchObject({ hits, total });
    }
  });

  test("move on at the owner's midnight", async () => {
    const { ask, site } = await open("2021-03-20T23:30:00+03:00");
    expect((await ask({ q: "мост", from: "week" })).answer.total).toBe(2);
    site.clock.advance(HOUR_MS);
    expect((await ask({ q: "мост", from: "week" })).answer.total).toBe(1);
    expect((await ask({ q: "мост", from: "week", to: "2021-03-14" })).answer.total).toBe(0);
  });

  test("are a choice like other days: none are read in the query", async () => {
    const { ask } = await open();
    expect((await ask({ q: "мост вчера", from: "week" })).understood).toEqual([]);
  });
});

describe("the tag of an answer", () => {
  test("turns at the owner's midnight where the query is relative to the day, and only there", async () => {
    const { site } = await open("2021-03-15T23:30:00+03:00");
    const tagsOf = async () =>
      Promise.all(
        [
          "/search?q=мост вчера",
          "/search?q=мост&from=week",
          "/feed.xml?from=year",
          "/search?q=мост 2019",
          "/search?q=мост",
        ].map(async (path) => (await site.get(path)).headers.get("etag")),
      );
    const before = await tagsOf();
    site.clock.advance(HOUR_MS / 4);
    expect(await tagsOf()).toEqual(before);
    site.clock.advance(HOUR_MS / 2);
    const after = await tagsOf();
    expect(after.map((tag, i) => tag === before[i])).toEqual([false, false, false, true, true]);
  });

  test("comes with no age beyond that midnight", async () => {
    const cacheControl = "public, max-age=60, s-maxage=3600, stale-while-revalidate=600";
    const { site } = await open("2021-03-15T23:30:00+03:00", { cacheControl });
    const ageOf = async (q: string) => (await site.get(`/search?q=${q}`)).headers.get("cache-control");
    expect(await ageOf("мост")).toBe(cacheControl);
    expect(await ageOf("мост вчера")).toMatch(
      /^public, max-age=60, s-maxage=(?:1800|1799), stale-while-revalidate=[01]$/,
    );
  });
});

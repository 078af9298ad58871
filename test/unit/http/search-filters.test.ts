import { describe, expect, test } from "vitest";
import type { ProblemAnswer, SearchAnswer } from "../../../src/search-api.ts";
import { bodyOf, openSite, type Site, type UploadedArticle, type Uploads } from "./search-site.ts";

const FERRY = "Паром вышел на линию через Волгу в субботу утром, и пассажиры заняли места на палубе.";
const STORY =
  "Паром через Оку отремонтируют к лету, сообщили в управлении речного транспорта. Судно поставят в док на два " +
  "месяца, заменят обшивку днища и оба дизеля. На время ремонта пассажиров повезёт катер, рейсы будут ходить " +
  "каждые сорок минут с шести утра до одиннадцати вечера.";

const articles: Record<string, UploadedArticle> = {
  midnight: { text: FERRY, date: "2021-03-14T21:30:00Z", source: "Волна", place: "Тверь", agency: "ТАСС" },
  day: { title: "Паром", text: `${FERRY} Капитан доволен.`, date: "2021-03-14", source: "Волна", place: "Тверь" },
  month: { text: `${FERRY} Погода стояла ясная.`, date: "2021-03", source: "ВОЛНА", place: "Орёл" },
  year: { text: `${FERRY} Билеты раскупили за час.`, date: "2021", source: "__proto__", place: "Орёл" },
  undated: { text: `${FERRY} На берегу играл оркестр.`, source: "Берег" },
  story: { text: STORY, date: "2022-02-01", source: "Волна", url: "https://volna.example/1" },
  reprint: { text: `${STORY} Так пишет «Волна».`, date: "2022-02-02", source: "Берег", id: "повтор №1" },
};
const uploads: Uploads = Object.fromEntries(
  Object.entries(articles).map(([name, article]) => [`articles/${name}.json`, article]),
);
const site = openSite(uploads);

async function ask(parameters: Record<string, string | readonly string[]>, on: Promise<Site> = site) {
  const query = new URLSearchParams({ q: "паром" });
  for (const [name, values] of Object.entries(parameters)) {
    query.delete(name);
    for (const value of [values].flat()) query.append(name, value);
  }
  return (await on).get(`/search?${query}`);
}

async function search(parameters: Record<string, string | readonly string[]>): Promise<SearchAnswer> {
  const response = await ask(parameters);
  expect(response.status).toBe(200);
  return bodyOf<SearchAnswer>(response);
}

/** The names of the uploads that hold the hits. */
const namesOf = ({ hits }: SearchAnswer) => hits.map(({ key }) => key.replace(/^articles\/(.*)\.json$/, "$1"));
const found = async (parameters: Record<string, string | readonly string[]>) =>
  namesOf(await search(parameters)).sort();

describe("a filtered search", () => {
  test("takes whole days of Moscow: an upload of half past nine in the evening, UTC, is of the next day", async () => {
    expect(await found({ from: "2021-03-15", to: "2021-03-15" })).toEqual(["midnight"]);
    expect(await found({ from: "2021-03-14", to: "2021-03-14" })).toEqual(["day"]);
  });

  test("takes an article of a month or a year only with all of it, and none without a date", async () => {
    expect(await found({ from: "2021-03-01", to: "2021-03-31" })).toEqual(["day", "midnight", "month"]);
    expect(await found({ from: "2021-01-01", to: "2021-12-31" })).toEqual(["day", "midnight", "month", "year"]);
    expect(await found({ to: "2100-12-31" })).not.toContain("undated");
  });

  test("takes any of some names of one field, and all fields together", async () => {
    expect(await found({ source: "волна" })).toEqual(["day", "midnight", "month", "story"]);
    expect(await found({ source: ["волна", "Берег"], place: "тверь" })).toEqual(["day", "midnight"]);
    expect(await found({ source: "Волна", agency: "тасс" })).toEqual(["midnight"]);
    expect(await found({ source: "__proto__" })).toEqual(["year"]);
    expect(await found({ source: "constructor" })).toEqual([]);
  });

  test("filters, sorts and counts all articles where nothing is asked for", async () => {
    const answer = await search({ q: "", source: "волна", sort: "oldest", facets: "place,year" });
    expect(namesOf(answer)).toEqual(["day", "midnight", "month", "story"]);
    expect(answer.total).toBe(4);
    expect(answer.facets).toEqual({
      year: [
        { value: "2022", count: 1 },
        { value: "2021", count: 3 },
      ],
      place: [
        { value: "Тверь", count: 2 },
        { value: "Орёл", count: 1 },
      ],
    });
  });

  test("sorts by date both ways, undated articles last, and says no score", async () => {
    const newest = await search({ sort: "newest" });
    expect(namesOf(newest)).toEqual(["reprint", "story", "midnight", "day", "month", "year", "undated"]);
    expect(namesOf(await search({ sort: "oldest" }))).toEqual([
      ...["day", "midnight", "month", "year", "story", "reprint", "undated"],
    ]);
    expect(newest.hits.every(({ score }) => score === 0)).toBe(true);
    expect((await search({})).hits.every(({ score }) => score > 0)).toBe(true);
  });

  test("counts facets of what the total counts, and leaves them out where none are asked for", async () => {
    const { facets, total } = await search({ facets: "source", limit: "1" });
    expect(facets).toEqual({
      source: [
        { value: "Волна", count: 4 },
        { value: "Берег", count: 2 },
        { value: "__proto__", count: 1 },
      ],
    });
    expect(total).toBe(7);
    expect(await search({})).not.toHaveProperty("facets");
  });

  test("counts exactly whatever `count` says, where facets or an order by date have to see every match", async () => {
    const uncounted = { count: "none", limit: "1" };
    expect(await search(uncounted)).toMatchObject({ total: 2, totalRelation: "atLeast" });
    expect(await search({ ...uncounted, source: "волна" })).toMatchObject({ total: 2, totalRelation: "atLeast" });
    for (const more of [{ facets: "year" }, { sort: "newest" }, { collapse: "true" }] as const) {
      const { total, totalRelation } = await search({ ...uncounted, ...more });
      expect([total, totalRelation]).toEqual(["collapse" in more ? 6 : 7, "exact"]);
    }
  });
});

describe("a collapsed search", () => {
  test("shows one of the same articles, how many others there are, and where they are listed", async () => {
    const answer = await search({ collapse: "true", sort: "newest", from: "2022-01-01", limit: "1" });
    expect(answer).toMatchObject({ total: 1, totalRelation: "exact" });
    const [hit] = answer.hits;
    expect(hit).toMatchObject({ id: "повтор №1", duplicates: { count: 1 } });
    const href = hit?.duplicates?.href ?? "";
    expect(Object.fromEntries(new URL(href, "https://poisk.example").searchParams)).toEqual({
      q: "паром",
      sort: "newest",
      from: "2022-01-01",
      sameAs: "повтор №1",
      key: "articles/reprint.json",
    });
    const listed = await bodyOf<SearchAnswer>(await (await site).get(href));
    expect(namesOf(listed)).toEqual(["story"]);
    expect(listed.total).toBe(1);
  });

  test("lists the others of a hit by its id and its upload", async () => {
    const [hit] = (await search({ collapse: "true", source: ["волна", "берег"], q: "катер ремонт", sort: "oldest" }))
      .hits;
    expect(hit?.duplicates?.href).toMatch(/&sameAs=[A-Za-z0-9_-]{22}&key=articles%2F[^&]+$/);
    expect(new URL(hit?.duplicates?.href ?? "", "https://p.example").searchParams.getAll("source")).toEqual([
      "волна",
      "берег",
    ]);
    expect(namesOf(await bodyOf(await (await site).get(hit?.duplicates?.href ?? "")))).toEqual(["reprint"]);
  });

  test("is the same as one that does not collapse where all differ, and says nothing of duplicates", async () => {
    const [collapsed, plain] = [
      await search({ collapse: "true", to: "2021-12-31" }),
      await search({ collapse: "false", to: "2021-12-31" }),
    ];
    expect(collapsed.hits).toEqual(plain.hits);
    expect(collapsed.hits.every((hit) => !("duplicates" in hit))).toBe(true);
  });
});

describe("a wrong filter", () => {
  test.each([
    ["from", "2021-02-29"],
    ["from", "2021-2-1"],
    ["from", "21-02-01"],
    ["from", "вчера"],
    ["from", ""],
    ["to", "2021-04-31"],
    ["to", "2021-04-30T00:00"],
    ["to", "1899-12-31"],
    ["to", "2101-01-01"],
    ["sort", "date"],
    ["sort", "__proto__"],
    ["collapse", "1"],
    ["facets", ""],
    ["facets", "agency"],
    ["facets", "source,"],
    ["facets", "constructor"],
    ["source", ""],
    ["source", "  "],
    ["source", "я".repeat(201)],
    ["place", Array.from({ length: 21 }, (_, i) => `Село ${i}`)],
    ["agency", ["ТАСС", ""]],
    ["sameAs", ""],
    ["key", "articles/a.json"],
    ["from", ["2021-01-01", "2021-01-02"]],
    ["sort", ["newest", "newest"]],
    ["facets", ["source", "year"]],
  ])("%s=%j is refused by the name of its parameter", async (name, value) => {
    const response = await ask({ [name]: value });
    expect(response.status).toBe(400);
    const { errors } = await bodyOf<ProblemAnswer>(response);
    expect(errors?.map(({ parameter, code }) => [parameter, code])).toEqual([[name, "invalid-parameter"]]);
  });

  test.each([
    [{ from: "2021-03-02", to: "2021-03-01" }, "to"],
    [{ sameAs: "a", collapse: "true" }, "collapse"],
    [{ sameAs: "a", facets: "source" }, "facets"],
  ])("%j does not go together", async (parameters, name) => {
    const response = await ask(parameters as Record<string, string>);
    expect(response.status).toBe(400);
    expect((await bodyOf<ProblemAnswer>(response)).errors).toMatchObject([{ parameter: name }]);
  });

  test("is all right at its bounds", async () => {
    expect((await search({ from: "2021-03-14", to: "2021-03-14" })).total).toBe(1);
    expect((await search({ from: "2020-02-29" })).total).toBeGreaterThan(0);
    expect((await search({ source: Array.from({ length: 20 }, () => "я".repeat(200)) })).total).toBe(0);
    expect((await search({ facets: "year,source,year" })).facets).toMatchObject({
      year: [{}, {}],
      source: [{}, {}, {}],
    });
  });
});

test("an answer to a filtered search has the tag of its state, and the caching of every other", async () => {
  const own = openSite(uploads);
  const [plain, filtered] = [await ask({}, own), await ask({ source: "волна", facets: "source" }, own)];
  const tag = filtered.headers.get("etag") ?? "";
  expect(filtered.headers.get("cache-control")).toBe(plain.headers.get("cache-control"));
  expect(filtered.headers.get("vary")).toBe(plain.headers.get("vary"));
  const again = (await own).get("/search?q=паром&source=волна&facets=source", { "if-none-match": tag });
  expect((await again).status).toBe(304);
  await (await own).upload({ "articles/new.json": { text: FERRY, source: "Волна" } });
  const changed = (await own).get("/search?q=паром&source=волна&facets=source", { "if-none-match": tag });
  expect((await changed).status).toBe(200);
});

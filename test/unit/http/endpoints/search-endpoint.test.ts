import { describe, expect, test } from "vitest";
import type { ProblemAnswer, SearchAnswer } from "../../../../src/search-api.ts";
import { bodyOf, openSite, type Uploads } from "../search-site.ts";

const search = async (query: string, site = openSite()): Promise<SearchAnswer> => {
  const response = await (await site).get(`/search?${query}`);
  expect(response.status).toBe(200);
  return bodyOf<SearchAnswer>(response);
};

const refuse = async (query: string): Promise<ProblemAnswer> => {
  const response = await (await openSite()).get(`/search?${query}`);
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  return bodyOf<ProblemAnswer>(response);
};

/** Articles about one thing, `count` of them. */
const bridges = (count: number): Uploads =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [
      `articles/most-${String(i).padStart(3, "0")}.json`,
      { title: `Мост номер ${i}`, text: `Открыли мост через реку. Длина моста ${100 + i} метров, строили его год.` },
    ]),
  );

describe("a search", () => {
  test("finds the articles that have the word in any form, best first", async () => {
    const { hits, total, totalRelation, query } = await search(`q=${encodeURIComponent("портом")}`);
    expect(hits.map(({ title }) => title.text)).toEqual([
      "Порт Архангельска принял первый балкер после ремонта причала",
      "Театр кукол показал премьеру для самых маленьких",
    ]);
    expect({ total, totalRelation }).toEqual({ total: 2, totalRelation: "exact" });
    expect(query).toEqual({
      text: "портом",
      applied: "портом",
      corrections: [],
      offer: null,
      understood: [],
      match: "all",
    });
  });

  test("marks the words in title and snippet by their places in the text", async () => {
    const [hit] = (await search(`q=${encodeURIComponent("порт")}`)).hits;
    const marked = (text = "", ranges: readonly (readonly [number, number])[] = []) =>
      ranges.map(([start, end]) => text.slice(start, end));
    expect(marked(hit?.title.text, hit?.title.highlights)).toEqual(["Порт"]);
    expect(marked(hit?.snippet.text, hit?.snippet.highlights)).toEqual(["порт", "порта"]);
  });

  test("says of a hit all that is known of the article, and null for what is not", async () => {
    const [hit] = (await search(`q=${encodeURIComponent("балкер")}`)).hits;
    expect(hit).toMatchObject({
      key: "articles/severny-vestnik.example/2021/03/12/port.json",
      url: "https://severny-vestnik.example/2021/03/12/port",
      publishedAt: "2021-03-12T09:40+03:00",
      datePrecision: "minute",
      source: "Северный вестник",
      agency: null,
      author: "Анна Речкина",
      place: "Архангельск",
      image: "https://img.severny-vestnik.example/port.jpg",
      notice: null,
    });
    expect(hit).not.toHaveProperty("dateRange");
    expect(hit).not.toHaveProperty("partialMatch");
  });

  test.each([true, false])(
    "says that questions are not billed only where they are not: metered %s",
    async (isMetered) => {
      const site = await openSite(undefined, { settings: { isMetered } });
      const answer = (await (await site.get("/search")).json()) as SearchAnswer;
      expect(answer.unmetered).toBe(isMetered ? undefined : true);
    },
  );

  test("gives the range of days of a date that is no day", async () => {
    const [hit] = (await search(`q=${encodeURIComponent("сварщики")}`)).hits;
    expect(hit).toMatchObject({ publishedAt: "2019", datePrecision: "year", dateRange: ["2019-01-01", "2019-12-31"] });
  });

  test("opens a hit by its id alone, whether poisk made it or the upload brought it", async () => {
    const [own] = (await search(`q=${encodeURIComponent("сварщики")}`)).hits;
    const [hashed] = (await search(`q=${encodeURIComponent("балкер")}`)).hits;
    expect(own?.href).toBe("/a/%D0%B7%D0%B0%D0%B2%D0%BE%D0%B4%2F2019%20%E2%84%967");
    expect(hashed?.href).toMatch(/^\/a\/[A-Za-z0-9_-]{22}$/);
    const site = await openSite();
    for (const href of [own?.href, hashed?.href]) expect((await site.get(href ?? "")).status).toBe(200);
  });

  test("lists the newest articles for an empty query and for none", async () => {
    for (const query of ["", "q=", "q=%20%20"]) {
      const { hits, total } = await search(query);
      expect(hits.map(({ publishedAt }) => publishedAt)).toEqual(["2021-03-14", "2021-03-12T09:40+03:00", "2019"]);
      expect(total).toBe(3);
    }
  });

  test("finds nothing in an index of nothing", async () => {
    const site = await openSite({});
    await site.ingest(["articles/never.json"]);
    const answer = await search("q=a", Promise.resolve(site));
    expect(answer).toMatchObject({ total: 0, totalAny: 0, hits: [] });
  });

  test("puts articles with some of the words after those with all, and says so", async () => {
    const query = encodeURIComponent("порт театр");
    const auto = await search(`q=${query}`);
    expect(auto.hits.map(({ partialMatch }) => partialMatch)).toEqual([undefined, true]);
    expect(auto).toMatchObject({ total: 1, totalAny: 1, query: { match: "all" } });
    const all = await search(`q=${query}&match=all`);
    expect(all).toMatchObject({ total: 1, totalAny: 0, query: { match: "all" } });
    expect(all.hits).toHaveLength(1);
    const any = await search(`q=${query}&match=any`);
    expect(any).toMatchObject({ total: 2, totalAny: 0, query: { match: "any" } });
    expect(any.hits.every((hit) => hit.partialMatch === undefined)).toBe(true);
  });

  test("cuts pages that follow one another without a gap", async () => {
    const site = openSite(bridges(25));
    const whole = await search("q=мост&limit=50", site);
    const pages = [];
    for (const offset of [0, 10, 20, 30]) pages.push((await search(`q=мост&limit=10&offset=${offset}`, site)).hits);
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5, 0]);
    expect(pages.flat()).toEqual(whole.hits);
    expect((await search("q=мост", site)).hits).toHaveLength(10);
  });

  test("counts no further than one beyond the page where no count is asked for", async () => {
    const site = openSite(bridges(25));
    expect(await search("q=мост&count=none&limit=5", site)).toMatchObject({ total: 6, totalRelation: "atLeast" });
    expect(await search("q=мост&count=none&limit=5&offset=20", site)).toMatchObject({
      total: 25,
      totalRelation: "exact",
    });
    expect(await search("q=мост&count=exact&limit=5", site)).toMatchObject({ total: 25, totalRelation: "exact" });
  });

  test("ignores parameters that it does not know", async () => {
    const site = openSite();
    const { hits } = await search(
      `q=${encodeURIComponent("порт")}&utm_source=x&fbclid=1&__proto__=1&constructor=2`,
      site,
    );
    expect(hits).toHaveLength(2);
  });

  test("takes 500 characters of hostile text as text", async () => {
    const texts = [
      "я".repeat(500),
      "\u0000\u202e'\"<script>",
      "__proto__ constructor toString",
      "😀".repeat(250),
      "%",
      "a".repeat(500),
    ];
    for (const text of texts) {
      const { query } = await search(`q=${encodeURIComponent(text)}`);
      expect(query.text).toBe(text);
    }
  });

  test("takes bytes that are no UTF-8 for unreadable letters", async () => {
    expect((await search("q=%E0%A4%A")).query.text).toContain("\ufffd");
    expect((await search("q=%")).query.text).toBe("%");
  });
});

describe("a wrong search", () => {
  test.each([
    ["limit=51", "limit"],
    ["limit=-1", "limit"],
    ["limit=", "limit"],
    ["limit=ten", "limit"],
    ["limit=1e1", "limit"],
    ["limit=%2B5", "limit"],
    ["limit=5.0", "limit"],
    ["limit=05", "limit"],
    ["limit=99999999999999999999", "limit"],
    ["offset=-1", "offset"],
    ["offset=1001", "offset"],
    ["offset=Infinity", "offset"],
    ["match=some", "match"],
    ["match=", "match"],
    ["match=ALL", "match"],
    ["match=toString", "match"],
    ["count=yes", "count"],
    ["from=decade", "from"],
    ["from=2021-02-29", "from"],
    ["facetQuery=%20", "facetQuery"],
    [`q=${"x".repeat(501)}`, "q"],
    [`q=${"x".repeat(10_000)}`, "q"],
    ["q=a&q=b", "q"],
    ["limit=1&limit=1", "limit"],
  ])("%s is refused by the name of its parameter", async (query, parameter) => {
    const { code, errors, detail } = await refuse(query);
    expect(code).toBe("invalid-parameter");
    expect(errors?.map((error) => [error.parameter, error.code])).toEqual([[parameter, "invalid-parameter"]]);
    expect(detail).toContain(parameter);
  });

  test("names every wrong parameter at once, each once", async () => {
    const { errors } = await refuse("limit=51&offset=-1&match=x&count=&explain=yes&q=a&q=b");
    expect(errors?.map(({ parameter, code }) => `${parameter} ${code}`)).toEqual([
      "q invalid-parameter",
      "limit invalid-parameter",
      "offset invalid-parameter",
      "match invalid-parameter",
      "count invalid-parameter",
      "explain invalid-parameter",
    ]);
  });

  test("is not shown what it said", async () => {
    const response = await (await openSite()).get("/search?limit=%3Cscript%3Ealert(1)%3C/script%3E");
    expect(await response.text()).not.toContain("script");
  });

  test("costs no request to the store", async () => {
    const site = await openSite();
    await site.get("/search?limit=51");
    expect(site.lines.at(-1)?.fields).toMatchObject({ status: 400, requests: 0 });
  });
});

describe("the cost of a search", () => {
  test("is that of its own requests, and nothing once all is cached", async () => {
    const site = await openSite(undefined, { revalidateMs: 60_000 });
    const first = await search("q=порт", Promise.resolve(site));
    expect(first.cost.requests).toBeGreaterThanOrEqual(2);
    expect(first.cost.bytes).toBeGreaterThan(1_000);
    expect((await search("q=порт", Promise.resolve(site))).cost).toEqual({ requests: 0, bytes: 0 });
  });

  test("is told apart from that of other searches at the same time", async () => {
    const alone = (await search("q=порт", openSite())).cost;
    const sites = await Promise.all([openSite(), openSite(), openSite()]);
    const [site] = sites;
    const together = await Promise.all(
      ["порт", "театр", "завод", "балкер"].map((word) => search(`q=${word}`, Promise.resolve(site!))),
    );
    const sum = together.reduce((total, { cost }) => total + cost.requests, 0);
    const counted = site!.lines.reduce((total, { fields }) => total + Number(fields.requests), 0);
    expect(sum).toBe(counted);
    // Each revalidated the manifest or joined in, and only one of them opened the segment.
    expect(Math.max(...together.map(({ cost }) => cost.bytes))).toBeLessThanOrEqual(alone.bytes * 2);
    expect(together.filter(({ cost }) => cost.bytes >= alone.bytes)).toHaveLength(1);
  });

  test("counts requests that failed, and not their bytes", async () => {
    const site = await openSite();
    for (const name of ["manifest.json", "tails"]) await site.store.delete(`index/${name}` as never);
    await site.get("/search?q=порт");
    const { requests, bytes } = site.lines.at(-1)?.fields ?? {};
    expect([Number(requests) > 0, bytes]).toEqual([true, 0]);
  });
});

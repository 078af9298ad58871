import { XMLParser, XMLValidator } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import type { ProblemAnswer } from "../../../../src/search-api.ts";
import { bodyOf, newspaper, openSite, type SiteOptions, type Uploads } from "../search-site.ts";

interface FeedItem {
  readonly title: string;
  readonly link: string;
  readonly guid: { readonly "#text": string; readonly "@_isPermaLink": string };
  readonly description: string;
  readonly pubDate?: string;
  readonly "dc:creator"?: string;
}

const parser = new XMLParser({ ignoreAttributes: false, isArray: (name) => name === "item", parseTagValue: false });

async function feed(path: string, uploads: Uploads = newspaper, options: SiteOptions = {}) {
  const response = await (await openSite(uploads, options)).get(path);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toBe("application/rss+xml; charset=utf-8");
  const xml = await response.text();
  expect(XMLValidator.validate(xml)).toBe(true);
  const { channel, ...rss } = parser.parse(xml).rss;
  return { xml, rss, channel, items: (channel.item ?? []) as FeedItem[], response };
}

describe("a feed", () => {
  test("is RSS 2.0 with the newest matches first, and links that work from anywhere", async () => {
    const { rss, channel, items } = await feed("/feed.xml?q=%D0%BF%D0%BE%D1%80%D1%82", newspaper, {
      settings: { siteName: "Вестник", searchPage: "/find" },
    });
    expect(rss).toMatchObject({ "@_version": "2.0" });
    expect(channel).toMatchObject({
      title: "порт — Вестник",
      link: "https://poisk.example/find?q=%D0%BF%D0%BE%D1%80%D1%82",
    });
    expect(channel["atom:link"]["@_href"]).toBe("https://poisk.example/feed.xml?q=%D0%BF%D0%BE%D1%80%D1%82");
    expect(channel.lastBuildDate).toMatch(/^Thu, 01 Jan 2026 00:00:\d\d \+0000$/);
    expect(items.map(({ title }) => title)).toEqual([
      "Театр кукол показал премьеру для самых маленьких",
      "Порт Архангельска принял первый балкер после ремонта причала",
    ]);
    expect(items[0]?.link).toMatch(/^https:\/\/poisk\.example\/a\/[\w-]{22}$/);
    expect(items[1]).toMatchObject({
      link: "https://severny-vestnik.example/2021/03/12/port",
      pubDate: "Fri, 12 Mar 2021 09:40:00 +0300",
      "dc:creator": "Анна Речкина",
    });
  });

  test("says the legal marks of an article behind its passage", async () => {
    const { items } = await feed("/feed.xml");
    const [marked, unmarked] = items.map(({ description }) => description);
    expect(marked).toMatch(/на остров\. 0\+$/);
    expect(unmarked).not.toContain("+");
  });

  test("dates what has a day or a minute, and nothing else", async () => {
    const { items } = await feed("/feed.xml");
    expect(items.map(({ pubDate }) => pubDate)).toEqual([
      "Sun, 14 Mar 2021 00:00:00 +0300",
      "Fri, 12 Mar 2021 09:40:00 +0300",
      undefined,
    ]);
  });

  test("names each article once and for ever, whatever the host", async () => {
    const here = (await feed("/feed.xml")).items.map(({ guid }) => guid["#text"]);
    const there = (await feed("/feed.xml", newspaper, { settings: { publicUrl: "https://other.example/api/" } })).items;
    expect(there.map(({ guid }) => guid["#text"])).toEqual(here);
    expect(new Set(here).size).toBe(3);
    expect(there.map(({ guid }) => guid["@_isPermaLink"])).toEqual(["false", "false", "false"]);
    expect(there[0]?.link).toMatch(/^https:\/\/other\.example\/api\/a\//);
  });

  test("believes no header about the host", async () => {
    const site = await openSite();
    const response = await site.get("/feed.xml", {
      "x-forwarded-host": "evil.example",
      forwarded: "host=evil.example",
    });
    expect(await response.text()).not.toContain("evil.example");
  });

  test("of two hosts has two tags", async () => {
    const { app } = await openSite();
    const tags = await Promise.all(
      ["https://a.example/feed.xml", "https://b.example/feed.xml"].map(async (url) =>
        (await app.fetch(new Request(url))).headers.get("etag"),
      ),
    );
    expect(new Set(tags).size).toBe(2);
  });

  test("means its query as it stands: all words, whole and uncorrected", async () => {
    const titles = async (query: string) =>
      (await feed(`/feed.xml?${query}`)).items.map(({ title }) => title.split(" ")[0]);
    expect(await titles("q=порт театр")).toEqual(["Театр"]);
    expect(await titles("q=порт театр&match=any")).toEqual(["Театр", "Порт"]);
    expect(await titles("q=сварщи")).toEqual([]);
    expect(await titles("q=gjhn")).toEqual([]);
  });

  test("is confined as a search is", async () => {
    const { items } = await feed("/feed.xml?place=архангельск&from=2021-03-12&to=2021-03-12&limit=5");
    expect(items.map(({ title }) => title.split(" ")[0])).toEqual(["Порт"]);
    const wrong = await (await openSite()).get("/feed.xml?limit=51&from=2021-03-12&to=2020-01-01&source=");
    expect((await bodyOf<ProblemAnswer>(wrong)).errors?.map(({ parameter }) => parameter)).toEqual(["limit", "source"]);
    const reversed = await (await openSite()).get("/feed.xml?from=2021-03-12&to=2020-01-01");
    expect((await bodyOf<ProblemAnswer>(reversed)).errors).toMatchObject([{ parameter: "to" }]);
  });

  test("holds whatever a title or a query holds", async () => {
    const title = `"Кит & <лодка>" ]]> 'x' \u0001\ufffe😀`;
    const { items, xml, channel } = await feed(`/feed.xml?q=${encodeURIComponent('кит | <script>"&\u0000')}`, {
      "articles/odd.json": { title, text: "Кит подошёл к лодке на рассвете, рассказали рыбаки." },
    });
    expect(items[0]?.title).toMatch(/^"Кит & <лодка>" \]\]> 'x' .*😀$/);
    expect(channel.title).toBe('кит | <script>"& — Поиск');
    for (const forbidden of ["<script", "\u0000", "\u0001", "\ufffe"]) expect(xml).not.toContain(forbidden);
  });

  test("is stored as answers are, and listed by no search engine", async () => {
    const { response } = await feed("/feed.xml", newspaper, { settings: { publicUrl: "https://news.example" } });
    expect(response.headers.get("x-robots-tag")).toBe("noindex");
    expect(response.headers.get("cache-control")).toContain("s-maxage=30");
    expect(response.headers.get("etag")).toMatch(/^W\//);
  });

  test("of nothing is an empty one", async () => {
    expect((await feed("/feed.xml?q=бегемот")).items).toEqual([]);
  });
});

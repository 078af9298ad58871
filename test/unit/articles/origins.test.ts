/**
 * The origins that a reading names: for each format, and where several places say or make one field.
 */
import { describe, expect, test } from "vitest";
import { readArticles, type UploadContext } from "../../../src/articles/articles.ts";
import { openExport } from "../../../src/articles/exports.ts";
import { type Origins, readingRows } from "../../../src/articles/news.ts";
import { readOne } from "./fixture-pages.ts";

const STORY = [
  "Первым по новому мосту через Лену проехал автобус с министром транспорта и школьниками.",
  "Движение пустили по двум полосам, третью откроют весной, рассказали в пресс-службе.",
];
const SITE = "https://vestnik.example";
const PARAGRAPHS = STORY.map((paragraph) => `<p>${paragraph}</p>`).join("");

const originsOf = async (text: string, context: Partial<UploadContext> = {}): Promise<Origins> =>
  (await readOne(text, context)).origins;
const ofPage = (head: string, body: string, key = "articles/page-01.html") =>
  originsOf(`<!doctype html><html><head>${head}</head><body>${body}</body></html>`, { key });

describe("a page of text", () => {
  test("has them in its lines, its dateline, and its key", async () => {
    const lines = [
      "Мост через Лену открыли зимой - Вестник, 14.05.2021",
      "Мост через Лену открыли зимой",
      `ЯКУТСК, 21 фев — РИА Новости. ${STORY.join(" ")}`,
      "18+",
    ];
    expect(await originsOf(lines.join("\n"), { key: "articles/20210221/1.txt" })).toEqual({
      title: ["title line"],
      date: ["key"],
      zone: ["default"],
      place: ["dateline"],
      agency: ["dateline"],
      source: ["title line"],
      notice: ["page text"],
      id: ["key and text"],
      text: ["page text"],
    });
  });

  test("has them in what a scraper wrote above it", async () => {
    const head = `Title: Мост открыли\nURL: ${SITE}/1\nDate: 2021-05-06 15:20\nAuthor: Мария Ким\nSource: Край`;
    expect(await originsOf(`${head}\n\n${STORY.join("\n\n")}`)).toMatchObject({
      title: ["head of the file"],
      date: ["head of the file"],
      author: ["head of the file"],
      source: ["head of the file"],
      url: ["head of the file"],
      id: ["address"],
    });
  });

  test("has a date that is made of two places", async () => {
    const inferred = `Мост открыли зимой\n\nЯКУТСК, 9 окт — РИА Новости. ${STORY[0]} Год назад, в октябре 2018 года, мост ещё строили.`;
    expect((await originsOf(inferred)).date).toEqual(["dateline", "text"]);
    expect((await originsOf(inferred, { key: "articles/2019/10/most.txt" })).date).toEqual(["key", "dateline"]);
  });
});

describe("a page of HTML", () => {
  const jsonLd = (fields: object) =>
    `<script type="application/ld+json">${JSON.stringify({ "@type": "NewsArticle", ...fields })}</script>`;
  const meta = (name: string, content: string) => `<meta property="${name}" content="${content}">`;

  test("names all that agree on the title, and all that give sections and tags", async () => {
    const head =
      jsonLd({ headline: "Мост открыли зимой", articleSection: "Город", keywords: ["мост", "Лена"] }) +
      meta("og:title", "Мост открыли зимой") +
      meta("article:section", "город") +
      meta("article:tag", "дороги");
    const origins = await ofPage(head, `<h1>Мост открыли зимой</h1>${PARAGRAPHS}<a rel="tag" href="/t">мост</a>`);
    expect(origins).toMatchObject({
      title: ["JSON-LD", "og:title", "h1"],
      section: ["JSON-LD", "article:section"],
      tags: ["JSON-LD", "a rel=tag", "article:tag"],
    });
  });

  test("names the one place that a field is taken from", async () => {
    const head =
      `<title>Мост открыли зимой</title><link rel="canonical" href="${SITE}/1">` +
      meta("og:site_name", "Вестник") +
      meta("og:image", `${SITE}/1.jpg`);
    const body = `<h1>Мост открыли зимой</h1><time datetime="2021-05-06T15:20+03:00"></time><span class="author">Мария Ким</span>${PARAGRAPHS}<p>На правах рекламы</p>`;
    expect(await ofPage(head, body)).toEqual({
      title: ["h1", "title"],
      date: ["time"],
      zone: ["default"],
      source: ["og:site_name"],
      author: ["byline"],
      url: ["link canonical"],
      image: ["og:image"],
      notice: ["page text"],
      id: ["address"],
      text: ["page text"],
    });
  });

  test.each([
    ["og:url", { url: ["og:url"] }, meta("og:url", `${SITE}/1`), ""],
    ["the comment of a browser", { url: ["saved-page comment"] }, "", "", `<!-- saved from url=(0025)${SITE}/1 -->`],
    ["the publisher in JSON-LD", { source: ["JSON-LD"] }, jsonLd({ headline: "Мост", publisher: "Вестник" }), ""],
    ["WordPress' picture", { image: ["img.wp-post-image"] }, "", `<img class="wp-post-image" src="${SITE}/1.jpg">`],
    ["microdata", { author: ["itemprop"] }, "", '<span itemprop="author">Мария Ким</span>'],
    ["a table of tags", { author: ["sailthru.author"] }, '<meta name="sailthru.author" content="Мария Ким">', ""],
  ])("names %s", async (_, wanted, head, more, above = "") => {
    const page = `<html><head>${head}</head><body><h1>Мост открыли зимой</h1>${more}${PARAGRAPHS}</body></html>`;
    expect(await originsOf(above + page, { key: "articles/page-01.html" })).toMatchObject(wanted);
  });

  test("names JSON-LD for a story that the page shows by a script", async () => {
    const head = jsonLd({ headline: "Мост открыли зимой", articleBody: STORY.join("\n") });
    expect((await ofPage(head, "<h1>Мост открыли зимой</h1>")).text).toEqual(["JSON-LD"]);
  });
});

describe("an article as JSON", () => {
  test("has them in its fields, and without these where its text has them", async () => {
    const all = {
      id: "7",
      title: "Мост",
      lead: "Открыли.",
      url: `${SITE}/1`,
      date: "2021-05-06",
      source: "Край",
      agency: "ТАСС",
      author: "Мария Ким",
      section: "Город",
      tags: "мост",
      place: "Якутск",
      notice: "16+",
      image: `${SITE}/1.jpg`,
      text: STORY.join("\n\n"),
    };
    const { zone, ...fields } = await originsOf(JSON.stringify(all), { key: "articles/a.json" });
    expect(zone).toEqual(["default"]);
    expect(Object.keys(fields).sort()).toEqual(Object.keys(all).sort());
    for (const origins of Object.values(fields)) expect(origins).toEqual(["JSON field"]);
    const bare = { text: `ЯКУТСК, 9 октября 2021 года. /ТАСС/. ${STORY.join(" ")}` };
    expect(await originsOf(JSON.stringify(bare), { key: "articles/kray.example/a.json" })).toEqual({
      date: ["dateline"],
      zone: ["default"],
      place: ["dateline"],
      agency: ["dateline"],
      source: ["key"],
      id: ["key and text"],
      text: ["JSON field"],
    });
  });
});

describe("what the owner says of an upload", () => {
  test("is told as its metadata", async () => {
    const metadata = {
      id: "7",
      title: "Most",
      url: `${SITE}/1`,
      source: "Kray",
      published: "2021-05-06",
      zone: "Asia/Yakutsk",
    };
    const article = await readOne(STORY.join("\n\n"), { metadata });
    for (const field of ["id", "title", "url", "source", "date", "zone"] as const)
      expect([field, article.origins[field]]).toEqual([field, ["upload metadata"]]);
    expect(article.timeZone).toBe("Asia/Yakutsk");
  });

  test("has the caller's own word for a zone, and none for one that does not exist", async () => {
    const zoneOf = async (zone: string) =>
      (
        await readArticles(new TextEncoder().encode(STORY.join("\n\n")), {
          key: "articles/a.txt",
          metadata: { zone },
          origins: { zone: "setting" },
        })
      ).articles[0]?.origins.zone;
    expect(await zoneOf("Asia/Yakutsk")).toEqual(["setting"]);
    expect(await zoneOf("Asia/Nowhere")).toEqual(["default"]);
  });

  test("gives the day of the upload to an article whose dates lie in the future", async () => {
    const text = JSON.stringify({ text: STORY.join("\n\n"), date: "2100-01-01" });
    const { articles } = await readArticles(new TextEncoder().encode(text), {
      key: "articles/a.json",
      lastModified: "2021-05-06T12:00Z",
    });
    expect(articles[0]?.origins.date).toEqual(["time of the upload"]);
  });
});

describe("a feed", () => {
  const read = async (items: string, channel = "<title>Вестник — новости Якутска</title>") =>
    (
      await readArticles(
        new TextEncoder().encode(`<rss version="2.0"><channel>${channel}<link>${SITE}</link>${items}</channel></rss>`),
        { key: "articles/feed.xml" },
      )
    ).articles.map(({ origins }) => origins);

  test("has them in the elements of its items, and its name in the channel", async () => {
    const item =
      `<item><title>Мост открыли</title><link>${SITE}/1</link><guid>1</guid><description>Открыли мост.</description>` +
      `<content:encoded>${STORY.join("&lt;br&gt;")}&lt;p&gt;18+&lt;/p&gt;</content:encoded><pubDate>Mon, 10 Oct 2016 12:30:00 +0300</pubDate>` +
      `<category>Город</category><category>мост</category><dc:creator>Анна Белых</dc:creator><media:content url="${SITE}/1.jpg" medium="image"/></item>`;
    expect(await read(item)).toEqual([
      {
        title: ["title"],
        lead: ["description"],
        date: ["pubdate"],
        zone: ["default"],
        source: ["channel title"],
        author: ["dc:creator"],
        section: ["category"],
        tags: ["category"],
        url: ["link"],
        image: ["media:content"],
        notice: ["content:encoded"],
        id: ["guid"],
        text: ["content:encoded"],
      },
    ]);
  });

  test.each([
    ["date", "updated", "<updated>2021-05-06T12:00:00Z</updated>"],
    ["image", "enclosure", `<enclosure url="${SITE}/1.jpg" type="image/jpeg"/>`],
    ["source", "source", "<source>Край</source>"],
    ["author", "author/name", "<author><name>Мария Ким</name></author>"],
    ["url", "guid", `<guid>${SITE}/?p=1</guid>`],
  ] as const)("has the %s in <%s> too", async (field, origin, element) => {
    const [origins] = await read(`<item><title>Мост</title><description>${STORY[0]}</description>${element}</item>`);
    expect(origins?.[field]).toEqual([origin]);
  });
});

describe("an export", () => {
  /** Reads an export as `poisk read` does: the lines of an import, and the origins beside them. */
  async function readExport(kind: "wordpress" | "telegram", content: string) {
    const bytes = new TextEncoder().encode(content);
    async function* chunks() {
      yield bytes;
    }
    const lines: string[] = [];
    const origins: Origins[] = [];
    for await (const items of openExport(chunks(), kind, bytes, { hasPages: false, username: "vestnik" }).batches) {
      for (const item of items) {
        lines.push(typeof item === "string" ? "" : JSON.stringify(item.fields));
        origins.push(typeof item === "string" ? {} : item.origins);
      }
    }
    const context = { key: "articles/export.jsonl", origins: { lines: origins } };
    return (await readArticles(new TextEncoder().encode(lines.join("\n")), context)).articles;
  }

  test("of WordPress has them in its own elements, and a picture by its number", async () => {
    const [article] = await readExport(
      "wordpress",
      `<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Вестник</title><wp:wxr_version>1.2</wp:wxr_version>
      <wp:author><wp:author_login>anna</wp:author_login><wp:author_display_name>Анна Белых</wp:author_display_name></wp:author>
      <item><wp:post_id>2</wp:post_id><wp:post_type>attachment</wp:post_type><wp:attachment_url>${SITE}/1.jpg</wp:attachment_url></item>
      <item><title>Мост открыли</title><link>${SITE}/most/</link><guid isPermaLink="false">${SITE}/?p=1</guid><dc:creator>anna</dc:creator>
      <excerpt:encoded>Движение пустили.</excerpt:encoded><content:encoded><![CDATA[<p>${STORY[0]}</p><p>18+</p>]]></content:encoded>
      <wp:post_date>2016-10-10 15:30:00</wp:post_date><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
      <category domain="category">Город</category><category domain="post_tag">мост</category>
      <wp:postmeta><wp:meta_key>_thumbnail_id</wp:meta_key><wp:meta_value>2</wp:meta_value></wp:postmeta></item></channel></rss>`,
    );
    expect(article?.origins).toEqual({
      title: ["title"],
      lead: ["excerpt:encoded"],
      date: ["wp:post_date"],
      zone: ["default"],
      source: ["channel title"],
      author: ["wp:author"],
      section: ["category"],
      tags: ["category"],
      url: ["link"],
      image: ["_thumbnail_id"],
      notice: ["content:encoded"],
      id: ["guid"],
      text: ["content:encoded"],
    });
  });

  test("of Telegram has them in its messages, its channel and the channel's name", async () => {
    const forwarded = {
      id: 8,
      type: "message",
      date: "2024-03-12T21:07:00",
      forwarded_from: "Край",
      author: "Мария Ким",
    };
    const articles = await readExport(
      "telegram",
      JSON.stringify({
        name: "Вестник",
        type: "public_channel",
        id: 42,
        messages: [
          { id: 1, type: "service" },
          { id: 7, type: "message", date_unixtime: "1710266820", text: `18+\nМост открыли\n\n${STORY[0]}` },
          { ...forwarded, text: STORY[1] },
        ],
      }),
    );
    expect(articles.map(({ origins }) => origins)).toEqual([
      {
        title: ["text"],
        date: ["date_unixtime"],
        zone: ["default"],
        source: ["channel name"],
        url: ["setting"],
        notice: ["text"],
        id: ["message id"],
        text: ["text"],
      },
      {
        date: ["date"],
        zone: ["default"],
        source: ["forwarded_from"],
        author: ["author"],
        url: ["setting"],
        id: ["message id"],
        text: ["text"],
      },
    ]);
  });
});

describe("the rows of a reading", () => {
  test("have each field with its value and its origins, and null for one that the article has not", async () => {
    const article = await readOne(JSON.stringify({ title: "Мост", text: STORY[0], date: "2021-05-06" }), {
      key: "articles/a.json",
    });
    const rows = new Map(readingRows(article).map(({ field, ...row }) => [field, row]));
    expect(rows.get("title")).toEqual({ value: "Мост", origins: ["JSON field"] });
    expect(rows.get("date")).toEqual({ value: "2021-05-06", origins: ["JSON field"] });
    expect(rows.get("zone")).toEqual({ value: "Europe/Moscow", origins: ["default"] });
    expect(rows.get("author")).toEqual({ value: null, origins: [] });
    expect(rows.get("text")?.value).toMatch(/^1 paragraph, \d+ characters$/);
    const told = [...rows].flatMap(([field, { value }]) => (value === null ? [] : [field]));
    expect(told.filter((field) => field !== "charset").sort()).toEqual(Object.keys(article.origins).sort());
  });
});

import { describe, expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";

const story = "Мост через реку открыли для движения в ночь на первое января, сообщили в министерстве транспорта края.";
const page = (meta: string, shown = "") =>
  `<html><head><title>Мост открыли ночью</title>${meta}</head><body><article><h1>Мост открыли ночью</h1>${shown}<p>${story}</p></article></body></html>`;
const feed = (date: string) =>
  `<rss version="2.0"><channel><title>Вестник</title><item><title>Мост открыли ночью</title><description>${story}</description><pubDate>${date}</pubDate></item></channel></rss>`;

async function publishedAt(name: string, text: string, zone?: string): Promise<string | null | undefined> {
  const metadata: Record<string, string> = zone === undefined ? {} : { zone };
  const context = { key: `articles/${name}`, metadata, lastModified: "2021-06-01T00:00:00Z" };
  return (await readArticles(new TextEncoder().encode(text), context)).articles[0]?.publishedAt;
}

describe("the zone of an upload", () => {
  const markup = page('<meta property="article:published_time" content="2020-12-31T19:30:00Z">');
  const json = JSON.stringify({ text: story, date: "2020-12-31T19:30:00Z" });

  test.each([
    ["page.html", markup],
    ["article.json", json],
    ["epoch.json", JSON.stringify({ text: story, date: 1_609_443_000 })],
    ["feed.xml", feed("Thu, 31 Dec 2020 19:30:00 GMT")],
  ])("gives an article of 1 January 00:30 in Yekaterinburg its January: %s", async (name, text) => {
    expect(await publishedAt(name, text, "Asia/Yekaterinburg")).toBe("2021-01-01T00:30+05:00");
  });

  test("is Moscow where the upload names none, or none that exists", async () => {
    expect(await publishedAt("article.json", json)).toBe("2020-12-31T22:30+03:00");
    expect(await publishedAt("article.json", json, "Asia/Nowhere")).toBe("2020-12-31T22:30+03:00");
  });

  test("leaves a night article of Vladivostok on its own day", async () => {
    const night = JSON.stringify({ text: story, date: "2021-03-05T02:10:00+10:00" });
    expect(await publishedAt("article.json", night, "Asia/Vladivostok")).toBe("2021-03-05T02:10+10:00");
  });

  test("is that of a time that names none, and does not move it", async () => {
    const bare = JSON.stringify({ text: story, date: "2021-01-01 00:30" });
    expect(await publishedAt("article.json", bare, "Asia/Yekaterinburg")).toBe("2021-01-01T00:30+05:00");
    const shown = page("", "<div>1 января 2021, 00:30</div>");
    expect(await publishedAt("page.html", shown, "Asia/Yekaterinburg")).toBe("2021-01-01T00:30+05:00");
  });

  test("tells which day is today", async () => {
    const context = {
      key: "articles/page.html",
      metadata: { zone: "Asia/Vladivostok" },
      lastModified: "2021-03-04T20:00:00Z",
    };
    const bytes = new TextEncoder().encode(page("", "<div>сегодня в 05:10</div>"));
    expect((await readArticles(bytes, context)).articles[0]?.publishedAt).toBe("2021-03-05T05:10+10:00");
  });
});

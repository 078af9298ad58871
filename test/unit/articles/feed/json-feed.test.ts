import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";

const read = (feed: object, context: { key: string; contentType?: string } = { key: "articles/feed.json" }) =>
  readArticles(new TextEncoder().encode(JSON.stringify(feed)), context);

const FEED = {
  version: "https://jsonfeed.org/version/1.1",
  title: "Речной край",
  home_page_url: "https://rechnoy-kray.example/",
  authors: [{ name: "Анна Белых" }],
};

test("an item of a JSON Feed is an article with the feed's fields", async () => {
  const item = {
    id: "17",
    url: "https://rechnoy-kray.example/17",
    title: "На Каме начался ледостав",
    summary: "Навигация закрыта.",
    content_html: "<p>На Каме у Перми начался ледостав.</p><p>Суда <b>ушли</b> в затон.</p>",
    date_published: "2026-12-01T10:00:00+05:00",
    date_modified: "2026-12-02T10:00:00+05:00",
    authors: [{ name: "Пётр Ильин" }, { name: "Вера Лужина" }],
    tags: ["Кама", "зима"],
    image: "https://rechnoy-kray.example/led.jpg",
  };
  const { articles, rejected } = await read({ ...FEED, items: [item] });
  expect(rejected).toEqual([]);
  expect(articles).toMatchObject([
    {
      id: "rechnoy-kray.example:17",
      title: "На Каме начался ледостав",
      lead: "Навигация закрыта.",
      text: "На Каме у Перми начался ледостав.\n\nСуда ушли в затон.",
      url: "https://rechnoy-kray.example/17",
      source: "Речной край",
      author: "Пётр Ильин, Вера Лужина",
      image: "https://rechnoy-kray.example/led.jpg",
    },
  ]);
  expect(articles[0]?.publishedAt).toContain("2026-12-01");
});

test("an item without fields of its own has the feed's author, and its plain text", async () => {
  const { articles } = await read({
    ...FEED,
    items: [{ id: "urn:1", content_text: "Паром до весны стоит у причала." }],
  });
  expect(articles).toMatchObject([{ id: "urn:1", text: "Паром до весны стоит у причала.", author: "Анна Белых" }]);
});

test("a JSON Feed of version 1 has one author, and is told by its content type too", async () => {
  const feed = {
    version: "https://jsonfeed.org/version/1",
    items: [{ id: "1", content_text: "Мост открыли в среду.", author: { name: "Олег Зорин" } }],
  };
  const { articles } = await read(feed, { key: "articles/feed", contentType: "application/feed+json" });
  expect(articles).toMatchObject([{ text: "Мост открыли в среду.", author: "Олег Зорин" }]);
});

test("a bad item of a JSON Feed is rejected by its number, and the others go in", async () => {
  const items = [{ id: "1", content_text: 7 }, null, { id: "2" }, { id: "3", content_text: "Парк закрыт." }];
  const { articles, rejected } = await read({ ...FEED, items });
  expect(articles.map(({ text }) => text)).toEqual(["Парк закрыт."]);
  expect(rejected.map(({ item, code }) => [item, code])).toEqual([
    [1, "no-text"],
    [2, "no-text"],
    [3, "no-text"],
  ]);
});

test("a JSON Feed without items says that it has none", async () => {
  expect((await read({ ...FEED, items: [] })).rejected).toMatchObject([{ code: "invalid-article" }]);
});

/**
 * One site has one source name, whichever way its article comes in.
 */
import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";
import { FeedParser } from "../../../../src/articles/feeds.ts";
import { wordpressArticle } from "../../../support/inside/articles-export.ts";

const STORY = "Мост через реку Лену открыли для движения грузовых машин, сообщил в среду министр транспорта.";
const MORE = "По мосту поедут и автобусы, но только с осени, когда построят съезды на левом берегу.";
const URL = "https://vestnik.example/most";

const feedOf = (site: string, item = "") =>
  `<rss><channel><title>${site}</title><link>https://vestnik.example/</link><item><title>Мост</title><link>${URL}</link><description>${STORY}</description>${item}</item></channel></rss>`;

async function sourceOf(key: string, text: string) {
  return (await readArticles(new TextEncoder().encode(text), { key })).articles[0]?.source;
}

async function sourcesOf(site: string) {
  const head = `<meta charset="utf-8"><title>Мост открыли</title><meta property="og:site_name" content="${site}"><link rel="canonical" href="${URL}">`;
  const parser = new FeedParser();
  const own = "<wp:post_type>post</wp:post_type><wp:status>publish</wp:status>";
  const [item] = parser.write(feedOf(site, own));
  if (item === undefined) throw new Error("The export holds no item.");
  const post = wordpressArticle(item, parser.channel, { hasPages: false });
  if (typeof post === "string") throw new Error(post);
  return Promise.all([
    sourceOf("articles/a.html", `<html><head>${head}</head><h1>Мост открыли</h1><p>${STORY}</p><p>${MORE}</p></html>`),
    sourceOf("articles/feed.xml", feedOf(site)),
    sourceOf("articles/wxr.json", JSON.stringify({ ...post.fields, text: STORY })),
    sourceOf("articles/push.json", JSON.stringify({ title: "Мост", text: STORY, url: URL, source: site })),
  ]);
}

test.each([
  ["Вестник", "Вестник"],
  ["Вестник — новости Якутска", "Вестник"],
  ["Лента новостей :: Вестник", "Вестник"],
  ["Вестник: RSS", "Вестник"],
  ["lenta.ru", "Лента.ру"],
])("a site titled «%s» is «%s» by a page, a feed, an export and a push", async (site, name) => {
  expect(await sourcesOf(site)).toEqual([name, name, name, name]);
});

test("a feed of another site, or with two names, names no source of its items", async () => {
  expect(
    await sourceOf(
      "articles/feed.xml",
      feedOf("Вестник").replace("<link>https://vestnik.example/</link>", "<link>https://other.example/</link>"),
    ),
  ).toBe("vestnik.example");
  expect(await sourceOf("articles/feed.xml", feedOf("Спорт — Вестник"))).toBe("vestnik.example");
});

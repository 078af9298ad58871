import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";
import { FeedParser } from "../../../../src/articles/feeds.ts";
import { telegramPost, wordpressArticle } from "../../../support/inside/articles-export.ts";

const mark = "НАСТОЯЩИЙ МАТЕРИАЛ (ИНФОРМАЦИЯ) ПРОИЗВЕДЕН ИНОСТРАННЫМ АГЕНТОМ ИВАНОВЫМ ИВАНОМ.";
const story = "Мост через реку Лену открыли для движения грузовых машин, сообщил в среду министр транспорта.";
const bytes = (text: string) => new TextEncoder().encode(text);

async function articleOf(key: string, text: string) {
  return (await readArticles(bytes(text), { key })).articles[0];
}

test.each([
  ["article.json", JSON.stringify({ title: "Мост открыли", text: `${mark}\n\n${story}\n\n18+` })],
  [
    "feed.xml",
    `<rss><channel><title>В</title><item><title>Мост открыли</title><description><![CDATA[<p>${mark}</p><p>${story}</p><p>18+</p>]]></description></item></channel></rss>`,
  ],
])("legal marks at the beginning and the end are the notice, and no text: %s", async (key, text) => {
  expect(await articleOf(`articles/${key}`, text)).toMatchObject({
    title: "Мост открыли",
    text: story,
    notice: `${mark} 18+`,
  });
});

test("a legal mark is no title", async () => {
  const read = await articleOf("articles/a.json", JSON.stringify({ title: mark, text: story }));
  expect(read).toMatchObject({ title: null, text: story, notice: mark });
});

test("a channel's post has its headline for a title where a legal mark stands above", async () => {
  const message = { id: 1, type: "message", date: "2024-03-12T21:07:00", text: `${mark}\n\nМост открыли\n\n${story}` };
  const post = telegramPost(JSON.stringify(message), { name: "Край", id: "7" }, null);
  if (typeof post === "string") throw new Error(post);
  expect(await articleOf("articles/a.json", JSON.stringify(post.fields))).toMatchObject({
    title: "Мост открыли",
    text: story,
    notice: mark,
  });
});

test.each([
  ["at the beginning", `${mark}\n\n${story}`, "18+ На правах рекламы.", `18+ На правах рекламы. ${mark}`],
  ["at the end", `${story}\n\n18+`, mark, `${mark} 18+`],
  ["and it is the same", `18+\n\n${story}\n\n${mark}`, `${mark} 18+`, `${mark} 18+`],
])("an article keeps its own notice beside a mark %s", async (_, text, own, notice) => {
  const read = await articleOf("articles/a.json", JSON.stringify({ title: "Мост открыли", text, notice: own }));
  expect(read).toMatchObject({ text: story, notice });
});

test("a post of a WordPress export has its legal marks for a notice", async () => {
  const parser = new FeedParser();
  const [item] = parser.write(
    `<rss><channel><title>Край</title><wp:wxr_version>1.2</wp:wxr_version><item><title>Мост открыли</title>
    <content:encoded><![CDATA[<p>${mark}</p><p>${story}</p><p>18+</p>]]></content:encoded>
    <wp:post_type>post</wp:post_type><wp:status>publish</wp:status></item></channel></rss>`,
  );
  if (item === undefined) throw new Error("The export holds no item.");
  const post = wordpressArticle(item, parser.channel, { hasPages: false });
  if (typeof post === "string") throw new Error(post);
  expect(await articleOf("articles/a.json", JSON.stringify(post.fields))).toMatchObject({
    text: story,
    notice: `${mark} 18+`,
  });
});

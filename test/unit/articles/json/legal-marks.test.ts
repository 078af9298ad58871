import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";
import { telegramPost } from "../../../../src/articles/exports.ts";

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
  expect(await articleOf("articles/a.json", JSON.stringify(post))).toMatchObject({
    title: "Мост открыли",
    text: story,
    notice: mark,
  });
});

import { expect, test } from "vitest";
import { readArticles } from "../../../../src/articles/articles.ts";

const story = "Мост через реку Лену открыли для движения грузовых машин, сообщил в среду министр транспорта.";
const more = "По мосту поедут и автобусы, но только с осени, когда построят съезды на левом берегу.";
const around = [
  '<div class="sharedaddy sd-sharing-enabled"><h3>Поделиться ссылкой:</h3><ul><li><a href="#">Telegram</a></li></ul></div>',
  '<div class="heateor_sss_sharing_container heateor_sss_horizontal_sharing"><p>Поделитесь</p></div>',
  '<div id="jp-relatedposts" class="jp-relatedposts"><h3>Похожее</h3><p>Паром встал на ремонт.</p></div>',
  '<div class="yarpp yarpp-related"><h3>Похожие записи</h3><ol><li><a href="/8">Паром встал</a></li></ol></div>',
  '<div class="crp_related"><h2>Похожие публикации</h2><ul><li>Паром встал на ремонт.</li></ul></div>',
  '<div class="post-views content-post"><span>Просмотры:</span> <span>17</span></div>',
  "<p>The post <a href='/9'>Мост открыли</a> appeared first on <a href='/'>Вестник</a>.</p>",
  "<p>Запись <a href='/9'>Мост открыли</a> впервые появилась на <a href='/'>Вестник</a>.</p>",
];
const escaped = (html: string) => html.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
const textOf = async (key: string, written: string) => {
  const { articles } = await readArticles(new TextEncoder().encode(written), { key });
  return articles[0]?.paragraphs;
};

test.each(around)("what a plugin puts around a text goes from a push as from a feed: %s", async (block) => {
  const html = `<p>${story}</p><p>${more}</p>${block}`;
  const title = "Мост открыли";
  const feed = `<rss><channel><title>В</title><item><title>${title}</title><description>${escaped(html)}</description></item></channel></rss>`;
  expect(await textOf("articles/feed.xml", feed)).toEqual([story, more]);
  expect(await textOf("articles/a.json", JSON.stringify({ title, text: html }))).toEqual([story, more]);
});

test("a text of captions alone is read", async () => {
  const text = `<figure><img src="/most.jpg"><figcaption>${story}</figcaption></figure>`;
  expect(await textOf("articles/a.json", JSON.stringify({ title: "Мост", text }))).toEqual([story]);
});

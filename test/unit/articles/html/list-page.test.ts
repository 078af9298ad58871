/** Pages that say that they are lists, also where whole posts stand in them, and articles that say otherwise. */
import { describe, expect, test } from "vitest";
import { readOne, readRejection } from "../fixture-pages.ts";

const html = { key: "articles/page-01.html" };
const POSTS = [
  [
    "Паром поставили на ремонт",
    "Паром через Лух подняли на берег и не спустят до половодья, сообщил начальник переправы.",
    "Днище проварят заново, потому что прошлой осенью его пробило топляком у самой пристани.",
  ],
  [
    "Рыбаков просят уйти со льда",
    "Лёд у нижней плотины подмыло, и спасатели просят рыбаков не выходить на него дальше вешек.",
    "За неделю под воду ушли два ящика и один ледобур, людей вытащили соседи.",
  ],
] as const;
const [FERRY, ICE] = POSTS;
type Post = (typeof POSTS)[number];
/** A post as it stands on its own page. */
const story = ([title, ...texts]: Post) => `<h1>${title}</h1>${texts.map((text) => `<p>${text}</p>`).join("")}`;
const linked = ([title, ...texts]: Post, open = "<article>", close = "</article>") =>
  `${open}<h2><a href="/news/${title.length}">${title}</a></h2>${texts.map((text) => `<p>${text}</p>`).join("")}${close}`;
const page = (body: string, { head = "", title = "Вестник", frame = "" } = {}) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${title}</title>${head}</head><body${frame}>${body}</body></html>`;
const jsonLd = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const OWN = "https://vestnik.example/parom";
const canonical = `<link rel="canonical" href="${OWN}">`;
const article = story(FERRY);

describe("a page that says that it is a list", () => {
  test.each([
    ["archive category category-reka category-7", "archive category"],
    ["archive tag tag-led tag-12 wp-embed-responsive", "archive tag"],
    ["archive paged author author-klava author-3 paged-2", "archive author"],
    ["archive date", "archive date"],
    ["archive tax-region term-moskva", "archive tax-region"],
    ["archive post-type-archive post-type-archive-news", "archive post-type-archive"],
    ["home blog wp-theme-twentytwentyfive", "home blog"],
    ["home wp-singular page-template-default page page-id-2", "home page-id-2"],
    ["blog hfeed", "blog hfeed"],
    ["blog wp-embed-responsive", "blog wp-embed-responsive"],
    ["search search-results", "search search-results"],
    ["search search-no-results", "search search-no-results"],
    ["site com_content wrapper-static view-category layout-blog", "com_content view-category"],
    ["site com_content view-categories", "com_content view-categories"],
    ["site com_content view-featured itemid-101", "com_content view-featured"],
    ["site com_content view-archive", "com_content view-archive"],
    ["site com_tags view-tag", "com_tags view-tag"],
    ["html not-front page-taxonomy page-taxonomy-term page-taxonomy-term-3", "page-taxonomy page-taxonomy-term"],
    ["html front not-logged-in page-node", "front page-node"],
    ["path-taxonomy has-no-sidebar", "path-taxonomy"],
    ["layout-no-sidebars path-frontpage", "path-frontpage"],
    ["home-template", "home-template"],
    ["tag-template tag-reka", "tag-template"],
    ["author-template author-klava paged", "author-template"],
    ["container feed-view label-view", "feed-view"],
    ["page-recent", "page-recent"],
    ["collection-type-blog view-list", "collection-type-blog view-list"],
  ])("is none by the classes of its body: %s", async (classes, told) => {
    const frame = ` class='${classes}'`;
    expect(await readRejection(page(article, { frame }), html)).toEqual({
      code: "not-an-article",
      reason: `The page calls itself a list (class="${told}" of its body), and is not one article.`,
    });
    const called = page(article, { frame, head: '<meta property="og:type" content="article">' });
    expect(await readOne(called, html)).toMatchObject({ title: FERRY[0] });
  });

  test.each([
    "archive",
    "blog",
    "home",
    "category tag author",
    "archive category single single-post postid-7",
    "site com_content view-article home page-id-3 com_tags view-tag",
    "front page-node page-node-12 node-type-page",
    "path-frontpage page-node-type-page",
    "tag-template post-template",
    "feed-view item-view",
  ])("is an article by others: %s", async (classes) => {
    expect(await readOne(page(article, { frame: ` class="${classes}"` }), html)).toMatchObject({ title: FERRY[0] });
  });

  test.each([
    ["of its own address", canonical + jsonLd({ "@type": "CollectionPage", url: OWN })],
    ["without an address", jsonLd({ "@type": ["WebPage", "SearchResultsPage"], name: "Вестник" })],
    ["in a graph", canonical + jsonLd({ "@graph": [{ "@type": "WebSite" }, { "@type": "ProfilePage", "@id": OWN }] })],
    [
      "beside articles of other addresses",
      canonical +
        jsonLd([
          { "@type": "CollectionPage", url: OWN },
          { "@type": "NewsArticle", headline: ICE[0], url: "https://vestnik.example/led" },
        ]),
    ],
    [
      "though a plugin calls it an article",
      `<meta property="og:type" content="article">${jsonLd({ "@type": "CollectionPage" })}`,
    ],
  ])("is none by JSON-LD %s", async (_, head) => {
    expect((await readRejection(page(article, { head }), html)).reason).toContain("CollectionPage");
  });

  test.each(["CollectionPage", "https://schema.org/SearchResultsPage"])(
    "is none by the type of its body: %s",
    async (type) => {
      expect((await readRejection(page(article, { frame: ` itemscope itemtype="${type}"` }), html)).reason).toContain(
        "calls",
      );
    },
  );

  test.each([
    ["article", "<article>", "</article>"],
    ["hentry", '<div class="post-1 post hentry">', "</div>"],
    ["h-entry", '<section class="h-entry">', "</section>"],
    ["wp-block-post", '<li class="wp-block-post">', "</li>"],
    ["Joomla's", '<div class="com-content-category-blog__item blog-item">', "</div>"],
    ["Drupal's", '<div class="views-row">', "</div>"],
    ["1C-Bitrix's", '<div class="news-item">', "</div>"],
    ["DataLife Engine's", '<div class="shortstory">', "</div>"],
  ])("is none where whole posts stand under links to their own pages, in blocks of %s", async (_, open, close) => {
    const posts = POSTS.map((post) => linked(post, open, close)).join("");
    const rejected = await readRejection(page(`<main>${posts}</main><footer>Вестник, 12+</footer>`), html);
    expect(rejected.reason).toContain("a list of articles, each under a link to its own page");
  });

  test.each([
    ["around the headline", "<a href='/1'><h2>T</h2></a>"],
    ["beside it, of rel=bookmark", "<h2>T</h2><a rel='bookmark' href='/1'>1 марта</a>"],
    ["over all of it, without text", "<h2>T</h2><a class='entry-link' href='/1' aria-label='T'></a>"],
    ["of the date, where there is no headline", "<a rel='nofollow bookmark' href='/1'>1 марта</a>"],
  ])("is none where the links stand %s", async (_, head) => {
    const posts = POSTS.map(
      ([title, ...texts], n) =>
        `<article>${head.replaceAll("T", title).replace("/1", `/${n}`)}${texts.map((text) => `<p>${text}</p>`).join("")}</article>`,
    );
    expect((await readRejection(page(posts.join("")), html)).reason).toContain("a list of articles");
  });

  test.each([
    "Рубрика: Река",
    "Метка: паром",
    "Автор: Игнат Веретенников",
    "Tag: паром",
    "Category Archives: Река",
    "Архивы рубрики: Река",
    "Записи с меткой «паром»",
    "Все записи автора «Игнат»",
    "Месяц: Март 2024",
    "Day: March 12, 2024",
  ])("is none by its heading, with one whole post: %s", async (heading) => {
    const about = "<p>Здесь собрано всё, что мы писали о реке за последние десять лет.</p>";
    const body = `<h1>${heading}</h1>${about}${linked(FERRY)}`;
    expect((await readRejection(page(body), html)).reason).toContain("a list of articles");
  });
});

describe("an article", () => {
  const cards = `<section>${linked(ICE)}${linked(["Бакены перекрасят", ICE[1], ICE[2]] as unknown as Post)}</section>`;

  test.each([
    ["og:type", '<meta property="og:type" content="article">', ""],
    [
      "JSON-LD of its own address",
      canonical + jsonLd({ "@type": "NewsArticle", headline: "Паром", url: `${OWN}/#article` }),
      "",
    ],
    ["JSON-LD of its own title", jsonLd({ "@type": "BlogPosting", headline: FERRY[0] }), ""],
    ["the type of its body", "", ' itemscope itemtype="http://schema.org/NewsArticle"'],
  ])("that calls itself one by %s is one, whatever else stands on it", async (_, head, frame) => {
    const title = `${FERRY[0]} - Вестник`;
    const body = page(`${article}${cards}`, { head, title, frame: `${frame} class="archive category"` });
    expect(await readOne(body, html)).toMatchObject({ title: FERRY[0] });
  });

  test.each([
    ["links", (headline: string) => `<div><a href="/other">${headline}</a></div>`],
    ["cards", (headline: string) => `<div><h3><a href="/other">${headline}</a></h3><p>${ICE[1]}</p></div>`],
  ])("of one sentence that calls itself one is one among many %s", async (_, card) => {
    const others = Array.from({ length: 20 }, (__, n) => card(`Бакен номер ${n} перекрасят до весны`)).join("");
    const note = (text: string) => `<h1>${FERRY[0]}</h1><p>${text}</p>`;
    const head = '<meta property="og:type" content="article">';
    for (const body of [note(FERRY[1]) + others, others + note(FERRY[1])]) {
      const { title, text } = await readOne(page(body, { head, title: `${FERRY[0]} - Вестник` }), html);
      expect([title, text]).toEqual([FERRY[0], FERRY[1]]);
    }
  });

  test("that calls itself one and has no sentence of its own does not take those of others", async () => {
    const others = Array.from(
      { length: 20 },
      (_, n) => `<div><h3><a href="/${n}">Бакен номер ${n} перекрасят до весны</a></h3><p>${ICE[1]}</p></div>`,
    );
    const body = `<h1>${FERRY[0]}</h1><p>Паром встал.</p>${others.join("")}`;
    await readRejection(page(body, { head: '<meta property="og:type" content="article">' }), html);
  });

  test("calls itself none by what JSON-LD and microdata say of others on its page", async () => {
    const head =
      canonical + jsonLd({ "@graph": POSTS.map(([headline]) => ({ "@type": "BlogPosting", headline, url: "/x" })) });
    const item = `<article itemscope itemtype="http://schema.org/BlogPosting"><h2 itemprop="headline"><a href="/1">${ICE[0]}</a></h2><p>${ICE[1]}</p></article>`;
    const frame = ' class="home blog"';
    expect((await readRejection(page(item, { head, frame }), html)).reason).toContain("home blog");
  });

  test.each([
    ["stands above cards of others", `${article}${cards}`],
    ["stands below them", `${cards}${article}`],
    ["is shorter than they are", `<h1>Паром встал</h1><p>Паром через Лух встал до весны.</p>${cards}`],
    ["stands in a block that has theirs in it", `<article>${article}<div>${cards}</div></article>`],
    ["stands in the first of several blocks", `<article>${article}</article><article>${story(ICE)}</article>`],
    [
      "stands below its headline in a block with a picture that is a link",
      `<h1>${FERRY[0]}</h1><article><p>${FERRY[1]}</p><a href="/large.jpg"><img src="/small.jpg"></a><p>${FERRY[2]}</p></article>${cards}`,
    ],
    [
      "stands in a block whose first heading, of a part, has a link in it",
      `<h1>${FERRY[0]}</h1><article><h2>Что известно о <a href="/luh">переправе</a></h2><p>${FERRY[1]}</p><p>${FERRY[2]}</p></article>${cards}`,
    ],
    [
      "stands in a block with a linked headline of another one below",
      `<h1>${FERRY[0]}</h1><article><p>${FERRY[1]}</p><p>${FERRY[2]}</p><h3><a href="/other">Читайте также</a></h3></article>${cards}`,
    ],
    [
      "has a headline that leads to a place on its page",
      `<article><h2><a href="#top">${FERRY[0]}</a></h2><p>${FERRY[1]}</p><p>${FERRY[2]}</p></article>`,
    ],
  ])("that calls itself nothing is one where it %s", async (_, body) => {
    const { articles } = await readEither(page(body, { title: "Вестник" }));
    expect(articles).toBe(1);
  });

  test.each([
    ["at another address", canonical + jsonLd({ "@type": "CollectionPage", url: "https://vestnik.example/reka/" })],
    ["in which it is", canonical + jsonLd({ "@type": "WebPage", isPartOf: { "@type": "CollectionPage", url: OWN } })],
  ])("is one beside a list that JSON-LD names %s", async (_, head) => {
    expect(await readOne(page(article, { head }), html)).toMatchObject({ title: FERRY[0] });
  });

  test("is one where an entry's headline is its title, or leads to its address", async () => {
    const posts = POSTS.map((post) => linked(post)).join("");
    const titled = page(posts, { title: `${FERRY[0]} | Вестник` });
    const cut = page(posts, { title: FERRY[0].slice(0, -7) });
    const placed = page(posts, {
      head: `<base href="https://vestnik.example/"><link rel="canonical" href="https://vestnik.example/news/${FERRY[0].length}">`,
    });
    for (const content of [titled, cut, placed])
      expect((await readEither(content)).reason).not.toContain("each under a link");
  });

  async function readEither(content: string) {
    const { readArticles } = await import("../../../../src/articles/articles.ts");
    const { articles, rejected } = await readArticles(new TextEncoder().encode(content), html);
    return { articles: articles.length, reason: rejected[0]?.reason ?? "" };
  }
});

test("a page of as many entries as are read is looked through in linear time", async () => {
  const deep = `${"<div>".repeat(190)}${"<article><b></b></article>".repeat(29_000)}`;
  const began = performance.now();
  await readRejection(page(deep), html);
  expect(performance.now() - began).toBeLessThan(5_000);
});

import { describe, expect, test } from "vitest";
import { readOne, readRejection } from "../fixture-pages.ts";

const STORY =
  "<p>Строители закончили ремонт набережной на две недели раньше срока, сообщили в городской администрации.</p>" +
  "<p>По вечерам там снова будут играть музыканты, а по выходным откроется ярмарка мастеров.</p>";
const KEY = "articles/page-01.html";

interface PageParts {
  readonly head?: string;
  readonly above?: string;
  readonly body?: string;
  readonly below?: string;
}

function page({ head = "", above = "", body = STORY, below = "" }: PageParts): string {
  return `<!DOCTYPE html><html><head><meta charset="utf-8">${head}</head><body>${above}${body}${below}</body></html>`;
}

/** A post of a channel, as messengers show it on the web. */
const post = (text: string) =>
  `<div class="message_widget"><div class="message_author"><a href="https://t.example/kray">Речной край</a></div><div>${text}</div></div>`;

const jsonLd = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const meta = (name: string, content: string) => `<meta property="${name}" content="${content}">`;
const read = (parts: PageParts, key = KEY) => readOne(page(parts), { key });

describe("HTML pages: title", () => {
  const TITLE = "Набережную открыли после ремонта";

  test.each([
    ["JSON-LD", jsonLd({ "@type": "NewsArticle", headline: TITLE }), ""],
    ["OpenGraph", meta("og:title", TITLE), ""],
    ["the heading", "<title>Новости</title>", `<h1>${TITLE}</h1>`],
    ["the browser's title without a known site", `<title>${TITLE} - РИА Новости</title>`, ""],
    ["the browser's title without a site and a day", `<title>${TITLE} - РИА Новости, 03.03.2020</title>`, ""],
    [
      "the browser's title without the site of the tags",
      `<title>${TITLE} | Речной край</title>${meta("og:site_name", "Речной край")}`,
      "",
    ],
    ["the browser's title behind site and rubric", `<title>Край :: Новости :: ${TITLE}</title>`, `<div>${TITLE}</div>`],
    ["the browser's title before rubrics", `<title>${TITLE}: Общество: Россия: Lenta.ru</title>`, ""],
    ["OpenGraph with references escaped twice", meta("og:title", "Набережную&amp;nbsp;открыли после ремонта"), ""],
    [
      "a heading that two sources outvote not",
      `<title>${TITLE} - Газета.Ru</title>${meta("og:title", TITLE)}`,
      "<h1>«Гуляем»: что там</h1>",
    ],
    [
      "what is whole where another source is cut",
      jsonLd({ "@type": "Article", headline: "Набережную открыли после…" }),
      `<h1>${TITLE}</h1>`,
    ],
  ])("comes from %s", async (_, head, above) => {
    expect((await read({ head, above })).title).toBe(TITLE);
  });

  test.each([
    ["of a channel's post is the heading of its text", "<b>Почта переезжает</b><br><br>", "Почта переезжает"],
    ["of a channel's post without a heading is none", "", null],
  ])("%s", async (_, heading, title) => {
    const head = `<title>Telegram: Contact @kray</title>${meta("og:title", "Речной край")}${meta("og:site_name", "Telegram")}`;
    expect((await read({ head, body: post(`${heading}${STORY}`) })).title).toBe(title);
  });

  test("and text lose references that were escaped twice", async () => {
    const head = "<title>Трамвай &amp;laquo;Заря&amp;raquo; пошел</title>";
    const first = "<p>Трамвай &amp;laquo;Заря&amp;raquo; пошел по новому мосту &amp;mdash; сообщили в депо.</p>";
    const article = await read({ head, body: `${first}${STORY}` });
    expect(article.title).toBe("Трамвай «Заря» пошел");
    expect(article.paragraphs[0]).toBe("Трамвай «Заря» пошел по новому мосту — сообщили в депо.");
  });

  test("is never the site's name", async () => {
    const head = `<title>Речной край</title>${meta("og:title", "Речной край")}${meta("og:site_name", "Речной край")}`;
    expect((await read({ head, above: "<h1>Речной край</h1>" })).title).toBeNull();
  });

  test("of the owner's metadata beats the page's", async () => {
    const article = await readOne(page({ above: `<h1>${TITLE}</h1>` }), { key: KEY, metadata: { title: "Own title" } });
    expect(article.title).toBe("Own title");
    expect(article.text).not.toContain(TITLE);
  });
});

describe("HTML pages: date", () => {
  test.each([
    [
      "JSON-LD",
      jsonLd({ "@type": "NewsArticle", headline: "Один", datePublished: "2021-05-06T07:08:00Z" }),
      "2021-05-06T10:08+03:00",
      "JSON-LD",
    ],
    [
      "a graph",
      jsonLd({
        "@graph": [
          { "@type": "WebPage", datePublished: "2001-01-01" },
          { "@type": "Article", datePublished: "2021-05-06" },
        ],
      }),
      "2021-05-06",
      "JSON-LD",
    ],
    [
      "OpenGraph",
      meta("article:published_time", "2021-05-06T07:08:00+03:00"),
      "2021-05-06T07:08+03:00",
      "article:published_time",
    ],
    [
      "Mediator",
      '<meta name="mediator_published_time" content="2021-05-06T07:08+0300">',
      "2021-05-06T07:08+03:00",
      "mediator_published_time",
    ],
    ["microdata", '<meta itemprop="datePublished" content="2021-05-06">', "2021-05-06", "itemprop"],
    ["Dublin Core", '<meta name="DC.date.issued" content="2021-05-06">', "2021-05-06", "dc.date.issued"],
  ])("comes from %s", async (_, head, publishedAt, origin) => {
    expect(await read({ head })).toMatchObject({ publishedAt, origins: { date: [origin] } });
  });

  test.each([" - 6 Февраля 2012 - Село Боровское", " | 06.02.2012"])(
    "comes from the browser's title «…%s»",
    async (tail) => {
      const article = await read({ head: `<title>Набережную открыли после ремонта${tail}</title>` });
      expect(article).toMatchObject({ title: "Набережную открыли после ремонта", publishedAt: "2012-02-06" });
    },
  );

  test("comes from <time> beside the title, not from one of a teaser", async () => {
    const above =
      '<div class="popular"><time datetime="2011-01-01">1 января</time><a href="/1">Другая новость дня</a></div>' +
      '<h1>Набережную открыли после ремонта</h1><time datetime="2021-05-06T07:08+03:00">сегодня</time>';
    expect((await read({ above })).publishedAt).toBe("2021-05-06T07:08+03:00");
  });

  test("of an edit is never the date of publication", async () => {
    const head =
      meta("article:modified_time", "2021-05-06T07:08:00+03:00") +
      jsonLd({ "@type": "Article", headline: "Один", dateModified: "2021-05-06" });
    expect((await read({ head })).publishedAt).toBeNull();
  });

  test("of the markup gives way to a dateline of another week", async () => {
    const head = meta("article:published_time", "2021-05-06T07:08:00+03:00");
    const body = `<p>ПЕРМЬ, 9 окт — РИА Новости. Строители закончили ремонт набережной на две недели раньше срока, сообщила мэрия.</p>${STORY}`;
    expect((await read({ head, body })).publishedAt).toBeNull();
  });

  test("of a dateline of the day before midnight keeps the markup's minute", async () => {
    const head = meta("article:published_time", "2021-05-05T21:10:00Z");
    const body = `<p>ПЕРМЬ, 5 мая — РИА Новости. Строители закончили ремонт набережной на две недели раньше срока, сообщила мэрия.</p>${STORY}`;
    expect((await read({ head, body })).publishedAt).toBe("2021-05-06T00:10+03:00");
  });

  test("of the owner's metadata beats the markup", async () => {
    const content = page({ head: meta("article:published_time", "2021-05-06") });
    const article = await readOne(content, { key: KEY, metadata: { published: "2020-01-02" } });
    expect(article).toMatchObject({ publishedAt: "2020-01-02", origins: { date: ["upload metadata"] } });
  });
});

describe("HTML pages: other fields", () => {
  test.each([
    ["the canonical link", '<link rel="canonical" href="https://kray.example/news/1">', "https://kray.example/news/1"],
    [
      "a relative canonical link",
      '<base href="https://kray.example/"><link rel="canonical" href="/news/1">',
      "https://kray.example/news/1",
    ],
    ["og:url", meta("og:url", "https://kray.example/news/1"), "https://kray.example/news/1"],
    [
      "og:url where the canonical link is the front page",
      `<link rel="canonical" href="https://kray.example/">${meta("og:url", "https://kray.example/news/1")}`,
      "https://kray.example/news/1",
    ],
    ["a base that names a page", '<base href="https://kray.example/news/1.html">', "https://kray.example/news/1.html"],
    ["no base that names a folder, since all its pages have it", '<base href="https://kray.example/news/">', null],
    ["nothing where the address is no web address", '<link rel="canonical" href="javascript:alert(1)">', null],
  ])("url comes from %s", async (_, head, url) => {
    expect((await read({ head })).url).toBe(url);
  });

  test("of two addresses that of the key's site is taken", async () => {
    const head = `<link rel="canonical" href="https://other.example/news/1">${meta("og:url", "https://kray.example/news/1")}`;
    expect((await read({ head }, "articles/kray.example/news/1.html")).url).toBe("https://kray.example/news/1");
  });

  test.each([
    ["https://kray.example/a.jpg", "https://kray.example/a.jpg"],
    ["//kray.example/a.jpg", "https://kray.example/a.jpg"],
    ["http://kray.example/a.jpg", null],
    ["http://127.0.0.1:8080/a.jpg", "http://127.0.0.1:8080/a.jpg"],
    ["data:image/png;base64,AAAA", null],
    ["https://kray.example/img/logo.png", null],
  ])("image %s becomes %s", async (written, image) => {
    expect((await read({ head: meta("og:image", written) })).image).toBe(image);
  });

  test("a relative image is of the page's site", async () => {
    const head = `<link rel="canonical" href="https://kray.example/news/1">${meta("og:image", "/img/a.jpg")}`;
    expect((await read({ head })).image).toBe("https://kray.example/img/a.jpg");
  });

  test.each([
    [
      "JSON-LD",
      jsonLd({ "@type": "Article", headline: "Один", author: [{ name: "Анна Белова" }, "Пётр Чернов"] }),
      "",
      "Анна Белова, Пётр Чернов",
    ],
    ["a meta tag", '<meta name="author" content="Анна Белова">', "", "Анна Белова"],
    [
      "microdata",
      "",
      '<div itemprop="author" itemscope itemtype="http://schema.org/Person"><span itemprop="name">Анна Белова</span></div>',
      "Анна Белова",
    ],
    [
      "a byline",
      "",
      '<h1>Набережную открыли после ремонта</h1><div class="article__author">Автор: Анна Белова</div>',
      "Анна Белова",
    ],
    ["no account of a program", '<meta name="author" content="admin">', "", null],
    ["no address", meta("article:author", "https://facebook.com/kray"), "", null],
    [
      "no picture's author",
      "",
      '<figure itemprop="image" itemscope itemtype="https://schema.org/ImageObject"><span itemprop="author">Анна Белова</span></figure>',
      null,
    ],
    ["not the site", '<meta name="author" content="РИА Новости">', "", null],
  ])("author comes from %s", async (_, head, above, author) => {
    expect((await read({ head, above })).author).toBe(author);
  });

  test("a known publisher is named as readers know it", async () => {
    expect((await read({ head: meta("og:site_name", "Lenta.ru") })).source).toBe("Лента.ру");
    expect((await read({ head: meta("og:site_name", "Речной край") })).source).toBe("Речной край");
  });

  test("legal marks are shown in the notice and are not in the text", async () => {
    const article = await read({
      below: "<p>* Организация признана экстремистской и запрещена в России.</p><footer>18+</footer>",
    });
    expect(article.notice).toContain("18+");
    expect(article.notice).toContain("экстремистской");
    expect(article.text).not.toContain("экстремистской");
  });

  test("a stand-first that the body says again is not said twice", async () => {
    const lead =
      "Строители закончили ремонт набережной на две недели раньше срока, сообщили в городской администрации.";
    const article = await read({ above: `<h1>Набережную открыли после ремонта</h1><div class="lead">${lead}</div>` });
    expect(`${article.lead}\n${article.text}`.split(lead)).toHaveLength(2);
  });
});

describe("HTML pages: broken metadata", () => {
  test.each([
    ["a comma too many", '{"@type":"Article","headline":"Мост открыт для всех",}'],
    ["a line feed in a string", '{"@type":"Article","headline":"Мост открыт\nдля всех"}'],
    ["CDATA around it", '//<![CDATA[\n{"@type":"Article","headline":"Мост открыт для всех"}\n//]]>'],
    ["an array", '[{"@type":"BreadcrumbList"},{"@type":["Article"],"headline":"Мост открыт для всех"}]'],
    ["markup in the text", '{"@type":"Article","headline":"<b>Мост</b> открыт &laquo;для всех&raquo;"}'],
  ])("JSON-LD with %s is read", async (_, json) => {
    const { title } = await read({ head: `<script type="application/ld+json">${json}</script>` });
    expect(title?.replace(/[«»]/g, "")).toBe("Мост открыт для всех");
  });

  test.each([
    ['{"@type":"Article","headline":'],
    ['{"@type":"Article","headline":{"a":[]},"datePublished":[null],"author":{"name":{}},"image":[[]]}'],
    ['{"@type":"Article","__proto__":{"headline":"x"},"constructor":1}'],
    ["null"],
    ["[".repeat(5_000)],
  ])("JSON-LD %s is as good as absent", async (json) => {
    const { title, publishedAt } = await read({
      head: `<script type="application/ld+json">${json.slice(0, 5_000)}</script>`,
    });
    expect([title, publishedAt]).toEqual([null, null]);
  });
});

describe("HTML pages: text", () => {
  test("a line is what a browser shows as one", async () => {
    const body =
      "<div>Строители  закон<b>чили</b>\n ремонт&nbsp;набережной, <a href=/x>сообщили</a><!-- нет --> в&shy; мэрии, и горожане рады этому.<br><br/>Гулять там снова можно до ночи, фонари горят до рассвета, а скамейки покрасили в белый цвет.</div>";
    expect((await read({ body })).paragraphs).toEqual([
      "Строители закончили ремонт набережной, сообщили в мэрии, и горожане рады этому.",
      "Гулять там снова можно до ночи, фонари горят до рассвета, а скамейки покрасили в белый цвет.",
    ]);
  });

  test("what is hidden is not read", async () => {
    const body = `${STORY}<p hidden>Этого абзаца на странице никто не видит, и в статье его быть не должно никогда.</p><div style="display: none"><p>И этого предложения тоже нет на странице, потому что его спрятали от читателей.</p></div>`;
    const { text } = await read({ body });
    expect(text).not.toMatch(/никто не видит|спрятали/);
  });

  test("hard-wrapped text in <pre> is joined", async () => {
    const body =
      "<pre>Строители закончили ремонт набережной на две недели раньше\nсрока, сообщили в городской администрации, и теперь там снова\nможно гулять до самой ночи, а по выходным слушать музыкантов,\nкоторые приезжают со всей области и привозят с собой старые\nинструменты, каких нигде больше не услышишь.</pre>";
    expect((await read({ body })).paragraphs).toHaveLength(1);
  });

  test("a dateline alone in its block opens the paragraph", async () => {
    const body = `<p><b>ПЕРМЬ, 9 окт — РИА Новости.</b></p>${STORY}`;
    const { paragraphs, place } = await read({ body });
    expect(paragraphs[0]).toMatch(/^ПЕРМЬ, 9 окт — РИА Новости\. Строители/);
    expect(place).toBe("Пермь");
  });

  test.each([
    ["«Справка» at its head", '<div class="b1"><h4>Справка</h4>', "</div>"],
    ["«Досье «Края»» in its first line", "<div><b>Досье «Края»</b><br>", "</div>"],
    ["a name that says so", '<div class="article__inset">', "</div>"],
  ])("a box with %s is none of the story around it", async (_, open, close) => {
    const box = `${open}Анна Мельник родилась в Саратове и окончила там географический факультет университета.${close}`;
    const after = "<p>Директор музея пообещал выставить фонари в саду, чтобы дети могли их потрогать.</p>";
    const { text } = await read({
      body: `<div class="text">${STORY}${box}${after}${after.replace("саду", "парке")}</div>`,
    });
    expect(text).not.toMatch(/Мельник|Досье|Справка/);
    expect(text).toContain("парке");
  });

  test("readers' comments are no part of a short note", async () => {
    const comment =
      "<p>Очень рад, что набережную наконец открыли, мы с детьми ждали этого целый год и не дождались бы.</p>";
    const { text } = await read({ below: `<div id="comments">${comment.repeat(3)}</div>` });
    expect(text).not.toContain("ждали этого");
  });
});

describe("HTML pages: what is no article", () => {
  test.each([
    ["a shell", "<div id=root></div>"],
    ["an empty body", ""],
    ["menus only", "<nav><a href=/>Главная</a></nav><ul><li><a href=/n>Новости</a><li><a href=/s>Спорт</a></ul>"],
  ])("%s is refused", async (_, body) => {
    expect((await readRejection(page({ body }), { key: KEY })).code).toBe("not-an-article");
  });

  test.each([2, 3, 5])("a feed of %i posts is refused as one", async (count) => {
    const head = `<title>Речной край</title>${meta("og:title", "Речной край")}`;
    const texts = [
      "На набережной меняют фонари, а старые, чугунные, обещают отдать в городской музей.",
      "Автобус до станции с понедельника отправляется на пятнадцать минут раньше, чем зимой.",
      STORY,
    ];
    const body = Array.from({ length: count }, (_, n) => post(texts[n % 3] ?? "")).join("");
    expect((await readRejection(page({ head, body }), { key: KEY })).reason).toContain("feed of posts");
  });

  test("a page that asks for a password before its text is refused", async () => {
    const body = "<h1>Почему закрыли завод</h1><p>Текст доступен подписчикам.</p><form><input type=password></form>";
    expect((await readRejection(page({ body }), { key: KEY })).reason).toContain("log in");
  });

  test("a login form in the corner does no harm", async () => {
    const above = "<form><input name=login><input type=password></form><h1>Набережную открыли после ремонта</h1>";
    expect((await read({ above })).paragraphs).toHaveLength(2);
  });

  test("a paid article is read as far as everybody may read it", async () => {
    const head = jsonLd({ "@type": "NewsArticle", headline: "Почему закрыли завод", isAccessibleForFree: false });
    const body =
      "<p>Завод закрыли из-за долгов, которые копились десять лет и о которых в городе знали все.</p><p>Оформите подписку, чтобы читать дальше</p>";
    expect((await read({ head, body })).paragraphs).toHaveLength(1);
  });
});

describe("HTML pages that are drawn twice", () => {
  const LATER =
    "<p>Дорожники уложили новую плитку и заменили освещение, а у причала поставили скамейки из лиственницы.</p>" +
    "<p>Осенью на берегу высадят рябины, и тогда закроют последний забор, обещает подрядчик.</p>";
  const copy = (name: string, story: string) =>
    `<div class="${name}"><article><h1>Набережную открыли после ремонта</h1>${story}</article></div>`;
  const linesOf = (html: string): string[] => [...html.matchAll(/<p>(.*?)<\/p>/g)].map(([, line]) => line ?? "");

  test.each([
    ["before the whole", copy("phone", `${STORY}<a href="#">Читать полностью</a>`), copy("desk", STORY + LATER)],
    ["behind the whole", copy("desk", STORY + LATER), copy("phone", `${STORY}<a href="#">Читать полностью</a>`)],
  ])("give the whole story once, where its beginning stands %s", async (_, first, second) => {
    const { text } = await read({ body: first + second });
    expect(text.split("\n\n")).toEqual(linesOf(STORY + LATER));
  });

  test("are not those that go on with another article", async () => {
    const { text } = await read({
      body: copy("news", STORY) + copy("news", LATER + LATER).replace("Набережную открыли", "Причал закрыли"),
    });
    expect(text.split("\n\n")).toEqual(linesOf(STORY));
  });
});

import { describe, expect, test } from "vitest";
import { readOne } from "./fixture-pages.ts";

const TITLE = "Набережную открыли после ремонта";
const FIRST = "Строители закончили ремонт набережной на две недели раньше срока, сообщили в городской администрации.";
const SECOND = "По вечерам там снова будут играть музыканты, а по выходным откроется ярмарка мастеров.";
const STORY = `<p>${FIRST}</p><p>${SECOND}</p>`;

const jsonLd = (value: unknown) => `<script type="application/ld+json">${JSON.stringify(value)}</script>`;
const read = (body: string, head = "") =>
  readOne(
    `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${TITLE} | Речной край</title>${head}</head><body>${body}</body></html>`,
    { key: "articles/page-01.html" },
  );
const news = (headline: string, number: number, day: string) => ({
  "@type": "NewsArticle",
  headline,
  url: `https://kray.example/news/${number}`,
  datePublished: day,
  author: { name: number === 9 ? "Мария Ким" : "Пётр Чужой" },
});

describe("of several articles in JSON-LD", () => {
  const other = news("Мост закроют на ночь", 1, "2021-01-02");

  test("that of the page's address counts", async () => {
    const own = { ...news("Набережная снова открыта", 9, "2021-05-06") };
    const head = `<link rel="canonical" href="https://www.kray.example/news/9/">${jsonLd(other)}${jsonLd([own])}`;
    expect(await read(`<h1>${TITLE}</h1>${STORY}`, head)).toMatchObject({
      publishedAt: "2021-05-06",
      author: "Мария Ким",
    });
  });

  test("that of the page's title counts where no address tells", async () => {
    const own = { ...news(TITLE, 9, "2021-05-06"), url: undefined };
    expect(await read(`<h1>${TITLE}</h1>${STORY}`, jsonLd(other) + jsonLd(own))).toMatchObject({
      title: TITLE,
      publishedAt: "2021-05-06",
      author: "Мария Ким",
    });
  });

  test("the first counts where nothing tells", async () => {
    const head = jsonLd([news("Одно", 1, "2021-01-02"), news("Другое", 2, "2021-01-03")]);
    expect((await read(`<h1>${TITLE}</h1>${STORY}`, head)).publishedAt).toBe("2021-01-02");
  });

  test("author and publisher may stand beside it in the graph", async () => {
    const article = { ...news(TITLE, 9, "2021-05-06"), author: { "@id": "#ann" }, publisher: { "@id": "#kray" } };
    const graph = [article, { "@id": "#ann", name: "Анна Белых" }, { "@id": "#kray", name: "Речной край" }];
    expect(await read(`<h1>${TITLE}</h1>${STORY}`, jsonLd({ "@graph": graph }))).toMatchObject({
      author: "Анна Белых",
      source: "Речной край",
    });
  });
});

describe("the title of a page", () => {
  test("is whole, though two sources cut it and one of them says so", async () => {
    const head = `<meta property="og:title" content="Набережную открыли">${jsonLd({ ...news("Набережную открыли…", 9, "2021-05-06") })}`;
    expect((await read(`<h1>${TITLE}</h1>${STORY}`, head)).title).toBe(TITLE);
  });
});

describe("the title of a page whose browser's title says a few words that the page does not", () => {
  const readTitled = async (browser: string, body: string) =>
    (
      await readOne(
        `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${browser}</title></head><body>${body}</body></html>`,
        { key: "articles/page-01.html" },
      )
    ).title;

  test("is its only heading above the text, of whatever level", async () => {
    for (const level of ["h2", "h3"]) {
      expect(await readTitled("Новости города", `<${level}>${TITLE}</${level}>${STORY}`)).toBe(TITLE);
      expect(await readTitled("", `<${level}>${TITLE}</${level}>${STORY}`)).toBe(TITLE);
    }
  });

  test("is the browser's where several headings stand above the text, or one below it", async () => {
    const other = "<h2>Афиша на выходные дни</h2>";
    expect(await readTitled("Набережная снова открыта", `${other}<h2>Погода на выходные дни</h2>${STORY}`)).toBe(
      "Набережная снова открыта",
    );
    expect(await readTitled("Набережная открыта", `${STORY}${other}<p>${SECOND}</p>`)).toBe("Набережная открыта");
  });

  test("is the browser's where a line says it", async () => {
    const body = `<h2>Афиша на выходные дни</h2><div>Набережная открыта</div>${STORY}`;
    expect(await readTitled("Набережная открыта", body)).toBe("Набережная открыта");
  });
});

describe("a mark of advertising", () => {
  const mark = "Реклама. ООО «Ромашка», ИНН 5501234567, erid: 2VtzqxYz";
  const notice = async (block: string) =>
    (await read(`<h1>${TITLE}</h1><p>${FIRST}</p>${block}<p>${SECOND}</p>`)).notice;

  test.each([
    `<div class="banner">${mark}</div>`,
    `<div class="adfox-wrap"><div>${mark}</div></div>`,
    `<amp-ad type="yandex">Реклама: скидки на окна</amp-ad>`,
    `<div class="advert"><a href="https://ad.example/">Окна со скидкой</a> ${mark}</div>`,
  ])("is none of the article's in %s", async (block) => {
    expect(await notice(block)).toBeNull();
  });

  test.each([`<p>${mark}</p>`, `<div class="article__advert">${mark}</div>`, `<footer>${mark}</footer>`])(
    "is the article's in %s",
    async (block) => {
      expect(await notice(block)).toBe(mark);
    },
  );

  test("beside a slot leaves the age of the page", async () => {
    expect(await notice(`<div class="banner">${mark}</div><div class="sidebar">18+</div>`)).toBe("18+");
  });
});

describe("the source of a page", () => {
  test("is the publisher of its microdata", async () => {
    const publisher =
      '<div itemprop="publisher" itemscope itemtype="https://schema.org/Organization"><meta itemprop="name" content="Волжский вестник"></div>';
    const scope = `<div itemscope itemtype="https://schema.org/NewsArticle"><h1>${TITLE}</h1>${publisher}${STORY}</div>`;
    expect((await read(scope)).source).toBe("Волжский вестник");
  });
});

describe("the date of a page", () => {
  test.each([
    ["25 ноября 2020, 14:05 (МСК+4)", "2020-11-25T10:05+03:00"],
    ["25.11.2020 03:05 МСК +7", "2020-11-24T20:05+03:00"],
    ["25.11.2013 14:05 (МСК-1)", "2013-11-25T15:05+04:00"],
    ["25 ноября 2020, 14:05 UTC+3", "2020-11-25T14:05+03:00"],
    ["25.11.2020 14:05 GMT+7", "2020-11-25T10:05+03:00"],
  ])("is in the owner's zone where «%s» is shown", async (shown, publishedAt) => {
    expect((await read(`<h1>${TITLE}</h1><div>${shown}</div>${STORY}`)).publishedAt).toBe(publishedAt);
  });

  test.each([["1970-01-01T00:00:00+00:00"], ["0"], ["0000-00-00 00:00:00"], ["0001-01-01T00:00:00"]])(
    "is not %s, which systems write for none",
    async (content) => {
      const head = `<meta property="article:published_time" content="${content}">`;
      const body = `<h1>${TITLE}</h1><div>25 ноября 2020</div>${STORY}`;
      expect(await read(body, head)).toMatchObject({ publishedAt: "2020-11-25", origins: { date: ["page text"] } });
    },
  );

  test("may stand between lead and text, and tell the minute of the day in the markup", async () => {
    const body = `<h1>${TITLE}</h1><p>${FIRST}</p><div>6 мая 2021 года 15:20</div><p>${SECOND}</p>`;
    expect((await read(body)).publishedAt).toBe("2021-05-06T15:20+03:00");
    const head = '<meta itemprop="datePublished" content="2021-05-06">';
    expect((await read(body, head)).publishedAt).toBe("2021-05-06T15:20+03:00");
  });

  test("has the minute of the day and time that are shown without a year", async () => {
    const head = '<link rel="canonical" href="https://kray.example/news/2021/05/06/1/">';
    const shown = (clock: string) => read(`<h1>${TITLE}</h1><div>${clock}</div>${STORY}`, head);
    expect(await shown("6 мая, 15:20")).toMatchObject({
      publishedAt: "2021-05-06T15:20+03:00",
      origins: { date: ["address", "page text"] },
    });
    expect((await shown("15:20, 6 мая")).publishedAt).toBe("2021-05-06T15:20+03:00");
    expect((await shown("7 мая, 15:20")).publishedAt).toBe("2021-05-06");
    expect((await shown("15:20")).publishedAt).toBe("2021-05-06");
    expect((await read(`<h1>${TITLE}</h1><div>6 мая, 15:20</div>${STORY}`)).publishedAt).toBeNull();
  });

  test("is the only moment in the markup, though it stands below the text", async () => {
    const paragraphs = Array.from({ length: 12 }, (_, i) => `<p>${i + 2}-й участок открыли: ${SECOND}</p>`).join("");
    const body = `<div><h1>${TITLE}</h1>${paragraphs}<time datetime="2021-05-06T07:08+03:00">в четверг</time></div>`;
    expect((await read(body)).publishedAt).toBe("2021-05-06T07:08+03:00");
    const other = '<div class="related"><time datetime="2021-05-01">в субботу</time></div>';
    expect((await read(`<h1>${TITLE}</h1>${paragraphs}${other}`)).publishedAt).toBeNull();
  });

  test("is read where its block is named after one that holds the article", async () => {
    const part = (name: string, content: string) => `<div class="post-popup__${name}">${content}</div>`;
    const body = part("content", `${part("date", "6 мая 2021, 15:20")}<h1>${TITLE}</h1>${part("text", STORY)}`);
    expect((await read(body)).publishedAt).toBe("2021-05-06T15:20+03:00");
  });
});

describe("the author of a page", () => {
  test.each([["Беседовала Мария Ким"], ["Авторы: Мария Ким"], ["Текст и фото: Мария Ким"]])(
    "is named without what stands before: «%s»",
    async (byline) => {
      const body = `<h1>${TITLE}</h1><div class="author">${byline}</div>${STORY}`;
      expect((await read(body)).author).toBe("Мария Ким");
    },
  );

  test("is not who is quoted", async () => {
    const quote = (name: string) =>
      `<p>${FIRST}</p><${name}><div class="quote__text">Мы успели до дождей.</div><div class="quote__author">Олег Пекарев</div></${name}><p>${SECOND}</p>`;
    expect((await read(`<h1>${TITLE}</h1>${quote("blockquote")}`)).author).toBeNull();
    expect((await read(`<h1>${TITLE}</h1>${quote("div")}`)).author).toBeNull();
    const named = `<h1>${TITLE}</h1><p>${FIRST}</p><blockquote>Мы успели до дождей. <span class="author">Олег Пекарев</span></blockquote><p>${SECOND}</p>`;
    expect((await read(named)).author).toBeNull();
  });

  test("signs below the text, as papers do", async () => {
    const body = `<h1>${TITLE}</h1>${STORY}<div align="right"><b>Николай СЕМЁНОВ</b></div>`;
    expect((await read(body)).author).toBe("Николай СЕМЁНОВ");
  });
});

describe("the section and the tags of a page", () => {
  const metaTag = (name: string, value: string) => `<meta property="${name}" content="${value}">`;

  test.each([
    [
      "of JSON-LD",
      jsonLd({ ...news(TITLE, 9, "2021-05-06"), articleSection: ["Город", "Река"], keywords: "мост, ремонт" }),
      STORY,
    ],
    [
      "of tags",
      metaTag("article:section", "Город") +
        ["Река", "мост", "ремонт"].map((tag) => metaTag("article:tag", tag)).join(""),
      STORY,
    ],
    [
      "of microdata",
      "",
      `<article itemscope itemtype="https://schema.org/NewsArticle"><meta itemprop="articleSection" content="Город"><span itemprop="keywords">Река, мост, ремонт</span>${STORY}</article>`,
    ],
    [
      "of links of a classic theme",
      "",
      `${STORY}<p><a href="/c/1" rel="category tag">Город</a>, <a href="/c/2" rel="category tag">Река</a></p><p><a href="/t/1" rel="tag">мост</a> <a href="/t/2" rel="tag">ремонт</a></p><div><a href="/c/3" rel="category tag">Чужая</a></div>`,
    ],
    [
      "of links of a block theme",
      "",
      `${STORY}<div class="taxonomy-category wp-block-post-terms"><a href="/c/1" rel="tag">Город</a><a href="/c/2" rel="tag">Река</a></div><div class="taxonomy-post_tag"><a href="/t/1" rel="tag">мост</a><a href="/t/2" rel="tag">ремонт</a></div>`,
    ],
  ])("are those %s", async (_, head, body) => {
    expect(await read(`<h1>${TITLE}</h1>${body}`, head)).toMatchObject({
      section: "Город",
      tags: ["Река", "мост", "ремонт"],
      paragraphs: [FIRST, SECOND],
    });
  });
});

describe("the picture of a page", () => {
  const canonical = '<link rel="canonical" href="https://kray.example/news/9">';
  const own = '<figure><img class="attachment-large wp-post-image" src="/most.jpg"></figure>';
  const other = '<a href="/news/8"><img class="wp-post-image" src="/parom.jpg"></a>';

  test("is that of the post where no tag names one, and none that leads to another post", async () => {
    expect((await read(`${other}<h1>${TITLE}</h1>${own}${STORY}`, canonical)).image).toBe(
      "https://kray.example/most.jpg",
    );
    expect((await read(`${other}<h1>${TITLE}</h1>${STORY}`, canonical)).image).toBeNull();
  });

  test("may stand beside the article in the graph of JSON-LD", async () => {
    const article = { ...news(TITLE, 9, "2021-05-06"), image: { "@id": "#primaryimage" } };
    const image = { "@type": "ImageObject", "@id": "#primaryimage", contentUrl: "https://kray.example/most.jpg" };
    const head = jsonLd({ "@graph": [article, image] });
    expect((await read(`<h1>${TITLE}</h1>${STORY}`, head)).image).toBe("https://kray.example/most.jpg");
  });

  test("is no name of a picture in the graph of JSON-LD", async () => {
    const image = { "@id": "https://kray.example/news/9/#primaryimage" };
    const article = { ...news(TITLE, 9, "2021-05-06"), image, thumbnailUrl: "https://kray.example/most.jpg" };
    expect((await read(`<h1>${TITLE}</h1>${STORY}`, jsonLd(article))).image).toBe("https://kray.example/most.jpg");
  });
});

describe("a reader's comment gives the article no date", () => {
  const moment = '<time datetime="2024-03-15T10:00:00+03:00">15 марта 2024 в 10:00</time>';
  const words = "<p>Давно пора было починить эту набережную, спасибо.</p>";
  const comments = [
    `<h3>Комментарии (1)</h3><div><b>Иван</b> ${moment}${words}</div>`,
    `<div class="comments"><b>Иван</b> ${moment}${words}</div>`,
    `<h3>Комментарии (2)</h3><div><b>Иван</b> ${moment}${words}</div><div><b>Пётр</b> ${moment.replaceAll("15", "16")}${words}</div>`,
  ];

  test.each(comments)("where the page shows one above its story: %s", async (comment) => {
    expect(await read(`<h1>${TITLE}</h1><p>12 марта 2024, 21:07</p>${STORY}${comment}`)).toMatchObject({
      publishedAt: "2024-03-12T21:07+03:00",
      origins: { date: ["page text"] },
    });
  });

  test.each(comments)("where the page shows none: %s", async (comment) => {
    expect((await read(`<h1>${TITLE}</h1>${STORY}${comment}`)).publishedAt).toBeNull();
  });

  test("and its own below the story counts", async () => {
    const own = moment.replaceAll("15", "12");
    expect((await read(`<h1>${TITLE}</h1>${STORY}<p>${own}</p><p>Печать</p>`)).publishedAt).toBe(
      "2024-03-12T10:00+03:00",
    );
  });
});

/**
 * Feeds after the manners of real ones, and as nasty: what becomes of each item. A row is a feed, the fields that its
 * articles must have, and what is told of the rest.
 */
import { describe, expect, it } from "vitest";
import { readArticles, type UploadContext } from "../../../../src/articles/articles.ts";
import type { Article } from "../../../../src/articles/news.ts";
import { MAX_ITEM_CHARACTERS } from "../../../support/inside/articles-feed.ts";
import { encodeSingleByte } from "../../../support/single-byte-encoder.ts";

const SITE = "https://vestnik.example";
const NAMESPACES =
  'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" ' +
  'xmlns:media="http://search.yahoo.com/mrss/" xmlns:yandex="http://news.yandex.ru" xmlns:turbo="http://turbo.yandex.ru"';
const rss = (items: string, channel = `<title>Вестник</title><link>${SITE}/</link>`): string =>
  `<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0" ${NAMESPACES}><channel>${channel}${items}</channel></rss>`;
const atom = (entries: string): string =>
  `<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:base="${SITE}/"><title>Вестник</title><id>urn:feed</id>${entries}</feed>`;
const item = (fields: string): string => `<item>${fields}</item>`;
const text = (words: string): string => `<description>${words}</description>`;

interface Row {
  readonly name: string;
  readonly feed: string | Uint8Array;
  readonly articles: readonly Partial<Article>[];
  readonly rejected?: readonly { readonly item?: number; readonly code: string }[];
  readonly context?: Partial<UploadContext>;
}

const ROWS: readonly Row[] = [
  {
    name: "the first category is the section, and the others are tags",
    feed: rss(
      item(
        `<title>Мост</title>${text("Мост открыли.")}<category>Без рубрики</category><category><![CDATA[Дороги &amp; мосты]]></category><category>Лена</category><category>лена</category>`,
      ) +
        item(
          `<title>Паром</title>${text("Паром встал.")}<category domain="post_tag">Лена</category><category domain="category">Река</category><category domain="post_format">Aside</category>`,
        ),
    ),
    articles: [
      { section: "Дороги & мосты", tags: ["Лена"] },
      { section: "Река", tags: ["Лена"] },
    ],
  },
  {
    name: "Atom's categories by their labels, else by their terms",
    feed: atom(
      '<entry><title>Мост</title><id>urn:1</id><summary>Мост открыли.</summary><category term="roads" label="Дороги"/><category term="мост"/></entry>',
    ),
    articles: [{ section: "Дороги", tags: ["мост"] }],
  },
  {
    name: "RSS with a summary, and the text in content:encoded",
    feed: rss(
      item(
        `<title>Мост через Лену открыли</title><link>${SITE}/1</link><guid>${SITE}/?p=1</guid><pubDate>Mon, 10 Oct 2016 12:30:00 +0300</pubDate>` +
          "<dc:creator><![CDATA[Анна Белых]]></dc:creator><description><![CDATA[Движение пустили по двум полосам.]]></description>" +
          "<content:encoded><![CDATA[<p>Мост открыли в среду.</p>\n<p>Первым проехал автобус.</p>]]></content:encoded>",
      ),
    ),
    articles: [
      {
        id: `${SITE}/?p=1`,
        title: "Мост через Лену открыли",
        lead: "Движение пустили по двум полосам.",
        paragraphs: ["Мост открыли в среду.", "Первым проехал автобус."],
        url: `${SITE}/1`,
        author: "Анна Белых",
        source: "Вестник",
        publishedAt: "2016-10-10T12:30+03:00",
        origins: { title: ["title"], lead: ["description"], text: ["content:encoded"], date: ["pubdate"] },
      },
    ],
  },
  {
    name: "Yandex News: the full text beside the description, as plain lines",
    feed: rss(
      item(
        `<title>Паром встал</title><link>${SITE}/2</link>${text("Паром встал на ремонт.")}<pubDate>Tue, 11 Oct 2016 09:05:00 MSK</pubDate>` +
          "<yandex:genre>message</yandex:genre><yandex:full-text>Паром «Заря» ушёл в док.\nВернётся он весной.</yandex:full-text>",
      ),
    ),
    articles: [
      {
        lead: "Паром встал на ремонт.",
        paragraphs: ["Паром «Заря» ушёл в док.", "Вернётся он весной."],
        publishedAt: "2016-10-11T09:05+03:00",
      },
    ],
  },
  {
    name: "Yandex Turbo: the text without its header",
    feed: rss(
      '<item turbo="true"><title>Лёд вскрылся</title>' +
        `<link>${SITE}/3</link><turbo:content><![CDATA[<header><h1>Лёд вскрылся</h1><menu><a href="/">Главная</a></menu></header><p>Лёд вскрылся рано.</p>]]></turbo:content></item>`,
    ),
    articles: [{ title: "Лёд вскрылся", paragraphs: ["Лёд вскрылся рано."] }],
  },
  {
    name: "Dzen: categories and ratings beside pictures and the text",
    feed: rss(
      item(
        `<title>Баржа села на мель</title><link>${SITE}/4</link><pdalink>${SITE}/m/4</pdalink><guid>4-dzen</guid><media:rating scheme="urn:simple">nonadult</media:rating>` +
          `<category>native-draft</category><enclosure url="${SITE}/4.jpg" type="image/jpeg"/><enclosure url="${SITE}/5.jpg" type="image/jpeg"/>` +
          `<content:encoded><![CDATA[<p>Баржа с углём села на мель.</p><figure><img src="${SITE}/4.jpg"/></figure><p>Людей сняли.</p>]]></content:encoded>`,
      ),
    ),
    articles: [
      {
        id: "vestnik.example:4-dzen",
        image: `${SITE}/4.jpg`,
        paragraphs: ["Баржа с углём села на мель.", "Людей сняли."],
      },
    ],
  },
  {
    name: "several enclosures: the first picture",
    feed: rss(
      item(
        `${text("Слушайте выпуск.")}<enclosure url="${SITE}/a.mp3" type="audio/mpeg" length="1"/><enclosure url="/b.png" type="image/png"/><enclosure url="/c.png"/>`,
      ),
    ),
    articles: [{ image: `${SITE}/b.png`, title: null }],
  },
  {
    name: "pictures in a media:group, under another prefix",
    feed: rss(
      item(
        `${text("Видео с моста.")}<m:group xmlns:m="http://search.yahoo.com/mrss/"><m:content url="${SITE}/v.mp4" type="video/mp4"/><m:thumbnail url="${SITE}/v.jpg"/></m:group>`,
      ),
    ),
    articles: [{ image: `${SITE}/v.jpg` }],
  },
  {
    name: "namespaces under any prefix, and prefixes without a namespace",
    feed: `<rss version="2.0"><channel><item xmlns:e="http://purl.org/rss/1.0/modules/content/"><title>Раз</title><e:encoded>Первый полный текст.</e:encoded></item><item><title>Два</title><yandex:full-text>Второй полный текст.</yandex:full-text></item></channel></rss>`,
    articles: [{ text: "Первый полный текст." }, { text: "Второй полный текст." }],
  },
  {
    name: "Atom with HTML, XHTML and plain content",
    feed: atom(
      '<entry><title type="html">&lt;b&gt;Заря&lt;/b&gt; в доке</title><id>urn:1</id><link rel="self" href="/self"/><link rel="alternate" href="news/1"/>' +
        '<published>2016-10-10T12:30:00Z</published><updated>2016-10-11T00:00:00Z</updated><author><name>Олег Пак</name><email>oleg@vestnik.example</email></author><content type="html">&lt;p&gt;Раз.&lt;/p&gt;&lt;p&gt;Два.&lt;/p&gt;</content></entry>' +
        '<entry><title>Второй</title><id>urn:2</id><link href="/2"/><updated>2016-10-12</updated><content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Знак &lt; меньше.</p><p>И <em>всё</em>.</p></div></content></entry>' +
        '<entry><title>Третий</title><id>urn:3</id><summary>Коротко.</summary><content type="image/png" src="/x.png"/></entry>',
    ),
    articles: [
      {
        id: "urn:1",
        title: "Заря в доке",
        url: `${SITE}/news/1`,
        paragraphs: ["Раз.", "Два."],
        author: "Олег Пак",
        publishedAt: "2016-10-10T15:30+03:00",
      },
      { id: "urn:2", paragraphs: ["Знак < меньше.", "И всё."], publishedAt: "2016-10-12" },
      { id: "urn:3", text: "Коротко." },
    ],
  },
  {
    name: "Atom under a prefix, with a source whose id is not the entry's",
    feed: `<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:source><a:id>urn:other</a:id><a:title>Другая газета</a:title></a:source><a:id>urn:own</a:id><a:content>Текст записи.</a:content></a:entry></a:feed>`,
    articles: [{ id: "urn:own", source: "Другая газета", text: "Текст записи." }],
  },
  {
    name: "Atom elements in RSS, which are not the item's",
    feed: rss(
      item(
        `<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="self" href="${SITE}/rss"/><link>${SITE}/7</link>${text("Текст.")}`,
      ),
    ),
    articles: [{ url: `${SITE}/7` }],
  },
  {
    name: "RSS 1.0 (RDF)",
    feed: `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="${SITE}"><title>В</title></channel><item rdf:about="${SITE}/rdf/1"><title>Тест</title><link>${SITE}/rdf/1</link><dc:date>2004-03-01T10:00:00+03:00</dc:date><description>Текст из двухтысячных.</description></item></rdf:RDF>`,
    articles: [{ id: `${SITE}/rdf/1`, publishedAt: "2004-03-01T10:00+03:00", text: "Текст из двухтысячных." }],
  },
  {
    name: "RSS 0.91 with its document type",
    feed: '<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss version="0.91"><channel><item><title>Старый</title><description>Старый текст.</description></item></channel></rss>',
    articles: [{ title: "Старый", text: "Старый текст." }],
  },
  {
    name: "windows-1251 by its declaration",
    feed: encodeSingleByte(
      '<?xml version="1.0" encoding="windows-1251"?><rss><channel><item><title>Ёлка</title><description>Ёлку поставили.</description></item></channel></rss>',
      "windows-1251",
    ),
    articles: [{ title: "Ёлка", text: "Ёлку поставили.", encoding: "windows-1251" }],
  },
  {
    name: "KOI8-R by its declaration",
    feed: encodeSingleByte(
      '<?xml version="1.0" encoding="KOI8-R"?><rss><channel><item><title>Новости реки</title><description>Река встала.</description></item></channel></rss>',
      "koi8-r",
    ),
    articles: [{ title: "Новости реки", text: "Река встала.", encoding: "koi8-r" }],
  },
  {
    name: "UTF-8 with a byte order mark, declared as windows-1251",
    feed: Buffer.from(
      '\uFEFF<?xml version="1.0" encoding="windows-1251"?><rss><channel><item><title>Метка</title><description>Текст с меткой.</description></item></channel></rss>',
    ),
    articles: [{ title: "Метка", encoding: "utf-8" }],
  },
  {
    name: "UTF-16 with a mark",
    feed: Buffer.from(
      `\uFEFF<?xml version="1.0" encoding="utf-16"?><rss><channel><item><title>Широкий</title>${text("Текст в два байта.")}</item></channel></rss>`,
      "utf16le",
    ),
    articles: [{ title: "Широкий", encoding: "utf-16le" }],
  },
  {
    name: "references that XML does not know, and a bare ampersand",
    feed: rss(
      item(
        `<title>Рога&nbsp;&amp; копыта & Ко &mdash; &laquo;суд&raquo;</title>${text("Суд &unknown; решил&hellip;")}`,
      ),
    ),
    articles: [{ title: "Рога & копыта & Ко — «суд»", text: "Суд &unknown; решил…" }],
  },
  {
    name: "a bare ampersand takes nothing with it, in a text, an address or a CDATA section, wherever chunks are cut",
    feed: rss(
      item(
        `<title>Рога & копыта</title><link>${SITE}/?a=1&b=2</link><guid isPermaLink="false"><![CDATA[urn:a&b;c&d]]></guid>${text("Первый.")}`,
      ) +
        item(`<link>${SITE}/2</link>${text(`${"x&".repeat(40_000)} R&D 1 &lt; 2`)}`) +
        item(text("Третий.")),
    ),
    articles: [
      { id: "urn:a&b;c&d", title: "Рога & копыта", url: `${SITE}/?a=1&b=2`, text: "Первый." },
      { text: `${"x&".repeat(40_000)} R&D 1 < 2` },
      { text: "Третий." },
    ],
  },
  {
    name: "an end tag that closes nothing, and one in other letters, end nothing else",
    feed: rss(
      item(
        `<title>Раз</b></title><pubDate>Mon, 10 Oct 2016 12:30:00 +0300</PUBDATE>${text("Первый</p></div> текст.")}`,
      ) +
        item(`<content:encoded>Раз<br>два</font></content:encoded>`) +
        item(text("Третий.")),
    ),
    articles: [
      { title: "Раз", text: "Первый текст.", publishedAt: "2016-10-10T12:30+03:00" },
      { paragraphs: ["Раз", "два"] },
      { text: "Третий." },
    ],
  },
  {
    name: "HTML in titles: as markup, escaped, and escaped twice",
    feed: rss(
      item(`<title>Раз <b>два</b> три</title>${text("Первый.")}`) +
        item(`<title>Раз &lt;b&gt;два&lt;/b&gt; три</title>${text("Второй.")}`) +
        item(`<title>ООО &amp;quot;Заря&amp;quot;</title>${text("Третий.")}`),
    ),
    articles: [{ title: "Раз два три" }, { title: "Раз два три" }, { title: 'ООО "Заря"' }],
  },
  {
    name: "tags of old systems and of typesetting that stand alone, and markup that is no HTML",
    feed: rss(
      item(
        `<title>Дом на &lt;nobr&gt;1,5 млн&lt;/nobr&gt; м&lt;sup&gt;2&lt;/sup&gt;</title>${text("&lt;font color=red&gt;Первый.&lt;/font&gt;")}`,
      ) + item(text("<noindex>Второй</noindex> <o:p>текст</o:p>.")),
    ),
    articles: [{ title: "Дом на 1,5 млн м2", text: "Первый." }, { text: "Второй текст." }],
  },
  {
    name: "dates as systems write them",
    feed: rss(
      [
        "Пн, 10 окт 2016 12:30:00 +0300",
        "10 Oct 16 12:30 MSD",
        "Mon, 10 October 2016 12:30:00 GMT",
        "Mon, 10 Oct 2016 12:30:00 UTC+7",
        "2016-10-10 12:30:00",
        "10.10.2016 12:30",
        "1476091800",
        "Mon, 10 Oct 2016 00:00:00 VLAT",
        "Mon, 10 Oct 2016",
      ]
        .map((date, n) =>
          item(`<guid isPermaLink="false">u:${n}</guid><pubDate>${date}</pubDate>${text(`Текст номер ${n}.`)}`),
        )
        .join(""),
    ),
    articles: [
      "2016-10-10T12:30+03:00",
      "2016-10-10T11:30+03:00",
      "2016-10-10T15:30+03:00",
      "2016-10-10T08:30+03:00",
      "2016-10-10T12:30+03:00",
      "2016-10-10T12:30+03:00",
      "2016-10-10T12:30+03:00",
      "2016-10-09T17:00+03:00",
      "2016-10-10",
    ].map((publishedAt) => ({ publishedAt: publishedAt as Article["publishedAt"] })),
  },
  {
    name: "dates that are none leave the item without one",
    feed: rss(
      ["Mon, 32 Oct 2016 12:30:00 +0300", "0000-00-00 00:00:00", "Invalid Date", ""]
        .map((date, n) => item(`<guid>u:${n}</guid><pubDate>${date}</pubDate>${text(`Слова номер ${n}.`)}`))
        .join(""),
    ),
    articles: [{ publishedAt: null }, { publishedAt: null }, { publishedAt: null }, { publishedAt: null }],
  },
  {
    name: "relative links, and guids that are links",
    feed: rss(
      item(`<link>/a/1</link>${text("Раз.")}`) +
        item(`<link>  ${SITE}/a/2  </link>${text("Два.")}`) +
        item(`<guid>${SITE}/a/3</guid>${text("Три.")}`) +
        item(`<guid isPermaLink="false">${SITE}/a/4</guid>${text("Четыре.")}`) +
        item(`<link>javascript:alert(1)</link>${text("Пять.")}`),
    ),
    articles: [{ url: `${SITE}/a/1` }, { url: `${SITE}/a/2` }, { url: `${SITE}/a/3` }, { url: null }, { url: null }],
  },
  {
    name: "items without guid, some without link",
    feed: rss(
      item(`<title>А</title><link>${SITE}/x</link>${text("Слова.")}`) + item(`<title>Б</title>${text("Другие.")}`),
    ),
    articles: [
      { id: expect.stringMatching(/^[\w-]{22}$/) as string },
      { id: expect.stringMatching(/^[\w-]{22}$/) as string },
    ],
  },
  {
    name: "the same item twice, and two with the same number of two sites",
    feed: rss(
      item(`<guid>9</guid><link>${SITE}/9</link>${text("Девять.")}`) +
        item(`<guid>9</guid><link>${SITE}/9</link>${text("Девять снова.")}`) +
        item(`<guid>9</guid><link>https://other.example/9</link>${text("Чужие девять.")}`),
    ),
    articles: [{ text: "Девять." }, { id: "other.example:9" }],
    rejected: [{ item: 2, code: "repeated-article" }],
  },
  {
    name: "a guid longer than an id may be, and one with a line feed",
    feed: rss(item(`<guid>u:${"g".repeat(300)}</guid>${text("Раз.")}`) + item(`<guid>u:a\nb</guid>${text("Два.")}`)),
    articles: [
      { id: expect.stringMatching(/^[\w-]{22}$/) as string },
      { id: expect.stringMatching(/^[\w-]{22}$/) as string },
    ],
  },
  {
    name: "an author as RSS has it: a mail address, which is left out",
    feed: rss(
      item(`<author>anna@vestnik.example (Анна Белых)</author>${text("Раз.")}`) +
        item(`<author>anna@vestnik.example</author>${text("Два.")}`) +
        item(`<dc:creator>Олег Пак</dc:creator><author>x@y.example</author>${text("Три.")}`),
    ),
    articles: [{ author: "Анна Белых" }, { author: null }, { author: "Олег Пак" }],
  },
  {
    name: "an excerpt that is the beginning of the text is no lead",
    feed: rss(
      item(
        `<title>Т</title>${text("Мост открыли в среду. Первым [&amp;#8230;]")}<content:encoded>Мост открыли в среду. Первым проехал автобус.</content:encoded>`,
      ) +
        item(
          `<title>У</title>${text("Мост открыли в среду.")}<content:encoded>&lt;p&gt;Мост открыли в среду. Первым проехал автобус.&lt;/p&gt;</content:encoded>`,
        ),
    ),
    articles: [{ lead: "" }, { lead: "" }],
  },
  {
    name: "what WordPress writes below each item",
    feed: rss(
      item(
        `<title>Мост</title><content:encoded><![CDATA[<p>Мост открыли.</p><p>Сообщение <a href="${SITE}">Мост</a> появились сначала на <a href="${SITE}">Вестник</a>.</p>]]></content:encoded>`,
      ),
    ),
    articles: [{ paragraphs: ["Мост открыли."] }],
  },
  {
    name: "an item without text beside others",
    feed: rss(
      item("<title>Пусто</title>") +
        item(text("Слова есть.")) +
        item("<title>И тут</title><description><![CDATA[<img src='x'>]]></description>"),
    ),
    articles: [{ text: "Слова есть." }],
    rejected: [
      { item: 1, code: "no-text" },
      { item: 3, code: "no-text" },
    ],
  },
  {
    name: "a feed that is cut in an item: what was whole is taken",
    feed: rss(item(text("Первый.")) + item(text("Второй.")) + item(text("Третий, который"))).slice(0, -40),
    articles: [{ text: "Первый." }, { text: "Второй." }],
    rejected: [{ item: 3, code: "broken-xml" }],
  },
  {
    name: "a feed that is cut in a CDATA section",
    feed: "<rss><channel><item><description>Целый.</description></item><item><description><![CDATA[<p>Половина",
    articles: [{ text: "Целый." }],
    rejected: [{ item: 2, code: "broken-xml" }],
  },
  {
    name: "tags that are not closed, or closed crosswise",
    feed: "<rss><channel><item><title>Раз<b>два</title><description>Текст <i>курсивом</b></description></item></channel></rss>",
    articles: [{ title: "Раздва", text: "Текст курсивом" }],
  },
  {
    name: "a billion laughs and a file that an entity names: neither is looked at",
    feed: `<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ха"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY file SYSTEM "file:///etc/passwd">]><rss><channel><item><title>Смех &c;</title><description>Файл &file; здесь.</description></item></channel></rss>`,
    articles: [{ title: "Смех &c;", text: "Файл &file; здесь." }],
  },
  {
    name: "elements nested deeper than any feed has",
    feed: rss(
      item(text("До глубины.")) +
        item(`<description>${"<a>".repeat(1_000)}глубоко${"</a>".repeat(1_000)}</description>`) +
        item(text("После.")),
    ),
    articles: [{ text: "До глубины." }],
    rejected: [{ item: 2, code: "broken-xml" }],
  },
  {
    name: "an item longer than an article may be",
    feed: rss(item(text("Слово ".repeat(MAX_ITEM_CHARACTERS / 6 + 1))) + item(text("Короткий."))),
    articles: [{ text: "Короткий." }],
    rejected: [{ item: 1, code: "too-large" }],
  },
  {
    name: "a description of 22 MB: no more is read",
    feed: rss(item(text("Первый.")) + item(text("word ".repeat(4_400_000))) + item(text("После."))),
    articles: [{ text: "Первый." }],
    rejected: [{ item: 2, code: "broken-xml" }],
    context: { contentEncoding: "gzip" },
  },
  { name: "a feed without items", feed: rss(""), articles: [], rejected: [{ code: "invalid-article" }] },
  {
    name: "an export of WordPress, whose drafts and addresses must not be read",
    feed: `<?xml version="1.0"?><!-- generator="WordPress/6.4" -->${`<!-- ${"x".repeat(400)} -->`.repeat(8)}<rss version="2.0" xmlns:wp="http://wordpress.org/export/1.2/"><channel><wp:wxr_version>1.2</wp:wxr_version><item><title>Черновик</title><description>Тайна.</description><wp:status>draft</wp:status></item></channel></rss>`,
    articles: [],
    rejected: [{ code: "not-an-article" }],
  },
  {
    name: "items of an export of WordPress whose head was cut off",
    feed: rss(item(`${text("Тайна.")}<wp:status>draft</wp:status>`)),
    articles: [],
    rejected: [{ code: "not-an-article" }],
  },
  {
    name: "a post of WordPress that asks for a password",
    feed: rss(
      item(
        text(
          '<![CDATA[<form class="post-password-form"><p>Пароль: <input name="post_password" type="password" /></p></form>]]>',
        ),
      ),
    ),
    articles: [],
    rejected: [{ item: 1, code: "not-an-article" }],
  },
  {
    name: "a map of a site",
    feed: `<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>${SITE}/1</loc></url></urlset>`,
    articles: [],
    rejected: [{ code: "not-an-article" }],
  },
  {
    name: "XML that is no feed",
    feed: "<yml_catalog><shop/></yml_catalog>",
    articles: [],
    rejected: [{ code: "not-an-article" }],
  },
  {
    name: "a page that is named .xml",
    feed: "<!DOCTYPE html><html><head><title>Мост</title></head><body><h1>Мост через Лену открыли</h1><p>Мост через реку Лену открыли для движения в среду утром.</p></body></html>",
    articles: [{ title: "Мост через Лену открыли" }],
  },
];

describe("a feed", () => {
  for (const { name, feed, articles, rejected = [], context } of ROWS) {
    it(`is read: ${name}`, async () => {
      const bytes = typeof feed === "string" ? Buffer.from(feed) : feed;
      const sent = context?.contentEncoding === "gzip" ? (await import("node:zlib")).gzipSync(bytes) : bytes;
      const result = await readArticles(sent, { key: "articles/feed.xml", lastModified: "2026-11-29", ...context });
      expect(result.rejected).toMatchObject(rejected);
      expect(result.rejected).toHaveLength(rejected.length);
      expect(result.articles).toMatchObject(articles);
      expect(result.articles).toHaveLength(articles.length);
    });
  }

  it("is told by its content where neither key nor content type says, and by its content type", async () => {
    const bytes = Buffer.from(rss(item(text("Слова."))));
    for (const context of [
      { key: "articles/rss" },
      { key: "articles/feed.txt" },
      { key: "articles/feed.html" },
      { key: "articles/a", contentType: "application/rss+xml; charset=utf-8" },
    ]) {
      expect((await readArticles(bytes, context)).articles).toHaveLength(1);
    }
  });

  it("of nothing but faults is given up, and does not hold its reader", async () => {
    const bytes = Buffer.from(rss(item(text("< ".repeat(1_000_000)))));
    expect(await readArticles(bytes, { key: "articles/feed.xml" })).toMatchObject({
      rejected: [{ code: "broken-xml" }],
    });
  });
});

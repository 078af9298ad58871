/**
 * Pages that are hard to read, of forty layouts: stories that a label, a heading, a break or a button parts, text that
 * a program wrapped or decorated, and lists that look like stories. Made of invented articles and seeded, so that what
 * must come out of each is known. A third of the layouts is held out: rules are not tuned on them.
 */
import type { Truth } from "../../eval/articles/truth.ts";
import { seededRandom32 } from "../deterministic.ts";
import { type InventedArticle, inventedArticles } from "./invented-articles.ts";
import { captions, comments, credits, headlines, legalNotices, menuItems, people } from "./page-furniture.ts";
import {
  clock,
  dayAndMonth,
  dotted,
  opened,
  ordinary,
  type PageMoment,
  PageRandom,
  two,
  worded,
} from "./page-parts.ts";

export type Half = "tuning" | "held-out";

/** A page, the address that it came from, and what must be read of it. */
export interface HardPage {
  readonly layout: string;
  readonly half: Half;
  readonly format: "text" | "html";
  readonly content: string;
  readonly truth: Truth;
}

interface Layout {
  readonly name: string;
  readonly half: Half;
  readonly format: "text" | "html";
  /** A part of the reason why it is none, for a layout that holds no article. */
  readonly rejected?: string;
  /** Writes the beginning of the story; a dateline if the page has one. */
  readonly dateline?: (place: string, when: PageMoment) => string;
  /** Difference in days between the address and the page. */
  readonly addressDays?: number;
  readonly build: (page: Page) => string;
}

/** The builder of a layout. Text that goes through `not` must not be read as body. */
class Page {
  readonly title: string;
  readonly paragraphs: readonly string[];
  readonly when: PageMoment;
  readonly random: PageRandom;
  readonly forbidden: string[] = [];
  #credits: readonly string[];

  constructor(article: InventedArticle, layout: Layout, when: PageMoment, random: PageRandom) {
    const { dateline } = layout;
    this.title = article.title;
    this.paragraphs = dateline === undefined ? article.paragraphs : opened(article, (place) => dateline(place, when));
    this.when = when;
    this.random = random;
    this.#credits = credits;
  }

  not<Text extends string | readonly string[]>(text: Text): Text {
    this.forbidden.push(...(typeof text === "string" ? [text] : text));
    return text;
  }

  others(count: number): string[] {
    return this.not(this.random.some(headlines, count));
  }

  menu(count: number): string[] {
    return this.random.some(menuItems, count);
  }

  credit(): string {
    return this.random.one(this.#credits);
  }

  /** The paragraphs in two parts; the first ends with a whole sentence of some length, the second is not empty. */
  halves(): readonly [readonly string[], readonly string[]] {
    const at = this.#breaks();
    const cut = at[Math.floor(at.length / 2)] ?? 1;
    return [this.paragraphs.slice(0, cut), this.paragraphs.slice(cut)];
  }

  /** All but what follows the last place that may be broken, and that. */
  beforeLast(): readonly [readonly string[], readonly string[]] {
    const cut = this.#breaks().at(-1) ?? 1;
    return [this.paragraphs.slice(0, cut), this.paragraphs.slice(cut)];
  }

  #breaks(): number[] {
    return [...this.paragraphs.keys()].filter((i) => {
      const [before = "", after = ""] = [this.paragraphs[i - 1], this.paragraphs[i]];
      return (
        i > 0 && /[.!?»"]$/.test(before) && before.length > 60 && /[.!?]$/.test(after) && !/^(?:—|-|\d)/.test(after)
      );
    });
  }
}

const lines = (...parts: readonly (string | readonly string[])[]) => parts.flat().join("\n");
const gaps = (...parts: readonly (string | readonly string[])[]) => parts.flat().join("\n\n");

function head(page: Page): string[] {
  return [...page.menu(12), `${clock(page.when)}, ${worded(page.when)}`, page.title];
}

function foot(page: Page): string[] {
  return [...page.random.some(legalNotices, 2), "Контакты", "Реклама", "16+"];
}

/** A paragraph in two lines: the second begins with a Latin word, a figure, a quotation or an address. */
function brokenAtOddWord(paragraph: string): string {
  const words = paragraph.split(" ");
  const at = words.findIndex((word, i) => i >= 3 && i < words.length - 2 && /^[A-Za-z\d«"]/.test(word));
  return at < 0 ? paragraph : `${words.slice(0, at).join(" ")}\n${words.slice(at).join(" ")}`;
}

function wrapped(paragraph: string, width: number): string {
  const out: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      out.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...out, line].join("\n");
}

function withAddress(paragraph: string, random: PageRandom): string {
  const words = paragraph.split(" ");
  if (words.length < 8) return paragraph;
  const at = 2 + random.below(words.length - 4);
  return [...words.slice(0, at), `[https://site.example/${random.below(90_000)}/${"x".repeat(random.below(60))}]`]
    .concat(words.slice(at))
    .join(" ");
}

function reader(page: Page): string[] {
  return page.random
    .some(people, 3)
    .flatMap((name) => [
      name,
      `${dayAndMonth(page.when)} ${clock(page.when)}`,
      page.not(page.random.one(comments)),
      "Ответить",
    ]);
}

/** «Имя, предложение» of many authors: a front page without a headline. */
function voices(page: Page): string[][] {
  const told = inventedArticles.flatMap(({ paragraphs }) =>
    paragraphs.filter((text) => text.length > 90 && text.length < 260),
  );
  return page.random.some(told, 20).map((text) => [page.random.one(people), text]);
}

function events(page: Page): string[][] {
  return page.random
    .some(headlines, 14)
    .map((name, i) => [
      `${1 + ((page.when.day + i) % 27)} ноября, 19:00`,
      name,
      "Дворец культуры, ул. Ленина, 12",
      `от ${300 + 50 * i} руб.`,
    ]);
}

const tweet = [
  "BREAKING: The ferry company says the crossing will stay closed until Friday because of heavy fog and strong wind in the strait.",
  "— Pacific Ports (@pacificports) May 5, 2020",
];
const germanPost = [
  "Die Behörden haben am Montag mitgeteilt, dass die Strecke wegen des Nebels bis auf Weiteres gesperrt bleibt und alle Züge umgeleitet werden.",
  "Ein von @bahnhof_nord geteilter Beitrag",
];

const textLayouts: readonly Layout[] = [
  {
    name: "a label of partners in the middle",
    half: "tuning",
    format: "text",
    build(page) {
      const [before, after] = page.halves();
      return lines(
        head(page),
        before,
        "Новости СМИ2",
        page.others(3),
        after,
        "Новости партнеров",
        page.others(4),
        foot(page),
      );
    },
  },
  {
    name: "partners twice, with sites and times",
    half: "held-out",
    format: "text",
    build(page) {
      const [before, after] = page.halves();
      const [middle, last] = [after.slice(0, -1), after.slice(-1)];
      const block = () => page.others(2).flatMap((title) => [title, "vesti.example", clock(page.when)]);
      return gaps(
        head(page),
        before,
        ["Новости партнеров", ...block()],
        middle,
        ["Материалы партнеров", ...block()],
        last,
        foot(page),
      );
    },
  },
  {
    name: "a feed with times in the middle",
    half: "tuning",
    format: "text",
    build(page) {
      const [before, after] = page.halves();
      const feed = page.others(4).flatMap((title) => [clock(page.when), title]);
      return lines(
        `${page.title} - Вечерний вестник`,
        head(page),
        before,
        "Лента новостей",
        feed,
        after,
        "Лента новостей",
        page.others(6),
        foot(page),
      );
    },
  },
  {
    name: "a feed that a widget put in, with a button below",
    half: "held-out",
    format: "text",
    build(page) {
      const [before, after] = page.halves();
      return gaps(
        head(page),
        before,
        "Последние новости",
        page.others(3),
        "Все новости",
        after,
        ["Читайте также", ...page.others(3)],
        foot(page),
      );
    },
  },
  {
    name: "a teaser before the last paragraph",
    half: "tuning",
    format: "text",
    build(page) {
      const [before, last] = page.beforeLast();
      return lines(head(page), page.credit(), before, page.others(1), last, foot(page));
    },
  },
  {
    name: "label, headline and day before the last paragraph",
    half: "held-out",
    format: "text",
    build(page) {
      const [before, last] = page.beforeLast();
      return gaps(
        head(page),
        before,
        ["Материалы по теме", ...page.others(1), worded(page.when), page.not(page.random.one(captions)), page.credit()],
        last,
        foot(page),
      );
    },
  },
  {
    name: "paragraphs broken before a Latin word, a figure or a quotation",
    half: "tuning",
    format: "text",
    build: (page) => lines(head(page), page.paragraphs.map(brokenAtOddWord), foot(page)),
  },
  {
    name: "paragraphs broken so, gaps between them",
    half: "held-out",
    format: "text",
    build: (page) =>
      gaps(head(page), page.paragraphs.map(brokenAtOddWord), ["Читайте также", ...page.others(2)], foot(page)),
  },
  {
    name: "wrapped at 72, no gaps",
    half: "tuning",
    format: "text",
    build: (page) =>
      lines(
        head(page),
        page.paragraphs.map((text) => wrapped(text, 72)),
        foot(page),
      ),
  },
  {
    name: "wrapped at 60, gaps, a teaser inside",
    half: "tuning",
    format: "text",
    build(page) {
      const [before, after] = page.halves();
      const wrap = (text: string) => wrapped(text, 60);
      return gaps(head(page), before.map(wrap), page.others(1), after.map(wrap), foot(page));
    },
  },
  {
    name: "wrapped at 100, addresses in brackets",
    half: "held-out",
    format: "text",
    build: (page) =>
      gaps(
        head(page).map((line) => `${line} [https://site.example/${page.random.below(900)}]`),
        page.paragraphs.map((text) => wrapped(withAddress(text, page.random), 100)),
        foot(page),
      ),
  },
  {
    name: "a title in stars",
    half: "tuning",
    format: "text",
    dateline: (place, when) => `${place}, ${dayAndMonth(when)}. /ТАСС/. `,
    build: (page) =>
      gaps(page.menu(6), `**${page.title}**`, `_${worded(page.when)}_`, page.paragraphs, "***", [
        "**Читайте также**",
        ...page.others(2).map((title) => `* [${title}](https://site.example/1)`),
      ]),
  },
  {
    name: "a title in underscores or one star each",
    half: "held-out",
    format: "text",
    build(page) {
      const mark = page.random.one(["*", "_", "__", "***"]);
      return gaps(`${mark}${page.title}${mark}`, `${worded(page.when)}, ${clock(page.when)}`, page.paragraphs);
    },
  },
  {
    name: "a title between equals signs",
    half: "tuning",
    format: "text",
    build: (page) =>
      gaps(
        `== ${page.title} ==`,
        worded(page.when),
        page.paragraphs.map((text) => (text.length < 40 && !/[.!?]$/.test(text) ? `=== ${text} ===` : text)),
      ),
  },
  {
    name: "a title over a line of signs, subheadings with hashes",
    half: "held-out",
    format: "text",
    build: (page) =>
      gaps(
        page.menu(4),
        `${page.title}\n${"=".repeat(page.title.length)}`,
        worded(page.when),
        page.paragraphs.map((text) => (text.length < 40 && !/[.!?]$/.test(text) ? `### ${text}` : text)),
      ),
  },
  {
    name: "a button behind the title",
    half: "tuning",
    format: "text",
    build(page) {
      const button = page.random.one(["Короткая ссылка", "Перейти в «Мою Ленту»", "Поделиться", "Версия для печати"]);
      return lines(
        page.menu(9),
        `${clock(page.when)}, ${worded(page.when)}`,
        `${page.title} ${button}`,
        page.paragraphs,
        foot(page),
      );
    },
  },
  {
    name: "a button glued to the title",
    half: "held-out",
    format: "text",
    build(page) {
      const button = page.random.one([
        "Скопировать ссылку",
        "Добавить в избранное",
        "Комментировать",
        "Слушать новость",
      ]);
      return gaps(
        page.menu(5),
        `${page.title}${button}`,
        worded(page.when),
        page.credit(),
        page.paragraphs,
        ["Новости по теме", ...page.others(3)],
        foot(page),
      );
    },
  },
  {
    name: "a dateline glued to a teaser",
    half: "tuning",
    format: "text",
    dateline: (place, when) => `${ordinary(place)}. ${dayAndMonth(when)}. INTERFAX.RU - `,
    build(page) {
      const [first = "", ...rest] = page.paragraphs;
      const [teaser = ""] = page.others(1);
      return lines(
        page.title,
        `${clock(page.when)}, ${worded(page.when)}`,
        /^.{3,30}INTERFAX/.test(first) ? `${teaser}${first}` : first,
        rest,
        foot(page),
      );
    },
  },
  {
    name: "credits glued behind sentences, details elsewhere at the end",
    half: "tuning",
    format: "text",
    build(page) {
      const [first = "", ...rest] = page.paragraphs;
      const details = page.not("Подробнее о том, как это было, читайте в материале «Вестника».");
      return lines(head(page), `${first} ${page.not("Фото: Глеб Щеглов/ТАСС")}`, rest, details, foot(page));
    },
  },
  {
    name: "a sentence that sends readers elsewhere",
    half: "held-out",
    format: "text",
    build(page) {
      const details = page.not(
        page.random.one([
          "О том, что было раньше, «Вестник» подробно рассказал здесь.",
          "Подробнее о погоде в регионе – в материале «Вестника».",
          "Подробности смотрите в репортаже нашего корреспондента.",
        ]),
      );
      return gaps(head(page), page.paragraphs, details, ["Последние новости", ...page.others(4)], foot(page));
    },
  },
  {
    name: "a post in English in the middle",
    half: "tuning",
    format: "text",
    build(page) {
      const [before, after] = page.halves();
      return gaps(head(page), before, page.not(tweet), after, foot(page));
    },
  },
  {
    name: "a post in German at the end",
    half: "held-out",
    format: "text",
    build: (page) =>
      lines(head(page), page.paragraphs, page.not(germanPost), "Посмотреть эту публикацию в Instagram", foot(page)),
  },
  {
    name: "readers below a label",
    half: "tuning",
    format: "text",
    build: (page) => lines(head(page), page.paragraphs, "Комментарии", reader(page), reader(page), foot(page)),
  },
  {
    name: "partners, then how many comments, then readers",
    half: "held-out",
    format: "text",
    build: (page) =>
      gaps(
        head(page),
        page.paragraphs,
        ["Новости СМИ2", ...page.others(3)],
        "Комментарии (6)",
        reader(page),
        reader(page),
      ),
  },
];

const html = (title: string, body: string, headTags = "") =>
  `<!DOCTYPE html><html lang="ru"><head><meta charset="utf-8"><title>${title} — Вечерний вестник</title>${headTags}</head><body>${body}</body></html>`;
const tag = (name: string, texts: readonly string[]) => texts.map((text) => `<${name}>${text}</${name}>`).join("\n");
const links = (titles: readonly string[]) => titles.map((title, i) => `<a href="/news/${i}">${title}</a>`);
const nav = (page: Page) => `<nav><ul>${tag("li", links(page.menu(10)))}</ul></nav>`;
const footer = (page: Page) => `<footer>${tag("p", page.random.some(legalNotices, 3))}</footer>`;
const stamp = ({ when }: Page) =>
  `<time datetime="${when.year}-${two(when.month)}-${two(when.day)}T${clock(when)}+03:00">${clock(when)}, ${worded(when)}</time>`;
/** Parts of a long read, each under its heading. */
const parts = (page: Page, wrap: (heading: string, texts: readonly string[]) => string) => {
  const size = Math.max(1, Math.ceil(page.paragraphs.length / 3));
  const named = ["Как это было", "Вторая попытка", "Чем закончилось"];
  return named
    .map((heading, i) => wrap(i === 0 ? "" : `<h1>${heading}</h1>`, page.paragraphs.slice(i * size, (i + 1) * size)))
    .join("\n");
};

const htmlLayouts: readonly Layout[] = [
  {
    name: "a long read with subheadings of the first level, each part a block",
    half: "tuning",
    format: "html",
    build: (page) =>
      html(
        page.title,
        `${nav(page)}<main><h1 class="topic__title">${page.title}</h1>${stamp(page)}<div class="topic__text">${parts(page, (heading, texts) => `<div class="box">${heading}${tag("p", texts)}</div>`)}</div></main><aside>${tag("p", links(page.others(6)))}</aside>${footer(page)}`,
      ),
  },
  {
    name: "the same in articles and sections, hashed names",
    half: "held-out",
    format: "html",
    build: (page) =>
      html(
        page.title,
        `${nav(page)}<article class="aX3k"><header><h1 class="b7Qw">${page.title}</h1>${stamp(page)}</header>${parts(page, (heading, texts) => `<section class="cZ9p">${heading.replace("<h1>", '<h1 class="b7Qw">')}${tag("p", texts)}</section>`)}</article><div class="dd1">${tag("div", links(page.others(8)))}</div>${footer(page)}`,
      ),
  },
  {
    name: "flat, with subheadings of the first level and a lead above",
    half: "tuning",
    format: "html",
    build: (page) =>
      html(
        page.title,
        `${nav(page)}<div class="page"><h1>${page.title}</h1>${stamp(page)}${parts(page, (heading, texts) => heading + tag("p", texts))}</div>${footer(page)}`,
      ),
  },
  {
    name: "a block of partners between paragraphs",
    half: "tuning",
    format: "html",
    build(page) {
      const [before, after] = page.halves();
      const block = `<div class="q8"><div class="q9">Новости СМИ2</div>${tag("div", links(page.others(3)))}</div>`;
      return html(
        page.title,
        `${nav(page)}<div class="w1"><h1>${page.title}</h1>${stamp(page)}<div class="w2">${tag("p", before)}${block}${tag("p", after)}</div></div>${footer(page)}`,
      );
    },
  },
  {
    name: "partners in paragraphs of the story's own style",
    half: "held-out",
    format: "html",
    build(page) {
      const [before, after] = page.halves();
      const block = tag("p", ["Новости партнеров", ...links(page.others(3))]);
      return html(
        page.title,
        `${nav(page)}<article><h1>${page.title}</h1>${stamp(page)}${tag("p", before)}${block}${tag("p", after)}${block}</article>${footer(page)}`,
      );
    },
  },
  {
    name: "a feed in the middle, the label a heading",
    half: "tuning",
    format: "html",
    build(page) {
      const [before, after] = page.halves();
      const block = `<div><h3>Лента новостей</h3><ul>${tag("li", links(page.others(4)))}</ul></div>`;
      return html(
        page.title,
        `${nav(page)}<div id="c"><h1>${page.title}</h1>${stamp(page)}<div>${tag("p", before)}${block}${tag("p", after)}</div></div>${footer(page)}`,
      );
    },
  },
  {
    name: "a card before the last paragraph",
    half: "tuning",
    format: "html",
    build(page) {
      const [before, last] = page.beforeLast();
      const [title = ""] = page.others(1);
      const card = `<div class="k1"><a href="/n/1">${title}</a><p class="k2">${page.not("Об этом рассказали жители соседнего села, которые видели все своими глазами.")}</p></div>`;
      return html(
        page.title,
        `${nav(page)}<article><h1>${page.title}</h1>${stamp(page)}<div class="t">${tag("p", before)}${card}${tag("p", last)}</div></article>${footer(page)}`,
      );
    },
  },
  {
    name: "a bold label, a link and a picture before the last paragraph",
    half: "held-out",
    format: "html",
    build(page) {
      const [before, last] = page.beforeLast();
      const inset = `<p><b>Читайте также:</b> ${links(page.others(1))[0]}</p><figure><img src="/1.jpg"><figcaption>${page.not(page.random.one(captions))}</figcaption></figure>`;
      return html(
        page.title,
        `${nav(page)}<div class="s3"><h1>${page.title}</h1>${stamp(page)}${tag("p", before)}${inset}${tag("p", last)}</div>${footer(page)}`,
      );
    },
  },
  {
    name: "a post in English that a site embeds",
    half: "tuning",
    format: "html",
    build(page) {
      const [before, after] = page.halves();
      const [text = "", author = ""] = page.not(tweet);
      const post = `<blockquote class="tw"><p lang="en">${text}</p>${author.replace("May 5, 2020", '<a href="https://x.example/1">May 5, 2020</a>')}</blockquote>`;
      return html(
        page.title,
        `${nav(page)}<article><h1>${page.title}</h1>${stamp(page)}${tag("p", before)}${post}${tag("p", after)}</article>${footer(page)}`,
      );
    },
  },
  {
    name: "a post in German in a block without a name",
    half: "held-out",
    format: "html",
    build(page) {
      const [before, after] = page.halves();
      return html(
        page.title,
        `${nav(page)}<article><h1>${page.title}</h1>${stamp(page)}${tag("p", before)}<div>${tag("p", page.not(germanPost))}</div>${tag("p", after)}</article>${footer(page)}`,
      );
    },
  },
  {
    name: "credits glued behind the last sentence, details elsewhere",
    half: "tuning",
    format: "html",
    build(page) {
      const last = page.paragraphs.at(-1) ?? "";
      return html(
        page.title,
        `${nav(page)}<article><h1>${page.title}</h1>${stamp(page)}${tag("p", page.paragraphs.slice(0, -1))}<p>${last} <i>${page.not("Фото: Глеб Щеглов/ТАСС")}</i></p><p>${page.not("Подробнее о том, как это было, читайте")} <a href="/n/7">в материале «Вестника»</a>.</p></article>${footer(page)}`,
      );
    },
  },
  {
    name: "the address a day later than the page",
    half: "tuning",
    format: "html",
    addressDays: 1,
    build: (page) =>
      html(
        page.title,
        `${nav(page)}<div class="n"><h1>${page.title}</h1><span>${dotted(page.when)} ${clock(page.when)}</span>${tag("p", page.paragraphs)}</div>${footer(page)}`,
      ),
  },
  {
    name: "the address a day earlier than the page",
    half: "held-out",
    format: "text",
    addressDays: -1,
    build: (page) => lines(head(page), page.paragraphs, foot(page)),
  },
  {
    name: "a print version in a table",
    half: "held-out",
    format: "html",
    build: (page) =>
      html(
        page.title,
        `<table width="100%"><tr><td><b>Вечерний вестник</b></td></tr><tr><td><h1>${page.title}</h1>${worded(page.when)}<br><br>${page.paragraphs.join("<br><br>")}</td></tr><tr><td>© Вечерний вестник</td></tr></table>`,
      ),
  },
  {
    name: "AMP with a list of others in the middle",
    half: "tuning",
    format: "html",
    build(page) {
      const [before, after] = page.halves();
      return html(
        page.title,
        `<header><a href="/">Вечерний вестник</a></header><article><h1>${page.title}</h1>${stamp(page)}${tag("p", before)}<div class="rel"><p>Что еще почитать</p>${tag("p", links(page.others(3)))}</div>${tag("p", after)}</article><amp-list>${tag("p", links(page.others(2)))}</amp-list>`,
        '<link rel="canonical" href="https://vestnik.example/a">',
      );
    },
  },
];

const otherLayouts: readonly Layout[] = [
  {
    name: "a front page in whole sentences of twenty authors",
    half: "tuning",
    format: "text",
    rejected: "list|front",
    build: (page) =>
      gaps(
        "Вечерний вестник",
        page.menu(14),
        voices(page).map((voice) => voice.join("\n")),
        foot(page),
      ),
  },
  {
    name: "a front page of columns, in cards",
    half: "held-out",
    format: "html",
    rejected: "list|front",
    build: (page) =>
      html(
        "Мнения",
        `${nav(page)}<div class="feed">${voices(page)
          .map(
            ([name, text]) => `<div class="it"><a href="/a/${page.random.below(99)}">${name}</a><p>${text}</p></div>`,
          )
          .join("")}</div>${footer(page)}`,
      ),
  },
  {
    name: "a list of events",
    half: "tuning",
    format: "text",
    rejected: "list|events",
    build: (page) =>
      gaps(
        "Афиша ноября",
        page.menu(8),
        events(page).map((event) => event.join("\n")),
        foot(page),
      ),
  },
  {
    name: "a list of events in cards",
    half: "held-out",
    format: "html",
    rejected: "list|events",
    build: (page) =>
      html(
        "Афиша ноября",
        `${nav(page)}<h1>Афиша ноября</h1><div>${events(page)
          .map((event) => `<div class="ev">${tag("div", event)}</div>`)
          .join("")}</div>${footer(page)}`,
      ),
  },
  {
    name: "the shell of a shop",
    half: "tuning",
    format: "text",
    rejected: "no text|buttons|menus",
    build: (page) =>
      lines(
        `${page.random.one(["Лыжи беговые «Карелия» 190 см", "Чайник эмалированный, 2 литра"])} - Лавка`,
        "Каталог",
        "Войти",
        "Корзина",
        "Избранное",
        "Лыжи беговые «Карелия» 190 см",
        page.credit(),
        "В корзину",
        "Купить в один клик",
        "Доставка и оплата",
        "Отзывы",
        "© Лавка",
      ),
  },
  {
    name: "the shell of a shop with scripts to come",
    half: "held-out",
    format: "html",
    rejected: "no text|buttons|menus",
    build: (page) =>
      html(
        "Чайник эмалированный, 2 литра",
        `${nav(page)}<main><h1>Чайник эмалированный, 2 литра</h1><figure><img src="/1.jpg"><figcaption>${page.credit()}</figcaption></figure><button>В корзину</button><div>Доставка и оплата</div><div>Гарантия</div><form><input type="password"></form></main><footer>© Лавка</footer>`,
      ),
  },
];

/** Articles a layout, and pages of a layout that holds none. */
const ARTICLES = 4;
const OTHERS = 2;
/** Texts whose paragraphs may be parted by others: no dialogues, no lists. */
const whole = inventedArticles.filter(({ name }) => !/interview|list|dialogue|short/.test(name));

function truthOf(page: Page, layout: Layout, url: string, file: string): Truth {
  if (layout.rejected !== undefined) return { file, url, not_in_body: [], not_article: true, reason: layout.rejected };
  const { title, paragraphs, when, forbidden } = page;
  const date = `${when.year}-${two(when.month)}-${two(when.day)}`;
  const first = paragraphs[0] ?? "";
  return {
    file,
    url,
    title,
    date,
    first: first.slice(0, 90),
    last: (paragraphs.at(-1) ?? "").slice(-90),
    paragraphs: [...paragraphs],
    not_in_body: forbidden,
    not_article: false,
  };
}

function makePage(articles: readonly InventedArticle[], layout: Layout, number: number, n: number): HardPage {
  const random = new PageRandom(seededRandom32(10_000 * number + n));
  const when = {
    year: 2012 + random.below(12),
    month: 1 + random.below(12),
    day: 2 + random.below(25),
    hour: random.below(24),
    minute: random.below(60),
  };
  const article = articles[(number + n * 5) % articles.length];
  if (article === undefined) throw new Error("There are no invented articles");
  const page = new Page(article, layout, when, random);
  const content = layout.build(page);
  const day = layout.addressDays === undefined ? null : when.day + layout.addressDays;
  const url =
    day === null ? "" : `https://vestnik.example/${when.year}/${two(when.month)}/${two(day)}/${random.below(90_000)}`;
  const file = `${layout.name}, ${n + 1}.${layout.format === "text" ? "txt" : "html"}`;
  return {
    layout: layout.name,
    half: layout.half,
    format: layout.format,
    content,
    truth: truthOf(page, layout, url, file),
  };
}

/** All pages of some articles, the same at every call; each layout has so many of them. */
export function hardPages(articles: readonly InventedArticle[] = whole, pages = ARTICLES): HardPage[] {
  return [...textLayouts, ...htmlLayouts, ...otherLayouts].flatMap((layout, number) =>
    Array.from({ length: layout.rejected === undefined ? pages : OTHERS }, (_, n) =>
      makePage(articles, layout, number, n),
    ),
  );
}

import { describe, expect, test } from "vitest";
import { readOne, readRejection } from "../fixture-pages.ts";

const KEY = "articles/page-01.html";
const NEWS = [
  [
    "Трамваи пойдут по новому мосту",
    "Трамваи пойдут по новому мосту через Волгу уже в понедельник, рассказали в депо.",
  ],
  [
    "Музей открыл зал старых карт",
    "В зале собрали карты уезда за двести лет, самую старую нарисовали от руки на холсте.",
  ],
  [
    "Рынок на площади закроют",
    "Рынок на площади закроют до весны, торговцам предложили места в крытом павильоне у вокзала.",
  ],
  [
    "Школьники посадили аллею",
    "Школьники посадили у стадиона сорок клёнов, за деревьями будут смотреть все старшие классы.",
  ],
] as const;
const page = (body: string, head = "<title>Речной край</title>") =>
  `<!DOCTYPE html><html><head><meta charset="utf-8">${head}</head><body>${body}</body></html>`;
const html = { key: KEY };

describe("a page of a few titles", () => {
  test.each([
    [
      "with «Читать далее» in each summary",
      ([title, text]: readonly string[]) =>
        `<article><h2><a href="/news/1">${title}</a></h2><p>${text} <a href="/news/1">Читать далее</a></p></article>`,
    ],
    [
      "in one cell of a table, each above «подробнее»",
      ([title, text]: readonly string[]) =>
        `<b>20.11.2026</b> <a href="/news/1">${title} в воскресенье утром</a><br>${text}<br><a href="/news/1">подробнее</a><br><br>`,
    ],
    [
      "in cards",
      ([title, text]: readonly string[]) =>
        `<div class="card"><a href="/news/1"><h3>${title}</h3></a><p>${text}</p></div>`,
    ],
  ])("is rejected as a list where they stand %s", async (_, item) => {
    const rejected = await readRejection(page(`<table><tr><td>${NEWS.map(item).join("")}</td></tr></table>`), html);
    expect(rejected).toMatchObject({ code: "not-an-article" });
    expect(rejected.reason).toContain("a list of titles");
  });

  test("is no list where links stand between the paragraphs of one story", async () => {
    const texts = NEWS.map(([, text]) => text);
    const links = NEWS.map(([title]) => `<p><a href="/news/2">${title} в воскресенье утром</a></p>`);
    const body = `<h1>Что нового в городе</h1>${texts.map((text, i) => `<p>${text}</p>${links[i]}`).join("")}`;
    expect((await readOne(page(body), html)).paragraphs).toEqual(texts);
  });
});

describe("scraped text of a few titles", () => {
  const items = NEWS.map(([title, text], i) => `${title}\n${20 - i} ноября, 10:15\n${text}`);

  test("is rejected as a list where each paragraph stands under a headline and a time of its own", async () => {
    const rejected = await readRejection(`Речной край\nНовости\n${items.join("\n")}\n`);
    expect(rejected).toMatchObject({ code: "not-an-article" });
    expect(rejected.reason).toContain("a list of titles");
  });

  test.each([
    ["whose title stands twice", `${NEWS[0][0]} - Речной край\n${items.join("\n")}`],
    ["whose subheadings have no times", NEWS.map(([title, text]) => `${title}\n${text}`).join("\n")],
    ["with two paragraphs under a subheading", `${items.join("\n")}\n${NEWS[0][1].replace("уже", "лишь")}`],
  ])("is no list where it is an article %s", async (_, text) => {
    expect((await readOne(`${text}\n`)).paragraphs).toContain(NEWS[3][1]);
  });
});

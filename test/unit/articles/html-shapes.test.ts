import { describe, expect, test } from "vitest";
import { readOne } from "./fixture-pages.ts";

const TITLE = "Трамваи пойдут по новому мосту";
const TEXTS = [
  "Трамваи пойдут по новому мосту через Волгу уже в понедельник, рассказали в депо.",
  "По новому пути пустят двенадцать составов, интервал обещают сократить до семи минут.",
  "Старый мост закроют на ремонт до осени, пешеходов пустят по временной дорожке.",
];
const [FIRST, SECOND, THIRD] = TEXTS;
const OTHERS = [
  "Музей открыл зал старых карт, самую старую из них нарисовали от руки на холсте.",
  "В зале собрали карты уезда за двести лет, посмотреть на них можно бесплатно до мая.",
];
const STORY = TEXTS.map((text) => `<p>${text}</p>`).join("");
const page = (body: string) =>
  `<!DOCTYPE html><html><head><meta charset="utf-8"><title>${TITLE}</title></head><body>${body}</body></html>`;
const read = (body: string) => readOne(page(body), { key: "articles/page-01.html" });

describe("the text of a page", () => {
  test("ends a line at a rule", async () => {
    const body = `<b>${TITLE}</b><br><br>${TEXTS.join("<br><br>")}<hr>Постоянный адрес страницы: http://kray.example/news/1`;
    expect((await read(body)).paragraphs).toEqual(TEXTS);
  });

  test("is that of the first of several blocks alike under headings of the first level", async () => {
    const block = (title: string, story: string) => `<div class="story"><h1>${title}</h1><div>${story}</div></div>`;
    const other = [
      ...OTHERS,
      ...OTHERS.map((text) => text.replace(" ", " ещё ")),
      ...OTHERS.map((text) => `И ${text}`),
    ];
    const body = block(TITLE, STORY) + block("Зал старых карт", other.map((text) => `<p>${text}</p>`).join(""));
    expect((await read(body)).paragraphs).toEqual(TEXTS);
  });

  test("has no card of another article in a block without a name", async () => {
    const card =
      '<div><a href="/news/2">Музей открыл зал старых карт</a><p>Самую старую нарисовали на холсте.</p></div>';
    const body = `<div><h1>${TITLE}</h1><div><p>${FIRST}</p><p>${SECOND}</p>${card}<p>${THIRD}</p></div></div>`;
    expect((await read(body)).paragraphs).toEqual(TEXTS);
  });

  test("has no title under «Читайте также», linked or not", async () => {
    const teaser = "<p><b>Читайте также</b></p><p>Музей открыл зал старых карт</p>";
    expect((await read(`<h1>${TITLE}</h1><p>${FIRST}</p>${teaser}<p>${SECOND}</p><p>${THIRD}</p>`)).paragraphs).toEqual(
      TEXTS,
    );
  });

  test.each([
    ["a form", '<div class="form-block"><h3>Главное в вашей почте</h3>', "</div>"],
    ["an AMP advertisement", '<amp-ad type="network">', "</amp-ad>"],
    ["an embedded message of AMP", "<amp-twitter>", "</amp-twitter>"],
    ["readers' opinions", '<div class="otzyvy"><b>Марина</b><br>', "</div>"],
    ["who writes the column", '<div class="columnist"><div class="columnist__name">Мария Ким</div>', "</div>"],
  ])("does not have what stands in %s", async (_, open, close) => {
    const foreign = "Каждый вечер здесь появляется письмо с пятью самыми важными новостями города.";
    const { text } = await read(`<h1>${TITLE}</h1><div>${STORY}${open}<p>${foreign}</p>${close}</div>`);
    expect(text).toBe(TEXTS.join("\n\n"));
  });

  test("has a paragraph that is a link to its source as a whole", async () => {
    const linked = `<p><b><a href="https://depo.example/1">${FIRST}</a></b></p>`;
    expect((await read(`<h1>${TITLE}</h1><div>${linked}<p>${SECOND}</p><p>${THIRD}</p></div>`)).paragraphs).toEqual(
      TEXTS,
    );
    const teaser =
      '<p><a href="/news/2">Музей открыл зал старых карт и позвал на лекции всех, кто хочет послушать</a></p>';
    expect((await read(`<h1>${TITLE}</h1><div>${STORY}${teaser}</div>`)).paragraphs).toEqual(TEXTS);
  });

  test("ends at a heading over articles that are like it", async () => {
    const others = OTHERS.map((text, i) => `<h4><a href="/news/${i}">Музей открыл зал карт</a></h4><p>${text}</p>`);
    const body = `<h1>${TITLE}</h1><div>${STORY}<h3>Похожие статьи</h3>${others.join("")}</div>`;
    expect((await read(body)).paragraphs).toEqual(TEXTS);
  });

  test("keeps the last paragraph of a file that was cut", async () => {
    const cut = "Строители обещают успеть до холодов. На мосту уже уложили рельсы, осталось подвеси";
    const html = page(`<h1>${TITLE}</h1><div class="text">${STORY}<p>${cut}`).replace("</body></html>", "");
    expect((await readOne(html, { key: "articles/page-01.html" })).paragraphs).toEqual([...TEXTS, cut]);
  });
});

describe("scraped text", () => {
  test("has the title above its own date, below a column of news with bare times", async () => {
    const column = [
      "12:30",
      "Музей открыл зал старых карт",
      "12:15",
      "Рынок на площади закроют до весны",
      "Все новости",
    ];
    const text = [...column, TITLE, "06.05.2021 10:00", ...TEXTS].join("\n");
    expect(await readOne(`${text}\n`)).toMatchObject({ title: TITLE, publishedAt: "2021-05-06T10:00+03:00" });
  });

  test("has the address that it begins with", async () => {
    const text = `https://kray.example/news/2021/05/06/1.html\n${TITLE}\n${TEXTS.join("\n")}\n`;
    expect(await readOne(text)).toMatchObject({
      url: "https://kray.example/news/2021/05/06/1.html",
      title: TITLE,
      publishedAt: "2021-05-06",
      paragraphs: TEXTS,
    });
    expect((await readOne(`https://kray.example/\n${TITLE}\n${TEXTS.join("\n")}\n`)).url).toBeNull();
  });
});

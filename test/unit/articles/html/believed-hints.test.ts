import { describe, expect, test } from "vitest";
import { readOne } from "../fixture-pages.ts";

const NOTE = "<p>В Кирове утром остановили движение трамваев из-за обрыва контактной сети на улице Мира.</p>";
const SUMMARIES = [
  "Мэр рассказал жителям, что набережную достроят на полгода позже, чем обещали, из-за весеннего паводка.",
  "Синоптики предупредили водителей о сильном гололёде и посоветовали не выезжать на трассы без зимней резины.",
  "Экономисты назвали профессии, за которые работодатели готовы платить больше, чем год назад, и объяснили почему.",
];

function card(summary: string, i: number, href = `/news/${i}`): string {
  return `<div class="c"><a href="${href}">Заголовок другой заметки ${i}</a><p>${summary}</p></div>`;
}

async function textOf(body: string): Promise<string> {
  const page = `<html><head><title>Трамваи встали</title></head><body><h1>Трамваи встали</h1>${body}</body></html>`;
  return (await readOne(page, { key: "articles/page-01.html" })).text;
}

describe("cards of other articles", () => {
  test("three of them are left out, though they hold most of the page's sentences", async () => {
    const text = await textOf(`<div class="t">${NOTE}</div><div>${SUMMARIES.map((s, i) => card(s, i)).join("")}</div>`);
    expect(text).toContain("остановили движение трамваев");
    expect(text).not.toContain("набережную");
    expect(text).not.toContain("Экономисты");
  });

  test("items of a report under links to themselves are its text", async () => {
    const items = SUMMARIES.map((s, i) => card(s, i, `#item-${i}`)).join("");
    const text = await textOf(`<div class="t">${NOTE}</div><div>${items}</div>`);
    for (const summary of SUMMARIES) expect(text).toContain(summary);
  });

  test("two are left out where the block around them is named as such lists are", async () => {
    const cards = SUMMARIES.slice(0, 2).map((s, i) => card(s, i));
    const text = await textOf(`<div class="t">${NOTE}</div><div class="read-more">${cards.join("")}</div>`);
    expect(text).not.toContain("набережную");
  });

  test("long parts of an article are its text, though their headings are links", async () => {
    const parts = SUMMARIES.map((s, i) => card(`${s} ${s.replace(" ", " также ")} ${SUMMARIES.join(" ")}`, i));
    const text = await textOf(`<div class="t">${NOTE}${parts.join("")}</div>`);
    expect(text).toContain("также");
  });

  test("a link between each two paragraphs makes no cards of them", async () => {
    const paragraphs = SUMMARIES.map((s, i) => `<p><a href="/n/${i}">Заголовок другой заметки ${i}</a></p><p>${s}</p>`);
    const text = await textOf(`<div class="t">${NOTE}${paragraphs.join("")}</div>`);
    for (const summary of SUMMARIES) expect(text).toContain(summary);
    expect(text).not.toContain("Заголовок");
  });
});

describe("blocks named for the author", () => {
  const ABOUT = "Журналист, пишет о транспорте и дорогах, любит трамваи и старые фотографии города.";
  const story = SUMMARIES.map((s) => `<p>${s}</p>`).join("");

  test("sentences about the author are left out", async () => {
    const text = await textOf(`<div class="x">${NOTE}${story}<div class="author-box"><p>${ABOUT}</p></div></div>`);
    expect(text).not.toContain("Журналист");
    expect(text).toContain("Экономисты");
  });

  test("an article in a block with the author's name in its class is read", async () => {
    const text = await textOf(`<div class="post author-petrov">${NOTE}${story}</div>`);
    for (const summary of SUMMARIES) expect(text).toContain(summary);
  });
});

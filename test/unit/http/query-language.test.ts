import { describe, expect, test } from "vitest";
import type { SearchAnswer } from "../../../src/search-api.ts";
import { bodyOf, openSite, type Uploads } from "./search-site.ts";

const uploads: Uploads = {
  "articles/oil.json": {
    title: "Цены на нефть выросли",
    text: "Цены на нефть выросли за ночь.",
    source: "РИА Новости",
    date: "2021-03-12",
  },
  "articles/gas.json": {
    title: "Газ подешевел",
    text: "Нефть в цене не изменилась, а цены на газ упали.",
    source: "ТАСС",
    date: "2021-03-13",
  },
  "articles/coal.json": {
    title: "Уголь и нефтью не заменить",
    text: "Шахты просят о тарифах на перевозку.",
    source: "Lenta.ru",
    date: "2021-03-14",
  },
};

async function ask(q: string, rest = ""): Promise<SearchAnswer> {
  const site = await openSite(uploads);
  const response = await site.get(`/search?q=${encodeURIComponent(q)}${rest}`);
  expect(response.status).toBe(200);
  return bodyOf<SearchAnswer>(response);
}

const keysOf = ({ hits }: SearchAnswer): string[] =>
  hits.map(({ key }) => key.slice("articles/".length, -".json".length));

describe("the query language over HTTP", () => {
  test.each([
    ['"цены на нефть"', ["oil"]],
    ["нефть -газ", ["oil", "coal"]],
    ["газ|тарифы", ["coal", "gas"]],
    ["title:нефть", ["oil", "coal"]],
    ["source:риа", ["oil"]],
    ["!нефтью", ["coal"]],
    ["-source:тасс", ["coal", "oil"]],
    ["-нефть", []],
  ])("%s", async (q, keys) => {
    expect(new Set(keysOf(await ask(q)))).toEqual(new Set(keys));
  });

  test("lists the newest first where it only leaves out", async () => {
    expect(keysOf(await ask("-source:тасс"))).toEqual(["coal", "oil"]);
    expect(keysOf(await ask("-source:тасс", "&sort=oldest"))).toEqual(["oil", "coal"]);
  });

  test.each([
    ["нефть пингвинов", ["пингвинов"]],
    ["пингвинов страусами", ["пингвинов", "страусами"]],
    ["цены и пингвины -страус", ["пингвины"]],
    ["пингви", ["пингви"]],
    ["газом нефтью", undefined],
    ["нефть тариф", undefined],
    ["тариф", undefined],
    ["", undefined],
  ])("names the words of «%s» that no article has", async (q, missing) => {
    expect((await ask(q, "&correct=off")).query.missing).toEqual(missing);
    expect((await ask(`${q} `, "&correct=off&match=any")).query.missing).toEqual(missing);
  });

  test("does not name a word that is still being typed, where its beginnings are not looked for", async () => {
    expect((await ask("нефть пингвино", "&correct=off&match=any")).query).not.toHaveProperty("missing");
  });

  test("names a missing word on the page, in place of saying that no article has all words", async () => {
    const site = await openSite(uploads);
    const page = await (await site.get(`/?q=${encodeURIComponent("нефть пингвинов")}&correct=off`)).text();
    expect(page).toContain("Слова «пингвинов» нет ни в одной статье.");
    expect(page).not.toContain("Статей со всеми словами нет");
  });

  test("says what it searched for, as it was typed", async () => {
    const { query } = await ask('и цены  на "нефть и газ" | уголь  -!спорт  title:тариф');
    expect(query.applied).toBe('цены "нефть и газ" | уголь -!спорт title:тариф');
    expect(query).not.toHaveProperty("leftOut");
  });

  test("says what it left out of a query that is too long", async () => {
    const phrases = Array.from({ length: 9 }, (_, i) => `"слово ${i}"`);
    const { query } = await ask(phrases.join(" "));
    expect(query.leftOut).toEqual(['"слово 8"']);
  });

  test("takes nothing for an error", async () => {
    for (const q of [
      '"',
      "«",
      '""',
      "-",
      "!",
      "|",
      "||||",
      "title:",
      "source:",
      "-title:!",
      '-"',
      "(((",
      "!!!",
      "source:|title:",
      "\u0000",
      '-"5"',
    ]) {
      expect((await ask(q)).query.text).toBe(q);
    }
  });

  test("marks the phrase, and nothing that was left out", async () => {
    const { hits } = await ask('"цены на нефть" -газ');
    const marked = hits.flatMap(({ title }) => title.highlights.map(([start, end]) => title.text.slice(start, end)));
    expect(marked).toEqual(["Цены", "на", "нефть"]);
  });
});

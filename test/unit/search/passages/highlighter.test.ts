import { describe, expect, it } from "vitest";
import type { MarkedText } from "../../../../src/search-api.ts";
import {
  compileMarks,
  markArticle,
  markWords,
  rangesWithin,
  scanStretches,
} from "../../../support/inside/search-passages.ts";
import { compileArticleQuery } from "../../../support/inside/search-ranking.ts";

const read = (query: string, ...texts: readonly string[]) => {
  const marks = compileMarks(compileArticleQuery(query, "any"));
  return markWords(
    texts.map((text) => scanStretches(text, [[0, text.length]], marks)),
    marks,
  );
};

/** The marked words of a text for what a reader types; `others` are of the same article. */
function mark(query: string, text: string, ...others: readonly string[]): string[] {
  const [marked = []] = read(query, text, ...others);
  return marked.map(({ range }) => text.slice(range[0], range[1]));
}

describe("a query marks its words in all their forms", () => {
  it.each([
    ["лавров", "Визит Лаврова. С Лавровым говорили, о Лаврове писали.", ["Лаврова", "Лавровым", "Лаврове"]],
    ["выборы", "После выборов, на выборах и о выборах", ["выборов", "выборах", "выборах"]],
    ["елка", "У ёлки стояла Ёлка", ["ёлки", "Ёлка"]],
    ["нефть", "Ничего о газе", []],
    ["имя", "Без имени, под именем, имён нет", ["имени", "именем", "имён"]],
    ["день", "Два дня, пять дней, на дно, в тот день", ["дня", "дней", "день"]],
    ["матери", "Мать и матери", ["Мать", "матери"]],
    ["друзей", "У друга друзья", ["друга", "друзья"]],
  ])("%s in %j", (query, text, words) => {
    expect(mark(query, text)).toEqual(words);
  });
});

describe("a word is marked in every form, wherever the forms stand", () => {
  it.each([
    ["пенсия", "Пенсия выросла. О пенсии говорили, пенсией довольны. Пенсий нет.", 4],
    ["пенсии", "Пенсия выросла. О пенсии говорили, пенсией довольны. Пенсий нет.", 4],
    ["россия", "Россия ждёт. Власти России и Россию знают, с Россией говорят. России трудно.", 5],
    ["деанонимизация", "Деанонимизация началась. О деанонимизации говорят, деанонимизацией пугают.", 3],
    ["тиктокер", "Тиктокер ушёл. С тиктокером говорили, тиктокеров нет.", 3],
    ["собчак", "Собчак ушла. О Собчак говорят.", 2],
    ["лавров ", "Лаврова ждут. Министр Лавров уехал. Лаврову пишут.", 3],
  ])("%s in %j", (query, text, count) => {
    expect(mark(`${query} `, text)).toHaveLength(count);
  });
});

describe("a known word is marked by its families alone", () => {
  it.each([
    ["печени", "Купил печенье к чаю, печеньем угостил.", []],
    ["печень", "Лечат печень, о печени и Печенью.", ["печень", "печени", "Печенью"]],
    ["забыть", "Он забил гол. Забил и забыл.", ["забыл"]],
    ["прибыль", "Поезд прибыл. Прибыл он рано, прибыли нет.", ["прибыли"]],
    ["дания", "Ему дана власть. Дана и Дани дома. Даны ответы.", []],
    ["надя", "Надо идти. Ему надо.\nнадо ждать", []],
    ["светлая", "Светлана ушла, певица Светлана тоже.", []],
    ["лавровая", "Сергей Лавров уехал. О Лаврове пишут.", []],
    ["маск", "Маска снята. Илон Маск ушёл, компания Маска растёт.", ["Маск", "Маска"]],
    ["теле2", "Тело нашли вечером.", []],
  ])("%s in %j", (query, text, words) => {
    expect(mark(`${query} `, text)).toEqual(words);
  });
});

describe("what is weaker than the word is marked where the article has nothing surer", () => {
  it.each([
    ["a word that word formation joins to it", "взятка", "Взяточник сидит.", ["Взяточник"]],
    ["the same", "взятка", "Взяточник взял взятку.", ["взятку"]],
    ["the adjective of a place", "омск", "Суд в Омской области.", ["Омской"]],
    ["the same", "омск", "Суд Омской области. Едут в Омск.", ["Омск"]],
    ["the second family of a homograph", "банки", "Из стекла банок нет.", ["банок"]],
    ["the same", "банки", "В банке из стекла банок нет.", ["банке"]],
  ])("%s", (_, query, text, words) => {
    expect(mark(`${query} `, text)).toEqual(words);
  });
});

describe("a phrase is marked where it stands", () => {
  const text = "Цены выросли. На нефть цены. Цены на нефть растут, цены на нефть.";
  it.each([
    ['"цены на нефть"', text, ["Цены", "на", "нефть", "цены", "на", "нефть"]],
    ['"цене на нефть" растут', text, ["Цены", "на", "нефть", "растут", "цены", "на", "нефть"]],
    ['"цены на газ"', text, []],
    ['"цены на цены"', "цены на цены на цены", ["цены", "на", "цены", "на", "цены"]],
    [
      '"нью-йоркская биржа"',
      "Нью-Йоркская биржа и ньюйоркская биржа",
      ["Нью-Йоркская", "биржа", "ньюйоркская", "биржа"],
    ],
    ["!нефти", "нефть нефти нефтью", ["нефти"]],
    ['"!цены нефти"', "цены нефти цен нефти", ["цены", "нефти"]],
    ["нефть -нефти -газ", "нефть газ", ["нефть"]],
    ["title:нефть|!газу source:газ", "нефть газа газу", ["газу"]],
  ])("%s in %j", (query, shown, words) => {
    expect(mark(query, shown)).toEqual(words);
  });
});

describe("what is looked for in the title is marked in the title alone", () => {
  const title = "Цены на нефть";
  const text = "Нефть дорожает, цены на нефть растут, газ тоже.";
  it.each([
    ["title:нефть газ", ["нефть"], ["газ"]],
    ["title:нефть нефть", ["нефть"], ["Нефть", "нефть"]],
    ['title:"цены на нефть" нефть', ["Цены", "на", "нефть"], ["Нефть", "нефть"]],
    ['title:"цены на нефть"|газ', ["Цены", "на", "нефть"], ["газ"]],
    ["title:!нефть", ["нефть"], []],
    ["газ -title:нефть", [], ["газ"]],
  ])("%s", async (query, inTitle, inText) => {
    const marks = compileMarks(compileArticleQuery(query, "any"));
    const marked = await markArticle(title, text, marks);
    const words = ({ text: shown, highlights }: MarkedText) => highlights.map(([from, to]) => shown.slice(from, to));
    expect(words(marked.title)).toEqual(inTitle);
    expect(words(marked.snippet)).toEqual(inText);
  });
});

it("an abbreviation in an article takes no mark off a word that the index has as a word", async () => {
  const text = "Фонд КИТ изучает китов. За китом следили, кита кормили.";
  const frequencies = { documentCount: 100, ofAnyField: (term: string) => (term === "кит" ? 20 : 1) };
  const marks = compileMarks(compileArticleQuery("кит", "any"), frequencies);
  const { snippet } = await markArticle("", text, marks);
  const words = snippet.highlights.map(([from, to]) => snippet.text.slice(from, to));
  expect(words).toEqual(["КИТ", "китов", "китом", "кита"]);
});

describe("the ranges are places in the original text", () => {
  it.each([
    ["a soft hyphen inside the word", "Глава МИД Лав\u00adрова ждёт", "Лав\u00adрова"],
    ["an accent on a letter", "Глава МИД Ла\u0301врова ждёт", "Ла\u0301врова"],
    ["signs of two units before it", "😀😀 Лаврова", "Лаврова"],
  ])("with %s", (_, text, word) => {
    expect(mark("лавров", text)).toEqual([word]);
  });

  it("moved where only a part of the text is shown, without words that are cut", () => {
    const text = "Лавров и Лаврова";
    const [marked = []] = read("лавров", text);
    expect(rangesWithin(marked, 0, text.length)).toEqual([
      [0, 6],
      [9, 16],
    ]);
    expect(rangesWithin(marked, 7, text.length)).toEqual([[2, 9]]);
    expect(rangesWithin(marked, 1, 15)).toEqual([]);
  });
});

it("a hyphenated word is marked whole where all of it was asked for, else its part", () => {
  expect(mark("санкт-петербург", "в Санкт-Петербурге")).toEqual(["Санкт-Петербурге"]);
  expect(mark("петербург", "в Санкт-Петербурге")).toEqual(["Петербурге"]);
});

it("marks do not overlap", () => {
  const text = "Санкт-Петербург санкт-петербургский Т-34 10-летие";
  const [marked = []] = read("санкт петербург санкт-петербург т-34 34 10", text);
  for (const [i, { range }] of marked.entries()) expect(range[0]).toBeGreaterThanOrEqual(marked[i - 1]?.range[1] ?? 0);
});

describe("a word that only shares a stem is not marked", () => {
  it.each([
    ["китай", "У берегов Китая видели кита. Киты подошли близко.", ["Китая"]],
    ["кит", "У берегов Китая видели кита. Киты подошли близко.", ["кита", "Киты"]],
    ["кит ", "Китая на карте не видно.", []],
    ["кит", "Киту помогли. Китаю помогли.", ["Киту"]],
    ["лавров", "Лавровый венок вручили Лаврову.", ["Лаврову"]],
    ["лавр", "Сергей Лавров растит лавр.", ["лавр"]],
    ["новая", "В Новой Москве открыли Новую аллею, новые школы и новая почта.", ["Новой", "Новую", "новые", "новая"]],
    ["первая", "На канале Первая лига. Это первая игра первых.", ["Первая", "первая", "первых"]],
    ["дания", "В Дании собрали данные.", ["Дании"]],
    ["выборы", "Выборов не будет. Выборы прошли.", ["Выборов", "Выборы"]],
  ])("%s in %j", (query, text, words) => {
    expect(mark(query, text)).toEqual(words);
  });

  it("where another text of the article says whose stem it is", () => {
    expect(mark("лавров", "Лавровый венок", "Награда Сергею Лаврову")).toEqual([]);
    expect(mark("лавров", "Лавровый венок", "Награда победителю")).toEqual([]);
    expect(mark("лавр ", "Лавров не будет", "Сергей Лавров. О Лаврове писали.")).toEqual([]);
    expect(mark("лавр", "Лавров не будет", "Вырубят все деревья.")).toEqual(["Лавров"]);
  });
});

it("a word that is being typed marks what it may become, where the article does not have it", () => {
  expect(mark("гарибашви", "Премьер Гарибашвили уехал.")).toEqual(["Гарибашвили"]);
  expect(mark("гарибашви ", "Премьер Гарибашвили уехал.")).toEqual([]);
});

it("a preposition inside a name is marked between its neighbours alone", () => {
  expect(mark("ростов-на-дону", "На мосту в Ростове-на-Дону. На берегу, на Дону.")).toEqual([
    "Ростове",
    "на",
    "Дону",
    "Дону",
  ]);
});

it("a word that begins as the one that is being typed is marked whole, where that one does not stand itself", () => {
  const markTyped = (typed: string, completed: string, text: string) => {
    const plan = compileArticleQuery(typed, "any");
    const marks = compileMarks({ ...plan, completions: [{ terms: [completed], weight: 1 }] });
    const [marked = []] = markWords([scanStretches(text, [[0, text.length]], marks)], marks);
    return marked.map(({ range }) => text.slice(range[0], range[1]));
  };
  expect(markTyped("кибер", "киберпреступность", "О киберпреступности говорили год.")).toEqual(["киберпреступности"]);
  expect(markTyped("кибер", "киберпреступность", "Кибер против киберпреступности.")).toEqual(["Кибер"]);
  expect(markTyped("долг", "долгий", "Депутат Долгих уехал.")).toEqual(["Долгих"]);
  expect(markTyped("долг", "долгий", "Депутат Долгих вернул долги.")).toEqual(["долги"]);
});

import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../../src/search/search.ts";
import type { ScoreExplanation } from "../../../../../src/search-api.ts";
import { makeContext, type TestContext } from "../../../../support/index-context.ts";
import { commitArticles, removeArticles } from "../../../../support/stored-articles.ts";

let context: TestContext;
beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    а: { title: "Киберпреступность растёт", text: "Киберпреступность и киберпреступления обсудили в Москве." },
    б: { title: "Лавров в Китае", text: "Сергей Лавров прибыл в Китай, где говорили о киберпреступности." },
    в: { title: "Киты у Камчатки", text: "Кит подплыл к лодке. Ещё один кит ждал в бухте.", publishedAt: "2001-02-03" },
    мёртвая: { title: "Кит", text: "Кит кит кит киберпреступность" },
  });
  await commitArticles(context, { г: { text: "В Китае прошла встреча; кита не было. Киберугроза, кибератака." } });
  await removeArticles(context, ["мёртвая"]);
});

const ask = async (text: string, query: object = {}, options: object = {}) => {
  const search = new ArticleSearch(context, { revalidateMs: 0, ...options });
  return (await search.search({ text, match: "auto", offset: 0, limit: 10, explain: true, ...query })).hits;
};

const scoresOf = (parts: ScoreExplanation["roots"]) => parts.flatMap(({ fields }) => fields.map(({ score }) => score));
const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);

describe("an explanation", () => {
  it.each([
    "киберпреступность",
    "лавров китай",
    "кит",
    "киты киберпреступность москва",
    '"сергей лавров" | кит',
    "киб",
    "Лавров прибыл в Китай обсудить киберпреступность",
    "Лавров прибыл в Китай, где говорили о киберпреступности",
  ])("of «%s» adds up to the score, and each word to its fields", async (text) => {
    const hits = await ask(text, {}, { recencyHalfLifeDays: 100 });
    expect(hits.length).toBeGreaterThan(0);
    for (const { score, explanation } of hits) {
      const { words, roots, wordsFactor, recency, nearness } = explanation!;
      for (const word of words) expect(sum(scoresOf(word.terms))).toBeCloseTo(word.score, 9);
      const parts = sum(words.map((word) => word.score)) + sum(scoresOf(roots));
      expect(parts * wordsFactor * recency * nearness).toBeCloseTo(score, 9);
      expect(explanation!.score).toBe(score);
    }
  });

  it("has the formula that it is documented with", async () => {
    for (const { explanation } of await ask("киты киберпреступность")) {
      const { words, roots } = explanation!;
      const fields = [...words.flatMap(({ terms }) => terms), ...roots].flatMap((term) => term.fields);
      expect(fields.length).toBeGreaterThan(0);
      for (const { score, weight, idf, frequency, length, averageLength } of fields) {
        const norm = 1.2 * (0.25 + (0.75 * length) / averageLength);
        expect(score).toBeCloseTo((weight * idf * frequency * 2.2) / (frequency + norm), 9);
      }
    }
  });

  it("names the words as typed, and says whether all are there", async () => {
    const [first, ...rest] = await ask("Лаврова Китаем");
    expect(first?.explanation).toMatchObject({ allWords: true, words: [{ word: "Лаврова" }, { word: "Китаем" }] });
    for (const { explanation } of rest) expect(explanation).toMatchObject({ allWords: false, wordsFactor: 0.5 ** 0.2 });
  });

  it("says what a sentence gives for all of its words, and a title of the weight of a text", async () => {
    const [first, ...rest] = await ask("Лавров прибыл в Китай, где говорили ");
    expect(first?.explanation).toMatchObject({ allWords: true, wordsFactor: 2 });
    for (const { explanation } of rest) expect(explanation?.wordsFactor).toBeLessThan(1);
    const fields = (await ask("Где Лавров говорил про визит в Китай ")).flatMap(({ explanation }) =>
      explanation!.words.flatMap(({ terms }) => terms.flatMap((term) => term.fields)),
    );
    const weightOf = (name: string) =>
      new Set(fields.filter(({ field }) => field === name).map(({ weight }) => weight));
    expect(Math.max(...weightOf("title"))).toBeCloseTo(0.8 * Math.max(...weightOf("body")), 9);
  });

  it("is left out where it is not asked for, in an order by date, and in a list of all", async () => {
    for (const [text, query] of [
      ["кит", { explain: false }],
      ["кит", { sort: "newest" }],
      ["", {}],
    ] as const) {
      const hits = await ask(text, query);
      expect(hits.length).toBeGreaterThan(0);
      for (const hit of hits) expect(hit).not.toHaveProperty("explanation");
    }
  });
});

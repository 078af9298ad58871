import { beforeEach, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

let context: TestContext;
beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    ответ: { text: "Выставка «Гвоздика» завершится летом." },
    новости: { text: "Новости дня: гвоздика расцвела." },
  });
});

const ask = (text: string, query: object = {}) =>
  new ArticleSearch(context).search({ text, match: "auto", offset: 0, limit: 10, ...query });

it("searches for what is left of a question, and tells its words", async () => {
  const found = await ask("Когда закончится гвоздика ");
  expect(found.understood).toEqual([
    { id: "question:когда закончится", kind: "question", text: "Когда закончится", effect: "match" },
  ]);
  expect([found.total, found.match, found.corrections]).toEqual([2, "all", []]);
});

it("puts what is asked for before other articles that have the rest", async () => {
  await commitArticles(context, {
    розы: { text: "Гвоздика и розы в саду, розы в доме." },
    цены: { text: "Гвоздика и розы в саду, цена 100 рублей." },
  });
  const keysOf = async (text: string) => (await ask(text)).hits.map(({ key }) => key);
  expect((await keysOf("гвоздика розы "))[0]).toBe("розы");
  expect((await keysOf("сколько стоит гвоздика розы "))[0]).toBe("цены");
});

it("searches for the words of a question where they are taken off, or quoted", async () => {
  const found = await ask("новости гвоздика ", { ignore: ["question:новости"] });
  expect([found.understood, found.hits[0]?.key, found.total]).toEqual([[], "новости", 1]);
  expect((await ask('"новости" гвоздика ')).understood).toEqual([]);
});

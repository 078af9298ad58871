/**
 * An article is found by its tags as by words of its text, and its section and author are filtered by and counted.
 */
import { beforeEach, expect, test } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { commitArticles, mergeAll } from "../../support/stored-articles.ts";

let context: TestContext;

beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    а: { text: "Паром встал.", section: "Дороги", author: "Анна Белых", tags: ["ледоход", "переправа"] },
    б: { text: "Паром пошёл.", section: "дороги", author: "Пётр Ким" },
  });
  await commitArticles(context, {
    в: { text: "Паром купили.", section: "Закупки", author: "Анна Белых" },
    г: { text: "Паром." },
  });
});

const page = { match: "all", offset: 0, limit: 10 } as const;

async function keysOf(text: string, filter: { section?: string[]; author?: string[] } = {}): Promise<string> {
  const { hits } = await new ArticleSearch(context, { revalidateMs: 0 }).search({ ...page, text, filter });
  return hits
    .map(({ key }) => key)
    .sort()
    .join("");
}

test("tags are words of the article, and no part of the text that a hit shows", async () => {
  expect(await keysOf("ледохода")).toBe("а");
  const { hits } = await new ArticleSearch(context).search({ ...page, text: "переправы паром" });
  expect(hits).toMatchObject([{ snippet: { text: "Паром встал." }, article: { tags: ["ледоход", "переправа"] } }]);
});

test("a section and an author are filters, without regard to case, also in merged segments", async () => {
  for (const merge of [false, true]) {
    if (merge) await mergeAll(context);
    expect(await keysOf("паром", { section: ["Дороги"] })).toBe("аб");
    expect(await keysOf("паром", { author: ["анна белых"] })).toBe("ав");
    expect(await keysOf("паром", { section: ["Дороги"], author: ["Анна Белых"] })).toBe("а");
  }
});

test("sections and authors are counted", async () => {
  const { facets } = await new ArticleSearch(context).search({ ...page, text: "паром", facets: ["section", "author"] });
  expect(facets).toEqual({
    section: [
      { value: "Дороги", count: 2 },
      { value: "Закупки", count: 1 },
    ],
    author: [
      { value: "Анна Белых", count: 2 },
      { value: "Пётр Ким", count: 1 },
    ],
  });
});

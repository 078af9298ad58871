import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

let context: TestContext;

beforeEach(async () => {
  context = makeContext();
  await commitArticles(context, {
    слово: { title: null, text: "Город ждёт бизнес-план весной." },
    части: { title: null, text: "Крупный бизнес видит план вблизи." },
    два: { title: null, text: "Город имеет порт, завод весной." },
    порт: { title: null, text: "Город имеет большой порт весной." },
    завод: { title: null, text: "Город имеет большой завод весной." },
    город: { title: null, text: "Город ждёт тёплую погоду весной." },
  });
});

async function keysOf(text: string): Promise<string[]> {
  const { hits } = await new ArticleSearch(context).search({ text, match: "any", offset: 0, limit: 10 });
  return hits.map(({ key }) => key);
}

describe("a word with hyphens", () => {
  it("counts as one: two other words of the query outweigh it, in quotation marks too", async () => {
    expect((await keysOf("бизнес-план порт завод"))[0]).toBe("два");
    expect((await keysOf('"бизнес-план" порт завод'))[0]).toBe("два");
  });

  it("brings the articles that have it before those that have its parts apart", async () => {
    expect(await keysOf("бизнес-план")).toEqual(["слово", "части"]);
  });
});

import { expect, it } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext } from "../../support/index-context.ts";
import { commitArticles } from "../../support/stored-articles.ts";

it("finds a name with an apostrophe at every key, and never the pronoun that its beginning is", async () => {
  const context = makeContext();
  await commitArticles(context, {
    "имя.txt": { text: "Встретили полковника Патрика О’Нила." },
    "он.txt": { text: "Он прав, и она права. Онемел и замолчал." },
  });
  const search = new ArticleSearch(context, { revalidateMs: 1e9 });
  for (const text of ["о'н", "о'ни", "О’Нил", "о'нил ", "О'Нилу"]) {
    const { hits, corrections } = await search.search({ text, match: "auto", offset: 0, limit: 5 });
    expect([hits.map(({ key }) => key), corrections], text).toEqual([["имя.txt"], []]);
  }
});

import { beforeEach, describe, expect, it } from "vitest";
import { ArticleSearch } from "../../../src/search/search.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { commitArticles, mergeAll, removeArticles } from "../../support/stored-articles.ts";

const URL_OF_A = "https://www.vesti.example/a/1/?utm_source=tg";

let context: TestContext;
let search: ArticleSearch;

beforeEach(async () => {
  context = makeContext();
  search = new ArticleSearch(context, { revalidateMs: 0 });
  await commitArticles(context, {
    а: { text: "Плотина готова.", url: URL_OF_A },
    б: [{ text: "Река встала.", url: "https://vesti.example/b" }, { text: "Ни адреса, ни заголовка." }],
  });
  await commitArticles(context, {
    в: { text: "Плотина готова, вода прибывает.", url: "http://vesti.example/a/1#top" },
  });
});

const keysOf = async (url: string): Promise<string[]> => (await search.findByUrl(url)).map(({ key }) => key).sort();

describe("an article is found by its address", () => {
  it("under every key that holds it, however the address is spelled", async () => {
    for (const url of [URL_OF_A, "vesti.example/a/1", "http://m.vesti.example/a/1", "https://vesti.example:443/a/1/"]) {
      expect([url, await keysOf(url)]).toEqual([url, url.includes("://") ? ["а", "в"] : []]);
    }
  });

  it("with all that is kept of it", async () => {
    const [found] = await search.findByUrl("https://vesti.example/b");
    expect(found).toMatchObject({
      id: "б#0",
      key: "б",
      article: { text: "Река встала.", url: "https://vesti.example/b" },
    });
  });

  it("after a merge too, and not where it was removed or has another address now", async () => {
    await removeArticles(context, ["а"]);
    expect(await keysOf(URL_OF_A)).toEqual(["в"]);
    await commitArticles(context, { в: { text: "Плотина готова.", url: "https://vesti.example/other" } });
    expect(await keysOf(URL_OF_A)).toEqual([]);
    expect(await mergeAll(context)).toBe(1);
    expect(await keysOf(URL_OF_A)).toEqual([]);
    expect(await keysOf("https://vesti.example/other")).toEqual(["в"]);
  });

  it("by no other address, and by what is no address not at all", async () => {
    for (const url of ["https://vesti.example/a/2", "https://vesti.example", "", "нет", "ftp://vesti.example/b"]) {
      expect([url, await keysOf(url)]).toEqual([url, []]);
    }
  });
});

it("an index that nobody began is no index in which there is nothing by an address", async () => {
  const search = new ArticleSearch(makeContext());
  await expect(search.findByUrl("https://vesti.example/b")).rejects.toMatchObject({ code: "no-index-yet" });
});

/**
 * Questions that a program may ask of the search, and the errors of wrong ones.
 */
import { expect, it } from "vitest";
import { readSearchParameters } from "../../../src/api/api.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import {
  type ArticleQuery,
  type CreateSearchInput,
  createSearch,
  type FoundArticle,
} from "../../../src/search/search.ts";
import { errorOf } from "../../support/error-of.ts";
import { makeContext } from "../../support/index-context.ts";

const FIRST_OF_MARCH = { year: 2021, month: 3, day: 1 };
const SECOND_OF_MARCH = { year: 2021, month: 3, day: 2 };

async function open() {
  const context = makeContext();
  await new IndexWriter({ ...context, options: articleIndexOptions }).apply([
    { sourceKey: "articles/a.json", version: "1", articles: [{ id: "a", title: "Нефть подорожала", text: "Вчера." }] },
  ]);
  return createSearch(context);
}

it("needs a text alone; the rest is as over HTTP", async () => {
  const search = await open();
  const found = await search.search({ text: "нефть" });
  expect(found.hits.map(({ key }) => key)).toEqual(["articles/a.json"]);
  const { values } = readSearchParameters(new URLSearchParams({ q: "нефть" }));
  const { match, offset, limit } = values!;
  expect(await search.search({ text: "нефть", match, offset, limit })).toEqual(found);
  expect((await search.suggest({ text: "неф" })).suggestions).not.toEqual([]);
});

it.each<[string, unknown, string]>([
  ["nothing", undefined, "question"],
  ["no text", {}, "text"],
  ["a text that is none", { text: 5 }, "text"],
  ["a text of null", { text: null }, "text"],
  ["an unknown match", { text: "", match: "some" }, "match"],
  ["a page of all", { text: "", limit: 1e9 }, "limit"],
  ["a part of a hit", { text: "", limit: 0.5 }, "limit"],
  ["a page as text", { text: "", limit: "10" }, "limit"],
  ["a page before the first", { text: "", offset: -1 }, "offset"],
  ["a day as text", { text: "", filter: { from: "x" } }, "filter.from"],
  ["a day that no calendar has", { text: "", filter: { to: { year: 2026, month: 2, day: 30 } } }, "filter.to"],
  ["days that are none", { text: "", filter: { from: null, to: 5 } }, "filter.from"],
  ["a source outside of a list", { text: "", filter: { source: "ТАСС" } }, "filter.source"],
  ["an unknown facet", { text: "", facets: ["agency"] }, "facets.0"],
  ["an unknown order", { text: "", sort: "oldest first" }, "sort"],
  ["a last day before the first", { text: "", filter: { from: SECOND_OF_MARCH, to: FIRST_OF_MARCH } }, "filter.to"],
])("is refused where it is %s, by the part's name", async (_, question, part) => {
  const search = await open();
  const { code, message } = await errorOf(() => search.search(question as ArticleQuery));
  expect([code, message]).toEqual(["invalid-options", expect.stringContaining(` ${part}: Give `)]);
});

it.each<[string, Partial<ArticleQuery>, string]>([
  [
    "days in the wrong order",
    { filter: { from: SECOND_OF_MARCH, to: FIRST_OF_MARCH } },
    "to=2021-03-01&from=2021-03-02",
  ],
  ["collapsing of what is collapsed", { sameAs: { id: "a" }, collapse: true }, "sameAs=a&collapse=true"],
  ["counts of what is collapsed", { sameAs: { id: "a" }, facets: ["source"] }, "sameAs=a&facets=source"],
])("is refused for parts that do not go together, in the words of HTTP: %s", async (_, parts, parameters) => {
  const search = await open();
  const { code, message } = await errorOf(() => search.search({ text: "", ...parts }));
  const { problem } = readSearchParameters(new URLSearchParams(parameters));
  const [fault] = problem?.errors ?? [];
  expect([code, fault?.detail]).toEqual(["invalid-options", expect.any(String)]);
  expect(message).toContain(`${fault?.parameter}: ${fault?.detail}`);
});

it("takes an empty list of facets beside everything", async () => {
  const search = await open();
  const { hits } = await search.search({ text: "", sameAs: { id: "a" }, facets: [] });
  expect(hits).toEqual([]);
});

it("is told all that is wrong of it at once", async () => {
  const search = await open();
  const { message } = await errorOf(() => search.search({ text: 5, match: "some" } as unknown as ArticleQuery));
  expect(message).toMatch(/text: .* match: /);
});

it("is refused of suggestions, similar articles, ids and addresses too, and without a store", async () => {
  const search = await open();
  const [found] = await search.findById((await search.search({ text: "" })).hits[0]!.id);
  for (const work of [
    () => search.suggest({ text: "неф", limit: 1e9 }),
    () => search.suggest({} as { text: string }),
    () => search.findById(undefined as unknown as string),
    () => search.findByUrl(5 as unknown as string),
    () => createSearch({} as CreateSearchInput),
    () => search.findSimilar(found as FoundArticle, { limit: -1, collapse: true }),
  ]) {
    expect((await errorOf(work)).code).toBe("invalid-options");
  }
});

/**
 * What README.md claims of searches, pair by pair.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { SearchAnswer } from "../../src/search-api.ts";
import { bodyOf, openSite } from "./http/search-site.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8").replace(/\s+/g, " ");
const claims = [...readme.matchAll(/«([^»]+)» (finds|finds and marks|is not) «([^»]+)»/g)].map(
  ([, query = "", verb = "", word = ""]) => ({ query, verb, word }),
);

it("makes claims", () => {
  expect(claims.length).toBeGreaterThanOrEqual(6);
});

it.each(claims)("«$query» $verb «$word»", async ({ query, verb, word }) => {
  const site = await openSite({
    "articles/a.json": {
      title: "Заметка",
      text: `Накануне вечером узнали: ${word} упомянут в длинной заметке о погоде.`,
    },
    "articles/b.json": { title: "Погода", text: "Вечером обещают дождь со снегом и ветер." },
  });
  const answer = await bodyOf<SearchAnswer>(await site.get(`/search?${new URLSearchParams({ q: query })}`));
  const isFound = answer.hits.some(({ key, partialMatch }) => key === "articles/a.json" && partialMatch !== true);
  expect(isFound).toBe(verb !== "is not");
  if (verb !== "finds and marks") return;
  const { snippet } = answer.hits[0]!;
  expect(snippet.highlights.map(([start, end]) => snippet.text.slice(start, end))).toEqual([word]);
});

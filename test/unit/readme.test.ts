/**
 * Claims of README.md and README.ru.md about searches, pair by pair.
 */
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { SearchAnswer } from "../../src/search-api.ts";
import { bodyOf, openSite } from "./http/search-site.ts";

const NEGATIONS = ["is not", "не находит"];
const claimsOf = (page: string) => {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8").replace(/\s+/g, " ");
  const verbs = "finds|finds and marks|is not|находит|находит и выделяет|не находит";
  return [...text.matchAll(new RegExp(`«([^»]+)» (${verbs}) «([^»]+)»`, "g"))].map(
    ([, query = "", verb = "", word = ""]) => ({
      query,
      word,
      isFound: !NEGATIONS.includes(verb),
      isMarked: verb === "finds and marks" || verb === "находит и выделяет",
    }),
  );
};
const claims = claimsOf("README.md");

it("makes claims, the same in both languages", () => {
  expect(claims.length).toBeGreaterThanOrEqual(6);
  expect(claimsOf("README.ru.md")).toEqual(claims);
});

it.each(claims)("«$query» finds «$word»: $isFound", async ({ query, word, isFound, isMarked }) => {
  const site = await openSite({
    "articles/a.json": {
      title: "Заметка",
      text: `Накануне вечером узнали: ${word} упомянут в длинной заметке о погоде.`,
    },
    "articles/b.json": { title: "Погода", text: "Вечером обещают дождь со снегом и ветер." },
  });
  const answer = await bodyOf<SearchAnswer>(await site.get(`/search?${new URLSearchParams({ q: query })}`));
  expect(answer.hits.some(({ key, partialMatch }) => key === "articles/a.json" && partialMatch !== true)).toBe(isFound);
  if (!isMarked) return;
  const { snippet } = answer.hits[0]!;
  expect(snippet.highlights.map(([start, end]) => snippet.text.slice(start, end))).toEqual([word]);
});

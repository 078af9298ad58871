import { expect, it } from "vitest";
import type { SearchAnswer } from "../../../src/search-api.ts";
import { bodyOf, openSite, type Uploads } from "./search-site.ts";

const uploads: Uploads = {
  "articles/mid.json": { title: "МИД вызвал посла", text: "В МИД сообщили, что посла вызвали на беседу." },
  "articles/full.json": {
    title: "Посол побывал на беседе",
    text: "В министерстве иностранных дел рассказали о беседе с послом.",
  },
};

it("GET /search tells how names were understood, and takes off what `ignore` names", async () => {
  const site = await openSite(uploads);
  const search = async (...parameters: [string, string][]): Promise<SearchAnswer> => {
    const response = await site.get(`/search?${new URLSearchParams(parameters)}`);
    expect(response.status).toBe(200);
    return bodyOf<SearchAnswer>(response);
  };
  const { query, total } = await search(["q", "министерство иностранных дел "]);
  expect(total).toBe(2);
  expect(query.understood).toEqual([
    {
      id: "equivalent:министерство иностранных дел",
      kind: "equivalent",
      text: "министерство иностранных дел",
      effect: "match",
      names: ["МИД"],
    },
  ]);
  const id = query.understood[0]?.id ?? "";
  const asTyped = await search(["q", "министерство иностранных дел "], ["ignore", "equivalent:питер"], ["ignore", id]);
  expect(asTyped).toMatchObject({ total: 1, query: { understood: [] } });
});

import { describe, expect, test } from "vitest";
import type { ProblemAnswer, SimilarAnswer } from "../../../../src/search-api.ts";
import { AGENCY_TEXT, REPRINTS, SAME_EVENT } from "../../../support/reprinted-article.ts";
import { bodyOf, openSite, type Uploads } from "../search-site.ts";

/** Articles on other subjects: the rarity of a word among few articles tells little. */
const others: Uploads = Object.fromEntries(
  Array.from({ length: 20 }, (_, i) => [
    `articles/other-${i}.json`,
    { text: `Заметка номер ${i}: в библиотеке прошла встреча с читателями, пришло ${10 + i} человек.` },
  ]),
);

const archive: Uploads = {
  ...others,
  "articles/flood.json": { id: "flood", title: "Водохранилище под Вытегрой наполнят летом", text: AGENCY_TEXT },
  "articles/reprint.json": { id: "reprint", title: "Стройка", text: REPRINTS["a sentence added"] ?? "" },
  "articles/after.json": { id: "after", title: "Под Вытегрой заполнят водохранилище", text: SAME_EVENT },
  "articles/boats.json": {
    id: "boats",
    title: "Спасатели получили лодки",
    text: "Лодки пригодятся на водохранилище под Вытегрой. Экипажи учатся ходить на них по ночам, занятия ведут опытные судоводители из трёх отрядов.",
  },
  "articles/theatre.json": {
    id: "theatre",
    title: "Театр кукол",
    text: "В фойе поставили бумажный корабль, зрители выбирают, куда он поплывёт.",
  },
};

const similar = async (path: string, site = openSite(archive)): Promise<SimilarAnswer> => {
  const response = await (await site).get(path);
  expect(response.status).toBe(200);
  return bodyOf<SimilarAnswer>(response);
};

describe("similar articles", () => {
  test("are those about the same, the nearest first, without the article itself and its reprints", async () => {
    const { article, hits, sequence } = await similar("/articles/flood/similar");
    expect(article).toEqual({ id: "flood", href: "/a/flood", key: "articles/flood.json" });
    expect(hits.map(({ id }) => id)).toEqual(["after", "boats"]);
    expect(hits[0]!.score).toBeGreaterThan(hits[1]!.score);
    expect(sequence).toBe(1);
  });

  test("have the shape of a hit, with nothing marked", async () => {
    const [hit] = (await similar("/articles/flood/similar")).hits;
    expect(hit).toMatchObject({
      href: "/a/after",
      title: { text: "Под Вытегрой заполнят водохранилище", highlights: [] },
      snippet: { text: expect.stringMatching(/^Заполнять новое/), highlights: [] },
      publishedAt: null,
    });
    expect(hit).not.toHaveProperty("partialMatch");
  });

  test("are with the reprints where these are not to be collapsed", async () => {
    const { hits } = await similar("/articles/flood/similar?collapse=false");
    expect(hits.map(({ id }) => id)).toEqual(["reprint", "after", "boats"]);
  });

  test("of a reprint are shown once of each group", async () => {
    const { hits } = await similar("/articles/after/similar");
    expect(hits.map(({ id }) => id).filter((id) => id === "flood" || id === "reprint")).toHaveLength(1);
  });

  test("are no more than asked for", async () => {
    expect((await similar("/articles/flood/similar?limit=1")).hits).toHaveLength(1);
  });

  test("are none that share a word or two of many", async () => {
    const fewWords = { id: "weather", text: "Под Вытегрой обещают дождь, ветер и заморозки на почве до конца недели." };
    const { hits } = await similar(
      "/articles/flood/similar",
      openSite({ ...archive, "articles/weather.json": fewWords }),
    );
    expect(hits.map(({ id }) => id)).not.toContain("weather");
    expect(hits.map(({ id }) => id)).toContain("after");
  });

  test("are none where no other article shares a word", async () => {
    expect((await similar("/articles/theatre/similar")).hits).toEqual([]);
  });

  test("cost a bounded number of requests, however long the article", async () => {
    const words = Array.from({ length: 3_000 }, (_, i) => `слово${String.fromCharCode(1072 + (i % 32))}${i % 700}`);
    const site = openSite({
      ...archive,
      "articles/long.json": { id: "long", text: words.join(" ") },
      "articles/longer.json": { id: "longer", text: [...words, "конец"].join(" ") },
    });
    const { cost, hits } = await similar("/articles/long/similar?collapse=false", site);
    expect(hits.map(({ id }) => id)).toEqual(["longer"]);
    expect(cost.requests).toBeLessThanOrEqual(45);
  });

  test("of an id with a slash, encoded or not, are those of that article", async () => {
    const site = openSite({
      ...archive,
      "articles/slash.json": { id: "a/similar", title: "Водохранилище", text: SAME_EVENT },
    });
    for (const path of ["/articles/a%2Fsimilar/similar", "/articles/a/similar/similar"]) {
      expect((await similar(path, site)).article.id).toBe("a/similar");
    }
    expect((await (await site).get("/articles/a%2Fsimilar")).status).toBe(200);
  });
});

describe("an article that cannot be told", () => {
  test("is not found, or ambiguous, as at its own address", async () => {
    const site = await openSite({ ...archive, "articles/twin.json": { id: "boats", text: "Лодки спустили на воду." } });
    expect(await bodyOf<ProblemAnswer>(await site.get("/articles/none/similar"))).toMatchObject({
      code: "article-not-found",
    });
    const ambiguous = await bodyOf<ProblemAnswer>(await site.get("/articles/boats/similar"));
    expect(ambiguous).toMatchObject({ code: "ambiguous-id", status: 409 });
    expect(ambiguous.candidates).toHaveLength(2);
    const chosen = await site.get("/articles/boats/similar?key=articles%2Fboats.json");
    expect((await bodyOf<SimilarAnswer>(chosen)).article.key).toBe("articles/boats.json");
  });

  test.each([
    ["limit=0", "limit"],
    ["limit=21", "limit"],
    ["collapse=yes", "collapse"],
    ["key=", "key"],
  ])("%s is refused by the name of its parameter", async (query, parameter) => {
    const response = await (await openSite(archive)).get(`/articles/flood/similar?${query}`);
    expect(response.status).toBe(400);
    expect((await bodyOf<ProblemAnswer>(response)).errors).toMatchObject([{ parameter }]);
  });
});

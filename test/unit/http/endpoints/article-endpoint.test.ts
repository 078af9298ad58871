import { describe, expect, test } from "vitest";
import type { ArticleAnswer, ProblemAnswer } from "../../../../src/search-api.ts";
import { bodyOf, openSite, type Uploads } from "../search-site.ts";

const plantId = encodeURIComponent("завод/2019 №7");

/** Two uploads that claim one id, in two towns. */
const twins: Uploads = {
  "articles/tver.json": {
    id: "42",
    title: "В Твери открыли каток",
    text: "Каток в Твери работает до полуночи, вход свободный.",
  },
  "articles/tula.json": {
    id: "42",
    title: "В Туле открыли каток",
    text: "Каток в Туле залили на главной площади города.",
  },
  "articles/orel.json": { id: "43", title: "В Орле открыли каток", text: "Каток в Орле открыли у старого вокзала." },
};

describe("an article", () => {
  test("is given whole, by paragraphs", async () => {
    const site = await openSite();
    const response = await site.get(`/articles/${plantId}`);
    expect(response.status).toBe(200);
    expect(await bodyOf<ArticleAnswer>(response)).toEqual({
      id: "завод/2019 №7",
      href: `/a/${plantId}`,
      key: "articles/zavod.json",
      title: "Судостроительный завод набирает сварщиков",
      lead: "",
      paragraphs: ["Завод возобновил набор учеников. Сварщиков обещают учить полгода и платить стипендию."],
      url: null,
      publishedAt: "2019",
      datePrecision: "year",
      dateRange: ["2019-01-01", "2019-12-31"],
      source: null,
      agency: null,
      author: null,
      section: null,
      place: null,
      image: null,
      notice: null,
      sequence: 1,
    });
  });

  test("of two paragraphs and a lead has them apart", async () => {
    const site = await openSite();
    const { hits } = await bodyOf<{ hits: { id: string }[] }>(await site.get("/search?q=балкер"));
    const article = await bodyOf<ArticleAnswer>(await site.get(`/articles/${hits[0]?.id}`));
    expect(article.lead).toBe("Навигация в устье Двины открылась на неделю раньше обычного.");
    expect(article.paragraphs).toHaveLength(2);
  });

  test("is found also where a gateway has decoded the slash in its id", async () => {
    const site = await openSite();
    expect((await site.get("/articles/завод/2019%20№7")).status).toBe(200);
  });

  test.each([
    "a\u2028b",
    "a\u2029",
    "%2F",
    "a%25b",
    "a%",
    "?#&=",
    "a//b",
    "/a/",
    "a/../b",
    "a\\b;c+d",
    " a ",
    "😀",
    "__proto__",
    ":id",
    "*",
  ])("of the id %j is opened by the href of its hit, as a page and as JSON", async (id) => {
    const site = await openSite({
      "articles/x.json": { id, title: "В Орле открыли каток", text: "Каток в Орле открыли у старого вокзала." },
    });
    const { hits } = await bodyOf<{ hits: { id: string; href: string }[] }>(await site.get("/search?q=каток"));
    expect(hits[0]?.id).toBe(id);
    const href = hits[0]?.href ?? "";
    expect((await site.get(href)).status).toBe(200);
    const article = await bodyOf<ArticleAnswer>(await site.get(href.replace("/a/", "/articles/")));
    expect(article.id).toBe(id);
  });

  test("is found by its key too, and not by another's", async () => {
    const site = await openSite();
    expect((await site.get(`/articles/${plantId}?key=articles%2Fzavod.json`)).status).toBe(200);
    const other = await site.get(`/articles/${plantId}?key=articles%2Fother.json`);
    expect(other.status).toBe(404);
    expect((await bodyOf<ProblemAnswer>(other)).code).toBe("article-not-found");
  });

  test("that is deleted or replaced is not there any more", async () => {
    const site = await openSite(twins);
    await site.remove("articles/orel.json");
    expect((await site.get("/articles/43")).status).toBe(404);
    await site.upload({
      "articles/tula.json": { id: "44", title: "В Туле закрыли каток", text: "Каток в Туле закрыли из-за оттепели." },
    });
    expect((await site.get("/articles/42")).status).toBe(200);
    expect((await site.get("/articles/44")).status).toBe(200);
  });

  test.each([
    "unknown",
    "%E0%A4%A",
    "%",
    "%00",
    "__proto__",
    "constructor",
    "a".repeat(5_000),
    "%ED%A0%80",
    "%2e%2e%2fetc",
  ])("%s is not found, and that is all that happens", async (id) => {
    const site = await openSite();
    const response = await site.get(`/articles/${id}`);
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(site.lines.filter(({ level }) => level === "error")).toEqual([]);
  });

  test("whose id two uploads claim is asked for again, with the candidates", async () => {
    const site = await openSite(twins);
    const response = await site.get("/articles/42");
    expect(response.status).toBe(409);
    const { code, candidates } = await bodyOf<ProblemAnswer>(response);
    expect(code).toBe("ambiguous-id");
    expect(candidates).toEqual(
      [
        { key: "articles/tula.json", href: "/a/42?key=articles%2Ftula.json", title: "В Туле открыли каток" },
        { key: "articles/tver.json", href: "/a/42?key=articles%2Ftver.json", title: "В Твери открыли каток" },
      ].sort((a, b) => (a.key < b.key ? -1 : 1)),
    );
    for (const { href, title } of candidates ?? []) expect(await (await site.get(href)).text()).toContain(title);
    const chosen = await bodyOf<ArticleAnswer>(await site.get("/articles/42?key=articles/tula.json"));
    expect(chosen.title).toBe("В Туле открыли каток");
  });

  test.each(["key=", "key=a&key=b", `key=${"a".repeat(1_025)}`])("with %s is a wrong request", async (query) => {
    const response = await (await openSite()).get(`/articles/42?${query}`);
    expect(response.status).toBe(400);
    expect((await bodyOf<ProblemAnswer>(response)).errors).toMatchObject([
      { parameter: "key", code: "invalid-parameter" },
    ]);
  });
});

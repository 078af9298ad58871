import { describe, expect, test } from "vitest";
import type { SearchAnswer } from "../../../../src/search-api.ts";
import { bodyOf, newspaper, openSite } from "../search-site.ts";

const paths = [
  "/search?q=порт",
  "/search",
  "/status",
  `/articles/${encodeURIComponent("завод/2019 №7")}`,
  `/a/${encodeURIComponent("завод/2019 №7")}`,
  `/articles/${encodeURIComponent("завод/2019 №7")}/similar`,
  "/feed.xml?q=порт",
];

const tagOf = async (site: Awaited<ReturnType<typeof openSite>>, path: string) => {
  const tag = (await site.get(path)).headers.get("etag");
  expect(tag).toMatch(/^W\/"[A-Za-z0-9_-]{22}"$/);
  return tag ?? "";
};

const change = {
  "articles/new.json": { title: "Паром вышел на линию", text: "Паром вышел на линию через Волгу в субботу утром." },
};

describe.each(paths)("%s", (path) => {
  test("keeps its tag until something is committed", async () => {
    const site = await openSite();
    const tag = await tagOf(site, path);
    expect(await tagOf(site, path)).toBe(tag);
    await site.upload(change);
    expect(await tagOf(site, path)).not.toBe(tag);
  });

  test("is not sent again to who has it", async () => {
    const site = await openSite(undefined, { settings: { publicUrl: "https://news.example" } });
    const tag = await tagOf(site, path);
    const response = await site.get(path, { "if-none-match": tag });
    expect(response.status).toBe(304);
    expect(await response.text()).toBe("");
    expect(response.headers.get("etag")).toBe(tag);
    expect(response.headers.get("cache-control")).toBe("public, max-age=0, s-maxage=30, stale-while-revalidate=60");
  });

  test("compares tags weakly, in lists, and takes the star for any", async () => {
    const site = await openSite();
    const tag = await tagOf(site, path);
    const strong = tag.slice(2);
    for (const held of [strong, `"a, b", ${tag}`, `"x",${strong} , W/"y"`, "*", " * "]) {
      expect((await site.get(path, { "if-none-match": held })).status).toBe(304);
    }
    for (const held of ['W/"other"', strong.slice(1, -1), "", "W/", '"', '"*"', `${'"'.repeat(8_000)}x`]) {
      expect((await site.get(path, { "if-none-match": held })).status).toBe(200);
    }
  });

  test("is sent again after a change, though the client has the old answer", async () => {
    const site = await openSite();
    const tag = await tagOf(site, path);
    await site.upload(change);
    expect((await site.get(path, { "if-none-match": tag })).status).toBe(200);
  });

  test("has another tag from another build and under other settings, and the same the next day", async () => {
    const site = await openSite();
    const tag = await tagOf(site, path);
    site.clock.advance(24 * 3_600_000);
    expect(await tagOf(site, path)).toBe(tag);
    expect(await tagOf(await openSite(undefined, { settings: { build: "next" } }), path)).not.toBe(tag);
    expect(await tagOf(await openSite(undefined, { settings: { corsOrigins: [] } }), path)).not.toBe(tag);
  });

  test("is stored as the owner says", async () => {
    const site = await openSite(undefined, {
      settings: { cacheControl: "private, max-age=5", publicUrl: "https://news.example" },
    });
    expect((await site.get(path)).headers.get("cache-control")).toBe("private, max-age=5");
  });
});

describe("what was not found or was wrong", () => {
  test.each(["/search?limit=51", "/articles/unknown", "/a/unknown", "/nowhere"])(
    "%s has no tag, and the star does not hide it",
    async (path) => {
      const site = await openSite();
      const response = await site.get(path, { "if-none-match": "*" });
      expect([400, 404]).toContain(response.status);
      expect(response.headers.has("etag")).toBe(false);
      expect(response.headers.get("cache-control")).toBe("no-store");
    },
  );
});

describe("an index that moves while it is searched", () => {
  test("gives an answer of one state, under the tag of that state", async () => {
    const site = await openSite();
    const { search } = site;
    let moves = 0;
    const moving = await openSite(
      {},
      {
        search: {
          status: () => search.status(),
          dayOf: (query) => search.dayOf(query),
          mark: (article, text) => search.mark(article, text),
          suggest: (query) => search.suggest(query),
          findById: (id, key) => search.findById(id, key),
          findSimilar: (article, query) => search.findSimilar(article, query),
          countRejected: () => search.countRejected(),
          search: async (query) => {
            const result = await search.search(query);
            if (moves++ === 0) await site.upload(change);
            return result;
          },
        },
      },
    );
    const response = await moving.get("/search?q=паром");
    const answer = await bodyOf<SearchAnswer>(response);
    expect(moves).toBe(2);
    expect(answer).toMatchObject({ total: 1, sequence: (await search.status()).sequence });
    expect(response.headers.get("etag")).toBe(await tagOf(site, "/search?q=паром"));
  });

  test("answers without a tag where it never stands still", async () => {
    const site = await openSite();
    const { search } = site;
    let state = 0;
    const restless = await openSite(
      {},
      {
        search: {
          status: async () => ({ ...(await search.status()), commitId: String(state++) }),
          dayOf: (query) => search.dayOf(query),
          mark: (article, text) => search.mark(article, text),
          suggest: (query) => search.suggest(query),
          findById: (id, key) => search.findById(id, key),
          findSimilar: (article, query) => search.findSimilar(article, query),
          countRejected: () => search.countRejected(),
          search: (query) => search.search(query),
        },
      },
    );
    const response = await restless.get("/search?q=порт");
    expect(response.status).toBe(200);
    expect(response.headers.has("etag")).toBe(false);
    expect((await bodyOf<SearchAnswer>(response)).total).toBe(2);
  });
});

test("a tag that another answer bears makes no article of one that is not there, or is there twice", async () => {
  const twice = { id: "42", title: "В Орле открыли каток", text: "Каток в Орле открыли у старого вокзала." };
  const site = await openSite({ ...newspaper, "articles/a.json": twice, "articles/b.json": twice });
  for (const path of paths) {
    const headers = { "if-none-match": await tagOf(site, path) };
    expect((await site.get("/articles/unknown", headers)).status).toBe(404);
    expect((await site.get("/a/unknown", headers)).status).toBe(404);
    expect((await site.get("/articles/42", headers)).status).toBe(409);
  }
});

test("the tag of the status changes with the rejected uploads, which no commit counts", async () => {
  const site = await openSite(newspaper);
  const tag = await tagOf(site, "/status");
  await site.store.putIfAbsent("index/rejected/0123.json" as never, Buffer.from("{}"));
  expect(await tagOf(site, "/status")).not.toBe(tag);
});

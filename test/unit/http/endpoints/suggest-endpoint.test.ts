import { beforeAll, describe, expect, it } from "vitest";
import { russianAnalyzer } from "../../../../src/russian/words.ts";
import type { OpenSearchSuggestions, SearchAnswer, SuggestAnswer } from "../../../../src/search-api.ts";
import { bodyOf, newspaper, openSite, type Site } from "../search-site.ts";

let site: Site;
beforeAll(async () => {
  site = await openSite();
});

const path = (endpoint: string, parameters: Record<string, string>) => `${endpoint}?${new URLSearchParams(parameters)}`;

describe("GET /suggest", () => {
  it("answers words and titles that go on from the query, with what each cost", async () => {
    const answer = await bodyOf<SuggestAnswer>(await site.get(path("/suggest", { q: "порт арх" })));
    expect(answer.suggestions).toEqual([
      { kind: "word", text: "порт Архангельска", highlights: [[0, 8]] },
      {
        kind: "title",
        text: "Порт Архангельска принял первый балкер после ремонта причала",
        highlights: [
          [0, 4],
          [5, 17],
        ],
      },
    ]);
    expect(answer).toMatchObject({ sequence: 1, tookMs: expect.any(Number), cost: { requests: expect.any(Number) } });
  });

  it("answers at most as many as asked for, and none for an empty query", async () => {
    const answer = await bodyOf<SuggestAnswer>(await site.get(path("/suggest", { q: "по", limit: "1" })));
    expect(answer.suggestions).toHaveLength(1);
    expect((await bodyOf<SuggestAnswer>(await site.get("/suggest"))).suggestions).toEqual([]);
  });

  it("answers for what was meant where nothing goes on from what was typed", async () => {
    const { suggestions } = await bodyOf<SuggestAnswer>(await site.get(path("/suggest", { q: "cdfho" })));
    expect(suggestions[0]).toEqual({ kind: "word", text: "сварщик", highlights: [[0, 5]] });
  });

  it("answers with words that texts have in some form, each with what is typed, and with whole titles", async () => {
    const titles = Object.values(newspaper).flatMap((article) => ("title" in article ? [article.title] : []));
    const termsOf = (text: string) =>
      russianAnalyzer.tokenize(text).flatMap((token) => russianAnalyzer.processTerm(token));
    const terms = new Set(termsOf(JSON.stringify(newspaper)));
    for (const q of ["п", "по", "пор", "с", "су", "ба", "бал", "завод с"]) {
      const { suggestions } = await bodyOf<SuggestAnswer>(await site.get(path("/suggest", { q })));
      for (const { kind, text } of suggestions) {
        if (kind === "title") expect(titles).toContain(text);
        else {
          const lastWord = text.split(" ").at(-1) ?? "";
          expect(lastWord.toLowerCase().startsWith(q.split(" ").at(-1) ?? "")).toBe(true);
          expect(termsOf(lastWord).some((term) => terms.has(term))).toBe(true);
        }
      }
      if (q.length > 1) expect(suggestions.length).toBeGreaterThan(0);
    }
  });

  it("answers browsers in the form of OpenSearch", async () => {
    const response = await site.get(path("/suggest", { q: "сварщ", format: "opensearch" }));
    expect(response.headers.get("content-type")).toBe("application/x-suggestions+json");
    const [query, texts] = await bodyOf<OpenSearchSuggestions>(response);
    expect([query, texts]).toEqual(["сварщ", expect.arrayContaining(["сварщик"])]);
  });

  it.each([{ limit: "0" }, { limit: "21" }, { format: "xml" }, { q: "я".repeat(501) }])("refuses %j", async (wrong) => {
    const response = await site.get(path("/suggest", wrong));
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ parameter: Object.keys(wrong)[0] }] });
  });
});

describe("an answer of GET /search", () => {
  const search = async (parameters: Record<string, string>) =>
    bodyOf<SearchAnswer>(await site.get(path("/search", parameters)));

  it("has beside the hits the suggestions of GET /suggest, as many as asked for and none unless asked for", async () => {
    const { suggestions } = await bodyOf<SuggestAnswer>(
      await site.get(path("/suggest", { q: "порт арх", limit: "2" })),
    );
    const { hits, ...answer } = await search({ q: "порт арх", suggest: "2" });
    expect([answer.suggestions, hits.length]).toEqual([suggestions, 2]);
    expect((await search({ q: "порт арх", suggest: "1" })).suggestions).toHaveLength(1);
    for (const none of [{}, { suggest: "0" }])
      expect(await search({ q: "порт", ...none })).not.toHaveProperty("suggestions");
    expect(await search({ suggest: "5" })).toMatchObject({ suggestions: [] });
    expect((await site.get(path("/search", { suggest: "11" }))).status).toBe(400);
  });

  it("has its hits though the suggestions fail, and is then logged and kept by no cache", async () => {
    const whole = await openSite();
    const broken = await openSite(newspaper, {
      search: {
        search: (query) => whole.search.search(query),
        suggest: () => Promise.reject(new Error("The store is away.")),
        dayOf: (query) => whole.search.dayOf(query),
        mark: (article, text) => whole.search.mark(article, text),
        status: () => whole.search.status(),
        findById: (id, key) => whole.search.findById(id, key),
        findSimilar: (article, query) => whole.search.findSimilar(article, query),
        countRejected: () => whole.search.countRejected(),
      },
    });
    const response = await broken.get(path("/search", { q: "порт", suggest: "5" }));
    expect([response.status, response.headers.get("cache-control"), response.headers.get("etag")]).toEqual([
      200,
      "no-store",
      null,
    ]);
    const { hits, ...answer } = await bodyOf<SearchAnswer>(response);
    expect(hits.length).toBeGreaterThan(0);
    expect(answer).not.toHaveProperty("suggestions");
    expect(broken.lines).toContainEqual(expect.objectContaining({ level: "error", event: "suggestions-failed" }));
    expect((await broken.get(path("/search", { q: "порт" }))).headers.get("etag")).not.toBeNull();
  });

  it("says what was corrected, and nothing where correction is off", async () => {
    const { query, total } = await search({ q: "fh[fyutkmcr " });
    expect([query.corrections, query.applied, total]).toEqual([
      [{ id: "layout:fh[fyutkmcr", kind: "layout", from: "fh[fyutkmcr", to: "архангельск" }],
      "архангельск",
      1,
    ]);
    expect(await search({ q: "fh[fyutkmcr ", correct: "off" })).toMatchObject({ query: { corrections: [] }, total: 0 });
  });

  it("says of a word that is being typed where it begins more words than are searched for", async () => {
    const words = Array.from(
      { length: 900 },
      (_, i) =>
        `пере${"бвгджзклмн"[i % 10]}${"аеиоу"[Math.floor(i / 10) % 5]}${"бвгджзклмнпрстфхцч"[Math.floor(i / 50)]}`,
    );
    const many = await openSite({ "articles/слова.json": { title: "Слова", text: `${words.join(" ")}.` } });
    const answer = await bodyOf<SearchAnswer>(await many.get(path("/search", { q: "пере" })));
    expect(answer.bounded).toEqual([{ term: "пере", kind: "prefix", used: expect.any(Number) }]);
    expect(answer.bounded?.[0]?.used).toBeLessThan(200);
    expect(await bodyOf<SearchAnswer>(await many.get(path("/search", { q: "пере " })))).not.toHaveProperty("bounded");
  });
});

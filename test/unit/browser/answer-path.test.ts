/**
 * The box is answered in the page as it is by the server.
 */
import { describe, expect, it } from "vitest";
import { SearchIndexError } from "../../../src/errors.ts";
import { createSearch } from "../../../src/search/search.ts";
import type { SearchAnswer } from "../../../src/search-api.ts";
import { answerPath } from "../../support/inside/browser.ts";
import { newspaper, openSite, type UploadedArticle, type Uploads } from "../http/search-site.ts";

const text =
  "Пассажирский паром вышел в первый рейс через реку. На борту было сорок пассажиров и шесть автомобилей. Рейсы будут ежедневными.";
const reprint = (source: string): UploadedArticle => ({
  title: "Паром вышел в рейс",
  text,
  source,
  date: "2021-04-02",
});
const reprints: Uploads = {
  "articles/a.json": reprint("Волна"),
  "articles/b.json": reprint("Берег"),
  "articles/c.json": { ...reprint("Маяк"), id: "свой номер" },
};

// A published index is nobody's bill, as one machine of the owner's is.
const site = await openSite({ ...newspaper, ...reprints }, { settings: { isMetered: false } });
const search = createSearch(site.writing);
const answered = (path: string) => answerPath(search, path, site.writing);

const PATHS = [
  "/search",
  "/search?q=порт",
  "/search?q=порт&suggest=5&passages=none",
  "/search?q=порт&facets=source,year,place&sort=newest",
  "/search?q=cdfhobr",
  "/search?q=свaрщик",
  "/search?q=балкир&correct=off",
  "/search?q=паром&collapse=true&suggest=3",
  "/search?q=паром&explain=true",
  "/search?q=%22паром вышел%22 -берег",
  "/search?q=вчера&limit=0",
  "/search?source=Волна&source=Берег&from=2021-01-01&to=2021-12-31",
  "/search?from=week",
  "/search?q=&offset=2&limit=1",
  "/suggest?q=по",
  "/suggest?q=порт арх&limit=1",
  "/suggest?q=по&format=opensearch",
  "/suggest",
];

const WRONG = [
  "/search?limit=51&sort=best&q=a&q=b",
  "/search?from=2021-02-31",
  "/search?from=2021-03-02&to=2021-03-01",
  `/search?q=${"я".repeat(501)}`,
  "/search?key=a",
  "/suggest?limit=0",
  "/suggest?q=по&format=xml",
  "/nothing",
  "/__proto__",
  "/search/",
];

/** Removes the values that differ from run to run. */
function steady(body: unknown): unknown {
  if (Array.isArray(body)) return body;
  const { tookMs: _, cost: __, instance: ___, ...same } = body as Record<string, unknown>;
  return same;
}

describe("a path", () => {
  it.each([...PATHS, ...WRONG])("%s is answered as by the server", async (path) => {
    const [response, answer] = await Promise.all([site.get(path), answered(path)]);
    expect(answer.status).toBe(response.status);
    expect(steady(JSON.parse(JSON.stringify(answer.body)))).toEqual(steady(await response.json()));
    expect(answer.failure).toBe(null);
  });

  it("that an answer names is answered as by the server", async () => {
    const { body } = await answered("/search?q=паром&collapse=true");
    const hrefs = (body as SearchAnswer).hits.flatMap(({ duplicates }) => (duplicates ? [duplicates.href] : []));
    expect(hrefs.length).toBeGreaterThan(0);
    for (const href of hrefs) {
      const response = await site.get(href);
      const answer = await answered(href);
      expect(steady(answer.body)).toEqual(steady(await response.json()));
      expect((answer.body as SearchAnswer).hits).toHaveLength(2);
    }
  });

  it("is answered with what it cost", async () => {
    const { body } = await answerPath(createSearch(site.writing), "/search?q=порт", site.writing);
    const { cost, tookMs } = body as SearchAnswer;
    expect(cost.requests).toBeGreaterThan(1);
    expect(cost.bytes).toBeGreaterThan(0);
    expect(tookMs).toBeGreaterThanOrEqual(0);
  });
});

describe("a search that fails", () => {
  const failing = (error: unknown) => ({
    meter: search.meter,
    search: () => Promise.reject(error),
    suggest: () => Promise.reject(error),
  });

  it.each([
    new SearchIndexError("no-index-yet", "No index was begun."),
    new SearchIndexError("unsupported-format", "The manifest has format 99."),
    new SearchIndexError("invalid-query", "Our own mistake."),
    new Error("Something of a library."),
    "a text",
  ])("by %s is answered as by the server, and why is told beside", async (error) => {
    const server = { ...failing(error), status: () => site.search.status() };
    const other = await openSite({}, { search: server as never });
    const response = await other.get("/suggest?q=порт");
    const answer = await answerPath(failing(error), "/suggest?q=порт", site.writing);
    expect(answer.status).toBe(response.status);
    expect(steady(answer.body)).toEqual(steady(await response.json()));
    expect(answer.failure).toBe(error);
  });

  it("for its suggestions alone has its hits without them, and why is told beside", async () => {
    const error = new SearchIndexError("store-unavailable", "No answer.");
    const half = { meter: search.meter, search: search.search.bind(search), suggest: failing(error).suggest };
    const answer = await answerPath(half, "/search?q=порт&suggest=3", site.writing);
    expect(answer).toMatchObject({ status: 200, failure: error });
    expect(answer.body).not.toHaveProperty("suggestions");
  });
});

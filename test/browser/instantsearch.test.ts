/**
 * InstantSearch.js over an app of one's own: its widgets show what poisk finds, in a real browser.
 */
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createInstantSearchClient, type InstantSearchParameters } from "../../src/widget/adapters/instantsearch.ts";
import { openSite, type Site, type Uploads } from "../unit/http/search-site.ts";
import { launchChromium, openWatchedPage, type WatchedPage } from "./support/chromium.ts";

const LAUNCH_TIMEOUT_MS = 60_000;
const SHOP = "https://shop.example";
const CONTAINERS = ["searchbox", "stats", "sort-by", "source", "year", "hits", "pagination"];

const uploads: Uploads = Object.fromEntries(
  Array.from({ length: 8 }, (_, i) => [
    `articles/${i}.json`,
    {
      id: `n${i}`,
      title: `Паром номер ${i} вышел & встал > 2 раз`,
      text: `Паром вышел на линию утром ${i + 1} мая. Пассажиры номера ${i} заняли места на палубе & у борта.`,
      date: i < 5 ? `2023-05-0${i + 1}` : `2024-05-0${i + 1}`,
      source: i % 2 === 0 ? "Волна" : "Берег",
      place: "Тверь",
    },
  ]),
);

let site: Site;
let script: string;
let browser: Browser;
let shop: WatchedPage;

beforeAll(async () => {
  const bundle = build({
    entryPoints: [fileURLToPath(new URL("wrappers/instantsearch-demo.ts", import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
    define: { "process.env.NODE_ENV": '"production"' },
    logLevel: "error",
  });
  site = await openSite(uploads);
  script = (await bundle).outputFiles[0]?.text ?? "";
  browser = await launchChromium();
}, LAUNCH_TIMEOUT_MS);
afterAll(() => browser.close());

describe("the demo of InstantSearch.js", () => {
  beforeEach(async () => {
    shop = await openWatchedPage(browser);
    await shop.context.route("**/*", async (route) => {
      const url = new URL(route.request().url());
      if (url.origin === SHOP) {
        const isScript = url.pathname === "/demo.js";
        await route.fulfill({
          contentType: isScript ? "text/javascript" : "text/html; charset=utf-8",
          body: isScript
            ? script
            : `<!doctype html><link rel="icon" href="data:,">${CONTAINERS.map((id) => `<div id="${id}"></div>`).join("")}<script type="module" src="/demo.js"></script>`,
        });
        return;
      }
      const answer = await site.get(url.pathname + url.search);
      await route.fulfill({
        status: answer.status,
        headers: Object.fromEntries(answer.headers),
        body: Buffer.from(await answer.arrayBuffer()),
      });
    });
    await shop.page.goto(SHOP);
    await shop.page.locator(".ais-Hits-item").first().waitFor();
  });
  afterEach(async () => {
    await shop.context.close();
    expect(shop.complaints).toEqual([]);
  });

  const texts = (selector: string) => shop.page.locator(selector).allTextContents();

  it("shows the newest articles, pages and counts", async () => {
    const { page } = shop;
    expect(await texts(".ais-Hits-item a")).toEqual([7, 6, 5].map((i) => `Паром номер ${i} вышел & встал > 2 раз`));
    expect(await texts(".ais-Stats-text")).toEqual([expect.stringMatching(/^8 results found/)]);
    expect(await texts("#source .ais-RefinementList-count")).toEqual(["4", "4"]);
    expect(await texts("#year .ais-Menu-label")).toEqual(["2023", "2024"]);
    await page.locator(".ais-Pagination-link", { hasText: "3" }).click();
    await page.locator(".ais-Hits-item", { hasText: "номер 1" }).waitFor();
    expect(await texts(".ais-Hits-item a")).toEqual([1, 0].map((i) => `Паром номер ${i} вышел & встал > 2 раз`));
  });

  it("searches, marks what is found, and leads to the article", async () => {
    const { page } = shop;
    await page.locator("#searchbox input").fill("номеров");
    await page.locator("#hits .ais-Highlight-highlighted").first().waitFor();
    expect(new Set(await texts("#hits .ais-Highlight-highlighted"))).toEqual(new Set(["номер"]));
    expect(await texts("#hits .ais-Snippet-highlighted")).toContain("номера");
    expect(await texts("#hits .ais-Snippet")).toContainEqual(expect.stringContaining("на палубе & у борта."));
    expect(await page.locator("#hits b").count()).toBe(0);
    expect(await page.locator("#hits a").first().getAttribute("href")).toMatch(/^https:\/\/search\.example\/a\/n\d$/);
    await page.locator("#searchbox input").fill("дирижабль");
    await page.locator(".ais-Hits--empty").waitFor();
  });

  it("filters by sources and by a year, and keeps the counts of the others", async () => {
    const { page } = shop;
    await page.locator("#source label", { hasText: "Берег" }).click();
    await page.locator(".ais-Stats-text", { hasText: "4 results" }).waitFor();
    expect(await texts("#source .ais-RefinementList-count")).toEqual(["4", "4"]);
    await page.locator("#source label", { hasText: "Волна" }).click();
    await page.locator(".ais-Stats-text", { hasText: "8 results" }).waitFor();
    await page.locator("#year .ais-Menu-link", { hasText: "2023" }).click();
    await page.locator(".ais-Stats-text", { hasText: "5 results" }).waitFor();
    expect((await texts("#source .ais-RefinementList-count")).sort()).toEqual(["2", "3"]);
  });

  it("looks for a source by its name, and sorts by date", async () => {
    const { page } = shop;
    await page.locator("#source .ais-SearchBox-input").fill("вол");
    await page.locator("#source .ais-RefinementList-labelText mark").waitFor();
    expect(await texts("#source .ais-RefinementList-labelText")).toEqual(["Волна"]);
    await page.locator("#searchbox input").fill("паром");
    await page.locator("#sort-by select").selectOption("articles_newest");
    await page.locator(".ais-Hits-item a", { hasText: "номер 7" }).waitFor();
    expect((await texts(".ais-Hits-item a"))[0]).toContain("номер 7");
  });
});

describe("the client", () => {
  const client = () =>
    createInstantSearchClient({
      endpoint: "https://search.example",
      fetch: async (url) => site.get(String(url).replace("https://search.example", "")),
    });
  const search = async (params: InstantSearchParameters, indexName = "articles") =>
    (await client().search([{ indexName, params }])).results[0];

  it("counts what lies beyond the last place that can be asked for, and shows none of it", async () => {
    expect(await search({ page: 600, hitsPerPage: 2 })).toMatchObject({ hits: [], nbHits: 8, nbPages: 4, page: 600 });
    expect(await search({ hitsPerPage: 0 })).toMatchObject({ hits: [], nbHits: 8, nbPages: 0 });
  });

  it("has facets by name, all of them for *, and passes on what /search takes", async () => {
    expect((await search({ facets: "*", from: "2024-01-01" }))?.facets).toEqual({
      source: { Берег: 2, Волна: 1 },
      year: { "2024": 3 },
      month: { "2024-05": 3 },
      place: { Тверь: 3 },
    });
    expect((await search({ facets: ["brand", "place"] }))?.facets).toEqual({ place: { Тверь: 8 } });
  });

  it("tells how a query was corrected and understood", async () => {
    expect((await search({ query: "gfhjv" }))?.userData).toMatchObject([
      { corrections: [{ from: "gfhjv", to: "паром" }] },
    ]);
  });

  it("takes years that follow one another, and values with colons and minuses", async () => {
    expect((await search({ facetFilters: [["year:2024", "year:2023"]] }))?.nbHits).toBe(8);
    expect((await search({ facetFilters: "place:Тверь" }))?.nbHits).toBe(8);
    expect((await search({ facetFilters: [["source:\\-а:б"]] }))?.nbHits).toBe(0);
  });

  it.each<InstantSearchParameters>([
    { facetFilters: [["source:-Волна"]] },
    { facetFilters: ["source:Волна", "source:Берег"] },
    { facetFilters: [["source:Волна", "place:Тверь"]] },
    { facetFilters: [["year:2020", "year:2024"]] },
    { facetFilters: [["brand:x"]] },
    { filters: "source:Волна" },
    { numericFilters: ["price>1"] },
  ])("refuses what it cannot filter by instead of passing over it: %o", async (params) => {
    await expect(search(params)).rejects.toThrow(TypeError);
  });

  it("finds values of a facet as both versions of Algolia's client ask for them", async () => {
    const params = { facetQuery: "ВОЛ", highlightPreTag: "[", highlightPostTag: "]" };
    const found = { facetHits: [{ value: "Волна", highlighted: "[Вол]на", count: 4 }], exhaustiveFacetsCount: true };
    const { searchForFacetValues } = client() as { searchForFacetValues?: (requests: object[]) => Promise<object[]> };
    expect(
      await searchForFacetValues?.([{ indexName: "articles", params: { ...params, facetName: "source" } }]),
    ).toMatchObject([found]);
    expect(await client().search([{ type: "facet", facet: "source", indexName: "articles", params }])).toMatchObject({
      results: [found],
    });
  });
});

/**
 * A search that is typed into a page which reads a published index by itself costs few requests and bytes. Counters
 * alone, with a tenth of air.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { publishIndex } from "../../src/index/publish.ts";
import { defaultKeyLayout, publishedKeyLayout } from "../../src/index/shared.ts";
import { publishedDictionary } from "../../src/russian/words.ts";
import { resolvedArticleOptions } from "../../src/schema/schema.ts";
import { makeSuggestions } from "../../src/search/listings.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { GrowingIndex } from "./growing-index.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { bundlePageEngine, openPageEngine, type PageEngine, typeInto } from "./support/page-engine.ts";

const ARTICLES = 1_000;

describe("a search typed into a page", () => {
  const store = new MemoryObjectStore();
  const corpus = new NewsCorpus();
  let code = "";
  let texts: readonly [string, string];
  beforeAll(async () => {
    const index = new GrowingIndex(corpus);
    await index.growTo(ARTICLES);
    await publishIndex({
      source: { store: index.store, layout: defaultKeyLayout, clock: new ManualClock(), ids: seededIds(3) },
      options: resolvedArticleOptions,
      target: { store, layout: publishedKeyLayout },
      dictionary: publishedDictionary(),
      makeSuggestions,
      writer: "test",
      partBytes: null,
      graceMs: 0,
    });
    code = await bundlePageEngine();
    const words = new NewsCorpus().take(2).map(({ title }) => title.toLowerCase().split(" "));
    const longWords = words.map((ofOne) =>
      ofOne
        .filter((word) => word.length > 4)
        .slice(0, 2)
        .join(" "),
    );
    texts = [longWords[0] ?? "", longWords[1] ?? ""];
  });

  const costOf = async (page: PageEngine, text: string, keyMs: number) => {
    const before = page.requests.length;
    await typeInto(page, text, keyMs);
    const requests = page.requests.slice(before);
    const dictionary = requests.filter(({ kind }) => kind === "dictionary").length;
    return { requests: requests.length, dictionary, bytes: requests.reduce((sum, { bytes }) => sum + bytes, 0) };
  };

  it.each([
    [200, { requests: 41, dictionary: 6, bytes: 97_000 }, { requests: 49, dictionary: 9, bytes: 96_000 }],
    [400, { requests: 41, dictionary: 9, bytes: 110_000 }, { requests: 55, dictionary: 14, bytes: 126_000 }],
  ])("at %i ms a key takes few requests and bytes, on a fresh page and after", async (keyMs, first, further) => {
    const page = await openPageEngine(code, store);
    const costs = [await costOf(page, texts[0], keyMs), await costOf(page, texts[1], keyMs)];
    for (const [i, bound] of [first, further].entries()) {
      expect(costs[i]?.requests).toBeLessThanOrEqual(bound.requests);
      expect(costs[i]?.dictionary).toBeLessThanOrEqual(bound.dictionary);
      expect(costs[i]?.bytes).toBeLessThanOrEqual(bound.bytes);
    }
  });

  it("lacks no word of the dictionary where a name may be spelled otherwise", async () => {
    const page = await openPageEngine(code, store);
    const words = new NewsCorpus().take(30).flatMap(({ title }) => title.toLowerCase().split(" "));
    for (const beginning of new Set(words.map((word) => word.slice(0, 4)))) {
      const { status, fault } = await page.engine.answer(`/search?${new URLSearchParams({ q: beginning })}`);
      expect([beginning, status, fault]).toEqual([beginning, 200, null]);
    }
  });

  it("begins with what each question needs before one is asked", async () => {
    const page = await openPageEngine(code, store);
    const before = () => page.requests.map(({ kind }) => kind).sort();
    await expect.poll(before).toEqual(["dictionary", "manifest.json", "tails"]);
  });
});

import { beforeAll, describe, expect, it } from "vitest";
import { SMALL_SEGMENT_BYTES } from "../../../src/index/shared.ts";
import { ArticleSearch, FACET_NAMES } from "../../../src/search/search.ts";
import { CountingObjectStore } from "../../../src/store/store.ts";
import { NewsCorpus } from "../../bench/news-corpus.ts";
import { RoundCountingObjectStore } from "../../bench/support/round-counting-object-store.ts";
import { makeContext, type TestContext } from "../../support/index-context.ts";
import { interceptStore } from "../../support/intercepting-object-store.ts";
import { presentManifest } from "../../support/live-index.ts";
import { commitArticles } from "../../support/stored-articles.ts";

const SEGMENTS = 2;

/** Two segments of articles over a MiB. */
let large: TestContext;

beforeAll(async () => {
  large = makeContext();
  const corpus = new NewsCorpus(7);
  for (let segment = 0; segment < SEGMENTS; segment += 1) {
    const articles = corpus.take(1_000).map((article) => [article.id, { ...article, text: `Паром. ${article.text}` }]);
    await commitArticles(large, Object.fromEntries(articles));
  }
  const { segments } = await presentManifest(large);
  expect(segments.length).toBe(SEGMENTS);
  for (const { sizeBytes } of segments) expect(sizeBytes).toBeGreaterThan(SMALL_SEGMENT_BYTES);
  // The code of facets is loaded with the first of them, and a round that waits for code is no round of requests.
  await startReader().cost({ facets: FACET_NAMES });
});

/** A new process whose order does not ask for dates by itself; `cost` is the rounds and requests of one search. */
function startReader() {
  const even = interceptStore(large.store, { before: () => new Promise((resolve) => setImmediate(resolve)) });
  const requests = new CountingObjectStore(even);
  const rounds = new RoundCountingObjectStore(requests);
  const settings = { revalidateMs: 60_000, recencyHalfLifeDays: null };
  const search = new ArticleSearch({ ...large, store: rounds }, settings);
  const cost = async (options: object, text = "паром "): Promise<{ rounds: number; requests: number }> => {
    const before = requests.counts().requests;
    rounds.takeRounds();
    // Page after page, so that stored blocks are not what differs.
    await search.search({ text, match: "auto", offset: 0, limit: 1, ...options });
    return { rounds: rounds.takeRounds(), requests: requests.counts().requests - before };
  };
  return { cost };
}

const from = { year: 2000, month: 3, day: 1 };

describe("a filter, an order and facets", () => {
  it("as a histogram, without hits, read no more than the word alone, and then nothing", async () => {
    const { cost } = startReader();
    const histogram = { facets: ["month"], limit: 0 };
    const first = await cost(histogram);
    const word = await startReader().cost({ limit: 0 });
    expect(first).toEqual(word);
    expect((await cost({ limit: 1 })).requests).toBeGreaterThan(0);
    expect(await cost(histogram)).toEqual({ rounds: 0, requests: 0 });
  });

  it.each([
    ["one name", 0, { filter: { source: ["вестник"] } }],
    ["names of two columns", 0, { filter: { source: ["вестник"], agency: ["тасс"] } }],
    ["dates", 0, { filter: { from } }],
    // The times of equal days.
    ["the newest first", 1, { sort: "newest" }],
    ["all facets", 0, { facets: FACET_NAMES }],
    ["collapsing", 0, { collapse: true }],
    ["all at once", 1, { filter: { from, source: ["вестник"] }, sort: "oldest", facets: FACET_NAMES }],
  ])(
    "by %s cost %i requests a segment the first time: the segments' tails hold small columns",
    async (_, requests, options) => {
      const [plain, asked] = [startReader(), startReader()];
      const unfiltered = await plain.cost({});
      const first = await asked.cost(options);
      // Another hit may lie in another block of stored fields; equal dates may have their keys looked at.
      expect(first.requests - unfiltered.requests).toBeGreaterThanOrEqual(requests * SEGMENTS - 1);
      expect(first.requests - unfiltered.requests).toBeLessThanOrEqual(requests * SEGMENTS + 1);
      expect(first.rounds).toBeLessThanOrEqual(unfiltered.rounds + ("sort" in options ? 1 : 0));
      expect(await asked.cost(options)).toEqual({ rounds: 0, requests: 0 });
    },
  );

  it("cost no request once their columns are there, whatever is asked by them", async () => {
    const { cost } = startReader();
    await cost({ filter: { from, source: ["вестник"] }, sort: "newest", facets: FACET_NAMES, limit: 50 });
    const other = { filter: { to: from, source: ["хроника", "обзор"] }, facets: FACET_NAMES, limit: 1, counts: "page" };
    const { requests } = await cost(other);
    // The one hit is perhaps in a block that nobody has read.
    expect(requests).toBeLessThanOrEqual(1);
    expect((await cost(other)).requests).toBe(0);
  });
});

/**
 * Checks that the cost of a query and an upload does not grow as the archive does: counters at 2,000 and at 20,000
 * articles.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { GrowingIndex } from "./growing-index.ts";
import { countSegments, mostRequestCost, type RequestCost } from "./http-query-cost.ts";
import { measureIndex } from "./index-size.ts";
import type { UploadCostFigures } from "./measurement.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { countQueryCost, type QueryCounters } from "./query-cost.ts";
import { measureUploadCost } from "./upload-cost.ts";

const FEW_ARTICLES = 2_000;
const MANY_ARTICLES = 20_000;

const QUERIES = 60;
/** Number of queries that each open an index of their own. */
const HTTP_QUERIES = 10;
const UPLOADS = 20;

/** A third of the bench's, so that it is soon built. */
const WORDS_PER_ARTICLE = 90;
const BUILD_TIMEOUT_MS = 900_000;

/** Most bytes that a cold query may read of 100,000 articles. */
const MAX_COLD_BYTES = 600_000;

/** Hits of a page, each perhaps in a stored block of its own. */
const HITS = 5;

/** Most bytes that a warm query may read (the size of a page of the search itself). */
const MAX_WARM_BYTES = 250_000;

interface Costs {
  readonly http: HttpCosts;
  readonly mixedQueries: QueryCounters;
  readonly rareQueries: QueryCounters;
  readonly upload: UploadCostFigures;
  readonly indexShareOfText: number;
}

interface HttpCosts {
  readonly segments: number;
  readonly words: RequestCost;
  readonly names: RequestCost;
  readonly typed: RequestCost;
  readonly suggested: RequestCost;
}

let few: Costs;
let many: Costs;

beforeAll(async () => {
  const index = new GrowingIndex(new NewsCorpus(1, WORDS_PER_ARTICLE));
  await index.growTo(FEW_ARTICLES);
  few = await costsOf(index);
  await index.growTo(MANY_ARTICLES);
  many = await costsOf(index);
}, BUILD_TIMEOUT_MS);

async function costsOf(index: GrowingIndex): Promise<Costs> {
  const { store, corpus, textBytes } = index;
  const warmUp = corpus.queries(10);
  return {
    http: await httpCostsOf(index),
    indexShareOfText: (await measureIndex(store)).indexBytes / textBytes,
    mixedQueries: await countQueryCost(store, corpus.queries(QUERIES), warmUp),
    rareQueries: await countQueryCost(store, corpus.rareQueries(QUERIES), warmUp),
    upload: await measureUploadCost(await index.copy(), new NewsCorpus(7, WORDS_PER_ARTICLE).take(UPLOADS)),
  };
}

/** Two words, of which the second is a name in the second kind, and half typed in the third. */
async function httpCostsOf({ store, corpus }: GrowingIndex): Promise<HttpCosts> {
  const queries = corpus.queries(HTTP_QUERIES);
  const search = (text: string) => `/search?${new URLSearchParams({ q: text, limit: String(HITS), correct: "off" })}`;
  const named = (text: string) => text.replace(/ (.)/, (_, letter: string) => ` ${letter.toUpperCase()}`);
  return {
    segments: await countSegments(store),
    words: await mostRequestCost(
      store,
      queries.map((text) => search(`${text} `)),
    ),
    names: await mostRequestCost(
      store,
      queries.map((text) => search(`${named(text)} `)),
    ),
    typed: await mostRequestCost(
      store,
      queries.map((text) => search(text.slice(0, -4))),
    ),
    suggested: await mostRequestCost(
      store,
      queries.map((text) => `/suggest?${new URLSearchParams({ q: text.slice(0, -4) })}`),
    ),
  };
}

describe("a warm request for two words over HTTP, with nothing of them cached", () => {
  it.each([
    ["few", () => few],
    ["many", () => many],
  ])(
    "takes three rounds, two requests a word and segment, one a segment, and one a stored block, and 250 KB, of %s articles",
    (_, of) => {
      const { segments, words, names } = of().http;
      for (const cost of [words, names]) {
        // The words of the corpus are made up, so that each may be a name: where few articles have both, one round
        // tells which names sound alike.
        expect(cost.rounds).toBeLessThanOrEqual(3);
        // Of each word its postings and, for nearness, their places in the texts; of both what sounds alike.
        expect(cost.requests).toBeLessThanOrEqual(2 * 2 * segments + segments + HITS);
        expect(cost.bytes).toBeLessThanOrEqual(MAX_WARM_BYTES);
      }
    },
  );

  it.each([
    ["few", () => few],
    ["many", () => many],
  ])("takes one round more where a word is half typed, two for suggestions behind a word, of %s articles", (_, of) => {
    const { typed, suggested } = of().http;
    expect(typed.rounds).toBeLessThanOrEqual(4);
    // The beginnings, what goes with the word before, how it is written.
    expect(suggested.rounds).toBeLessThanOrEqual(4);
    expect(typed.bytes).toBeLessThanOrEqual(MAX_WARM_BYTES);
    expect(suggested.bytes).toBeLessThanOrEqual(MAX_WARM_BYTES);
  });
});

describe("ten times as many articles", () => {
  it("cost a query of a rare word no more requests and bytes in a warm process", () => {
    expect(many.rareQueries.warm.requests).toBeLessThan(few.rareQueries.warm.requests * 1.1);
    expect(many.rareQueries.warm.bytes).toBeLessThan(few.rareQueries.warm.bytes * 1.1);
  });

  it("cost a query of a rare word no more requests in a cold process", () => {
    expect(many.rareQueries.cold.requests).toBeLessThan(few.rareQueries.cold.requests * 1.1);
  });

  it.each(["cold", "warm"] as const)("cost a %s query of two words less than a third more requests", (state) => {
    expect(many.mixedQueries[state].requests).toBeLessThan(few.mixedQueries[state].requests * 1.3);
  });

  it("cost a warm query of two words less than twice the bytes, though a common word has ten times the postings", () => {
    expect(many.mixedQueries.warm.bytes).toBeLessThan(few.mixedQueries.warm.bytes * 2);
  });

  it("cost no more bytes and requests for one upload", () => {
    expect(many.upload.bytesWritten).toBeLessThan(few.upload.bytesWritten * 1.2);
    expect(many.upload.writes).toBeLessThan(few.upload.writes * 1.2);
    expect(many.upload.reads).toBeLessThan(few.upload.reads * 1.2);
  });
});

describe("a cold query", () => {
  it("reads less than 600 KB of 20,000 articles, and so it would of 100,000", () => {
    const [fewBytes, manyBytes] = [few.mixedQueries.cold.bytes, many.mixedQueries.cold.bytes];
    expect(manyBytes).toBeLessThan(MAX_COLD_BYTES);
    // What grows, grows as the articles do at the most: lengths, the index of stored blocks, the table of contents.
    const bytesPerArticle = (manyBytes - fewBytes) / (MANY_ARTICLES - FEW_ARTICLES);
    expect(manyBytes + bytesPerArticle * (100_000 - MANY_ARTICLES)).toBeLessThan(MAX_COLD_BYTES);
  });
});

it("takes an index of some three quarters of these short texts, and less of it the more they are", () => {
  // Articles of 280 words have 51 %: cards of short texts are 8 % of them. Few articles keep all phrases, which are
  // .02, and smaller blocks are .01.
  // The words are made up, so all of them are kept by their sound too, which is .08 and .03. Of real news that is .02.
  expect(few.indexShareOfText).toBeLessThan(0.85);
  expect(many.indexShareOfText).toBeLessThan(0.7);
});

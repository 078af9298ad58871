/**
 * What a query and an upload cost does not grow as the archive does: counters at 2,000 and at 8,000 articles.
 */
import { beforeAll, describe, expect, it } from "vitest";
import { GrowingIndex } from "./growing-index.ts";
import { measureIndex } from "./index-size.ts";
import type { UploadCostFigures } from "./measurement.ts";
import { NewsCorpus } from "./news-corpus.ts";
import { countQueryCost, type QueryCounters } from "./query-cost.ts";
import { measureUploadCost } from "./upload-cost.ts";

const QUERIES = 60;
const UPLOADS = 20;

/** Half of the bench's, so that it is soon built. */
const WORDS_PER_ARTICLE = 140;
const BUILD_TIMEOUT_MS = 240_000;

interface Costs {
  readonly mixedQueries: QueryCounters;
  readonly rareQueries: QueryCounters;
  readonly upload: UploadCostFigures;
  readonly indexShareOfText: number;
}

let few: Costs;
let many: Costs;

beforeAll(async () => {
  const index = new GrowingIndex(new NewsCorpus(1, WORDS_PER_ARTICLE));
  await index.growTo(2_000);
  few = await costsOf(index);
  await index.growTo(8_000);
  many = await costsOf(index);
}, BUILD_TIMEOUT_MS);

async function costsOf(index: GrowingIndex): Promise<Costs> {
  const { store, corpus, textBytes } = index;
  const warmUp = corpus.queries(10);
  return {
    indexShareOfText: (await measureIndex(store)).indexBytes / textBytes,
    mixedQueries: await countQueryCost(store, corpus.queries(QUERIES), warmUp),
    rareQueries: await countQueryCost(store, corpus.rareQueries(QUERIES), warmUp),
    upload: await measureUploadCost(await index.copy(), new NewsCorpus(7, WORDS_PER_ARTICLE).take(UPLOADS)),
  };
}

describe("four times as many articles", () => {
  it.each(["cold", "warm"] as const)("cost less than twice the requests and bytes of a %s query", (state) => {
    expect(many.mixedQueries[state].requests).toBeLessThan(few.mixedQueries[state].requests * 2);
    expect(many.mixedQueries[state].bytes).toBeLessThan(few.mixedQueries[state].bytes * 2);
  });

  it.each(["cold", "warm"] as const)(
    "cost less than twice the requests and bytes of a %s query of a rare word",
    (state) => {
      expect(many.rareQueries[state].requests).toBeLessThan(few.rareQueries[state].requests * 2);
      expect(many.rareQueries[state].bytes).toBeLessThan(few.rareQueries[state].bytes * 2);
    },
  );

  it("cost no more bytes and requests for one upload", () => {
    expect(many.upload.bytesWritten).toBeLessThan(few.upload.bytesWritten * 1.2);
    expect(many.upload.writes).toBeLessThan(few.upload.writes * 1.2);
    expect(many.upload.reads).toBeLessThan(few.upload.reads * 1.2);
  });
});

it("takes an index of less than half the text", () => {
  expect(few.indexShareOfText).toBeLessThan(0.5);
  expect(many.indexShareOfText).toBeLessThan(0.5);
});

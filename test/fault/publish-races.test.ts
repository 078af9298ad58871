/**
 * Publishers that run at the same time, are killed and meet a store that loses answers, while the private index
 * changes: at each moment every segment that the published manifest names is there, whole.
 */
import { expect, it } from "vitest";
import { isSearchIndexError } from "../../src/errors.ts";
import { publishedKeyLayout } from "../../src/index/shared.ts";
import { ArticleSearch } from "../../src/search/search.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import type { ObjectStore } from "../../src/store/store.ts";
import { seededRandom32 } from "../support/deterministic.ts";
import { FailingObjectStore, type Fault, KilledError, seededFaults } from "../support/failing-object-store.ts";
import { makeContext, type TestContext } from "../support/index-context.ts";
import { manifestKey, segmentKey } from "../support/inside/index-own.ts";
import { interceptStore } from "../support/intercepting-object-store.ts";
import { HOUR_MS, publishedManifest, publishTo, searchPublished } from "../support/published-index.ts";
import { commitArticles, mergeAll, removeArticles } from "../support/stored-articles.ts";

const FAULTS: readonly Fault[] = [
  { when: "before", error: "http-503" },
  { when: "after", error: "timeout" },
  { when: "late", error: "timeout" },
  { when: "killed before" },
  { when: "killed after" },
];

const WORDS = ["утро", "день", "вечер", "ночь", "снег", "дождь"];

async function requireWhole(store: ObjectStore): Promise<void> {
  if ((await store.head(manifestKey(publishedKeyLayout)).catch(() => null)) === null) return;
  for (const { id, sizeBytes } of (await publishedManifest(store)).segments) {
    expect((await store.head(segmentKey(publishedKeyLayout, id))).sizeBytes).toBe(sizeBytes);
  }
}

const keysFound = async (search: ArticleSearch) =>
  (await search.search({ text: "паром", match: "all", offset: 0, limit: 20 })).hits.map(({ key }) => key).sort();

async function race(seed: number): Promise<void> {
  const random32 = seededRandom32(seed);
  const below = (bound: number): number => random32() % bound;
  const source = makeContext();
  const store = new MemoryObjectStore(source);
  await commitArticles(source, { "articles/0.txt": { title: "Паром", text: "Паром, первый." } });

  const checked = interceptStore(store, {
    before: async () => {
      for (let turns = below(4); turns > 0; turns -= 1) await new Promise((resolve) => setImmediate(resolve));
    },
    after: async (method, key) => {
      if (method === "delete" || key === "manifest.json") await requireWhole(store);
    },
  });
  const publisher = async (number: number): Promise<FailingObjectStore> => {
    const failing = new FailingObjectStore(checked, seededFaults(seed + number, 0.06, FAULTS));
    const context: TestContext = makeContext(source, source.store, seed + number);
    try {
      await publishTo(failing, context, { graceMs: below(2) * HOUR_MS });
    } catch (error) {
      if (!(error instanceof KilledError) && !isSearchIndexError(error)) throw error;
    }
    return failing;
  };

  for (let round = 0; round < 6; round += 1) {
    const running = Array.from({ length: 1 + below(3) }, (_, i) => publisher(10 * round + i));
    const key = `articles/${below(5)}.txt`;
    if (below(4) === 0) await removeArticles(source, [key]);
    else await commitArticles(source, { [key]: { title: "Паром", text: `Паром, ${WORDS[below(WORDS.length)]}.` } });
    if (below(3) === 0) await mergeAll(source);
    if (below(2) === 0) source.clock.advance(below(3) * HOUR_MS);
    const ended = await Promise.all(running);
    for (const failing of ended) await failing.landLateWrites();
    await requireWhole(store);
  }
  await publishTo(store, source);
  await requireWhole(store);
  expect(await keysFound(searchPublished(store, source))).toEqual(
    await keysFound(new ArticleSearch(source, { revalidateMs: 0 })),
  );
}

it("names nothing that is not there, whoever publishes at the same time and is cut, and ends as the private index is", async () => {
  for (let seed = 1; seed <= 60; seed += 1) {
    await race(seed).catch((error: unknown) => {
      throw new Error(`Seed ${seed}: ${String(error)}`, { cause: error });
    });
  }
});

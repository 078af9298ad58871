import { beforeAll, expect, it } from "vitest";
import { SegmentReader } from "../../../../src/index/read.ts";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { makeSuggestions } from "../../../../src/search/listings.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import type { ObjectStore } from "../../../../src/store/store.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { makeContext, type TestContext } from "../../../support/index-context.ts";
import { allTerms } from "../../../support/inside/index-lexicon.ts";
import { segmentKey, suggestionsKey } from "../../../support/inside/index-own.ts";
import { publishedManifest, publishTo, searchPublished } from "../../../support/published-index.ts";
import { commitArticles } from "../../../support/stored-articles.ts";

const SUBJECTS = ["Паром", "Мост", "Мэр Москвы", "МЧС", "Иван Петров", "Ёлка", "IKEA"];
const VERBS = ["открыли", "откроется", "перенесли"];
const PLACES = ["у моста", "через Оку", "под Москвой", "на ВДНХ"];

let source: TestContext;
let ready: MemoryObjectStore;
let workedOut: MemoryObjectStore;

const commit = async (from: number, to: number) => {
  const random32 = seededRandom32(from + 1);
  const pick = (list: readonly string[]) => list[random32() % list.length] ?? "";
  for (let i = from; i < to; i += 20) {
    const articles = Array.from({ length: 20 }, (_, j): [string, { title: string; text: string }] => [
      `articles/${i + j}.txt`,
      {
        title: `${pick(SUBJECTS)} ${pick(VERBS)} ${pick(PLACES)}`,
        text: `${pick(PLACES)} ${pick(SUBJECTS)} ${pick(VERBS)}, сообщил ${pick(SUBJECTS)} ${pick(PLACES)}.`,
      },
    ]);
    await commitArticles(source, Object.fromEntries(articles));
  }
};

beforeAll(async () => {
  source = makeContext();
  await commit(0, 60);
  [ready, workedOut] = [new MemoryObjectStore(source), new MemoryObjectStore(source)];
  await publishTo(ready, source, { makeSuggestions });
  await publishTo(workedOut, source);
});

/** Every beginning of one to four letters of the forms of a published index. */
async function beginningsOf(store: ObjectStore): Promise<string[]> {
  const found = new Set<string>();
  for (const segment of (await publishedManifest(store)).segments) {
    const reader = await SegmentReader.open(store, segmentKey(publishedKeyLayout, segment.id), segment);
    for (const { term } of (await reader.formBlocks()).flatMap(allTerms)) {
      for (let length = 1; length <= 4; length += 1) found.add(term.slice(0, length));
    }
  }
  return [...found].sort();
}

it("what was made as the index was published is what would be worked out, of each beginning in small letters and capitals", async () => {
  const [search, oracle] = [searchPublished(ready, source), searchPublished(workedOut, source)];
  let suggested = 0;
  for (const beginning of await beginningsOf(ready)) {
    const capitalised = beginning.charAt(0).toUpperCase() + beginning.slice(1);
    for (const text of new Set([beginning, capitalised, beginning.toUpperCase(), beginning.replace("е", "ё")])) {
      for (const passages of ["best", "none"] as const) {
        const { suggestions } = await search.suggest({ text, limit: 5, passages });
        expect([text, suggestions]).toEqual([text, (await oracle.suggest({ text, limit: 5, passages })).suggestions]);
        suggested += suggestions.length;
      }
    }
  }
  expect(suggested).toBeGreaterThan(200);
});

it("a visitor reads one block of them for the letters of a word, and nothing of the segments", async () => {
  const keys: string[] = [];
  const watched = new Proxy(ready, {
    get: (of, name) =>
      name === "getRange"
        ? (...[key, start, end]: Parameters<ObjectStore["getRange"]>) => {
            keys.push(key);
            return of.getRange(key, start, end);
          }
        : Reflect.get(of, name).bind(of),
  });
  const search = searchPublished(watched, source);
  await search.status();
  keys.length = 0;
  for (const text of ["м", "мо", "мос"]) {
    expect((await search.suggest({ text, limit: 5 })).suggestions.length).toBeGreaterThan(0);
  }
  const { suggestions } = (await publishedManifest(ready)).publication ?? {};
  expect(keys).toEqual([suggestionsKey(publishedKeyLayout, suggestions!.id)]);
  expect(Math.max(...suggestions!.blocks.map(([, sizeBytes]) => sizeBytes))).toBeLessThan(20_000);
});

it("they are worked out in another number than the search box asks for, and where their object is gone", async () => {
  const store = new MemoryObjectStore(source);
  await publishTo(store, source, { makeSuggestions });
  const { suggestions } = (await publishedManifest(store)).publication ?? {};
  await store.delete(suggestionsKey(publishedKeyLayout, suggestions!.id));
  for (const limit of [5, 3, 10]) {
    const asked = { text: "мос", limit };
    expect(await searchPublished(store, source).suggest(asked)).toEqual(
      await searchPublished(workedOut, source).suggest(asked),
    );
  }
});

it("an index that changed has others, and the former are deleted; one that did not keeps its own", async () => {
  const store = new MemoryObjectStore(source);
  await publishTo(store, source, { makeSuggestions });
  const former = (await publishedManifest(store)).publication?.suggestions;
  expect(await publishTo(store, source, { makeSuggestions })).toMatchObject({ isChanged: false, writtenObjects: 0 });
  await commit(60, 80);
  await publishTo(store, source, { makeSuggestions });
  const present = (await publishedManifest(store)).publication?.suggestions;
  expect(present?.id).not.toBe(former?.id);
  await expect(store.head(suggestionsKey(publishedKeyLayout, former!.id))).rejects.toMatchObject({ kind: "not-found" });
  await expect(store.head(suggestionsKey(publishedKeyLayout, present!.id))).resolves.toBeDefined();
  await publishTo(store, source, { makeSuggestions, writer: "another" });
  expect((await publishedManifest(store)).publication?.suggestions?.id).not.toBe(present?.id);
});

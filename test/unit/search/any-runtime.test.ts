/**
 * An index is read wherever JavaScript runs: what createSearch reaches asks for nothing that Node alone has.
 */
import { readFileSync } from "node:fs";
import type { Plugin } from "esbuild";
import { describe, expect, it } from "vitest";
import { crc32, crc32WithoutNode, sha256, sha256WithoutNode } from "../../../src/content-hash.ts";
import { publishedKeyLayout } from "../../../src/index/shared.ts";
import { inOtherLayout, type openRussianDictionary } from "../../../src/russian/words.ts";
import { createSearch, type FoundArticle } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import type { FetchObjectStore } from "../../../src/store/web.ts";
import { errorOf } from "../../support/error-of.ts";
import { startFileHost } from "../../support/file-host.ts";
import { makeContext } from "../../support/index-context.ts";
import { headBytesOf } from "../../support/inside/russian-dictionary.ts";
import { publishTo } from "../../support/published-index.ts";
import { commitArticles } from "../../support/stored-articles.ts";
import { bundleForWeb, dictionaryBytes, runInWeb } from "../../support/web-globals.ts";

interface Reader {
  readonly createSearch: typeof createSearch;
  readonly openRussianDictionary: typeof openRussianDictionary;
  readonly FetchObjectStore: typeof FetchObjectStore;
}

/** A dictionary that has a word only where that very word was to be read, though its block is there for another. */
const STRICT: Plugin = {
  name: "strict-dictionary",
  setup: ({ onLoad }) => {
    onLoad({ filter: /russian\/dictionary\/dictionary\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      const contents = source
        .replace(
          / #partWith\(word: string\): DictionaryPart \{/,
          "$& if (this.#readBytes !== null) requireNamed(word);",
        )
        .replace(
          / async read\(words: Iterable<string>\): Promise<void> \{/,
          "$& words = [...words]; for (const word of words) named.add(word);",
        )
        .concat(`
          const named = new Set<string>();
          function requireNamed(word: string) {
            if (!named.has(word)) throw new Error("No book has the word " + word);
          }`);
      expect(contents.match(/requireNamed|named\.add/g)).toHaveLength(3);
      return { contents, loader: "ts" };
    });
  },
};

const READER = `
  export { createSearch } from "./src/search/search.ts";
  export { openRussianDictionary } from "./src/russian/words.ts";
  export { FetchObjectStore } from "./src/store/web.ts";
`;

const TITLES = [
  "Мост через Волгу открыли в Саратове",
  "В Саратове закрыли старый мост",
  "Ёлку привезли на площадь",
  "25-летний пловец и COVID-19",
];
const asking = (text: string) => ({ text, match: "all" as const, offset: 0, limit: 10 });
const QUERIES = ["мост", "мосты саратова", '"старый мост"', "елка", "волг", "мотс", "!мост", "саратов -старый"];

describe("the reader bundled for browsers", async () => {
  const bundle = await bundleForWeb(READER);
  const context = makeContext();
  const articles = TITLES.map((title, i): [string, object] => [
    `articles/${i}.txt`,
    { id: `a${i}`, title, text: `${title}. Сообщает пресс-служба. `.repeat(i + 2), publishedAt: "2026-05-12" },
  ]);
  await commitArticles(context, Object.fromEntries(articles) as Parameters<typeof commitArticles>[1]);

  const load = () => runInWeb<Reader>(bundle);

  it("gives the same ids and scores as under Node, with nothing but what the web has", async () => {
    const reader = load();
    reader.openRussianDictionary(dictionaryBytes());
    const { store, clock, ids } = context;
    const [here, there] = [createSearch({ store, clock, ids }), reader.createSearch({ store, clock, ids })];
    for (const query of QUERIES) {
      const [expected, found] = [await here.search(asking(query)), await there.search(asking(query))];
      expect(found.hits.map(({ id, score }) => [id, score])).toEqual(expected.hits.map(({ id, score }) => [id, score]));
      expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    }
    expect((await here.search(asking("мосты"))).hits).toHaveLength(2);
  });

  it("reads an index from the host that it is published on", async () => {
    const { FetchObjectStore, createSearch: createSearchThere, openRussianDictionary: openThere } = load();
    openThere(dictionaryBytes());
    const { store, layout, clock, ids } = context;
    const host = await startFileHost(store);
    try {
      const published = new FetchObjectStore({ address: new URL(layout.indexPrefix, host.address).href });
      const there = createSearchThere({ store: published, clock, ids });
      const here = createSearch({ store, clock, ids });
      for (const query of QUERIES) {
        expect(JSON.stringify(await there.search(asking(query)))).toBe(
          JSON.stringify(await here.search(asking(query))),
        );
      }
    } finally {
      await host.close();
    }
  });

  it("answers the same by a dictionary of which it reads the blocks of some words alone", async () => {
    const [whole, inBlocks] = [load(), load()];
    const bytes = dictionaryBytes();
    const read = new Set<number>();
    whole.openRussianDictionary(bytes);
    inBlocks.openRussianDictionary(bytes.subarray(0, headBytesOf(bytes)), async (start, end) => {
      expect(read).not.toContain(start);
      read.add(start);
      return bytes.subarray(start, end);
    });
    const { store, clock, ids } = context;
    const [all, some] = [whole.createSearch({ store, clock, ids }), inBlocks.createSearch({ store, clock, ids })];
    for (const text of [...QUERIES, "открытие моста", "сара", "мост через", "мос", "volga"]) {
      expect(await some.search(asking(text))).toEqual(await all.search(asking(text)));
      const typed = { text, limit: 5 };
      expect(await some.suggest(typed)).toEqual(await all.suggest(typed));
    }
    expect(read.size).toBeGreaterThan(3);
    expect(read.size).toBeLessThan(40);
  });

  it.each([
    ["a word, and none that its article has beside a number or in Latin letters", "пловец", 1, 1],
    ["words that lead to others («умереть», «ДТП, столкновение»), and these together", "погибли аварии", 2, 6],
    ["no name that is longer than any form of what is typed", "го", 2, 2],
    ["no name that a preposition begins as («поляк», «пожар»)", "пловец по реке", 1, 3],
  ])("asks for the blocks of %s", async (_what, text, mostRounds, mostBlocks) => {
    const reader = load();
    const bytes = dictionaryBytes();
    const commonPart = headBytesOf(bytes);
    let [rounds, blocks, underWay] = [0, 0, 0];
    reader.openRussianDictionary(bytes.subarray(0, commonPart), async (start, end) => {
      if (start !== commonPart) blocks += 1;
      if (underWay === 0) rounds += 1;
      underWay += 1;
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return bytes.subarray(start, end);
    });
    const { store, clock, ids } = context;
    await reader.createSearch({ store, clock, ids }).search({ ...asking(text), match: "any", correct: "off" });
    expect(rounds).toBeLessThanOrEqual(mostRounds);
    expect(blocks).toBeLessThanOrEqual(mostBlocks);
  });

  it("fails a search whose block of the dictionary cannot be read, and answers once it can", async () => {
    const reader = load();
    const bytes = dictionaryBytes();
    let isAway = true;
    reader.openRussianDictionary(bytes.subarray(0, headBytesOf(bytes)), async (start, end) => {
      if (isAway) throw new Error("The dictionary is away.");
      return bytes.subarray(start, end);
    });
    const { store, clock, ids } = context;
    const search = reader.createSearch({ store, clock, ids });
    await expect(search.search(asking("мост"))).rejects.toThrow("The dictionary is away.");
    isAway = false;
    expect((await search.search(asking("мост"))).hits).toHaveLength(2);
  });

  it("opens the dictionary that lies beside a published index by itself, and tells one that is damaged", async () => {
    const { clock, ids } = context;
    const published = new MemoryObjectStore({ clock });
    await publishTo(published, context, { dictionary: dictionaryBytes() });
    const layout = publishedKeyLayout;
    const expected = await createSearch({ store: published, layout, clock, ids }).search(asking("мосты"));
    const search = load().createSearch({ store: published, layout, clock, ids });
    expect((await search.search(asking("мосты"))).hits.map(({ id, score }) => [id, score])).toEqual(
      expected.hits.map(({ id, score }) => [id, score]),
    );
    const damaged = new MemoryObjectStore({ clock });
    const dictionary = dictionaryBytes();
    dictionary.fill(0, headBytesOf(dictionary));
    await publishTo(damaged, context, { dictionary });
    const failing = load().createSearch({ store: damaged, layout, clock, ids });
    await expect(failing.search(asking("мосты"))).rejects.toMatchObject({ code: "corrupt-segment" });
  });

  it("says that the dictionary is to be opened where it was not", async () => {
    const { store, clock, ids } = context;
    const error = await errorOf(() => load().createSearch({ store, clock, ids }).search(asking("мост"))).catch(String);
    expect(String(error)).toMatch(/openRussianDictionary/);
  });
});

const READERS_QUERIES = ["tuning", "fresh"].flatMap((name) =>
  readFileSync(new URL(`../../fixtures/readers-queries/${name}.jsonl`, import.meta.url), "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => (JSON.parse(line) as { query: string }).query),
);
const SOURCES = ["РИА Новости", "Lenta.ru", "ТАСС", "RIA Novosti", null];

type Search = ReturnType<typeof createSearch>;
type Asking = (search: Search, text: string) => Promise<unknown>;

const searching =
  (options: object, textOf = (text: string) => text): Asking =>
  (search, text) =>
    search.search({ ...asking(textOf(text)), match: "auto", ...options });
const suggesting =
  (textOf: (text: string) => string): Asking =>
  (search, text) =>
    search.suggest({ text: textOf(text), limit: 10 });
const ofArticle =
  (ask: (search: Search, article: FoundArticle, text: string) => Promise<unknown>): Asking =>
  async (search, text) => {
    const [article] = await search.findById("a7");
    return article && ask(search, article, text);
  };
const lastWord = (text: string): string => text.split(" ").at(-1) ?? "";

describe("a dictionary of which nothing is read yet", async () => {
  const bundle = await bundleForWeb(READER, [STRICT]);
  const load = () => runInWeb<Reader>(bundle);
  const bytes = dictionaryBytes();
  const context = makeContext();
  const articles = READERS_QUERIES.slice(0, 90).map((title, i, all): [string, object] => {
    const words = [...all.slice(i, i + 12), "25-летний О'Нил из Нью-Йорка", "Теле2, МиГ-29 и COVID-19"];
    const text = words.join(i % 2 === 0 ? ". " : ".\n").repeat(i % 9 === 0 ? 12 : 1);
    const same = i % 10 === 1 ? { url: "https://news.example/same" } : {};
    return [
      `articles/${i}.json`,
      {
        id: `a${i}`,
        title: i % 8 === 0 ? null : title,
        text,
        source: SOURCES[i % 5],
        ...same,
        publishedAt: "2026-05-12",
      },
    ];
  });
  await commitArticles(context, Object.fromEntries(articles) as Parameters<typeof commitArticles>[1]);
  const { store, clock, ids } = context;
  const whole = load();
  whole.openRussianDictionary(bytes);
  const expected = whole.createSearch({ store, clock, ids });

  const kinds: [string, Asking][] = [
    ["a query", searching({})],
    ["a query whose last word is whole", searching({}, (text) => `${text} `)],
    ["a collapsed page with facets", searching({ collapse: true, facets: ["source"] })],
    ["cards", searching({ passages: "none" })],
    ["all words", searching({ match: "all" })],
    ["a phrase", searching({}, (text) => `"${text}"`)],
    ["the form of a word", searching({}, (text) => `!${lastWord(text)} title:${text}`)],
    ["a source", searching({}, (text) => `source:риа ${lastWord(text)}`)],
    ["a source in Latin letters", searching({}, (text) => `source:lenta | source:novosti ${text}`)],
    ["a word that is begun", searching({}, (text) => text.slice(0, -2))],
    ["a slip", searching({}, (text) => `${text.slice(0, -3)}${text.at(-2)}${text.at(-3)}${text.at(-1)} `)],
    ["words that are written together", searching({}, (text) => `${text.replaceAll(" ", "")} `)],
    [
      "the wrong keyboard layout",
      searching({}, (text) => (inOtherLayout(text) ?? text).split(" ").slice(0, 2).join(" ")),
    ],
    ["suggestions of a beginning", suggesting((text) => text.slice(0, 4))],
    ["suggestions of two letters", suggesting((text) => lastWord(text).slice(0, 2))],
    ["suggestions of a letter", suggesting((text) => `${text.split(" ")[0]} ${lastWord(text).slice(0, 1)}`)],
    ["suggestions of a phrase", suggesting((text) => text.slice(0, -1))],
    ["suggestions in Latin letters", suggesting((text) => inOtherLayout(text.slice(0, 6)) ?? text)],
    ["marks", ofArticle((search, article, text) => search.mark(article, text))],
    ["similar articles", ofArticle((search, article) => search.findSimilar(article, { limit: 5, collapse: true }))],
  ];

  it.each(kinds)("meets no word that was not read: %s", async (what, ask) => {
    const first = kinds.findIndex(([kind]) => kind === what);
    for (const text of READERS_QUERIES.filter((_, i) => i % 100 === 5 * first)) {
      const inBlocks = load();
      const readBytes = async (start: number, end: number) => bytes.subarray(start, end);
      inBlocks.openRussianDictionary(bytes.subarray(0, headBytesOf(bytes)), readBytes);
      const found = await ask(inBlocks.createSearch({ store, clock, ids }), text);
      expect(JSON.stringify(found)).toBe(JSON.stringify(await ask(expected, text)));
    }
  });
});

describe("without Node", () => {
  const texts = ["abc", "статья", "я".repeat(55), "a".repeat(63), "a".repeat(64), "a".repeat(1_000)];

  it.each(texts)("SHA-256 and CRC-32 of %j are those of Node", (text) => {
    const bytes = new TextEncoder().encode(text);
    expect([...sha256WithoutNode(text)]).toEqual([...sha256(text)]);
    expect([...sha256WithoutNode(bytes)]).toEqual([...sha256(bytes)]);
    expect(crc32WithoutNode(bytes, 7)).toBe(crc32(bytes, 7));
  });
});

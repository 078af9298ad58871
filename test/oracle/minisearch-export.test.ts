/**
 * The exported JSON, opened by MiniSearch itself, against our own search over the same index.
 */
import fc from "fast-check";
import type { SearchOptions } from "minisearch";
import MiniSearch from "minisearch";
import { describe, expect, it } from "vitest";
import { exportMiniSearch, openSearcher } from "../../src/index/read.ts";
import {
  defaultKeyLayout,
  type IndexOptions,
  ManifestStore,
  resolveIndexOptions,
  type SourceDocument,
} from "../../src/index/shared.ts";
import { IndexWriter } from "../../src/ingest/ingest.ts";
import { articleIndexOptions } from "../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { ManualClock, seededIds } from "../support/deterministic.ts";
import { compact, type MergePolicy } from "../support/inside/index-compaction.ts";
import { expectSameResults } from "../support/minisearch-oracle.ts";

interface Batch {
  readonly [sourceKey: string]: readonly SourceDocument[] | null;
}

const mergeEverything: MergePolicy = {
  choose: (segments) => (segments.length > 1 ? { inputs: segments, reason: "size" } : null),
};

/** Builds an index. Behind each batch of `mergeAfter`, all segments are merged into one. */
async function indexOf(batches: readonly Batch[], options: IndexOptions, mergeAfter: readonly number[] = []) {
  const store = new MemoryObjectStore();
  const context = { store, layout: defaultKeyLayout, clock: new ManualClock(), ids: seededIds() };
  const writer = new IndexWriter({ ...context, options });
  for (const [version, batch] of batches.entries()) {
    await writer.apply(
      Object.entries(batch).map(([sourceKey, articles]) =>
        articles === null ? { sourceKey, deleted: true } : { sourceKey, version: String(version), articles },
      ),
    );
    const snapshot = mergeAfter.includes(version) ? await new ManifestStore(context).load() : null;
    if (snapshot !== null) await compact(context, resolveIndexOptions(options), snapshot, mergeEverything);
  }
  return openSearcher({ store, options });
}

async function exportJson(searcher: Awaited<ReturnType<typeof indexOf>>, maxCharacters?: number) {
  const pieces: string[] = [];
  const report = await searcher.snapshots.use((index) =>
    exportMiniSearch({
      index,
      write: async (piece) => void pieces.push(piece),
      ...(maxCharacters === undefined ? {} : { maxCharacters }),
    }),
  );
  return { json: pieces.join(""), pieces, report };
}

/** Lists the documents that a history leaves. */
function liveDocuments(batches: readonly Batch[]): SourceDocument[] {
  const last = new Map<string, readonly SourceDocument[]>();
  for (const batch of batches) for (const [key, documents] of Object.entries(batch)) last.set(key, documents ?? []);
  return [...last.values()].flat();
}

const news = (id: string, title: string, text: string) => ({ id, title, lead: "", text, source: "Вестник" });
const newsBatches: Batch[] = [
  {
    "articles/a": [news("a", "Лавров встретил гостей", "Министр показал гостям музей на набережной.")],
    "articles/b": [news("b", "Ледокол вышел в море", "Ледокол вышел из порта Мурманск 9 октября 2016 года.")],
    "articles/c": [news("c", "Старое", "Этого текста больше нет.")],
  },
  {
    "articles/b": [news("b", "Ледокол вернулся", "Ледокол вернулся в порт. «Ёлки» у моря: __proto__, constructor 😀.")],
    "articles/c": null,
    "articles/d": [news("d", "Музей", "В музее Нью-Йорка открыли выставку."), news("e", "Порт", "Порт закрыт.")],
  },
];
const queries: readonly [string, SearchOptions][] = [
  ["лавров", {}],
  ["гости музея", { combineWith: "AND" }],
  ["ледоколы порта", { fields: ["title"] }],
  ["мур", { prefix: true }],
  ["ледакол", { fuzzy: 0.3 }],
  ["елка море constructor __proto__", { boost: { title: 3 } }],
  ["текста больше нет старое", {}],
  ["нью-йорк", {}],
];

describe("the export for MiniSearch", () => {
  it.each([
    ["after replacements and deletions", []],
    ["after a merge, and what died since", [0]],
    ["after a merge of everything", [0, 1]],
  ])("answers as our search does, %s", async (_, mergeAfter) => {
    const searcher = await indexOf(newsBatches, articleIndexOptions, mergeAfter);
    const { json, report } = await exportJson(searcher);
    expect(report).toMatchObject({ documents: 4, characters: json.length });
    const opened = MiniSearch.loadJSON(json, articleIndexOptions);
    expect(opened.documentCount).toBe(4);
    expect(opened.termCount).toBe(report.terms);
    for (const [query, options] of queries) {
      const expected = opened.search(query, options);
      expectSameResults(await searcher.search(query, options), expected);
    }
    expect(opened.search("ледоколы").map(({ id, title }) => [id, title])).toEqual([["b", "Ледокол вернулся"]]);
    expect(opened.search(MiniSearch.wildcard)).toHaveLength(4);
  });

  it("holds no term and no text of a dead document", async () => {
    const { json } = await exportJson(await indexOf(newsBatches, articleIndexOptions));
    expect(json).not.toContain("Этого текста");
    expect(json).not.toContain('["мурманск"');
  });

  it("opens as an index that can be written on", async () => {
    const { json } = await exportJson(await indexOf(newsBatches, articleIndexOptions));
    const opened = MiniSearch.loadJSON(json, articleIndexOptions);
    opened.add(news("f", "Верфь", "На верфи заложили паром."));
    opened.remove(news("e", "Порт", "Порт закрыт."));
    expect(opened.search("верфь паром").map(({ id }) => id)).toEqual(["f"]);
    expect(opened.search("закрыт")).toEqual([]);
  });

  it("is as MiniSearch's own JSON, for an index that was emptied too", async () => {
    const { json } = await exportJson(
      await indexOf([{ a: [news("a", "Да", "Да")] }, { a: null }], articleIndexOptions),
    );
    expect(JSON.parse(json)).toEqual(JSON.parse(JSON.stringify(new MiniSearch(articleIndexOptions))));
  });

  it("comes in pieces, however many documents there are", async () => {
    const many = Array.from({ length: 300 }, (_, i) =>
      news(`n${i}`, `Мост ${i}`, `Мост номер ${i} открыт. `.repeat(40)),
    );
    const { json, pieces } = await exportJson(await indexOf([{ many }], articleIndexOptions));
    expect(pieces.length).toBeGreaterThan(3);
    expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(json.length / 2);
    expect(MiniSearch.loadJSON(json, articleIndexOptions).search("мост")).toHaveLength(300);
  });

  it("is refused with both numbers where MiniSearch could not open it", async () => {
    const searcher = await indexOf(newsBatches, articleIndexOptions);
    const { report } = await exportJson(searcher);
    await expect(exportJson(searcher, report.characters)).resolves.toBeDefined();
    await expect(exportJson(searcher, report.characters - 1)).rejects.toMatchObject({
      code: "object-too-large",
      message: expect.stringMatching(/^The JSON of these 4 documents has more than \d+ characters/),
    });
  });

  it("is refused where two uploads claim one id, and names them", async () => {
    const searcher = await indexOf(
      [{ x: [news("a", "Раз", "Раз")], y: [news("a", "Два", "Два")] }],
      articleIndexOptions,
    );
    await expect(exportJson(searcher)).rejects.toMatchObject({
      code: "ambiguous-id",
      message: expect.stringMatching(/^x and y both hold an article with the id "a"/),
    });
  });

  it("keeps the type of ids, and answers the same after any history with merges", async () => {
    const options: IndexOptions = { fields: ["title", "body"], storeFields: ["tag"] };
    const words = fc.array(fc.constantFrom("мир", "мира", "кит", "китай", "том", "__proto__"), { maxLength: 8 });
    const text = words.map((list) => list.join(" "));
    const content = fc.record({ title: text, body: text, tag: fc.constantFrom("x", "y") });
    const keys = ["a", "b", "c", "d", "e"];
    // Ids that cannot meet: a number or a text made of the key.
    const idOf = (key: string, i: number) => (i % 2 === 0 ? keys.indexOf(key) * 10 + i : `${key}${i}`);
    const batch = fc.dictionary(fc.constantFrom(...keys), fc.option(fc.array(content, { maxLength: 3 })), {
      maxKeys: 3,
    });
    const merges = fc.subarray([0, 1, 2, 3, 4, 5]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(batch, { minLength: 1, maxLength: 6 }),
        merges,
        text,
        async (batches, mergeAfter, query) => {
          const history = batches.map((changes) =>
            Object.fromEntries(
              Object.entries(changes).map(([key, list]) => [
                key,
                list === null ? null : list.map((item, i) => ({ ...item, id: idOf(key, i) })),
              ]),
            ),
          );
          const searcher = await indexOf(history, options, mergeAfter);
          // A history without a change makes no index.
          if (history.every((changes) => Object.keys(changes).length === 0)) return;
          const opened = MiniSearch.loadJSON((await exportJson(searcher)).json, options);
          const fresh = new MiniSearch<SourceDocument>(options);
          fresh.addAll(liveDocuments(history));
          expect([opened.documentCount, opened.termCount]).toEqual([fresh.documentCount, fresh.termCount]);
          expectSameResults(opened.search(query), fresh.search(query));
          for (const prefix of [true, false]) {
            expectSameResults(await searcher.search(query, { prefix }), opened.search(query, { prefix }));
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});

/**
 * Uploads are read, indexed and searched wherever JavaScript runs: the doors to articles and the library's writer ask
 * for nothing that Node alone has, and give the same there.
 */
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import * as articles from "../../../src/articles/articles.ts";
import * as exports from "../../../src/articles/exports.ts";
import * as feeds from "../../../src/articles/feeds.ts";
import type { Article } from "../../../src/articles/news.ts";
import { IndexWriter } from "../../../src/ingest/ingest.ts";
import { openRussianDictionary } from "../../../src/russian/words.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { createSearch } from "../../../src/search/search.ts";
import { MemoryObjectStore } from "../../../src/store/local.ts";
import { md5Hex, md5HexWithoutNode } from "../../support/inside/store-object-store.ts";
import { encodeText } from "../../support/single-byte-encoder.ts";
import { bundleForWeb, dictionaryBytes, runInWeb } from "../../support/web-globals.ts";

const here = {
  articles,
  exports,
  feeds,
  IndexWriter,
  MemoryObjectStore,
  articleIndexOptions,
  createSearch,
  openRussianDictionary,
};

const bundle = await bundleForWeb(`
  export * as articles from "./src/articles/articles.ts";
  export * as exports from "./src/articles/exports.ts";
  export * as feeds from "./src/articles/feeds.ts";
  export * as news from "./src/articles/news.ts";
  export { IndexWriter } from "./src/ingest/ingest.ts";
  export { MemoryObjectStore } from "./src/store/local.ts";
  export { articleIndexOptions } from "./src/schema/schema.ts";
  export { createSearch } from "./src/search/search.ts";
  export { openRussianDictionary } from "./src/russian/words.ts";
`);
const there = runInWeb<typeof here>(bundle);
there.openRussianDictionary(dictionaryBytes());

const example = (name: string) => readFileSync(new URL(`../../../examples/${name}`, import.meta.url));
const feed = (name: string) => readFileSync(new URL(`../../fixtures/feeds/${name}`, import.meta.url));
const TEXT = "Мост через Лену открыли\n\nДвижение пустили утром 12 марта 2024 года. Первым проехал рейсовый автобус.\n";

const UPLOADS: Readonly<Record<string, Uint8Array>> = {
  "page.html": example("page.html"),
  "page.txt": example("page.txt"),
  "one.json": example("corrected.json"),
  "archive.jsonl": example("archive.jsonl"),
  "feed.xml": feed("lenta.xml"),
  "rdf-koi8.xml": feed("rdf-koi8.xml"),
  "utf16.xml": feed("utf16be-without-mark.xml"),
  "windows.txt": encodeText(TEXT, "windows-1251"),
  "misread.txt": Buffer.from(Buffer.from(TEXT.repeat(9)).toString("latin1"), "utf8"),
  "packed.html.gz": gzipSync(example("page.html")),
  "members.jsonl.gz": Buffer.concat([gzipSync('{"id":1,"text":"Первый."}\n'), gzipSync('{"id":2,"text":"Второй."}')]),
  "padded.txt.gz": Buffer.concat([gzipSync(TEXT), Buffer.alloc(512)]),
  "cut.txt.gz": gzipSync(TEXT).subarray(0, -9),
  "damaged.txt.gz": gzipSync(TEXT).fill(0xff, 20, 40),
  "no.txt.gz": Uint8Array.of(0, 1, 2, 3),
  "bomb.txt.gz": gzipSync(Buffer.alloc(articles.maxUnpackedBytes + 1)),
  "archive.zip": Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0),
  archive: Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0),
  "empty.txt": new Uint8Array(),
};
const METADATA = { title: "=?utf-8?B?0JzQvtGB0YI=?=", source: "=?koi8-r?Q?=F7=C5=D3=D4=CE=C9=CB?=" };

type World = typeof here;
const read = ({ articles: door }: World, name: string) =>
  door.readArticles(UPLOADS[name] as Uint8Array, { key: `articles/${name}`, lastModified: "2026-11-30T10:00:00Z" });

/** Reads an export as `poisk import` does: lines, which are read as an archive of articles. */
async function readExport(world: World, bytes: Uint8Array) {
  const head = bytes.subarray(0, world.exports.EXPORT_HEAD_BYTES);
  const kind = world.exports.exportKind(head);
  if (kind !== "wordpress" && kind !== "telegram") throw new Error(`No export, but ${kind}`);
  async function* chunks() {
    yield bytes;
  }
  const exported = world.exports.openExport(chunks(), kind, head, { hasPages: false, username: "vestnik" });
  const lines: Uint8Array[] = [];
  for await (const chunk of world.exports.exportLines(exported)) lines.push(chunk);
  const result = await world.articles.readArticles(Buffer.concat(lines), { key: `articles/${kind}.jsonl` });
  return { kind, ...result, leftOut: [...exported.leftOut], refusal: exported.refusal(), fault: exported.fault() };
}

describe("without Node", () => {
  it.each(Object.keys(UPLOADS))("%s is read as under Node, or refused with the same reason", async (name) => {
    const [found, expected] = [await read(there, name), await read(here, name)];
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    expect(found.articles.length + found.rejected.length).toBeGreaterThan(0);
  });

  it("metadata of a text in another charset are read as under Node", async () => {
    const upload = { key: "articles/a.txt", metadata: METADATA };
    const bytes = Buffer.from(TEXT);
    const [article] = (await there.articles.readArticles(bytes, upload)).articles;
    expect([article?.title, article?.source]).toEqual(["Мост", "Вестник"]);
    expect(JSON.stringify(article)).toBe(JSON.stringify((await articles.readArticles(bytes, upload)).articles[0]));
  });

  it.each(["wxr-gutenberg.xml", "wxr-classic.xml", "telegram-public.json", "telegram-private.json"])(
    "the export %s gives the same articles",
    async (name) => {
      const found = await readExport(there, feed(name));
      expect(JSON.stringify(found)).toBe(JSON.stringify(await readExport(here, feed(name))));
      expect(found.articles.length).toBeGreaterThan(0);
    },
  );

  it("an upload that is no bytes is refused by the code of its error", async () => {
    const upload = there.articles.readArticles("text" as never, { key: "articles/a.txt" });
    await expect(upload).rejects.toMatchObject({ name: "SearchIndexError", code: "invalid-options" });
  });

  it("what was read is indexed, and found with the same scores; and gone once it is deleted", async () => {
    const changes: { sourceKey: string; version: string; articles: readonly Article[] }[] = [];
    for (const name of Object.keys(UPLOADS)) {
      const result = await read(here, name);
      if (result.articles.length > 0) changes.push({ sourceKey: name, version: "1", articles: result.articles });
    }
    const [found, expected] = await Promise.all(
      [there, here].map(async (world) => {
        const store = new world.MemoryObjectStore();
        const writer = new world.IndexWriter({ store, options: world.articleIndexOptions });
        for (const change of changes) await writer.apply([change]);
        const search = world.createSearch({ store, revalidateMs: 0 });
        const asked = ["мост", "мосты через лену", '"первым проехал"', "автобсу", "source:вестник мост", "2024"];
        const answers = [];
        for (const text of asked) {
          const { hits, total, corrections } = await search.search({ text, match: "auto", offset: 0, limit: 10 });
          answers.push({ total, corrections, hits: hits.map(({ id, score, title }) => [id, score, title]) });
        }
        await writer.apply(changes.map(({ sourceKey }) => ({ sourceKey, deleted: true as const })));
        const { total } = await search.search({ text: "мост", match: "auto", offset: 0, limit: 10 });
        return { answers, total };
      }),
    );
    expect(JSON.stringify(found)).toBe(JSON.stringify(expected));
    expect([found?.answers[0]?.total ?? 0, found?.total]).toEqual([expect.toSatisfy((n: number) => n > 1), 0]);
  });

  it.each([0, 1, 55, 56, 63, 64, 119, 1_000])("MD5 of %i bytes is that of Node", (length) => {
    const bytes = Uint8Array.from({ length }, (_, i) => i * 7919);
    expect(md5HexWithoutNode(bytes)).toBe(md5Hex(bytes));
  });
});

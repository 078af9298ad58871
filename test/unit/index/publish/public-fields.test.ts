/**
 * Everything that a published index tells strangers, name by name. A section, member or field that comes anew fails
 * here, until somebody has decided whether it may leave (docs/decisions/index.md#the-published-index), and has written
 * it down below.
 */

import { expect, it } from "vitest";
import { SegmentReader } from "../../../../src/index/read.ts";
import { publishedKeyLayout } from "../../../../src/index/shared.ts";
import { resolvedArticleOptions } from "../../../../src/schema/schema.ts";
import { MemoryObjectStore } from "../../../../src/store/local.ts";
import { listAll } from "../../../../src/store/store.ts";
import { makeContext } from "../../../support/index-context.ts";
import { decodeJson, SECTION_NUMBERS } from "../../../support/inside/index-blocks.ts";
import { manifestKey, publicationSecretKey, segmentKey, tailsKey } from "../../../support/inside/index-own.ts";
import { versionDigest } from "../../../support/inside/index-publish.ts";
import { allEntries } from "../../../support/inside/index-reader.ts";
import { encodeEntries } from "../../../support/inside/index-stored.ts";
import { HOUR_MS, publishedManifest, publishTo } from "../../../support/published-index.ts";
import { commitArticles, removeArticles } from "../../../support/stored-articles.ts";

async function publishedTwice(source = makeContext()): Promise<MemoryObjectStore> {
  const store = new MemoryObjectStore(source);
  for (const text of ["Паром через Волгу.", "Паром через Оку."]) {
    await commitArticles(source, { [`articles/${text}.txt`]: { title: "Паром", text } });
    await publishTo(store, source, { graceMs: HOUR_MS });
  }
  return store;
}

it("is of the manifest: formats, rules, sizes and names of segments, and its own sequence and time", async () => {
  const store = await publishedTwice();
  const manifest = JSON.parse(Buffer.from((await store.get(manifestKey(publishedKeyLayout))).bytes).toString());
  expect(Object.keys(manifest)).toEqual([
    ...["format", "segmentFormat"],
    // The publication's own, never the private index's.
    ...["sequence", "commitId", "committedAtMs"],
    ...["analyzer", "parser", "fields"],
    // Of published segments alone; there is no hold.
    ...["collectFloor", "collectHold", "segments", "retired", "publication", "checksum"],
  ]);
  expect(manifest.collectHold).toBeNull();
  expect(Object.keys(manifest.segments[0])).toEqual([
    ...["id", "sizeBytes", "contentsStart", "documents", "entries", "fieldLengthSums"],
    // Which entries and documents newer uploads superseded lately, and since which publication.
    ...["liveDocuments", "liveEntries", "tombstones", "superseded", "tombstoneObject", "oldestTombstoneAtMs"],
  ]);
  expect(manifest.segments).toMatchObject([
    {
      documents: 2,
      liveDocuments: 2,
      entries: 2,
      liveEntries: 2,
      tombstones: [],
      superseded: [],
      tombstoneObject: null,
    },
  ]);
  expect(Object.keys(manifest.retired[0])).toEqual(["id", "kind", "retiredAtMs"]);
  expect(Object.keys(manifest.publication)).toEqual(["partBytes", "dictionary"]);
});

it("is of what was superseded: which entries of a segment, and since which publication", async () => {
  const source = makeContext();
  const store = new MemoryObjectStore(source);
  const put = (names: readonly string[], text: string) =>
    commitArticles(source, Object.fromEntries(names.map((name) => [`articles/${name}.txt`, { title: "Паром", text }])));
  await put(["а", "б", "в", "г", "д", "е", "ж", "з", "и", "к"], "Паром через Волгу.");
  await publishTo(store, source, { togetherDocuments: 5 });
  source.clock.advance(HOUR_MS);
  await put(["в"], "Паром через Оку.");
  await publishTo(store, source, { togetherDocuments: 5 });
  const { segments } = await publishedManifest(store);
  expect(segments).toMatchObject([
    { documents: 10, liveDocuments: 9, tombstones: [[2, 2, 1]], oldestTombstoneAtMs: expect.any(Number) },
    { documents: 1, tombstones: [], superseded: [], oldestTombstoneAtMs: null },
  ]);
});

it("is of what was deleted: the names of files that have it, and when they left, for as long as caches should be told", async () => {
  const source = makeContext();
  const store = new MemoryObjectStore(source);
  await commitArticles(source, { "articles/a.txt": { title: "Паром", text: "Паром через Волгу." } });
  await publishTo(store, source);
  const [former] = (await publishedManifest(store)).segments;
  await removeArticles(source, ["articles/a.txt"]);
  await publishTo(store, source);
  const manifest = await publishedManifest(store);
  expect(manifest.publication?.departed).toEqual([[`segments/${former?.id}.segment`, manifest.committedAtMs]]);
});

it("is of the tails: their sequence, and what the segments themselves end with", async () => {
  const store = await publishedTwice();
  const { bytes } = await store.get(tailsKey(publishedKeyLayout));
  const directoryBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true);
  const directory = decodeJson(bytes.subarray(8, 8 + directoryBytes)) as { segments: [string, number, number][] };
  expect(Object.keys(directory)).toEqual(["sequence", "segments"]);
  const [segment] = (await publishedManifest(store)).segments;
  if (segment === undefined) throw new Error("There is no segment.");
  const whole = (await store.get(segmentKey(publishedKeyLayout, segment.id))).bytes;
  const tail = bytes.subarray(8 + directoryBytes);
  expect(directory.segments).toEqual([[segment.id, segment.sizeBytes, tail.length]]);
  expect(Buffer.compare(tail, whole.subarray(whole.length - tail.length))).toBe(0);
});

it("is of a segment: these sections, each made of the articles that live", async () => {
  expect(Object.keys(SECTION_NUMBERS)).toEqual([
    // Made of what articles show.
    ...["postings", "lexicon", "stored"],
    // Keys of uploads that have articles, which each hit shows, and by which hits of one score are ordered; versions
    // are left out.
    ...["entries", "filter"],
    ...["documentIds", "column", "index", "contents"],
    // In no published index: what is dead of a segment is in the manifest.
    "tombstones",
    ...["occurrences", "forms", "phrases", "reversedForms", "duplicates", "cards"],
    // Of an object beside the segments: words and titles that live articles have.
    "suggestions",
    // Forms of words, as those above.
    "keyedForms",
  ]);
  const store = await publishedTwice();
  const [segment] = (await publishedManifest(store)).segments;
  if (segment === undefined) throw new Error("There is no segment.");
  const reader = await SegmentReader.open(store, segmentKey(publishedKeyLayout, segment.id), segment);
  expect(Object.keys(reader.contents).sort()).toEqual([
    ...["cardsIndex", "digestColumns", "documentIdsIndex", "documents", "duplicates", "entries", "entryBlocks"],
    ...[
      "fields",
      "filter",
      "format",
      "forms",
      "idColumn",
      "keyedForms",
      "lengthColumns",
      "lexicon",
      "nameFilter",
      "occurrences",
    ],
    ...["phraseFilter", "phrases", "postings", "reversedForms", "storedIndex", "valueColumns"],
  ]);
  expect(Object.keys(reader.contents.entryBlocks).sort()).toEqual([
    ...["firstKeys", "firstOrdinals", "sizesBytes", "start"],
  ]);
});

it("is of an entry: the key, how many articles it has and how long they are, and of its version a digest that a secret is in", async () => {
  const entry = { sourceKey: "articles/a.txt", version: "", documentCount: 1, fieldLengthSums: [1, 2] };
  expect(decodeJson(encodeEntries([entry]))).toEqual([["articles/a.txt", "", 1, [1, 2]]]);
  const source = makeContext();
  const store = await publishedTwice(source);
  const [segment] = (await publishedManifest(store)).segments;
  if (segment === undefined) throw new Error("There is no segment.");
  const reader = await SegmentReader.open(store, segmentKey(publishedKeyLayout, segment.id), segment);
  const entries: object[] = [];
  for await (const found of allEntries(reader)) entries.push(found);
  expect(entries.map((found) => Object.keys(found).sort())).toEqual(
    Array(2).fill(["documentCount", "entryNumber", "fieldLengthSums", "firstOrdinal", "sourceKey", "version"]),
  );
  const version = expect.stringMatching(/^[\w-]{8}$/);
  expect(entries).toMatchObject([{ version }, { version }]);
  const one = { ...entry, entryNumber: 0, firstOrdinal: 0 };
  expect(versionDigest("one", one)).not.toBe(versionDigest("another", one));
  const secret = Buffer.from((await source.store.get(publicationSecretKey(source.layout))).bytes).toString();
  for await (const { key } of listAll(store, "")) {
    expect(Buffer.from((await store.get(key)).bytes).toString("latin1")).not.toContain(secret);
  }
});

it("is of an article: what its page shows, what is searched, and by what the same articles are known", () => {
  expect(resolvedArticleOptions.storeFields).toEqual([
    ...["title", "lead", "text", "url", "source", "agency", "author", "section", "tags", "place", "image", "notice"],
    ...["publishedAt", "datePrecision", "dateRange", "statedAt"],
  ]);
  // When an upload was put, or says that it was changed.
  expect(resolvedArticleOptions.privateFields).toEqual(["statedAt"]);
  expect(resolvedArticleOptions.fields).toEqual(["title", "body"]);
  expect(resolvedArticleOptions.columnFields).toEqual([
    "publishedAt",
    "dateRange",
    "source",
    "agency",
    "place",
    "section",
    "author",
  ]);
  expect(resolvedArticleOptions.digestFields.map(({ field }) => field)).toEqual(["signature", "urlDigest"]);
});

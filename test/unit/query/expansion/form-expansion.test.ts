import { beforeAll, expect, it } from "vitest";
import { IndexWriter } from "../../../../src/indexer/index-writer.ts";
import { expandForm, type FormQuery } from "../../../../src/query/expansion/form-expansion.ts";
import { SnapshotSource } from "../../../../src/query/snapshot-source.ts";
import { articleIndexOptions } from "../../../../src/segment/article-options.ts";
import { makeContext } from "../../../support/index-context.ts";

let source: SnapshotSource;

/** Two segments, with words in common. */
beforeAll(async () => {
  const context = makeContext();
  const writer = new IndexWriter({ ...context, options: articleIndexOptions });
  const change = (id: string, text: string) => ({ sourceKey: id, version: "1", articles: [{ id, text }] });
  await writer.apply([change("а", "Мосты города"), change("б", "Мост и мосты")]);
  await writer.apply([change("в", "Ёлка у моста, моста нового"), change("г", "Мосты")]);
  source = new SnapshotSource(context);
});

const expand = (query: FormQuery) =>
  source.use(async (index) => {
    if (index === null) throw new Error("There is no index.");
    const found = await expandForm(index, query);
    return found.map(({ form, documentFrequency, distance }) => [form, documentFrequency, distance]).sort();
  });

it("the form itself is found with the documents of all segments", async () => {
  expect(await expand({ form: "мосты", prefix: false, maxDistance: 0 })).toEqual([["мосты", 3, 0]]);
  expect(await expand({ form: "елка", prefix: false, maxDistance: 0 })).toEqual([["елка", 1, 0]]);
  expect(await expand({ form: "мосту", prefix: false, maxDistance: 0 })).toEqual([]);
});

it("forms are found by their beginning and by edits, each once", async () => {
  expect(await expand({ form: "мост", prefix: true, maxDistance: 0 })).toEqual([
    ["мост", 1, 0],
    ["моста", 1, 0],
    ["мосты", 3, 0],
  ]);
  expect(await expand({ form: "масты", prefix: false, maxDistance: 1 })).toEqual([["мосты", 3, 1]]);
  expect(await expand({ form: "моста", prefix: true, maxDistance: 1 })).toEqual([
    ["мост", 1, 1],
    ["моста", 1, 0],
    ["мосты", 3, 1],
  ]);
});

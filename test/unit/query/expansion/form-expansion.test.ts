import { beforeAll, expect, it } from "vitest";
import { IndexWriter } from "../../../../src/indexer/index-writer.ts";
import { findBeginningForms, MOST_BEGINNING_FORMS } from "../../../../src/query/expansion/beginning-forms.ts";
import { formsNear } from "../../../../src/query/expansion/form-expansion.ts";
import type { IndexSnapshot } from "../../../../src/query/index-snapshot.ts";
import { SnapshotSource } from "../../../../src/query/snapshot-source.ts";
import { articleIndexOptions } from "../../../../src/segment/article-options.ts";
import { makeContext } from "../../../support/index-context.ts";

let source: SnapshotSource;

/** Two segments, with words in common. */
beforeAll(async () => {
  source = await index(
    [
      ["а", "Мосты города"],
      ["б", "Мост и мосты"],
    ],
    [
      ["в", "Ёлка у моста, моста нового"],
      ["г", "Мосты"],
    ],
  );
});

/** A segment for each list of articles. */
async function index(...segments: (readonly [id: string, text: string][])[]): Promise<SnapshotSource> {
  const context = makeContext();
  const writer = new IndexWriter({ ...context, options: articleIndexOptions });
  for (const articles of segments) {
    await writer.apply(articles.map(([id, text]) => ({ sourceKey: id, version: "1", articles: [{ id, text }] })));
  }
  return new SnapshotSource(context);
}

function use<Found>(of: SnapshotSource, find: (snapshot: IndexSnapshot) => Promise<Found>): Promise<Found> {
  return of.use(async (snapshot) => {
    if (snapshot === null) throw new Error("There is no index.");
    return find(snapshot);
  });
}

const near = async (form: string, maxDistance: number) => {
  const found = await use(source, (snapshot) => formsNear(snapshot, form, maxDistance));
  return found.map(({ form, documentFrequency, distance }) => [form, documentFrequency, distance]).sort();
};

it("a form is found by edits with the documents of all segments, once", async () => {
  expect(await near("мосты", 0)).toEqual([["мосты", 3, 0]]);
  expect(await near("елка", 0)).toEqual([["елка", 1, 0]]);
  expect(await near("мосту", 0)).toEqual([]);
  expect(await near("масты", 1)).toEqual([["мосты", 3, 1]]);
  expect(await near("моста", 1)).toEqual([
    ["мост", 1, 1],
    ["моста", 1, 0],
    ["мосты", 3, 1],
  ]);
});

it("forms that begin alike are found commonest first, by segment and in all", async () => {
  expect(await use(source, (snapshot) => findBeginningForms(snapshot, "мост"))).toEqual({
    count: 3,
    forms: [
      { form: "мосты", documentFrequency: 3, bySegment: [2, 1] },
      { form: "мост", documentFrequency: 1, bySegment: [1, 0] },
      { form: "моста", documentFrequency: 1, bySegment: [0, 1] },
    ],
  });
  expect(await use(source, (snapshot) => findBeginningForms(snapshot, "мостик"))).toEqual({ count: 0, forms: [] });
});

it("of more forms than are kept, the documents of all segments decide, of those that are rare in one as well", async () => {
  const wordsFrom = (letter: string) =>
    Array.from({ length: MOST_BEGINNING_FORMS }, (_, i) =>
      `мост${letter}${"абвгдеж"[i % 7]}${"иклмн"[i % 5]}`.concat("ос".repeat(i / 35)),
    );
  // "мостя" is among the rarest of the first segment, and the commonest of the second.
  const many = await index(
    [
      ["а", `${wordsFrom("а").join(" ")} мостя`],
      ["б", wordsFrom("а").join(" ")],
    ],
    [
      ["в", "мостя"],
      ["г", "мостя"],
    ],
  );
  const { forms, count } = await use(many, (snapshot) => findBeginningForms(snapshot, "мост"));
  expect(forms[0]).toEqual({ form: "мостя", documentFrequency: 3, bySegment: [1, 2] });
  expect([forms.length, count]).toEqual([MOST_BEGINNING_FORMS, MOST_BEGINNING_FORMS + 1]);
});

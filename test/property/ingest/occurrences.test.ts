/**
 * A segment's occurrences are those of a naive tokenization of its live documents, over any history of flushing,
 * deleting and merging, and its surface forms are theirs alone.
 */

import fc from "fast-check";
import { expect, it } from "vitest";
import { concatBytes } from "../../../src/bytes.ts";
import type { SegmentReader } from "../../../src/index/read.ts";
import { resolveIndexOptions } from "../../../src/index/shared.ts";
import { keysOfForm, russianAnalyzer } from "../../../src/russian/words.ts";
import { articleIndexOptions } from "../../../src/schema/schema.ts";
import { deadEntries } from "../../support/dead-entries.ts";
import { OPENING_WORDS } from "../../support/inside/index-blocks.ts";
import { invertDocuments } from "../../support/inside/index-inverter.ts";
import { allTerms } from "../../support/inside/index-lexicon.ts";
import { mergeSegments } from "../../support/inside/index-merge.ts";
import { allEntries } from "../../support/inside/index-reader.ts";
import { flushSegment } from "../../support/inside/index-writer.ts";
import { takeMerged } from "../../support/merged-bytes.ts";
import { invertByMiniSearch } from "../../support/minisearch-inverter.ts";
import { openingsOf } from "../../support/packed-list.ts";
import { putBytes } from "../../support/segment-under-test.ts";

const options = resolveIndexOptions(articleIndexOptions);

const word = fc.constantFrom(
  ...["Китая", "Китай", "кит", "китов", "чуть-чуть", "Нью-Йорке", "го-й", "О'Нила", "США", "сша", "ёлка", "5,2"],
  ...[
    "9 мая 2016",
    "и",
    "Мост",
    "моста.",
    "НЬЮТОН",
    "т-34",
    "__proto__",
    "constructor",
    "ғылым",
    "😀",
    "example.ru",
    "Eminem",
  ],
);
const text = fc.oneof(
  { weight: 5, arbitrary: fc.array(word, { maxLength: 14 }).map((words) => words.join(" ")) },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 24 }) },
  { weight: 1, arbitrary: fc.nat({ max: 900 }).map((count) => `кит ${"слово ".repeat(count)} кит`) },
);
const document = fc.record({ title: text, lead: text, text });
const step = fc.oneof(
  fc.record({
    kind: fc.constant("flush" as const),
    documents: fc.array(document, { maxLength: 4 }),
    inBulk: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("delete" as const), which: fc.nat() }),
  fc.record({ kind: fc.constant("merge" as const), first: fc.nat(), count: fc.integer({ min: 1, max: 4 }) }),
);

type Row = readonly [sourceKey: string, field: number, position: number, form: string];

/** A live segment: what is dead in it, and the documents that it was made of, by source key. */
interface LiveSegment {
  readonly reader: SegmentReader;
  readonly dead: Set<string>;
  readonly sources: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

function naiveOccurrences(segment: LiveSegment, areDeadCounted: boolean): Map<string, Row[]> {
  const rows = new Map<string, Row[]>();
  for (const [sourceKey, source] of segment.sources) {
    if (segment.dead.has(sourceKey) && !areDeadCounted) continue;
    for (const [field, name] of options.fields.entries()) {
      let position = 0;
      for (const token of russianAnalyzer.tokenize(String(options.extractField(source, name)))) {
        const words = token.words;
        for (const { form, terms, offset } of words) {
          for (const term of terms)
            rows.set(term, [...(rows.get(term) ?? []), [sourceKey, field, position + offset, form]]);
        }
        position += Math.max(1, ...words.map(({ offset }) => offset + 1));
      }
    }
  }
  return rows;
}

/** The source keys by ordinal. */
async function keysOf(reader: SegmentReader): Promise<string[]> {
  const keys: string[] = [];
  for await (const { sourceKey, documentCount } of allEntries(reader)) {
    keys.push(...Array.from({ length: documentCount }, () => sourceKey));
  }
  return keys;
}

/** Lists the fields of documents that each term opens. */
async function readOpenings({ reader }: LiveSegment, terms: readonly string[]): Promise<string[]> {
  const keys = await keysOf(reader);
  const lists = await reader.postings(terms);
  return [...lists].flatMap(([term, ofTerm]) =>
    ofTerm.flatMap((list) => {
      const { field, ordinals } = list.toPostings();
      const openings = openingsOf(list);
      return [...ordinals].flatMap((ordinal, i) => (openings[i] === 1 ? [`${term} ${keys[ordinal]} ${field}`] : []));
    }),
  );
}

function naiveOpenings(rows: ReadonlyMap<string, readonly Row[]>): Set<string> {
  return new Set(
    [...rows].flatMap(([term, ofTerm]) =>
      ofTerm.flatMap(([key, field, position]) => (position < OPENING_WORDS ? [`${term} ${key} ${field}`] : [])),
    ),
  );
}

async function readOccurrences({ reader, dead }: LiveSegment, terms: readonly string[]): Promise<Map<string, Row[]>> {
  const keys = await keysOf(reader);
  const rows = new Map<string, Row[]>();
  for (const [term, { forms, fields }] of await reader.occurrences(terms)) {
    const ofTerm = fields.flatMap(({ field, ordinals, starts, positions, formNumbers }) =>
      [...ordinals].flatMap((ordinal, i) => {
        const sourceKey = keys[ordinal] ?? "";
        if (dead.has(sourceKey)) return [];
        const places = Array.from({ length: (starts[i + 1] ?? 0) - (starts[i] ?? 0) }, (_, n) => (starts[i] ?? 0) + n);
        return places.map((at): Row => [sourceKey, field, positions[at] ?? -1, forms[formNumbers[at] ?? -1] ?? "?"]);
      }),
    );
    if (ofTerm.length > 0) rows.set(term, ofTerm);
  }
  return rows;
}

const sorted = (rows: Iterable<readonly unknown[]>): string[] => [...rows].map((row) => JSON.stringify(row)).sort();

async function expectRight(segment: LiveSegment): Promise<void> {
  const expected = naiveOccurrences(segment, false);
  const all = naiveOccurrences(segment, true);
  const found = await readOccurrences(segment, [...all.keys(), "нет"]);
  expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
  for (const [term, rows] of expected) expect([term, sorted(found.get(term) ?? [])]).toEqual([term, sorted(rows)]);
  expect((await readOpenings(segment, [...all.keys()])).sort()).toEqual([...naiveOpenings(all)].sort());
  // Dead documents count in the lexicons until a merge leaves them behind.
  const documents = new Map<string, number>();
  for (const rows of all.values()) {
    const keysByForm = new Map<string, Set<string>>();
    for (const [key, , , form] of rows) keysByForm.set(form, (keysByForm.get(form) ?? new Set()).add(key));
    for (const [form, keys] of keysByForm) documents.set(form, Math.max(documents.get(form) ?? 0, keys.size));
  }
  const forms = await segment.reader.formsWithPrefix("");
  expect(forms.map(({ term }) => term)).toEqual([...documents.keys()].sort());
  for (const { term, documentFrequency } of forms)
    expect([term, documentFrequency]).toEqual([term, documents.get(term)]);
  const keyed = (await segment.reader.keyedFormBlocks()).flatMap(allTerms);
  const listed = forms.flatMap(({ term, documentFrequency }) =>
    keysOfForm(term).map((key) => `${key} ${term} ${documentFrequency}`),
  );
  expect(keyed.map(({ term, documentFrequency }) => `${term} ${documentFrequency}`).sort()).toEqual(listed.sort());
}

async function merge(segments: readonly LiveSegment[]): Promise<LiveSegment> {
  const inputs = await Promise.all(
    segments.map(async ({ reader, dead }) => {
      const numbers = new Set<number>();
      for await (const { sourceKey, entryNumber } of allEntries(reader))
        if (dead.has(sourceKey)) numbers.add(entryNumber);
      return { reader, dead: deadEntries(...numbers) };
    }),
  );
  const { chunks, summary } = await takeMerged(mergeSegments(inputs, options));
  const live = segments.flatMap(({ sources, dead }) => [...sources].filter(([key]) => !dead.has(key)));
  const reader = await (await putBytes({ bytes: concatBytes(chunks), summary })).open();
  return { reader, dead: new Set(), sources: new Map(live) };
}

it("occurrences, openings and surface forms are those of a naive tokenization, over any history of deletes and merges", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 9 }), async (steps) => {
      let next = 0;
      let segments: LiveSegment[] = [];
      for (const action of steps) {
        if (action.kind === "flush") {
          const sources = new Map(action.documents.map((item) => [`articles/${(next++ * 7) % 100}`, item]));
          const changes = [...sources].map(([sourceKey, item]) => ({
            sourceKey,
            version: "1",
            documents: [{ id: sourceKey, ...item }],
          }));
          const flushed = flushSegment(changes, options, action.inBulk ? invertDocuments : invertByMiniSearch);
          segments.push({ reader: await (await putBytes(flushed)).open(), dead: new Set(), sources });
        } else if (action.kind === "delete") {
          const keys = segments.flatMap((segment) => [...segment.sources.keys()].map((key) => ({ segment, key })));
          const { segment, key } = keys[action.which % Math.max(1, keys.length)] ?? {};
          if (segment !== undefined && key !== undefined) segment.dead.add(key);
        } else if (segments.length > 0) {
          const first = action.first % segments.length;
          const chosen = segments.slice(first, first + action.count);
          segments = [...segments.filter((segment) => !chosen.includes(segment)), await merge(chosen)];
        }
      }
      for (const segment of segments) await expectRight(segment);
      if (segments.length > 1) await expectRight(await merge(segments));
    }),
    { numRuns: 60 },
  );
});

it("a word that stood in a deleted document alone is gone from the merged segment", async () => {
  const sources = new Map([
    ["a", { text: "Секретнейшая сделка" }],
    ["b", { text: "Обычная сделка" }],
  ]);
  const changes = [...sources].map(([sourceKey, item]) => ({
    sourceKey,
    version: "1",
    documents: [{ id: 1, ...item }],
  }));
  const reader = await (await putBytes(flushSegment(changes, options, invertByMiniSearch))).open();
  const merged = await merge([{ reader, dead: new Set(["a"]), sources }]);
  expect(await merged.reader.formsWithPrefix("")).toEqual([
    { term: "обычная", documentFrequency: 1 },
    { term: "сделка", documentFrequency: 1 },
  ]);
});

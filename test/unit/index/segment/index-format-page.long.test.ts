/**
 * docs/index-format.md describes every byte: a second reader, made from the page alone (test/support/documented-*.ts),
 * reads what SegmentReader reads, and accounts for all of the segment.
 */

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../../src/bytes.ts";
import type { SegmentReader, TermOccurrences } from "../../../../src/index/read.ts";
import { type IndexOptions, resolveIndexOptions } from "../../../../src/index/shared.ts";
import type { SourceDocuments } from "../../../../src/index/write.ts";
import { deadEntries } from "../../../support/dead-entries.ts";
import { seededRandom32 } from "../../../support/deterministic.ts";
import { openJsonBlock } from "../../../support/documented-bytes.ts";
import type { DocumentedOccurrence, DocumentedOccurrences } from "../../../support/documented-occurrences.ts";
import {
  type DocumentedSegment,
  documentedIdHash,
  readDocumentedSegment,
} from "../../../support/documented-segment.ts";
import type { DocumentedField, DocumentedTerm } from "../../../support/documented-terms.ts";
import { formatCell } from "../../../support/index-format-page.ts";
import { allTerms } from "../../../support/inside/index-lexicon.ts";
import { encodeDeadParts } from "../../../support/inside/index-manifest.ts";
import { type MergeInput, mergeSegments } from "../../../support/inside/index-merge.ts";
import type { TermPostings } from "../../../support/inside/index-postings.ts";
import {
  allCards,
  allDocuments,
  allEntries,
  allOccurrences,
  allPostings,
  phraseBlocks,
} from "../../../support/inside/index-reader.ts";
import { takeMerged } from "../../../support/merged-bytes.ts";
import { openingsOf } from "../../../support/packed-list.ts";
import {
  bulkySources,
  plainIndexOptions,
  plainOptions,
  putBytes,
  putSegment,
} from "../../../support/segment-under-test.ts";

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** Sections of a segment in the order of the page. */
const ORDER = [
  ...["header", "postings", "occurrences", "stored", "cards", "lexicon", "forms", "phrases", "entries", "documentIds"],
  ...[
    "value tag",
    "ids",
    "digest mark",
    "filter",
    "nameFilter",
    "documentIdsIndex",
    "duplicates",
    "phraseFilter",
    "lengths 0",
    "lengths 1",
    "storedIndex",
    "cardsIndex",
    "contents",
    "footer",
  ],
];

function describePostings({ term, fields }: TermPostings) {
  const lists = fields.map(({ field, ordinals, frequencies }) => ({
    field,
    postings: [...ordinals].map((ordinal, i) => [ordinal, frequencies[i]]),
  }));
  return { term, fields: lists };
}

function withCountsAlone({ term, fields }: DocumentedTerm) {
  return { term, fields: fields.map(countsAlone) };
}

/** Kinds of statements by their numbers. */
const KINDS = ["article", "removal", "takedown"];

/** Both readers must say the same of the same bytes. */
async function expectBothAgree(
  bytes: Uint8Array,
  reader: SegmentReader,
  isPublished = false,
): Promise<DocumentedSegment> {
  const read = readDocumentedSegment(bytes);
  let end = 0;
  for (const part of read.layout) {
    expect([part.name, part.start]).toEqual([part.name, end]);
    end = part.end;
  }
  expect(end).toBe(bytes.length);
  expect(read.contents).toEqual(reader.contents);

  const terms = await collect(allPostings(reader));
  expect(terms.map(describePostings)).toEqual(read.terms.map(withCountsAlone));
  const phrases = (await collect(phraseBlocks(reader))).flatMap((block) => [...{ [Symbol.iterator]: () => block }]);
  expect(phrases.map(describePostings)).toEqual(read.phrases.map(withCountsAlone));
  expectImpactsHold(read);
  await expectOpeningsAgree(read, reader);
  if (reader.hasOccurrences) {
    const found = await collect(allOccurrences(reader));
    expect(found.map(({ term, occurrences }) => ({ term, ...describeOccurrences(occurrences) }))).toEqual(
      read.occurrences,
    );
  }
  const forms = await reader.formsWithPrefix("");
  expect(forms.map(({ term, documentFrequency }) => [term, documentFrequency])).toEqual(read.forms);
  const common = (await reader.reversedFormBlocks()).flatMap(allTerms);
  const isCommonApart = reader.contents.reversedForms !== null;
  expect(common.map(({ term, documentFrequency }) => [term, documentFrequency])).toEqual(read.reversedForms);
  const leastCommon = read.contents.documents / Number(formatCell("constant", "DOCUMENTS_PER_COMMON_FORM", 1));
  expect(isCommonApart).toBe(reader.hasOccurrences && (isPublished || leastCommon > 1));
  const commonForms = read.forms.filter(([, documents]) => isCommonApart && documents >= leastCommon);
  const backwards = commonForms.map(([form, documents]) => [form.split("").reverse().join(""), documents] as const);
  expect(read.reversedForms).toEqual(backwards.sort(([a], [b]) => (a < b ? -1 : 1)));
  const duplicates = await reader.duplicates();
  expect(
    [...(duplicates?.ordinals ?? [])].map((ordinal, i) => [ordinal, duplicates?.groups[i], duplicates?.addresses[i]]),
  ).toEqual(read.duplicates);
  const lexicon = await reader.termsWithPrefix("");
  expect(lexicon.map(({ term, documentFrequency }) => [term, documentFrequency])).toEqual(read.lexicon);
  const documents = await collect(allDocuments(reader));
  expect(
    documents.map(({ id, sourceKey, fields, lengths }) => [id, sourceKey, fields, ...(lengths ? [lengths] : [])]),
  ).toEqual(read.documents);
  const cards = await collect(allCards(reader));
  expect(cards.map(({ id, sourceKey, fields }) => [id, sourceKey, fields])).toEqual(read.cards);
  expect(reader.hasCards ? cards.map(({ id }) => id) : []).toEqual(reader.hasCards ? read.ids : []);
  const entries = await collect(allEntries(reader));
  expect(
    entries.map(({ sourceKey, version, documentCount, fieldLengthSums, statements }) => [
      ...[sourceKey, version, documentCount, fieldLengthSums],
      ...(statements
        ? [statements.map(({ identity, statedAt, kind }) => [identity, statedAt, KINDS.indexOf(kind)])]
        : []),
    ]),
  ).toEqual(read.entries);
  expect(await reader.ids()).toEqual(read.ids);
  expect(read.ids).toEqual(documents.map(({ id }) => id));
  const { fields, valueColumns } = read.contents;
  const lengths = await Promise.all(fields.map((_, field) => reader.lengths(field)));
  expect(lengths.map((column) => [...column])).toEqual(read.lengths);
  for (const { field } of valueColumns) {
    const column = await reader.values(field);
    const values = [...(column?.items ?? [])].map((item) => (item === 0 ? undefined : column?.values[item - 1]));
    expect(values).toEqual(read.values[field]);
    expect(values).toEqual(documents.map((document) => document.fields[field]));
  }
  for (const { field } of read.contents.digestColumns) {
    const column = await reader.digests(field);
    expect(Buffer.from(column?.bytes ?? []).toString("hex")).toBe(read.digests[field]?.join(""));
  }
  const rows = documents.flatMap(({ id, fields: { tag }, lengths }, ordinal) =>
    (lengths === undefined || tag === id ? [id] : [id, tag]).map((name) => [documentedIdHash(name), ordinal]),
  );
  for (const [i, { statements = [] }] of entries.entries()) {
    for (const { identity } of statements) rows.push([documentedIdHash(identity), documents.length + i]);
  }
  rows.sort(([hashA = 0, a = 0], [hashB = 0, b = 0]) => hashA - hashB || a - b);
  expect(rows).toEqual(read.idRows);
  for (const { sourceKey } of entries) expect(read.mayHoldKey(sourceKey)).toBe(true);
  const others = Array.from({ length: 2_000 }, (_, i) => `нет/${i}`);
  // 0.8 % by the page; a filter read wrongly lets half of them pass, or a key of its own not.
  expect(others.filter(read.mayHoldKey).length).toBeLessThan(60);
  return read;
}

function describeOccurrences(found: TermOccurrences | undefined): Omit<DocumentedOccurrences, "term"> {
  const occurrences = (found?.fields ?? []).flatMap(({ field, ordinals, starts, positions, formNumbers }) =>
    [...ordinals].flatMap((ordinal, i) => {
      const [start, end] = [starts[i] ?? 0, starts[i + 1] ?? 0];
      return Array.from({ length: end - start }, (_, n): DocumentedOccurrence => {
        const form = found?.forms[formNumbers[start + n] ?? -1] ?? "?";
        return [field, ordinal, positions[start + n] ?? -1, form];
      });
    }),
  );
  return { forms: found?.forms ?? [], occurrences };
}

const countsAlone = ({ field, postings }: DocumentedField) => ({
  field,
  postings: postings.map(([ordinal, frequency]) => [ordinal, frequency]),
});

/** Expects that both readers and the positions agree about openings. */
async function expectOpeningsAgree({ terms, occurrences }: DocumentedSegment, reader: SegmentReader): Promise<void> {
  const lists = await reader.postings(terms.map(({ term }) => term));
  const words = Number(formatCell("constant", "OPENING_WORDS", 1));
  for (const [i, { term, fields }] of terms.entries()) {
    const isNear = new Set(
      (occurrences[i]?.occurrences ?? []).flatMap(([field, ordinal, position]) =>
        position < words ? [`${field}/${ordinal}`] : [],
      ),
    );
    for (const [place, { field, postings }] of fields.entries()) {
      const list = lists.get(term)?.[place];
      expect(list === undefined ? [] : openingsOf(list).map(Boolean)).toEqual(
        postings.map(([, , isOpening]) => isOpening),
      );
      expect(postings.map(([ordinal]) => isNear.has(`${field}/${ordinal}`))).toEqual(
        postings.map(([, , isOpening]) => isOpening),
      );
    }
  }
}

/** Expects the page's rules of impacts: few, falling, and each posting under one of them. */
function expectImpactsHold({ terms, lengths }: DocumentedSegment): void {
  for (const { fields } of terms) {
    for (const { field, blocks } of fields) {
      for (const { postings, impacts } of blocks) {
        expect(impacts.length).toBeGreaterThan(0);
        expect(impacts.length).toBeLessThanOrEqual(Number(formatCell("constant", "MAX_IMPACTS", 1)));
        const isFalling = impacts.every(([frequency, length], i) => {
          const [frequencyBefore, lengthBefore] = impacts[i - 1] ?? [Infinity, Infinity];
          return frequency < frequencyBefore && length < lengthBefore;
        });
        const areUnder = postings.every(([ordinal, frequency]) =>
          impacts.some(([most, least]) => frequency <= most && (lengths[field]?.[ordinal] ?? 0) >= least),
        );
        expect([isFalling, areUnder]).toEqual([true, true]);
      }
    }
  }
}

const hardOptions: IndexOptions = {
  fields: ["title", "body"],
  storeFields: ["tag", "note"],
  columnFields: ["note", "tag"],
  columnHeads: { note: 2, tag: 1 },
  digestFields: [
    { field: "hash", sizeBytes: 1 },
    { field: "long", sizeBytes: 32 },
  ],
  tokenize: (text) => text.split(" "),
  processTerm: (term) => term,
};

/** Ids of all kinds, units of all kinds, documents and entries of none, one value and many. */
function hardSources(): SourceDocuments[] {
  const ids: unknown[] = ["12", 12, "ключ", -1.5, true, ["а", 1], { год: 2024 }, "line\nfeed", "\ud800"];
  const documents = ids.map((id, i) => ({
    id,
    title: i % 3 === 0 ? undefined : `новость номер${i} \ud800 \uffff 🎄`,
    body: "слово ".repeat(i * 40) + String.fromCharCode(...Array.from({ length: 300 }, (_, n) => 0x400 + n)),
    tag: i % 2 === 0 ? undefined : { a: [i, null, "\n"] },
    note: i === 4 ? null : "одна",
    hash: i === 5 ? undefined : `f${i % 10}`,
    long: i % 2 === 0 ? "" : "0a".repeat(32),
  }));
  return [
    { sourceKey: "б", version: "нечитаема", documents: [] },
    { sourceKey: "а/1", version: '"e" 2', documents: documents.slice(0, 4) },
    { sourceKey: "я\ud83c", version: "1", documents: documents.slice(4) },
    { sourceKey: "ё", version: "", documents: [] },
  ];
}

/** Large enough for two blocks in every section, and for lists of more documents than a block of any kind holds. */
function manyBlocks(): SourceDocuments[] {
  return bulkySources(520, 60).map((source, i) => ({
    ...source,
    documents: source.documents.map((document) => ({
      ...document,
      title: `${document.title} ${wordsOf(i)}`,
      body: `${document.body} ${"общее ".repeat(i % 5)} ${wordsOf(i)}`,
    })),
  }));
}

/** The same source with the mark of another, so that the two are the same. */
function withMarkOf(other: SourceDocuments | undefined, source: SourceDocuments | undefined): SourceDocuments {
  const mark = "00abcd";
  for (const document of other?.documents ?? []) Object.assign(document, { mark });
  const documents = (source?.documents ?? []).map((document) => ({ ...document, mark }));
  return { sourceKey: "", version: "", ...source, documents };
}

function wordsOf(seed: number): string {
  const random32 = seededRandom32(seed);
  const unit = () => String.fromCharCode(0x430 + (random32() % 32));
  return Array.from({ length: 12 }, () => Array.from({ length: 9 }, unit).join("")).join(" ");
}

describe("a reader made from docs/index-format.md reads what SegmentReader reads", () => {
  it.each<[string, SourceDocuments[], IndexOptions]>([
    ["of no documents", [{ sourceKey: "a", version: "1", documents: [] }], plainIndexOptions],
    ["of three documents", bulkySources(3, 4), plainIndexOptions],
    ["of strange documents", hardSources(), hardOptions],
    ["of no fields", bulkySources(2, 3), { fields: [] }],
  ])("in a segment %s", async (_, sources, options) => {
    const segment = await putSegment(sources, resolveIndexOptions(options));
    await expectBothAgree(segment.bytes, await segment.open());
  });

  it("in a segment of several blocks in every section", async () => {
    const sources = manyBlocks();
    const segment = await putSegment([...sources.slice(0, -1), withMarkOf(sources[0], sources.at(-1))]);
    const read = await expectBothAgree(segment.bytes, await segment.open());
    const names = read.layout.map(({ name }) => name);
    for (const section of [
      "postings",
      "occurrences",
      "stored",
      "lexicon",
      "forms",
      "phrases",
      "entries",
      "documentIds",
    ]) {
      expect([section, names.filter((name) => name === section).length > 1]).toEqual([section, true]);
    }
    // Behind each posting block is its occurrence block.
    const pairs = 2 * names.filter((name) => name === "postings").length;
    expect(names.slice(1, 1 + pairs).join(" ")).toBe("postings occurrences ".repeat(pairs / 2).trim());
    const behind = names.slice(pairs - 1);
    expect(behind.filter((name, i) => name !== behind[i - 1])).toEqual(ORDER.slice(1));
    const blockCounts = read.terms.flatMap(({ fields }) => fields.map(({ blocks }) => blocks.length));
    expect(Math.max(...blockCounts)).toBeGreaterThan(3);
  });

  it("in a segment of so many documents that not every form is common", async () => {
    const documents = Array.from({ length: 4_001 }, (_, i) => ({ id: i, title: `а${i % 1_500} б${i}`, body: "" }));
    const segment = await putSegment([{ sourceKey: "а", version: "1", documents }]);
    const { reversedForms } = await expectBothAgree(segment.bytes, await segment.open());
    // Those of three documents at the least: а0 to а1000.
    expect(reversedForms.length).toBe(1_001);
  });

  it("in a segment that a merge wrote", async () => {
    const sources = manyBlocks();
    const inputs = await Promise.all(
      [0, 1].map(async (part): Promise<MergeInput> => {
        const segment = await putSegment(sources.filter((_, i) => i % 2 === part));
        return { reader: await segment.open(), dead: deadEntries(...(part === 0 ? [0, 7] : [])) };
      }),
    );
    const { chunks, summary } = await takeMerged(mergeSegments(inputs, plainOptions));
    const merged = await putBytes({ bytes: concatBytes(chunks), summary });
    await expectBothAgree(merged.bytes, await merged.open());
  });

  it("in a segment of a published index", async () => {
    const { open } = await putSegment(manyBlocks());
    const input = { reader: await open(), dead: deadEntries() };
    const options = { ...plainOptions, cardOf: null, publishedVersion: () => "", isReadByRanges: true };
    const { chunks, summary } = await takeMerged(mergeSegments([input], options));
    const published = await putBytes({ bytes: concatBytes(chunks), summary });
    const { reversedForms, forms } = await expectBothAgree(published.bytes, await published.open(), true);
    expect(reversedForms.length).toBe(forms.length);
  });

  it("in every golden segment of the present format", async () => {
    const folder = fileURLToPath(new URL("../../../fixtures/segments/v9/", import.meta.url));
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".hex"))) {
      const hex = readFileSync(`${folder}${name}`, "utf8").replaceAll("\n", "");
      const bytes = Uint8Array.from(Buffer.from(hex, "hex"));
      const { contents, layout } = readDocumentedSegment(bytes);
      const contentsStart = layout.find((part) => part.name === "contents")?.start ?? 0;
      const { documents, entries } = contents;
      const summary = { sizeBytes: bytes.length, contentsStart, documents, entries, fieldLengthSums: [] };
      const golden = await putBytes({ bytes, summary });
      await expectBothAgree(bytes, await golden.open());
    }
  });
});

it("and in a segment of statements, with and without documents", async () => {
  const about = {
    ...plainOptions,
    statementOf: (fields: { tag?: unknown }) => ({ identity: String(fields.tag), statedAt: 7 }),
  };
  const statements = [{ identity: "снято", statedAt: 9, kind: "takedown" as const }];
  const document = (id: string, tag: string) => ({ id, title: "мир", body: "труд", tag });
  const { bytes, open } = await putSegment(
    [
      { sourceKey: "а", version: "1", documents: [document("1", "адрес"), document("свой", "свой")] },
      { sourceKey: "б", version: "1", documents: [], statements },
    ],
    about,
  );
  const read = await expectBothAgree(bytes, await open());
  expect(read.idRows).toHaveLength(4);
  expect(read.documents[0]?.[3]).toEqual([1, 1]);
  expect(read.entries[1]?.[4]).toEqual([["снято", 9, 2]]);
});

it("a tombstone object is one block of JSON", () => {
  const dead: Parameters<typeof encodeDeadParts>[0] = {
    tombstones: [
      [0, 0, 3],
      [5, 17, 1],
    ],
    superseded: [[4, 3, 120]],
  };
  expect(openJsonBlock("tombstones", 0, encodeDeadParts(dead))).toEqual(dead);
});

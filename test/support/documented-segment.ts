/**
 * A second reader of segments, written from docs/index-format.md alone: it takes numbers
 * and names from the page's own tables, and accounts for every byte.
 */
import { createHash } from "node:crypto";
import { DocumentedBytes, openBlock, openJsonBlock } from "./documented-bytes.ts";
import { type DocumentedOccurrences, readOccurrenceBlock } from "./documented-occurrences.ts";
import { type DocumentedTerm, readLexiconBlock, readPostingBlock } from "./documented-terms.ts";
import { formatCell, formatNames, formatTable } from "./index-format-page.ts";

interface Place {
  readonly start: number;
  readonly sizeBytes: number;
}

interface Run {
  readonly start: number;
  readonly sizesBytes: number[];
}

interface Contents {
  readonly format: number;
  readonly documents: number;
  readonly entries: number;
  readonly fields: string[];
  readonly postings: Run & { readonly firstTerms: string[] };
  readonly occurrences: { readonly sizesBytes: number[] } | null;
  readonly lexicon: Run & { readonly firstTerms: string[] };
  readonly forms: (Run & { readonly firstTerms: string[] }) | null;
  readonly reversedForms: (Run & { readonly firstTerms: string[] }) | null;
  readonly keyedForms: (Run & { readonly firstTerms: string[] }) | null;
  readonly phrases: (Run & { readonly firstTerms: string[] }) | null;
  readonly entryBlocks: Run & { readonly firstKeys: string[]; readonly firstOrdinals: number[] };
  readonly filter: Place;
  readonly nameFilter: Place;
  readonly phraseFilter?: Place;
  readonly storedIndex: Place;
  readonly cardsIndex: Place | null;
  readonly documentIdsIndex: Place;
  readonly lengthColumns: Place[];
  readonly valueColumns: (Place & { readonly field: string; readonly rest?: Place })[];
  readonly idColumn: Place;
  readonly digestColumns: (Place & { readonly field: string; readonly digestBytes: number })[];
  readonly duplicates: Place | null;
}

type Row<T extends unknown[]> = T;

/** All that a segment says. */
export interface DocumentedSegment {
  readonly contents: Contents;
  readonly terms: readonly DocumentedTerm[];
  /** None where the segment keeps none. */
  readonly occurrences: readonly DocumentedOccurrences[];
  /** Form and number of documents. */
  readonly forms: readonly (readonly [string, number])[];
  /** None where all forms are common. */
  readonly reversedForms: readonly (readonly [string, number])[];
  /** Key and form with a space between, and number of documents; none where forms have no keys. */
  readonly keyedForms: readonly (readonly [string, number])[];
  /** Ordinal, group, address. */
  readonly duplicates: readonly (readonly [number, number, number])[];
  /** None where the segment keeps none. */
  readonly phrases: readonly DocumentedTerm[];
  /** Term and number of documents. */
  readonly lexicon: readonly (readonly [string, number])[];
  /** Id, source key, stored fields; of a statement the lengths of its fields. */
  readonly documents: readonly Row<[unknown, string, Record<string, unknown>, number[]?]>[];
  /** The same of the cards; none where the segment keeps none. */
  readonly cards: DocumentedSegment["documents"];
  /** Source key, version, number of documents, sums of lengths; identity, time and kind of what it states besides. */
  readonly entries: readonly Row<[string, string, number, number[], [string, number, number][]?]>[];
  /** Hash and ordinal. */
  readonly idRows: readonly (readonly [number, number])[];
  readonly ids: readonly unknown[];
  /** Lengths by field number, then ordinal. */
  readonly lengths: readonly (readonly number[])[];
  /** Values by ordinal; undefined for no value. */
  readonly values: Readonly<Record<string, readonly unknown[]>>;
  /** Hex by ordinal. */
  readonly digests: Readonly<Record<string, readonly string[]>>;
  readonly mayHoldKey: (sourceKey: string) => boolean;
  /** Sections and their places, in the order of the bytes. */
  readonly layout: readonly { readonly name: string; readonly start: number; readonly end: number }[];
}

export function readDocumentedSegment(bytes: Uint8Array): DocumentedSegment {
  const layout: { name: string; start: number; end: number }[] = [];
  const take = (name: string, { start, sizeBytes }: Place): Uint8Array => {
    layout.push({ name, start, end: start + sizeBytes });
    return bytes.subarray(start, start + sizeBytes);
  };
  const takeRun = (name: string, { start, sizesBytes }: Run, between: readonly number[] = []): Uint8Array[] => {
    let next = start;
    return sizesBytes.map((sizeBytes, number) => {
      const block = take(name, { start: next, sizeBytes });
      next += sizeBytes + (between[number] ?? 0);
      return block;
    });
  };
  const footerBytes = sizeOfAll("footer");

  readHeader(take("header", { start: 0, sizeBytes: sizeOfAll("header") }));
  const footer = take("footer", { start: bytes.length - footerBytes, sizeBytes: footerBytes });
  const start = readFooter(footer);
  const contentsBlock = take("contents", { start, sizeBytes: bytes.length - footerBytes - start });
  const contents = openJsonBlock("contents", 0, contentsBlock) as Contents;
  checkNames(contents);
  const storedIndex = readStoredIndex(
    openBlock("index", indexNumber("stored"), take("storedIndex", contents.storedIndex)),
  );
  const cardsIndex =
    contents.cardsIndex === null
      ? null
      : readStoredIndex(openBlock("index", indexNumber("cards"), take("cardsIndex", contents.cardsIndex)));
  const idsIndex = openJsonBlock(
    "index",
    indexNumber("documentIds"),
    take("documentIdsIndex", contents.documentIdsIndex),
  ) as Run & { firstHashes: number[] };

  const postingBlocks = takeRun("postings", contents.postings, contents.occurrences?.sizesBytes).map((block, i) =>
    readPostingBlock(openBlock("postings", i, block)),
  );
  expectBeginnings(
    contents.postings.firstTerms,
    postingBlocks.map((block) => block.map(({ term }) => term)),
  );
  const lexiconBlocks = takeRun("lexicon", contents.lexicon).map((block, i) =>
    readLexiconBlock(openBlock("lexicon", i, block)),
  );
  expectBeginnings(contents.lexicon.firstTerms, lexiconBlocks.map(termsOf));
  const [firstSize = 0, ...otherSizes] = contents.postings.sizesBytes;
  const occurrences = {
    start: contents.postings.start + firstSize,
    sizesBytes: contents.occurrences?.sizesBytes ?? [],
  };
  const occurrenceBlocks = takeRun("occurrences", occurrences, otherSizes).map((block, i) =>
    readOccurrenceBlock(openBlock("occurrences", i, block), postingBlocks[i] ?? []),
  );
  if (contents.occurrences !== null) expectEqual(occurrenceBlocks.length, postingBlocks.length);
  const [formBlocks = [], reversedFormBlocks = [], keyedFormBlocks = []] = (
    ["forms", "reversedForms", "keyedForms"] as const
  ).map((name) => {
    const blocks = takeRun(name, contents[name] ?? NO_BLOCKS).map((block, i) =>
      readLexiconBlock(openBlock(name, i, block)),
    );
    expectBeginnings(contents[name]?.firstTerms ?? [], blocks.map(termsOf));
    return blocks;
  });
  const phraseBlocks = takeRun("phrases", contents.phrases ?? NO_BLOCKS).map((block, i) =>
    readPostingBlock(openBlock("phrases", i, block)),
  );
  expectBeginnings(
    contents.phrases?.firstTerms ?? [],
    phraseBlocks.map((block) => block.map(({ term }) => term)),
  );
  const storedBlocks = takeRun("stored", storedIndex).map((block, i) => readStored(openBlock("stored", i, block)));
  expectEqual(
    storedIndex.documentCounts,
    storedBlocks.map((rows) => rows.length),
  );
  const cardBlocks = takeRun("cards", cardsIndex ?? NO_BLOCKS).map((block, i) =>
    readStored(openBlock("cards", i, block)),
  );
  expectEqual(
    cardsIndex?.documentCounts ?? [],
    cardBlocks.map((rows) => rows.length),
  );
  const entryBlocks = takeRun("entries", contents.entryBlocks).map(
    (block, i) => openJsonBlock("entries", i, block) as DocumentedSegment["entries"],
  );
  const documentsOf = (rows: DocumentedSegment["entries"]) => rows.reduce((sum, [, , count]) => sum + count, 0);
  expectEqual(
    contents.entryBlocks.firstKeys,
    entryBlocks.map(([first]) => first?.[0]),
  );
  expectEqual(contents.entryBlocks.firstOrdinals, startsOf(entryBlocks.map(documentsOf)));
  const idBlocks = takeRun("documentIds", idsIndex).map((block, i) => readIds(openBlock("documentIds", i, block)));
  expectEqual(
    idsIndex.firstHashes,
    idBlocks.map(([first]) => first?.[0]),
  );

  const { documents, fields } = contents;
  const idColumnNumber = fields.length + contents.valueColumns.length;
  const firstRestNumber = idColumnNumber + 1 + contents.digestColumns.length;
  const values = contents.valueColumns.map(({ field, rest, ...place }, i): [string, unknown[]] => {
    const heads = readValues(openBlock("column", fields.length + i, take(`value ${field}`, place)), documents);
    if (rest === undefined) return [field, heads];
    const rests = readValues(openBlock("column", firstRestNumber + i, take(`rest ${field}`, rest)), documents);
    return [field, heads.map((head, ordinal) => joinRest(head, rests[ordinal]))];
  });
  const ids = openJsonBlock("column", idColumnNumber, take("ids", contents.idColumn)) as unknown[];
  const digests = contents.digestColumns.map(({ field, digestBytes, ...place }, i): [string, string[]] => [
    field,
    readDigests(openBlock("column", idColumnNumber + 1 + i, take(`digest ${field}`, place)), documents, digestBytes),
  ]);
  const duplicates =
    contents.duplicates === null
      ? []
      : readDuplicates(openBlock("duplicates", 0, take("duplicates", contents.duplicates)));
  const filter = openBlock("filter", 0, take("filter", contents.filter));
  expectEqual(filter.length, Math.max(1, Math.ceil((10 * contents.entries) / 8)));
  const nameFilter = openBlock("filter", 1, take("nameFilter", contents.nameFilter));
  expectEqual(nameFilter.length, Math.max(1, Math.ceil((10 * idBlocks.flat().length) / 8)));
  for (const [hash] of idBlocks.flat()) expectEqual(hasBits(nameFilter, hash.toString(16)), true);
  if (contents.phraseFilter !== undefined) {
    const phraseFilter = openBlock("filter", 2, take("phraseFilter", contents.phraseFilter));
    const begun = phraseBlocks.flatMap((block) => block.flatMap(({ term }) => /^[^\p{Cc} ]+(?= )/u.exec(term) ?? []));
    expectEqual(phraseFilter.length, Math.max(1, Math.ceil((10 * new Set(begun).size) / 8)));
    for (const word of begun) expectEqual(hasBits(phraseFilter, word), true);
  }
  const lengths = contents.lengthColumns.map((place, field) =>
    readLengths(openBlock("column", field, take(`lengths ${field}`, place)), documents),
  );

  layout.sort((a, b) => a.start - b.start);
  return {
    contents,
    terms: postingBlocks.flat(),
    occurrences: occurrenceBlocks.flat(),
    forms: formBlocks.flat(),
    reversedForms: reversedFormBlocks.flat(),
    keyedForms: keyedFormBlocks.flat(),
    duplicates,
    phrases: phraseBlocks.flat(),
    lexicon: lexiconBlocks.flat(),
    documents: storedBlocks.flat(),
    cards: cardBlocks.flat(),
    entries: entryBlocks.flat(),
    idRows: idBlocks.flat(),
    ids,
    lengths,
    values: Object.fromEntries(values),
    digests: Object.fromEntries(digests),
    mayHoldKey: (sourceKey) => hasBits(filter, sourceKey),
    layout,
  };
}

/** Joins the head and the rest of a value. */
function joinRest(head: unknown, rest: unknown): unknown {
  if (rest === undefined) return head;
  expectEqual([typeof head, typeof rest], ["string", "string"]);
  return `${head}${rest}`;
}

const termsOf = (block: readonly (readonly [string, number])[]): string[] => block.map(([term]) => term);

/**
 * Expects the beginning of each block: its first term up to one unit more than it shares with the term before; of the
 * first block some units.
 */
function expectBeginnings(beginnings: readonly string[], blocks: readonly (readonly string[])[]): void {
  expectEqual(beginnings.length, blocks.length);
  for (const [i, beginning] of beginnings.entries()) {
    const [first = ""] = blocks[i] ?? [];
    const before = blocks[i - 1]?.at(-1) ?? "";
    let shared = 0;
    while (shared < before.length && before[shared] === first[shared]) shared += 1;
    expectEqual(beginning, first.slice(0, i === 0 ? beginning.length : shared + 1));
  }
}

const NO_BLOCKS: Run = { start: 0, sizesBytes: [] };

/** Bytes of all that a table lists: a number of bytes, or u16 and the like, a row. */
function sizeOfAll(heading: string): number {
  const sizes = formatTable(heading).map(([, bytes = ""]) =>
    bytes.startsWith("u") ? Number(bytes.slice(1)) / 8 : Number(bytes),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

const magic = () => formatCell("header", "magic", 2).match(/[0-9a-f]{2}(?: [0-9a-f]{2}){7}/)?.[0];

function readHeader(header: Uint8Array): void {
  const bytes = new DocumentedBytes(header);
  expectEqual(Buffer.from(bytes.take(8)).toString("hex").replace(/..\B/g, "$& "), magic());
  expectEqual(bytes.integer(2), Number(formatCell("header", "format", 2)));
  expectEqual(bytes.integer(6), 0);
  expectEqual(bytes.isAtEnd, true);
}

function readFooter(footer: Uint8Array): number {
  const bytes = new DocumentedBytes(footer);
  const contentsStart = bytes.integer(6);
  expectEqual(bytes.integer(2), Number(formatCell("footer", "format", 2)));
  expectEqual(Buffer.from(bytes.take(8)).toString("hex").replace(/..\B/g, "$& "), magic());
  expectEqual(bytes.isAtEnd, true);
  return contentsStart;
}

function checkNames(contents: Contents): void {
  const leftOut = contents.phraseFilter === undefined ? ["phraseFilter"] : [];
  expectEqual([...Object.keys(contents), ...leftOut].sort(), formatNames("contents").sort());
  expectEqual(contents.format, Number(formatCell("contents", "format", 1)));
}

/** The number of an index block: "0 stored, 1 documentIds" in the table of numbers. */
function indexNumber(name: string): number {
  const numbers = formatCell("blocks of", "index", 1);
  const found = numbers.match(new RegExp(`(\\d+) ${name}`))?.[1];
  if (found === undefined) throw new Error(`The page numbers no index of ${name}: ${numbers}`);
  return Number(found);
}

/** Sums of groups are checked against the blocks that they are of. */
export function readStoredIndex(content: Uint8Array): Run & { readonly documentCounts: number[] } {
  const blocksPerGroup = Number(formatCell("constant", "STORED_BLOCKS_PER_GROUP", 1));
  const bytes = new DocumentedBytes(content);
  const start = bytes.integer(6);
  const blocks = bytes.integer(4);
  const [sizesBytes, documentCounts] = [bytes.items(blocks), bytes.items(blocks)];
  for (const items of [sizesBytes, documentCounts]) {
    const groups = Array.from({ length: Math.ceil(blocks / blocksPerGroup) }, (_, group) =>
      items.slice(group * blocksPerGroup, (group + 1) * blocksPerGroup).reduce((sum, item) => sum + item, 0),
    );
    expectEqual(bytes.items(groups.length), groups);
  }
  expectEqual(bytes.isAtEnd, true);
  return { start, sizesBytes, documentCounts };
}

function readStored(content: Uint8Array): DocumentedSegment["documents"] {
  return new TextDecoder("windows-1251")
    .decode(content)
    .split("\n")
    .map((line) => JSON.parse(line));
}

function readIds(content: Uint8Array): [number, number][] {
  const bytes = new DocumentedBytes(content);
  const rows: [number, number][] = [];
  while (!bytes.isAtEnd) rows.push([bytes.integer(6), bytes.integer(4)]);
  return rows;
}

function readLengths(content: Uint8Array, documents: number): number[] {
  const bytes = new DocumentedBytes(content);
  const items = bytes.items(documents);
  expectEqual(bytes.isAtEnd, true);
  return items;
}

function readValues(content: Uint8Array, documents: number): unknown[] {
  const bytes = new DocumentedBytes(content);
  const shared = bytes.items(bytes.integer(4));
  const rests = Buffer.from(bytes.take(bytes.integer(4)))
    .toString("utf8")
    .split("\n");
  const texts: string[] = [];
  for (const [i, length] of shared.entries()) texts.push((texts[i - 1] ?? "").slice(0, length) + (rests[i] ?? ""));
  expectEqual(texts, [...texts].sort());
  const dictionary = texts.map((text): unknown => JSON.parse(text));
  const items = bytes.items(documents);
  expectEqual(bytes.isAtEnd, true);
  return items.map((item) => (item === 0 ? undefined : dictionary[item - 1]));
}

function readDigests(content: Uint8Array, documents: number, digestBytes: number): string[] {
  const bytes = new DocumentedBytes(content);
  const digests = Array.from({ length: documents }, () => Buffer.from(bytes.take(digestBytes)).toString("hex"));
  expectEqual(bytes.isAtEnd, true);
  return digests;
}

function readDuplicates(content: Uint8Array): [number, number, number][] {
  const bytes = new DocumentedBytes(content);
  let ordinal = -1;
  const rows = Array.from({ length: bytes.varint() }, (): [number, number, number] => {
    ordinal += bytes.varint() + 1;
    return [ordinal, bytes.varint(), bytes.varint()];
  });
  expectEqual(bytes.isAtEnd, true);
  return rows;
}

function hasBits(filter: Uint8Array, sourceKey: string): boolean {
  const hash = new DocumentedBytes(createHash("sha256").update(sourceKey, "utf8").digest());
  const first = hash.integer(4);
  const second = hash.integer(4);
  const odd = second + (second % 2 === 0 ? 1 : 0);
  return Array.from({ length: 7 }, (_, i) => ((first + i * odd) % 2 ** 32) % (filter.length * 8)).every(
    (bit) => ((filter[Math.floor(bit / 8)] ?? 0) >> (bit % 8)) % 2 === 1,
  );
}

/** The hash of an id, as rows of id blocks have it. */
export function documentedIdHash(id: unknown): number {
  return createHash("sha256").update(JSON.stringify(id), "utf8").digest().readUIntBE(0, 6);
}

function startsOf(counts: readonly number[]): number[] {
  return counts.map((_, i) => counts.slice(0, i).reduce((sum, count) => sum + count, 0));
}

function expectEqual(found: unknown, documented: unknown): void {
  if (JSON.stringify(found) === JSON.stringify(documented)) return;
  throw new Error(`The segment has ${JSON.stringify(found)}, the page says ${JSON.stringify(documented)}.`);
}

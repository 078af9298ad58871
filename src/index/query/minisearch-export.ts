/**
 * Writes an index as the JSON that `MiniSearch.loadJSON` opens, with the same answers: MiniSearch 7's serialised form,
 * version 2 (MiniSearch.ts `toJSON`). Written in pieces, so that no string is ever as long as the file; memory for the
 * ids, and for one posting list.
 */

import { SearchIndexError } from "../../errors.ts";
import type { TermPostings } from "../segment/postings/posting-block.ts";
import { allDocuments, allPostings } from "../segment/reader/segment-scan.ts";
import { compareText } from "../segment/stored/document-order.ts";
import type { JsonValue } from "../segment/stored/fields.ts";
import type { IndexSnapshot, OpenSegment } from "./snapshot/index-snapshot.ts";

/** V8's longest string on 64 bits, `String::kMaxLength`: what JSON.parse, and so loadJSON, can be given. */
const MAX_MINISEARCH_CHARACTERS = 0x1fffffe8;

/** Characters gathered before they are handed on. */
const PIECE_CHARACTERS = 64 * 1024;

/** Counts of the written export. */
export interface MiniSearchExport {
  readonly documents: number;
  readonly terms: number;
  /** UTF-16 units. */
  readonly characters: number;
}

interface MiniSearchExportInput {
  readonly index: IndexSnapshot;
  /** Takes the next piece of the JSON; never cut inside a surrogate pair. */
  readonly write: (piece: string) => Promise<void>;
  /** The longest JSON that is of use. Default {@link MAX_MINISEARCH_CHARACTERS}. */
  readonly maxCharacters?: number;
}

/**
 * Streams the live documents of a snapshot. Reads every block of stored fields and postings once. `ambiguous-id` where
 * two documents claim one id, since MiniSearch could not hold both; `object-too-large` with both numbers where the JSON
 * is longer than `maxCharacters`: then what was written is of no use.
 */
export async function exportMiniSearch(input: MiniSearchExportInput): Promise<MiniSearchExport> {
  const { index, maxCharacters = MAX_MINISEARCH_CHARACTERS } = input;
  const numbering = numberDocuments(index);
  const json = new PieceWriter(input.write, maxCharacters, index.documentCount);
  const { fields } = index.manifest;
  const fieldIds = Object.fromEntries(fields.map((field, i) => [field, i]));
  await json.add(`{"documentCount":${index.documentCount},"nextId":${index.documentCount}`);
  await json.add(`,"fieldIds":${JSON.stringify(fieldIds)},"storedFields":{`);
  const documentIds = await writeStoredFields(index, numbering, json);
  await json.add('},"documentIds":{');
  for (const [i, id] of documentIds.entries()) await json.add(`${i === 0 ? "" : ","}"${i}":${id}`);
  await json.add('},"fieldLength":{');
  await writeFieldLengths(index, numbering, json);
  const averages = index.documentCount === 0 ? [] : index.averageFieldLengths;
  await json.add(`},"averageFieldLength":${JSON.stringify(averages)},"dirtCount":0,"index":[`);
  const terms = await writePostings(index, numbering, json);
  await json.add('],"serializationVersion":2}');
  await json.flush();
  return { documents: index.documentCount, terms, characters: json.characters };
}

/** MiniSearch's short id by ordinal, for each segment; -1 for the dead. */
function numberDocuments({ segments }: IndexSnapshot): Int32Array[] {
  let next = 0;
  return segments.map(({ segment, dead }) =>
    Int32Array.from({ length: segment.documents }, (_, ordinal) => {
      if (dead?.[ordinal] === 1) return -1;
      next += 1;
      return next - 1;
    }),
  );
}

/** The ids in JSON, by short id. */
async function writeStoredFields(
  { segments }: IndexSnapshot,
  numbering: readonly Int32Array[],
  json: PieceWriter,
): Promise<string[]> {
  const keyById = new Map<string, string>();
  for (const [i, { reader }] of segments.entries()) {
    let ordinal = 0;
    for await (const { id, sourceKey, fields } of allDocuments(reader)) {
      const shortId = numbering[i]?.[ordinal] ?? -1;
      ordinal += 1;
      if (shortId < 0) continue;
      const idJson = JSON.stringify(id);
      const other = keyById.get(idJson);
      if (other !== undefined) throw ambiguousId(id, other, sourceKey);
      keyById.set(idJson, sourceKey);
      await json.add(`${shortId === 0 ? "" : ","}"${shortId}":${JSON.stringify(fields)}`);
    }
  }
  return [...keyById.keys()];
}

async function writeFieldLengths(
  { segments, manifest }: IndexSnapshot,
  numbering: readonly Int32Array[],
  json: PieceWriter,
): Promise<void> {
  for (const [i, { reader }] of segments.entries()) {
    const lengths = await Promise.all(manifest.fields.map((_, field) => reader.lengths(field)));
    for (const [ordinal, shortId] of numbering[i]?.entries() ?? []) {
      if (shortId < 0) continue;
      const ofDocument = lengths.map((column) => column[ordinal] ?? 0);
      await json.add(`${shortId === 0 ? "" : ","}"${shortId}":[${ofDocument.join(",")}]`);
    }
  }
}

/** Writes the postings, and counts the terms. Terms with only dead documents are left out, as in MiniSearch. */
async function writePostings(
  { segments }: IndexSnapshot,
  numbering: readonly Int32Array[],
  json: PieceWriter,
): Promise<number> {
  let terms = 0;
  for await (const { term, lists } of mergeTerms(segments)) {
    const byField = new Map<number, string[]>();
    for (const { segmentNumber, postings } of lists) {
      for (const { field, ordinals, frequencies } of postings.fields) {
        const entries = byField.get(field) ?? [];
        for (const [i, ordinal] of ordinals.entries()) {
          const shortId = numbering[segmentNumber]?.[ordinal] ?? -1;
          if (shortId >= 0) entries.push(`"${shortId}":${frequencies[i] ?? 1}`);
        }
        if (entries.length > 0) byField.set(field, entries);
      }
    }
    if (byField.size === 0) continue;
    const fields = [...byField].map(([field, entries]) => `"${field}":{${entries.join(",")}}`);
    await json.add(`${terms === 0 ? "" : ","}[${JSON.stringify(term)},{${fields.join(",")}}]`);
    terms += 1;
  }
  return terms;
}

interface MergedTerm {
  readonly term: string;
  readonly lists: readonly { readonly segmentNumber: number; readonly postings: TermPostings }[];
}

/** Every term of the segments once, ascending, with its lists in the segments' order. */
async function* mergeTerms(segments: readonly OpenSegment[]): AsyncGenerator<MergedTerm> {
  const cursors = segments.map(({ reader }) => allPostings(reader));
  const heads = await Promise.all(cursors.map(nextPostings));
  for (;;) {
    let smallest: string | null = null;
    for (const head of heads) {
      if (head !== null && (smallest === null || compareText(head.term, smallest) < 0)) smallest = head.term;
    }
    if (smallest === null) return;
    const lists: { segmentNumber: number; postings: TermPostings }[] = [];
    for (const [segmentNumber, head] of heads.entries()) {
      if (head?.term !== smallest) continue;
      lists.push({ segmentNumber, postings: head });
      heads[segmentNumber] = await nextPostings(cursors[segmentNumber]);
    }
    yield { term: smallest, lists };
  }
}

async function nextPostings(cursor: AsyncGenerator<TermPostings> | undefined): Promise<TermPostings | null> {
  const next = await cursor?.next();
  return next === undefined || next.done === true ? null : next.value;
}

/** Gathers text into pieces and keeps count. */
class PieceWriter {
  readonly #write: (piece: string) => Promise<void>;
  readonly #maxCharacters: number;
  readonly #documents: number;
  #pending: string[] = [];
  #pendingCharacters = 0;
  characters = 0;

  constructor(write: (piece: string) => Promise<void>, maxCharacters: number, documents: number) {
    this.#write = write;
    this.#maxCharacters = maxCharacters;
    this.#documents = documents;
  }

  async add(text: string): Promise<void> {
    this.characters += text.length;
    if (this.characters > this.#maxCharacters) throw tooLong(this.#documents, this.#maxCharacters);
    this.#pending.push(text);
    this.#pendingCharacters += text.length;
    if (this.#pendingCharacters >= PIECE_CHARACTERS) await this.flush();
  }

  async flush(): Promise<void> {
    const piece = this.#pending.join("");
    this.#pending = [];
    this.#pendingCharacters = 0;
    if (piece !== "") await this.#write(piece);
  }
}

function ambiguousId(id: JsonValue, firstKey: string, secondKey: string): SearchIndexError {
  return new SearchIndexError(
    "ambiguous-id",
    `${firstKey} and ${secondKey} both hold an article with the id ${JSON.stringify(id)}, and MiniSearch keeps one of ` +
      "an id. Give one of them another id, or delete it.",
    { details: { keys: [firstKey, secondKey] } },
  );
}

function tooLong(documents: number, maxCharacters: number): SearchIndexError {
  return new SearchIndexError(
    "object-too-large",
    `The JSON of these ${documents} documents has more than ${maxCharacters} characters, the longest that MiniSearch ` +
      "can open. Nothing was exported.",
    { details: { documents, maxCharacters } },
  );
}

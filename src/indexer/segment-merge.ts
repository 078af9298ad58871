/**
 * Merges some segments into one (layer 4) by streaming: entries, terms and documents of the inputs are walked side by
 * side in their order and written out; nothing is tokenized again. Memory: the entries, the ordinals' map, the blocks
 * in hand, and the writer's lexicon and columns.
 */
import { SearchIndexError } from "../errors.ts";
import { compareText } from "../segment/document-order.ts";
import type { ResolvedIndexOptions } from "../segment/minisearch-options.ts";
import type { FieldPostings, TermPostings } from "../segment/posting-block.ts";
import type { SegmentSummary } from "../segment/segment-format.ts";
import type { SegmentReader } from "../segment/segment-reader.ts";
import { type DocumentRecord, SegmentWriter } from "../segment/segment-writer.ts";
import type { PlacedSourceEntry } from "../segment/source-entries.ts";
import type { StoredDocument } from "../segment/stored-fields.ts";

/** One input of a merge; entries that are dead stay behind. */
export interface MergeInput {
  readonly reader: SegmentReader;
  readonly dead: ReadonlySet<number>;
}

/** An entry of the merged segment and where it came from; in the order of the merged entries. */
export interface MergedEntry {
  readonly input: number;
  readonly entry: PlacedSourceEntry;
}

export interface MergeResult {
  readonly summary: SegmentSummary;
  readonly entries: readonly MergedEntry[];
}

/** No document of the merged segment has this ordinal: the mark of a dead one. */
const DEAD = 0xffffffff;

/** Writes the merged segment's bytes to `write` as they come. Reads every input whole, once. */
export async function mergeSegments(
  inputs: readonly MergeInput[],
  options: Pick<ResolvedIndexOptions, "fields" | "columnFields">,
  write: (bytes: Uint8Array) => Promise<void>,
): Promise<MergeResult> {
  const entries = await collectEntries(inputs);
  const ordinalMaps = mapOrdinals(inputs, entries);
  const writer = new SegmentWriter(options);
  const flush = async (): Promise<void> => {
    for (const bytes of writer.takeBytes()) await write(bytes);
  };
  for await (const postings of mergeTerms(inputs, ordinalMaps)) {
    writer.addTerm(postings);
    await flush();
  }
  await copyDocuments(inputs, entries, writer, options.fields.length, flush);
  for (const { entry } of entries) writer.addEntry(entry);
  const summary = writer.finish();
  await flush();
  return { summary, entries };
}

async function collectEntries(inputs: readonly MergeInput[]): Promise<MergedEntry[]> {
  const entries: MergedEntry[] = [];
  for (const [input, { reader, dead }] of inputs.entries()) {
    for await (const entry of reader.entries()) if (!dead.has(entry.entryNumber)) entries.push({ input, entry });
  }
  entries.sort((a, b) => compareText(a.entry.sourceKey, b.entry.sourceKey));
  for (const [i, { entry }] of entries.entries()) {
    if (i > 0 && entries[i - 1]?.entry.sourceKey === entry.sourceKey) {
      throw new SearchIndexError("invariant-violated", "Two live segments speak for the same source key. Run rebuild.");
    }
  }
  return entries;
}

/** Per input, old ordinal to new. */
function mapOrdinals(inputs: readonly MergeInput[], entries: readonly MergedEntry[]): Uint32Array[] {
  const maps = inputs.map(({ reader }) => new Uint32Array(reader.contents.documents).fill(DEAD));
  let next = 0;
  for (const { input, entry } of entries) {
    for (let i = 0; i < entry.documentCount; i += 1) {
      const map = maps[input];
      if (map !== undefined) map[entry.firstOrdinal + i] = next;
      next += 1;
    }
  }
  return maps;
}

/** The terms of all inputs in order, each with its lists put together; terms of dead documents alone are left out. */
async function* mergeTerms(
  inputs: readonly MergeInput[],
  ordinalMaps: readonly Uint32Array[],
): AsyncGenerator<TermPostings> {
  const streams = await Promise.all(
    inputs.map(async ({ reader }, input) => {
      const terms = reader.allPostings();
      return { input, terms, head: await terms.next() };
    }),
  );
  for (;;) {
    const open = streams.filter((stream) => !stream.head.done);
    const term = open.map((stream) => (stream.head.value as TermPostings).term).sort(compareText)[0];
    if (term === undefined) return;
    const sources: { input: number; fields: readonly FieldPostings[] }[] = [];
    for (const stream of open) {
      const head = stream.head.value as TermPostings;
      if (head.term !== term) continue;
      sources.push({ input: stream.input, fields: head.fields });
      stream.head = await stream.terms.next();
    }
    const fields = mergeFields(sources, ordinalMaps);
    if (fields.length > 0) yield { term, fields };
  }
}

function mergeFields(
  sources: readonly { readonly input: number; readonly fields: readonly FieldPostings[] }[],
  ordinalMaps: readonly Uint32Array[],
): FieldPostings[] {
  const rowsByField = new Map<number, [ordinal: number, frequency: number][]>();
  for (const { input, fields } of sources) {
    const map = ordinalMaps[input] ?? new Uint32Array();
    for (const { field, ordinals, frequencies } of fields) {
      const rows = rowsByField.get(field) ?? [];
      for (let i = 0; i < ordinals.length; i += 1) {
        const ordinal = map[ordinals[i] ?? 0] ?? DEAD;
        if (ordinal !== DEAD) rows.push([ordinal, frequencies[i] ?? 1]);
      }
      rowsByField.set(field, rows);
    }
  }
  return [...rowsByField]
    .filter(([, rows]) => rows.length > 0)
    .sort(([a], [b]) => a - b)
    .map(([field, rows]) => {
      rows.sort(([a], [b]) => a - b);
      const ordinals = Uint32Array.from(rows, ([ordinal]) => ordinal);
      return { field, ordinals, frequencies: Uint32Array.from(rows, ([, frequency]) => frequency) };
    });
}

/** Documents in the merged order; each input's own order is the same, so that one pass over each is enough. */
async function copyDocuments(
  inputs: readonly MergeInput[],
  entries: readonly MergedEntry[],
  writer: SegmentWriter,
  fieldCount: number,
  flush: () => Promise<void>,
): Promise<void> {
  const cursors = await Promise.all(inputs.map(({ reader }) => DocumentCursor.open(reader, fieldCount)));
  for (const { input, entry } of entries) {
    const cursor = cursors[input];
    if (cursor === undefined) continue;
    for (let i = 0; i < entry.documentCount; i += 1) writer.addDocument(await cursor.advanceTo(entry.firstOrdinal + i));
    await flush();
  }
}

/** Walks the documents of a segment forwards. */
class DocumentCursor {
  readonly #documents: AsyncGenerator<StoredDocument>;
  readonly #lengths: readonly Uint32Array[];
  #next = 0;

  private constructor(documents: AsyncGenerator<StoredDocument>, lengths: readonly Uint32Array[]) {
    this.#documents = documents;
    this.#lengths = lengths;
  }

  static async open(reader: SegmentReader, fieldCount: number): Promise<DocumentCursor> {
    const fields = Array.from({ length: fieldCount }, (_, field) => field);
    return new DocumentCursor(reader.allDocuments(), await Promise.all(fields.map((field) => reader.lengths(field))));
  }

  async advanceTo(ordinal: number): Promise<DocumentRecord> {
    for (;;) {
      const { value, done } = await this.#documents.next();
      if (done)
        throw new SearchIndexError("corrupt-segment", "A segment holds fewer documents than it says. Run rebuild.");
      this.#next += 1;
      if (this.#next - 1 < ordinal) continue;
      return { ...value, fieldLengths: this.#lengths.map((column) => column[ordinal] ?? 0) };
    }
  }
}

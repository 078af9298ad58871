/**
 * Reads one segment whole: every block is unpacked and checked, and what one section says is compared with what
 * the others and the manifest say. In memory: the columns, the lexicon and a number a document.
 */

import { areEqualBytes } from "../../bytes.ts";
import { segmentKey, tombstonesKey } from "../keys.ts";
import type { Manifest, ManifestSegment, Superseded } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { loadDeadParts, supersededOf } from "../manifest/tombstones.ts";
import { encodeHeader, HEADER_BYTES, leastCommonFrequency } from "../segment/blocks/segment-format.ts";
import { FormCollector } from "../segment/lexicon/form-collector.ts";
import {
  behindKeys,
  type LexiconBlock,
  type LexiconTerm,
  reversedTerms,
  sortTerms,
  termsWithPrefix,
} from "../segment/lexicon/lexicon.ts";
import type { TermPostings } from "../segment/postings/posting-block.ts";
import { allEntries, allNameRows, findNameRows, mayHoldSource } from "../segment/reader/entry-lookup.ts";
import { SegmentReader } from "../segment/reader/segment-reader.ts";
import { allCards, allDocuments, allOccurrences, allPostings, phraseBlocks } from "../segment/reader/segment-scan.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import type { Duplicates } from "../segment/stored/columns.ts";
import { encodeDuplicates, type ValueColumn } from "../segment/stored/columns.ts";
import type { JsonValue, StoredDocument } from "../segment/stored/fields.ts";
import {
  compareIdRows,
  type DocumentIdRow,
  firstOfWords,
  hashNames,
  mayHoldKey,
  statementRows,
} from "../segment/stored/lookup.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import type { Findings, FindingsAt } from "./findings.ts";

/** Told of each live source key of a segment. */
type OnLiveEntry = (entry: PlacedSourceEntry) => void;

/** Adds what is wrong to the findings; rejects only where the store does. Reads the whole segment, once or twice. */
export async function checkSegment(
  context: IndexContext,
  options: Pick<ResolvedIndexOptions, "duplicatesOf" | "cardOf" | "statementOf" | "keysOfForm">,
  manifest: Manifest,
  segment: ManifestSegment,
  findings: Findings,
  onLiveEntry: OnLiveEntry,
): Promise<void> {
  const where = segmentKey(context.layout, segment.id);
  const place = findings.at(where);
  const dead = await loadDead(context, segment, findings);
  await place.guard(async () => {
    const reader = await SegmentReader.open(context.store, where, segment);
    const header = await context.store.getRange(where, 0, HEADER_BYTES);
    if (!areEqualBytes(header, encodeHeader())) place.damage("Its first bytes are damaged.");
    if (reader.contents.fields.join("\u0000") !== manifest.fields.join("\u0000")) {
      place.damage("It indexes other fields than the manifest says.");
    }
    await place.guard(() => checkTerms(reader, options, place));
    await place.guard(() => checkDigests(reader, options, place));
    await place.guard(() => checkEntries(reader, options, segment, dead, place, onLiveEntry));
    await place.guard(() => checkCards(reader, options, place));
  });
}

/** The deleted parts of a segment. */
interface DeadPlaces {
  /** [first ordinal, documents] by the number of a dead entry. */
  readonly entries: ReadonlyMap<number, readonly [number, number]>;
  /** Superseded documents by ordinal. */
  readonly superseded: ReadonlyMap<number, Superseded>;
}

async function loadDead(context: IndexContext, segment: ManifestSegment, findings: Findings): Promise<DeadPlaces> {
  const dead = new Map<number, readonly [number, number]>();
  const supersededByOrdinal = new Map<number, Superseded>();
  const { id, tombstoneObject } = segment;
  const place = findings.at(
    tombstoneObject === null ? segmentKey(context.layout, id) : tombstonesKey(context.layout, tombstoneObject.id),
  );
  await place.guard(async () => {
    const { tombstones, superseded } = await loadDeadParts(context.store, context.layout, segment);
    for (const document of superseded) supersededByOrdinal.set(document[0] ?? 0, document);
    for (const [entryNumber, firstOrdinal, documents] of tombstones) dead.set(entryNumber, [firstOrdinal, documents]);
    const expected = segment.entries - segment.liveEntries;
    if (tombstones.length !== expected || dead.size !== expected) {
      const text = `The manifest counts ${expected} deleted uploads in ${id}, and ${dead.size} are named.`;
      place.damage(text);
    }
    if (supersededByOrdinal.size !== superseded.length) place.damage(`An article of ${id} is superseded twice.`);
  });
  return { entries: dead, superseded: supersededByOrdinal };
}

/** The table by which articles are looked up: a row for every name of a document, and of a statement without one. */
class NameCheck {
  readonly #reader: SegmentReader;
  readonly #expected: DocumentIdRow[] = [];

  constructor(reader: SegmentReader) {
    this.#reader = reader;
  }

  addDocument(id: JsonValue, identity: string | null, ordinal: number): void {
    for (const hash of hashNames(id, identity)) this.#expected.push({ hash, ordinal });
  }

  addStatements({ entryNumber, statements = [] }: PlacedSourceEntry): void {
    this.#expected.push(...statementRows(this.#reader.contents.documents, entryNumber, statements));
  }

  async finish(place: FindingsAt): Promise<void> {
    const expected = this.#expected.sort(compareIdRows);
    let next = 0;
    let isRight = true;
    for await (const row of allNameRows(this.#reader)) {
      isRight &&= row.hash === expected[next]?.hash && row.ordinal === expected[next]?.ordinal;
      next += 1;
    }
    if (!isRight || next !== expected.length) {
      place.damage("Its table of names does not lead to every one of its articles.");
    }
    for (const { hash } of expected) {
      if ((await findNameRows(this.#reader, [hash])).length > 0) continue;
      place.damage("Its filter of names does not know every one of its articles.");
      return;
    }
  }
}

/** The documents that its digests tell to be the same must be those that it lists. */
async function checkDigests(
  reader: SegmentReader,
  { duplicatesOf }: Pick<ResolvedIndexOptions, "duplicatesOf">,
  place: FindingsAt,
): Promise<void> {
  const { digestColumns, documents } = reader.contents;
  const digests = await Promise.all(digestColumns.map(({ field }) => reader.digests(field)));
  const listed = await reader.duplicates();
  const found =
    duplicatesOf?.(
      digests.flatMap((column) => column ?? []),
      documents,
    ) ?? NO_DUPLICATES;
  const bytesOf = (duplicates: Duplicates): Uint8Array => encodeDuplicates(duplicates);
  if (!areEqualBytes(bytesOf(listed ?? NO_DUPLICATES), bytesOf(found)))
    place.damage("It lists other articles as the same than its digests say.");
}

const NO_DUPLICATES: Duplicates = {
  ordinals: new Uint32Array(),
  groups: new Uint32Array(),
  addresses: new Uint32Array(),
};

/** Source keys with their documents, and what the manifest counts of them. */
async function checkEntries(
  reader: SegmentReader,
  { statementOf }: Pick<ResolvedIndexOptions, "statementOf">,
  segment: ManifestSegment,
  dead: DeadPlaces,
  place: FindingsAt,
  onLiveEntry: OnLiveEntry,
): Promise<void> {
  const names = new NameCheck(reader);
  const documents = await DocumentCheck.open(reader, place, (document, ordinal) => {
    const identity = document.lengths === undefined ? null : (statementOf?.(document.fields)?.identity ?? null);
    names.addDocument(document.id, identity, ordinal);
    return dead.superseded.get(ordinal)?.slice(1);
  });
  const live = { entries: 0, documents: 0, fieldLengthSums: segment.fieldLengthSums.map(() => 0) };
  let last: PlacedSourceEntry | null = null;
  for await (const entry of allEntries(reader)) {
    await checkEntry(reader, entry, last, place);
    await documents.checkNext(entry);
    names.addStatements(entry);
    last = entry;
    const tombstone = dead.entries.get(entry.entryNumber);
    if (tombstone === undefined) {
      const superseded = supersededOf(dead, entry);
      live.entries += 1;
      live.documents += entry.documentCount - superseded.length;
      for (const [field, sum] of entry.fieldLengthSums.entries()) {
        const ended = superseded.reduce((total, document) => total + (document[field + 1] ?? 0), 0);
        live.fieldLengthSums[field] = (live.fieldLengthSums[field] ?? 0) + sum - ended;
      }
      onLiveEntry(entry);
    } else if (tombstone[0] !== entry.firstOrdinal || tombstone[1] !== entry.documentCount) {
      place.damage(`What the manifest calls deleted of ${entry.sourceKey} is not what it holds.`);
    }
  }
  await documents.finish();
  if (documents.isWhole) await place.guard(() => names.finish(place));
  compareCounts(reader, segment, last, live, place);
}

/** Checks that each card is made of the stored fields of its document. */
async function checkCards(
  reader: SegmentReader,
  { cardOf }: Pick<ResolvedIndexOptions, "cardOf">,
  place: FindingsAt,
): Promise<void> {
  if (!reader.hasCards || cardOf === null) return;
  const documents = allDocuments(reader);
  for await (const card of allCards(reader)) {
    const { value: stored } = await documents.next();
    if (stored !== undefined && isSameValue({ ...card }, cardFrom(stored, cardOf))) continue;
    place.damage(`The card of an article of ${card.sourceKey} does not say what is stored of it.`);
    return;
  }
}

function cardFrom({ id, sourceKey, fields }: StoredDocument, cardOf: NonNullable<ResolvedIndexOptions["cardOf"]>) {
  return { id, sourceKey, fields: cardOf(fields) };
}

async function checkEntry(
  reader: SegmentReader,
  entry: PlacedSourceEntry,
  last: PlacedSourceEntry | null,
  place: FindingsAt,
): Promise<void> {
  const { sourceKey, entryNumber, firstOrdinal } = entry;
  const isNext =
    last === null
      ? entryNumber === 0 && firstOrdinal === 0
      : last.sourceKey < sourceKey &&
        entryNumber === last.entryNumber + 1 &&
        firstOrdinal === last.firstOrdinal + last.documentCount;
  if (!isNext) place.damage(`Its source keys are not in order at ${sourceKey}.`);
  if (!(await mayHoldSource(reader, sourceKey))) place.damage(`Its filter of keys does not know ${sourceKey}.`);
}

function compareCounts(
  reader: SegmentReader,
  segment: ManifestSegment,
  last: PlacedSourceEntry | null,
  live: { readonly entries: number; readonly documents: number; readonly fieldLengthSums: readonly number[] },
  place: FindingsAt,
): void {
  const entries = last === null ? 0 : last.entryNumber + 1;
  const documents = last === null ? 0 : last.firstOrdinal + last.documentCount;
  const { entries: namedEntries, documents: namedDocuments } = reader.contents;
  if (entries !== namedEntries || documents !== namedDocuments) {
    const text = `It says that it holds ${namedDocuments} articles of ${namedEntries} uploads, and has keys for ${documents} of ${entries}.`;
    place.damage(text);
  }
  if (live.entries !== segment.liveEntries || live.documents !== segment.liveDocuments) {
    const text = `The manifest counts ${segment.liveDocuments} articles of ${segment.liveEntries} uploads in it, and ${live.documents} of ${live.entries} are live.`;
    place.damage(text);
  }
  if (live.fieldLengthSums.some((sum, field) => sum !== segment.fieldLengthSums[field])) {
    place.damage("The manifest's sums of its field lengths, by which hits are ranked, are wrong.");
  }
}

// The documents of a segment: what is stored of each against its source key, its id, its columns and the lengths
// of its fields. Documents come in the order of their entries.

/** Columns by which documents are checked. */
interface DocumentColumns {
  readonly ids: readonly JsonValue[];
  readonly lengths: readonly Uint32Array[];
  readonly values: ReadonlyMap<string, ValueColumn>;
}

/**
 * Told of each document; gives the lengths of its fields that the manifest takes for superseded, undefined where it is
 * not.
 */
type OnDocument = (document: StoredDocument, ordinal: number) => readonly number[] | undefined;

class DocumentCheck {
  readonly #columns: DocumentColumns;
  readonly #place: FindingsAt;
  readonly #onDocument: OnDocument;
  /** Null once a stored block could not be read: the rest cannot be told apart. */
  #documents: AsyncGenerator<StoredDocument> | null;

  private constructor(columns: DocumentColumns, reader: SegmentReader, place: FindingsAt, onDocument: OnDocument) {
    this.#columns = columns;
    this.#onDocument = onDocument;
    this.#place = place;
    this.#documents = allDocuments(reader);
  }

  /** Reads the columns; rejects where one is damaged. */
  static async open(reader: SegmentReader, place: FindingsAt, onDocument: OnDocument): Promise<DocumentCheck> {
    const { fields, valueColumns } = reader.contents;
    const lengths = await Promise.all(fields.map((_, field) => reader.lengths(field)));
    const values = new Map<string, ValueColumn>();
    for (const { field } of valueColumns) {
      const column = await reader.values(field);
      if (column !== null) values.set(field, column);
    }
    return new DocumentCheck({ ids: await reader.ids(), lengths, values }, reader, place, onDocument);
  }

  /** True if all documents could be read so far. */
  get isWhole(): boolean {
    return this.#documents !== null;
  }

  /** The documents of the next entry. */
  async checkNext(entry: PlacedSourceEntry): Promise<void> {
    this.#checkLengths(entry);
    for (let i = 0; i < entry.documentCount; i += 1) {
      const document = await this.#next();
      if (document === null) return;
      const fault = this.#faultOf(document, entry.firstOrdinal + i, entry.sourceKey);
      if (fault !== null) this.#place.damage(fault);
    }
  }

  /** There must be no more of them. */
  async finish(): Promise<void> {
    if (this.#documents === null) return;
    await this.#place.guard(async () => {
      const { done } = (await this.#documents?.next()) ?? { done: true };
      if (done !== true) this.#place.damage("It stores articles that no source key owns.");
    });
  }

  async #next(): Promise<StoredDocument | null> {
    const documents = this.#documents;
    if (documents === null) return null;
    let found: StoredDocument | null = null;
    const isSound = await this.#place.guard(async () => {
      const { done, value } = await documents.next();
      if (done !== true) found = value;
      else this.#place.damage("It stores fewer articles than its source keys own.");
    });
    if (!isSound || found === null) this.#documents = null;
    return found;
  }

  #faultOf(document: StoredDocument, ordinal: number, sourceKey: string): string | null {
    const { ids, values, lengths } = this.#columns;
    const ended = this.#onDocument(document, ordinal);
    const own = lengths.map((column) => column[ordinal] ?? 0);
    if ([document.lengths, ended].some((told) => told !== undefined && !isSameValue(told, own)))
      return `The field lengths of an article of ${sourceKey} are told otherwise.`;
    if (document.sourceKey !== sourceKey)
      return `An article of ${sourceKey} is stored as one of ${document.sourceKey}.`;
    if (!isSameValue(document.id, ids[ordinal])) return `An article of ${sourceKey} is stored under another id.`;
    for (const [field, { items, values: distinct }] of values) {
      const item = items[ordinal] ?? 0;
      const kept = item === 0 ? undefined : distinct[item - 1];
      const stored = Object.hasOwn(document.fields, field) ? document.fields[field] : undefined;
      if (!isSameValue(kept, stored))
        return `The column ${field} does not say what is stored of an article of ${sourceKey}.`;
    }
    return null;
  }

  #checkLengths({ sourceKey, firstOrdinal, documentCount, fieldLengthSums }: PlacedSourceEntry): void {
    for (const [field, lengths] of this.#columns.lengths.entries()) {
      let sum = 0;
      for (let ordinal = firstOrdinal; ordinal < firstOrdinal + documentCount; ordinal += 1)
        sum += lengths[ordinal] ?? 0;
      if (sum === fieldLengthSums[field]) continue;
      this.#place.damage(`The field lengths of ${sourceKey} do not add up.`);
      return;
    }
  }
}

function isSameValue(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}

// The terms of a segment: every posting list unpacked, against the lexicon, term by term, and against the lengths of
// the fields in which it stands; its occurrences against the list, and their surface forms against the lexicon of
// forms.

/** Rejects where a block is damaged; what does not fit together is a finding. */
async function checkTerms(
  reader: SegmentReader,
  options: Pick<ResolvedIndexOptions, "keysOfForm">,
  place: FindingsAt,
): Promise<void> {
  const lengths = await Promise.all(reader.contents.fields.map((_, field) => reader.lengths(field)));
  const counter = new DocumentCounter(reader.contents.documents);
  const lexicon = listTerms(await reader.lexiconBlocks());
  const forms = new FormCollector();
  let last: string | null = null;
  // Reading a term's occurrences finds out whether they are as many as its postings say.
  for await (const postings of reader.hasOccurrences ? allOccurrences(reader) : allPostings(reader)) {
    const { term, fields, occurrences } = postings;
    const documentFrequency = counter.count(postings);
    if (occurrences !== undefined) forms.add(documentFrequency, fields, occurrences);
    const listed = lexicon.next();
    const fault =
      (last === null || last < term ? null : "Its terms are not in order") ??
      (listed.done === true || listed.value.term !== term ? "Its lexicon lists other terms than its postings" : null) ??
      (listed.done !== true && listed.value.documentFrequency !== documentFrequency
        ? "Its lexicon counts other documents than its postings"
        : null) ??
      (fields.every(({ field }, i) => field < lengths.length && field > (fields[i - 1]?.field ?? -1))
        ? null
        : "It has postings in a field that there is not") ??
      (fields.every(({ field, ordinals }) => ordinals.every((ordinal) => (lengths[field]?.[ordinal] ?? 0) > 0))
        ? null
        : "It has postings in a field that is empty");
    if (fault !== null) {
      place.damage(`${fault}, first at ${JSON.stringify(term)}.`);
      return;
    }
    last = term;
  }
  if (lexicon.next().done !== true) place.damage("Its lexicon lists terms that it has no postings of.");
  if (reader.hasOccurrences) await checkForms(reader, options, forms, place);
  await checkPhrases(reader, place);
}

/**
 * Checks that each phrase comes once, in one list, and is found by its first word; reading it finds out whether its
 * documents are of the segment.
 */
async function checkPhrases(reader: SegmentReader, place: FindingsAt): Promise<void> {
  let last: string | null = null;
  const filter = await reader.phraseFilter();
  for await (const phrases of phraseBlocks(reader)) {
    for (const { term, fields } of { [Symbol.iterator]: () => phrases }) {
      if ((last !== null && last >= term) || fields.length !== 1) {
        place.damage(`Its phrases are not in order, first at ${JSON.stringify(term)}.`);
        return;
      }
      const first = firstOfWords(term);
      if (first !== null && !mayHoldKey(filter, first)) {
        place.damage(`Its filter of phrases does not know ${JSON.stringify(term)}.`);
        return;
      }
      last = term;
    }
  }
}

/**
 * The lexicon of surface forms must list those of the occurrences, and nothing else; that of the reversed ones those
 * of them that are common; that of keys those that have keys, behind each of them.
 */
async function checkForms(
  reader: SegmentReader,
  { keysOfForm }: Pick<ResolvedIndexOptions, "keysOfForm">,
  forms: FormCollector,
  place: FindingsAt,
): Promise<void> {
  const leastCommon = leastCommonFrequency(reader.contents.documents);
  const isReversed = leastCommon > 1 || reader.contents.reversedForms !== null;
  const common: LexiconTerm[] = [];
  const keyed: LexiconTerm[] = [];
  const expected = (function* (): Generator<LexiconTerm> {
    for (const form of forms.forms()) {
      keyed.push(...behindKeys(form, keysOfForm));
      if (isReversed && form.documentFrequency >= leastCommon) common.push(form);
      yield form;
    }
  })();
  const wrong =
    wrongListing(await reader.formBlocks(), expected, "surface forms") ??
    wrongListing(await reader.reversedFormBlocks(), reversedTerms(common), "reversed surface forms") ??
    wrongListing(await reader.keyedFormBlocks(), sortTerms(keyed), "surface forms by keys");
  if (wrong !== null) place.damage(wrong);
}

/** Says what is wrong with a list of forms; null where nothing is. */
function wrongListing(blocks: readonly LexiconBlock[], expected: Iterable<LexiconTerm>, list: string): string | null {
  const listed = listTerms(blocks);
  for (const form of expected) {
    if (isNext(listed, form)) continue;
    return `Its list of ${list} is not that of its occurrences, first at ${JSON.stringify(form.term)}.`;
  }
  return listed.next().done === true ? null : "It lists surface forms that nowhere occur.";
}

function isNext(listed: Iterator<LexiconTerm, void>, { term, documentFrequency }: LexiconTerm): boolean {
  const { value } = listed.next();
  return value?.term === term && value.documentFrequency === documentFrequency;
}

/** Six to eight bytes a term are held. */
function* listTerms(blocks: readonly LexiconBlock[]): Generator<LexiconTerm, void> {
  for (const block of blocks) yield* termsWithPrefix(block, "");
}

/** Counts the documents that hold a term in any field. */
class DocumentCounter {
  readonly #lastSeen: Uint32Array;
  #turn = 0;

  constructor(documents: number) {
    this.#lastSeen = new Uint32Array(documents);
  }

  count({ fields }: TermPostings): number {
    this.#turn += 1;
    let documents = 0;
    for (const { ordinals } of fields) {
      for (const ordinal of ordinals) {
        if (this.#lastSeen[ordinal] === this.#turn) continue;
        this.#lastSeen[ordinal] = this.#turn;
        documents += 1;
      }
    }
    return documents;
  }
}

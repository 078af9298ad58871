/**
 * Reads one segment whole (layer 4): every block is unpacked and checked, and what one section says is compared with what
 * the others and the manifest say. In memory: the columns, the lexicon and a number a document.
 */
import type { Manifest, ManifestSegment } from "../../manifest/manifest.ts";
import type { IndexContext } from "../../manifest/manifest-store.ts";
import { loadTombstones } from "../../manifest/tombstones.ts";
import { encodeHeader, HEADER_BYTES } from "../../segment/blocks/segment-format.ts";
import { SegmentReader } from "../../segment/reader/segment-reader.ts";
import type { PlacedSourceEntry } from "../../segment/stored/lookup.ts";
import { segmentKey, tombstonesKey } from "../../storage/object-store/object-keys.ts";
import { DocumentCheck } from "./document-check.ts";
import type { Findings } from "./findings.ts";
import { checkTerms } from "./term-check.ts";

/** Told of each live source key of a segment. */
type OnLiveEntry = (entry: PlacedSourceEntry) => void;

/** Adds what is wrong to the findings; rejects only where the store does. Reads the whole segment, once or twice. */
export async function checkSegment(
  context: IndexContext,
  manifest: Manifest,
  segment: ManifestSegment,
  findings: Findings,
  onLiveEntry: OnLiveEntry,
): Promise<void> {
  const where = segmentKey(context.layout, segment.id);
  const dead = await loadDead(context, segment, findings);
  await findings.guard(where, async () => {
    const reader = await SegmentReader.open(context.store, where, segment);
    const header = await context.store.getRange(where, 0, HEADER_BYTES);
    if (Buffer.compare(header, encodeHeader(reader.contents.format)) !== 0)
      findings.add("damage", where, "Its first bytes are damaged.");
    if (reader.contents.fields.join("\u0000") !== manifest.fields.join("\u0000")) {
      findings.add("damage", where, "It indexes other fields than the manifest says.");
    }
    await findings.guard(where, () => checkTerms(reader, findings, where));
    await findings.guard(where, () => checkDocumentIds(reader, findings, where));
    await findings.guard(where, () => checkDigests(reader));
    await findings.guard(where, () => checkEntries(reader, segment, dead, findings, where, onLiveEntry));
  });
}

/** [first ordinal, documents] by the number of a dead entry. */
type DeadEntries = ReadonlyMap<number, readonly [number, number]>;

async function loadDead(context: IndexContext, segment: ManifestSegment, findings: Findings): Promise<DeadEntries> {
  const dead = new Map<number, readonly [number, number]>();
  const { id, tombstoneObject } = segment;
  const where =
    tombstoneObject === null ? segmentKey(context.layout, id) : tombstonesKey(context.layout, tombstoneObject.id);
  await findings.guard(where, async () => {
    const tombstones = await loadTombstones(context.store, context.layout, segment);
    for (const [entryNumber, firstOrdinal, documents] of tombstones) dead.set(entryNumber, [firstOrdinal, documents]);
    const expected = segment.entries - segment.liveEntries;
    if (tombstones.length !== expected || dead.size !== expected) {
      const text = `The manifest counts ${expected} deleted uploads in ${id}, and ${dead.size} are named.`;
      findings.add("damage", where, text);
    }
  });
  return dead;
}

/** The table by which one article is looked up: a row for every document, under the hash of its id. */
async function checkDocumentIds(reader: SegmentReader, findings: Findings, where: string): Promise<void> {
  const ids = await reader.ids();
  const isListed = new Uint8Array(ids.length);
  let [rows, lastHash, isRight] = [0, 0, true];
  for await (const { row, isOfItsId } of reader.documentIdRows(ids)) {
    isRight &&= isOfItsId && row.hash >= lastHash && isListed[row.ordinal] === 0;
    isListed[row.ordinal] = 1;
    lastHash = row.hash;
    rows += 1;
  }
  if (!isRight || rows !== ids.length) {
    findings.add("damage", where, "Its table of ids does not lead to every one of its articles.");
  }
}

async function checkDigests(reader: SegmentReader): Promise<void> {
  for (const { field } of reader.contents.digestColumns) await reader.digests(field);
}

/** Source keys with their documents, and what the manifest counts of them. */
async function checkEntries(
  reader: SegmentReader,
  segment: ManifestSegment,
  dead: DeadEntries,
  findings: Findings,
  where: string,
  onLiveEntry: OnLiveEntry,
): Promise<void> {
  const documents = await DocumentCheck.open(reader, findings, where);
  const live = { entries: 0, documents: 0, fieldLengthSums: segment.fieldLengthSums.map(() => 0) };
  let last: PlacedSourceEntry | null = null;
  for await (const entry of reader.entries()) {
    await checkEntry(reader, entry, last, findings, where);
    await documents.checkNext(entry);
    last = entry;
    const tombstone = dead.get(entry.entryNumber);
    if (tombstone === undefined) {
      live.entries += 1;
      live.documents += entry.documentCount;
      for (const [field, sum] of entry.fieldLengthSums.entries()) {
        live.fieldLengthSums[field] = (live.fieldLengthSums[field] ?? 0) + sum;
      }
      onLiveEntry(entry);
    } else if (tombstone[0] !== entry.firstOrdinal || tombstone[1] !== entry.documentCount) {
      findings.add("damage", where, `What the manifest calls deleted of ${entry.sourceKey} is not what it holds.`);
    }
  }
  await documents.finish();
  compareCounts(reader, segment, last, live, findings, where);
}

async function checkEntry(
  reader: SegmentReader,
  entry: PlacedSourceEntry,
  last: PlacedSourceEntry | null,
  findings: Findings,
  where: string,
): Promise<void> {
  const { sourceKey, entryNumber, firstOrdinal } = entry;
  const isNext =
    last === null
      ? entryNumber === 0 && firstOrdinal === 0
      : last.sourceKey < sourceKey &&
        entryNumber === last.entryNumber + 1 &&
        firstOrdinal === last.firstOrdinal + last.documentCount;
  if (!isNext) findings.add("damage", where, `Its source keys are not in order at ${sourceKey}.`);
  if (!(await reader.mayHold(sourceKey)))
    findings.add("damage", where, `Its filter of keys does not know ${sourceKey}.`);
}

function compareCounts(
  reader: SegmentReader,
  segment: ManifestSegment,
  last: PlacedSourceEntry | null,
  live: { readonly entries: number; readonly documents: number; readonly fieldLengthSums: readonly number[] },
  findings: Findings,
  where: string,
): void {
  const entries = last === null ? 0 : last.entryNumber + 1;
  const documents = last === null ? 0 : last.firstOrdinal + last.documentCount;
  const { entries: namedEntries, documents: namedDocuments } = reader.contents;
  if (entries !== namedEntries || documents !== namedDocuments) {
    const text = `It says that it holds ${namedDocuments} articles of ${namedEntries} uploads, and has keys for ${documents} of ${entries}.`;
    findings.add("damage", where, text);
  }
  if (live.entries !== segment.liveEntries || live.documents !== segment.liveDocuments) {
    const text = `The manifest counts ${segment.liveDocuments} articles of ${segment.liveEntries} uploads in it, and ${live.documents} of ${live.entries} are live.`;
    findings.add("damage", where, text);
  }
  if (live.fieldLengthSums.some((sum, field) => sum !== segment.fieldLengthSums[field])) {
    findings.add("damage", where, "The manifest's sums of its field lengths, by which hits are ranked, are wrong.");
  }
}

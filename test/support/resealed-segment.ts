/**
 * A segment whose blocks hold other contents than were written, with right checksums, sizes and starts all the same:
 * what a checksum cannot find out.
 */
import fc from "fast-check";
import { openBlock } from "./documented-bytes.ts";
import { type DocumentedSegment, readStoredIndex } from "./documented-segment.ts";
import { encodeBlock, type SectionName } from "./inside/index-blocks.ts";
import { encodeStoredIndex } from "./inside/index-stored.ts";

/** One block of a segment. */
export interface SegmentPart {
  readonly name: string;
  readonly section: SectionName;
  readonly blockNumber: number;
  readonly start: number;
  readonly end: number;
}

const RUNS = [
  "postings",
  "occurrences",
  "stored",
  "cards",
  "lexicon",
  "forms",
  "reversedForms",
  "keyedForms",
  "phrases",
  "entries",
  "documentIds",
];

/** Names of the indexes. */
const INDEXES = ["storedIndex", "documentIdsIndex", "cardsIndex"];

/** Names of the filters. */
const FILTERS = ["filter", "nameFilter", "phraseFilter"];

/** The blocks in the order of their bytes. */
export function partsOf({ layout, contents }: DocumentedSegment): SegmentPart[] {
  const counts = new Map<string, number>();
  return layout
    .filter(({ name }) => name !== "header" && name !== "footer")
    .map(({ name, start, end }) => {
      const numberInRun = counts.get(name) ?? 0;
      counts.set(name, numberInRun + 1);
      const values = contents.valueColumns.findIndex(({ field }) => name === `value ${field}`);
      const digests = contents.digestColumns.findIndex(({ field }) => name === `digest ${field}`);
      const rests = contents.valueColumns.findIndex(({ field }) => name === `rest ${field}`);
      const columns = contents.lengthColumns.length;
      const idColumn = columns + contents.valueColumns.length;
      const [section, blockNumber]: [SectionName, number] = RUNS.includes(name)
        ? [name as SectionName, numberInRun]
        : INDEXES.includes(name)
          ? ["index", INDEXES.indexOf(name)]
          : FILTERS.includes(name)
            ? ["filter", FILTERS.indexOf(name)]
            : name === "duplicates" || name === "contents"
              ? [name, 0]
              : name === "ids"
                ? ["column", idColumn]
                : digests >= 0
                  ? ["column", idColumn + 1 + digests]
                  : rests >= 0
                    ? ["column", idColumn + 1 + contents.digestColumns.length + rests]
                    : ["column", values < 0 ? Number(name.slice("lengths ".length)) : columns + values];
      return { name, section, blockNumber, start, end };
    });
}

/**
 * The bytes with the contents that `change` gives; the table of contents and the indexes follow, then are changed too.
 */
export function resealSegment(
  bytes: Uint8Array,
  parts: readonly SegmentPart[],
  change: (part: SegmentPart, content: Uint8Array) => Uint8Array,
): { readonly bytes: Uint8Array; readonly contentsStart: number } {
  const pieces: Uint8Array[] = [bytes.subarray(0, parts[0]?.start)];
  let at = pieces[0]?.length ?? 0;
  const places = new Map<string, { start: number; sizesBytes: number[] }>();
  for (const part of parts) {
    const written = bytes.subarray(part.start, part.end);
    const content = openBlock(part.section, part.blockNumber, written);
    const changed = change(part, follow(part, content, places));
    const block = changed === content ? written : encodeBlock(part.section, part.blockNumber, changed);
    const place = places.get(part.name) ?? { start: at, sizesBytes: [] };
    place.sizesBytes.push(block.length);
    places.set(part.name, place);
    pieces.push(block);
    at += block.length;
  }
  const contentsStart = places.get("contents")?.start ?? 0;
  const footer = Buffer.from(bytes.subarray(bytes.length - 16));
  footer.writeUIntLE(contentsStart, 0, 6);
  pieces.push(footer);
  return { bytes: Uint8Array.from(Buffer.concat(pieces)), contentsStart };
}

/** Starts and sizes in an index as they are by now. */
function follow(
  { name }: SegmentPart,
  content: Uint8Array,
  places: ReadonlyMap<string, { start: number; sizesBytes: number[] }>,
): Uint8Array {
  if (name === "storedIndex" || name === "cardsIndex") {
    const run = places.get(name === "storedIndex" ? "stored" : "cards");
    return encodeStoredIndex({ ...readStoredIndex(content), ...run });
  }
  if (name !== "documentIdsIndex" && name !== "contents") return content;
  const json = JSON.parse(Buffer.from(content).toString("utf8"));
  const run = (of: string) => places.get(of) ?? {};
  const place = (of: string) => {
    const found = places.get(of);
    return found && { start: found.start, sizeBytes: found.sizesBytes[0] };
  };
  if (name === "documentIdsIndex") Object.assign(json, run("documentIds"));
  else {
    Object.assign(json.postings, run("postings"));
    Object.assign(json.lexicon, run("lexicon"));
    if (json.occurrences !== null) json.occurrences.sizesBytes = places.get("occurrences")?.sizesBytes ?? [];
    if (json.forms !== null) Object.assign(json.forms, run("forms"));
    if (json.reversedForms !== null) Object.assign(json.reversedForms, run("reversedForms"));
    if (json.keyedForms !== null) Object.assign(json.keyedForms, run("keyedForms"));
    if (json.phrases !== null) Object.assign(json.phrases, run("phrases"));
    Object.assign(json.entryBlocks, run("entries"));
    for (const of of ["filter", "nameFilter", "storedIndex", "documentIdsIndex"]) Object.assign(json[of], place(of));
    if (json.cardsIndex !== null) Object.assign(json.cardsIndex, place("cardsIndex"));
    if (json.phraseFilter !== undefined) Object.assign(json.phraseFilter, place("phraseFilter"));
    if (json.duplicates !== null) Object.assign(json.duplicates, place("duplicates"));
    Object.assign(json.idColumn, place("ids"));
    for (const [field, column] of json.lengthColumns.entries()) Object.assign(column, place(`lengths ${field}`));
    for (const column of json.valueColumns) {
      Object.assign(column, place(`value ${column.field}`));
      if (column.rest !== undefined) Object.assign(column.rest, place(`rest ${column.field}`));
    }
    for (const column of json.digestColumns) Object.assign(column, place(`digest ${column.field}`));
  }
  return Buffer.from(JSON.stringify(json), "utf8");
}

interface ByteCut {
  readonly from: number;
  readonly length: number;
  readonly insert: Uint8Array;
}

/** Some places of a content, with the bytes that go and those that come there; one after another for {@link splice}. */
export const byteCuts: fc.Arbitrary<ByteCut[]> = fc.array(
  fc.record({ from: fc.nat(), length: fc.nat({ max: 6 }), insert: fc.uint8Array({ maxLength: 6 }) }),
  { minLength: 1, maxLength: 3 },
);

/** A content with some of its bytes replaced by others. */
export function splice(content: Uint8Array, { from, length, insert }: ByteCut): Uint8Array {
  const start = from % (content.length + 1);
  return Buffer.concat([content.subarray(0, start), insert, content.subarray(start + length)]);
}

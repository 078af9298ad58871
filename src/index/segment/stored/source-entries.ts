/**
 * The source keys of a segment: each leads to its entry. Both directions are here.
 *
 * The ids section has every source key that a segment speaks for, with its version and its ordinals, none where that
 * version could not be read. Entries ascend by source key (UTF-16 units) and are numbered from 0; the ordinals of one
 * entry are consecutive, and follow those of the entry before. Block: JSON array, per entry [source key, version,
 * number of documents, [length sum per field]], and behind these, where there are any, its statements without a
 * document here: [[identity, seconds, number of the kind]].
 */
import { corruptBytes } from "../blocks/byte-buffer.ts";
import { decodeJson, encodeJson } from "../blocks/json-block.ts";
import { STATEMENT_KINDS, type Statement } from "./statements.ts";

/** One source key of a segment. */
export interface SourceEntry {
  readonly sourceKey: string;
  readonly version: string;
  readonly documentCount: number;
  /** Sum of the field lengths of its documents, by field number. */
  readonly fieldLengthSums: readonly number[];
  /**
   * Statements without a document here: removals, and articles whose document a merge left out as superseded. Default
   * none.
   */
  readonly statements?: readonly Statement[];
}

/** An entry with its place: its number and the ordinal of its first document. */
export interface PlacedSourceEntry extends SourceEntry {
  readonly entryNumber: number;
  readonly firstOrdinal: number;
}

/** Entries a block; about 8 KB compressed with keys of 60 characters. */
export const ENTRIES_PER_BLOCK = 256;

/** A block of the ids section. */
export function encodeEntries(entries: readonly SourceEntry[]): Uint8Array {
  return encodeJson(
    entries.map(({ sourceKey, version, documentCount, fieldLengthSums, statements = [] }) => [
      ...[sourceKey, version, documentCount, fieldLengthSums],
      ...(statements.length === 0 ? [] : [statements.map(encodeStatement)]),
    ]),
  );
}

function encodeStatement({ identity, statedAt, kind }: Statement): readonly [string, number, number] {
  return [identity, statedAt, STATEMENT_KINDS.indexOf(kind)];
}

/**
 * The entries of a block that begins with entry `firstEntry`, whose first document is `firstOrdinal`, of a segment of
 * so many documents: readers walk through those of an entry.
 */
export function decodeEntries(
  content: Uint8Array,
  firstEntry: number,
  firstOrdinal: number,
  documents: number,
): PlacedSourceEntry[] {
  const rows = decodeJson(content);
  if (!Array.isArray(rows)) throw corruptBytes("a block of source keys is misshapen");
  let ordinal = firstOrdinal;
  return rows.map((row: unknown, index) => {
    if (!isEntryRow(row)) throw corruptBytes("a source key's entry is misshapen");
    const [sourceKey, version, documentCount, fieldLengthSums, statements] = row;
    const entry = {
      sourceKey,
      version,
      documentCount,
      fieldLengthSums,
      ...(statements === undefined ? {} : { statements: statements.map(decodeStatement) }),
      entryNumber: firstEntry + index,
      firstOrdinal: ordinal,
    };
    ordinal += documentCount;
    if (ordinal > documents) throw corruptBytes("a source key has documents that the segment does not have");
    return entry;
  });
}

function decodeStatement(row: unknown): Statement {
  if (!Array.isArray(row)) throw corruptBytes("a statement is misshapen");
  const [identity, statedAt, number] = row as readonly unknown[];
  const kind = STATEMENT_KINDS[number as number];
  if (typeof identity !== "string" || !Number.isSafeInteger(statedAt) || kind === undefined) {
    throw corruptBytes("a statement is misshapen");
  }
  return { identity, statedAt: statedAt as number, kind };
}

function isEntryRow(row: unknown): row is [string, string, number, number[], unknown[]?] {
  return (
    Array.isArray(row) &&
    typeof row[0] === "string" &&
    typeof row[1] === "string" &&
    Number.isSafeInteger(row[2]) &&
    row[2] >= 0 &&
    Array.isArray(row[3]) &&
    row[3].every((sum: unknown) => Number.isSafeInteger(sum)) &&
    (row[4] === undefined || Array.isArray(row[4]))
  );
}

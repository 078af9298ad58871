/**
 * The deleted parts of a live segment: source keys with all their documents, by tombstones, and single documents that a
 * newer statement supersedes while their source keys live. Used by writer, compactor and searcher. Documents are told
 * apart by segment and ordinal, never by key.
 */
import * as v from "valibot";
import { isErrorOfKind, SearchIndexError } from "../../errors.ts";
import { lastAtMost } from "../../keyed.ts";
import type { ObjectKey, ObjectReader } from "../../store/store.ts";
import { type KeyLayout, tombstonesKey } from "../keys.ts";
import { decodeBlock, encodeBlock } from "../segment/blocks/block-codec.ts";
import { decodeJson, encodeJson } from "../segment/blocks/json-block.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import {
  type ManifestSegment,
  type Superseded,
  supersededSchema,
  type Tombstone,
  tombstoneSchema,
} from "./manifest.ts";

/** Most tombstones in the manifest; more go into a tombstone object: some 5 KB of manifest a segment at the most. */
export const MAX_INLINE_TOMBSTONES = 300;

/** The deleted parts of a segment. */
export interface DeadParts {
  readonly tombstones: readonly Tombstone[];
  readonly superseded: readonly Superseded[];
}

type SegmentState = Pick<ManifestSegment, "tombstones" | "superseded" | "tombstoneObject">;

const deadPartsSchema = v.object({
  tombstones: v.array(tombstoneSchema),
  superseded: v.array(supersededSchema),
});

/**
 * All that is dead of a segment. One request where it has a tombstone object, else none. `corrupt-tombstones` names the
 * object where its bytes are not what was written.
 */
export async function loadDeadParts(store: ObjectReader, layout: KeyLayout, segment: SegmentState): Promise<DeadParts> {
  if (segment.tombstoneObject === null) return segment;
  const key = tombstonesKey(layout, segment.tombstoneObject.id);
  const { bytes } = await store.get(key);
  const { tombstones, superseded } = decodeDeadParts(bytes, key);
  return {
    tombstones: [...tombstones, ...segment.tombstones],
    superseded: [...superseded, ...segment.superseded],
  };
}

/** The bytes of a tombstone object. */
export function encodeDeadParts({ tombstones, superseded }: DeadParts): Uint8Array {
  return encodeBlock("tombstones", 0, encodeJson({ tombstones, superseded }));
}

function decodeDeadParts(bytes: Uint8Array, key: ObjectKey): DeadParts {
  let value: unknown;
  try {
    value = decodeJson(decodeBlock("tombstones", 0, bytes));
  } catch (error) {
    // The codec speaks of segments, for which it is made.
    throw isErrorOfKind(error, "corrupt-data") ? damaged(key, error) : error;
  }
  const result = v.safeParse(deadPartsSchema, value);
  if (result.success) return result.output;
  throw damaged(key);
}

function damaged(key: ObjectKey, cause?: unknown): SearchIndexError {
  return new SearchIndexError(
    "corrupt-tombstones",
    `The list of deleted articles ${key} is damaged. Run poisk rebuild.`,
    {
      details: { key },
      cause,
    },
  );
}

/** The deleted parts of a segment, for lookups. */
export interface Dead {
  /** Numbers of entries. */
  readonly entries: ReadonlySet<number>;
  /** Superseded documents by ordinal; some may belong to dead entries. */
  readonly superseded: ReadonlyMap<number, Superseded>;
  /** Tells whether the entry of a document is dead. */
  readonly isEnded: (ordinal: number) => boolean;
}

/** The same for lookups. Pure. */
export function deadOf({ tombstones, superseded }: DeadParts): Dead {
  const ascending = tombstones.filter(([, , documentCount]) => documentCount > 0).sort(([, a], [, b]) => a - b);
  const firstOrdinals = ascending.map(([, firstOrdinal]) => firstOrdinal);
  return {
    isEnded: (ordinal) => {
      const [, firstOrdinal = 0, documentCount = 0] = ascending[lastAtMost(firstOrdinals, ordinal)] ?? [];
      return ordinal < firstOrdinal + documentCount;
    },
    entries: new Set(tombstones.map(([entryNumber]) => entryNumber)),
    superseded: new Map(superseded.map((document) => [document[0] ?? 0, document])),
  };
}

/** Loads the deleted parts of a segment. At most one request. */
export async function loadDead(
  { store, layout }: { readonly store: ObjectReader; readonly layout: KeyLayout },
  segment: SegmentState,
): Promise<Dead> {
  return deadOf(await loadDeadParts(store, layout, segment));
}

/** Lists the superseded documents of an entry. */
export function supersededOf(
  { superseded }: Pick<Dead, "superseded">,
  { firstOrdinal, documentCount }: Pick<PlacedSourceEntry, "firstOrdinal" | "documentCount">,
): readonly Superseded[] {
  if (superseded.size === 0) return [];
  return Array.from({ length: documentCount }, (_, i) => superseded.get(firstOrdinal + i) ?? []).filter(
    ({ length }) => length > 0,
  );
}

/** Makes an array with 1 for each dead document; null if all are alive. */
export function deadDocuments({ tombstones, superseded }: DeadParts, documents: number): Uint8Array | null {
  if (superseded.length === 0 && tombstones.every(([, , documentCount]) => documentCount === 0)) return null;
  const dead = new Uint8Array(documents);
  for (const [, firstOrdinal, documentCount] of tombstones) dead.fill(1, firstOrdinal, firstOrdinal + documentCount);
  for (const [ordinal = 0] of superseded) dead[ordinal] = 1;
  return dead;
}

/** An entry that is to end, and those of its documents that are superseded already. */
export interface EndingEntry {
  readonly entry: PlacedSourceEntry;
  /** Default none. */
  readonly superseded?: readonly Superseded[];
}

/** A segment with some more of its entries dead since `atMs`; they must be alive in it. */
export function tombstoneEntries(
  segment: ManifestSegment,
  ending: readonly EndingEntry[],
  atMs: number,
): ManifestSegment {
  if (ending.length === 0) return segment;
  const entries = ending.map(({ entry }) => entry);
  const deadBefore = ending.flatMap(({ superseded = [] }) => superseded);
  return {
    ...segment,
    liveDocuments:
      segment.liveDocuments - entries.reduce((sum, entry) => sum + entry.documentCount, 0) + deadBefore.length,
    liveEntries: segment.liveEntries - entries.length,
    fieldLengthSums: segment.fieldLengthSums.map(
      (sum, field) =>
        sum - sumOf(entries, (entry) => entry.fieldLengthSums[field]) + sumOf(deadBefore, (one) => one[field + 1]),
    ),
    tombstones: [
      ...segment.tombstones,
      ...entries.map((entry): Tombstone => [entry.entryNumber, entry.firstOrdinal, entry.documentCount]),
    ],
    oldestTombstoneAtMs: deadSince(segment, atMs),
  };
}

/** A segment with some more of its documents superseded since `atMs`; they must be alive in it, each named once. */
export function supersedeDocuments(
  segment: ManifestSegment,
  superseded: readonly Superseded[],
  atMs: number,
): ManifestSegment {
  if (superseded.length === 0) return segment;
  return {
    ...segment,
    liveDocuments: segment.liveDocuments - superseded.length,
    fieldLengthSums: segment.fieldLengthSums.map((sum, field) => sum - sumOf(superseded, (one) => one[field + 1])),
    superseded: [...segment.superseded, ...superseded],
    oldestTombstoneAtMs: deadSince(segment, atMs),
  };
}

function deadSince({ oldestTombstoneAtMs }: ManifestSegment, atMs: number): number {
  return oldestTombstoneAtMs ?? Math.max(0, Math.floor(atMs));
}

function sumOf<T>(items: readonly T[], of: (item: T) => number | undefined): number {
  return items.reduce((sum, item) => sum + (of(item) ?? 0), 0);
}

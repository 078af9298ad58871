/**
 * Tombstones: which source keys, and so which documents, of a live segment are dead. Used by writer,
 * compactor and searcher. A tombstone kills an entry of the ids section with all its documents; documents are told
 * apart by segment and ordinal, never by key.
 */
import * as v from "valibot";
import { isErrorOfKind, SearchIndexError } from "../../errors.ts";
import type { ObjectKey, ObjectReader } from "../../store/store.ts";
import { type KeyLayout, tombstonesKey } from "../keys.ts";
import { decodeBlock, encodeBlock } from "../segment/blocks/block-codec.ts";
import { decodeJson, encodeJson } from "../segment/blocks/json-block.ts";
import type { PlacedSourceEntry } from "../segment/stored/source-entries.ts";
import { type ManifestSegment, type Tombstone, tombstoneSchema } from "./manifest.ts";

/** More than these go into a tombstone object: some 5 KB of manifest a segment at the most. */
export const MAX_INLINE_TOMBSTONES = 300;

const tombstonesSchema = v.array(tombstoneSchema);

/**
 * All tombstones of a segment. One request where it has a tombstone object, else none. `corrupt-tombstones` names the
 * object where its bytes are not what was written.
 */
export async function loadTombstones(
  store: ObjectReader,
  layout: KeyLayout,
  segment: Pick<ManifestSegment, "tombstones" | "tombstoneObject">,
): Promise<readonly Tombstone[]> {
  if (segment.tombstoneObject === null) return segment.tombstones;
  const key = tombstonesKey(layout, segment.tombstoneObject.id);
  const { bytes } = await store.get(key);
  return [...decodeTombstones(bytes, key), ...segment.tombstones];
}

/** The bytes of a tombstone object. */
export function encodeTombstones(tombstones: readonly Tombstone[]): Uint8Array {
  return encodeBlock("tombstones", 0, encodeJson(tombstones));
}

function decodeTombstones(bytes: Uint8Array, key: ObjectKey): Tombstone[] {
  let value: unknown;
  try {
    value = decodeJson(decodeBlock("tombstones", 0, bytes));
  } catch (error) {
    // The codec speaks of segments, for which it is made.
    throw isErrorOfKind(error, "corrupt-data") ? damaged(key, error) : error;
  }
  const result = v.safeParse(tombstonesSchema, value);
  if (result.success) return result.output;
  throw damaged(key);
}

function damaged(key: ObjectKey, cause?: unknown): SearchIndexError {
  return new SearchIndexError("corrupt-tombstones", `The list of deleted articles ${key} is damaged. Run rebuild.`, {
    details: { key },
    cause,
  });
}

/** Whether each entry is dead, by entry number. */
export function deadEntries(tombstones: readonly Tombstone[]): ReadonlySet<number> {
  return new Set(tombstones.map(([entryNumber]) => entryNumber));
}

/** The entries of a segment that are dead. At most one request. */
export async function loadDead(
  { store, layout }: { readonly store: ObjectReader; readonly layout: KeyLayout },
  segment: Pick<ManifestSegment, "tombstones" | "tombstoneObject">,
): Promise<ReadonlySet<number>> {
  return deadEntries(await loadTombstones(store, layout, segment));
}

/** Per ordinal 1 where the document is dead; null where all are alive. */
export function deadDocuments(tombstones: readonly Tombstone[], documents: number): Uint8Array | null {
  if (tombstones.every(([, , documentCount]) => documentCount === 0)) return null;
  const dead = new Uint8Array(documents);
  for (const [, firstOrdinal, documentCount] of tombstones) dead.fill(1, firstOrdinal, firstOrdinal + documentCount);
  return dead;
}

/** A segment with some more of its entries dead since `atMs`; they must be alive in it. */
export function tombstoneEntries(
  segment: ManifestSegment,
  entries: readonly PlacedSourceEntry[],
  atMs: number,
): ManifestSegment {
  if (entries.length === 0) return segment;
  const added = entries.map((entry): Tombstone => [entry.entryNumber, entry.firstOrdinal, entry.documentCount]);
  return {
    ...segment,
    liveDocuments: segment.liveDocuments - entries.reduce((sum, entry) => sum + entry.documentCount, 0),
    liveEntries: segment.liveEntries - entries.length,
    fieldLengthSums: segment.fieldLengthSums.map((sum, field) =>
      entries.reduce((rest, entry) => rest - (entry.fieldLengthSums[field] ?? 0), sum),
    ),
    tombstones: [...segment.tombstones, ...added],
    oldestTombstoneAtMs: segment.oldestTombstoneAtMs ?? Math.max(0, Math.floor(atMs)),
  };
}

/**
 * Keeps the segment tails in step with the manifest: run after merges, and by each collection before it deletes, so
 * that what left the index leaves them no later than the bucket. Never by a single upload, which would write them all.
 */
import { nullIf } from "../../errors.ts";
import { type ETag, isOutOfRoom, type ObjectKey, type PutOptions, putIfUnchanged } from "../../store/store.ts";
import { isOutcomeUnknown, retryTransaction } from "../commit/transaction.ts";
import { type SegmentId, segmentKey, tailsKey } from "../keys.ts";
import type { Manifest, ManifestSegment } from "../manifest/manifest.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import {
  decodeTails,
  encodeTails,
  MAX_TAILS_BYTES,
  NO_TAILS,
  type SegmentTails,
  TAILS_TYPE,
  tailOf,
} from "../manifest/segment-tails.ts";
import { SMALL_SEGMENT_BYTES, segmentTailStart } from "../segment/blocks/segment-format.ts";
import type { RangeReader } from "../segment/reader/block-reader.ts";
import { decodeContents } from "../segment/reader/segment-reader.ts";

/** Others that refresh meanwhile make attempts vain; each then meets what the other wrote. Untuned. */
const MAX_ATTEMPTS = 5;

/** The object as one load saw it. */
interface PresentTails {
  /** Null where there is none. */
  readonly etag: ETag | null;
  /** Null where nobody can read them. */
  readonly tails: SegmentTails | null;
}

/**
 * Makes the object hold the tails of the large segments of the manifest, and of no other; also where there is none, so
 * that a reader does not ask for what is not there. Two requests; where something has to be written a put, and two for
 * each segment whose tail is not in it yet. A segment that is not there or is damaged is left out. False where others
 * were faster in all attempts, or the store did not answer: then what is there may be of an older manifest. Where the
 * store has no room for them, they are deleted, since they may hold deleted text; readers read what they lack from the
 * segments.
 */
export async function refreshTails(context: IndexContext): Promise<boolean> {
  try {
    await replaceTails(context);
    return true;
  } catch (error) {
    if (!isOutcomeUnknown(error)) throw error;
    if (isOutOfRoom(error)) await context.store.delete(tailsKey(context.layout));
    return false;
  }
}

async function replaceTails(context: IndexContext): Promise<void> {
  await retryTransaction(
    context,
    async () => {
      // The object first: whoever replaces it between is met by the condition of the put, and knew a manifest at least
      // as new as that.
      const present = await loadPresentTails(context);
      const snapshot = await new ManifestStore(context).load();
      if (snapshot === null) return;
      await putTails(context, present, snapshot.manifest);
    },
    MAX_ATTEMPTS,
  );
}

/**
 * Puts the tails of a manifest's segments in the place of the present ones, if these are still there, and gives the
 * bytes; null where nothing differs. Two requests for each segment that is not known, and one. `segments` reads what
 * lies elsewhere or otherwise than in the target's store.
 */
export async function putTails(
  target: Pick<IndexContext, "store" | "layout" | "tailedSegmentBytes">,
  { etag, tails }: PresentTails,
  manifest: Pick<Manifest, "segments" | "sequence">,
  { segments = target.store, options = TAILS_TYPE }: { segments?: RangeReader; options?: PutOptions } = {},
): Promise<Uint8Array | null> {
  const wanted = await collectTails({ ...target, store: segments }, manifest.segments, tails ?? NO_TAILS);
  if (tails !== null && isSameTails(tails, wanted)) return null;
  const bytes = encodeTails(wanted, manifest.sequence);
  await putIfUnchanged(target.store, tailsKey(target.layout), bytes, etag, options);
  return bytes;
}

/** The object as it is. One request. */
export async function loadPresentTails({
  store,
  layout,
}: Pick<IndexContext, "store" | "layout">): Promise<PresentTails> {
  const object = await nullIf(store.get(tailsKey(layout)), "not-found");
  const decode = async (bytes: Uint8Array): Promise<SegmentTails> => decodeTails(bytes);
  return { etag: object?.etag ?? null, tails: object && (await nullIf(decode(object.bytes), "corrupt-data")) };
}

/** The tails of the large segments, as many bytes as there may be. Two requests for each that is not known. */
async function collectTails(
  {
    store,
    layout,
    tailedSegmentBytes = SMALL_SEGMENT_BYTES,
  }: Pick<IndexContext, "layout" | "tailedSegmentBytes"> & { readonly store: RangeReader },
  segments: readonly ManifestSegment[],
  known: SegmentTails,
): Promise<SegmentTails> {
  const ends = segments
    .filter(({ sizeBytes }) => sizeBytes > tailedSegmentBytes)
    .map((segment) => new SegmentEnd(store, segmentKey(layout, segment.id), segment, tailOf(known, segment)));
  const sound = await Promise.all(ends.map(async (end) => ({ end, tailStart: await whereSound(end.findTailStart()) })));
  const starts = chooseTailStarts(
    sound.flatMap(({ end, tailStart }) => (tailStart === null ? [] : { ...end.segment, tailStart })),
    MAX_TAILS_BYTES,
  );
  const tails = await Promise.all(
    ends.map(async (end) => {
      const { id, sizeBytes: segmentBytes } = end.segment;
      const start = starts.get(id);
      const bytes = start === undefined ? null : await whereSound(end.readFrom(start));
      return bytes === null ? [] : ([[id, { segmentBytes, bytes }]] as const);
    }),
  );
  return new Map(tails.flat());
}

/** Null where a segment is not there or is damaged: verify tells of it, and readers meet it by themselves. */
function whereSound<T>(reading: Promise<T>): Promise<T | null> {
  return nullIf(reading, "not-found", "corrupt-data");
}

/** A segment with the place where its tail and its table of contents begin. */
interface TailedSegment extends Pick<ManifestSegment, "id" | "sizeBytes" | "contentsStart"> {
  readonly tailStart: number;
}

/**
 * Chooses where the kept end of each segment begins, within a limit for all: as many tables of contents as fit, then
 * whole tails; the largest segments first. Pure.
 */
export function chooseTailStarts(segments: readonly TailedSegment[], maxBytes: number): ReadonlyMap<SegmentId, number> {
  const bySize = [...segments].sort((a, b) => b.sizeBytes - a.sizeBytes || (a.id < b.id ? -1 : 1));
  const starts = new Map<SegmentId, number>();
  let leftBytes = maxBytes;
  const take = (id: SegmentId, start: number, bytes: number): void => {
    if (bytes > leftBytes) return;
    leftBytes -= bytes;
    starts.set(id, start);
  };
  for (const { id, sizeBytes, contentsStart } of bySize) take(id, contentsStart, sizeBytes - contentsStart);
  for (const { id, contentsStart, tailStart } of bySize) {
    if (starts.has(id)) take(id, tailStart, contentsStart - tailStart);
  }
  return starts;
}

/** The last bytes of a segment, of which some may be known. */
class SegmentEnd {
  readonly segment: ManifestSegment;
  readonly #store: RangeReader;
  readonly #key: ObjectKey;
  readonly #known: Uint8Array;

  constructor(store: RangeReader, key: ObjectKey, segment: ManifestSegment, known: Uint8Array = new Uint8Array()) {
    this.segment = segment;
    this.#store = store;
    this.#key = key;
    this.#known = known;
  }

  /** Finds the start of the tail in the table of contents. `corrupt-segment` if that is damaged. */
  async findTailStart(): Promise<number> {
    return segmentTailStart(decodeContents(await this.readFrom(this.segment.contentsStart), this.segment));
  }

  /** Bytes from `start` to the end. One request; none where they are known. */
  async readFrom(start: number): Promise<Uint8Array> {
    const { sizeBytes } = this.segment;
    const knownStart = sizeBytes - this.#known.length;
    return start < knownStart
      ? this.#store.getRange(this.#key, start, sizeBytes)
      : this.#known.subarray(start - knownStart);
  }
}

/** Tells whether both hold the tails of the same segments from the same offsets. */
function isSameTails(one: SegmentTails, other: SegmentTails): boolean {
  return one.size === other.size && [...one].every(([id, { bytes }]) => other.get(id)?.bytes.length === bytes.length);
}

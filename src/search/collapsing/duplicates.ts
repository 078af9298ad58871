/**
 * Which articles of a snapshot are the same as others: by segment and ordinal, the number of the group. It does not
 * depend on the query.
 *
 * A segment keeps its own groups (docs/index-format.md#duplicates). The small ones, which are read whole, have their
 * articles grouped together, so that today's reprints meet wherever they lie. What lies in two segments, one of them
 * large, meets once they are merged: to find it before, every process would read the digests of all articles
 * (docs/decisions/search.md#the-same-articles).
 */

import { DocumentSet, type IndexSnapshot, loadOnce, type OpenSegment } from "../../index/read.ts";
import { type Duplicates, SMALL_SEGMENT_BYTES } from "../../index/shared.ts";
import { lastAtMost } from "../../keyed.ts";
import { ArticleDigests, SIGNATURE_FIELD, URL_FIELD } from "../../schema/schema.ts";
/** Living documents of some segments in one row; a place is a number in it. */
export interface LiveDocuments {
  readonly count: number;
  readonly bySegment: readonly { readonly firstPlace: number; readonly ordinals: Uint32Array }[];
}

export function liveDocuments(segments: readonly OpenSegment[]): LiveDocuments {
  let count = 0;
  const bySegment = segments.map(({ segment, dead }) => {
    const all = Uint32Array.from({ length: segment.documents }, (_, ordinal) => ordinal);
    const ordinals = dead === null ? all : all.filter((ordinal) => dead[ordinal] !== 1);
    const firstPlace = count;
    count += ordinals.length;
    return { firstPlace, ordinals };
  });
  return { count, bySegment };
}

/** Two requests of a large segment the first time, for all digests; then none. */
export async function loadLiveDigests(segments: readonly OpenSegment[], live: LiveDocuments): Promise<ArticleDigests> {
  const columns = await Promise.all(
    segments.map(({ reader }) => Promise.all([reader.digests(SIGNATURE_FIELD), reader.digests(URL_FIELD)])),
  );
  const digests = new ArticleDigests(live.count);
  for (const [segmentNumber, { firstPlace, ordinals }] of live.bySegment.entries()) {
    for (const [i, ordinal] of ordinals.entries()) digests.set(firstPlace + i, columns[segmentNumber], ordinal);
  }
  return digests;
}

/**
 * Group numbers by ordinal: from 1, equal for the same articles; 0 for an article alone. 8 bytes and a bit a document.
 */
interface NumbersByOrdinal {
  readonly groups: Uint32Array;
  /** The same of the articles of one address. */
  readonly addresses: Uint32Array;
  /** Articles in a group. */
  readonly repeated: DocumentSet;
}

/** Groups of one segment: numbers from 1, and the sum of those before it in the snapshot. */
interface SegmentGroups extends NumbersByOrdinal {
  readonly before: { readonly groups: number; readonly addresses: number };
}

/** The duplicate groups of one snapshot. */
export class DuplicateGroups {
  /** Groups by segment number; null if all articles are alone. */
  readonly #bySegment: readonly (SegmentGroups | null)[];
  /** No group has a greater number. */
  readonly count: number;

  constructor(bySegment: readonly (SegmentGroups | null)[], count: number) {
    this.#bySegment = bySegment;
    this.count = count;
  }

  /** The articles of a segment that are not alone; null where all are. */
  repeated(segmentNumber: number): DocumentSet | null {
    return this.#bySegment[segmentNumber]?.repeated ?? null;
  }

  /** The number of the group, from 1; 0 for an article alone. */
  groupOf(segmentNumber: number, ordinal: number): number {
    const segment = this.#bySegment[segmentNumber];
    const number = segment?.groups[ordinal] ?? 0;
    return number === 0 ? 0 : number + (segment?.before.groups ?? 0);
  }

  /** The number of the address, from 1, equal for all of one address; 0 if no other has it. */
  addressOf(segmentNumber: number, ordinal: number): number {
    const segment = this.#bySegment[segmentNumber];
    const number = segment?.addresses[ordinal] ?? 0;
    return number === 0 ? 0 : number + (segment?.before.addresses ?? 0);
  }
}

const groupsBySnapshot = new WeakMap<IndexSnapshot, Promise<DuplicateGroups>>();

/** One request of a large segment, once; of small ones none. */
export function loadDuplicateGroups(snapshot: IndexSnapshot): Promise<DuplicateGroups> {
  return loadOnce(groupsBySnapshot, snapshot, () => findGroups(snapshot));
}

async function findGroups({ segments }: IndexSnapshot): Promise<DuplicateGroups> {
  const small = segments.filter(isSmall);
  const live = liveDocuments(small);
  const [digests, kept] = await Promise.all([
    loadLiveDigests(small, live),
    Promise.all(segments.map((open) => (isSmall(open) ? null : open.reader.duplicates()))),
  ]);
  const together = digests.duplicates();
  // Numbers go on from one source to the next.
  let before = { groups: largest(together.groups), addresses: largest(together.addresses) };
  const bySegment = segments.map((open, segmentNumber) => {
    const { documents } = open.segment;
    if (isSmall(open)) return groupsOfSmall(together, live.bySegment[small.indexOf(open)], documents);
    const duplicates = kept[segmentNumber] ?? null;
    if (duplicates === null) return null;
    const own = { ...numbersOfLarge(duplicates, documents), before };
    before = {
      groups: before.groups + largest(duplicates.groups),
      addresses: before.addresses + largest(duplicates.addresses),
    };
    return own;
  });
  return new DuplicateGroups(bySegment, before.groups);
}

/** Numbers of large segments by the duplicates that their readers cache: equal in every snapshot. */
const numbersByDuplicates = new WeakMap<Duplicates, NumbersByOrdinal>();

function numbersOfLarge(duplicates: Duplicates, documents: number): NumbersByOrdinal {
  const numbers = numbersByDuplicates.get(duplicates) ?? spread(duplicates, documents);
  numbersByDuplicates.set(duplicates, numbers);
  return numbers;
}

function isSmall({ segment }: OpenSegment): boolean {
  return segment.sizeBytes <= SMALL_SEGMENT_BYTES;
}

/** Selects one small segment's groups from the duplicates of all small ones. */
function groupsOfSmall(
  { ordinals: places, groups, addresses }: Duplicates,
  own: LiveDocuments["bySegment"][number] | undefined,
  documents: number,
): SegmentGroups {
  const { firstPlace = 0, ordinals = new Uint32Array() } = own ?? {};
  const start = lastAtMost(places, firstPlace - 1) + 1;
  const end = lastAtMost(places, firstPlace + ordinals.length - 1) + 1;
  const ofOwn = places.subarray(start, end).map((place) => ordinals[place - firstPlace] ?? 0);
  const duplicates = {
    ordinals: ofOwn,
    groups: groups.subarray(start, end),
    addresses: addresses.subarray(start, end),
  };
  return { ...spread(duplicates, documents), before: { groups: 0, addresses: 0 } };
}

function spread({ ordinals, groups, addresses }: Duplicates, documents: number): NumbersByOrdinal {
  const repeated = new DocumentSet(documents);
  const numbers = { groups: new Uint32Array(documents), addresses: new Uint32Array(documents), repeated };
  for (const [i, ordinal] of ordinals.entries()) {
    numbers.groups[ordinal] = groups[i] ?? 0;
    numbers.addresses[ordinal] = addresses[i] ?? 0;
    if (groups[i] !== 0) repeated.add(ordinal);
  }
  return numbers;
}

function largest(values: Uint32Array): number {
  return values.reduce((most, value) => Math.max(most, value), 0);
}

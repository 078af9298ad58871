/**
 * Segments for tests: flushed, put into a store that counts, opened.
 */

import { SegmentReader } from "../../src/index/read.ts";
import {
  type Duplicates,
  type IndexOptions,
  type ResolvedIndexOptions,
  resolveIndexOptions,
} from "../../src/index/shared.ts";
import type { SourceDocuments } from "../../src/index/write.ts";
import { MemoryObjectStore } from "../../src/store/local.ts";
import { CountingObjectStore, type ObjectKey } from "../../src/store/store.ts";
import { ManualClock, seededRandom32 } from "./deterministic.ts";
import { invertDocuments } from "./inside/index-inverter.ts";
import { type DigestColumn, digestOf } from "./inside/index-stored.ts";
import { type FlushedSegment, flushSegment } from "./inside/index-writer.ts";

/**
 * Two fields split at blanks, terms and forms as they are, so that a test sees its own words; those of titles are
 * phrases, and titles are cards.
 */
export const plainIndexOptions: IndexOptions = {
  fields: ["title", "body"],
  storeFields: ["title", "tag"],
  columnFields: ["tag"],
  digestFields: [{ field: "mark", sizeBytes: 3 }],
  duplicatesOf: ([marks], documents) => duplicatesByMark(marks, documents),
  tokenize: (text) => text.split(" ").filter((token) => token !== ""),
  processTerm: (term) => term,
  cardOf: ({ title = null }) => ({ title }),
  phrasesOf: ({ title }) => [...new Set(typeof title === "string" ? title.split(" ") : [])],
  wordsOfToken: (token) => [{ form: token, terms: [token], offset: 0 }],
};

/** Documents of one mark are the same, and the first document's mark is an address too. */
function duplicatesByMark(marks: DigestColumn | undefined, documents: number): Duplicates {
  const markOf = (ordinal: number): string => Buffer.from(marks ? digestOf(marks, ordinal) : []).toString("hex");
  const ordinalsByMark = groupBy(documents, markOf);
  const shared = [...ordinalsByMark].filter(([mark, { length }]) => length > 1 && mark !== "000000");
  const numbers = new Map(shared.flatMap(([, ordinals], i) => ordinals.map((ordinal) => [ordinal, i + 1] as const)));
  const ordinals = Uint32Array.from(numbers.keys()).sort();
  return {
    ordinals,
    groups: ordinals.map((ordinal) => numbers.get(ordinal) ?? 0),
    addresses: ordinals.map((ordinal) => (markOf(ordinal) === markOf(0) ? 1 : 0)),
  };
}

function groupBy(count: number, nameOf: (place: number) => string): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (let place = 0; place < count; place += 1) {
    const name = nameOf(place);
    places.set(name, [...(places.get(name) ?? []), place]);
  }
  return places;
}

/** Three articles, of which the first and the last are the same: those of the golden segments. */
export function goldenSources(): SourceDocuments[] {
  const [first, second, third] = bulkySources(3, 4) as [SourceDocuments, SourceDocuments, SourceDocuments];
  const marked = (source: SourceDocuments, mark: string): SourceDocuments => ({
    ...source,
    documents: source.documents.map((document) => ({ ...document, mark })),
  });
  return [marked(first, "0000aa"), second, marked(third, "0000aa")];
}

export const plainOptions: ResolvedIndexOptions = resolveIndexOptions(plainIndexOptions);

const KEY = "index/segments/a.segment" as ObjectKey;

export interface SegmentUnderTest extends FlushedSegment {
  readonly store: CountingObjectStore;
  readonly key: ObjectKey;
  readonly open: () => Promise<SegmentReader>;
}

export async function putSegment(
  sources: readonly SourceDocuments[],
  options: ResolvedIndexOptions = plainOptions,
): Promise<SegmentUnderTest> {
  return putBytes(flushSegment(sources, options, invertDocuments));
}

/** Bytes under a key as if they were this segment's. */
export async function putBytes({ bytes, summary }: FlushedSegment): Promise<SegmentUnderTest> {
  const store = new CountingObjectStore(new MemoryObjectStore({ clock: new ManualClock() }));
  await store.putIfAbsent(KEY, bytes);
  return { bytes, summary, store, key: KEY, open: () => SegmentReader.open(store, KEY, summary) };
}

/** Sources whose stored fields do not compress, so that a segment of some thousand is over a MiB. */
export function bulkySources(count: number, tagLength = 400): SourceDocuments[] {
  const random32 = seededRandom32(5);
  const noise = (length: number): string =>
    Array.from({ length }, () => String.fromCharCode(0x4e00 + (random32() % 20_000))).join("");
  return Array.from({ length: count }, (_, i) => ({
    sourceKey: `articles/${String(i).padStart(6, "0")}.txt`,
    version: `v${i}`,
    documents: [
      {
        id: i,
        title: `новость номер${i}`,
        body: `общее слово${i % 7} ${noise(12)}`,
        tag: noise(tagLength),
        mark: i.toString(16).padStart(6, "0"),
      },
    ],
  }));
}

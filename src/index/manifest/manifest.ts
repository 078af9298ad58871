/**
 * The manifest: which segments are live, and what of them is dead. The one mutable object of an index; some
 * tens of KB, growing with the number of segments. Parsing and serialising; rules between two manifests are in
 * manifest-invariants.ts, loading and committing in manifest-store.ts.
 */
import * as v from "valibot";
import { crc32 } from "../../content-hash.ts";
import { SearchIndexError } from "../../errors.ts";
import { ULID_PATTERN } from "../../id-source.ts";
import type { SegmentId } from "../keys.ts";
import { decodeUtf8, encodeUtf8 } from "../segment/blocks/json-block.ts";
import {
  count,
  MAX_SEGMENT_DOCUMENTS,
  SEGMENT_FORMAT,
  type SegmentSummary,
  SMALL_SEGMENT_BYTES,
} from "../segment/blocks/segment-format.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";

/** Goes up whenever the manifest changes its meaning; a reader refuses a newer one by name. */
export const MANIFEST_FORMAT = 1;

export const segmentIdSchema = v.pipe(
  v.string(),
  v.regex(ULID_PATTERN),
  v.transform((text) => text as SegmentId),
);

/** The number of an entry, its first ordinal, and how many documents it has. */
export const tombstoneSchema = v.tuple([count, count, count]);

/** The ordinal of a document, and the lengths of its fields by number. */
export const supersededSchema = v.pipe(v.array(count), v.minLength(1));

export const segmentSchema = v.object({
  id: segmentIdSchema,
  sizeBytes: count,
  contentsStart: count,
  // Readers make arrays of so many places.
  documents: v.pipe(count, v.maxValue(MAX_SEGMENT_DOCUMENTS)),
  entries: count,
  liveDocuments: count,
  liveEntries: count,
  /** Field lengths, summed over the segment's live documents. */
  fieldLengthSums: v.array(count),
  tombstones: v.array(tombstoneSchema),
  /** Documents that a newer statement supersedes, while their entries live. */
  superseded: v.array(supersededSchema),
  /** Holds both once they are too many for the manifest: what is dead is the union of both places. */
  tombstoneObject: v.nullable(v.object({ id: segmentIdSchema, entries: count, superseded: count })),
  /** Time of the first death among its documents, null while all live: long dead documents are rewritten away. */
  oldestTombstoneAtMs: v.nullable(count),
});

/** The size of a dictionary's head, and a line for each of its parts. */
const DIRECTORY = /^\d+(?:\n\S* \d+)+$/;

/** The part of a manifest that only a published index has (docs/decisions/index.md#the-published-index). */
const publicationSchema = v.object({
  /** Segments are cut into objects of so many bytes, the last one shorter; null where each is one object. */
  partBytes: v.nullable(v.pipe(count, v.minValue(SMALL_SEGMENT_BYTES))),
  /**
   * The dictionary that its queries need: the first 16 hex digits of its SHA-256, and its directory, which so needs no
   * request; null where they need none.
   */
  dictionary: v.nullable(
    v.object({
      hash: v.pipe(v.string(), v.regex(/^[0-9a-f]{16}$/)),
      directory: v.pipe(v.string(), v.regex(DIRECTORY)),
    }),
  ),
  /**
   * Suggestions for beginnings that are typed first, ready-made for this state of the index or one up to a day older:
   * the object, the first beginning and the bytes of each of its blocks, and the time of making. Absent where none was
   * made.
   */
  suggestions: v.exactOptional(
    v.object({ id: segmentIdSchema, blocks: v.array(v.tuple([v.string(), count])), madeAtMs: count }),
  ),
  /**
   * Objects that lately left and hold an article that was deleted or changed, each with when it left: what caches
   * should forget. Absent where there are none.
   */
  departed: v.exactOptional(v.array(v.tuple([v.string(), count]))),
});

export type Publication = DeepReadonly<v.InferOutput<typeof publicationSchema>>;

const manifestSchema = v.object({
  format: v.literal(MANIFEST_FORMAT),
  segmentFormat: v.literal(SEGMENT_FORMAT),
  /** +1 a commit. */
  sequence: count,
  /** Fresh in each commit, so that no two manifests have the same bytes and so the same ETag. */
  commitId: v.string(),
  committedAtMs: count,
  analyzer: v.string(),
  parser: v.string(),
  fields: v.array(v.string()),
  /** No commit may add an object whose id is at or below this one. The first manifest's is its own commit id. */
  collectFloor: v.nullable(segmentIdSchema),
  /**
   * End of a hold: until then nothing named at or after `from` is collected, since the rebuild or backfill of that name
   * is making it.
   */
  collectHold: v.nullable(v.object({ from: segmentIdSchema, untilMs: count })),
  /** Ascending by id. */
  segments: v.array(segmentSchema),
  /** Objects that lately left the index and are kept for readers of older manifests. */
  retired: v.array(v.object({ id: segmentIdSchema, kind: v.picklist(["segment", "tombstones"]), retiredAtMs: count })),
  /** The publication; only a published index has it. */
  publication: v.exactOptional(publicationSchema),
});

type DeepReadonly<T> = T extends string | number ? T : { readonly [K in keyof T]: DeepReadonly<T[K]> };

export type Manifest = DeepReadonly<v.InferOutput<typeof manifestSchema>>;

/** A live segment. */
export type ManifestSegment = Manifest["segments"][number];

/** A source key that a segment no longer speaks for: [entry number, first ordinal, number of documents]. */
export type Tombstone = ManifestSegment["tombstones"][number];

/** A document that a newer statement supersedes, while its entry lives: [ordinal, length of each field by number]. */
export type Superseded = ManifestSegment["superseded"][number];

/** A segment that has just been put, all of it alive. */
export function freshSegment(id: SegmentId, summary: SegmentSummary): ManifestSegment {
  return {
    id,
    ...summary,
    liveDocuments: summary.documents,
    liveEntries: summary.entries,
    tombstones: [],
    superseded: [],
    tombstoneObject: null,
    oldestTombstoneAtMs: null,
  };
}

/** Names the rules and formats by which an index was made; an index is written by one schema only. */
export interface IndexSchema {
  readonly analyzer: string;
  readonly parser: string;
  readonly fields: readonly string[];
}

/** Tells whether two schemas have the same rules; the order of fields is part of them. */
export function isSameSchema(one: IndexSchema, other: IndexSchema): boolean {
  return (
    one.analyzer === other.analyzer &&
    one.parser === other.parser &&
    one.fields.join("\u0000") === other.fields.join("\u0000")
  );
}

/** The schema that an index made with these options has. */
export function schemaOf({ analyzerVersion, parserVersion, fields }: ResolvedIndexOptions): IndexSchema {
  return { analyzer: analyzerVersion, parser: parserVersion, fields };
}

/**
 * `index-outdated` where an index was made by other rules: a writer refuses, so that one index never mixes two. A
 * rebuild helps.
 */
export function requireSchema(index: IndexSchema, writer: IndexSchema): void {
  if (isSameSchema(index, writer)) return;
  throw new SearchIndexError(
    "index-outdated",
    `The index was made by ${index.analyzer} and ${index.parser}, this writer is ${writer.analyzer} and ` +
      `${writer.parser}. Run poisk rebuild; uploads wait until then.`,
    { details: { index: index.analyzer, writer: writer.analyzer } },
  );
}

/** The manifest of an index without documents; sequence 0. */
export function emptyManifest(schema: IndexSchema, commitId: string, nowMs: number): Manifest {
  return {
    format: MANIFEST_FORMAT,
    segmentFormat: SEGMENT_FORMAT,
    sequence: 0,
    commitId,
    committedAtMs: Math.max(0, Math.floor(nowMs)),
    analyzer: schema.analyzer,
    parser: schema.parser,
    fields: [...schema.fields],
    collectFloor: null,
    collectHold: null,
    segments: [],
    retired: [],
  };
}

/** The text before the last member's number; no JSON string can contain it. */
const CHECKSUM_MEMBER = ',"checksum":';

/**
 * The JSON ends with the CRC-32 of all that is before: a wrong digit would be another index, and nothing else tells.
 */
export function serialiseManifest(manifest: Manifest): Uint8Array {
  const before = JSON.stringify(manifest).slice(0, -1);
  return encodeUtf8(before + checksumMember(encodeUtf8(before)));
}

/** `unsupported-format` for another format, `corrupt-manifest` for anything that no poisk wrote. */
export function parseManifest(bytes: Uint8Array): Manifest {
  const text = decodeUtf8(bytes);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw corruptManifest("is no JSON", error);
  }
  checkFormats(value);
  checkChecksum(bytes, text);
  const result = v.safeParse(manifestSchema, value);
  if (!result.success) {
    const path = v.getDotPath(result.issues[0]) ?? "its top";
    throw corruptManifest(`is misshapen at ${path}`);
  }
  return result.output;
}

/** Advice about a manifest that is gone or damaged. */
export const MANIFEST_REMEDY =
  "Make it anew from the uploads, which are not touched by that: poisk verify --repair, or poisk rebuild.";

function corruptManifest(fault: string, cause?: unknown): SearchIndexError {
  return new SearchIndexError("corrupt-manifest", `The manifest ${fault}. ${MANIFEST_REMEDY}`, { cause });
}

function checkChecksum(bytes: Uint8Array, text: string): void {
  const end = text.lastIndexOf(CHECKSUM_MEMBER);
  // The member is ASCII, so that it has as many bytes as units.
  const before = bytes.subarray(0, bytes.length - (text.length - end));
  if (end < 0 || text.slice(end) !== checksumMember(before)) throw corruptManifest("does not have its checksum");
}

/** The last member of the JSON and its end. */
function checksumMember(before: Uint8Array): string {
  return `${CHECKSUM_MEMBER}${crc32(before)}}`;
}

function checkFormats(value: unknown): void {
  const { format, segmentFormat } = (value ?? {}) as { format?: unknown; segmentFormat?: unknown };
  if (typeof format === "number" && format !== MANIFEST_FORMAT) {
    throw unsupported("manifest", format, MANIFEST_FORMAT);
  }
  if (typeof segmentFormat === "number" && segmentFormat !== SEGMENT_FORMAT) {
    throw unsupported("segment", segmentFormat, SEGMENT_FORMAT);
  }
}

function unsupported(what: string, found: number, supported: number): SearchIndexError {
  const advice = found > supported ? "Upgrade poisk" : "Run poisk rebuild";
  return new SearchIndexError(
    "unsupported-format",
    `The index has ${what} format ${found}; this version of poisk reads format ${supported}. ${advice}.`,
    { details: { found, supported } },
  );
}

/** Tells whether a newer poisk wrote the refused manifest: then it is unreadable here, not damaged. */
export function isOfNewerFormat({ code, details }: SearchIndexError): boolean {
  return code === "unsupported-format" && Number(details.found) > Number(details.supported);
}

/** Live documents of the whole index. */
export function countLiveDocuments(manifest: Manifest): number {
  return manifest.segments.reduce((sum, segment) => sum + segment.liveDocuments, 0);
}

/**
 * Makes a published index of a private one: what anybody may read, with nothing of what died and nothing of how it came.
 * docs/decisions/0076-published-index.md says what leaves and why.
 *
 * A published segment is made of some private ones, and its name of theirs and of what is dead in them, so that the same state has the
 * same names, and what is there already is not written again. In the place of its time a name has the sequence of the manifest that
 * names it first. From that follows all that publishers at once need:
 *
 *   Only a commit on manifest n may name a segment of number n + 1, and only one commit on manifest n succeeds. So once manifest n + 1
 *   is there, a segment of a number up to n + 1 that it does not name is named by no later manifest, and may be deleted; what is of
 *   n + 2 is not touched. Whoever crashed before the commit on n finds its segments of n + 1 where it left them.
 *
 * The order of the writes is dictionary, segments, suggestions, tails, manifest: where it ends halfway, the former manifest and all that it names are
 * as they were.
 */

import { sha256, toHex } from "../../content-hash.ts";
import { isSearchIndexError, nullIf, SearchIndexError } from "../../errors.ts";
import { createUlid, ulidTimeMs } from "../../id-source.ts";
import {
  type ETag,
  headIfPresent,
  listAll,
  type ObjectKey,
  type ObjectReader,
  type ObjectStore,
  type ObjectSummary,
  type PutOptions,
  putIfUnchanged,
} from "../../store/store.ts";
import { openLive } from "../commit/live-entries.ts";
import { isOutcomeUnknown, retryTransaction } from "../commit/transaction.ts";
import { defaultCompactionSettings } from "../compaction/policy.ts";
import { loadPresentTails, putTails } from "../compaction/tail-refresh.ts";
import {
  dictionariesPrefix,
  dictionaryKey,
  dictionaryLicenceKey,
  manifestKey,
  parsePublishedKey,
  type SegmentId,
  segmentKey,
  segmentPartKey,
  segmentsPrefix,
  suggestionsKey,
  WIDGET_LOADER,
  widgetKey,
  widgetPrefix,
} from "../keys.ts";
import {
  countLiveDocuments,
  emptyManifest,
  freshSegment,
  isOfNewerFormat,
  type Manifest,
  type ManifestSegment,
  type Publication,
  parseManifest,
  requireSchema,
  schemaOf,
  serialiseManifest,
} from "../manifest/manifest.ts";
import { checkManifestInvariants } from "../manifest/manifest-invariants.ts";
import type { IndexContext } from "../manifest/manifest-reader.ts";
import { ManifestStore } from "../manifest/manifest-store.ts";
import { TAILS_TYPE } from "../manifest/segment-tails.ts";
import { loadDead, supersededOf } from "../manifest/tombstones.ts";
import { type MergeInput, mergeSegments } from "../merge/segment-merge.ts";
import { decodeJson } from "../segment/blocks/json-block.ts";
import {
  LONE_BLOCK_MULTIPLE_BYTES,
  MAX_SEGMENT_DOCUMENTS,
  SEGMENT_FORMAT,
  type SegmentSummary,
} from "../segment/blocks/segment-format.ts";
import { PartedObjectReader } from "../segment/reader/block-reader.ts";
import { allEntries } from "../segment/reader/entry-lookup.ts";
import { openSegment } from "../segment/reader/segment-cache.ts";
import { allDocuments } from "../segment/reader/segment-scan.ts";
import type { ResolvedIndexOptions } from "../segment/schema/minisearch-options.ts";
import { compareText } from "../segment/stored/document-order.ts";
import { encodeSuggestions, type SuggestionRow } from "./suggestion-blocks.ts";

/** Of what never changes under its name: a year, which HTTP's caches take for ever (RFC 9111, and 8246 for `immutable`). */
export const IMMUTABLE_CACHE_CONTROL = "public, max-age=31536000, immutable";
/** Of the line that leads to the search box: a new build is met after this by pages that had the old one. */
export const LOADER_CACHE_CONTROL = "public, max-age=300";
/** Of the manifest and the tails: kept, and asked for anew by their ETags each time. */
export const CHANGING_CACHE_CONTROL = "no-cache";

const IMMUTABLE: PutOptions = { ...TAILS_TYPE, cacheControl: IMMUTABLE_CACHE_CONTROL };
const LICENCE: PutOptions = { contentType: "text/plain; charset=utf-8", cacheControl: IMMUTABLE_CACHE_CONTROL };
const TAILS: PutOptions = { ...TAILS_TYPE, cacheControl: CHANGING_CACHE_CONTROL };
const SCRIPT: PutOptions = { contentType: "text/javascript; charset=utf-8", cacheControl: IMMUTABLE_CACHE_CONTROL };
const LOADER: PutOptions = { ...SCRIPT, cacheControl: LOADER_CACHE_CONTROL };
const MANIFEST: PutOptions = { contentType: "application/json", cacheControl: CHANGING_CACHE_CONTROL };

/**
 * Each segment costs a reader some requests in every search, and a second one 24 bytes of every article before equal articles can be told; to
 * write so many again takes some 20 seconds.
 */
const TOGETHER_DOCUMENTS = 25_000;

/** Publishers that met are few: each meets what the others did. Untuned. */
const MAX_ATTEMPTS = 5;

/** What queries of a language look words up in. */
export interface PublishedDictionary {
  readonly bytes: Uint8Array;
  /** What a reader must know of the bytes before it asks for any. The manifest has it, so that it takes no request. */
  readonly directory: string;
  /** The terms on which the bytes may be given to others, which then lie beside them. */
  readonly licence: Uint8Array | null;
}

export interface PublishInput {
  /** The private index. */
  readonly source: IndexContext;
  readonly options: ResolvedIndexOptions;
  /** Where the published one lies: nothing but it under the layout's `indexPrefix`. */
  readonly target: Pick<IndexContext, "store" | "layout" | "tailedSegmentBytes">;
  /** What queries look words up in; null where they need nothing. */
  readonly dictionary: PublishedDictionary | null;
  /** The files of the search box by their names, for pages that load them from beside the index; null for none. */
  readonly widget?: Readonly<Record<string, Uint8Array>> | null;
  /** How these are packed, where the store tells readers so and packs nothing itself. Default not. */
  readonly widgetEncoding?: "gzip" | null;
  /** What makes the bytes: two writers that may pack the same content otherwise have two of these. */
  readonly writer: string;
  /** Cuts segments into objects of so many bytes; at least SMALL_SEGMENT_BYTES. Null: each is one object. */
  readonly partBytes: number | null;
  /** Segments of fewer articles are put together. Default 25,000. */
  readonly togetherDocuments?: number;
  /** How long what left the index stays for those who read an older manifest. */
  readonly graceMs: number;
  /**
   * Makes suggestions of the index that a manifest names, which lies in the target and is not committed yet; by beginnings, ascending.
   * Default: none are made.
   */
  readonly makeSuggestions?: (target: IndexContext, manifest: Manifest) => Promise<readonly SuggestionRow[]>;
  /** Before each segment that is written: its articles, how many segments are written, and which of them it is, from 1. */
  readonly onSegment?: (articles: number, number: number, count: number) => void;
}

export interface PublishReport {
  /** Of the manifest that is there now. */
  readonly sequence: number;
  /** False where all of it was there already; nothing is written then. */
  readonly isChanged: boolean;
  readonly articles: number;
  readonly segments: number;
  readonly writtenObjects: number;
  readonly writtenBytes: number;
  /** Of the whole published index, without what only waits for its end. */
  readonly sizeBytes: number;
  /**
   * Objects that left the index in this run, or in former ones within the grace, and hold an article that was deleted or changed: caches keep
   * them until they expire or are purged. The manifest names them, so that what a run which was killed did not tell is told by the next.
   */
  readonly departed: readonly ObjectKey[];
  readonly deletedObjects: number;
}

/**
 * Brings the target up to the private index as it is. Costs: some requests where nothing changed; else each private segment that is
 * new, smaller than `togetherDocuments` or has new dead is read once and written once. Rejects with `index-outdated` where the private
 * index was made by other rules, `invalid-options` where the target holds a private index, `commit-conflict` where other publishers were
 * faster in all attempts, and as the stores do. What it wrote before is found by the next run.
 */
export async function publishIndex(input: PublishInput): Promise<PublishReport> {
  const written = new Written();
  const outcome = await retryTransaction(input.source, () => publishOnce(input, written), MAX_ATTEMPTS);
  const hasNewWidget = await retryTransaction(input.source, () => putWidget(input, written), MAX_ATTEMPTS);
  const deletedObjects =
    (await deleteUnnamed(input, outcome.manifest)) + (await deleteReplaced(input, outcome.manifest));
  const { manifest, departed } = outcome;
  const { objects: writtenObjects, bytes: writtenBytes } = written;
  const dictionaryBytes = input.dictionary?.bytes.length ?? 0;
  return {
    sequence: manifest.sequence,
    isChanged: outcome.isChanged || hasNewWidget,
    articles: countLiveDocuments(manifest),
    segments: manifest.segments.length,
    writtenObjects,
    writtenBytes,
    sizeBytes: [
      ...manifest.segments.map(({ sizeBytes }) => sizeBytes),
      dictionaryBytes,
      suggestionBytesOf(manifest),
    ].reduce((sum, bytes) => sum + bytes),
    departed,
    deletedObjects,
  };
}

function suggestionBytesOf({ publication }: Manifest): number {
  return publication?.suggestions?.blocks.reduce((sum, [, sizeBytes]) => sum + sizeBytes, 0) ?? 0;
}

interface Published {
  readonly manifest: Manifest;
  readonly departed: readonly ObjectKey[];
  readonly isChanged: boolean;
}

async function publishOnce(input: PublishInput, written: Written): Promise<Published> {
  const { source, options, target, dictionary, partBytes } = input;
  // Before the private index: who commits on this manifest has read an index at least as new as the one that made it.
  const base = await loadPublished(input);
  const { manifest: from } = await new ManifestStore(source).require();
  requireSchema(from, schemaOf(options));
  const former = base.manifest.publication?.dictionary;
  const publication: Publication = {
    partBytes,
    dictionary: dictionary && (await putDictionary(input, dictionary, former, written)),
  };
  const groups = await groupSegments(input, from);
  const known = new Map(base.manifest.segments.map((segment) => [contentOfId(segment.id), segment]));
  const missing = groups.filter(({ content }) => !known.has(content));
  const segments: ManifestSegment[] = [];
  for (const group of groups) {
    const there = known.get(group.content);
    if (there === undefined) {
      input.onSegment?.(group.articles, missing.indexOf(group) + 1, missing.length);
    }
    segments.push(there ?? (await writeSegment(input, group, base.manifest.sequence + 1, written)));
  }
  segments.sort((a, b) => (a.id < b.id ? -1 : 1));
  const suggestions = await putSuggestions(input, base.manifest, from, segments, publication, written);
  const described: Publication = { ...publication, ...(suggestions === null ? {} : { suggestions }) };
  const changed = nextManifest(input, base.manifest, from, segments, described);
  await replaceTails(input, changed ?? base.manifest, written);
  const told = base.manifest.publication?.departed ?? [];
  const toldKeys = told.map(([key]) => key as ObjectKey);
  if (changed === null) return { manifest: base.manifest, departed: toldKeys, isChanged: false };
  const left = await findDeparted(target, base, changed, groups);
  // The others were told by the run that committed the base after their grace, and are by this one.
  const kept = told.filter(
    ([key, leftAtMs]) => !left.has(key as ObjectKey) && base.manifest.committedAtMs - leftAtMs < input.graceMs,
  );
  const departed = [...kept, ...[...left].map((key) => [key, changed.committedAtMs] as const)];
  const next = departed.length === 0 ? changed : { ...changed, publication: { ...described, departed } };
  await commit(target, base, next, written);
  return { manifest: next, departed: [...new Set([...toldKeys, ...left])], isChanged: true };
}

// The published manifest.

interface PublishedManifest {
  /** Of an older format: nothing but its sequence and publication. */
  readonly manifest: Manifest;
  readonly isOlder: boolean;
  /** Null where there is none. */
  readonly etag: ETag | null;
}

async function loadPublished({ source: { clock }, options, target }: PublishInput): Promise<PublishedManifest> {
  const none = emptyManifest(schemaOf(options), "", clock.nowMs());
  const object = await nullIf(target.store.get(manifestKey(target.layout)), "not-found");
  if (object === null) return { manifest: none, isOlder: false, etag: null };
  const parsed = parseOlder(object.bytes, none);
  if (parsed.manifest.publication !== undefined) return { ...parsed, etag: object.etag };
  throw new SearchIndexError(
    "invalid-options",
    "An index that was not published lies there, with what nobody else should read. Publish to a place of its own.",
  );
}

/** `none` at the sequence of a manifest that is of an older format, or damaged: all that it names is made anew. */
function parseOlder(bytes: Uint8Array, none: Manifest): Omit<PublishedManifest, "etag"> {
  try {
    return { manifest: parseManifest(bytes), isOlder: false };
  } catch (error) {
    const isKnown = isSearchIndexError(error) && ["unsupported-format", "corrupt-manifest"].includes(error.code);
    if (!isKnown || isOfNewerFormat(error)) throw error;
    const { sequence, publication } = decodeJson(bytes) as Partial<Manifest>;
    if (!Number.isSafeInteger(sequence)) throw error;
    const known = { sequence: Number(sequence), ...(publication === undefined ? {} : { publication }) };
    return { manifest: { ...none, ...known }, isOlder: true };
  }
}

/** The manifest to put, null where the present one says the same. */
function nextManifest(
  { source, graceMs }: PublishInput,
  base: Manifest,
  from: Manifest,
  segments: readonly ManifestSegment[],
  publication: Publication,
): Manifest | null {
  const { analyzer, parser, fields } = from;
  const said = (manifest: Pick<Manifest, "analyzer" | "parser" | "fields" | "segments" | "publication">): string => {
    const { departed: _, ...described } = manifest.publication ?? {};
    return JSON.stringify([manifest.analyzer, manifest.parser, manifest.fields, manifest.segments, described]);
  };
  if (base.sequence > 0 && said(base) === said({ analyzer, parser, fields, segments, publication })) return null;
  const nowMs = Math.max(0, Math.floor(source.clock.nowMs()));
  const live = new Set(segments.map(({ id }) => id));
  const kept = base.retired.filter(({ retiredAtMs }) => nowMs - retiredAtMs < graceMs);
  const dropped = base.retired.filter((object) => !kept.includes(object)).map(({ id }) => id);
  const departed = base.segments
    .filter(({ id }) => !live.has(id))
    .map(({ id }) => ({ id, kind: "segment" as const, retiredAtMs: nowMs }));
  return {
    ...emptyManifest({ analyzer, parser, fields }, createUlid(nowMs, source.ids), nowMs),
    sequence: base.sequence + 1,
    collectFloor: [...(base.collectFloor === null ? [] : [base.collectFloor]), ...dropped].sort().at(-1) ?? null,
    segments: [...segments],
    retired: [...kept, ...departed],
    publication,
  };
}

async function commit(
  { store, layout }: PublishInput["target"],
  { manifest: base, etag }: PublishedManifest,
  next: Manifest,
  written: Written,
): Promise<void> {
  checkManifestInvariants(next, base);
  const key = manifestKey(layout);
  const bytes = serialiseManifest(next);
  try {
    await putIfUnchanged(store, key, bytes, etag, MANIFEST);
  } catch (error) {
    if (!isOutcomeUnknown(error) || parseManifest((await store.get(key)).bytes).commitId !== next.commitId) throw error;
  }
  written.add(bytes.length);
}

// Which private segments make which published one.

interface SegmentGroup {
  readonly inputs: readonly ManifestSegment[];
  readonly articles: number;
  /** The part of a name that says what is in it. */
  readonly content: string;
  /** That of its first inputs, of the first alone to all. */
  readonly beginnings: readonly string[];
}

/**
 * The small segments together, as many as one may hold; each other one by itself. Those of which nothing lives are left out. Tells the
 * same of the same segments.
 */
async function groupSegments(
  { source, partBytes, options, togetherDocuments = TOGETHER_DOCUMENTS }: PublishInput,
  from: Manifest,
): Promise<SegmentGroup[]> {
  const groups: ManifestSegment[][] = [];
  let small: ManifestSegment[] = [];
  const sumOf = (segments: readonly ManifestSegment[]): number =>
    segments.reduce((sum, { liveDocuments }) => sum + liveDocuments, 0);
  for (const segment of from.segments) {
    if (segment.liveDocuments === 0) continue;
    if (segment.liveDocuments >= togetherDocuments) {
      groups.push([segment]);
      continue;
    }
    if (
      sumOf(small) + segment.liveDocuments > MAX_SEGMENT_DOCUMENTS ||
      small.length === defaultCompactionSettings.maxInputs
    ) {
      groups.push(small);
      small = [];
    }
    small.push(segment);
  }
  if (small.length > 0) groups.push(small);
  return Promise.all(
    groups.map(async (inputs) => {
      const states = await Promise.all(
        inputs.map(async (segment) => {
          const dead = await loadDead(source, segment);
          const ascending = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);
          return [segment.id, ascending(dead.entries), ascending(dead.superseded.keys())];
        }),
      );
      const beginnings = states.map((_, i) =>
        idCharacters([...FORM, schemaOf(options), partBytes, states.slice(0, i + 1)], CONTENT_CHARACTERS),
      );
      return { inputs, articles: sumOf(inputs), content: beginnings.at(-1) ?? "", beginnings };
    }),
  );
}

/** What changes where the same articles are written otherwise: a segment of before is then written anew. */
const FORM = [SEGMENT_FORMAT, LONE_BLOCK_MULTIPLE_BYTES];

/** Of the sixteen random characters of a ULID: 60 bits say what is in a segment, 20 who packed it. */
const CONTENT_CHARACTERS = 12;
const WRITER_CHARACTERS = 4;
const TIME_CHARACTERS = 10;

function idCharacters(value: unknown, length: number): string {
  const hash = sha256(JSON.stringify(value));
  let next = 0;
  const ids = { random32: () => hash[next++ % hash.length] ?? 0 };
  return createUlid(0, ids).slice(TIME_CHARACTERS, TIME_CHARACTERS + length);
}

function contentOfId(id: SegmentId): string {
  return id.slice(TIME_CHARACTERS, TIME_CHARACTERS + CONTENT_CHARACTERS);
}

/** The ULID whose time is the sequence of the manifest that names the segment first. */
function publishedId(sequence: number, content: string, writer: string): SegmentId {
  const time = createUlid(sequence, { random32: () => 0 }).slice(0, TIME_CHARACTERS);
  return `${time}${content}${idCharacters(writer, WRITER_CHARACTERS)}` as SegmentId;
}

// Writing.

/** What went to the target. */
class Written {
  objects = 0;
  bytes = 0;

  add(bytes: number): void {
    this.objects += 1;
    this.bytes += bytes;
  }
}

/** Gives what the manifest says of it; `former` is what the base says. */
async function putDictionary(
  { target: { store, layout } }: PublishInput,
  { bytes, directory, licence }: PublishedDictionary,
  former: Publication["dictionary"] | undefined,
  written: Written,
): Promise<Publication["dictionary"]> {
  const hash = toHex(sha256(bytes)).slice(0, 16);
  const isNew = hash !== former?.hash;
  if (licence !== null) await putNamed(store, dictionaryLicenceKey(layout, hash), licence, written, LICENCE, isNew);
  await putNamed(store, dictionaryKey(layout, hash), bytes, written, IMMUTABLE, isNew);
  return { hash, directory };
}

/**
 * What is named by its content. Where it is there already it is written all the same if `isNew`, as it takes the place of another: its time then
 * says since when that one is not needed (deleteOthers).
 */
async function putNamed(
  store: ObjectStore,
  key: ObjectKey,
  content: Uint8Array,
  written: Written,
  options: PutOptions,
  isNew = false,
): Promise<void> {
  const present = await headIfPresent(store, key);
  if (!isNew && present?.sizeBytes === content.length) return;
  await putIfUnchanged(store, key, content, present?.etag ?? null, options);
  written.add(content.length);
}

/** Whether any was written. The file that leads to the others comes last. */
async function putWidget(
  { target: { store, layout }, widget, widgetEncoding = null }: PublishInput,
  written: Written,
): Promise<boolean> {
  const coded = widgetEncoding === null ? {} : { contentEncoding: widgetEncoding };
  const before = written.objects;
  const { [WIDGET_LOADER]: loader, ...files } = widget ?? {};
  if (loader === undefined) return false;
  const key = widgetKey(layout, WIDGET_LOADER);
  const present = await headIfPresent(store, key);
  const isNew = present === null || Buffer.compare((await store.get(key)).bytes, loader) !== 0;
  for (const [name, bytes] of Object.entries(files)) {
    await putNamed(store, widgetKey(layout, name), bytes, written, { ...SCRIPT, ...coded }, isNew);
  }
  if (isNew) {
    await putIfUnchanged(store, key, loader, present?.etag ?? null, { ...LOADER, ...coded });
    written.add(loader.length);
  }
  return written.objects > before;
}

/** Where the suggestions of an index of these segments lie: those of the base where that has the same, by the same writer. Null where none are made. */
async function putSuggestions(
  { source, target, writer, makeSuggestions }: PublishInput,
  base: Manifest,
  { analyzer, parser, fields }: Manifest,
  segments: readonly ManifestSegment[],
  publication: Publication,
  written: Written,
): Promise<NonNullable<Publication["suggestions"]> | null> {
  if (makeSuggestions === undefined) return null;
  const state = idCharacters([SEGMENT_FORMAT, segments.map(({ id }) => id)], CONTENT_CHARACTERS);
  const there = base.publication?.suggestions;
  const id = publishedId(base.sequence + 1, state, writer);
  if (there?.id.slice(TIME_CHARACTERS) === id.slice(TIME_CHARACTERS)) return there;
  const nowMs = Math.max(0, Math.floor(source.clock.nowMs()));
  const manifest: Manifest = {
    ...emptyManifest({ analyzer, parser, fields }, "", nowMs),
    segments: [...segments],
    publication,
  };
  const { bytes, blocks } = encodeSuggestions(await makeSuggestions({ ...source, ...target }, manifest));
  await putNamed(target.store, suggestionsKey(target.layout, id), bytes, written, IMMUTABLE);
  return { id, blocks };
}

/** Reads segments whole, be they cut or not. */
function segmentReaderOf(store: ObjectStore, publication: Publication | undefined): Pick<ObjectReader, "getRange"> {
  const partBytes = publication?.partBytes ?? null;
  return partBytes === null ? store : new PartedObjectReader(store, partBytes);
}

/**
 * Segments whose ends are known are read by ranges, however small: what a visitor waits for is bytes, where in a bucket each request is paid. Below this
 * a query reads most of a segment anyway.
 */
const LEAST_TAILED_BYTES = 64 * 1024;

async function replaceTails({ target }: PublishInput, manifest: Manifest, written: Written): Promise<void> {
  const { store } = target;
  const segments = segmentReaderOf(store, manifest.publication);
  const tailed = { tailedSegmentBytes: LEAST_TAILED_BYTES, ...target };
  const bytes = await putTails(tailed, await loadPresentTails(target), manifest, { segments, options: TAILS });
  if (bytes !== null) written.add(bytes.length);
}

async function writeSegment(
  { source, target, options, partBytes, writer }: PublishInput,
  { inputs, content }: SegmentGroup,
  sequence: number,
  written: Written,
): Promise<ManifestSegment> {
  const id = publishedId(sequence, content, writer);
  const opened = await Promise.all(inputs.map((segment) => openInput(source, segment)));
  let summary: SegmentSummary | null = null;
  async function* merge(): AsyncGenerator<Uint8Array> {
    // A document by itself takes no more bytes than its card's block, and tells all that a list shows.
    const chunks = mergeSegments(opened, { ...options, cardOf: null, isReadByRanges: true, keepsVersions: false });
    for (let next = await chunks.next(); ; next = await chunks.next()) {
      if (next.done) {
        summary = next.value.summary;
        return;
      }
      yield next.value;
    }
  }
  const stream = new ByteStream(merge());
  const key = segmentKey(target.layout, id);
  for (let part = 0; part === 0 || !(await stream.isAtEnd()); part += 1) {
    const partKey = partBytes === null ? key : segmentPartKey(key, part);
    await putPart(target.store, partKey, stream, partBytes ?? Number.POSITIVE_INFINITY, written);
  }
  if (summary === null) throw new SearchIndexError("unexpected-failure", "A segment was not made to its end.");
  return freshSegment(id, summary);
}

/** An entry without live documents is an upload that could not be read, or is superseded: neither it nor its key leaves. */
async function openInput(context: IndexContext, segment: ManifestSegment): Promise<MergeInput> {
  const { reader, dead } = await openLive(context, segment);
  const entries = new Set(dead.entries);
  for await (const entry of allEntries(reader)) {
    if (entry.documentCount === supersededOf(dead, entry).length) entries.add(entry.entryNumber);
  }
  return { reader, dead: { ...dead, entries } };
}

/**
 * Puts the next bytes of a stream, so many at the most. An object of the name that is there already has the same bytes, if as many: its
 * name says what they are made of and by whom.
 */
async function putPart(
  store: ObjectStore,
  key: ObjectKey,
  stream: ByteStream,
  maxBytes: number,
  written: Written,
): Promise<void> {
  let sentBytes = 0;
  async function* takePart(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const bytes = sentBytes < maxBytes ? await stream.take(maxBytes - sentBytes) : null;
      if (bytes === null) return;
      sentBytes += bytes.length;
      yield bytes;
    }
  }
  try {
    await store.putStreamIfAbsent(key, takePart(), IMMUTABLE);
    written.add(sentBytes);
  } catch (error) {
    if (!isOutcomeUnknown(error)) throw error;
    // The store may have looked first, and taken none of it.
    for await (const _ of takePart());
    const there = await headIfPresent(store, key);
    if (there === null) throw error;
    if (there.sizeBytes !== sentBytes) throw otherBytes(key, there.sizeBytes, sentBytes);
  }
}

function otherBytes(key: ObjectKey, thereBytes: number, sentBytes: number): SearchIndexError {
  return new SearchIndexError(
    "invariant-violated",
    `${key} has ${thereBytes} bytes and should have ${sentBytes}. Delete it where it lies, and publish again.`,
    { details: { key } },
  );
}

/** Chunks of any size, taken in pieces of a size that is wanted. */
class ByteStream {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #rest: Uint8Array | null = null;
  #isDone = false;

  constructor(chunks: AsyncIterator<Uint8Array>) {
    this.#chunks = chunks;
  }

  async isAtEnd(): Promise<boolean> {
    while (!this.#isDone && this.#rest === null) {
      const { value, done } = await this.#chunks.next();
      if (done) this.#isDone = true;
      else if (value.length > 0) this.#rest = value;
    }
    return this.#isDone;
  }

  /** One byte at least, null at the end. */
  async take(maxBytes: number): Promise<Uint8Array | null> {
    if ((await this.isAtEnd()) || this.#rest === null) return null;
    const taken = this.#rest.subarray(0, maxBytes);
    this.#rest = taken.length < this.#rest.length ? this.#rest.subarray(taken.length) : null;
    return taken;
  }
}

// What left.

/**
 * The objects that leave with `next`, or left lately, and hold an article which it has no more, or another text of. Where articles were added
 * alone, names tell that nothing left. After a merge of the private index they do not, since it leaves out what died; then the texts are compared:
 * the keys and stored fields of the segments that leave and of the new ones are read, up to the first difference. Where something left, what is
 * still there of former states is told unread, since most of it has the same articles: segments, and suggestions, which show titles. So is all that
 * is of an older format.
 */
async function findDeparted(
  target: PublishInput["target"],
  { manifest: base, isOlder }: PublishedManifest,
  next: Manifest,
  groups: readonly SegmentGroup[],
): Promise<ReadonlySet<ObjectKey>> {
  const without = (segments: readonly ManifestSegment[], others: readonly ManifestSegment[]): ManifestSegment[] =>
    segments.filter(({ id }) => others.every((other) => other.id !== id));
  const added = without(next.segments, base.segments);
  const departed = new Set<ObjectKey>();
  const beginnings = new Set(groups.flatMap((group) => group.beginnings));
  const staying = new Set(namedIds(next));
  for (const segment of without(base.segments, next.segments)) {
    const former = storedUploads(target, segment, base.publication);
    const present = added.map((other) => storedUploads(target, other, next.publication));
    // What cannot be read is taken for another.
    const isHeld =
      beginnings.has(contentOfId(segment.id)) ||
      (await nullIf(isWithin(former, present), "not-found", "corrupt-data")) === true;
    if (isHeld) staying.add(segment.id);
    else for (const key of keysOf(target, segment, base.publication)) departed.add(key);
  }
  if (departed.size === 0 && !isOlder) return departed;
  for await (const { key, id } of objectsUpTo(target, base)) {
    if (!staying.has(id) && !beginnings.has(contentOfId(id))) departed.add(key);
  }
  return departed;
}

/** Of a published index: its segments, and its suggestions. */
function namedIds({ segments, publication }: Manifest): SegmentId[] {
  const { suggestions } = publication ?? {};
  return [...segments.map(({ id }) => id), ...(suggestions === undefined ? [] : [suggestions.id])];
}

/** What lies among the segments of a number up to the manifest's, be it named or not. */
async function* objectsUpTo(
  { store, layout }: PublishInput["target"],
  { sequence }: Manifest,
): AsyncGenerator<{ readonly key: ObjectKey; readonly id: SegmentId }> {
  for await (const { key } of listAll(store, segmentsPrefix(layout))) {
    const id = parsePublishedKey(layout, key);
    if (id !== null && ulidTimeMs(id) <= sequence) yield { key, id };
  }
}

interface StoredUpload {
  readonly sourceKey: string;
  /** The stored fields of its articles, as one text. */
  readonly stored: string;
}

type StoredUploads = AsyncGenerator<StoredUpload, undefined>;

/** By key. */
async function* storedUploads(
  { store, layout }: PublishInput["target"],
  segment: ManifestSegment,
  publication: Publication | undefined,
): StoredUploads {
  const reader = await openSegment({ store: segmentReaderOf(store, publication), layout }, segment);
  const documents = allDocuments(reader);
  for await (const { sourceKey, documentCount } of allEntries(reader)) {
    const stored: unknown[] = [];
    while (stored.length < documentCount) stored.push((await documents.next()).value);
    yield { sourceKey, stored: JSON.stringify(stored) };
  }
}

/** Whether each upload of `former` is one of `present`. */
async function isWithin(former: StoredUploads, present: readonly StoredUploads[]): Promise<boolean> {
  const heads = await Promise.all(present.map(async (uploads) => (await uploads.next()).value));
  for await (const upload of former) {
    const isBefore = (head: StoredUpload | undefined): boolean =>
      head !== undefined && compareText(head.sourceKey, upload.sourceKey) < 0;
    for (const [i, uploads] of present.entries()) {
      while (isBefore(heads[i])) heads[i] = (await uploads.next()).value;
    }
    if (!heads.some((head) => head?.sourceKey === upload.sourceKey && head.stored === upload.stored)) return false;
  }
  return true;
}

function keysOf(
  { layout }: Pick<IndexContext, "layout">,
  { id, sizeBytes }: ManifestSegment,
  publication: Publication | undefined,
): ObjectKey[] {
  const key = segmentKey(layout, id);
  const partBytes = publication?.partBytes ?? null;
  if (partBytes === null) return [key];
  return Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, part) => segmentPartKey(key, part));
}

/** Deletes the segments of a number up to the manifest's that it does not name, or has named as retired for longer than the grace. */
async function deleteUnnamed({ source, target, graceMs }: PublishInput, manifest: Manifest): Promise<number> {
  const nowMs = source.clock.nowMs();
  const kept = new Set([
    // Of suggestions of former states none is kept: readers of these work theirs out.
    ...namedIds(manifest),
    ...manifest.retired.filter(({ retiredAtMs }) => nowMs - retiredAtMs < graceMs).map(({ id }) => id),
  ]);
  const unnamed: ObjectKey[] = [];
  for await (const { key, id } of objectsUpTo(target, manifest)) if (!kept.has(id)) unnamed.push(key);
  for (const key of unnamed) await target.store.delete(key);
  return unnamed.length;
}

/** What a run calls a dictionary, and a script that is named by its content: others' files may lie beside them. */
const DICTIONARY_NAME = /^[0-9a-f]{16}(?:\.LICENSE)?$/;
const SCRIPT_NAME = /^widget-\w{1,40}\.js$/;

/** Deletes the dictionaries that the manifest does not name, and the scripts of other builds than the present. */
async function deleteReplaced(input: PublishInput, { publication }: Manifest): Promise<number> {
  const { layout } = input.target;
  const { hash = null } = publication?.dictionary ?? {};
  const { [WIDGET_LOADER]: loader, ...scripts } = input.widget ?? {};
  let deleted = 0;
  if (hash !== null) {
    const present = [dictionaryKey(layout, hash), dictionaryLicenceKey(layout, hash)];
    deleted += await deleteOthers(input, dictionariesPrefix(layout), DICTIONARY_NAME, present);
  }
  if (loader !== undefined) {
    const present = [WIDGET_LOADER, ...Object.keys(scripts)].map((name) => widgetKey(layout, name));
    deleted += await deleteOthers(input, widgetPrefix(layout), SCRIPT_NAME, present);
  }
  return deleted;
}

/**
 * Deletes what lies under a prefix by such names and is not `present`, once it and the first that is have lain there for longer than the grace: that
 * was written when it took the place of the others. What is younger may be of another publisher, who is about to name it.
 */
async function deleteOthers(
  { source, target: { store }, graceMs }: PublishInput,
  prefix: string,
  names: RegExp,
  present: readonly ObjectKey[],
): Promise<number> {
  const [first] = present;
  const newest = first === undefined ? null : await headIfPresent(store, first);
  if (newest === null) return 0;
  const nowMs = newest.readAtMs ?? source.clock.nowMs();
  const isOld = ({ lastModifiedMs }: ObjectSummary): boolean => nowMs - lastModifiedMs >= graceMs;
  if (!isOld(newest)) return 0;
  const replaced: ObjectKey[] = [];
  for await (const object of listAll(store, prefix)) {
    const { key } = object;
    if (names.test(key.slice(prefix.length)) && !present.includes(key) && isOld(object)) replaced.push(key);
  }
  for (const key of replaced) await store.delete(key);
  return replaced.length;
}
